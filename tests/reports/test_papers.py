"""Papers and the chart from data, without a conversation."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from xml.etree import ElementTree

from icalendar import Calendar

from bot.channels.terminal import profile_lines
from bot.reports.papers import pack_paper
from bot.reports.plan_calendar import plan_calendar
from bot.reports.profile_chart import in_words, profile_chart
from bot.reports.words import labels, words

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)


def part(name: str, value: int | None = None, confidence: str | None = None, moved: str | None = None) -> dict[str, Any]:
    label = labels()[("not_yet", "sometimes", "usually", "others_say", "help_others")[value]] if value is not None else words()["unknown"]
    asked = 0 if value is None else 2
    return {
        "id": f"x.{name}",
        "name": name,
        "value": value,
        "label": label,
        "answered": asked,
        "asked": asked,
        "confidence": confidence,
        "moved": moved,
    }


CARD = {
    "kind": "profile",
    "edition": "An edition",
    "level": "operational_leader",
    "level_name": "Operational leader",
    "as_of": "2026-11-23",
    "dimensions": [
        {
            "id": "a",
            "name": "Teams & <others>",
            "elements": [part("Listening", 0, "enough"), part("Trust", 3, "few", "A small step up since 1 May")],
        },
        {"id": "b", "name": "Vision", "elements": [part("Seeing"), part("Telling")]},
    ],
    "strengths": [{"element": "x.Trust", "element_name": "Trust", "text": "I keep my word.", "evidence": "I rang her back"}],
    "growth": [
        {"element": "x.Listening", "element_name": "Listening", "text": "I ask first.", "reason": "You said that you find this hard."}
    ],
}


def test_the_chart_is_valid_and_says_in_words_all_that_its_dots_show() -> None:
    chart = profile_chart(CARD)
    root = ElementTree.fromstring(chart)
    space = {"s": "http://www.w3.org/2000/svg"}
    assert root.get("role") == "img"
    description = root.findtext("s:desc", "", space)
    assert description == in_words(CARD) and "Trust: Others would say so (few answers; A small step up since 1 May)" in description
    shown = [text.text for text in root.iterfind("s:text", space)]
    assert "Not yet" in shown and "Teams & <others>" in shown
    dots = root.findall("s:g", space)
    filled = [sum(dot.get("class") == "on" for dot in row.iterfind("s:circle", space)) for row in dots]
    assert filled == [0, 3] and all(row.get("aria-hidden") == "true" for row in dots)


def test_the_terminal_says_the_same() -> None:
    lines = profile_lines(CARD)
    assert "  - Trust: Others would say so (few answers; A small step up since 1 May)" in lines
    assert "Vision: Not looked at yet" in lines
    assert any("I rang her back" in line for line in lines) and any("find this hard" in line for line in lines)


def step(id_: str, due: str | None, status: str = "open", text: str = "Ask Sam, then; listen\nand wait") -> dict[str, Any]:
    return {
        "id": id_,
        "step": text,
        "due": due,
        "due_in_words": due,
        "status": status,
        "created_at": NOW.isoformat(),
        "behaviour_text": "I ask a quieter colleague what they think, however long it takes them to find the words for it.",
        "what": None,
        "steps": [],
        "notes": [],
    }


def test_only_open_steps_with_a_date_are_in_the_calendar_and_odd_characters_survive() -> None:
    items = [step("1", "2026-12-24"), step("2", None), step("3", "2026-12-01", "done"), step("4", "2026-12-01", "dropped")]
    content = plan_calendar(items, "My plan", NOW)
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == items[0]["step"] and event.decoded("DTSTART").isoformat() == "2026-12-24"
    assert event["UID"].startswith("1@") and event["CLASS"] == "PRIVATE"
    assert content.endswith(b"END:VCALENDAR\r\n") and all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_a_calendar_without_steps_is_still_one() -> None:
    assert not Calendar.from_ical(plan_calendar([], "My plan", NOW)).walk("VEVENT")


def test_words_that_look_like_commands_of_the_typesetter_stay_words() -> None:
    nasty = '#read("/etc/passwd") *bold* $x$ [a](b) \\ "quotes"'
    section = {"kind": "reflections", "title": "T", "items": [{"title": nasty, "answers": [{"heading": "What happened", "text": nasty}]}]}
    pack = {"title": "For my supervision", "made": "today", "blanks": ["Name"], "sections": [section], "ends": ["Agreed"], "words": words()}
    paper = pack_paper({**pack, "sections": [section, {"kind": "picture", "title": "P", "items": CARD["dimensions"]}]})
    assert paper.startswith(b"%PDF") and b"/StructTreeRoot" in paper and b"pdfuaid" in paper
