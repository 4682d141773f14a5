"""After a pause that is longer than a session: what was said is remembered, and nothing is taken for an answer."""

from __future__ import annotations

from types import SimpleNamespace

import httpx
import pytest

from tests.conftest import MovableClock
from tests.dialogue.test_people import choose_lens
from tests.person import Person

pytestmark = pytest.mark.engine


@pytest.fixture
def days_pass(clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> object:
    """Move the engine's clock and the one by which Rasa ends sessions."""
    import time

    import rasa.core.processor

    ahead = {"seconds": 0.0}
    shim = SimpleNamespace(time=lambda: time.time() + ahead["seconds"])
    monkeypatch.setattr(rasa.core.processor, "time", shim)

    def pass_(days: float) -> None:
        ahead["seconds"] += days * 86400
        clock.move(days=days)

    return pass_


async def in_the_middle(api: httpx.AsyncClient) -> Person:
    person = Person(api)
    await person.settle_in("team leader")
    await person.say("my night staff and my day staff blame each other for everything and I am stuck in between")
    await choose_lens(person)
    await person.press("Short")
    return person


async def test_the_coach_offers_to_go_on_and_goes_on_at_the_same_question(api: httpx.AsyncClient, days_pass) -> None:  # type: ignore[no-untyped-def]
    person = await in_the_middle(api)
    question = person.question
    days_pass(1)
    await person.say("hello")
    assert "Welcome back" in person.text
    assert person.question is None
    await person.press("Go on")
    assert person.question == question


async def test_what_somebody_comes_back_with_is_not_taken_for_an_answer(api: httpx.AsyncClient, days_pass) -> None:  # type: ignore[no-untyped-def]
    person = await in_the_middle(api)
    question = person.question
    days_pass(2)
    await person.say("i just told them both to stop it")
    assert "Welcome back" in person.text
    export = (await api.get("/api/export", headers=person.headers)).json()
    assert [a["stage"] for a in export["answers"]] == ["situation"]
    if person.question is None:
        await person.press("Go on")
    assert person.question == question


async def test_something_new_can_be_begun_instead(api: httpx.AsyncClient, days_pass) -> None:  # type: ignore[no-untyped-def]
    person = await in_the_middle(api)
    days_pass(3)
    await person.say("hi")
    await person.press("Something new")
    assert person.question and person.question["element"] is None


async def test_a_step_whose_day_has_come_is_asked_about(api: httpx.AsyncClient, days_pass) -> None:  # type: ignore[no-untyped-def]
    person = await in_the_middle(api)
    await person.follow(
        "I took both sides a bit", "they would say I never decide", "I will bring two of them together for ten minutes on monday"
    )
    await person.press(person.buttons[0]["title"])
    await person.follow("#Half an hour", "#Keep my own", "#In a week")
    days_pass(8)
    await person.say("hello")
    assert "I will bring two of them together" in person.text
    await person.press("I've done it")
    assert (await person.plan())[0]["status"] == "done"
