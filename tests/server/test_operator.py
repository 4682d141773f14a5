"""What the operator does with a person's data: only by reference, and the person is told."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import httpx

from bot.settings import PROJECT
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
