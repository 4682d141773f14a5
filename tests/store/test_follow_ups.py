"""Follow-ups in the database: two workers that race for the same ones ask each exactly once; one a person, never all at once."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from datetime import datetime, timedelta, timezone

from sqlalchemy import select

from bot.privacy.encryption import Cipher
from bot.store.database import Database
from bot.store.follow_ups import ASKED, FollowUps, due_follow_ups
from bot.store.models import FollowUp, Message
from bot.store.plan import Plan
from bot.store.turn_lock import hold_across_processes
from bot.store.unit_of_work import Said, TurnOvertaken, UnitOfWork
from bot.store.visitors import Visitors

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)
PEOPLE = {"postgresql": 50, "sqlite": 10}
STEPS = 20


def work_of(database: Database, person: str, now: datetime) -> UnitOfWork:
    return UnitOfWork(database.session(), Visitors(timedelta(minutes=60), 3), Cipher(b"k" * 32), person, "web", now)


def with_steps(database: Database, person: str, steps: int) -> None:
    work = work_of(database, person, NOW)
    work.person.consent_at = NOW
    for _ in range(steps):
        Plan(work).add(NOW.date() + timedelta(days=2), None, None, None, None)
    work.commit()
    work.session.close()


async def ask(database: Database, follow_up: FollowUp, person: str, now: datetime) -> None:
    """What a turn of the server does with a follow-up, without Rasa."""
    for _ in range(50):
        try:
            with database.session() as session:
                await hold_across_processes(session, person)
                work = UnitOfWork(session, Visitors(timedelta(minutes=60), 3), Cipher(b"k" * 32), person, "web", now)
                if FollowUps(work).begin(follow_up.id) is not None:
                    work.say(Said(f"How did {follow_up.id} go?"))
                    work.commit()
            return
        except TurnOvertaken:
            continue


def test_two_workers_ask_each_exactly_once(database: Database) -> None:
    with database.session() as session:
        people = PEOPLE[session.get_bind().dialect.name]
    for number in range(people):
        with_steps(database, f"{number:032x}", STEPS)
    with database.session() as session:
        waiting = list(session.execute(select(FollowUp.id, FollowUp.person_id).order_by(FollowUp.id)))
    assert len(waiting) == people * STEPS
    ready = threading.Barrier(2)

    def worker() -> None:
        ready.wait()

        async def all_of_them() -> None:
            # Before any is due, so that asking one does not put the others off.
            for follow_up in waiting:
                await ask(database, follow_up, follow_up.person_id, NOW)

        asyncio.run(all_of_them())

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    with database.session() as session:
        assert Counter(session.scalars(select(FollowUp.status))) == {ASKED: people * STEPS}
        assert len(list(session.scalars(select(Message.uid)))) == people * STEPS


def test_after_a_long_time_away_one_comes_a_day(database: Database) -> None:
    person = "f" * 32
    with_steps(database, person, 3)
    now = NOW + timedelta(days=30)
    asked = []
    for day in range(6):
        morning = now + timedelta(days=day, hours=3)
        with database.session() as session:
            due = due_follow_ups(session, morning, morning - timedelta(hours=1), 100)
        assert len(due) <= 1
        for follow_up in due:
            work = work_of(database, person, morning)
            assert FollowUps(work).begin(follow_up.id) is not None
            work.commit()
            work.session.close()
            asked.append(day)
    assert asked == [0, 1, 2]


def test_no_day_no_reminder_and_another_day_another_time(database: Database) -> None:
    person = "e" * 32
    with_steps(database, person, 1)
    work = work_of(database, person, NOW)
    [item] = Plan(work).items()
    Plan(work).postpone(item, NOW.date() + timedelta(days=9))
    work.commit()
    [waiting] = [f for f in FollowUps(work_of(database, person, NOW)).all() if f.status == "waiting"]
    assert waiting.due_at == datetime(2026, 12, 2, 10, tzinfo=timezone.utc)
    work = work_of(database, person, NOW)
    Plan(work).postpone(Plan(work).items()[0], None)
    work.commit()
    assert not [f for f in FollowUps(work_of(database, person, NOW)).all() if f.status == "waiting"]
