"""The time, as one function that tests replace."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Callable
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
HOME = ZoneInfo("Europe/London")
# When people are asked how a step went; never in the hours when they sleep.
ASKING, EVENING = time(10), time(18)
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
# What somebody asked for at an hour of the night is not asked later in that night.
STILL_ON_TIME = timedelta(hours=1)


def utc_now() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(timezone.utc)


def local_day(moment: datetime) -> date:
    """The day that a moment falls on for people in the United Kingdom."""
    return moment.astimezone(HOME).date()


def day_in_words(day: date) -> str:
    """A day as people say it: "Friday 4 December"."""
    return f"{day:%A} {day.day} {day:%B}"


def span_in_words(days: int) -> str:
    """A number of days as people say it: "a year", "3 years", "90 days"."""
    if days % 365 == 0:
        return "a year" if days == 365 else f"{days // 365} years"
    return "a day" if days == 1 else f"{days} days"


def moment_in_words(day: date, at: time | None) -> str:
    """A day as people say it, with the time where one was named: "Friday 4 December, 19:30"."""
    return day_in_words(day) if at is None else f"{day_in_words(day)}, {at:%H:%M}"


def asking_time(day: date, now: datetime, at: time | None = None) -> datetime:
    """When to ask about something that is due on a day, in UTC: at ten in the morning in the United Kingdom, across clock changes.

    At another time where the person named one (``at``). For a day whose morning is past it is that evening, and where that is past too
    the next morning.
    """
    for moment in (ASKING, EVENING) if at is None else (at, ASKING, EVENING):
        asked = datetime.combine(day, moment, HOME).astimezone(timezone.utc)
        if asked > now:
            return asked
    return asking_time(max(local_day(now), day) + timedelta(days=1), now)


def is_quiet(moment: datetime) -> bool:
    """Whether people in the United Kingdom are left alone at that moment: from nine in the evening until eight."""
    local = moment.astimezone(HOME).time()
    return local >= QUIET_FROM or local < QUIET_UNTIL
