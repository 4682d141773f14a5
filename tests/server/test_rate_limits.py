"""Too many calls are refused civilly, and only those of whoever makes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request

from bot.server.app import create_app
from bot.server.engine import Engine
from bot.server.rate_limits import RateLimits
from bot.settings import Settings
from tests.conftest import client_of
from tests.person import Person


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def call(path: str, address: str = "10.0.0.1", token: str = "", method: str = "POST") -> Request:
    headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers, "client": (address, 1)}
    return Request({**scope, "scheme": "http", "server": ("127.0.0.1", 80)})


def test_a_person_who_sends_too_much_waits_and_others_do_not(tmp_path: Path) -> None:
    clock = Clock()
    limits = RateLimits(Settings(var=tmp_path, messages_per_minute=3), clock)
    assert [limits.wait(call("/api/messages", token="one")) for _ in range(3)] == [0, 0, 0]
    assert limits.wait(call("/api/messages", token="one")) == 60
    assert limits.wait(call("/api/messages", token="two")) == 0
    clock.now = 59.5
    assert limits.wait(call("/api/messages", token="one")) == 1
    clock.now = 60.0
    assert limits.wait(call("/api/messages", token="one")) == 0


def test_an_address_begins_so_many_conversations_and_not_more(tmp_path: Path) -> None:
    limits = RateLimits(Settings(var=tmp_path, conversations_per_hour=2), Clock())
    assert [limits.wait(call("/api/sessions")) for _ in range(3)] == [0, 0, 3600]
    assert limits.wait(call("/api/sessions", address="10.0.0.2")) == 0
    assert limits.wait(call("/api/framework", method="GET")) == 0


def test_health_is_always_answered(tmp_path: Path) -> None:
    limits = RateLimits(Settings(var=tmp_path, calls_per_minute=1), Clock())
    assert limits.wait(call("/api/framework", method="GET")) == 0
    assert limits.wait(call("/api/framework", method="GET")) == 60
    assert limits.wait(call("/healthz", method="GET")) == 0


@pytest.mark.parametrize("spelling", ["bearer one", "BEARER one", "Bearer  one", " Bearer one "])
def test_another_spelling_of_the_header_is_the_same_person(tmp_path: Path, spelling: str) -> None:
    limits = RateLimits(Settings(var=tmp_path, messages_per_minute=1), Clock())
    assert limits.wait(call("/api/messages", token="one")) == 0
    respelt = call("/api/messages")
    respelt.scope["headers"] = [(b"authorization", spelling.encode())]
    assert limits.wait(respelt) == 60


@asynccontextmanager
async def slow_coach(engine: Engine, **limits: int) -> AsyncIterator[tuple[httpx.AsyncClient, asyncio.Event]]:
    """The coach with other limits, and with a call `/api/slow` that is answered when the event is set."""
    go_on = asyncio.Event()
    app = create_app(replace(engine, settings=engine.settings.copy(update=limits)))

    @app.get("/api/slow")
    async def slow() -> str:
        await go_on.wait()
        return "done"

    async with client_of(app) as client:
        yield client, go_on


def assert_is_civil(answer: httpx.Response) -> None:
    assert answer.status_code == 429
    assert set(answer.json()["error"]) == {"code", "message"}
    assert answer.json()["error"]["code"] == "too_many" and "nothing is lost" in answer.json()["error"]["message"]
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.engine
async def test_one_person_has_four_calls_in_flight_and_others_are_served_meanwhile(engine: Engine) -> None:
    async with slow_coach(engine) as (client, go_on):
        one, two = Person(client), Person(client)
        await one.settle_in()
        await two.settle_in()
        waiting = [asyncio.create_task(client.get("/api/slow", headers=one.headers)) for _ in range(4)]
        await asyncio.sleep(0.05)
        assert_is_civil(await one.send("what is the LQF"))
        assert_is_civil(await client.get("/api/plan", headers={"Authorization": f"BEARER  {one.token}"}))
        assert (await two.send("what is the LQF")).status_code == 200
        assert (await client.get("/api/framework")).status_code == 200
        go_on.set()
        assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [200] * 4
        assert (await one.send("what is the LQF")).status_code == 200


@pytest.mark.engine
async def test_one_address_has_so_many_calls_in_flight(engine: Engine) -> None:
    async with slow_coach(engine, address_at_once=3) as (client, go_on):
        waiting = [asyncio.create_task(client.get("/api/slow", headers={"Authorization": f"Bearer {i}"})) for i in range(3)]
        await asyncio.sleep(0.05)
        assert_is_civil(await client.get("/api/framework"))
        # Whether the coach is up is always told, and a page that is open finds its files.
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/web/chat.js")).status_code == 200
        go_on.set()
        await asyncio.gather(*waiting)
        assert (await client.get("/api/framework")).status_code == 200


@pytest.mark.engine
async def test_a_call_that_fails_or_is_given_up_leaves_its_place(engine: Engine) -> None:
    async with slow_coach(engine, person_at_once=1) as (client, _):
        person = Person(client)
        await person.settle_in()
        given_up = asyncio.create_task(client.get("/api/slow", headers=person.headers))
        await asyncio.sleep(0.05)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        assert (await client.get("/api/nowhere", headers=person.headers)).status_code == 404
        assert (await client.get("/api/plan", headers=person.headers)).status_code == 200


@pytest.mark.engine
async def test_pdfs_and_copies_of_ones_data_are_few_a_minute(engine: Engine) -> None:
    async with slow_coach(engine, papers_per_minute=3) as (client, _):
        one, two = Person(client), Person(client)
        await one.settle_in()
        await two.settle_in()
        for path in ("/api/plan.pdf", "/api/export", "/api/export.html"):
            assert (await client.get(path, headers=one.headers)).status_code == 200
        assert_is_civil(await client.get("/api/plan.pdf", headers=one.headers))
        assert_is_civil(await client.post("/api/pack.pdf", json={}, headers=one.headers))
        assert (await client.get("/api/export", headers=two.headers)).status_code == 200
        # Talking goes on.
        assert (await one.send("what is the LQF")).status_code == 200
