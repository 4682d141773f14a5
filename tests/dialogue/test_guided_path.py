"""Six managers on the guided path over simulated months: self-assessment, picture, goals, plan and papers, with the real model."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from bot.clock import local_day
from tests.conftest import MovableClock
from tests.person import Person

pytestmark = pytest.mark.engine
Pass = Callable[[float], None]
ANSWERS = ["Not yet", "Sometimes", "Usually", "Others would say so", "I help others do it", "Not part of my role"]
EXAMPLE = "I sat down with the two new seniors and asked them what they would change first"


@pytest.fixture
def days_pass(clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> Pass:
    """Move the engine's clock; the next message begins a new session, as after days it would."""
    import time

    import rasa.core.processor

    ahead = {"seconds": 0.0}

    def now() -> float:
        return time.time() + ahead["seconds"]

    monkeypatch.setattr(rasa.core.processor, "time", SimpleNamespace(time=now))

    def pass_(days: float) -> None:
        ahead["seconds"] = days * 86400
        clock.move(days=days)

    async def once(person: Person, text: str) -> list[dict[str, Any]]:
        said = await person.say(text)
        ahead["seconds"] = 0.0
        return said

    pass_.say = once  # type: ignore[attr-defined]
    return pass_


async def begin(api: httpx.AsyncClient, job: str = "registered manager") -> Person:
    person = Person(api)
    await person.settle_in(job)
    await person.say("self assessment please")
    return person


async def rate(person: Person, *answers: str, example: str | None = None) -> list[dict[str, Any]]:
    """Give the answers one after the other; the first example that is asked for gets the words, the others are left out."""
    cards = []
    for answer in answers:
        while person.card("rating") is None:
            if example:
                await person.say(example)
                example = None
            else:
                await person.press("Leave this one out")
        cards.append(person.card("rating") or {})
        await person.press(answer)
    while any(b["title"] == "Leave this one out" for b in person.buttons):
        await person.press("Leave this one out")
    return cards


async def profile(person: Person) -> dict[str, Any]:
    answer = await person.api.get("/api/profile", headers=person.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def element(card: dict[str, Any], id_: str) -> dict[str, Any]:
    return next(e for d in card["dimensions"] for e in d["elements"] if e["id"] == id_)


async def test_a_new_manager_goes_area_by_area_and_grows_over_ten_weeks(
    api: httpx.AsyncClient, clock: MovableClock, days_pass: Any
) -> None:
    person = await begin(api)
    first_day = clock()
    assert "no marks" in person.text
    await person.press("Area by area")
    await person.press("Working with others")
    card = person.card("rating") or {}
    assert [point["label"] for point in card["scale"]] == ANSWERS[:-1]
    assert [b["title"] for b in person.buttons] == ANSWERS
    assert (card["step"], card["of"]) == (1, 8) and ".operational_leader." in card["behaviour"] and card["text"] in person.text
    cards = await rate(person, "Usually", "Usually", "Not yet", "Sometimes", "Sometimes", "Usually", "Others", "Usually", example=EXAMPLE)
    assert [c["step"] for c in cards] == list(range(1, 9))
    await person.press("See my picture")
    shown = person.card("profile") or {}
    assert shown == {**await profile(person), "as_of": shown["as_of"]}
    low = element(shown, "working_with_others.building_and_maintaining_relationships")
    assert (low["value"], low["label"], low["confidence"]) == (0, "Not yet", "enough")
    assert shown["growth"][0]["element"] == low["id"] and shown["growth"][0]["reason"]
    assert EXAMPLE in [s["evidence"] for s in shown["strengths"]]
    await person.press(person.buttons[0]["title"])
    assert person.question == {**(person.question or {}), "stage": "reality", "step": 2, "of": 4}
    assert (person.question or {})["behaviour"].startswith(low["id"])
    await person.say("I only ring when the newsletter is out")
    assert (person.question or {})["stage"] == "options"
    await person.say("my deputy rings one family every friday just to say hello")
    assert (person.question or {})["stage"] == "will"
    await person.say("I will ring one family each friday before dinner and write down what we talked about")
    await person.follow("#Half an hour", "#Keep my own", "#In two weeks")
    [item] = await person.plan()
    assert item["due"] == (local_day(clock.now) + timedelta(days=14)).isoformat()
    assert item["behaviour"].startswith(low["id"])
    # ten weeks later
    days_pass(70)
    await days_pass.say(person, "hello")
    assert "where you stand" in person.text and "kept" in person.text
    await person.press("Go on")
    await person.press("Look at it afresh")
    await person.follow("#Area by area", "#Working with others")
    await rate(person, "Usually", "Usually", "Usually", "Usually", "Sometimes", "Usually", "Others", "Usually")
    await person.press("See my picture")
    after = await profile(person)
    assert element(after, low["id"])["moved"].startswith(f"A clear step up since {first_day.day} {first_day:%B}")
    assert "Much the same" in element(after, "working_with_others.developing_networks")["moved"]
    await person.press("Not now")
    assert "Stopped there" in person.text and not person.card("rating")


async def test_a_worried_deputy_begins_with_what_is_hardest_and_leaves_in_the_middle(api: httpx.AsyncClient, days_pass: Any) -> None:
    person = await begin(api, "deputy manager")
    await person.press("What I find hardest")
    await person.say("telling somebody that their work is not good enough, I put it off until it blows up")
    pending = person.card("rating") or {}
    assert "we'll look at this first" in person.text
    await person.press("Not yet")
    second = person.card("rating")
    await person.say("stop")
    assert "kept (1 so far)" in person.text
    assert person.card("rating") is None
    days_pass(9)
    await days_pass.say(person, "hi")
    await person.press("Go on")
    assert person.card("rating") == second
    assert element(await profile(person), pending["element"])["confidence"] == "few"


async def test_depends_a_story_and_a_command_in_the_middle(api: httpx.AsyncClient) -> None:
    person = await begin(api, "team leader")
    await person.follow("#Area by area", "#Demonstrating")
    card = person.card("rating") or {}
    asked = [person.text]
    for _ in range(2):
        await person.say("it depends who is on shift")
        asked.append(person.text)
    assert len(set(asked)) == 3 and (person.card("rating") or {})["behaviour"] == card["behaviour"]
    await person.say("what is the LQF?")
    assert "Leadership Qualities Framework" in person.text and (person.card("rating") or {})["behaviour"] == card["behaviour"]
    await person.say("last week I asked my deputy to tell me what I do in handover that shuts people up")
    assert "example" in person.text and (person.card("rating") or {})["behaviour"] == card["behaviour"]
    await person.say("most of the time")
    assert (person.card("rating") or {})["behaviour"] != card["behaviour"]
    export = (await api.get("/api/export", headers=person.headers)).json()
    assert [r["value"] for r in export["ratings"]] == ["usually"]
    assert [e["behaviour_id"] for e in export["examples"]] == [card["behaviour"]]


async def test_everything_alike_and_two_pages_at_once(api: httpx.AsyncClient) -> None:
    person = await begin(api)
    await person.follow("#Area by area", "#Managing services" if "Managing services" in str(person.buttons) else "#Working with others")
    stale = person.buttons[0]["payload"]
    await person.press("Usually")
    second = person.card("rating")
    answer = await person.send(stale)
    assert "isn't on offer" in answer.json()["messages"][0]["text"]
    person._hear(answer.json()["messages"])
    assert (person.card("rating") or {})["behaviour"] == (second or {})["behaviour"]
    await rate(person, *["Usually"] * 7)
    assert "All 8 got the same answer" in person.text
    await person.press("They are all alike")
    await person.press("See my picture")
    assert (person.card("profile") or {})["growth"] == []
    assert "Nothing stands out" in person.text
    await person.say("giving feedback when the work is poor")
    assert any("people" in b["title"].lower() or "standard" in b["title"].lower() or b["title"] == "That's it" for b in person.buttons)
    await person.press(person.buttons[0]["title"])
    assert (person.question or {})["stage"] == "reality"


async def test_a_level_that_changes_in_the_middle_keeps_what_was_answered(api: httpx.AsyncClient) -> None:
    person = await begin(api, "senior carer")
    await person.follow("#Area by area", "#Working with others")
    await rate(person, "Usually", "Sometimes")
    person_before = await profile(person)
    await person.say("change my role")
    await person.press("I manage a service")
    card = person.card("rating") or {}
    assert ".operational_leader." in card["behaviour"] and "Your answers so far are kept" in person.text
    after = await profile(person)
    assert after["level"] == "operational_leader" and person_before["level"] == "front_line_leader"
    assert sum(e["answered"] for d in after["dimensions"] for e in d["elements"]) == 0
    export = (await api.get("/api/export", headers=person.headers)).json()
    assert len(export["ratings"]) == 2


async def test_i_want_to_get_better_at_feedback(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("deputy manager")
    await person.say("I want to get better at giving feedback to staff whose work is not good enough")
    assert person.question is None and person.buttons, person.text
    await person.press(person.buttons[0]["title"])
    stages = []
    for answer in (
        "I talked about the rota instead and never got to it",
        "I could ask my manager how she does hers and sit in on one",
        "On thursday I will give one senior one piece of feedback, on her own, the same day",
    ):
        stages.append((person.question or {})["stage"])
        await person.say(answer)
    assert stages == ["reality", "options", "will"]
    assert person.card("behaviours")
    await person.press(person.buttons[0]["title"])
    await person.follow("#Half an hour", "#Keep my own", "#In a week")
    [item] = await person.plan()
    assert item["step"].startswith("On thursday I will give one senior")


async def test_a_vague_goal_is_asked_for_and_a_word_is_enough(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("registered manager")
    await person.say("I want to get better at something")
    assert (person.question or {})["stage"] == "goal", person.text
    await person.say("delegating")
    assert person.question is None and person.buttons


async def test_the_plan_is_changed_in_chat_and_nothing_is_lost(api: httpx.AsyncClient, clock: MovableClock) -> None:
    person = await with_a_step(api)
    [before] = await person.plan()
    await person.follow("show my plan", "#Change something", "#The day")
    await person.say("when it is a bit quieter here")
    assert "couldn't read a day" in person.text
    await person.say("in 3 weeks")
    [item] = await person.plan()
    assert item["due"] == (local_day(clock.now) + timedelta(days=21)).isoformat() and item["id"] == before["id"]
    await person.follow("show my plan", "#Say how", "She did the audit her way and it went well")
    await person.follow("show my plan", "#Change something", "#The words", "I will give her the kitchen audit as well")
    [item] = await person.plan()
    assert item["step"] == "I will give her the kitchen audit as well"
    assert [note["kind"] for note in item["notes"]] == ["postponed", "progress", "changed"]
    await person.follow("show my plan", "#Change something", "#Take it off")
    assert (await person.plan())[0]["status"] == "dropped"
    await person.press("Put it back")
    assert (await person.plan())[0]["status"] == "open"
    await person.follow("show my plan", "#I've done one")
    card = person.card("rating") or {}
    assert (card["step"], card["of"]) == (1, 1) and [b["title"] for b in person.buttons] == ANSWERS
    await person.press("Usually")
    assert (await person.plan())[0]["status"] == "done"
    assert element(await profile(person), card["element"])["value"] == 2


async def with_a_step(api: httpx.AsyncClient) -> Person:
    person = Person(api)
    await person.settle_in("registered manager")
    await person.say("I want to get better at delegating to my deputy")
    await person.press(person.buttons[0]["title"])
    await person.follow(
        "I did the audit myself because it was quicker",
        "I could ask my deputy to do half of it",
        "On friday I will give my deputy the fire audit and let her do it",
    )
    await person.press(person.buttons[0]["title"])
    await person.follow("#Half an hour", "#Keep my own", "#In a week")
    return person


async def test_the_papers_hold_what_was_chosen_and_nothing_else(api: httpx.AsyncClient) -> None:
    person = await with_a_step(api)
    await person.say("where do i stand")
    await person.follow("#Area by area", "#Working with others")
    await rate(person, "Usually", "Usually", "Not yet", "Sometimes", example=EXAMPLE)
    offered = (await api.get("/api/pack", headers=person.headers)).json()
    assert [p["id"] for p in offered["profile"]] == ["strengths", "picture", "growth"]
    chosen = {"reflections": [r["id"] for r in offered["reflections"]], "profile": ["strengths"], "plan": []}
    shown = (await api.post("/api/pack", json=chosen, headers=person.headers)).json()
    assert [s["kind"] for s in shown["sections"]] == ["reflections", "strengths"]
    said = str(shown)
    assert "I did the audit myself" in said and EXAMPLE in said and "How it is today" in said
    only_plan = {"plan": [offered["plan"][0]["id"]]}
    assert EXAMPLE not in (await api.post("/api/pack", json=only_plan, headers=person.headers)).text
    paper = await api.post("/api/pack.pdf", json=chosen, headers=person.headers)
    assert paper.headers["content-type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    for part in (b"/StructTreeRoot", b"/Lang", b"pdfuaid"):
        assert part in paper.content
    refused = await api.post("/api/pack", json={"plan": ["0" * 32]}, headers=person.headers)
    assert refused.status_code == 422 and "no such step" in refused.json()["error"]["message"]
    assert (await api.post("/api/pack", json={"profile": ["secrets"]}, headers=person.headers)).status_code == 422
    assert (await api.post("/api/pack", json=chosen)).status_code == 401


async def test_somebody_else_cannot_choose_my_words(api: httpx.AsyncClient) -> None:
    mine = await with_a_step(api)
    offered = (await api.get("/api/pack", headers=mine.headers)).json()
    other = await with_a_step(api)
    for name in ("reflections", "plan"):
        answer = await api.post("/api/pack", json={name: [offered[name][0]["id"]]}, headers=other.headers)
        assert answer.status_code == 422


async def test_the_calendar_file_the_plan_as_pdf_and_the_chart(api: httpx.AsyncClient) -> None:
    person = await with_a_step(api)
    file = await api.get("/api/plan.ics", headers=person.headers)
    assert file.headers["content-type"].startswith("text/calendar")
    calendar = Calendar.from_ical(file.content)
    [event] = calendar.walk("VEVENT")
    [item] = await person.plan()
    assert event["SUMMARY"] == item["step"] and event.decoded("DTSTART").isoformat() == item["due"]
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)
    assert {"UID", "DTSTAMP"} <= set(event) and calendar["VERSION"] == "2.0"
    assert all(len(line.encode()) <= 75 for line in file.content.decode().split("\r\n"))
    await person.follow("show my plan", "#Change something", "#The day", "in 3 weeks")
    [moved] = Calendar.from_ical((await api.get("/api/plan.ics", headers=person.headers)).content).walk("VEVENT")
    assert moved["UID"] == event["UID"] and moved.decoded("DTSTART") > event.decoded("DTSTART") and moved["SEQUENCE"] > event["SEQUENCE"]
    paper = await api.get("/api/plan.pdf", headers=person.headers)
    assert paper.content.startswith(b"%PDF") and b"/StructTreeRoot" in paper.content
    chart = await api.get("/api/profile.svg", headers=person.headers)
    assert chart.headers["content-type"].startswith("image/svg+xml") and "Not looked at yet" in chart.text
    assert io.StringIO(chart.text).read(4) == "<svg"


async def test_talking_something_through_and_coming_back_to_the_ratings(api: httpx.AsyncClient) -> None:
    person = await begin(api)
    await person.follow("#Area by area", "#Working with others")
    await person.press("Usually")
    pending = (person.card("rating") or {})["behaviour"]
    await person.say("help")
    await person.press("Talk something through")
    assert (person.question or {})["stage"] == "what", person.text
    await person.say("I snapped at my deputy in front of the whole team and have not said a word to her since")
    await person.say("where do i stand")
    assert (person.card("rating") or {})["behaviour"] == pending


async def test_a_disclosure_stops_the_self_assessment_and_nothing_of_it_is_lost(api: httpx.AsyncClient) -> None:
    person = await begin(api)
    await person.follow("#Area by area", "#Working with others")
    await person.press("Usually")
    pending = (person.card("rating") or {})["behaviour"]
    await person.say("one of my staff hit a resident last night and I saw the bruise")
    assert person.card("signpost") and not person.card("rating")
    await person.press("Go on with our talk")
    assert (person.card("rating") or {})["behaviour"] == pending


async def test_erasing_takes_the_ratings_examples_and_notes_too(api: httpx.AsyncClient, engine: Any) -> None:
    from bot.store.models import mapper

    person = await with_a_step(api)
    await person.follow("show my plan", "#Say how", "It went better than I thought it would on the day")
    await person.say("where do i stand")
    await person.follow("#Area by area", "#Working with others")
    await rate(person, "Usually", "Usually", "Usually", example=EXAMPLE)
    held = (await api.get("/api/export", headers=person.headers)).json()
    assert all(held[name] for name in ("assessments", "ratings", "examples", "plan_notes", "plan_items"))
    assert EXAMPLE in str(held["messages"]) and EXAMPLE not in str(held["assessments"])
    id_ = held["person"]["id"]
    assert (await api.delete("/api/me", headers=person.headers)).status_code == 204
    with engine.database.session() as session:
        for table in mapper.metadata.sorted_tables:
            if "person_id" in table.columns:
                assert not session.execute(table.select().where(table.c.person_id == id_)).all(), table.name
