"""One conversation on the web and on Telegram, by a code, both ways; apart again; erased through both."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from bot.channels.broadcast import Broadcast
from tests.channels.telegram.conftest import Chatter
from tests.person import Person

pytestmark = pytest.mark.engine


async def web_texts(person: Person) -> str:
    messages = (await person.api.get("/api/messages", headers=person.headers)).json()["messages"]
    return "\n".join(m["text"] for m in messages)


async def test_a_code_from_telegram_opens_the_conversation_on_the_web(
    chatter: Chatter, api: httpx.AsyncClient, broadcast: Broadcast, on_telegram: Any
) -> None:
    await chatter.settle_in()
    await chatter.say("nobody speaks up in my team meetings and I end up doing all the talking")
    code = re.search(r"LQF-\w{4}-\w{4}", "\n".join(await chatter.say("/link")))
    assert code
    person = Person(api)
    await person.settle_in()
    await person.say(code[0].lower())
    assert "one conversation now" in person.text
    assert "all the talking" in await web_texts(person)
    # What is said on the web is answered there, and not on Telegram too.
    chatter.heard = len(chatter.fake.texts(chatter.chat))
    await person.say("show my plan")
    assert await chatter.listen() == []
    # A page that is open is told of what is said on Telegram.
    with broadcast.listen(on_telegram.turns.person_id("telegram", str(chatter.chat))) as news:
        await chatter.say("what is the LQF")
        assert not news.empty()
    await person.api.request("DELETE", "/api/link", headers=person.headers)
    assert "all the talking" not in await web_texts(person)


async def test_a_code_from_the_web_opens_the_conversation_on_telegram_and_unlink_ends_it(
    chatter: Chatter, api: httpx.AsyncClient, service: Any
) -> None:
    person = Person(api)
    await person.settle_in()
    code = (await api.post("/api/link", headers=person.headers)).json()["code"]
    assert "one conversation now" in "\n".join(await chatter.say(f"/start {code}"))
    await chatter.say("nobody speaks up in my team meetings and I end up doing all the talking")
    assert "all the talking" in await web_texts(person)
    other = Chatter(chatter.fake, chatter._settle)
    assert "doesn't work" in "\n".join(await other.say(f"/start {code}")), "a code works once"
    assert "apart now" in "\n".join(await chatter.say("/unlink"))
    chatter.heard = len(chatter.fake.texts(chatter.chat))
    await chatter.say("/start")
    await chatter.say("only for Telegram")
    assert "only for Telegram" not in await web_texts(person)


async def test_a_code_does_not_live_long(chatter: Chatter, api: httpx.AsyncClient, clock: Any) -> None:
    person = Person(api)
    await person.settle_in()
    code = (await api.post("/api/link", headers=person.headers)).json()["code"]
    clock.move(minutes=16)
    assert "doesn't work" in "\n".join(await chatter.say(code))


async def test_nothing_to_link_before_anything_is_kept(chatter: Chatter, api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.arrive()
    assert (await api.post("/api/link", headers=person.headers)).status_code == 409
    await chatter.say("/start")
    assert "nothing to link" in "\n".join(await chatter.say("/link"))


async def test_erasing_on_one_side_erases_both_and_what_waited(chatter: Chatter, api: httpx.AsyncClient, on_telegram: Any) -> None:
    await chatter.settle_in()
    own = on_telegram.turns.person_id("telegram", str(chatter.chat))
    person = Person(api)
    await person.settle_in()
    code = (await api.post("/api/link", headers=person.headers)).json()["code"]
    await chatter.say(code)
    assert (await api.delete("/api/me", headers=person.headers)).status_code == 204
    with on_telegram.turns.look_at("telegram", own) as work:
        assert not work.is_stored
    with on_telegram.turns.look("telegram", str(chatter.chat)) as work:
        assert not work.is_stored and work.person.id == own
    assert "Before we start" in (await chatter.say("/start"))[0]
