"""A disclosure and what follows: the coach stays with it, hears what became of it, and one tap does not make it forget."""

from __future__ import annotations

import httpx
import pytest

from bot.actions.turn import settings
from tests.dialogue.test_coming_back import days_pass  # noqa: F401
from tests.dialogue.test_people import choose_lens
from tests.person import Person

pytestmark = pytest.mark.engine

SLAPPED = "I saw one of the carers slap a resident across the face and I did not know what to do"


def contacts(person: Person) -> list[str]:
    card = person.card("signpost")
    return [contact["name"] for contact in card["contacts"]] if card else []


async def told(api: httpx.AsyncClient, job: str, text: str = SLAPPED) -> Person:
    person = Person(api)
    await person.settle_in(job)
    await person.say(text)
    return person


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ("care assistant", "safeguarding lead"),
        ("registered manager", "refer it yourself"),
        ("chief executive", "notification"),
    ],
)
async def test_who_to_tell_depends_on_the_job(api: httpx.AsyncClient, job: str, words: str) -> None:
    person = await told(api, job)
    assert words in person.text
    assert "I have told nobody" in person.text and "999" in person.text
    assert person.question is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("my manager slapped a resident across the face in front of me", "don't begin with them"),
        ("I work for a man on direct payments, I'm his PA, and his brother hits him and takes his money", "no manager"),
        ("I slapped him. I slapped a resident across the face last night and I have told nobody", "took courage"),
        ("the carer touches a little girl of nine in the house that we visit, she told me he hurts her", "children's services"),
    ],
)
async def test_the_words_fit_what_was_told(api: httpx.AsyncClient, text: str, words: str) -> None:
    person = await told(api, "support worker", text)
    assert words in person.text, person.text


async def test_a_worker_and_a_supported_person_who_want_to_die_get_different_words(api: httpx.AsyncClient) -> None:
    own = await told(api, "support worker", "I want to kill myself")
    supported = await told(api, "support worker", "one of the residents says he wants to kill himself, he asked me for his tablets")
    assert "You don't have to sort it out alone" in own.text
    assert "stay with them" in supported.text and "exact words" in supported.text
    assert "Samaritans" in str(contacts(own)) and "Samaritans" in str(contacts(supported))


async def test_exploitation_brings_its_helpline_and_a_child_the_childrens(api: httpx.AsyncClient) -> None:
    text = "the agency took my passport and says I owe them nine thousand pounds so I work every day without pay"
    person = await told(api, "care worker", text)
    assert any("Modern Slavery" in name for name in contacts(person))
    assert not any("NSPCC helpline" in name for name in contacts(person))


async def test_a_tap_does_not_make_it_forget(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("support worker")
    await person.say("handover was a mess again because nobody had written anything about the night before")
    await choose_lens(person)
    await person.press("Short")
    question = person.question
    await person.say(SLAPPED)
    await person.press("Go on with our talk")
    assert person.question == question
    assert "has to be passed on" in person.texts[0]
    await person.press("Stop") if any(b["title"].startswith("Stop") for b in person.buttons) else await person.say("stop")
    assert "Before you go" in person.text


async def test_what_was_passed_on_is_not_named_again(api: httpx.AsyncClient) -> None:
    person = await told(api, "support worker")
    await person.say("I have reported it to the manager and safeguarding, they are dealing with it")
    assert "passed on" in person.text
    await person.press("Go on with our talk")
    await person.say("stop")
    assert "Before you go" not in person.text


async def test_a_yes_after_words_about_dying_is_no_wish_to_go_on(api: httpx.AsyncClient) -> None:
    person = await told(api, "team leader", "I've been drinking a lot and some nights I wouldn't mind not waking up")
    assert person.card("signpost")
    for line in ("yes i think about it", "yes", "I can't go on like this"):
        await person.say(line)
        assert person.question is None and "116 123" in person.text, line
    await person.say("let's go on")
    assert person.question and "116 123" in person.texts[0]


async def test_a_manager_who_has_referred_it_goes_on(api: httpx.AsyncClient) -> None:
    person = await told(api, "registered manager", "a carer told me that her colleague slapped a resident and there is a mark on her arm")
    await person.say("ive rung the council and cqc and the family, it's all in hand")
    assert "passed on" in person.text and "refer it yourself" not in person.text


async def test_without_a_reflection_it_stays_too(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.arrive()
    await person.say(SLAPPED)
    assert person.card("signpost")
    await person.say("she has done it before I think")
    assert (person.question is None and "comes first" in person.text) or "can't look into it" in person.text


async def test_asking_for_something_that_is_always_heard_works_beside_a_signpost(api: httpx.AsyncClient) -> None:
    person = await told(api, "support worker")
    await person.say("who can see this?")
    assert "could read it all" in person.text
    await person.say("delete my data")
    assert "can't be undone" in person.text


async def test_days_later_it_is_named_once(api: httpx.AsyncClient, days_pass) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    person = await told(api, "support worker")
    days_pass(2)
    await person.say("hello")
    assert "Last time you told me" in person.text
    days_pass(2)
    await person.say("hello")
    assert "Last time you told me" not in person.text


async def test_names_are_taken_out_and_the_person_is_told_once(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("support worker")
    await person.say("Mrs Hargreaves talked over Shaun in handover and I just stood there, ring 07700 900123")
    assert "what looked like a name" in person.text
    await person.say("Siobhan came in and laughed at me and I said nothing at all")
    assert "what looked like a name" not in person.text
    everything = (await api.get("/api/export", headers=person.headers)).text
    assert not any(secret in everything for secret in ("Hargreaves", "Shaun", "900123", "Siobhan"))


async def test_the_copy_to_read_holds_what_was_said_and_no_markup_of_mine(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("support worker")
    await person.say("the <b>rota</b> was a mess again and nobody said a word about it to me")
    page = await api.get("/api/export.html", headers=person.headers)
    assert page.status_code == 200 and "attachment" in page.headers["content-disposition"]
    assert "&lt;b&gt;rota&lt;/b&gt;" in page.text and "<b>rota" not in page.text


async def test_a_second_disclosure_knows_what_the_first_one_said(api: httpx.AsyncClient) -> None:
    person = await told(api, "support worker", "my manager slapped a resident across the face in front of me")
    await person.say("I saw one of the carers hit a resident on the arm, and there are bruises")
    assert "don't begin with them" in person.text and "Tell your manager" not in person.text


async def test_an_answer_that_names_the_manager_or_a_child_is_heard(api: httpx.AsyncClient) -> None:
    person = await told(api, "support worker")
    await person.say("it's the manager doing it")
    assert "don't begin with them" in person.text
    await person.say("she's only 9")
    assert "A child comes first" in person.text and "don't begin with them" in person.text
    await person.say("stop")
    assert "don't begin with them" in person.text and "children's services" in person.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the agency took my passport and says I owe them nine thousand pounds so I work every day without pay", "08000 121 700"),
        ("my husband hits me and I am scared to go home", "0808 2000 247"),
    ],
)
async def test_a_victim_is_not_sent_to_the_manager_by_what_follows(api: httpx.AsyncClient, text: str, words: str) -> None:
    person = await told(api, "care worker", text)
    said = [person.text]
    await person.say("I don't know what to do about it")
    said.append(person.text)
    await person.press("Go on with our talk")
    said.append(person.texts[0])
    await person.say("stop")
    said.append(person.text)
    for text in said:
        assert words in text and "yours to decide" in text
        assert "safeguarding" not in text and "your manager" not in text and "has to be passed on" not in text


async def test_a_wish_to_die_is_asked_about_though_another_signpost_stands(api: httpx.AsyncClient) -> None:
    person = await told(api, "support worker")
    await person.say("I can't go on like this")
    assert "are you thinking of harming yourself" in person.text and "116 123" in person.text
    await person.say("yes")
    assert "You don't have to sort it out alone" in person.text
    await person.press("Go on with our talk")
    assert "116 123" in person.texts[0] and "has to be passed on" in person.texts[1]


async def test_no_it_is_my_resident_is_not_the_end_of_it(api: httpx.AsyncClient) -> None:
    person = await told(api, "support worker", "I can't go on like this")
    assert "are you thinking of harming yourself" in person.text
    await person.say("no, it's my resident")
    assert "exact words" in person.text and person.card("signpost")
    await person.say("stop")
    assert "has to reach somebody today" in person.text and "get through the night" not in person.text


async def test_a_person_please_is_answered_with_who_is_safe_to_tell(api: httpx.AsyncClient) -> None:
    person = await told(
        api, "care worker", "the agency took my passport and says I owe them nine thousand pounds so I work every day without pay"
    )
    await person.say("can I talk to a person")
    assert "08000 121 700" in person.text and "Your manager" not in person.text


async def test_a_manager_who_laughs_has_not_dealt_with_it(api: httpx.AsyncClient) -> None:
    person = await told(api, "support worker")
    await person.say("the manager knows and laughs about it")
    assert "not the end of it" in person.text
    await person.say("stop")
    assert "Before you go" in person.text and "don't begin with them" in person.text


async def test_a_colleague_who_is_hit_at_home_brings_the_helpline_for_both(api: httpx.AsyncClient) -> None:
    person = await told(api, "support worker", "A colleague came in with a black eye, her husband did it")
    assert "your colleague matters" in person.text
    assert any("Domestic Abuse" in name for name in contacts(person))


async def test_somebody_who_says_their_place_beside_it_is_spoken_to_in_it(api: httpx.AsyncClient) -> None:
    text = "I am the registered manager and the owner is stealing from a resident, he slapped her across the face as well"
    person = await told(api, "support worker", text)
    assert "refer it yourself" in person.text and "don't ask them or warn them" in person.text


async def test_each_contact_says_how_it_is_reached_and_where_it_counts(api: httpx.AsyncClient) -> None:
    person = await told(api, "support worker")
    card = person.card("signpost")
    assert card is not None
    assert all(contact["phone"] or contact["text"] or contact["web"] or contact["how"] for contact in card["contacts"])
    assert "Outside England" in contacts(person)
    assert all(contact["nation"] and contact["checked"] and contact["source"] for contact in card["contacts"])


@pytest.mark.parametrize("text", ["I want to kill myself", "one of the residents has collapsed and she is not breathing"])
async def test_help_outside_england_is_named_where_a_life_is_at_risk(api: httpx.AsyncClient, text: str) -> None:
    assert "Outside England" in contacts(await told(api, "support worker", text))


async def test_the_providers_own_numbers_do_not_come_with_anothers_source(api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LQF_SAFEGUARDING", "Our lead, 01632 960000")
    monkeypatch.setenv("LQF_COUNCIL_SAFEGUARDING", "01632 960001")
    settings.cache_clear()
    try:
        card = (await told(api, "support worker")).card("signpost")
    finally:
        settings.cache_clear()
    assert card is not None
    shown = {contact["name"]: contact for contact in card["contacts"]}
    assert shown["Your council's adult safeguarding team"]["phone"] == "01632 960001"
    for name in ("Our lead, 01632 960000", "Your council's adult safeguarding team"):
        assert shown[name]["source"] is None and shown[name]["checked"] is None
