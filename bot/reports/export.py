"""Everything that is held about one person, in words where they are words: for the person alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.store.links import doors_of
from bot.store.models import DoorNote, Message, Row, TelegramChat, mapper
from bot.store.telegram import chat_id_of
from bot.store.unit_of_work import UnitOfWork

# Keys and sealed bytes are not data about the person, and the words they hold are given in clear.
HIDDEN = {"key_id", "sealed", "sealed_offers", "sealed_signpost", "sealed_chat", "code_id"}


def export(work: UnitOfWork) -> dict[str, Any]:
    """All rows of the person by table, found by the schema itself so that a new table cannot be forgotten; messages with their text.

    What they said at a door before it was linked to this conversation waits there: it is theirs, and stands under ``linked_doors``.
    """
    tables: dict[str, Any] = {"person": _row(work.person), "signpost": work.signpost, "messages": []}
    for message in work.history():
        tables["messages"].append({**_row(message), **work.read(message).as_dict()})
    kinds: list[Any] = [m.class_ for m in mapper.mappers if "person_id" in m.local_table.columns and m.class_ is not Message]
    for kind in sorted(kinds, key=lambda k: str(k.__tablename__)):
        stored = work.session.scalars(select(kind).where(kind.person_id == work.person.id)).all() if work.is_stored else []
        tables[kind.__tablename__] = [_opened(work, row) for row in [*stored, *work.pending(kind)]]
    if not work.is_stored:
        tables["conversations"] = [_row(work.conversation)]
    note = work.session.get(DoorNote, work.person.id)
    tables["door_notes"] = [_row(note)] if note else []
    behind = [work.behind(door_id) for door_id in doors_of(work.session, work.person.id) if door_id != work.person.id]
    tables["linked_doors"] = [export(door) for door in behind if door is not None]
    return tables


def _opened(work: UnitOfWork, row: Row) -> dict[str, Any]:
    """A row with what is sealed in it in clear."""
    return {**_row(row), "chat": chat_id_of(work, row)} if isinstance(row, TelegramChat) else _row(row)


def _row(row: Row) -> dict[str, Any]:
    values = {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key not in HIDDEN}
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()}
