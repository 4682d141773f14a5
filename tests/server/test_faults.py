"""The database is locked, full or gone in the middle of a turn: an honest sentence, nothing half done, and the same message works later."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import event

from tests.person import Person

pytestmark = pytest.mark.engine
TOLD = "I asked for ideas in the handover and nobody said a thing to me about it"


def file_of(engine) -> Path:  # type: ignore[no-untyped-def]
    if engine.database.is_postgresql:
        pytest.skip("SQLite's faults")
    return Path(engine.database.engine.url.database)


@contextmanager
def locked(engine) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """Another program holds SQLite's write lock."""
    other = sqlite3.connect(file_of(engine), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.rollback()
    other.close()


@contextmanager
def full(engine) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """No page more fits on the disk, as SQLite sees it."""

    def limit(connection, _) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA max_page_count = 1")

    # What others erased left free pages in the file: none must be left to write to.
    other = sqlite3.connect(file_of(engine), isolation_level=None)
    other.execute("VACUUM")
    other.close()
    event.listen(engine.database.engine, "connect", limit)
    engine.database.engine.dispose()
    yield
    event.remove(engine.database.engine, "connect", limit)
    engine.database.engine.dispose()


@contextmanager
def gone(engine) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """Every connection breaks as it is made."""

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    file_of(engine)
    event.listen(engine.database.engine, "do_connect", refuse)
    engine.database.engine.dispose()
    yield
    event.remove(engine.database.engine, "do_connect", refuse)


@pytest.mark.parametrize("fault", [locked, full, gone])
async def test_an_honest_sentence_and_nothing_lost(api: httpx.AsyncClient, engine: object, fault) -> None:  # type: ignore[no-untyped-def]
    person = Person(api)
    await person.settle_in()
    id_ = str(uuid.uuid4())
    with fault(engine):
        answer = await person.send(TOLD, id_)
        assert answer.status_code == 503
        assert "Nothing is lost" in answer.json()["error"]["message"]
    assert (await person.send(TOLD, id_)).status_code == 200
    assert (await person.send(TOLD, id_)).status_code == 200
    said = (await api.get("/api/messages", headers=person.headers)).json()["messages"]
    assert [m["text"] for m in said].count(TOLD) == 1
