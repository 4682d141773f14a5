"""The framework as the rest of the product sees it: read-only mappings by id, in file order, and the lookups they ask for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from .faults import UnknownId
from .parts import (
    Activity,
    Behaviour,
    Contact,
    Crosswalk,
    Dimension,
    Edition,
    EditionMapping,
    Element,
    Level,
    Term,
    Topic,
    Vignette,
)


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


Thing = TypeVar("Thing", bound=_HasId)
Cells = Mapping[tuple[str, str], tuple[Thing, ...]]


@dataclass(frozen=True)
class Framework:
    """One edition with all its content. Made by ``load_framework``; nothing in it can be changed."""

    edition: Edition
    levels: Mapping[str, Level]
    dimensions: Mapping[str, Dimension]
    elements: Mapping[str, Element]
    behaviours: Mapping[str, Behaviour]
    activities: Mapping[str, Activity]
    vignettes: Mapping[str, Vignette]
    crosswalks: Mapping[str, Crosswalk]
    contacts: Mapping[str, Contact]
    terms: Mapping[str, Term]
    topics: Mapping[str, Topic]
    other_editions: Mapping[str, EditionMapping]
    _behaviours: Cells[Behaviour] = field(init=False, repr=False, compare=False)
    _activities: Cells[Activity] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the content by element and level, once."""
        behaviours: dict[tuple[str, str], list[Behaviour]] = {}
        for behaviour in self.behaviours.values():
            behaviours.setdefault((behaviour.element_id, behaviour.level_id), []).append(behaviour)
        activities: dict[tuple[str, str], list[Activity]] = {}
        for activity in self.activities.values():
            for element_id in activity.element_ids:
                for level_id in activity.level_ids:
                    activities.setdefault((element_id, level_id), []).append(activity)
        # The dataclass is frozen: this is the one place that may still write.
        object.__setattr__(self, "_behaviours", {cell: tuple(found) for cell, found in behaviours.items()})
        object.__setattr__(self, "_activities", {cell: tuple(found) for cell, found in activities.items()})

    def level(self, level_id: str) -> Level:
        """The level of that id.

        Raises:
            UnknownId: there is none.
        """
        return _known(self.levels, "level", level_id)

    def element(self, element_id: str) -> Element:
        """The element of that id, ``dimension.element``.

        Raises:
            UnknownId: there is none.
        """
        return _known(self.elements, "element", element_id)

    def behaviour(self, behaviour_id: str) -> Behaviour:
        """The behaviour of that id, ``dimension.element.level.number``.

        Raises:
            UnknownId: there is none.
        """
        return _known(self.behaviours, "behaviour", behaviour_id)

    def behaviours_for(self, element_id: str, level_id: str) -> tuple[Behaviour, ...]:
        """The behaviours of an element at a level, in file order; nothing when none are written.

        Raises:
            UnknownId: there is no such element or level.
        """
        return self._behaviours.get((self.element(element_id).id, self.level(level_id).id), ())

    def activities_for(self, element_id: str, level_id: str) -> tuple[Activity, ...]:
        """The activities that develop an element at a level, in file order; nothing when none are written.

        Raises:
            UnknownId: there is no such element or level.
        """
        return self._activities.get((self.element(element_id).id, self.level(level_id).id), ())

    def vignettes_for(self, element_id: str) -> tuple[Vignette, ...]:
        """The vignettes of an element, in file order.

        Raises:
            UnknownId: there is no such element.
        """
        asked = self.element(element_id).id
        return tuple(vignette for vignette in self.vignettes.values() if vignette.element_id == asked)

    def carried_behaviour(self, behaviour_id: str) -> Behaviour | None:
        """The behaviour that a stored id means now: itself, or what another edition's mapping says; ``None`` when nothing answers to it."""
        if behaviour_id in self.behaviours:
            return self.behaviours[behaviour_id]
        return next((self.behaviours[ours] for ours in self._carried("behaviours", behaviour_id) if ours in self.behaviours), None)

    def carried_element(self, element_id: str) -> Element | None:
        """The element that a stored id means now: itself, or what another edition's mapping says; ``None`` when nothing answers to it."""
        if element_id in self.elements:
            return self.elements[element_id]
        return next((self.elements[ours] for ours in self._carried("elements", element_id) if ours in self.elements), None)

    def _carried(self, kind: str, theirs: str) -> list[str]:
        found = [carried for mapping in self.other_editions.values() for carried in getattr(mapping, kind) if carried.theirs == theirs]
        return [carried.ours for carried in found if carried.ours is not None]

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data, for JSON: lists in file order."""
        lists = {
            "levels": self.levels,
            "dimensions": self.dimensions,
            "elements": self.elements,
            "behaviours": self.behaviours,
            "activities": self.activities,
            "vignettes": self.vignettes,
            "crosswalks": self.crosswalks,
            "contacts": self.contacts,
            "terms": self.terms,
            "topics": self.topics,
            "other_editions": self.other_editions,
        }
        things = {name: [json.loads(thing.json()) for thing in found.values()] for name, found in lists.items()}
        return {"edition": json.loads(self.edition.json()), **things}


def by_id(things: Iterable[Thing]) -> Mapping[str, Thing]:
    """Things by their ids, read-only, in their order; the first of two with one id stays."""
    found: dict[str, Thing] = {}
    for thing in things:
        found.setdefault(thing.id, thing)
    return MappingProxyType(found)


def _known(things: Mapping[str, Thing], kind: str, asked: str) -> Thing:
    try:
        return things[asked]
    except KeyError:
        raise UnknownId(kind, asked) from None
