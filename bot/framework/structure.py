"""Reads a framework's structure: its edition, its levels, its dimensions with their elements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .fields import NAME
from .folder import DIMENSIONS, EDITION, LEVELS, Folder
from .parts import Dimension, Edition, Element, Level
from .reader import NOTHING, Reader
from .yaml_lines import Keys


def read_levels(folder: Folder) -> list[Level]:
    """The sound levels, in order; their order is their rank. Notes every level's id as one that may be referred to."""
    reader = folder.open_if_there(LEVELS)
    if reader is None:
        return []
    found = []
    top = reader.top("levels")
    for path, value in reader.items(top["levels"], "levels") if "levels" in top else ():
        level = reader.build(Level, value, path, derived={"rank": int(path[-1]) + 1})
        if folder.keep(reader, path, level) and level:
            found.append(level)
    folder.level_ids = _ids(top.get("levels"))
    folder.faults += reader.faults
    return found


def read_dimensions(folder: Folder) -> tuple[list[Dimension], list[Element]]:
    """The sound dimensions and elements, in order. Notes every id as one that may be referred to."""
    reader = folder.open_if_there(DIMENSIONS)
    if reader is None:
        return [], []
    dimensions, elements = [], []
    top = reader.top("dimensions")
    folder.dimension_ids = _ids(top.get("dimensions"))
    element_ids: list[str] | None = None if folder.dimension_ids is None else []
    for path, value in reader.items(top["dimensions"], "dimensions") if "dimensions" in top else ():
        owner = value.get("id")
        if "elements" not in value:
            reader.fault("'elements' is missing", *path)
        its_ids = [f"{owner}.{its_id}" for its_id in _ids(value.get("elements")) or ()]
        if element_ids is not None:
            element_ids += its_ids
        dimension = reader.build(Dimension, value, path, derived={"element_ids": its_ids}, apart=("elements",))
        if folder.keep(reader, path, dimension) and dimension:
            dimensions.append(dimension)
        inner = reader.items(value["elements"], *path, "elements") if "elements" in value else ()
        for element_path, element_value in inner:
            element = _element(folder, reader, element_path, element_value, owner)
            if element:
                elements.append(element)
    folder.element_ids = element_ids
    folder.faults += reader.faults
    return dimensions, elements


def read_edition(folder: Folder) -> Edition | None:
    """The edition, if it is sound."""
    reader = folder.open_if_there(EDITION)
    if reader is None:
        return None
    top = reader.top()
    edition = reader.build(Edition, top) if top is not NOTHING else None
    for number, cell in enumerate(edition.coverage.cells if edition else ()):
        if not reader.refer("level", cell.level, folder.level_ids, "coverage", "cells", number, "level"):
            edition = None
    folder.faults += reader.faults
    return edition


def _element(folder: Folder, reader: Reader, path: Keys, value: Mapping[str, Any], owner: Any) -> Element | None:
    before = len(reader.faults)
    if isinstance(value.get("id"), str) and not re.match(NAME, value["id"]):
        reader.fault("'id' must be snake_case: small letters, digits and _", *path, "id")
    derived: dict[str, Any] = {"dimension_id": str(owner)}
    if isinstance(value.get("id"), str):
        derived["id"] = f"{owner}.{value['id']}"
    element = reader.build(Element, value, path, written={"id": "id"}, derived=derived)
    return element if folder.keep(reader, path, element) and len(reader.faults) == before else None


def _ids(items: Any) -> list[str] | None:
    """The ids in a list, sound or not; ``None`` when it is no list, so that nothing can be said about what it should have held."""
    if not isinstance(items, list):
        return None
    return [item["id"] for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)]
