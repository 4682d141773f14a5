"""Phrase families: reviewed patterns of words in YAML, by kind and tier."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.settings import PROJECT

PHRASES = PROJECT / "data" / "safety" / "phrase_families.yml"
# What stands around a disclosure, and what somebody answers to the question whether it was passed on.
CIRCUMSTANCES = PROJECT / "data" / "safety" / "circumstances.yml"
REPLIES = PROJECT / "data" / "safety" / "replies.yml"


class PhraseFault(Exception):
    """A family that is not written as it should be."""


@dataclass(frozen=True)
class Family:
    """Phrases of one kind and tier; where one of ``unless`` is found in the same sentence, the family keeps quiet."""

    id: str
    kind: str
    tier: str
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()


def load_families(file: Path) -> tuple[Family, ...]:
    """Read the families of a YAML file.

    Raises:
        PhraseFault: the file is not a list of families.
    """
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))["families"]
        families = tuple(Family(e["id"], e["kind"], e["tier"], tuple(e["phrases"]), tuple(e.get("unless", ()))) for e in entries)
        if not all(isinstance(phrase, str) for family in families for phrase in (*family.phrases, *family.unless)):
            # A bare yes or no is not a word in YAML.
            raise TypeError("a phrase is a text; put quotes around yes and no")
        return families
    except (OSError, KeyError, TypeError, yaml.YAMLError) as fault:
        raise PhraseFault(f"{file.name} is not a list of phrase families: {fault}") from fault
