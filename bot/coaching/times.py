"""Time in people's own words: how long they have ("half an hour a week") and when ("by Friday", "after my leave on the 12th")."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from dateparser.search import search_dates

FARTHEST = timedelta(days=366)
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "couple": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "fifteen": 15,
    "twenty": 20, "thirty": 30, "forty": 40, "forty five": 45, "sixty": 60, "ninety": 90,
}  # fmt: skip
_AMOUNT = re.compile(
    r"(?P<half>half)(?:\s+an?)?\s+(?:hour|hr)|(?P<number>\d{1,4}(?:\.\d{1,2})?|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
    r"(?:\s+and\s+a\s+half)?\s*(?:of\s+)?(?P<unit>min(?:ute)?s?|hours?|hrs?|h)\b",
    re.IGNORECASE,
)
_SETTINGS = {
    "PREFER_DATES_FROM": "future",
    "DATE_ORDER": "DMY",
    "PREFER_DAY_OF_MONTH": "first",
    "RETURN_AS_TIMEZONE_AWARE": False,
}
_WEEKS = re.compile(
    r"\b(?:in\s+)?(?P<number>a|one|two|three|four|six|eight|\d{1,3}|couple of|a couple of|few)\s+(?P<unit>day|week|month)s?\b", re.I
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"\b(?P<next>next\s+)?(?P<day>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b", re.I)
# "7pm", "7.30 p.m.", "at 19:30"; a number of the twenty-four hour clock needs its minutes.
_CLOCK = re.compile(
    r"(?<![\d.:/])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>[ap]\.?m\b\.?)"
    r"|(?<![\d.:/])(?P<hour_of_24>\d{1,2}):(?P<minute_of_24>\d{2})(?![\d:])"
)
_PARTS_OF_DAY = (
    (re.compile(r"\b(?:noon|midday|lunch ?time)\b"), time(12)),
    (re.compile(r"\bafternoon\b"), time(14)),
    (re.compile(r"\bevening\b"), time(18)),
    (re.compile(r"\b(?:in the|tomorrow|day|this) morning\b"), time(10)),
    (re.compile(r"\btonight\b"), time(20)),
)
# "the 12th", without a month
_ORDINAL = re.compile(r"\b(?:the|on)\s+(\d{1,2})(?:st|nd|rd|th)\b(?!\s*(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))")


def minutes_in(text: str) -> int | None:
    """The minutes named in a text ("an hour" is 60, "20 mins a week" 20), or ``None``; the first amount counts."""
    found = _AMOUNT.search(text.replace("-", " "))
    if found is None:
        return None
    if found["half"]:
        return 30
    amount = _NUMBERS.get(found["number"].lower()) or float(found["number"])
    in_hours = found["unit"].lower().startswith("h")
    if in_hours and "and a half" in text[found.start() : found.end() + len(" and a half")].lower():
        amount += 0.5
    return round(amount * (60 if in_hours else 1))


def hour_in(text: str) -> time | None:
    """The time of day named in a text ("at 7pm", "19:30", "in the morning"), or ``None``: "at 7" alone may be either."""
    text = text.lower().replace("\u2019", "'")
    if (found := _CLOCK.search(text)) is not None:
        hour, minute = int(found["hour"] or found["hour_of_24"]), int(found["minute"] or found["minute_of_24"] or 0)
        if found["half"]:
            hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
        return time(hour, minute) if hour < 24 and minute < 60 else None
    return next((hour for pattern, hour in _PARTS_OF_DAY if pattern.search(text)), None)


def date_in(text: str, today: date) -> date | None:
    """The day named in a text, as seen from ``today``; ``None`` when there is none, or it is past or more than a year away."""
    text = _CLOCK.sub(" ", text.lower().replace("\u2019", "'"))
    day = _plain_day(text, today) or _searched_day(text, today)
    return day if day is not None and today <= day <= today + FARTHEST else None


def _plain_day(text: str, today: date) -> date | None:
    """The forms that people use most, which the library reads differently from how they are meant in Britain."""
    if re.search(r"\b(?:today|tonight|this (?:evening|afternoon))\b", text):
        return today
    if "day after tomorrow" in text:
        return today + timedelta(days=2)
    if re.search(r"\b(?:tomorrow|tomoz|tmrw|tommorow|tomorow)\b", text):
        return today + timedelta(days=1)
    if (span := _WEEKS.search(text)) is not None:
        words = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "eight": 8, "couple of": 2, "a couple of": 2, "few": 3}
        number = words.get(span["number"]) or int(span["number"])
        return today + timedelta(days=number * {"day": 1, "week": 7, "month": 30}[span["unit"].lower()])
    if re.search(r"\bend of next week\b", text):
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + _WEEKDAYS.index("friday"))
    if re.search(r"\bend of (?:the|this) month\b", text):
        return (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if re.search(r"\bnext month\b", text):
        return today + timedelta(days=30)
    if (weekday := _WEEKDAY.search(text)) is not None and not re.search(r"\d", text):
        position = next(i for i, name in enumerate(_WEEKDAYS) if name.startswith(weekday["day"].lower()[:3]))
        ahead = (position - today.weekday()) % 7 or 7
        # "next Friday" said early in the week means the one after this week's.
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=7 + position) if weekday["next"] else today + timedelta(days=ahead)
    if (ordinal := _ORDINAL.search(text)) is not None:
        return _next_with_number(today, int(ordinal[1]))
    if re.search(r"\bnext week\b", text):
        return today + timedelta(days=7)
    if re.search(r"\b(?:end of (?:the|this) week|this week)\b", text):
        return today + timedelta(days=(4 - today.weekday()) % 7)
    return None


def _next_with_number(today: date, number: int) -> date | None:
    """The next day whose number in its month is this."""
    for days in range(1, 63):
        if (day := today + timedelta(days=days)).day == number:
            return day
    return None


def _searched_day(text: str, today: date) -> date | None:
    if not re.search(r"\d", text):
        return None
    settings = {**_SETTINGS, "RELATIVE_BASE": datetime.combine(today, time(12))}
    try:
        found = search_dates(text, languages=["en"], settings=settings) or []
    except (OverflowError, ValueError):  # numbers that no calendar holds
        return None
    return next((moment.date() for phrase, moment in found if re.search(r"\d", phrase)), None)
