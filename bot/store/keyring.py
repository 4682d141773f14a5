"""The keys of a database: wrapped by the master key, so that the master key can be changed and people are still known.

From the master key comes only the cipher that wraps: each person's data key, and two keys of the whole database, those of the pseudonyms
and of the tokens. All of them stand in the key store (``bot.store.key_store``).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.privacy.encryption import Cipher, Unreadable
from bot.privacy.pseudonyms import derive_key
from bot.store.database import Database, DatabaseFault
from bot.store.models import Person

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
        DatabaseFault: this master key does not open them, or they are not there although the database has people.
    """
    wrap = Cipher(derive_key(master, TEXTS))
    if not database.keys.keyring():
        with database.session() as session:
            if session.scalar(select(Person.__table__.c.id).limit(1)) is not None:
                raise DatabaseFault(
                    f"The key store {database.keys.file} is empty, and the database has people whose keys were in it. "
                    "Say where it is with LQF_KEY_STORE, or restore it; without it nothing that they wrote can be read."
                )
    database.keys.add_to_keyring({name: wrap.wrap(derive_key(master, name)) for name in (PEOPLE, TOKENS)})
    kept = database.keys.keyring()
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
    if not _opens(wrap, database.keys.keyring()):
        keys = open_keys(database, old)

        def rewrapped(wrapped: bytes) -> bytes:
            try:
                return wrap.wrap(keys.texts.unwrap_bytes(wrapped))
            except Unreadable:
                # A key of nobody: its turn failed under an earlier master key.
                return wrapped

        database.keys.rewrap(rewrapped)
    return database.keys.count()


def _opens(wrap: Cipher, kept: dict[str, bytes]) -> bool:
    try:
        return bool([wrap.unwrap_bytes(wrapped) for wrapped in kept.values()])
    except Unreadable:
        return False
