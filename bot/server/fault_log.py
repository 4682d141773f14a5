"""Faults in the log: their kind and place, never their text, which may hold people's words."""

from __future__ import annotations

import logging
from pathlib import Path

logger = logging.getLogger("lqf")


def log_fault(what: str, fault: BaseException) -> None:
    """Note that ``what`` failed, with the kind of the fault at the bottom of it and the line that raised that."""
    # Rasa puts faults of its components into one of its own.
    while fault.__cause__ is not None:
        fault = fault.__cause__
    place = fault.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
    logger.error("%s failed: %s at %s", what, type(fault).__name__, where)
