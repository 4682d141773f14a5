"""Calls to Telegram's Bot API: paced, and repeated while Telegram is down, slow or asks to wait. The token is in no log and no message.

TelegramError
├── RetryAfter      wait as long as it says
├── Forbidden       the person blocked the bot: given to the caller
├── BadRequest      Telegram will never take this: given to the caller
├── InvalidToken    a fault of the settings: given to the caller
└── the rest        down, slow, half an answer: again, after a pause that doubles up to a minute
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.settings import Settings

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
CONNECTIONS = 64
SECONDS = 20.0
POLL_SECONDS = 25
FINAL = (BadRequest, ChatMigrated, Forbidden, InvalidToken)
Result = TypeVar("Result")


def make_bot(settings: Settings) -> Bot:
    """The client, with connections of their own for asking what is new."""
    base = settings.telegram_api.rstrip("/")
    times: dict[str, Any] = {"read_timeout": SECONDS, "write_timeout": SECONDS, "connect_timeout": SECONDS, "pool_timeout": SECONDS}
    return Bot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=HTTPXRequest(connection_pool_size=CONNECTIONS, **times),
        get_updates_request=HTTPXRequest(connection_pool_size=2, **times),
    )


def seconds_of(fault: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    # Its type changes with PTB's version: a number of seconds, later a timedelta.
    after: Any = fault.retry_after
    return float(after.total_seconds() if isinstance(after, timedelta) else after)


async def insist(call: Callable[[], Awaitable[Result]], wait: Callable[[float], Awaitable[Any]] = asyncio.sleep) -> Result:
    """Call until Telegram has taken it.

    Args:
        call: Makes the call anew each time.
        wait: Waits so many seconds.

    Raises:
        BadRequest, ChatMigrated, Forbidden, InvalidToken: doing it again would not help.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            return await call()
        except FINAL:
            raise
        except RetryAfter as fault:
            await wait(seconds_of(fault) + random.uniform(0, 0.2))
        except TelegramError:
            await wait(pause * random.uniform(0.8, 1.2))
            pause = min(2 * pause, LONGEST_PAUSE)


class Pace:
    """At most so many messages a second, of all people together."""

    def __init__(self, a_second: float) -> None:
        """Begin with nothing sent."""
        self._gap = 1 / a_second
        self._next = 0.0

    async def keep(self) -> None:
        """Wait for one's place."""
        now = asyncio.get_running_loop().time()
        begin = max(now, self._next)
        self._next = begin + self._gap
        if begin > now:
            await asyncio.sleep(begin - now)
