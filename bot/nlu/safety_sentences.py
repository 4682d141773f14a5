"""The sentences from which the safety detector learns: by kind and tier, and ordinary ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.nlu.fingerprint import content_hash
from bot.settings import PROJECT

# The same loader in C, ten times as fast, where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SENTENCES = PROJECT / "data" / "safety" / "sentences.yml"
MUST_CATCH = PROJECT / "data" / "safety" / "must_catch.yml"
NONE, CHECK, ACT = TIERS = ("none", "check", "act")
SELF_HARM = "self_harm_or_suicide"


class SentenceFault(Exception):
    """The sentences are not written as they should be."""


@dataclass(frozen=True)
class SafetySentence:
    """One sentence; ``kind`` is ``None`` where the tier is ``none``."""

    text: str
    kind: str | None
    tier: str


def sentences_hash() -> str:
    """The hash of the sentences as they are: the tuned encoder must have been made from them."""
    return content_hash([SENTENCES, MUST_CATCH])


def load_sentences(file: Path) -> tuple[SafetySentence, ...]:
    """Read sentences: kinds to tiers to lists of texts under ``risky``, a list of texts under ``ordinary``.

    Raises:
        SentenceFault: the file cannot be read or is built otherwise.
    """
    try:
        top = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
        risky = [
            SafetySentence(str(text), str(kind), str(tier))
            for kind, tiers in (top.get("risky") or {}).items()
            for tier, texts in tiers.items()
            for text in texts
        ]
        if any(sentence.tier not in (CHECK, ACT) for sentence in risky):
            raise SentenceFault(f"{file.name}: a tier is {CHECK} or {ACT}")
        return (*risky, *(SafetySentence(str(text), None, NONE) for text in top.get("ordinary") or ()))
    except (OSError, AttributeError, TypeError, ValueError, yaml.YAMLError) as fault:
        raise SentenceFault(f"{file.name} cannot be read: {fault}") from fault
