"""The copy of one's data: all of it, in clear, whatever table it stands in and whichever door it came by."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

from bot.privacy.encryption import Cipher
from bot.reports.export import export
from bot.reports.export_page import export_page
from bot.store.database import Database
from bot.store.models import DoorLink, DoorNote
from bot.store.plan import Plan
from bot.store.reflections import Reflections
from bot.store.telegram import note_chat
from bot.store.unit_of_work import UnitOfWork
from bot.store.visitors import Visitors

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)
WHO, DOOR, MASTER = "a" * 32, "d" * 32, Cipher(b"k" * 32)
CHAT = 987654321


def talk(database: Database, visitors: Visitors, who: str, words: str, agrees: bool = True) -> UnitOfWork:
    """Open a turn in which somebody says something."""
    work = UnitOfWork(database.session(), visitors, MASTER, who, "web", NOW)
    if agrees:
        work.person.consent_at = NOW
    work.hear(words)
    return work


def copy_of(database: Database, visitors: Visitors, who: str = WHO) -> dict[str, object]:
    with UnitOfWork(database.session(), visitors, MASTER, who, "web", NOW) as work:
        held = export(work)
        json.dumps(held)  # what a page downloads
        return held


def test_the_chat_and_what_waits_behind_a_linked_door_are_in_the_copy(database: Database) -> None:
    visitors = Visitors(timedelta(hours=1), 9)
    talk(database, visitors, DOOR, "said on the phone before").commit()
    work = talk(database, visitors, WHO, "said on the page")
    note_chat(work, CHAT)
    work.add(DoorLink(door_id=DOOR, person_id=WHO, channel="telegram", at=NOW))
    work.commit()
    held = copy_of(database, visitors)
    assert [row["chat"] for row in held["telegram_chats"]] == [CHAT]  # type: ignore[attr-defined]
    [waiting] = held["linked_doors"]  # type: ignore[misc]
    assert [m["text"] for m in waiting["messages"]] == ["said on the phone before"]
    assert [m["text"] for m in held["messages"]] == ["said on the page"]  # type: ignore[attr-defined]
    page = export_page(held)
    assert str(CHAT) in page and "said on the phone before" in page and "said on the page" in page


def test_what_is_in_memory_of_somebody_who_has_not_agreed_is_in_the_copy(database: Database) -> None:
    visitors = Visitors(timedelta(hours=1), 9)
    work = talk(database, visitors, WHO, "only in memory", agrees=False)
    row = Reflections(work).begin({"stage": "consent"}, "test 1")
    Reflections(work).keep_answer(row, "situation", None)
    Plan(work).rate("a.b.c.1", "usually")
    note_chat(work, CHAT)
    work.commit()
    held = copy_of(database, visitors)
    for table in ("messages", "reflections", "answers", "ratings", "telegram_chats", "conversations"):
        assert len(held[table]) == 1, table  # type: ignore[arg-type]
    assert "only in memory" in export_page(held)
    assert copy_of(database, visitors, "e" * 32)["messages"] == []


def test_a_note_that_waits_at_the_door_is_in_the_copy(database: Database) -> None:
    with database.session() as session:
        session.add(DoorNote(door_id=WHO, verb="erase", at=NOW))
        session.commit()
    held = copy_of(database, Visitors(timedelta(hours=1), 9))
    assert [note["verb"] for note in held["door_notes"]] == ["erase"]  # type: ignore[attr-defined]
