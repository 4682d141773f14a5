"""The web API as a page meets it: tokens, ids, errors."""

from __future__ import annotations

import asyncio
import json
import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.server.guard import HEADERS
from tests.conftest import MovableClock
from tests.person import Person

pytestmark = pytest.mark.engine


async def test_a_new_person_is_welcomed_and_asked_before_anything_is_stored(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.arrive()
    assert "computer program" in person.text
    assert person.buttons[0]["title"] == "Yes, that's fine"
    assert not any(b["payload"].startswith("/") for b in person.buttons)


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x", "Bearer v1.a.9999999999.b", "Basic abc", "Bearer \u00fc".encode().decode("latin-1")]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/messages"),
        ("GET", "/api/messages"),
        ("GET", "/api/plan"),
        ("GET", "/api/export"),
        ("DELETE", "/api/me"),
        ("GET", "/api/events"),
    ],
)
async def test_without_a_good_token_nobody_is_let_in(api: httpx.AsyncClient, method: str, path: str, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    body = {"id": str(uuid.uuid4()), "text": "hello"} if method == "POST" else None
    answer = await api.request(method, path, headers=headers, json=body)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "not_let_in"


async def test_a_token_ends(api: httpx.AsyncClient, clock: MovableClock) -> None:
    person = Person(api)
    await person.arrive()
    before = clock.now
    clock.now = before + timedelta(days=181)
    try:
        assert (await person.send("hello")).status_code == 401
    finally:
        clock.now = before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"text": "hello"}',
        b'{"id": 7, "text": "hello"}',
        b'{"id": "abcdefgh", "text": 7}',
        b'{"id": "a b c d e f", "text": "x"}',
        b'{"id": "abcdefgh", "text": null}',
        b"\xff\xfe",
    ],
)
async def test_a_body_that_is_not_as_described_is_refused(api: httpx.AsyncClient, body: bytes) -> None:
    person = Person(api)
    await person.arrive()
    answer = await api.post("/api/messages", content=body, headers={**person.headers, "Content-Type": "application/json"})
    assert answer.status_code == 422
    assert set(answer.json()["error"]) == {"code", "message"}


async def test_the_same_id_again_happens_once(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in()
    id_ = str(uuid.uuid4())
    answers = await asyncio.gather(*(person.send("what is the LQF", id_) for _ in range(4)))
    assert {json.dumps(a.json()["messages"][0]["text"]) for a in answers} == {json.dumps(answers[0].json()["messages"][0]["text"])}
    shown = (await api.get("/api/messages", headers=person.headers)).json()["messages"]
    assert [m["text"] for m in shown].count("what is the LQF") == 1


async def test_messages_sent_at_once_are_answered_in_order(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in()
    sent = [f"who is it for, number {i}" for i in range(4)]
    await asyncio.gather(*(person.send(text) for text in sent))
    shown = (await api.get("/api/messages", headers=person.headers)).json()["messages"]
    mine = [m["text"] for m in shown if m["from"] == "person"]
    assert mine[-4:] == sent
    assert all(shown[i + 1]["from"] == "coach" for i, m in enumerate(shown) if m["text"] in sent)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\U0001f62d\U0001f62d",
        "\x00\x01",
        "\u202e\u0645\u0631\u062d\u0628\u0627",
        "/restart",
        '/inform{"level":"x"}',
        '/share_answer{"choice":"agree"}',
        "'; DROP TABLE people; --",
        "<script>alert(1)</script>",
        "{phrase} {0.__class__}",
        "x" * 4000,
    ],
)
async def test_strange_text_gets_a_civil_answer(api: httpx.AsyncClient, text: str) -> None:
    person = Person(api)
    await person.settle_in()
    answer = await person.send(text)
    assert answer.status_code == 200
    said = answer.json()["messages"]
    assert said and all(m["text"] for m in said)
    assert not any("Traceback" in m["text"] or "{0" in m["text"] for m in said if "{0" not in text)
    assert (await api.get("/api/export", headers=person.headers)).json()["person"]["level_id"] == "front_line_leader"


@pytest.mark.parametrize("length", [4001, 20_000, 70_000])
async def test_too_long_a_message_is_refused_and_nothing_is_lost(api: httpx.AsyncClient, length: int) -> None:
    person = Person(api)
    await person.settle_in()
    answer = await person.send("x" * length)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_long"
    assert (await person.send("what is the LQF")).status_code == 200


async def test_a_body_of_untold_length_is_refused(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.arrive()

    async def pieces():  # type: ignore[no-untyped-def]
        yield b'{"id": "abcdefgh", '
        yield b'"text": "hello"}'

    answer = await api.post("/api/messages", content=pieces(), headers=person.headers)
    assert answer.status_code == 411


async def test_a_made_up_or_used_button_does_nothing(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.arrive()
    agree = person.buttons[0]["payload"]
    await person.press("Yes")
    for payload in (agree, "b.AAAAAAAAAAAA"):
        answer = await person.send(payload)
        assert "isn't on offer" in answer.json()["messages"][0]["text"]


async def test_a_button_of_another_person_does_nothing(api: httpx.AsyncClient) -> None:
    one, two = Person(api), Person(api)
    await one.arrive()
    await two.arrive()
    assert "isn't on offer" in (await two.send(one.buttons[0]["payload"])).json()["messages"][0]["text"]


async def test_the_conversation_is_restored_with_the_buttons_that_may_still_be_pressed(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.arrive()
    await person.press("Yes")
    shown = (await api.get("/api/messages", headers=person.headers)).json()["messages"]
    assert [m["from"] for m in shown][:3] == ["coach", "coach", "person"]
    assert shown[2]["text"] == "Yes, that's fine"
    assert not shown[1]["buttons"] and shown[-1]["buttons"]


async def test_nobody_sees_anothers_words(api: httpx.AsyncClient) -> None:
    one, two = Person(api), Person(api)
    await one.settle_in()
    await two.settle_in()
    await one.say("the canary sang in the linen cupboard all through handover last night")
    for path in ("/api/messages", "/api/plan", "/api/export"):
        assert "canary" not in (await api.get(path, headers=two.headers)).text


async def test_erasing_leaves_nothing_and_the_token_begins_anew(api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in()
    assert (await api.delete("/api/me", headers=person.headers)).status_code == 204
    assert (await api.get("/api/messages", headers=person.headers)).json()["messages"] == []


async def test_what_is_said_is_streamed_and_what_was_missed_is_sent_again(api: httpx.AsyncClient, engine: Any) -> None:
    from bot.channels.broadcast import Broadcast
    from bot.channels.web import _after, _so_far

    person = Person(api)
    await person.settle_in()
    work = engine.turns.look("web", engine.tokens.check(person.token, engine.clock()))
    everything = _so_far(work)
    work.session.close()
    assert _after(everything, everything[0]["id"]) == everything[1:]
    assert _after(everything, "unknown") == everything
    broadcast = Broadcast()
    with broadcast.listen("someone") as news:
        broadcast.tell("someone", [{"id": "1"}])
        broadcast.tell("another", [{"id": "2"}])
        assert news.get_nowait() == {"id": "1"}
        assert news.empty()


async def test_every_answer_carries_the_security_headers(api: httpx.AsyncClient) -> None:
    for path in ("/", "/api/framework", "/healthz", "/readyz", "/web/chat.js", "/nowhere"):
        answer = await api.get(path)
        assert all(answer.headers.get(name) == value for name, value in HEADERS.items()), path
    assert (await api.get("/nowhere")).json() == {"error": {"code": "not_found", "message": "There is nothing here."}}


async def test_the_framework_is_public(api: httpx.AsyncClient) -> None:
    framework = (await api.get("/api/framework")).json()
    assert len(framework["dimensions"]) == 7 and len(framework["elements"]) == 28 and len(framework["levels"]) == 4


async def test_the_api_describes_itself(api: httpx.AsyncClient) -> None:
    paths = (await api.get("/api/openapi.json")).json()["paths"]
    assert {"/api/sessions", "/api/messages", "/api/events", "/api/plan", "/api/export", "/api/me", "/api/framework"} <= set(paths)
