"""What the operator did with what is held about a person, and whether the person was told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.erasure import erase
from bot.store.links import doors_of
from bot.store.models import DoorNote, OperatorUse, Person
from bot.store.unit_of_work import UnitOfWork, new_id

EXPORT, ERASE = "export", "erase"


def note_export(session: Session, person_id: str, now: datetime) -> None:
    """Record that a copy is about to be taken, before anything is shown."""
    session.add(OperatorUse(id=new_id(), person_id=person_id, verb=EXPORT, at=now))
    session.commit()


def erase_as_operator(session: Session, person_id: str, now: datetime) -> bool:
    """Erase a person, and leave a note at each of their doors; the caller commits. Whether there was such a person."""
    if session.get(Person, person_id) is None:
        return False
    doors = {person_id, *doors_of(session, person_id)}
    erase(session, person_id)
    session.add_all([DoorNote(door_id=door_id, verb=ERASE, at=now) for door_id in sorted(doors)])
    return True


def has_note(session: Session, door_id: str) -> bool:
    """Whether somebody who opens this door is to be told something first."""
    return session.get(DoorNote, door_id) is not None


def operator_uses(work: UnitOfWork) -> list[tuple[str, datetime]]:
    """What the person has not been told yet, oldest first: what was done, and when; with this turn it counts as told."""
    told: list[tuple[str, datetime]] = []
    note = work.session.get(DoorNote, work.person.id)
    if note is not None:
        told.append((note.verb, note.at))
        work.session.delete(note)
    if work.is_stored:
        query = (
            select(OperatorUse)
            .where(OperatorUse.person_id == work.person.id, OperatorUse.__table__.c.told_at.is_(None))
            .order_by(OperatorUse.at)
        )
        for use in work.session.scalars(query):
            told.append((use.verb, use.at))
            use.told_at = work.now
    return told
