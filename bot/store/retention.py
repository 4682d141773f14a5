"""Retention: what people wrote is deleted once it is old enough; that a reflection or a plan existed stays, without its words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.store.models import Message


def purge(session: Session, before: datetime) -> int:
    """Delete the messages of both sides from before a time (aware); the caller commits.

    Returns:
        How many messages were deleted.
    """
    return int(session.execute(delete(Message).where(Message.at < before)).rowcount)
