"""An element as plain text, for a terminal; and finding elements and levels by what people call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from textwrap import fill
from typing import Protocol, TypeVar

from bot.framework import Element, Framework, Level, UnknownId

WIDTH = 100


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


Named = TypeVar("Named", bound=_Named)


def find_element(framework: Framework, asked: str) -> Element:
    """The element of that id, last part of an id, or name, whatever its capitals and spaces.

    Raises:
        UnknownId: there is none; the nearest are named.
    """
    return _find(framework.elements, "element", asked)


def find_level(framework: Framework, asked: str) -> Level:
    """The level of that id or name.

    Raises:
        UnknownId: there is none; the nearest are named.
    """
    return _find(framework.levels, "level", asked)


def _find(things: Mapping[str, Named], kind: str, asked: str) -> Named:
    by_call = {
        call: thing for thing in things.values() for call in (_plain(thing.name), _plain(thing.id.rpartition(".")[2]), _plain(thing.id))
    }
    wanted = _plain(asked)
    if wanted in by_call:
        return by_call[wanted]
    near = [by_call[call].id for call in get_close_matches(wanted, by_call, 3, 0.4)]
    raise UnknownId(kind, asked + (f" (did you mean {' or '.join(dict.fromkeys(near))}?)" if near else ""))


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", name.lower()))


def element_text(framework: Framework, element: Element, levels: Iterable[Level]) -> str:
    """An element at some levels: what it is, behaviours with their questions, stories, activities."""
    lines = [element.name, "=" * len(element.name), fill(element.summary, WIDTH)]
    for level in levels:
        behaviours = framework.behaviours_for(element.id, level.id)
        lines += ["", level.name, "-" * len(level.name)]
        for behaviour in behaviours:
            lines += [_item(str(behaviour.number), behaviour.text), _below(f"Ask: {behaviour.question}")]
            lines += [_below(f"Missing: {behaviour.missing}"), _below(f"Overdone: {behaviour.overdone}")]
        for vignette in framework.vignettes_for(element.id):
            if vignette.level_id == level.id:
                lines += ["", f"   {vignette.title}", _below(" ".join(vignette.story.split()))]
        activities = framework.activities_for(element.id, level.id)
        lines += ["", "   To try", *(_item("*", f"{a.title} ({a.minutes} minutes). {a.what}") for a in activities)] if activities else []
    return "\n".join(lines)


def _item(mark: str, text: str) -> str:
    return fill(text, WIDTH, initial_indent=f"{mark:>2} ", subsequent_indent="   ")


def _below(text: str) -> str:
    return fill(text, WIDTH, initial_indent="   ", subsequent_indent="   ")
