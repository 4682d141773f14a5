"""The time, as one function that tests replace."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Callable
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
HOME = ZoneInfo("Europe/London")


def utc_now() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(timezone.utc)


def local_day(moment: datetime) -> date:
    """The day that a moment falls on for people in the United Kingdom."""
    return moment.astimezone(HOME).date()


def day_in_words(day: date) -> str:
    """A day as people say it: "Friday 4 December"."""
    return f"{day:%A} {day.day} {day:%B}"
