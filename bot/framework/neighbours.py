"""Reads what stands around a framework: crosswalks to others, other editions, contacts, a glossary, what people ask about it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from .folder import ABOUT, GLOSSARY, Folder
from .parts import Contact, Crosswalk, EditionMapping, Term, Topic
from .reader import NOTHING


def read_crosswalk(folder: Folder, file: str) -> list[Crosswalk]:
    """The crosswalk in that file, if it is sound: a list of one or none."""
    reader = folder.open(file)
    top = reader.top()
    declared = (folder.element_ids, folder.dimension_ids, folder.level_ids)
    known = None if any(ids is None for ids in declared) else [id_ for ids in declared for id_ in ids or ()]
    entries, unmapped = top.get("entries"), top.get("unmapped")
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            reader.refer("element, dimension or level", entry.get("ours"), known, "entries", number, "ours")
    for number, entry in enumerate(unmapped if isinstance(unmapped, list) else ()):
        if isinstance(entry, dict) and entry.get("side") == "ours":
            reader.refer("element, dimension or level", entry.get("name"), known, "unmapped", number, "name")
    crosswalk = reader.build(Crosswalk, top) if top is not NOTHING else None
    if crosswalk and crosswalk.id != Path(file).stem:
        reader.fault(f"'id' is {crosswalk.id!r}; by its name this file is {Path(file).stem!r}", "id")
    kept = folder.keep(reader, (), crosswalk)
    folder.faults += reader.faults
    return [crosswalk] if crosswalk and kept and not reader.faults else []


def read_contacts(folder: Folder, file: str) -> list[Contact]:
    """The sound contacts of the nation that the file is named after, where a contact does not say otherwise itself."""
    reader = folder.open(file)
    top = reader.top("nation", "contacts")
    found: list[Contact] = []
    for path, value in reader.items(top["contacts"], "contacts") if "contacts" in top else ():
        contact = reader.build(Contact, value, path, derived={} if "nation" in value else {"nation": Path(file).stem})
        if folder.keep(reader, path, contact) and contact:
            found.append(contact)
    if "nation" in top and top["nation"] != Path(file).stem:
        reader.fault(f"'nation' is {top['nation']!r}; by its name this file is about {Path(file).stem!r}", "nation")
    folder.faults += reader.faults
    return found


def read_edition_mapping(folder: Folder, file: str) -> list[EditionMapping]:
    """How the ids of the edition that the file is named after are carried on, if the file is sound: a list of one or none.

    Whether the behaviours it names are there is said by ``refer_behaviours``, once they have been read.
    """
    reader = folder.open(file)
    top = reader.top()
    for key, known in (("elements", folder.element_ids),):
        values = top.get(key)
        for number, value in enumerate(values if isinstance(values, list) else ()):
            if isinstance(value, dict) and value.get("ours") is not None:
                reader.refer("element", value["ours"], known, key, number, "ours")
    mapping = reader.build(EditionMapping, top) if top is not NOTHING else None
    if mapping and mapping.id != Path(file).stem:
        reader.fault(f"'id' is {mapping.id!r}; by its name this file is {Path(file).stem!r}", "id")
    kept = folder.keep(reader, (), mapping)
    folder.faults += reader.faults
    return [mapping] if mapping and kept and not reader.faults else []


def read_glossary(folder: Folder) -> list[Term]:
    """The sound terms of the glossary; none when there is no glossary."""
    reader = folder.open_if_there(GLOSSARY)
    if reader is None:
        return []
    found: list[Term] = []
    top = reader.top("terms")
    for path, value in reader.items(top["terms"], "terms") if "terms" in top else ():
        term = reader.build(Term, value, path)
        if folder.keep(reader, path, term) and term:
            found.append(term)
    folder.faults += reader.faults
    return found


def read_topics(folder: Folder, crosswalk_ids: Collection[str]) -> list[Topic]:
    """The sound topics that people ask about; none when there is no such file."""
    reader = folder.open_if_there(ABOUT)
    if reader is None:
        return []
    found: list[Topic] = []
    top = reader.top("topics")
    items = list(reader.items(top["topics"], "topics")) if "topics" in top else []
    known = [value.get("id") for _, value in items if isinstance(value.get("id"), str)]
    for path, value in items:
        sound = reader.refer_all("topic", value.get("follow_ups"), [str(id_) for id_ in known], *path, "follow_ups")
        if value.get("crosswalk") is not None:
            sound = reader.refer("crosswalk", value["crosswalk"], crosswalk_ids, *path, "crosswalk") and sound
        topic = reader.build(Topic, value, path)
        if folder.keep(reader, path, topic) and topic and sound:
            found.append(topic)
    folder.faults += reader.faults
    return found
