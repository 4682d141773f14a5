"""Reads a YAML file and remembers the line of every key and list item, so that a fault found later can still say where.

PyYAML's own loader keeps only the last of two equal keys and forgets lines; its composer does neither, and libyaml's is fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .faults import Fault

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, the same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Keys = tuple[Any, ...]


@dataclass(frozen=True)
class Document:
    """A YAML file as plain values, with the line of everything in it.

    ``value`` is ``None`` and ``broken`` true when the file could not be read as one YAML document; ``faults`` says what is wrong with it as
    YAML. A path is the keys and list positions that lead to a value: ``("activities", 3, "steps", 0)``.
    """

    file: str
    value: Any
    lines: Mapping[Keys, int]
    faults: tuple[Fault, ...] = ()
    broken: bool = False

    def line(self, *path: Any) -> int:
        """The line of a key or list item, from 1; for one that is not there, that of what should have held it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, reason: str, *path: Any) -> Fault:
        """A fault at that place in this file."""
        return Fault(self.file, self.line(*path), reason)


def read_yaml(path: Path, file: str) -> Document:
    """Read a YAML file; never raises for what is in it or for a file that cannot be opened: that is told as faults.

    Args:
        path: where the file is.
        file: what to call it in faults.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        return _broken(file, 1, f"the file cannot be read: {fault.strerror or fault}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return _broken(file, data[: fault.start].count(b"\n") + 1, "the file is not UTF-8 text")
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return _broken(file, 1, "the file is empty")
            walk = _Walk(file, loader)
            return Document(file, walk.value(node, ()), walk.lines, tuple(walk.faults))
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as fault:
        # A bracket or quote left open is found missing at the end of the file; where it was opened is what helps.
        ended = "end of stream" in (fault.problem or "") or "document end" in (fault.problem or "")
        mark = (ended and fault.context_mark) or fault.problem_mark or fault.context_mark
        reason = ", ".join(part for part in (fault.problem, fault.context) if part)
        return _broken(file, mark.line + 1 if mark else 1, f"this is not YAML: {reason}")
    except yaml.reader.ReaderError as fault:
        at = fault.position if isinstance(fault.position, int) else 0
        return _broken(file, text[:at].count("\n") + 1, f"this is not YAML: {fault.reason}")
    except RecursionError:
        return _broken(file, 1, "the file is nested too deeply")


def _broken(file: str, line: int, reason: str) -> Document:
    return Document(file, None, {}, (Fault(file, line, reason),), broken=True)


@dataclass
class _Walk:
    """Turns composed nodes into plain values."""

    file: str
    loader: Any
    lines: dict[Keys, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    inside: set[int] = field(default_factory=set)

    def value(self, node: yaml.Node, path: Keys) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if id(node) in self.inside:
            self.faults.append(Fault(self.file, node.start_mark.line + 1, "this is not YAML we can use: it contains itself"))
            return None
        self.inside.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.value(item, (*path, number)) for number, item in enumerate(node.value)]
            return self.mapping(node, path)
        finally:
            self.inside.discard(id(node))

    def mapping(self, node: yaml.Node, path: Keys) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = self.scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                self.faults.append(Fault(self.file, line, "a key must be plain text; put it in quotes"))
                continue
            here = (*path, key)
            if key in found:
                self.faults.append(Fault(self.file, line, f"the key {key!r} is here twice; the first is in line {self.lines[here]}"))
            else:
                self.lines[here] = line
                found[key] = self.value(value_node, here)
        return found

    def scalar(self, node: yaml.ScalarNode) -> Any:
        try:
            return self.loader.construct_object(node)
        except ValueError:
            # 2026-02-31 looks like a date to YAML and is none: let it be text, and the reader say whether text belongs there.
            return node.value
        except yaml.MarkedYAMLError:
            # !!python/name and the like have no business here.
            self.faults.append(
                Fault(self.file, node.start_mark.line + 1, f"the value {node.value!r} cannot be read; put it in quotes if it is text")
            )
            return node.value
