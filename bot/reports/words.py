"""The words of the scale, the picture, the plan and the supervision pack: read from ``data/assessment/words.yml``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from bot.settings import PROJECT

FILE = PROJECT / "data" / "assessment" / "words.yml"


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """All of them, by section; loaded once a process.

    Raises:
        OSError: the file is not there.
    """
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def labels() -> dict[str, str]:
    """What each answer of the scale is called."""
    return dict(words()["scale"])
