"""Buttons on their way out and back: people only see an opaque key, valid for as long as its button is on offer."""

from __future__ import annotations

import re
import secrets
from typing import Any

from bot.channels.text import same_words

_YES = frozenset(
    {
        "yes",
        "y",
        "yeah",
        "yep",
        "yes please",
        "ok",
        "okay",
        "sure",
        "do it",
        "erase",
        "erase it",
        "erase it all",
        "delete",
        "delete it",
        "delete it all",
        "yes delete",
        "yes delete it",
        "yes erase it",
        "yes please delete",
        "yes do it",
        "go ahead",
    }
)
_NO = frozenset({"no", "n", "nope", "no thanks", "no thank you", "dont", "no dont", "keep it", "cancel", "stop"})
_KEY = re.compile(r"b\.[A-Za-z0-9_-]{12}")


def offer(buttons: list[dict[str, Any]], offers: dict[str, Any]) -> list[dict[str, str]]:
    """Replace the payloads of buttons by new keys, which are noted in ``offers`` (key: title and payload)."""
    shown = []
    for button in buttons:
        key = f"b.{secrets.token_urlsafe(9)}"
        offers[key] = {"title": button["title"], "payload": button["payload"]}
        shown.append({"title": button["title"], "payload": key})
    return shown


def is_key(text: str) -> bool:
    """Whether a text is the key of a button, on offer or not."""
    return _KEY.fullmatch(text) is not None


def pressed(text: str, offers: dict[str, Any]) -> dict[str, str] | None:
    """The button that a text presses, by its key or by typing its title; ``None`` for any other text."""
    if text in offers:
        return dict(offers[text])
    words = same_words(text)
    # A question that the buttons themselves ask ("erase it all?") takes a plain yes or no too.
    asks = [o for o in offers.values() if "confirm" in o["payload"]]
    if asks and words in _YES:
        return dict(asks[0])
    if asks and words in _NO:
        return next((dict(o) for o in offers.values() if o not in asks), None)
    return next((dict(o) for o in offers.values() if words and same_words(o["title"]) == words), None)
