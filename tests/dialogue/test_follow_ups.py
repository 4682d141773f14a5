"""The plan does not end when the talk does: the coach comes back on the day, once, never at night, and helps with what comes next."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import pairwise

import httpx
import pytest

from bot.channels.broadcast import Broadcast
from bot.clock import HOME, asking_time, local_day
from bot.server.follow_ups import FollowUpRounds
from tests.conftest import MovableClock
from tests.dialogue.test_coming_back import days_pass  # noqa: F401
from tests.dialogue.test_people import choose_lens, to_the_plan
from tests.person import Person

pytestmark = pytest.mark.engine


async def with_a_step(api: httpx.AsyncClient, when: str = "in 3 days") -> Person:
    person = Person(api)
    await person.settle_in("senior carer")
    await person.say("nobody speaks up in my team meetings and I end up doing all the talking every single time")
    await choose_lens(person)
    await person.press("Short")
    await person.follow(
        "I just filled the silence with more talking", "they are waiting for me to finish", "I'll ask one question and wait"
    )
    await to_the_plan(person, when)
    return person


async def rounds(engine: object) -> None:
    """All that is due, as the server's own rounds ask it."""
    going = FollowUpRounds(engine, Broadcast())  # type: ignore[arg-type]
    while await going.go():
        pass


async def check_ins(person: Person) -> list[str]:
    messages = (await person.api.get("/api/messages", headers=person.headers)).json()["messages"]
    return [m["text"] for m in messages if m["from"] == "coach" and m["text"].startswith("Hello, it's LQF Coach")]


async def look(person: Person) -> None:
    """Open the page again: what the coach said meanwhile is there, with its buttons."""
    messages = (await person.api.get("/api/messages", headers=person.headers)).json()["messages"]
    last = max(i for i, m in enumerate(messages) if m["from"] == "person")
    person.said = messages[last + 1 :]


def to_the_hour(clock: MovableClock, hour: int) -> float:
    """Days from now to the next time that it is this hour in the United Kingdom."""
    local = clock.now.astimezone(HOME)
    goal = local.replace(hour=hour, minute=5, second=0)
    return ((goal if goal > local else goal + timedelta(days=1)) - local).total_seconds() / 86400


async def come_back_on_the_day(person: Person, engine: object, clock: MovableClock, pass_) -> None:  # type: ignore[no-untyped-def]
    pass_(3)
    pass_(to_the_hour(clock, 11))
    await rounds(engine)
    await look(person)


async def test_it_comes_back_on_the_day_once_and_hears_how_it_went(api, engine, clock, days_pass) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    person = await with_a_step(api)
    assert "I'll ask you then" in "\n".join(text for _, text in person.transcript)
    await rounds(engine)
    assert await check_ins(person) == []
    await come_back_on_the_day(person, engine, clock, days_pass)
    await rounds(engine)
    assert len(await check_ins(person)) == 1
    await person.press("I did it")
    assert "what did you notice" in person.text
    await person.say("two of them spoke who never do, I just had to wait for it")
    assert "What would help you most now?" in person.text
    [item] = await person.plan()
    assert item["status"] == "done"
    await person.press("That's all")
    days_pass(30)
    await rounds(engine)
    assert len(await check_ins(person)) == 1


async def test_not_yet_brings_another_day_and_another_question(api, engine, clock, days_pass) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    person = await with_a_step(api)
    await come_back_on_the_day(person, engine, clock, days_pass)
    # Hours later, in words: the session is over, and the message is taken for the answer all the same.
    days_pass(0.2)
    await person.say("not yet, we were short all week")
    assert "got in the way" in person.text
    await person.say("nobody to cover while I sit down with her, I could ask the deputy for half an hour")
    assert "Which day" in person.text
    await person.say("next tuesday")
    [item] = await person.plan()
    assert item["status"] == "open" and item["due"] is not None
    days_pass(14)
    days_pass(to_the_hour(clock, 11))
    await rounds(engine)
    assert len(await check_ins(person)) == 2


async def test_a_change_of_mind_takes_it_off_and_can_be_undone(api, engine, clock, days_pass) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    person = await with_a_step(api)
    await come_back_on_the_day(person, engine, clock, days_pass)
    await person.press("I changed my mind")
    assert (await person.plan())[0]["status"] == "dropped"
    await person.press("Put it back")
    assert (await person.plan())[0]["status"] == "open"


async def test_nobody_is_asked_at_night_or_in_the_middle_of_a_talk(api, engine, clock, days_pass) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    person = await with_a_step(api)
    days_pass(3)
    days_pass(to_the_hour(clock, 23))
    await rounds(engine)
    assert await check_ins(person) == []
    days_pass(to_the_hour(clock, 9))
    await person.say("hello")
    await rounds(engine)
    assert await check_ins(person) == []


async def test_no_reminders_stops_at_once_and_remind_me_begins_again(api, engine, clock, days_pass) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    person = await with_a_step(api)
    await person.say("no reminders please")
    assert "Stopped" in person.text
    await come_back_on_the_day(person, engine, clock, days_pass)
    assert await check_ins(person) == []
    await person.say("remind me on friday")
    day = f"{local_day(clock.now) + timedelta((4 - local_day(clock.now).weekday()) % 7 or 7):%A}"
    assert day in person.text and "ask you how it went" in person.text
    days_pass(8)
    days_pass(to_the_hour(clock, 11))
    await rounds(engine)
    assert len(await check_ins(person)) == 1


async def test_an_hour_that_was_named_is_kept_even_a_late_one(api, engine, clock, days_pass) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    person = await with_a_step(api)
    await person.say("remind me tomorrow at 9.30pm, I'm on nights")
    assert "21:30" in person.text
    days_pass(1)
    days_pass(to_the_hour(clock, 21))
    await rounds(engine)
    assert await check_ins(person) == [], "five past nine is too early"
    days_pass(0.5 / 24)
    await rounds(engine)
    assert len(await check_ins(person)) == 1


async def test_an_hour_of_the_night_that_was_missed_waits_for_the_morning(api, engine, clock, days_pass) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    person = await with_a_step(api)
    await person.say("remind me tomorrow at 9.30pm")
    days_pass(1)
    for hour, asked in ((23, 0), (3, 0), (9, 1)):
        days_pass(to_the_hour(clock, hour))
        await rounds(engine)
        assert len(await check_ins(person)) == asked


@pytest.mark.parametrize("begin", ["2026-10-05", "2027-03-01"])
async def test_eight_weeks_across_a_clock_change(api, engine, clock, days_pass, begin: str) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    clock.now = datetime.fromisoformat(begin).replace(hour=12, tzinfo=timezone.utc)
    person = await with_a_step(api, "in a week")
    going, asked_at = FollowUpRounds(engine, Broadcast()), []
    for hour in range(8 * 7 * 24 + 48):
        days_pass(1 / 24)
        if 20 * 24 <= hour < 22 * 24 + 12:
            continue  # the server is down for two days and a half, over the third due date
        if hour == 22 * 24 + 12:
            going = FollowUpRounds(engine, Broadcast())
        if await going.go() and len(await check_ins(person)) > len(asked_at):
            asked_at.append(clock.now.astimezone(HOME))
            await look(person)
            await person.press("Not yet")
            await person.say("we were short all week and I had nobody to cover for me")
            await person.say("in a week")
    days = [(moment.date() - asked_at[0].date()).days for moment in asked_at]
    assert len(asked_at) == 8 and days[:2] == [0, 7] and all(b - a in (7, 8, 9) for a, b in pairwise(days))
    assert all(8 <= moment.hour < 21 for moment in asked_at)
    assert [moment.hour for moment in asked_at[3:]] == [10] * 5
    assert len(await check_ins(person)) == 8


async def test_after_weeks_a_check_in_is_let_go_and_the_person_is_welcome(api, engine, clock, days_pass) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    person = await with_a_step(api)
    await come_back_on_the_day(person, engine, clock, days_pass)
    days_pass(20)
    await rounds(engine)
    assert len(await check_ins(person)) == 1
    await person.say("hello")
    assert "How did it go?" in person.text and (await person.plan())[0]["status"] == "open"


async def test_a_disclosure_in_a_check_in_comes_first(api, engine, clock, days_pass) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    person = await with_a_step(api)
    await come_back_on_the_day(person, engine, clock, days_pass)
    await person.say("not yet because last night I saw a carer slap a resident across the face")
    assert person.card("signpost") and "I have told nobody" in person.text


async def test_erasing_ends_it(api, engine, clock, days_pass) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    person = await with_a_step(api)
    assert (await api.delete("/api/me", headers=person.headers)).status_code == 204
    days_pass(4)
    await rounds(engine)
    assert (await api.get("/api/messages", headers=person.headers)).json()["messages"] == []


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [("2026-10-24", 9), ("2026-10-25", 10), ("2027-03-27", 10), ("2027-03-28", 9)],
)
def test_ten_in_the_morning_stays_ten_across_clock_changes(day: str, utc_hour: int) -> None:
    now = datetime(2026, 10, 1, tzinfo=timezone.utc)
    asked = asking_time(datetime.fromisoformat(day).date(), now)
    assert asked.hour == utc_hour and asked.astimezone(HOME).hour == 10


def test_a_step_for_today_is_asked_about_in_the_evening_or_the_next_morning() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
    assert asking_time(noon.date(), noon).hour == 18
    assert asking_time(noon.date(), noon.replace(hour=20)) == datetime(2026, 11, 24, 10, tzinfo=timezone.utc)
