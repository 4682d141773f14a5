"""Erasure: every row of a person, in every table, found by the schema itself so that a new table cannot be forgotten."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.store.database import keys_of
from bot.store.models import DoorLink, DoorNote, Person, mapper


def erase(session: Session, person_id: str) -> int:
    """Destroy the key of a person's words, at once, and delete all their rows; the caller commits.

    A commit that fails leaves rows that nobody can read, and the erasure can be done again.
    What waits behind doors that were linked to this person is theirs too, and goes with it.

    Returns:
        How many people were erased: 0 or 1.
    """
    for door_id in session.scalars(select(DoorLink.door_id).where(DoorLink.person_id == person_id, DoorLink.door_id != person_id)).all():
        erase(session, door_id)
    key_id = session.scalar(select(Person.key_id).where(Person.id == person_id))
    if key_id is not None:
        keys_of(session).destroy(key_id)
    for table in reversed(mapper.metadata.sorted_tables):
        if "person_id" in table.columns:
            session.execute(delete(table).where(table.c.person_id == person_id))
    session.execute(delete(DoorNote).where(DoorNote.door_id == person_id))
    return int(session.execute(delete(Person).where(Person.id == person_id)).rowcount)
