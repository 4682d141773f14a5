"""The keys of a database: wrapped by the master key, so that the master key can be changed and people are still known.

From the master key comes only the cipher that wraps: each person's data key, and the two keys kept here, those of the pseudonyms and of
the tokens.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.privacy.encryption import Cipher, Unreadable
from bot.privacy.pseudonyms import derive_key
from bot.store.database import Database, DatabaseFault
from bot.store.models import KeyRow, Person

TEXTS, PEOPLE, TOKENS = "texts", "people", "tokens"


@dataclass(frozen=True)
class Keys:
    """``texts`` wraps the data keys of people; ``people`` is the key of the pseudonyms, ``tokens`` of the tokens."""

    texts: Cipher
    people: bytes
    tokens: bytes


def open_keys(database: Database, master: bytes) -> Keys:
    """The keys of a database, made on the first call.

    Raises:
        DatabaseFault: this master key does not open them.
    """
    wrap = Cipher(derive_key(master, TEXTS))
    with database.session() as session:
        kept = _kept(session)
        for name in (PEOPLE, TOKENS):
            if name not in kept:
                session.add(KeyRow(name=name, wrapped=wrap.wrap(derive_key(master, name))))
        try:
            session.commit()
        except IntegrityError:  # another process was first
            session.rollback()
        kept = _kept(session)
    try:
        return Keys(wrap, wrap.unwrap_bytes(kept[PEOPLE]), wrap.unwrap_bytes(kept[TOKENS]))
    except Unreadable as fault:
        raise DatabaseFault(
            "The key does not open this database: it was made with another one. "
            "Give the key that belongs to it, as LQF_SECRET_KEY or in the file secret.key. "
            "Where a file secret.key.new lies beside it, a change of keys was interrupted: run lqf rotate-key again."
        ) from fault


def change_master(database: Database, old: bytes, new: bytes) -> int:
    """Wrap every key of a database by another master key, all in one transaction; where that was done already, nothing is changed.

    Returns:
        How many people's keys are wrapped by the new master key.

    Raises:
        DatabaseFault: neither ``new`` nor ``old`` opens the database; nothing was changed.
    """
    wrap = Cipher(derive_key(new, TEXTS))
    with database.session() as session:
        if _opens(wrap, _kept(session)):
            return int(session.scalar(select(func.count()).select_from(Person)) or 0)
    keys = open_keys(database, old)
    with database.session() as session:
        for row in session.scalars(select(KeyRow)):
            row.wrapped = wrap.wrap(keys.texts.unwrap_bytes(row.wrapped))
        people = session.scalars(select(Person)).all()
        for person in people:
            person.data_key = wrap.wrap(keys.texts.unwrap_bytes(person.data_key))
            # The version that turns look at: a turn under way is done again with the new key.
            person.turn += 1
        session.commit()
    return len(people)


def _opens(wrap: Cipher, kept: dict[str, bytes]) -> bool:
    try:
        return bool([wrap.unwrap_bytes(wrapped) for wrapped in kept.values()])
    except Unreadable:
        return False


def _kept(session: Session) -> dict[str, bytes]:
    return {row.name: bytes(row.wrapped) for row in session.scalars(select(KeyRow))}
