"""Everything that is held about one person, in words where they are words: for the person alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.store.models import Message, Row, mapper
from bot.store.unit_of_work import UnitOfWork

# Keys and sealed bytes are not data about the person, and the words they hold are given in clear.
HIDDEN = {"data_key", "sealed", "sealed_offers", "sealed_signpost", "sealed_chat", "code_id"}


def export(work: UnitOfWork) -> dict[str, Any]:
    """All rows of the person by table, found by the schema itself so that a new table cannot be forgotten; messages with their text."""
    tables: dict[str, Any] = {"person": _row(work.person), "signpost": work.signpost, "messages": []}
    for message in work.history():
        tables["messages"].append({**_row(message), **work.read(message).as_dict()})
    if work.is_stored:
        kinds: list[Any] = [m.class_ for m in mapper.mappers if "person_id" in m.local_table.columns and m.class_ is not Message]
        for kind in sorted(kinds, key=lambda k: str(k.__tablename__)):
            rows = work.session.scalars(select(kind).where(kind.person_id == work.person.id))
            tables[kind.__tablename__] = [_row(row) for row in rows]
    return tables


def _row(row: Row) -> dict[str, Any]:
    values = {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key not in HIDDEN}
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()}
