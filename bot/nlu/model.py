"""The trained model: which one fits the files as they are, and training it when there is none."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.nlu.fingerprint import content_hash
from bot.nlu.tuned_weights import SAFETY_LAYERS
from bot.settings import Settings

KEPT = 3


class TrainingFault(Exception):
    """Training cannot work with the files as they are; the text says what is wrong."""


def model_file(settings: Settings) -> Path:
    """Where the model that fits the present configuration, data and code is, or would be."""
    project = settings.project
    learned = [project / "data" / part for part in ("nlu", "rules", "stories", "safety")]
    learned += [settings.framework / part for part in ("behaviours", "dimensions.yml", "levels.yml")]
    learned += [project / "data" / "safety" / SAFETY_LAYERS.name]
    code = [project / "bot" / "nlu", project / "bot" / "framework", project / "requirements.lock"]
    parts = [project / "config.yml", project / "domain.yml", *learned, *code]
    return settings.models / f"lqf-coach-{content_hash(parts)}.tar.gz"


def train(settings: Settings) -> Path:
    """Train the model and return its file.

    Raises:
        TrainingFault: Rasa refused the files.
    """
    file = model_file(settings)
    noise = io.StringIO()
    # Rasa reports through prints and progress bars, which tell a person who installs this nothing.
    with contextlib.redirect_stdout(noise), contextlib.redirect_stderr(noise), _without_a_cache_of_parts():
        from rasa.model_training import train as rasa_train
        from rasa.shared.exceptions import RasaException

        os.environ["TQDM_DISABLE"] = "1"
        try:
            result = rasa_train(
                domain=str(settings.project / "domain.yml"),
                config=str(settings.project / "config.yml"),
                training_files=[str(settings.project / "data" / part) for part in ("nlu", "rules", "stories")],
                output=str(settings.models),
                fixed_model_name=file.name.removesuffix(".tar.gz"),
                force_training=True,
            )
        except (RasaException, ValueError, OSError) as fault:
            raise TrainingFault(f"The model could not be trained: {fault}") from fault
    if result.model is None or not file.exists():
        raise TrainingFault(f"The model could not be trained:\n{noise.getvalue()[-2000:]}")
    _forget_old(settings.models)
    return file


@contextlib.contextmanager
def _without_a_cache_of_parts() -> Iterator[None]:
    """Train without Rasa's cache of parts.

    For it every part's data are hashed anew, example by example, which takes a third of the whole training; here one hash of all files has
    already said that nothing fits. Nor is each example's whole content hashed whenever examples are put together: its text will do, as
    equal ones are compared in full; nor is it copied then, as nobody else holds it. ``rasa train`` goes on doing all three.
    """
    from rasa.shared.nlu.constants import TEXT
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    of_content, of_example = TrainingData.fingerprint, Message.__hash__
    with tempfile.TemporaryDirectory() as cache:
        before = os.environ.get("RASA_CACHE_DIRECTORY")
        os.environ["RASA_CACHE_DIRECTORY"] = cache
        TrainingData.fingerprint = lambda self: secrets.token_hex(16)  # type: ignore[method-assign]
        Message.__hash__ = lambda self: hash(self.get(TEXT))  # type: ignore[method-assign]
        Message.__deepcopy__ = lambda self, _: self  # type: ignore[attr-defined]
        try:
            yield
        finally:
            TrainingData.fingerprint = of_content  # type: ignore[method-assign]
            Message.__hash__ = of_example  # type: ignore[method-assign]
            del Message.__deepcopy__  # type: ignore[attr-defined]
            if before is None:
                del os.environ["RASA_CACHE_DIRECTORY"]
            else:
                os.environ["RASA_CACHE_DIRECTORY"] = before


def _forget_old(folder: Path) -> None:
    models = sorted(folder.glob("lqf-coach-*.tar.gz"), key=lambda f: f.stat().st_mtime, reverse=True)
    for old in models[KEPT:]:
        old.unlink(missing_ok=True)
