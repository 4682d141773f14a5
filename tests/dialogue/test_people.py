"""Whole conversations over the web API with the real model: different people, levels, situations and moods."""

from __future__ import annotations

import httpx
import pytest

from bot.clock import local_day
from bot.coaching.times import date_in
from tests.conftest import MovableClock
from tests.person import Person

pytestmark = pytest.mark.engine

FULL_ANSWERS = (
    "I felt embarrassed and a bit cross with them, to be honest",
    "I gave them about three seconds and then moved to the next thing because I hate silence",
    "They would say they have been asked before and nothing ever came of it",
    "I could have asked one of them on her own before the handover instead of the whole room",
    "On Tuesday I will ask the quietest one first and write down what she says",
)


async def choose_lens(person: Person) -> None:
    """Agree with the first element that is offered."""
    await person.press(person.buttons[0]["title"])


async def to_the_plan(person: Person, when: str = "next friday") -> None:
    """From the behaviours to the plan read back."""
    assert person.card("behaviours"), person.text
    await person.press(person.buttons[0]["title"])
    await person.press("Half an hour")
    assert person.card("activities"), person.text
    await person.press(person.buttons[1]["title"])
    await person.say(when)


async def test_a_team_leader_walks_the_full_round_and_leaves_with_a_plan(api: httpx.AsyncClient, clock: MovableClock) -> None:
    person = Person(api)
    await person.settle_in("senior carer")
    heard = len(person.transcript)
    await person.say(
        "asked in handover if anyone had ideas for the evening routine, nobody said a thing, I carried on with the list, then two of them moaned in the kitchen"
    )
    assert '"I carried on with the list"' in person.text
    await choose_lens(person)
    await person.press("Full")
    cards = []
    for answer in FULL_ANSWERS:
        assert person.question, person.text
        cards.append(person.question)
        await person.say(answer)
    await to_the_plan(person)
    assert [c["stage"] for c in cards] == ["what", "so_what", "so_what", "now_what", "now_what"]
    assert [c["step"] for c in cards] == [2, 3, 4, 5, 6]
    behaviours = [c["behaviour"] for c in cards if c["stage"] == "so_what"]
    assert len(set(behaviours)) == 2
    assert all(".front_line_leader." in b for b in behaviours)
    assert all(c["behaviour"] is None for c in cards if c["stage"] == "what")
    [item] = await person.plan()
    assert item["due"] == date_in("next friday", local_day(clock.now)).isoformat()
    assert item["own_step"] == FULL_ANSWERS[-1]
    messages_after_telling = sum(who == "Person" for who, _ in person.transcript[heard:]) - 1
    assert messages_after_telling <= 12


async def test_a_night_carer_in_a_hurry_takes_the_short_round(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("night carer")
    await person.say("the day girls left me all the laundry to sort again and when i said something they just laughed it off")
    await choose_lens(person)
    await person.press("Short")
    assert person.question == {**(person.question or {}), "stage": "what", "step": 1, "of": 3}
    await person.say("i did them all myself and said nothing more")
    assert (person.question or {})["stage"] == "so_what" and ".front_line_worker." in (person.question or {})["behaviour"]
    await person.say("they think that we on nights have it easy")
    assert (person.question or {})["step"] == 3
    await person.say("i will talk to them before handover on thursday")
    await person.press(person.buttons[0]["title"])
    await person.press("10 minutes")
    await person.press("Keep my own step")
    await person.press("In a week")
    [item] = await person.plan()
    assert item["step"] == "i will talk to them before handover on thursday"
    assert item["due_in_words"] in person.text


async def test_somebody_who_is_stuck_gets_smaller_questions_and_never_the_same_twice(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("support worker")
    await person.say("my supervision went badly and I don't really know what I did wrong in the meeting")
    await choose_lens(person)
    await person.press("Full")
    asked = [person.text]
    for _ in range(4):
        await person.say("dont know")
        asked.append(person.text)
    assert len(set(asked)) == len(asked)
    assert any("Skip this one" in [b["title"] for b in person.buttons] or "leave" in text for text in asked)
    assert person.question and person.question["step"] >= 2


async def test_a_rambling_manager_corrects_the_lens(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("I'm the registered manager of a small care home")
    await person.say(
        "So this morning was one of those. The agency cancelled at six, two staff rang in sick, the lift engineer turned up unannounced and "
        "in the middle of all that the area manager wanted the budget reforecast by noon. I told her she could have it by three. She was not "
        "happy. What bothers me is that I then snapped at my deputy in front of the whole team over something that was not her fault, and I have "
        "not said anything to her about it since."
    )
    first = [b["title"] for b in person.buttons]
    await person.press("Something else")
    assert [b["title"] for b in person.buttons][:-1] != first[:-1]
    await person.say("it is really about how I spoke to my deputy and putting that right with her")
    await choose_lens(person)
    await person.press("Short")
    await person.say("I raised my voice and walked off to my office")
    assert ".operational_leader." in (person.question or {})["behaviour"]


async def test_commands_are_answered_in_the_middle_and_the_question_comes_back(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("team leader")
    await person.say("two of my staff are not talking to each other and the rota is suffering because they will not do doubles together")
    await choose_lens(person)
    await person.press("Short")
    question = person.question
    for command, expected in {
        "what is the LQF?": "Leadership Qualities Framework",
        "who is it for": "everyone in social care",
        "show my plan": "nothing on your plan",
        "I want to talk to a person": "person to talk to",
        "who can see this?": "encrypted",
        "help": "You tell me about a moment",
    }.items():
        await person.say(command)
        assert expected in person.text, (command, person.text)
        assert person.question == question, command
    await person.say("say that again")
    assert person.question == question
    await person.say("skip")
    assert person.question and person.question["step"] == 2


async def test_somebody_stops_half_way_and_comes_back_tomorrow(api: httpx.AsyncClient, clock: MovableClock) -> None:
    person = Person(api)
    await person.settle_in("deputy manager")
    await person.say("we had the relatives meeting and I let one family talk over everybody else for the whole hour")
    await choose_lens(person)
    await person.press("Full")
    question = person.question
    await person.say("stop")
    assert "kept" in person.text and person.question is None
    clock.move(days=1)
    await person.say("go on")
    assert person.question and person.question["step"] == (question or {})["step"]
    assert "Back" in person.text or "Picking up" in person.text or "back" in person.text


async def test_somebody_changes_their_mind_and_starts_again(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("care coordinator")
    await person.say("the double up calls keep running late and the families ring me instead of the office")
    await choose_lens(person)
    await person.press("Short")
    await person.say("start again")
    assert person.question and person.question["stage"] == "what" and person.question["element"] is None
    await person.say("actually it is about the new carer, she is brilliant and I have never told her that to her face")
    assert person.buttons


async def test_somebody_tells_their_story_before_agreeing_and_nothing_is_lost(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.arrive()
    await person.say("my team will not use the new tablets for the notes, they say paper is quicker and I am tired of nagging them")
    assert "nothing is stored yet" in person.text
    assert (await api.get("/api/export", headers=person.headers)).json()["person"]["consent_at"] is None
    await person.press("Yes")
    await person.press("I lead a shift")
    assert "Something else" in [b["title"] for b in person.buttons], person.text


async def test_somebody_says_no_and_can_still_ask(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.arrive()
    await person.press("No, thanks")
    assert "keep nothing" in person.text
    await person.say("what is the leadership qualities framework?")
    assert "adult social care" in person.text
    await person.say("I've changed my mind")
    assert (await person.plan()) == []


async def test_a_disclosure_stops_the_coaching_and_it_stays_until_the_person_goes_on(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("support worker")
    await person.say("handover was a mess again because nobody had written anything about the night before")
    await choose_lens(person)
    await person.press("Short")
    question = person.question
    await person.say("I saw one of the carers slap a resident and I did not know what to do")
    assert person.card("signpost") and "safeguarding" in person.text and person.question is None
    await person.say("I told nobody because I was scared of her")
    assert person.question is None
    await person.press("Go on with our talk")
    assert person.question == question
    export = (await api.get("/api/export", headers=person.headers)).json()
    assert "answers" in export and not any(a["stage"] == "own_part" for a in export["answers"])


async def test_a_plan_is_marked_as_done_and_rated(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("senior carer")
    await person.say("nobody speaks up in my team meetings and I end up doing all the talking every single time")
    await choose_lens(person)
    await person.press("Short")
    await person.say("I just filled the silence with more talking")
    await person.say("they are waiting for me to finish so they can go")
    await person.say("I will ask one question on monday and then count to ten")
    await to_the_plan(person, "tomorrow")
    await person.say("I've done it")
    assert (await person.plan())[0]["status"] == "done"
    assert person.card("rating")
    await person.press("Sometimes")
    ratings = (await api.get("/api/export", headers=person.headers)).json()["ratings"]
    assert [r["value"] for r in ratings] == ["sometimes"]


async def test_everything_can_be_erased_in_the_chat(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("senior carer")
    await person.say("delete my data")
    assert "can't be undone" in person.text
    await person.press("Yes, erase")
    assert "erased" in person.text
    assert (await api.get("/api/messages", headers=person.headers)).json()["messages"] == []


@pytest.mark.parametrize(
    "before", [("delete my data",), ("delete my data", "yes i suppose", "hm"), ("show my plan", "thanks"), ("start again",)]
)
async def test_nothing_that_was_said_before_switches_the_safety_net_off(api: httpx.AsyncClient, before: tuple[str, ...]) -> None:
    person = Person(api)
    await person.settle_in("support worker")
    await person.say("handover was a mess again because nobody had written anything about the night before")
    await choose_lens(person)
    for line in before:
        if not any("begin anew" in text for text in person.texts):
            await person.say(line)
            assert len(person.texts) <= 3, person.texts
        if "Yes, erase" in str(person.buttons):
            await person.press("No, keep it")
    await person.say("I want to kill myself")
    assert person.card("signpost") and "116 123" in person.text


async def test_erasing_can_be_confirmed_or_taken_back_in_words(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("support worker")
    question = person.question
    await person.say("delete my data")
    await person.say("no")
    assert person.question == question
    await person.say("delete my data")
    await person.say("yes")
    assert "erased" in person.text


async def test_after_a_signpost_and_a_stop_one_can_go_on(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("support worker")
    await person.say("handover was a mess again because nobody had written anything about the night before")
    await choose_lens(person)
    await person.press("Short")
    question = person.question
    await person.say("one of the night staff slapped a resident")
    await person.press("Stop for today")
    await person.say("go on")
    assert person.question == question
