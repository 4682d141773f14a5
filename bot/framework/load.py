"""Reads a folder of YAML files into a ``Framework``, or says everything that is wrong with them at once.

    edition.yml  levels.yml  dimensions.yml                  must be there
    behaviours/<dimension>/<element>.yml                     behaviours by level
    activities/<dimension>.yml  vignettes/<dimension>.yml
    crosswalks/<id>.yml  signposting/<nation>.yml
    editions/<edition>.yml                                   how ids of another edition are carried on
    about.yml  glossary.yml                                  what people ask about the framework; the field's words
    wording.yml                                              read by ``check``, not here

No id of any edition stands in this module: levels, dimensions and elements are what the files say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .content import read_activities, read_behaviours, read_vignettes
from .faults import Fault, FrameworkFaults
from .folder import Folder, Part, Place
from .framework import Framework, by_id
from .neighbours import read_contacts, read_crosswalk, read_edition_mapping, read_glossary, read_topics
from .parts import EditionMapping
from .structure import read_dimensions, read_edition, read_levels
from .yaml_lines import Document


def load_framework(folder: Path) -> Framework:
    """Load the framework in a folder.

    Raises:
        FrameworkFaults: its files do not hold together: each fault of each file, with its line. What the content should be like beyond
            that (word limits, coverage and so on) is ``check_framework``'s business.
    """
    reading = read_framework(folder)
    if reading.faults or reading.framework is None:
        raise FrameworkFaults(reading.faults)
    return reading.framework


@dataclass(frozen=True)
class Reading:
    """What could be read, and what is wrong with the rest.

    ``framework`` holds the sound parts; it is ``None`` when there is no sound edition.
    """

    framework: Framework | None
    faults: tuple[Fault, ...]
    places: Mapping[tuple[type, str], Place]
    documents: Mapping[str, Document]

    def place(self, part: Part) -> Place:
        """Where a part of ``framework`` is written."""
        return self.places[type(part), part.id]


def read_framework(path: Path) -> Reading:
    """Read all that can be read of a folder; never raises for what is in it."""
    if not path.is_dir():
        return Reading(None, (Fault(str(path), 1, "there is no such folder"),), {}, {})
    folder = Folder(path)
    files = folder.files()
    # The structure first: it says what the content may refer to.
    levels = read_levels(folder)
    dimensions, elements = read_dimensions(folder)
    edition = read_edition(folder)
    behaviours = read_behaviours(folder, files["behaviours"])
    activities = read_activities(folder, files["activities"])
    vignettes = read_vignettes(folder, files["vignettes"])
    crosswalks = [part for file in files["crosswalks"] for part in read_crosswalk(folder, file)]
    contacts = [part for file in files["signposting"] for part in read_contacts(folder, file)]
    mappings = [part for file in files["editions"] for part in read_edition_mapping(folder, file)]
    terms = read_glossary(folder)
    topics = read_topics(folder, [Path(file).stem for file in files["crosswalks"]])
    _refer_behaviours(folder, mappings, {behaviour.id for behaviour in behaviours})
    framework = (
        None
        if edition is None
        else Framework(
            edition,
            by_id(levels),
            by_id(dimensions),
            by_id(elements),
            by_id(behaviours),
            by_id(activities),
            by_id(vignettes),
            by_id(crosswalks),
            by_id(contacts),
            by_id(terms),
            by_id(topics),
            by_id(mappings),
        )
    )
    return Reading(framework, tuple(sorted(folder.faults)), folder.places, folder.documents)


def _refer_behaviours(folder: Folder, mappings: list[EditionMapping], known: set[str]) -> None:
    for mapping in mappings:
        place = folder.places[EditionMapping, mapping.id]
        for number, carried in enumerate(mapping.behaviours):
            if carried.ours is not None and carried.ours not in known:
                folder.faults.append(place.fault(f"there is no behaviour {carried.ours!r}", "behaviours", number, "ours"))
