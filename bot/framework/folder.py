"""A framework's folder while it is being read: which files it has, what was found where, and which ids may be referred to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .faults import Fault
from .parts import (
    Activity,
    Behaviour,
    Contact,
    Crosswalk,
    Dimension,
    EditionMapping,
    Element,
    Level,
    Term,
    Topic,
    Vignette,
)
from .reader import Reader
from .yaml_lines import Document, Keys, read_yaml

EDITION, LEVELS, DIMENSIONS, WORDING = "edition.yml", "levels.yml", "dimensions.yml", "wording.yml"
GLOSSARY, ABOUT = "glossary.yml", "about.yml"
MUST_BE_THERE = (EDITION, LEVELS, DIMENSIONS)
MAY_BE_THERE = (WORDING, GLOSSARY, ABOUT)
CONTENT = ("behaviours", "activities", "vignettes", "crosswalks", "signposting", "editions")

Part = Level | Dimension | Element | Behaviour | Activity | Vignette | Crosswalk | Contact | Term | Topic | EditionMapping


@dataclass(frozen=True)
class Place:
    """Where a part is written: its document, and the path in it."""

    document: Document
    path: Keys

    def fault(self, reason: str, *keys: Any) -> Fault:
        """A fault in that part, at the line of one of its keys."""
        return self.document.fault(reason, *self.path, *keys)


@dataclass
class Folder:
    """The folder, the faults and places noted so far, and the ids that its structure declares.

    Ids are ``None`` when the file that declares them cannot be read, so that one fault does not bring hundreds.
    """

    path: Path
    faults: list[Fault] = field(default_factory=list)
    places: dict[tuple[type, str], Place] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    level_ids: Collection[str] | None = None
    dimension_ids: Collection[str] | None = None
    element_ids: Collection[str] | None = None

    def files(self) -> dict[str, list[str]]:
        """The files of each kind; a YAML file that nothing would read is a fault, since its content would be missed in silence."""
        kinds: dict[str, list[str]] = {kind: [] for kind in CONTENT}
        for path in sorted(self.path.rglob("*")):
            if path.suffix not in (".yml", ".yaml") or not path.is_file():
                continue
            file = path.relative_to(self.path).as_posix()
            kind, _, rest = file.partition("/")
            if (
                path.suffix == ".yml"
                and rest.count("/") == (kind == "behaviours")
                and (kind in kinds if rest else file in (*MUST_BE_THERE, *MAY_BE_THERE))
            ):
                if rest:
                    kinds[kind].append(file)
            else:
                self.faults.append(Fault(file, 1, "nothing reads a file of this name in this place"))
        for file in MUST_BE_THERE:
            if not (self.path / file).is_file():
                self.faults.append(Fault(file, 1, "the file is missing"))
        return kinds

    def open(self, file: str) -> Reader:
        """Begin to read a file, which need not be sound."""
        self.documents[file] = read_yaml(self.path / file, file)
        return Reader(self.documents[file])

    def open_if_there(self, file: str) -> Reader | None:
        """Begin to read a file; ``None`` when it is missing, which ``files`` tells."""
        return self.open(file) if (self.path / file).is_file() else None

    def keep(self, reader: Reader, path: Keys, part: Part | None) -> bool:
        """Whether a part was built and its id is new to its kind."""
        if part is None:
            return False
        before = self.places.get((type(part), part.id))
        if before:
            where = before.document.file, before.document.line(*before.path)
            reader.fault(f"the id {part.id!r} is taken by {where[0]}:{where[1]}", *path, "id")
            return False
        self.places[type(part), part.id] = Place(reader.document, path)
        return True

    def in_order(self, files: Iterable[str]) -> list[str]:
        """Files in the order of the dimensions and elements that they are named after, then by name."""
        order = {name: number for number, name in enumerate([*(self.dimension_ids or ()), *(self.element_ids or ())])}

        def place(file: str) -> tuple[int, str]:
            name = file.partition("/")[2].removesuffix(".yml").replace("/", ".")
            return order.get(name, len(order)), file

        return sorted(files, key=place)
