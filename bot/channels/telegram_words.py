"""What the coach says on Telegram alone: read from ``data/telegram/words.yml``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from bot.settings import PROJECT

FILE = PROJECT / "data" / "telegram" / "words.yml"


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """All of them, by name; loaded once a process.

    Raises:
        OSError: the file is not there.
    """
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found
