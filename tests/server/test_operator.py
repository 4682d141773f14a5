"""What the operator does with a person's data: only by reference, and the person is told."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import httpx
import pytest

from bot.settings import PROJECT
from tests.dialogue.test_coming_back import days_pass  # noqa: F401
from tests.person import Person
from tests.running_server import LQF, Server


def lqf(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LQF_VAR": str(folder)}
    return subprocess.run([LQF, *arguments], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


async def test_a_copy_and_a_new_key(server_folder: Path) -> None:
    server = Server(server_folder)
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as api:
        person = Person(api)
        await person.settle_in("senior carer")
        await person.say("who can see this?")
        reference = re.search(r"\b[0-9a-f]{32}\b", person.text)
        assert reference
    copy = lqf(server_folder, "export", reference[0])
    assert copy.returncode == 0 and "senior carer" in copy.stdout
    assert "<h1>" in lqf(server_folder, "export", reference[0], "--html").stdout
    assert lqf(server_folder, "export", "0" * 32).returncode == 1
    server.stop()
    before = (server_folder / "secret.key").read_text()
    changed = lqf(server_folder, "rotate-key")
    assert changed.returncode == 0, changed.stderr
    assert (server_folder / "secret.key").read_text() != before
    assert (server_folder / "secret.key").stat().st_mode & 0o777 == 0o600
    server = Server(server_folder)
    said = httpx.get(f"{server.url}/api/messages", headers=person.headers).json()["messages"]
    assert any("senior carer" in message["text"] for message in said)
    held = lqf(server_folder, "export", reference[0]).stdout
    assert held.count('"verb": "export"') == 3
    server.stop()


def on(engine: object, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The operator's command on the running engine's data."""
    settings = engine.settings  # type: ignore[attr-defined]
    environment = {**os.environ, "LQF_VAR": str(settings.var), "LQF_DATABASE_URL": settings.database}
    return subprocess.run([LQF, *arguments], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


async def reference_of(person: Person) -> str:
    return str((await person.api.get("/api/export", headers=person.headers)).json()["person"]["id"])


@pytest.mark.engine
async def test_a_person_is_told_that_a_copy_was_taken_and_told_once(engine: object, api: httpx.AsyncClient, days_pass) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    person = Person(api)
    await person.settle_in("senior carer")
    assert on(engine, "export", await reference_of(person)).returncode == 0
    days_pass(1)
    await person.say("hello")
    assert "took out a copy of what is held about you" in person.text
    days_pass(1)
    await person.say("hello")
    assert "took out a copy" not in person.text


@pytest.mark.engine
async def test_a_person_is_told_that_they_were_erased_at_the_door_that_they_come_to(engine: object, api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("senior carer")
    reference = await reference_of(person)
    assert on(engine, "erase", reference).returncode == 0
    assert on(engine, "erase", reference).returncode == 1
    # What their page does when it is opened again: nothing is there to be shown, so it begins anew.
    assert (await api.get("/api/messages", headers=person.headers)).json()["messages"] == []
    begun = await api.post("/api/sessions", headers=person.headers)
    texts = [message["text"] for message in begun.json()["messages"]]
    assert "erased what was held about you" in texts[0] and "I'm LQF Coach" in texts[1]
    again = await api.post("/api/sessions", headers={"Authorization": f"Bearer {begun.json()['token']}"})
    assert "erased" not in again.text


@pytest.mark.engine
async def test_a_person_who_writes_on_is_told_that_they_were_erased(engine: object, api: httpx.AsyncClient) -> None:
    person = Person(api)
    await person.settle_in("senior carer")
    assert on(engine, "erase", await reference_of(person)).returncode == 0
    await person.say("my night staff blame the day staff for everything")
    assert "erased what was held about you" in person.texts[0]
    await person.say("hello")
    assert "erased" not in person.text
