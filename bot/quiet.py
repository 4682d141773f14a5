"""Before Rasa and TensorFlow are imported: no telemetry, no logs that carry people's words, no use of every core for small sums."""

from __future__ import annotations

import logging
import os
import warnings


def keep_quiet() -> None:
    """Set the environment and the logging of this process.

    Rasa logs the text of every message through structlog unless told otherwise; only its critical entries pass.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    # Libraries put their own filters back; nobody who runs this can act on their warnings.
    warnings.showwarning = lambda *args, **kwargs: None
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL), cache_logger_on_first_use=False)
    logging.getLogger().setLevel(logging.WARNING)
    for name, level in {
        "rasa": logging.ERROR,
        "rasa_sdk": logging.ERROR,
        "httpx": logging.WARNING,
        "matplotlib": logging.ERROR,
        "alembic": logging.WARNING,
        "tensorflow": logging.ERROR,
        "absl": logging.ERROR,
        # It logs whole updates, people's words with them, when it cannot read one.
        "telegram": logging.CRITICAL + 1,
    }.items():
        logging.getLogger(name).setLevel(level)
