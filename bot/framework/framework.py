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
    Element,
    Level,
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
