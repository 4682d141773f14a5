"""A Bot API server, the coach's Telegram service on it, and somebody who writes to it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.channels.telegram.fake_api import TOKEN, FakeTelegram

_chats = itertools.count(501)
SECONDS = 30.0


async def until(happened: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Wait until something is so."""
    end = asyncio.get_running_loop().time() + seconds
    while not happened():
        assert asyncio.get_running_loop().time() < end, "it did not happen in time"
        await asyncio.sleep(0.02)


class Chatter:
    """Somebody on Telegram."""

    def __init__(self, fake: FakeTelegram, settle: Callable[[], Any], chat: int | None = None) -> None:
        self.fake, self.chat, self._settle = fake, chat or next(_chats), settle
        self.heard = 0

    async def say(self, text: str) -> list[str]:
        self.fake.say(self.chat, text)
        return await self.listen()

    async def press(self, title: str) -> list[str]:
        self.fake.press(self.chat, title)
        return await self.listen()

    async def listen(self) -> list[str]:
        """What the coach wrote since the last time, once it is done."""
        await self._settle()
        texts = self.fake.texts(self.chat)
        new, self.heard = texts[self.heard :], len(texts)
        return new

    async def follow(self, *lines: str) -> list[str]:
        new: list[str] = []
        for line in lines:
            new = await (self.press(line[1:]) if line.startswith("#") else self.say(line))
        return new

    async def settle_in(self) -> None:
        await self.follow("/start", "#Yes, that's fine", "senior carer")

    @property
    def text(self) -> str:
        return "\n".join(self.fake.texts(self.chat))


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    server = FakeTelegram()
    yield server
    server.stop()


@pytest.fixture
def on_telegram(engine: Any, fake: FakeTelegram) -> Any:
    """The engine with Telegram's settings."""
    from pydantic import SecretStr

    settings = engine.settings.copy(
        update={"telegram_token": SecretStr(TOKEN), "telegram_api": fake.url, "telegram_messages_per_second": 1000.0}
    )
    return replace(engine, settings=settings)


@pytest.fixture
def broadcast() -> Any:
    """What open pages listen to."""
    from bot.channels.broadcast import Broadcast

    return Broadcast()


@pytest.fixture
async def service(on_telegram: Any, fake: FakeTelegram, broadcast: Any) -> AsyncIterator[Any]:
    """The service, asking for what is new."""
    from bot.channels.telegram_service import TelegramService

    running = TelegramService(on_telegram, broadcast)
    task = asyncio.create_task(running.run())
    yield running
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def settle(service: Any, fake: FakeTelegram) -> Callable[[], Any]:
    async def settled() -> None:
        await until(lambda: fake.waiting == 0)
        await service.outbox.idle()

    return settled


@pytest.fixture
def chatter(fake: FakeTelegram, settle: Callable[[], Any]) -> Chatter:
    return Chatter(fake, settle)
