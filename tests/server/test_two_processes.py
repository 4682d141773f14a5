"""Two servers on one PostgreSQL database serve one person at once: every turn happens once, none is lost."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.channels.telegram.fake_api import TOKEN, FakeTelegram
from tests.running_server import Server, settle_in, texts

SECRET = "X-Telegram-Bot-Api-Secret-Token"
pytestmark = [pytest.mark.engine, pytest.mark.postgres]


async def test_no_turn_is_lost_or_doubled_between_two_processes(server_folder: Path, postgres_address: str) -> None:
    telegram = FakeTelegram()
    more = {"DATABASE_URL": postgres_address, "TELEGRAM_TOKEN": TOKEN, "LQF_TELEGRAM_API": telegram.url, "LQF_TELEGRAM_MODE": "webhook"}
    more["LQF_PERSON_AT_ONCE"] = "12"
    one, two = Server(server_folder, more), Server(server_folder, more)
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
    await telegram_as_one(telegram, one, two)
    one.stop()
    two.stop()
    telegram.stop()


async def telegram_as_one(telegram: FakeTelegram, one: Server, two: Server) -> None:
    """Somebody agrees, then every update goes to both servers at once: each is answered once, in order, whoever answers."""
    secret, chat = telegram.webhook["secret_token"], 9
    telegram.webhook = {}

    async def deliver(update: dict[str, Any], *servers: Server) -> None:
        async with httpx.AsyncClient(headers={SECRET: secret}, timeout=60) as client:
            answers = await asyncio.gather(*(client.post(f"{server.url}/telegram", json=update) for server in servers))
        assert {answer.status_code for answer in answers} == {200}
        # Longer than the rounds in which a process looks for what others left.
        await asyncio.sleep(2.5)

    await deliver(telegram.say(chat, "/start"), one)
    await deliver(telegram.press(chat, "Yes, that's fine"), one)
    await deliver(telegram.say(chat, "senior carer"), one)
    before = len(telegram.texts(chat))
    for text in ("what can you do?", "what is the LQF?", "show my plan"):
        await deliver(telegram.say(chat, text), one, two)
    said = telegram.texts(chat)[before:]
    beginnings = ("You tell me about a moment", "The Leadership Qualities Framework", "There is nothing on your plan yet")
    assert all(any(text.startswith(b) for text in said) for b in beginnings), "\n".join(t[:90] for t in said)
    found = [next(i for i, text in enumerate(said) if text.startswith(begin)) for begin in beginnings]
    assert found == sorted(found) and all(sum(text.startswith(b) for text in said) == 1 for b in beginnings), "\n".join(
        t[:90] for t in said
    )
