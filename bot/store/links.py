"""Linking a person's doors: a code from one, used once in the other, and both lead to one conversation, until they are unlinked."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.store.models import DoorLink, LinkCode, Person, TelegramChat

# Letters and digits that nobody takes for one another; 40 bits, for a quarter of an hour, once.
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE = re.compile(r"LQF-?([A-HJKMNP-TV-Z2-9]{4})-?([A-HJKMNP-TV-Z2-9]{4})", re.IGNORECASE)
LIFE = timedelta(minutes=15)


def new_code() -> str:
    """A code to type: ``LQF-XXXX-XXXX``; it may stand in a Telegram start link as it is."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"LQF-{letters[:4]}-{letters[4:]}"


def code_in(text: str) -> str | None:
    """The code that a text is, in one spelling; ``None`` for any other text."""
    found = CODE.fullmatch(text.strip())
    return f"LQF-{found[1]}-{found[2]}".upper() if found else None


def leads_to(session: Session, door_id: str) -> str:
    """The person that a door leads to: its own unless it is linked."""
    link = session.get(DoorLink, door_id)
    return link.person_id if link else door_id


def offer_code(session: Session, person_id: str, code_id: str, now: datetime) -> bool:
    """Keep a code of this person, in the place of earlier ones; not for somebody of whom nothing is kept."""
    if session.get(Person, person_id) is None:
        return False
    session.execute(delete(LinkCode).where(LinkCode.person_id == person_id))
    session.add(LinkCode(code_id=code_id, person_id=person_id, expires_at=now + LIFE))
    session.commit()
    return True


def use_code(session: Session, door_id: str, channel: str, code_id: str, now: datetime) -> bool:
    """Link a door by a code; not by one that is unknown, used, too old, or its own."""
    code = session.get(LinkCode, code_id)
    if code is None or code.expires_at < now or leads_to(session, door_id) == code.person_id:
        return False
    person_id = code.person_id
    # Whoever deletes the code has used it.
    used = session.execute(delete(LinkCode).where(LinkCode.code_id == code_id).execution_options(synchronize_session=False)).rowcount
    if not used:
        session.rollback()
        return False
    # A door that others were linked to hands them on: nobody is left behind a door that leads elsewhere.
    session.execute(delete(DoorLink).where((DoorLink.door_id == door_id) | (DoorLink.person_id == door_id)))
    session.add(DoorLink(door_id=door_id, person_id=person_id, channel=channel, at=now))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return False
    return True


def unlink(session: Session, door_id: str) -> bool:
    """Take apart what is linked, from either side; whether anything was."""
    person_id = leads_to(session, door_id)
    links = session.scalars(select(DoorLink).where(DoorLink.person_id == person_id)).all()
    for link in links:
        if link.channel == "telegram":
            # The chat goes back to a conversation of its own: nothing of this one is sent there any more.
            session.execute(delete(TelegramChat).where(TelegramChat.person_id == person_id))
        session.delete(link)
    session.commit()
    return bool(links)


def doors_of(session: Session, person_id: str) -> list[str]:
    """The doors that lead to a person beside their own."""
    return list(session.scalars(select(DoorLink.door_id).where(DoorLink.person_id == person_id)))
