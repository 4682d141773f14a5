"""Messages of the coach as Telegram takes them: HTML with everything escaped, at most 4,096 UTF-16 units, split at sentences."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from bot.channels.terminal import card_lines
from bot.store.unit_of_work import Said

MOST_UNITS = 4096
# Two buttons stand beside each other where both titles are short.
SHORT_TITLE = 16
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True)
class Part:
    """One message at Telegram: HTML, and the same without; rows of buttons (title and payload) under it."""

    html: str
    plain: str
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()


def parts_of(said: Said) -> list[Part]:
    """A message of the coach, with its card as text, as the messages that Telegram takes; buttons stand under the last."""
    style = "i" if (said.card or {}).get("kind") in ("question", "rating") else ""
    blocks = [(piece, "") for piece in split(said.text, MOST_UNITS)]
    blocks += [(piece, style) for line in card_lines(said) for piece in split(line, MOST_UNITS)]
    packed: list[list[tuple[str, str]]] = []
    for block in blocks:
        if packed and units("\n".join(text for text, _ in [*packed[-1], block])) <= MOST_UNITS:
            packed[-1].append(block)
        else:
            packed.append([block])
    rows = _rows(said.buttons)
    last = len(packed) - 1
    return [
        Part("\n".join(_styled(*block) for block in group), "\n".join(text for text, _ in group), rows if number == last else ())
        for number, group in enumerate(packed)
    ]


def units(text: str) -> int:
    """The length as Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, most: int) -> list[str]:
    """A text in pieces of at most ``most`` units: between sentences where that can be, else between words, else anywhere."""
    text = text.strip()
    if not text:
        return []
    if units(text) <= most:
        return [text]
    end = _cut(text, most)
    return [text[:end].rstrip(), *split(text[end:], most)]


def _cut(text: str, most: int) -> int:
    window = text[:most]
    while units(window) > most:
        window = window[:-1]
    ends = [match.end() for match in _SENTENCE.finditer(text, 0, min(len(text), len(window) + 2)) if match.start() <= len(window)]
    if ends and min(ends[-1], len(window)) > 0:
        return min(ends[-1], len(window))
    space = window.rfind(" ")
    return space if space > 0 else len(window)


def _styled(text: str, style: str) -> str:
    escaped = html.escape(text, quote=False)
    return f"<{style}>{escaped}</{style}>" if style else escaped


def _rows(buttons: list[dict[str, str]]) -> tuple[tuple[tuple[str, str], ...], ...]:
    rows: list[list[tuple[str, str]]] = []
    for button in buttons:
        pair = (button["title"], button["payload"])
        short = len(button["title"]) <= SHORT_TITLE
        if rows and short and len(rows[-1]) == 1 and len(rows[-1][0][0]) <= SHORT_TITLE:
            rows[-1].append(pair)
        else:
            rows.append([pair])
    return tuple(tuple(row) for row in rows)
