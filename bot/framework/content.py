"""Reads a framework's content: behaviours, activities, vignettes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .folder import Folder
from .parts import Activity, Behaviour, Vignette
from .reader import Reader
from .yaml_lines import Keys


def read_behaviours(folder: Folder, files: Iterable[str]) -> list[Behaviour]:
    """The sound behaviours of those files, by element and level."""
    found: list[Behaviour] = []
    for file in folder.in_order(files):
        reader = folder.open(file)
        top = reader.top("element", "behaviours")
        element_id = file.removeprefix("behaviours/").removesuffix(".yml").replace("/", ".")
        known = reader.refer("element", element_id, folder.element_ids) if top else False
        if top.get("element", element_id) != element_id:
            reader.fault(f"'element' is {top['element']!r}; by its place this file is about {element_id!r}", "element")
        levels = reader.mapping(top["behaviours"], "behaviours") if "behaviours" in top else None
        for level_id, values in (levels or {}).items():
            sound = reader.refer("level", level_id, folder.level_ids, "behaviours", level_id) and known
            for path, value in reader.items(values, "behaviours", level_id):
                behaviour = _behaviour(reader, path, value, element_id, level_id)
                if folder.keep(reader, path, behaviour) and behaviour and sound:
                    found.append(behaviour)
        folder.faults += reader.faults
    return found


def read_activities(folder: Folder, files: Iterable[str]) -> list[Activity]:
    """The sound activities of those files, by dimension."""
    found: list[Activity] = []
    names = {"elements": "element_ids", "levels": "level_ids"}
    for file in folder.in_order(files):
        reader = folder.open(file)
        _of_dimension(folder, reader)
        top = reader.top("activities")
        for path, value in reader.items(top["activities"], "activities") if "activities" in top else ():
            sound = reader.refer_all("element", value.get("elements"), folder.element_ids, *path, "elements")
            sound = reader.refer_all("level", value.get("levels"), folder.level_ids, *path, "levels") and sound
            activity = reader.build(Activity, value, path, written=names)
            if folder.keep(reader, path, activity) and activity and sound:
                found.append(activity)
        folder.faults += reader.faults
    return found


def read_vignettes(folder: Folder, files: Iterable[str]) -> list[Vignette]:
    """The sound vignettes of those files, by dimension."""
    found: list[Vignette] = []
    names = {"element": "element_id", "level": "level_id"}
    for file in folder.in_order(files):
        reader = folder.open(file)
        _of_dimension(folder, reader)
        top = reader.top("vignettes")
        for path, value in reader.items(top["vignettes"], "vignettes") if "vignettes" in top else ():
            sound = reader.refer("element", value.get("element"), folder.element_ids, *path, "element")
            sound = reader.refer("level", value.get("level"), folder.level_ids, *path, "level") and sound
            vignette = reader.build(Vignette, value, path, written=names)
            if folder.keep(reader, path, vignette) and vignette and sound:
                found.append(vignette)
        folder.faults += reader.faults
    return found


def _behaviour(reader: Reader, path: Keys, value: Mapping[str, Any], element_id: str, level_id: str) -> Behaviour | None:
    # The file's id is the number within the level; the whole id is made of where the behaviour stands.
    derived = {"id": f"{element_id}.{level_id}.{value.get('id')}", "element_id": element_id, "level_id": level_id}
    return reader.build(Behaviour, value, path, written={"id": "number", "behaviour": "text"}, derived=derived)


def _of_dimension(folder: Folder, reader: Reader) -> None:
    reader.refer("dimension", Path(reader.document.file).stem, folder.dimension_ids)
