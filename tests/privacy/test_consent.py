"""What people agree to: it says who could read and how long it is kept, it has a version, and a new one is asked about."""

from __future__ import annotations

import hashlib

import httpx
import pytest
import yaml

from bot.actions.consent import CONSENT_VERSION
from bot.clock import span_in_words
from bot.server.response_generator import ResponseGenerator
from bot.settings import PROJECT, Settings
from tests.dialogue.test_coming_back import days_pass  # noqa: F401
from tests.person import Person

SAYS_WHAT_IS_KEPT = ("utter_ask_consent", "utter_ask_consent_again", "utter_ask_consent_to_change", "utter_privacy")
# The texts of each version. Whoever changes a text takes a new version, in bot/actions/consent.py, and adds its line here.
VERSIONS = {"2026-12": "18819657a0b8e60f44359b47ac36e202204c2816f800658200aa4cb29b3a7566"}


def test_a_text_that_changes_is_a_new_version() -> None:
    responses = yaml.safe_load((PROJECT / "domain.yml").read_text())["responses"]
    texts = "\n".join(variation["text"] for name in SAYS_WHAT_IS_KEPT for variation in responses[name])
    assert VERSIONS[CONSENT_VERSION] == hashlib.sha256(texts.encode()).hexdigest()


@pytest.mark.parametrize("days, words", [(1, "a day"), (90, "90 days"), (365, "a year"), (730, "2 years")])
def test_how_long_it_is_kept_is_said_as_people_say_it(days: int, words: str) -> None:
    assert span_in_words(days) == words


async def test_how_long_it_is_kept_is_what_is_set() -> None:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker

    domain = Domain.from_yaml((PROJECT / "domain.yml").read_text())
    says = ResponseGenerator(domain=domain, settings=Settings(keep_words_days=90))
    for name in SAYS_WHAT_IS_KEPT:
        said = await says.generate(name, DialogueStateTracker("x", []), "web")
        assert said and "90 days" in said["text"] and "year" not in said["text"] and "could read it all" in said["text"]


@pytest.mark.engine
async def test_who_could_read_it_is_said_before_anybody_agrees_and_the_version_is_kept(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.arrive()
    assert "perhaps your employer" in person.text and "could read it all" in person.text and "for a year at most" in person.text
    await person.press("Yes, that's fine")
    held = (await api.get("/api/export", headers=person.headers)).json()["person"]
    assert held["consent_version"] == CONSENT_VERSION and held["consent_at"]


@pytest.mark.engine
@pytest.mark.parametrize("in_the_middle", [False, True])
async def test_who_agreed_to_another_text_is_asked_again(
    api: httpx.AsyncClient,
    days_pass,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    in_the_middle: bool,  # type: ignore[no-untyped-def]
) -> None:
    monkeypatch.setattr("bot.actions.consent.CONSENT_VERSION", "before")
    person = Person(api)
    await person.settle_in("team leader")
    if in_the_middle:
        await person.say("my night staff and my day staff blame each other for everything and I am stuck in between")
    monkeypatch.setattr("bot.actions.consent.CONSENT_VERSION", CONSENT_VERSION)

    async def version() -> str:
        return str((await api.get("/api/export", headers=person.headers)).json()["person"]["consent_version"])

    days_pass(1)
    await person.say("hello")
    assert "has changed since you agreed" in person.text and await version() == "before"
    # A word in passing is no yes: they are asked at the next visit too.
    days_pass(1)
    await person.say("hello")
    assert "has changed since you agreed" in person.text
    await person.press("Yes, that's fine")
    assert "Thank you" in person.text and await version() == CONSENT_VERSION
    days_pass(1)
    await person.say("hello")
    assert "has changed" not in person.text


@pytest.mark.engine
async def test_who_does_not_agree_to_the_new_text_can_erase_at_once(
    api: httpx.AsyncClient,
    days_pass,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    monkeypatch.setattr("bot.actions.consent.CONSENT_VERSION", "before")
    person = Person(api)
    await person.settle_in("team leader")
    monkeypatch.setattr("bot.actions.consent.CONSENT_VERSION", CONSENT_VERSION)
    days_pass(1)
    await person.say("hello")
    await person.press("No, erase it")
    await person.press("Yes, erase it all")
    assert (await api.get("/api/messages", headers=person.headers)).json()["messages"] == []
