"""The picture of 7 x 4 as an SVG, made from the card ``profile``; the answer stands in words beside its dots: nothing hangs on colour.

Plain SVG from the data: four dots (none filled is "not yet", as on paper and on the page) and a word in 28 cells need no charting library,
and none of those looked at writes a title, a description and roles that a screen reader can use.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from bot.coaching.scale import SCALE
from bot.reports.words import words

WIDTH, MARGIN = 1000, 20
ROW, HEADING, TOP = 26, 34, 84
DOTS_X, LABEL_X = 420, 540
DOT, GAP = 7, 22


def profile_chart(card: dict[str, Any]) -> str:
    """The SVG; its ``desc`` says all of it in words."""
    said = words()["chart"]
    body: list[str] = []
    y = TOP
    for dimension in card["dimensions"]:
        body.append(_text(MARGIN, y + 20, dimension["name"], "area"))
        y += HEADING
        for element in dimension["elements"]:
            body.append(_row(y, element))
            y += ROW
        y += 8
    title = _text(MARGIN, 36, said["title"], "title")
    level = _text(MARGIN, 62, f"{card['level_name']}, {card['as_of']}. {said['summary']}", "quiet")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + MARGIN}" role="img" aria-labelledby="chart-title chart-words">'
        f'<title id="chart-title">{escape(said["title"])}</title><desc id="chart-words">{escape(in_words(card))}</desc>'
        "<style>text{font-family:system-ui,Segoe UI,Helvetica,Arial,sans-serif;font-size:15px;fill:#1d1d1f}"
        ".title{font-size:22px;font-weight:700}.area{font-weight:700}.quiet{font-size:13px;fill:#444}"
        ".on{fill:#17494d;stroke:#17494d}.off{fill:#fff;stroke:#6b6b6b}</style>"
        f'<rect width="{WIDTH}" height="{y + MARGIN}" fill="#fff"/>{title}{level}{"".join(body)}</svg>'
    )


def in_words(card: dict[str, Any]) -> str:
    """The whole picture as sentences."""
    parts = []
    for dimension in card["dimensions"]:
        elements = "; ".join(f"{e['name']}: {_standing(e)}" for e in dimension["elements"])
        parts.append(f"{dimension['name']}. {elements}.")
    return " ".join(parts)


def _row(y: int, element: dict[str, Any]) -> str:
    value = element["value"]
    dots = ""
    if value is not None:
        marks = (
            f'<circle class="{"on" if place <= value else "off"}" cx="{DOTS_X + place * GAP}" cy="{y + 10}" r="{DOT}" stroke-width="1.5"/>'
            for place in range(1, len(SCALE))
        )
        dots = f'<g aria-hidden="true">{"".join(marks)}</g>'
    label = _text(LABEL_X, y + 15, _standing(element), "" if value is not None else "quiet")
    return f"{_text(MARGIN + 16, y + 15, element['name'], '')}{dots}{label}"


def _standing(element: dict[str, Any]) -> str:
    beside = [words()["confidence"]["few"]] if element["confidence"] == "few" else []
    beside += [element["moved"]] if element["moved"] else []
    return element["label"] + (f" ({'; '.join(beside)})" if beside else "")


def _text(x: int, y: int, text: str, kind: str) -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}"{named}>{escape(text)}</text>'
