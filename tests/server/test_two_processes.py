"""Two servers on one PostgreSQL database serve one person at once: every turn happens once, none is lost."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

import httpx
import pytest

from tests.running_server import Server, settle_in, texts

pytestmark = [pytest.mark.engine, pytest.mark.postgres]


async def test_no_turn_is_lost_or_doubled_between_two_processes(server_folder: Path, postgres_address: str) -> None:
    one = Server(server_folder, {"DATABASE_URL": postgres_address})
    two = Server(server_folder, {"DATABASE_URL": postgres_address})
    headers = settle_in(one)
    sent = [(str(uuid.uuid4()), f"I told her about it, part {i}, and she went quiet") for i in range(12)]
    async with httpx.AsyncClient(headers=headers, timeout=60) as client:
        # Each message goes to both servers at once, as a browser may that tries again through a proxy.
        answers = await asyncio.gather(
            *(client.post(f"{server.url}/api/messages", json={"id": id_, "text": text}) for id_, text in sent for server in (one, two))
        )
    assert {a.status_code for a in answers} == {200}
    mine = [t for t in texts(two, headers, "person") if "part" in t]
    assert sorted(mine) == sorted(text for _, text in sent)
    for first, second in zip(answers[::2], answers[1::2], strict=True):
        assert [m["id"] for m in first.json()["messages"]] == [m["id"] for m in second.json()["messages"]]
    one.stop()
    two.stop()
