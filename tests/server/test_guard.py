"""A fault that nobody foresaw shows nothing of itself, and every answer has the security headers, that one too."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from bot.server.app import create_app
from bot.server.engine import Engine
from bot.server.guard import HEADERS, HTTPS_ONLY
from tests.conftest import client_of

pytestmark = pytest.mark.engine
CANARY = "the canary in the linen cupboard sang all night"


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    """The coach with two calls that fail with somebody's words in the exception."""
    app = create_app(engine)

    @app.get("/api/broken/{what}")
    async def broken(what: str) -> None:
        raise ValueError(CANARY)

    @app.get("/api/broken-off")
    async def broken_off() -> StreamingResponse:
        def some() -> Iterator[str]:
            yield "a beginning"
            raise ValueError(CANARY)

        return StreamingResponse(some())

    return app


async def test_a_fault_is_told_civilly_with_all_headers_and_without_its_text(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with client_of(app) as client:
            answer = await client.get(f"/api/broken/{CANARY}")
    assert answer.status_code == 500
    assert answer.json() == {"error": {"code": "fault", "message": "Something went wrong on my side. Please try again."}}
    assert all(answer.headers.get(name) == value for name, value in HEADERS.items())
    assert answer.headers["Cache-Control"] == "no-store"
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    logged = "\n".join(logging.Formatter().format(record) for record in ours)
    assert "GET /api/broken/{what} failed: ValueError at test_guard.py" in logged
    for text in (answer.text, str(answer.headers), logged):
        assert "canary" not in text and "Traceback" not in text


async def test_a_fault_in_the_middle_of_an_answer_breaks_it_off(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    sent = []

    async def receive() -> dict[str, object]:
        await asyncio.Event().wait()
        raise AssertionError("nobody hangs up")

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/api/broken-off", "query_string": b"", "headers": [], "client": ("10.0.0.1", 1)}
    scope |= {"scheme": "http", "server": ("coach", 80), "root_path": "", "http_version": "1.1", "raw_path": b"/api/broken-off"}
    await asyncio.wait_for(app({**scope, "extensions": {}}, receive, send), 10)
    assert sent[0]["type"] == "http.response.start"
    assert not any(message["type"] == "http.response.body" and not message.get("more_body") for message in sent)
    assert "canary" not in caplog.text and "canary" not in str(sent)
    assert "GET /api/broken-off failed: ValueError" in caplog.text


@pytest.mark.parametrize("path", ["/", "/api/framework", "/healthz", "/nowhere", "/api/messages", "/web/chat.js", "/api/broken/x"])
async def test_browsers_are_told_to_come_by_https_alone_where_that_is_the_address(engine: Engine, path: str) -> None:
    async def headers_at(public_url: str) -> httpx.Headers:
        app = create_app(replace(engine, settings=engine.settings.copy(update={"public_url": public_url, "telegram_mode": "polling"})))
        async with client_of(app) as client:
            return (await client.get(path)).headers

    name, value = next(iter(HTTPS_ONLY.items()))
    assert (await headers_at("https://coach.example.org"))[name] == value
    assert name not in await headers_at("http://coach.example.org")
    assert name not in await headers_at("")


@pytest.mark.parametrize("length", ["-1", "1e3", "²", "9" * 5000, "70000", ""])
async def test_a_length_that_is_none_or_too_much_is_refused(engine: Engine, length: str) -> None:
    async with client_of(create_app(engine)) as client:
        answer = await client.post("/api/messages", content=b"", headers={"Content-Length": length.encode("latin-1")})
    assert answer.status_code == 413
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
