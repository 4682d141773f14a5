"""A self-assessment as it stands between two messages: ids and the scale's words, never what the person wrote."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from enum import Enum
from typing import Any

from bot.coaching.scale import place
from bot.framework import Framework

# Two behaviours an element; a third where the two tell different stories, or one is not part of the role.
FIRST_ASKED, MOST_ASKED = 2, 3
FAR_APART = 2


class Step(str, Enum):
    """What the self-assessment is waiting for."""

    AGAIN = "again"
    START = "start"
    TELL = "tell"
    AREA = "area"
    RATE = "rate"
    EXAMPLE = "example"
    ALIKE = "alike"
    REST = "rest"
    GROW = "grow"
    DONE = "done"


# Steps that are answered in free text; the others with a choice.
IN_WORDS = frozenset({Step.TELL, Step.EXAMPLE})


@dataclass(frozen=True)
class Assessment:
    """One round through the framework, in as many sittings as it takes.

    ``elements``: those still to come in this sitting, the present one first. ``queue``: behaviours of the present element still to be
    rated, the pending one first. ``given``: the answers of this round. ``sitting``: the behaviours rated in this sitting. ``named``:
    elements that the person named as hard. ``told_as``: ``hardest`` or ``moment``, where they began from their own words.
    """

    step: Step = Step.START
    level_id: str = ""
    elements: tuple[str, ...] = ()
    queue: tuple[str, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    sitting: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    example_for: str | None = None
    checked_alike: bool = False
    told_as: str | None = None
    attempt: int = 0

    def at(self, step: Step, **changes: Any) -> Assessment:
        """This assessment at another step, its question asked afresh."""
        return replace(self, step=step, attempt=0, **changes)

    @property
    def answers(self) -> dict[str, str]:
        """The answers of this round by behaviour; the latest counts."""
        return dict(self.given)

    def to_json(self) -> dict[str, Any]:
        """What is stored."""
        return {**asdict(self), "step": self.step.value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Assessment:
        """Read what was stored; fields that a newer version no longer knows are left out."""
        known = {f.name for f in fields(cls)}
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items() if k in known}
        values["step"] = Step(values["step"])
        values["given"] = tuple((behaviour, value) for behaviour, value in values.get("given", ()))
        return cls(**values)


def queue_for(framework: Framework, element_id: str, level_id: str, answers: dict[str, str]) -> tuple[str, ...]:
    """The behaviours of an element that are still to be asked about in this round."""
    of_cell = [b.id for b in framework.behaviours_for(element_id, level_id)]
    answered = [id_ for id_ in of_cell if id_ in answers]
    wanted = FIRST_ASKED if _is_clear([answers[id_] for id_ in answered]) else MOST_ASKED
    return tuple(id_ for id_ in of_cell if id_ not in answers)[: max(0, wanted - len(answered))]


def _is_clear(values: list[str]) -> bool:
    places = [place(value) for value in values]
    on_scale = [at for at in places if at is not None]
    return len(on_scale) == len(places) and (not on_scale or max(on_scale) - min(on_scale) < FAR_APART)


def unrated(framework: Framework, assessment: Assessment, dimension_id: str) -> tuple[str, ...]:
    """The elements of a dimension that this round has not looked at, at the person's level."""
    answers = assessment.answers
    found = []
    for element_id in framework.dimensions[dimension_id].element_ids:
        ids = [b.id for b in framework.behaviours_for(element_id, assessment.level_id)]
        if ids and not any(id_ in answers for id_ in ids):
            found.append(element_id)
    return tuple(found)


def areas_left(framework: Framework, assessment: Assessment) -> tuple[str, ...]:
    """The dimensions with elements that this round has not looked at, in order; those that were passed over come last."""
    left = [id_ for id_ in framework.dimensions if unrated(framework, assessment, id_)]
    return tuple(sorted(left, key=lambda id_: id_ in assessment.passed_over))


def fitted(assessment: Assessment, framework: Framework, level_id: str) -> Assessment:
    """The assessment as it means now: under this edition of the framework and for the level that the person has today.

    Answers are carried on or, where nothing answers to them, left out; a question about a behaviour that is gone, or of another level, is
    put again about one of this level. What was answered stays in the store either way.
    """
    given = tuple((behaviour.id, value) for id_, value in assessment.given if (behaviour := framework.carried_behaviour(id_)) is not None)
    elements = tuple(dict.fromkeys(e.id for id_ in assessment.elements if (e := framework.carried_element(id_)) is not None))
    named = tuple(e.id for id_ in assessment.named if (e := framework.carried_element(id_)) is not None)
    example = framework.carried_behaviour(assessment.example_for or "")
    known = replace(
        assessment,
        level_id=level_id,
        given=given,
        elements=tuple(id_ for id_ in elements if framework.behaviours_for(id_, level_id)),
        named=named,
        example_for=example.id if example else None,
        passed_over=tuple(id_ for id_ in assessment.passed_over if id_ in framework.dimensions),
    )
    queue = [b for id_ in assessment.queue if (b := framework.carried_behaviour(id_)) is not None and b.level_id == level_id]
    is_whole = len(queue) == len(assessment.queue) and known.elements[:1] == assessment.elements[:1]
    if assessment.step is Step.EXAMPLE and example is None:
        is_whole = False
    if assessment.step not in (Step.RATE, Step.EXAMPLE, Step.ALIKE) or (is_whole and level_id == assessment.level_id):
        return replace(known, queue=tuple(b.id for b in queue))
    sitting = tuple(id_ for id_ in assessment.sitting if id_ in framework.behaviours and framework.behaviour(id_).level_id == level_id)
    known = replace(known, sitting=sitting)
    while known.elements:
        first = queue_for(framework, known.elements[0], level_id, known.answers)
        if first:
            return known.at(Step.RATE, queue=first, example_for=None)
        known = replace(known, elements=known.elements[1:])
    return known.at(Step.AREA, queue=(), example_for=None)
