from datetime import date, time

import pytest

from bot.coaching.times import date_in, hour_in, minutes_in

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("10 minutes", 10),
        ("about half an hour", 30),
        ("an hour and a half", 90),
        ("twenty mins a week maybe", 20),
        ("2 hours", 120),
        ("1.5 hrs", 90),
        ("not much", None),
        ("", None),
    ],
)
def test_minutes(text: str, minutes: int | None) -> None:
    assert minutes_in(text) == minutes


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today after lunch", MONDAY),
        ("tomorrow", date(2026, 11, 24)),
        ("on friday", date(2026, 11, 27)),
        ("by Friday", date(2026, 11, 27)),
        ("friday at 7.30 p.m.", date(2026, 11, 27)),
        ("at 19:30 tomorrow", date(2026, 11, 24)),
        ("next friday", date(2026, 12, 4)),
        ("monday", date(2026, 11, 30)),
        ("in two weeks", date(2026, 12, 7)),
        ("in 3 days", date(2026, 11, 26)),
        ("next week", date(2026, 11, 30)),
        ("by the end of next week", date(2026, 12, 4)),
        ("end of the month", date(2026, 11, 30)),
        ("after my leave on the 12th", date(2026, 12, 12)),
        ("12 December", date(2026, 12, 12)),
        ("12/12", date(2026, 12, 12)),
        ("5th of january", date(2027, 1, 5)),
        ("when I get round to it", None),
        ("12 December 1999", None),
        ("in 500000 weeks", None),
        ("9" * 400 + " hours", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert date_in(text, MONDAY) == day


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("friday at 7.30 p.m.", time(19, 30)),
        ("remind me tomorrow 7am before handover", time(7)),
        ("12am", time(0)),
        ("at 19:30", time(19, 30)),
        ("tomorrow morning", time(10)),
        ("wednesday evening, when the kids are down", time(18)),
        ("at 7", None),
        ("at 25:00", None),
        ("12.12.2026", None),
        ("good morning, remind me on friday", None),
    ],
)
def test_hours(text: str, hour: time | None) -> None:
    assert hour_in(text) == hour
