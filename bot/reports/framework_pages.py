"""The framework to read and to print: HTML pages made from its data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.framework import Activity, Crosswalk, Element, Framework, Vignette

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Provider:
    """Who runs this coach, as the pages name it; empty texts where nobody said."""

    name: str = ""
    contact: str = ""
    copies: str = ""
    address: str = ""


@dataclass(frozen=True)
class FrameworkPages:
    """Pages of one framework."""

    framework: Framework
    provider: Provider

    def whole(self) -> str:
        """All of it on one page: what it is, seven by four at a glance, each element with its levels side by side."""
        return self._render("framework.html", title=self.framework.edition.title)

    def element(self, element_id: str) -> str:
        """One element in full: behaviours with their questions, stories, activities, and how it fits other frameworks.

        Raises:
            UnknownId: there is no such element.
        """
        element = self.framework.element(element_id)
        order = list(self.framework.elements)
        place = order.index(element_id)
        return self._render(
            "element.html",
            title=element.name,
            element=element,
            vignettes=self.framework.vignettes_for(element_id),
            crosswalks=crosswalk_rows(self.framework, element),
            before=self.framework.elements[order[place - 1]] if place else None,
            after=self.framework.elements[order[place + 1]] if place + 1 < len(order) else None,
        )

    def _render(self, template: str, **values: Any) -> str:
        given = {"framework": self.framework, "provider": self.provider}
        lookups = {"behaviours_of": self.framework.behaviours_for, "activities_of": self._activities}
        return self._templates.get_template(template).render(**given, **lookups, **values)

    def _activities(self, element_id: str) -> list[Activity]:
        return [activity for activity in self.framework.activities.values() if element_id in activity.element_ids]

    @cached_property
    def _templates(self) -> Environment:
        templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        templates.filters["path"] = element_path
        templates.filters["words"] = lambda name: str(name).replace("_", " ")
        templates.filters["filled"] = lambda text: str(text).replace("{address}", self.provider.address)
        return templates


def element_path(element: Element | str) -> str:
    """Where an element's page is."""
    element_id = element if isinstance(element, str) else element.id
    return "/framework/" + element_id.replace(".", "/")


def crosswalk_rows(framework: Framework, element: Element) -> list[tuple[Crosswalk, tuple[str, ...], str]]:
    """What an element answers to in each other framework: the crosswalk, their names (none where nothing fits), the reasoning.

    Crosswalks that say nothing about the element or its dimension are left out.
    """
    rows: list[tuple[Crosswalk, tuple[str, ...], str]] = []
    for crosswalk in framework.crosswalks.values():
        for asked in (element.id, element.dimension_id):
            entry = next((entry for entry in crosswalk.entries if entry.ours == asked), None)
            none = next((unmapped for unmapped in crosswalk.unmapped if unmapped.side == "ours" and unmapped.name == asked), None)
            if entry is not None:
                rows.append((crosswalk, entry.theirs, entry.reasoning))
                break
            if none is not None:
                rows.append((crosswalk, (), none.reasoning))
                break
    return rows


def booklet_data(framework: Framework, provider: Provider) -> dict[str, Any]:
    """What the booklet's template reads, as plain data: the framework by dimension and element, with what stands around it."""
    return {
        "provider": {"name": provider.name, "contact": provider.contact, "copies": provider.copies},
        "edition": {"title": framework.edition.title, "note": framework.edition.note, "version": framework.edition.version},
        "topics": [
            {"title": t.title, "paragraphs": [t.answer.replace("{address}", provider.address), *t.more]} for t in framework.topics.values()
        ],
        "levels": [{"name": level.name, "plain": level.plain_name, "summary": level.summary} for level in framework.levels.values()],
        "dimensions": [
            {
                "name": dimension.name,
                "summary": dimension.summary,
                "elements": [_element_data(framework, framework.elements[id_]) for id_ in dimension.element_ids],
            }
            for dimension in framework.dimensions.values()
        ],
        "terms": [{"term": term.term, "meaning": term.meaning} for term in framework.terms.values()],
        "crosswalks": [_crosswalk_data(crosswalk) for crosswalk in framework.crosswalks.values()],
    }


def _crosswalk_data(crosswalk: Crosswalk) -> dict[str, Any]:
    sources = [f"{source.name}: {source.url} (checked {source.checked:%d.%m.%Y})" for source in crosswalk.sources]
    return {"title": crosswalk.title, "year": crosswalk.year, "note": crosswalk.note, "sources": sources}


def _element_data(framework: Framework, element: Element) -> dict[str, Any]:
    levels = []
    for level in framework.levels.values():
        behaviours = framework.behaviours_for(element.id, level.id)
        activities = framework.activities_for(element.id, level.id)
        if behaviours:
            levels.append(
                {
                    "name": level.name,
                    "behaviours": [{"text": b.text, "question": b.question} for b in behaviours],
                    "activities": [{"title": a.title, "what": a.what, "minutes": a.minutes} for a in activities[:3]],
                }
            )
    vignettes: tuple[Vignette, ...] = framework.vignettes_for(element.id)
    return {
        "name": element.name,
        "plain": element.plain_name,
        "summary": element.summary,
        "levels": levels,
        "vignettes": [{"title": v.title, "story": " ".join(v.story.split()), "level": framework.level(v.level_id).name} for v in vignettes],
    }
