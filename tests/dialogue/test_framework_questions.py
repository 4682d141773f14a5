"""What people ask about the framework, in words that nobody trained on: answered from the data, with what to ask next."""

from __future__ import annotations

import httpx
import pytest

from bot.framework import Framework
from tests.person import Person

pytestmark = pytest.mark.engine

# (what somebody writes, the topic whose answer they should get)
ASKED = [
    ("so what actually is this LQF thing?", "what_it_is"),
    ("how many dimensions has it got and what are they called", "parts"),
    ("Is this the latest version or the one before the refresh?", "editions"),
    ("could I use it with my staff in their supervisions", "use_supervision"),
    ("how would I use the framework when I recruit a deputy", "use_recruitment"),
    ("is it for ordinary carers or just for the bosses", "who_for"),
    ("i employ my own PA at home, is it meant for me as well", "personal_employer"),
    ("how does that fit the NHS one?", "nhs"),
    ("how does this link with the CQC well led question", "cqc"),
    ("where does it sit with the care workforce pathway", "pathway"),
    ("how do I get a copy", "download"),
    ("please could you send me a printed one for our staff room", "hardcopy"),
]


@pytest.mark.parametrize(("words", "topic"), ASKED, ids=[topic for _, topic in ASKED])
async def test_a_question_about_the_framework_is_answered(api: httpx.AsyncClient, framework: Framework, words: str, topic: str) -> None:
    person = Person(api)
    await person.arrive()
    await person.say(words)
    expected = framework.topics[topic]
    assert expected.answer.split("{address}")[0][:60] in person.text, person.text
    assert {framework.topics[id_].title for id_ in expected.follow_ups} <= {button["title"] for button in person.buttons}


async def test_a_follow_up_is_one_press_away(api: httpx.AsyncClient, framework: Framework) -> None:
    person = Person(api)
    await person.arrive()
    await person.say("what is the LQF?")
    await person.press("Who it is for")
    assert "everyone in social care" in person.text
    await person.press("If you employ your own assistant")
    assert "personal assistant" in person.text


async def test_what_good_looks_like_at_a_level_and_an_example_of_it(api: httpx.AsyncClient, framework: Framework) -> None:
    person = Person(api)
    await person.arrive()
    await person.say("what does good look like for managing people as a team leader?")
    card = person.card("behaviours")
    assert card and card["element"] == "managing_services.managing_people" and card["level"] == "front_line_leader"
    await person.press("Give me an example")
    stories = [" ".join(v.story.split()) for v in framework.vignettes_for("managing_services.managing_people")]
    told = next(story for story in stories if story in person.text)
    await person.press("Another example")
    assert any(story in person.text for story in stories if story != told)


async def test_an_example_is_given_when_asked_for_in_words(api: httpx.AsyncClient, framework: Framework) -> None:
    person = Person(api)
    await person.arrive()
    await person.say("give me an example of acting with integrity")
    element = "demonstrating_personal_qualities.acting_with_integrity"
    assert any(" ".join(v.story.split()) in person.text for v in framework.vignettes_for(element)), person.text


async def test_one_part_is_shown_beside_its_twin(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.arrive()
    await person.say("how does ensuring the safety of people who use services fit with the NHS framework?")
    assert "Ensuring patient safety" in person.text and "our own reading" in person.text
