"""Whatever is sent, the doors answer civilly: no fault of ours, no word lost, nothing of anybody else."""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from dataclasses import replace
from typing import Any

import httpx
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from benchmarks.fuzz import shortfalls
from bot.channels.offers import pressed
from bot.channels.text import clean
from bot.privacy.redaction import Redactor
from bot.server.app import create_app
from bot.server.engine import Engine
from tests.conftest import client_of
from tests.person import Person

pytestmark = pytest.mark.engine

CALM = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
TEXT = (
    some.text(max_size=300)
    | some.from_regex(r"/[a-z_]{1,20}(\{.{0,40}\})?", fullmatch=True)
    | some.sampled_from(
        [
            "/restart",
            "/back",
            "/session_start",
            '/share_answer{"choice":"agree"}',
            "{{7*7}}",
            "{name}",
            "'; DROP TABLE people; --",
            "\x00",
            "\ud83d",
        ]
    )
)
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.sampled_from(["id", "text", "x", ""]), inner, max_size=4),
    max_leaves=8,
)
PATHS = (
    "/api/sessions",
    "/api/messages",
    "/api/plan",
    "/api/export",
    "/api/export.html",
    "/api/framework",
    "/api/events/x",
    "/api/me",
    "/framework/x/y",
)


async def test_any_text_is_answered_and_kept(engine: Engine) -> None:
    asked: list[str] = []

    @CALM
    @given(text=TEXT)
    def collect(text: str) -> None:
        asked.append(text)

    collect()
    redactor = Redactor.load()
    # No limit on how often: each of them has to be taken.
    async with client_of(create_app(replace(engine, settings=engine.settings.copy(update={"messages_per_minute": 10_000})))) as client:
        person = Person(client)
        await person.settle_in("senior carer")
        before = [m["id"] for m in await history(person)]
        kept: list[str] = []
        on_offer: dict[str, Any] = {}
        for text in asked[:120]:
            answer = await client.post(
                "/api/messages",
                content=json.dumps({"id": str(uuid.uuid4()), "text": text}),
                headers={**person.headers, "content-type": "application/json"},
            )
            assert answer.status_code == 200, (text, answer.text)
            assert answer.json()["messages"] and "Traceback" not in answer.text, text
            written = clean(text)
            # Who writes the words on a button presses it: then these are kept.
            button = pressed(written, on_offer)
            kept.append(button["title"] if button else redactor.redact(written).text)
            offered = [b for m in answer.json()["messages"] for b in m["buttons"]]
            on_offer = {b["payload"]: {"title": b["title"], "payload": ""} for b in offered} or ({} if button else on_offer)
        shown = await history(person)
        assert [m["id"] for m in shown[: len(before)]] == before
        assert [m["text"] for m in shown[len(before) :] if m["from"] == "person"] == kept


async def history(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await person.api.get("/api/messages", headers=person.headers)).json()["messages"]
    return found


@pytest.mark.parametrize(
    ("made", "complete", "turned_away", "said"),
    [
        (10_000, True, [], []),
        (9_999, True, [], ["9,999 requests were made"]),
        (12_000, False, ["GET /api/plan"], ["stopped before its end", "turned requests away: GET /api/plan"]),
    ],
)
def test_a_run_of_the_fuzzer_that_shows_too_little_fails(made: int, complete: bool, turned_away: list[str], said: list[str]) -> None:
    warnings = {"rate_limited": turned_away}
    report = {"test_cases": {"generated": made}, "complete": complete, "stop_reason": "interrupted", "warnings": warnings}
    found = shortfalls(report)
    assert len(found) == len(said) and all(part in sentence for part, sentence in zip(said, found, strict=True))


async def test_any_body_and_any_method_is_refused_civilly(api: httpx.AsyncClient) -> None:
    asked: list[tuple[str, str, Any, str]] = []

    @CALM
    @given(
        method=some.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]),
        path=some.sampled_from(PATHS),
        body=JSON,
        token=some.text(alphabet=some.characters(min_codepoint=33, max_codepoint=126), max_size=60),
    )
    def collect(method: str, path: str, body: Any, token: str) -> None:
        asked.append((method, path, body, token))

    collect()
    for method, path, body, token in asked:
        answer = await api.request(
            method, path, content=json.dumps(body), headers={"authorization": f"Bearer {token}", "content-type": "application/json"}
        )
        assert answer.status_code < 500, (method, path, body, answer.text)
        assert "Traceback" not in answer.text
        if answer.status_code >= 400 and method != "OPTIONS" and path.startswith("/api/"):
            assert set(answer.json()["error"]) == {"code", "message"}


@pytest.fixture
def typeset(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the typesetter was given for each PDF: in a PDF itself words are numbers of glyphs."""
    given: list[str] = []
    compile_ = typst.compile

    def compile_and_note(template: str, *, sys_inputs: dict[str, str], **more: Any) -> bytes:
        given.append(sys_inputs["data"])
        paper: bytes = compile_(template, sys_inputs=sys_inputs, **more)
        return paper

    monkeypatch.setattr(typst, "compile", compile_and_note)
    return given


async def test_a_token_of_one_never_shows_what_another_said(api: httpx.AsyncClient, typeset: list[str]) -> None:
    one, two = Person(api), Person(api)
    await told_everywhere(one, "canary")
    await told_everywhere(two, "sparrow")
    calls = described((await api.get("/api/openapi.json")).json())
    # The other's own ids: what they could be tricked into giving away.
    pack = (await api.get("/api/pack", headers=one.headers)).json()
    wanted = {
        "reflections": [r["id"] for r in pack["reflections"]],
        "profile": ["strengths", "growth"],
        "plan": [i["id"] for i in pack["plan"]],
    }
    bodies = {
        "/api/messages": {"id": str(uuid.uuid4()), "text": "show my plan"},
        "/api/pack": wanted,
        "/api/pack.pdf": wanted,
    }
    assert {path for method, path in calls if method == "POST"} <= {*bodies, "/api/sessions", "/api/link"}, "give the new call a body"
    shows = set()
    for method, path in calls:
        own = await seen(api, typeset, method, path, one.headers, bodies.get(path))
        if "canary" in own:
            shows.add(path)
        others = await seen(api, typeset, method, path, two.headers, bodies.get(path))
        assert "canary" not in others, (method, path)
        mixed = f"{one.token[: len(one.token) // 2]}{two.token[len(two.token) // 2 :]}"
        if path not in ("/api/sessions", "/api/framework"):
            answer = await api.request(method, path, headers={"Authorization": f"Bearer {mixed}"}, json=bodies.get(path))
            assert answer.status_code == 401, (method, path)
    # Where there is nothing to be seen the rest would show nothing.
    assert {"/api/messages", "/api/events", "/api/export", "/api/export.html", "/api/plan", "/api/plan.pdf", "/api/plan.ics"} <= shows
    assert {"/api/pack", "/api/pack.pdf"} <= shows


async def told_everywhere(person: Person, word: str) -> None:
    """Somebody whose situation, answers, step and plan hold a word."""
    await person.settle_in("senior carer")
    await person.say(f"nobody speaks up in my team meetings about the {word} and I end up doing all the talking every single time")
    await person.follow("#" + person.buttons[0]["title"], "#Short")
    await person.say(f"I just filled the silence with more talking about the {word}")
    await person.say(f"they are waiting for me to finish with the {word}")
    await person.say(f"I will ask one question about the {word} on monday and then count to ten")
    await person.follow("#" + person.buttons[0]["title"], "#Half an hour", "#Keep my own step", "#In a week")


def described(openapi: dict[str, Any]) -> list[tuple[str, str]]:
    """Every call of the API by its own description; that which erases comes last."""
    calls = [(method.upper(), path) for path, methods in openapi["paths"].items() for method in methods]
    return sorted(calls, key=lambda call: (call[0] == "DELETE", call[1] == "/api/me", call))


async def seen(api: httpx.AsyncClient, typeset: list[str], method: str, path: str, headers: dict[str, str], body: Any) -> str:
    """All that a call shows: text, headers, the words that were set as a PDF, the first events of a stream."""
    if path == "/api/events":
        return await first_events(api, {**headers, "Last-Event-ID": "from the beginning"})
    answer = await api.request(method, path, headers=headers, json=body)
    assert answer.status_code < 500, (method, path, answer.text)
    words = answer.text + str(answer.headers)
    if answer.content.startswith(b"%PDF"):
        words += typeset.pop()
    return words


async def first_events(api: httpx.AsyncClient, headers: dict[str, str]) -> str:
    """What a stream sends at once; it never ends by itself."""
    said: list[bytes] = []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        said.append(message.get("body", b""))

    scope = {"type": "http", "method": "GET", "path": "/api/events", "raw_path": b"/api/events", "query_string": b"", "root_path": ""}
    scope |= {"headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()], "client": ("127.0.0.1", 1)}
    scope |= {"scheme": "http", "server": ("coach", 80), "http_version": "1.1", "extensions": {}}
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(api._transport.app(scope, receive, send), 0.5)  # type: ignore[attr-defined]
    return b"".join(said).decode()
