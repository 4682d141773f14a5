"""Whatever is sent, the doors answer civilly: no fault of ours, no word lost, nothing of anybody else."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

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


@pytest.fixture
async def person(api: httpx.AsyncClient) -> Person:
    person = Person(api)
    await person.settle_in("senior carer")
    return person


async def test_any_text_is_answered_and_kept(person: Person) -> None:
    asked: list[str] = []

    @CALM
    @given(text=TEXT)
    def collect(text: str) -> None:
        asked.append(text)

    collect()
    for text in asked[:120]:
        answer = await person.api.post(
            "/api/messages",
            content=json.dumps({"id": str(uuid.uuid4()), "text": text}),
            headers={**person.headers, "content-type": "application/json"},
        )
        assert answer.status_code in (200, 413, 422, 429), (text, answer.text)
        if answer.status_code == 200:
            assert answer.json()["messages"], text
        assert "Traceback" not in answer.text


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


async def test_a_token_of_one_never_shows_what_another_said(api: httpx.AsyncClient) -> None:
    one, two = Person(api), Person(api)
    await one.settle_in("senior carer")
    await two.settle_in("senior carer")
    await one.say("the canary sang in the laundry and nobody else heard it at all")
    for path in ("/api/messages", "/api/export", "/api/export.html", "/api/plan"):
        assert "canary" not in (await api.get(path, headers=two.headers)).text
        mixed = one.token[: len(one.token) // 2] + two.token[len(two.token) // 2 :]
        assert (await api.get(path, headers={"Authorization": f"Bearer {mixed}"})).status_code == 401
