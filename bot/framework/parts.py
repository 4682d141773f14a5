"""What a framework is made of: frozen, typed, and the same whatever the edition."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import root_validator, validator

from .fields import (
    ActivityKind,
    Audience,
    Circumstance,
    Counted,
    Flag,
    Frozen,
    Name,
    Nation,
    SafetyKind,
    Setting,
    Source,
    Text,
    Whole,
    filled,
)


class CoverageCell(Frozen):
    """How many behaviours and activities each element should have at a level, in the dimensions for one audience."""

    audience: Audience
    level: Name
    behaviours: Whole
    activities: Whole


class Coverage(Frozen):
    """How much content the edition promises: what ``check_framework`` counts against.

    Wherever a cell asks for activities, they should be of ``activity_kinds`` kinds, and one should be free and take less than
    ``short_activity_minutes``.
    """

    cells: tuple[CoverageCell, ...]
    activity_kinds: Whole
    short_activity_minutes: Whole
    activities_per_dimension: Whole
    vignettes_per_element: Whole
    vignette_levels: Whole

    def cell(self, audience: str, level_id: str) -> CoverageCell | None:
        """What is promised for that audience and level; ``None`` when nothing is."""
        return next((cell for cell in self.cells if (cell.audience, cell.level) == (audience, level_id)), None)


class Edition(Frozen):
    """Which edition of which framework this folder holds."""

    id: Name
    title: Text
    year: Counted
    version: Text
    language: Text
    note: Text
    source: Source
    coverage: Coverage


class Level(Frozen):
    """A level of responsibility; ``rank`` counts from 1, the one nearest to the people supported."""

    id: Name
    name: Text
    plain_name: Text
    rank: Counted
    summary: Text
    job_titles: tuple[Text, ...]

    _filled = validator("job_titles", allow_reuse=True)(filled)


class Dimension(Frozen):
    """A dimension and the ids of its elements, in order."""

    id: Name
    name: Text
    plain_name: Text
    summary: Text
    audience: Audience
    element_ids: tuple[str, ...]


class Element(Frozen):
    """An element; its id is ``dimension.element``, its plain name fits behind "it is about ...:"."""

    id: str
    name: Text
    plain_name: Text
    summary: Text
    dimension_id: str


class Behaviour(Frozen):
    """One behaviour at one level, with its questions; its id is ``dimension.element.level.number``."""

    id: str
    element_id: str
    level_id: str
    number: Counted
    text: Text
    question: Text
    other_side_question: Text
    smaller_question: Text
    example_answer: Text
    deeper_question: Text
    missing: Text
    overdone: Text


class Activity(Frozen):
    """Something to do that develops one to three elements; ``minutes`` is a first go, all in all."""

    id: Name
    title: Text
    what: Text
    steps: tuple[Text, ...]
    why: Text
    kind: ActivityKind
    minutes: Counted
    free: Flag
    element_ids: tuple[str, ...]
    level_ids: tuple[str, ...]
    settings: tuple[Setting, ...]
    evidence: Text
    source: Source | None = None

    _filled = validator("steps", "element_ids", "level_ids", "settings", allow_reuse=True)(filled)


class Vignette(Frozen):
    """A short true-to-life story of one element at one level."""

    id: Name
    element_id: str
    level_id: str
    setting: Setting
    title: Text
    story: Text


class CrosswalkEntry(Frozen):
    """One of our dimensions, elements or levels, what it answers to in the other framework, and what makes us say so."""

    ours: str
    theirs: tuple[Text, ...]
    reasoning: Text

    _filled = validator("theirs", allow_reuse=True)(filled)


class Unmapped(Frozen):
    """Something in one framework that has no counterpart in the other: an id of ours, or a name of theirs."""

    side: Literal["ours", "theirs"]
    name: Text
    reasoning: Text


class Crosswalk(Frozen):
    """How another framework's parts answer to this one's.

    ``version`` names the list of theirs that the entries speak of, ``status`` whether that list is in use, so that a list which is
    being replaced can stand beside the one that replaces it.
    """

    id: Name
    title: Text
    year: Counted
    version: Text | None = None
    status: Literal["in_use", "being_replaced", "incoming", "superseded"] = "in_use"
    official: Flag
    note: Text
    sources: tuple[Source, ...]
    entries: tuple[CrosswalkEntry, ...]
    unmapped: tuple[Unmapped, ...]

    _filled = validator("sources", allow_reuse=True)(filled)


class Term(Frozen):
    """A word or initials of the field's that the content uses, and what it means in plain words."""

    id: Name
    term: Text
    meaning: Text


class Topic(Frozen):
    """Something that people ask about the framework itself.

    ``intent`` is the Rasa intent under which it is asked; ``answer`` is said in chat; ``more`` are the paragraphs that a page adds;
    ``asked`` are ways of asking, from which the topic is found; ``follow_ups`` are topics that people ask next; ``crosswalk`` is the
    one that says more when an element is named.
    """

    id: Name
    title: Text
    intent: Name
    answer: Text
    more: tuple[Text, ...] = ()
    asked: tuple[Text, ...]
    follow_ups: tuple[Name, ...] = ()
    crosswalk: Name | None = None

    _filled = validator("asked", allow_reuse=True)(filled)


class Carried(Frozen):
    """What an id of another edition is called in this one; ``ours`` is ``None`` where nothing here answers to it."""

    theirs: Text
    ours: str | None
    reasoning: Text | None = None


class EditionMapping(Frozen):
    """How ids that were stored under another edition are carried on into this one; its id is that edition's."""

    id: Name
    title: Text
    official: Flag
    note: Text
    elements: tuple[Carried, ...]
    behaviours: tuple[Carried, ...] = ()


class Contact(Frozen):
    """Somebody to turn to; at least one of ``phone``, ``text``, ``web`` and ``how`` is there.

    ``nation``: for whom it is; ``rest_of_uk`` is Scotland, Wales and Northern Ireland.
    ``when``: shown only where one of these circumstances was heard (``data/safety/circumstances.yml``); always, if empty.
    """

    id: Name
    name: Text
    phone: Text | None = None
    text: Text | None = None
    web: Text | None = None
    how: Text | None = None
    hours: Text
    for_what: Text
    nation: Nation
    kinds: tuple[SafetyKind, ...]
    when: tuple[Circumstance, ...] = ()
    source: Source

    _filled = validator("kinds", allow_reuse=True)(filled)

    @property
    def checked(self) -> date:
        """When somebody last looked whether this still holds."""
        return self.source.checked

    @root_validator(skip_on_failure=True)
    def _reachable(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not any(values[way] for way in ("phone", "text", "web", "how")):
            raise ValueError("it needs at least one of phone, text, web and how")
        return values
