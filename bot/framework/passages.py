"""The texts of a framework one by one, each with its kind, its field as the file calls it, and where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .faults import Fault
from .folder import Part, Place
from .framework import Framework
from .load import Reading
from .parts import Activity, Behaviour, Vignette

QUESTIONS = ("question", "other_side_question", "smaller_question", "deeper_question")
_PLAIN = ("plain_name", "summary")


@dataclass(frozen=True)
class Passage:
    """One text: ``kind`` and ``field`` say what it is (``behaviour``, ``missing``), ``place`` and ``keys`` where it stands.

    ``part`` is what it is read together with (an element at a level, an activity, a story), ``levels`` whom that is for.
    """

    kind: str
    field: str
    text: str
    place: Place
    keys: tuple[Any, ...]
    part: str
    levels: tuple[str, ...]

    def fault(self, reason: str) -> Fault:
        """A fault in this text; its field goes before the reason."""
        return self.place.fault(f"{self.field!r} {reason}", *self.keys)

    @property
    def where(self) -> str:
        """File and line."""
        return f"{self.place.document.file}:{self.place.document.line(*self.place.path, *self.keys)}"


def passages(framework: Framework, reading: Reading) -> Iterator[Passage]:
    """Every text that people read and that we wrote; crosswalks and contacts quote others, so they are left out."""
    yield from _of("level", framework.levels.values(), reading, _PLAIN)
    yield from _of("dimension", framework.dimensions.values(), reading, _PLAIN)
    yield from _of("element", framework.elements.values(), reading, _PLAIN)
    yield from _of("behaviour", framework.behaviours.values(), reading, ("behaviour", *QUESTIONS, "example_answer", "missing", "overdone"))
    yield from _of("activity", framework.activities.values(), reading, ("title", "what", "steps", "why", "evidence"))
    yield from _of("vignette", framework.vignettes.values(), reading, ("title", "story"))
    yield from _of("topic", framework.topics.values(), reading, ("title", "answer", "more"))
    yield from _of("term", framework.terms.values(), reading, ("meaning",))


def _of(kind: str, parts: Iterable[Part], reading: Reading, fields: tuple[str, ...]) -> Iterator[Passage]:
    for part in parts:
        place = reading.place(part)
        levels = _levels(part)
        read_with = part.id.rpartition(".")[0] if isinstance(part, Behaviour) else part.id
        for field in fields:
            value = getattr(part, "text" if field == "behaviour" else field)
            if isinstance(value, tuple):
                for number, item in enumerate(value):
                    yield Passage(kind, field, item, place, (field, number), read_with, levels)
            else:
                yield Passage(kind, field, value, place, (field,), read_with, levels)


def _levels(part: Part) -> tuple[str, ...]:
    if isinstance(part, Activity):
        return part.level_ids
    return (part.level_id,) if isinstance(part, Behaviour | Vignette) else ()
