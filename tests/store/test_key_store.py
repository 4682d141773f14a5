"""Keys stand apart from the database: a copy of it opens nothing of who was erased, and nothing of anybody without the key store."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from bot.privacy.encryption import Cipher
from bot.store.database import Database, DatabaseFault
from bot.store.keyring import open_keys
from bot.store.models import Message, Person
from bot.store.scrubbing import scrub
from bot.store.unit_of_work import TurnOvertaken, UnitOfWork
from bot.store.visitors import Visitors

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)
WHO, OTHER = "a" * 32, "b" * 32
MASTER = b"m" * 32


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys.db"


def work_on(database: Database, who: str = WHO, visitors: Visitors | None = None) -> UnitOfWork:
    texts = open_keys(database, MASTER).texts
    return UnitOfWork(database.session(), visitors or Visitors(timedelta(hours=1), 9), texts, who, "web", NOW)


def says(database: Database, words: str, who: str = WHO) -> None:
    with work_on(database, who) as work:
        work.person.consent_at = NOW
        work.hear(words)
        work.commit()


def texts_of(database: Database, who: str = WHO) -> list[str]:
    with work_on(database, who) as work:
        return [work.read(m).text for m in work.history()]


def erase(database: Database, who: str = WHO) -> None:
    with work_on(database, who) as work:
        work.erase()
        work.commit()


def test_a_copy_from_before_an_erasure_opens_nothing_with_the_same_master_key(tmp_path: Path, keys: Path) -> None:
    with Database(f"sqlite:///{tmp_path / 'coach.db'}", keys) as database:
        database.upgrade()
        says(database, "nobody said a thing")
        says(database, "mine stays", OTHER)
        assert scrub(database.engine)
        shutil.copy(tmp_path / "coach.db", tmp_path / "copy.db")
        with database.session() as session:
            wrapped = database.keys.wrapped(session.get(Person, WHO).key_id)
            sealed = list(session.scalars(select(Message.sealed).where(Message.person_id == WHO)))
        erase(database)
    assert wrapped is not None and wrapped not in (tmp_path / "copy.db").read_bytes()
    assert wrapped not in b"".join(file.read_bytes() for file in tmp_path.glob("keys.db*"))
    assert all(value in (tmp_path / "copy.db").read_bytes() for value in sealed), "the copy holds the sealed texts"
    with Database(f"sqlite:///{tmp_path / 'copy.db'}", keys) as copy:
        copy.upgrade()
        assert texts_of(copy) == [] and texts_of(copy, OTHER) == ["mine stays"]
        # They come back: the rows that nobody can read make room.
        says(copy, "something new")
        assert texts_of(copy) == ["something new"]
        with copy.session() as session:
            assert session.scalar(select(func.count()).select_from(Message).where(Message.person_id == WHO)) == 1


def test_the_database_holds_no_key(database: Database) -> None:
    says(database, "nobody said a thing")
    with database.session() as session:
        key_id = session.scalar(select(Person.key_id))
        wrapped = database.keys.wrapped(key_id)
        tables = session.execute(text("SELECT * FROM people")).all()
    assert wrapped is not None and wrapped not in [
        bytes(value) for row in tables for value in row if isinstance(value, (bytes, memoryview))
    ]
    assert (database.keys.file.stat().st_mode & 0o777) == 0o600


def test_an_erasure_that_the_database_refuses_has_destroyed_the_key_and_can_be_done_again(database: Database) -> None:
    says(database, "nobody said a thing")

    def refuse(*_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("the disk is full"))

    event.listen(database.session, "before_commit", refuse)
    with pytest.raises(OperationalError):
        erase(database)
    event.remove(database.session, "before_commit", refuse)
    assert database.keys.count() == 0 and texts_of(database) == []
    erase(database)
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_of_two_who_agree_at_once_the_one_that_is_kept_can_be_read(database: Database) -> None:
    first, second = work_on(database), work_on(database)
    for work, words in ((first, "one"), (second, "two")):
        work.person.consent_at = NOW
        work.hear(words)
    first.commit()
    with pytest.raises(TurnOvertaken):
        second.commit()
    assert texts_of(database) == ["one"]


def test_a_turn_that_fails_leaves_a_key_of_nobody_and_can_be_done_again(database: Database) -> None:
    visitors = Visitors(timedelta(hours=1), 9)
    work = work_on(database, visitors=visitors)
    work.hear("before")
    work.commit()

    def refuse(*_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("the disk is full"))

    event.listen(database.session, "before_commit", refuse)
    work = work_on(database, visitors=visitors)
    work.person.consent_at = NOW
    with pytest.raises(OperationalError):
        work.commit()
    work.close()
    event.remove(database.session, "before_commit", refuse)
    work = work_on(database, visitors=visitors)
    work.person.consent_at = NOW
    work.commit()
    assert texts_of(database) == ["before"] and database.keys.count() == 1


def test_people_without_their_key_store_stop_the_start(database: Database, address: str, tmp_path: Path) -> None:
    says(database, "nobody said a thing")
    with Database(address, tmp_path / "elsewhere.db") as moved:
        moved.upgrade()
        with pytest.raises(DatabaseFault, match="LQF_KEY_STORE"):
            open_keys(moved, MASTER)
    with Database(address, tmp_path / "nowhere" / "keys.db") as lost, pytest.raises(DatabaseFault, match="key store"):
        lost.upgrade()


@pytest.fixture
def from_before(address: str, keys: Path) -> tuple[bytes, bytes]:
    """A database of an earlier version, with somebody in it; the key, wrapped, and a sealed text."""
    from bot.privacy.pseudonyms import derive_key

    wrap = Cipher(derive_key(MASTER, "texts"))
    wrapped = wrap.new_wrapped_key()
    sealed = wrap.unwrap(wrapped).seal('{"text": "said long ago"}', b"u1")
    people = wrap.wrap(b"p" * 32)
    with Database(address, keys) as database:
        database.upgrade("0030")
        with database.engine.begin() as connection:
            row = {"id": WHO, "key": wrapped, "at": "2026-11-01 09:00:00", "sealed": sealed, "people": people}
            for statement in (
                "INSERT INTO keyring (name, wrapped) VALUES ('people', :people), ('tokens', :people)",
                "INSERT INTO people (id, channel, consent_at, data_key, turn, created_at, seen_at) VALUES (:id, 'web', :at, :key, 1, :at, :at)",
                "INSERT INTO conversations (person_id, slots, recent_from, next_event) VALUES (:id, '{}', 0, 0)",
                "INSERT INTO messages (uid, person_id, turn, sender, sealed, at) VALUES ('u1', :id, 1, 'person', :sealed, :at)",
            ):
                connection.execute(text(statement), row)
    return wrapped, people


def test_the_keys_of_an_earlier_version_move_over(from_before: tuple[bytes, bytes], address: str, keys: Path, tmp_path: Path) -> None:
    with Database(address, keys) as database:
        database.upgrade()
        assert open_keys(database, MASTER).people == b"p" * 32
        assert texts_of(database) == ["said long ago"]
        assert scrub(database.engine, thoroughly=True)
        for value in from_before:
            assert value not in b"".join(file.read_bytes() for file in tmp_path.glob("coach.db*"))
        erase(database)
        assert database.keys.count() == 0


def test_a_move_that_fails_half_way_is_done_again(from_before: tuple[bytes, bytes], address: str, keys: Path) -> None:
    def refuse(_: object, __: object, statement: str, *___: object) -> None:
        if "DROP TABLE keyring" in statement:
            raise OperationalError(statement, {}, Exception("the disk is full"))

    with Database(address, keys) as database:
        event.listen(database.engine, "before_cursor_execute", refuse)
        with pytest.raises(DatabaseFault):
            database.upgrade()
    with Database(address, keys) as database:
        database.upgrade()
        assert texts_of(database) == ["said long ago"] and database.keys.count() == 1


def test_the_keys_of_two_databases_are_not_mixed(from_before: tuple[bytes, bytes], address: str, keys: Path) -> None:
    os.remove(keys)
    with Database(f"sqlite:///{keys.parent / 'another.db'}", keys) as another:
        another.upgrade()
        open_keys(another, MASTER)
    with Database(address, keys) as database, pytest.raises(DatabaseFault, match="belongs to another database"):
        database.upgrade()
