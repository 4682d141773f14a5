from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.privacy.encryption import Cipher
from bot.store.database import Database
from bot.store.models import Answer, DoorLink, Message, Person, PlanItem, Rating, ReflectionRow, TrackerEvent, mapper
from bot.store.operator_uses import erase_as_operator, has_note, operator_uses
from bot.store.plan import Plan
from bot.store.reflections import DONE, Reflections
from bot.store.retention import purge
from bot.store.scrubbing import scrub
from bot.store.unit_of_work import Said, TurnOvertaken, UnitOfWork
from bot.store.visitors import Visitors

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)
WHO = "a" * 32
Begin = Callable[..., UnitOfWork]


@pytest.fixture
def begin(database: Database) -> Begin:
    visitors, master = Visitors(timedelta(minutes=60), 3), Cipher(b"k" * 32)

    def _begin(person: str = WHO, now: datetime = NOW) -> UnitOfWork:
        return UnitOfWork(database.session(), visitors, master, person, "web", now)

    return _begin


def agree(work: UnitOfWork) -> UnitOfWork:
    work.person.consent_at, work.person.consent_version = work.now, "test"
    return work


def whole_turn(work: UnitOfWork) -> None:
    work.hear("nobody said a thing", "request-1")
    work.say(Said("And then?", [{"title": "Go on", "payload": "b.x"}], {"kind": "question"}))
    row = Reflections(work).begin({"stage": "situation"}, "test 1")
    Reflections(work).keep_answer(row, "situation", None)
    Reflections(work).keep_own_step(row)
    Plan(work).add(None, None, None, row.own_step_uid, row.id)
    Plan(work).rate("a.b.c.1", "usually")
    work.add_events([{"event": "action", "name": "action_listen"}])
    work.offers = {"b.x": {"title": "Go on", "payload": "/affirm"}}


def test_a_turn_is_stored_whole_and_read_again(begin: Begin) -> None:
    work = agree(begin())
    whole_turn(work)
    work.commit()
    again = begin()
    assert [again.read(m).text for m in again.history()] == ["nobody said a thing", "And then?"]
    assert [said.text for said in again.reply_to("request-1") or []] == ["And then?"]
    assert again.offers["b.x"]["payload"] == "/affirm"
    row = Reflections(again).current()
    assert row is not None and [a.stage for a in Reflections(again).answers(row)] == ["situation"]
    assert again.words(Plan(again).items()[0].own_step_uid) == "nobody said a thing"
    assert again.recent_events() == [{"event": "action", "name": "action_listen"}]
    assert again.turn == 2


def test_nothing_is_stored_before_consent_and_all_of_it_after(begin: Begin, database: Database) -> None:
    work = begin()
    whole_turn(work)
    work.commit()
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0
    second = begin(now=NOW + timedelta(minutes=5))
    assert [second.read(m).text for m in second.history()] == ["nobody said a thing", "And then?"]
    agree(second).commit()
    with database.session() as session:
        for kind in (Person, Message, ReflectionRow, Answer, PlanItem, Rating, TrackerEvent):
            assert session.scalar(select(func.count()).select_from(kind)) >= 1, kind


def test_a_visitor_is_forgotten_in_time_and_when_there_are_too_many(begin: Begin) -> None:
    work = begin()
    work.hear("something")
    work.commit()
    assert begin(now=NOW + timedelta(minutes=59)).history()
    assert not begin(now=NOW + timedelta(minutes=61)).history()
    for person in "bcde":
        other = begin(person * 32)
        other.hear("hello")
        other.commit()
    assert not begin("b" * 32).history()
    assert begin("e" * 32).history()


def test_a_failed_turn_of_a_visitor_leaves_it_as_it_was(begin: Begin) -> None:
    work = begin()
    work.hear("one")
    work.commit()
    begin().hear("two")  # never committed
    assert [begin().read(m).text for m in begin().history()] == ["one"]


def test_the_second_of_two_at_once_must_do_its_turn_again(begin: Begin) -> None:
    agree(begin()).commit()
    first, second = begin(), begin()
    first.hear("one")
    second.hear("two")
    first.commit()
    with pytest.raises(TurnOvertaken):
        second.commit()
    assert [begin().read(m).text for m in begin().history()] == ["one"]


def test_two_who_agree_at_once_are_one_person(begin: Begin) -> None:
    first, second = agree(begin()), agree(begin())
    first.commit()
    with pytest.raises(TurnOvertaken):
        second.commit()


def test_the_same_request_is_stored_once(begin: Begin) -> None:
    work = agree(begin())
    work.hear("one", "request-1")
    work.commit()
    again = begin()
    again.hear("one", "request-1")
    with pytest.raises(TurnOvertaken):
        again.commit()


def test_the_file_shows_nothing_that_was_written(begin: Begin, database: Database) -> None:
    work = agree(begin())
    whole_turn(work)
    work.commit()
    with database.session() as session:
        everything = "".join(str(session.execute(text(f'SELECT * FROM "{table.name}"')).all()) for table in mapper.metadata.sorted_tables)
    assert "nobody said" not in everything
    assert "And then" not in everything
    assert "Go on" not in everything


def test_erasing_leaves_no_row_in_any_table(begin: Begin, database: Database) -> None:
    whole_turn(work := agree(begin()))
    work.commit()
    other = agree(begin("b" * 32))
    other.hear("mine stays")
    other.commit()
    leaving = begin()
    leaving.hear("erase me")
    leaving.erase()
    leaving.commit()
    with database.session() as session:
        # The updates are numbers and times: nothing of anybody.
        for table in (t for t in mapper.metadata.sorted_tables if t.name not in ("telegram_updates",)):
            column = next(table.c[name] for name in ("person_id", "door_id", "id") if name in table.c)
            assert session.scalar(select(func.count()).where(column == WHO)) == 0, table.name
    assert [begin("b" * 32).read(m).text for m in begin("b" * 32).history()] == ["mine stays"]


def test_a_reflection_that_is_done_is_no_longer_current(begin: Begin) -> None:
    work = agree(begin())
    Reflections(work).begin({"stage": "situation"}, "test 1")
    work.commit()
    work = begin()
    row = Reflections(work).current()
    assert row is not None
    Reflections(work).end(row, DONE)
    assert Reflections(work).current() is None
    work.commit()
    assert Reflections(begin()).current() is None


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    database.upgrade()
    with database.session() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version"))


def test_old_words_are_purged_and_new_ones_stay(begin: Begin, database: Database) -> None:
    for days, words in ((400, "long ago"), (1, "yesterday")):
        work = agree(begin(now=NOW - timedelta(days=days)))
        work.hear(words)
        work.commit()
    with database.session() as session:
        assert purge(session, NOW - timedelta(days=365)) == 1
        session.commit()
    assert [begin().read(m).text for m in begin().history()] == ["yesterday"]


def test_what_repeats_old_words_is_purged_with_them(begin: Begin, database: Database) -> None:
    long_ago = agree(begin(now=NOW - timedelta(days=400)))
    whole_turn(long_ago)
    long_ago.signpost = {"kind": "safeguarding_abuse", "tier": "act"}
    long_ago.commit()
    lately = agree(begin("b" * 32, NOW - timedelta(days=1)))
    whole_turn(lately)
    lately.commit()
    with database.session() as session:
        purge(session, NOW - timedelta(days=365))
        session.commit()
    assert begin().offers == {} and begin().signpost is None
    assert begin("b" * 32).offers["b.x"]["title"] == "Go on"


def test_after_erasing_no_byte_of_it_is_in_the_files(begin: Begin, database: Database, tmp_path: Path) -> None:
    if database.is_postgresql:
        pytest.skip("the files of a PostgreSQL server are its own")
    for number in range(15):
        whole_turn(other := agree(begin(f"{number:032x}")))
        other.commit()
        whole_turn(work := agree(begin(f"{number + 100:032x}")))
        work.commit()
    # Another process has the database open, so that its log outlives our connections.
    with database.engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM people")).all()
        connection.rollback()
        sealed = [
            bytes(value)
            for column in ("key_id FROM people", "sealed FROM messages", "sealed_offers FROM conversations")
            for (value,) in connection.execute(text(f"SELECT {column}")).all()
        ]
        connection.rollback()
        everybody = [begin(f"{number:032x}") for number in [*range(15), *range(100, 115)]]
        for leaving in everybody:
            leaving.session.close()
        for leaving in everybody:
            leaving.erase()
            leaving.commit()
        held = b"".join(file.read_bytes() for file in tmp_path.glob("coach.db*"))
    assert len(sealed) == 120 and not [value for value in sealed if value in held]


def test_after_a_purge_no_byte_of_it_is_in_the_files(begin: Begin, database: Database, tmp_path: Path) -> None:
    if database.is_postgresql:
        pytest.skip("the files of a PostgreSQL server are its own")
    whole_turn(work := agree(begin(now=NOW - timedelta(days=400))))
    sealed = [row.sealed for row in work.pending(Message)]
    work.commit()
    with database.engine.connect() as reading:
        reading.exec_driver_sql("BEGIN")
        reading.execute(text("SELECT count(*) FROM people")).all()
        with database.session() as session:
            purge(session, NOW - timedelta(days=365))
            session.commit()
        # Somebody reads: the log stays until they have done so.
        assert not scrub(database.engine)
        reading.rollback()
        assert scrub(database.engine)
        held = b"".join(file.read_bytes() for file in tmp_path.glob("coach.db*"))
    assert len(sealed) == 2 and not [value for value in sealed if value in held]


def test_scrubbing_thoroughly_works_on_every_database(database: Database) -> None:
    assert scrub(database.engine, thoroughly=True)


def test_what_the_operator_erased_is_noted_at_every_door_until_it_is_told(begin: Begin, database: Database) -> None:
    door = "d" * 32
    whole_turn(work := agree(begin()))
    work.add(DoorLink(door_id=door, person_id=WHO, channel="telegram", at=NOW))
    work.commit()
    with database.session() as session:
        assert erase_as_operator(session, WHO, NOW) and not erase_as_operator(session, "f" * 32, NOW)
        session.commit()
        assert has_note(session, WHO) and has_note(session, door) and not has_note(session, "f" * 32)
    begin(door)  # a turn that fails has told nobody
    for who in (WHO, door):
        coming_back = begin(who)
        assert operator_uses(coming_back) == [("erase", NOW)]
        coming_back.commit()
        assert operator_uses(begin(who)) == []
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0
