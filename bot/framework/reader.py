"""Builds the framework's parts from a document and says what is wrong with it in a reader's words, at the line it is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from .faults import Fault
from .yaml_lines import Document, Keys

Model = TypeVar("Model", bound=BaseModel)
NOTHING: Mapping[str, Any] = {}
NO_NAMES: Mapping[str, str] = {}


class Reader:
    """One document being read; ``faults`` grows as it is."""

    def __init__(self, document: Document) -> None:
        """Take the document, and its faults as YAML."""
        self.document = document
        self.faults: list[Fault] = list(document.faults)

    def fault(self, reason: str, *path: Any) -> None:
        """Note that something is wrong at that place."""
        self.faults.append(self.document.fault(reason, *path))

    def top(self, *keys: str) -> Mapping[str, Any]:
        """The whole document, which must be keys and values; with ``keys``, those and no others."""
        if self.document.broken:
            return NOTHING
        top = self.mapping(self.document.value)
        if top is None:
            return NOTHING
        for key in top if keys else ():
            if key not in keys:
                self.fault(_not_here(key, keys), key)
        for key in keys:
            if key not in top:
                self.fault(f"{key!r} is missing")
        return top

    def mapping(self, value: Any, *path: Any) -> Mapping[str, Any] | None:
        """That value as keys and values; ``None``, and a fault, when it is something else."""
        if isinstance(value, dict):
            return value
        self.fault("keys and values belong here (key: value)", *path)
        return None

    def items(self, value: Any, *path: Any) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
        """The items of a list of mappings with their paths; whatever is none is a fault and left out."""
        if not isinstance(value, list):
            self.fault("a list belongs here (lines beginning with -)", *path)
            return
        for number, item in enumerate(value):
            mapping = self.mapping(item, *path, number)
            if mapping is not None:
                yield (*path, number), mapping

    def build(
        self,
        model: type[Model],
        value: Mapping[str, Any],
        path: Keys = (),
        written: Mapping[str, str] = NO_NAMES,
        derived: Mapping[str, Any] = NOTHING,
        apart: Collection[str] = (),
    ) -> Model | None:
        """Build one part; ``None``, and every fault it has, when it does not hold.

        Args:
            model: the part's type.
            value: what the file says.
            path: where in the file that is.
            written: the file's names of fields that are called otherwise in Python, file name first.
            derived: fields that the file does not give.
            apart: keys of the file that are read elsewhere.
        """
        in_file = {name: key for key, name in written.items()}
        keys = [in_file.get(name, name) for name in model.__fields__ if name not in derived or name in in_file]
        before = len(self.faults)
        for key in value:
            if key not in keys and key not in apart:
                self.fault(_not_here(key, [*keys, *apart]), *path, key)
        given = {written.get(key, key): value[key] for key in keys if key in value}
        try:
            built = model.parse_obj({**given, **derived})
        except ValidationError as wrong:
            for error in wrong.errors():
                where = tuple(in_file.get(str(part), part) if depth == 0 else part for depth, part in enumerate(error["loc"]))
                where = () if where == ("__root__",) else where
                self.fault(_reason(error, where), *path, *where)
            return None
        return built if len(self.faults) == before else None

    def refer(self, kind: str, value: Any, known: Collection[str] | None, *path: Any) -> bool:
        """Whether an id is known; a fault when it is a text and is not. Nothing is said when what is known could not be read."""
        if known is None or not isinstance(value, str):
            return True
        if value in known:
            return True
        close = get_close_matches(value, known, 1)
        self.fault(f"there is no {kind} {value!r}" + (f"; is {close[0]!r} meant?" if close else ""), *path)
        return False

    def refer_all(self, kind: str, values: Any, known: Collection[str] | None, *path: Any) -> bool:
        """Whether a list's ids are all known and there once; a fault for each that is not."""
        if not isinstance(values, list):
            return True
        right = True
        for number, value in enumerate(values):
            if value in values[:number]:
                self.fault(f"{value!r} is here twice", *path, number)
                right = False
            right = self.refer(kind, value, known, *path, number) and right
        return right


def _not_here(key: str, keys: Iterable[str]) -> str:
    close = get_close_matches(key, list(keys), 1)
    return f"the key {key!r} does not belong here" + (f"; is {close[0]!r} meant?" if close else "")


_REASONS = {
    "value_error.missing": "is missing",
    "type_error.none.not_allowed": "is empty",
    "value_error.any_str.min_length": "is empty",
    "type_error.str": "must be text (in quotes, if it looks like a number, a date or yes/no)",
    "type_error.integer": "must be a whole number",
    "value_error.strictbool": "must be true or false",
    "type_error.tuple": "must be a list (lines beginning with -)",
    "type_error.dict": "must be keys and values (key: value)",
    "value_error.date": "must be a date like 2026-11-23",
    "type_error.date": "must be a date like 2026-11-23",
    "value_error.extra": "does not belong here",
}


def _reason(error: Mapping[str, Any], where: Keys) -> str:
    kind, context = str(error["type"]), error.get("ctx", {})
    if not where:
        return str(error["msg"])
    name = next((part for part in reversed(where) if isinstance(part, str)), "")
    subject = f"{name!r}" if where[-1] == name else f"item {int(where[-1]) + 1} of {name!r}"
    if kind in _REASONS:
        return f"{subject} {_REASONS[kind]}"
    if kind == "value_error.const":
        allowed = ", ".join(map(str, context["permitted"]))
        return f"{subject} must be one of {allowed}, not {context['given']!r}"
    if kind == "value_error.number.not_ge":
        return f"{subject} must be {context['limit_value']} or more"
    if kind == "value_error.str.regex":
        shape = (
            "an address like https://example.org" if context["pattern"].startswith("^http") else "snake_case: small letters, digits and _"
        )
        return f"{subject} must be {shape}"
    return f"{subject} {error['msg']}" if kind == "value_error" else f"{subject}: {error['msg']}"
