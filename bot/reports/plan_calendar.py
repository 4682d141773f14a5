"""The plan as a calendar file: an all-day entry for each open step with a date. Outlook, Google and Apple calendars read it.

All-day events, not to-dos: Google's calendar leaves to-dos out when it imports a file. The same step keeps its UID, so that a file taken
again after a change moves the entry and does not double it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

PRODUCT = "-//LQF Coach//Development plan//EN"
DOMAIN = "lqf-coach"


def plan_calendar(items: list[dict[str, Any]], title: str, now: datetime) -> bytes:
    """The file.

    Args:
        items: What ``plan_items.describe`` gives; those that are done, dropped or without a date are left out.
        title: What the calendar is called.
        now: When the file is made.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    for item in items:
        if item["due"] and item["status"] == "open":
            calendar.add_component(_event(item, now))
    content: bytes = calendar.to_ical()
    return content


def _event(item: dict[str, Any], now: datetime) -> Event:
    day = date.fromisoformat(item["due"])
    event = Event()
    event.add("uid", f"{item['id']}@{DOMAIN}")
    event.add("dtstamp", now)
    event.add("created", datetime.fromisoformat(item["created_at"]))
    event.add("last-modified", now)
    # A file that is taken later has the higher number: calendars then take its day for the true one.
    event.add("sequence", len(item["notes"]))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", item["step"])
    about = [item["behaviour_text"], item["what"], *item["steps"]]
    if any(about):
        event.add("description", "\n".join(part for part in about if part))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
