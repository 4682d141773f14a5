"""The database is locked, full or gone, a clock jumps, a part of ours fails: an honest sentence, nothing half done, and the same works later."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Databases

import bot.actions.safety
from bot.nlu.safety_net import SafetyNet
from bot.server.app import create_app
from bot.server.engine import Engine
from bot.settings import Settings
from tests.conftest import MovableClock, client_of, empty_database
from tests.person import Person

pytestmark = pytest.mark.engine
TOLD = "I asked for ideas in the handover and nobody said a thing to me about it"
CANARY = "the canary in the linen cupboard sang all night"
DAY = 24 * 60 * 60
Fault = Callable[[Engine], AbstractContextManager[None]]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def coach(request: pytest.FixtureRequest, model: Path, encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The coach on a database of its own, of each kind."""
    var = tmp_path_factory.mktemp("faults")
    (var / "encoder").symlink_to(encoder)
    address = empty_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else ""
    started = Engine.start(Settings(var=var, database_url=address), model, MovableClock())
    yield started
    started.stop()


@pytest.fixture
async def api(coach: Engine) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(create_app(coach)) as client:
        yield client


def file_of(coach: Engine) -> Path:
    if coach.database.is_postgresql:
        pytest.skip("a fault of SQLite's alone")
    return Path(str(coach.database.engine.url.database))


@contextmanager
def as_administrator(coach: Engine) -> Iterator[Connection]:
    """A connection to the PostgreSQL server beside the coach's own."""
    server: Databases = create_engine(coach.database.engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT", future=True)
    with server.connect() as connection:
        yield connection
    server.dispose()


@contextmanager
def locked(coach: Engine) -> Iterator[None]:
    """Another program holds SQLite's write lock."""
    other = sqlite3.connect(file_of(coach), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.rollback()
    other.close()


@contextmanager
def full(coach: Engine) -> Iterator[None]:
    """No page more fits on the disk, as SQLite sees it."""

    def limit(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    # What others erased left free pages in the file: none must be left to write to.
    other = sqlite3.connect(file_of(coach), isolation_level=None)
    other.execute("VACUUM")
    other.close()
    event.listen(coach.database.engine, "connect", limit)
    coach.database.engine.dispose()
    yield
    event.remove(coach.database.engine, "connect", limit)
    coach.database.engine.dispose()


@contextmanager
def gone(coach: Engine) -> Iterator[None]:
    """No connection can be made: PostgreSQL refuses and ends those that there are; SQLite's file cannot be opened."""
    if coach.database.is_postgresql:
        name = coach.database.engine.url.database
        with as_administrator(coach) as server:
            server.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
            server.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name})
            yield
            server.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        return

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    event.listen(coach.database.engine, "do_connect", refuse)
    coach.database.engine.dispose()
    yield
    event.remove(coach.database.engine, "do_connect", refuse)


def break_off(coach: Engine, session: Any) -> None:
    """The connection that a session works on is dead from now on."""
    connection = session.connection()
    if coach.database.is_postgresql:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        with as_administrator(coach) as server:
            server.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    else:
        connection.connection.dbapi_connection.close()


def breaks_at_query(number: int) -> Fault:
    """The connection dies before that query of the call, once."""

    @contextmanager
    def fault(coach: Engine) -> Iterator[None]:
        asked = 0

        def count(state: Any) -> None:
            nonlocal asked
            asked += 1
            if asked == number:
                break_off(coach, state.session)

        event.listen(coach.database.session, "do_orm_execute", count)
        yield
        event.remove(coach.database.session, "do_orm_execute", count)
        assert asked >= number

    return fault


@contextmanager
def breaks_at_commit(coach: Engine) -> Iterator[None]:
    """The connection dies when all of the turn is written and not committed yet."""
    broken = []

    def now(session: Any) -> None:
        broken.append(session)
        break_off(coach, session)

    event.listen(coach.database.session, "before_commit", now)
    yield
    event.remove(coach.database.session, "before_commit", now)
    assert broken


async def history(person: Person) -> list[dict[str, Any]]:
    answer = await person.api.get("/api/messages", headers=person.headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["messages"]
    return found


@pytest.mark.parametrize(
    "fault",
    [locked, full, gone, breaks_at_commit, *(pytest.param(breaks_at_query(n), id=f"breaks_at_query_{n}") for n in (1, 2, 3, 4, 5))],
)
async def test_an_honest_sentence_and_nothing_lost(api: httpx.AsyncClient, coach: Engine, fault: Fault) -> None:
    person = Person(api)
    await person.settle_in()
    before = await history(person)
    id_ = str(uuid.uuid4())
    with fault(coach):
        answer = await person.send(TOLD, id_)
    assert answer.status_code == 503
    assert "Nothing is lost" in answer.json()["error"]["message"]
    # Nothing half done: neither their words alone nor an answer alone.
    assert await history(person) == before
    first, again = await person.send(TOLD, id_), await person.send(TOLD, id_)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    after = await history(person)
    assert [m["text"] for m in after].count(TOLD) == 1
    assert [m["from"] for m in after[len(before) :]] == ["person", *["coach"] * len(first.json()["messages"])]


@pytest.mark.parametrize("jump", [DAY, -DAY], ids=["a day on", "a day back"])
async def test_a_clock_that_jumps_in_the_middle_of_a_turn_loses_and_doubles_nothing(
    api: httpx.AsyncClient, coach: Engine, monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    clock, machine = coach.clock, time.time
    assert isinstance(clock, MovableClock)
    start = clock.now
    person = Person(api)
    await person.settle_in()
    sent = [(str(uuid.uuid4()), f"{TOLD}, part {n}") for n in range(4)]
    answers = [await person.send(sent[0][1], sent[0][0])]

    def move(_: Any) -> None:
        if clock.now - start < timedelta(hours=1) and start - clock.now < timedelta(hours=1):
            clock.move(seconds=jump)
            monkeypatch.setattr(time, "time", lambda: machine() + jump)

    event.listen(coach.database.session, "before_commit", move)
    try:
        answers += [await person.send(words, id_) for id_, words in sent[1:]]
        assert {answer.status_code for answer in answers} == {200}
        assert abs((clock.now - start).total_seconds() - jump) < 60, "the clock did not jump"
        # The same again, and a page that is opened anew, show what was said, once and in its order.
        assert [(await person.send(words, id_)).json() for id_, words in sent] == [answer.json() for answer in answers]
        shown = await history(person)
        assert [m["text"] for m in shown if "part" in m["text"] and m["from"] == "person"] == [words for _, words in sent]
        assert all(answer.json()["messages"][0]["id"] in {m["id"] for m in shown} for answer in answers)
        # A disclosure is heard before and after alike.
        assert any((m["card"] or {}).get("kind") == "signpost" for m in await person.say("I am going to kill myself tonight"))
    finally:
        event.remove(coach.database.session, "before_commit", move)
        clock.now = start


async def test_an_action_that_fails_shows_nothing_and_leaves_nothing_half_done(
    api: httpx.AsyncClient, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ValueError(CANARY)

    await fails_without_a_trace(api, capfd, caplog, monkeypatch, (bot.actions.safety, "first_words"), fail)
    assert "The action action_signpost failed: ValueError at test_faults.py" in caplog.text


async def test_understanding_that_fails_shows_nothing_and_leaves_nothing_half_done(
    api: httpx.AsyncClient, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ValueError(CANARY)

    await fails_without_a_trace(api, capfd, caplog, monkeypatch, (SafetyNet, "look"), fail)
    assert "A turn failed: ValueError at test_faults.py" in caplog.text


async def fails_without_a_trace(
    api: httpx.AsyncClient,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    place: tuple[Any, str],
    fail: Callable[..., None],
) -> None:
    person = Person(api)
    await person.settle_in()
    before, id_ = await history(person), str(uuid.uuid4())
    told = f"I am going to kill myself, and {CANARY}"
    with monkeypatch.context() as broken:
        broken.setattr(*place, fail)
        answer = await person.send(told, id_)
    error = answer.json()["error"]
    assert answer.status_code == 500 and set(error) == {"code", "message"} and error["code"] == "went_wrong"
    assert "on my side" in error["message"] and "call 999" in error["message"]
    logged = capfd.readouterr()
    assert "Traceback" not in answer.text
    # Rasa notes that an action failed, with the lines of code between itself and our endpoint, and without what was said.
    for seen in (answer.text, caplog.text, logged.out, logged.err):
        assert "canary" not in seen
    assert await history(person) == before
    # The same message, once all works again, is answered as it should have been.
    said = (await person.send(told, id_)).json()["messages"]
    assert any((message["card"] or {}).get("kind") == "signpost" for message in said)
    assert [m["text"] for m in await history(person)].count(told) == 1
