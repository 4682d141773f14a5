"""Retention: what people wrote is deleted once it is old enough; that a reflection or a plan existed stays, without its words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.store.models import Conversation, DoorNote, Message, Person


def purge(session: Session, before: datetime) -> int:
    """Delete the messages of both sides from before a time (aware), and what repeats them; the caller commits, then scrubs.

    The buttons on offer may hold a person's own words, and the last signpost says what was told: both go where nobody came since.

    Returns:
        How many messages were deleted.
    """
    gone = select(Person.__table__.c.id).where(Person.__table__.c.seen_at < before)
    forgotten = update(Conversation).where(Conversation.__table__.c.person_id.in_(gone)).values(sealed_offers=None, sealed_signpost=None)
    session.execute(forgotten.execution_options(synchronize_session=False))
    # Who opens a door only after so long finds nothing that could be explained.
    session.execute(delete(DoorNote).where(DoorNote.at < before))
    return int(session.execute(delete(Message).where(Message.at < before)).rowcount)
