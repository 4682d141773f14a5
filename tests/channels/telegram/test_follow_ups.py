"""The coach comes back on Telegram by itself: once, also where the server was down on the day, and not to somebody who stopped it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.broadcast import Broadcast
from bot.clock import HOME
from bot.server.follow_ups import FollowUpRounds
from tests.channels.telegram.conftest import Chatter, until
from tests.channels.telegram.fake_api import BOT, FakeTelegram
from tests.channels.telegram.test_conversation import to_a_step
from tests.dialogue.test_coming_back import days_pass  # noqa: F401

pytestmark = pytest.mark.engine


def to_the_morning(clock: Any, pass_: Any, days: int) -> None:
    local = clock.now.astimezone(HOME)
    goal = (local + timedelta(days=days)).replace(hour=11, minute=5)
    pass_((goal - local).total_seconds() / 86400)


def asked(fake: FakeTelegram, chat: int) -> int:
    return sum(text.startswith("Hello, it's LQF Coach") for text in fake.texts(chat))


async def test_it_asks_how_the_step_went_and_hears_the_answer(
    chatter: Chatter,
    fake: FakeTelegram,
    on_telegram: Any,
    clock: Any,
    days_pass: Any,  # noqa: F811
) -> None:
    await to_a_step(chatter)
    to_the_morning(clock, days_pass, 3)
    rounds = FollowUpRounds(on_telegram, Broadcast())
    while await rounds.go():
        pass
    await until(lambda: asked(fake, chatter.chat) == 1)
    await asyncio.sleep(2.5)
    assert asked(fake, chatter.chat) == 1
    await chatter.press("I did it")
    assert "what did you notice" in chatter.text
    await chatter.say("two of them spoke who never do, I just had to wait for it")
    assert "What would help you most now?" in chatter.text


async def test_who_blocked_the_bot_is_asked_when_they_are_back(
    chatter: Chatter,
    fake: FakeTelegram,
    on_telegram: Any,
    clock: Any,
    days_pass: Any,  # noqa: F811
) -> None:
    await to_a_step(chatter)
    person = {"id": chatter.chat, "is_bot": False, "first_name": "Sam"}
    known = {"chat": {"id": chatter.chat, "type": "private"}, "from": person, "date": 1}

    def becomes(status: str) -> None:
        new = {"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {})}
        fake.push({"my_chat_member": {**known, "old_chat_member": {"user": BOT, "status": "left"}, "new_chat_member": new}})

    becomes("kicked")
    await chatter.listen()
    to_the_morning(clock, days_pass, 3)
    rounds = FollowUpRounds(on_telegram, Broadcast())
    assert await rounds.go() == 0
    becomes("member")
    await chatter.listen()
    assert await rounds.go() == 1
    await until(lambda: asked(fake, chatter.chat) == 1)


async def test_stop_ends_it_at_once(
    chatter: Chatter,
    fake: FakeTelegram,
    on_telegram: Any,
    clock: Any,
    days_pass: Any,  # noqa: F811
) -> None:
    await to_a_step(chatter)
    await chatter.say("/stop")
    to_the_morning(clock, days_pass, 3)
    await FollowUpRounds(on_telegram, Broadcast()).go()
    await asyncio.sleep(2.5)
    assert asked(fake, chatter.chat) == 0
