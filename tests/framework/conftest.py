"""A small framework of another structure, sound, to be broken one way a test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

TWO_DIMENSIONS = Path(__file__).parent / "data" / "two_dimensions"


class Folder:
    """A copy of the small framework that a test may spoil."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, file: str, text: str | bytes) -> None:
        """Put a file there, whatever was there before."""
        target = self.path / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)

    def replace(self, file: str, old: str, new: str) -> None:
        """Change the one place in a file where that text stands."""
        text = (self.path / file).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} is in {file} {text.count(old)} times"
        self.write(file, text.replace(old, new))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The small framework, copied."""
    shutil.copytree(TWO_DIMENSIONS, tmp_path / "framework")
    return Folder(tmp_path / "framework")
