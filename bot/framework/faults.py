"""What is wrong with a framework's files, and where.

Exception
+-- FrameworkFaults        the folder cannot be used; every fault of every file at once
+-- LookupError
    +-- KeyError
        +-- UnknownId      a level, element or other thing was asked for by an id that the framework does not have
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to put right: the file (relative to the framework's folder, with ``/``), the line from 1, and the reason."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        """The fault as editors and terminals link it: ``file:line: reason``."""
        return f"{self.file}:{self.line}: {self.reason}"


class FrameworkFaults(Exception):
    """A folder that is not a framework: carries every fault found, in the order of files and lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Take the faults, in any order."""
        self.faults: tuple[Fault, ...] = tuple(sorted(faults))
        super().__init__(self.faults)

    def __str__(self) -> str:
        """One fault a line."""
        return "\n".join(map(str, self.faults))


class UnknownId(KeyError):
    """An id that the framework does not have."""

    def __init__(self, kind: str, unknown: str, near: Sequence[str] = ()) -> None:
        """Take what was asked for (``element``), the id that is not there, and ids that may have been meant."""
        meant = f"; is {' or '.join(near)} meant?" if near else ""
        super().__init__(f"there is no {kind} {unknown!r} in this framework{meant}")

    def __str__(self) -> str:
        """The sentence itself: ``KeyError`` would put it in quotation marks."""
        return str(self.args[0])
