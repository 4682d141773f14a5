"""Telegram down, slow, limiting, answering by halves; updates twice and out of order; a server killed in the middle."""

from __future__ import annotations

import asyncio
import logging
import re
import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

import bot.actions.reflection_form
import bot.actions.safety
from bot.channels import telegram_service
from bot.channels.telegram_service import TRIES
from bot.nlu.safety_net import SafetyNet
from bot.store.telegram import TelegramStore
from tests.channels.telegram.conftest import Chatter, until
from tests.channels.telegram.fake_api import TOKEN, FakeTelegram
from tests.running_server import Server

pytestmark = pytest.mark.engine
LINES = [
    "/start",
    "#Yes, that's fine",
    "senior carer",
    "nobody speaks up in my team meetings and I end up doing all the talking every single time",
    "what is the LQF",
    "show my plan",
    "what can you do?",
]


@pytest.mark.parametrize("fault", ["429", "502", "500", "lost", "slow"])
async def test_faults_lose_nothing_and_double_nothing(chatter: Chatter, fake: FakeTelegram, settle: Callable[[], Any], fault: str) -> None:
    undisturbed = Chatter(fake, settle)
    await undisturbed.follow(*LINES)
    for method in ("sendMessage", "getUpdates", "answerCallbackQuery"):
        fake.fail(method, fault, fault)
    await chatter.follow(*LINES)
    assert fake.transcript(chatter.chat) == fake.transcript(undisturbed.chat)


TOLD = "the night carer hits them and I have seen it twice this week"
PLACES = [(SafetyNet, "look"), (bot.actions.safety, "first_words")]


def fail(*_: Any) -> None:
    raise ValueError


@pytest.mark.parametrize("place", PLACES, ids=["understanding", "an action"])
async def test_a_message_that_we_fail_at_is_left_and_its_writer_and_others_go_on(
    chatter: Chatter, fake: FakeTelegram, settle: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, place: tuple[Any, str]
) -> None:
    await chatter.settle_in()
    other = Chatter(fake, settle)
    await other.settle_in()
    with monkeypatch.context() as broken:
        broken.setattr(*place, fail)
        said = await chatter.say(TOLD)
    assert len(said) == 1 and "went wrong on my side" in said[0] and "999" in said[0]
    assert "went wrong" not in other.text
    assert "Leadership Qualities Framework" in "\n".join(await other.say("what is the LQF"))
    # Told again, it is heard.
    assert "999" in "\n".join(await chatter.say(TOLD)) and "went wrong" not in "\n".join(fake.texts(chatter.chat)[-1:])


async def test_a_button_whose_press_we_fail_at_can_be_pressed_again(
    chatter: Chatter, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chatter.say("/start")
    with monkeypatch.context() as broken:
        broken.setattr(bot.actions.reflection_form, "agree", fail)
        assert "went wrong on my side" in "\n".join(await chatter.press("Yes, that's fine"))
    assert "What is your job" in "\n".join(await chatter.press("Yes, that's fine"))


async def test_a_message_waits_for_a_database_that_is_away_for_longer(
    chatter: Chatter, settle: Callable[[], Any], fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chatter.settle_in()
    tries: list[int] = []
    was_taken = TelegramStore.was_taken

    def away(store: TelegramStore, update: int) -> bool:
        tries.append(update)
        if len(tries) <= TRIES + 1:
            raise OperationalError("SELECT", {}, Exception("the database is away"))
        return was_taken(store, update)

    monkeypatch.setattr(telegram_service, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(TelegramStore, "was_taken", away)
    assert "Leadership Qualities Framework" in "\n".join(await chatter.say("what is the LQF"))
    assert len(tries) == TRIES + 2 and "went wrong" not in chatter.text


async def test_half_an_answer_loses_nothing(chatter: Chatter, fake: FakeTelegram, settle: Callable[[], Any]) -> None:
    undisturbed = Chatter(fake, settle)
    await undisturbed.follow(*LINES)
    fake.fail("sendMessage", "half")
    fake.fail("getUpdates", "half")
    await chatter.follow(*LINES)
    texts = fake.texts(chatter.chat)
    # The Bot API has no way to ask whether a message arrived whose answer broke off: that one alone comes twice.
    assert texts[0] == texts[1] and texts[1:] == fake.texts(undisturbed.chat)


async def test_an_update_that_comes_again_happens_once(chatter: Chatter, fake: FakeTelegram) -> None:
    await chatter.settle_in()
    update = fake.say(chatter.chat, "what can you do?")
    fake.again(update)
    await chatter.listen()
    fake.again(update)
    fake.again(fake.push({"message": update["message"]}))
    await chatter.listen()
    assert sum("You tell me about a moment" in text for text in fake.texts(chatter.chat)) == 1


async def test_too_many_messages_in_a_minute_are_not_read_and_the_person_is_told_once(
    on_telegram: Any, fake: FakeTelegram, broadcast: Any
) -> None:
    from bot.channels.telegram_service import TelegramService

    few = replace(on_telegram, settings=on_telegram.settings.copy(update={"messages_per_minute": 4}))
    service = TelegramService(few, broadcast)
    task = asyncio.create_task(service.run())

    async def settled() -> None:
        await until(lambda: fake.waiting == 0)
        await service.outbox.idle()

    chatter, other = Chatter(fake, settled), Chatter(fake, settled)
    for line in ("/start", "what can you do?", "what is the LQF?", "who is it for?", "one too many", "and another"):
        await chatter.say(line)
    await other.say("/start")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert sum("a lot of messages" in text for text in fake.texts(chatter.chat)) == 1
    assert "a lot of messages" in fake.texts(chatter.chat)[-1] and "a lot of messages" not in other.text


async def test_the_token_and_the_words_are_in_no_log(
    chatter: Chatter, fake: FakeTelegram, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.WARNING)
    fake.fail("sendMessage", "502", "429", "lost", "half")
    fake.push({"message": {"message_id": 1, "text": "canary-in-an-odd-update"}})
    await chatter.say("/start canary-9981")
    await chatter.say("canary-9982 is what I wrote")
    logged = caplog.text + "".join(capfd.readouterr())
    assert TOKEN not in logged and TOKEN.split(":")[1] not in logged and "canary" not in logged


async def test_a_wrong_token_ends_telegram_and_not_the_server(on_telegram: Any, caplog: pytest.LogCaptureFixture) -> None:
    from pydantic import SecretStr

    from bot.channels.broadcast import Broadcast
    from bot.channels.telegram_service import TelegramService

    wrong = on_telegram.settings.copy(update={"telegram_token": SecretStr("1:wrong-token-of-a-test-000000000000000000")})
    await asyncio.wait_for(TelegramService(replace(on_telegram, settings=wrong), Broadcast()).run(), 20)
    assert "does not know the token" in caplog.text and "wrong-token" not in caplog.text


def settings(fake: FakeTelegram, mode: str = "polling", port: int = 0) -> dict[str, str]:
    return {"TELEGRAM_TOKEN": TOKEN, "LQF_TELEGRAM_API": fake.url, "LQF_TELEGRAM_MODE": mode, "LQF_PUBLIC_URL": f"http://127.0.0.1:{port}"}


@pytest.fixture
def restarting(fake: FakeTelegram, server_folder: Path) -> Any:
    """A server on one port that can be killed and started again."""

    class Restarting:
        def __init__(self) -> None:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]

        def start(self, mode: str) -> None:
            self.server = Server(server_folder, settings(fake, mode, self.port), self.port)

        def kill(self) -> None:
            self.server.stop(signal.SIGKILL)

    made = Restarting()
    yield made
    if hasattr(made, "server") and made.server.process.poll() is None:
        made.server.stop()


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_killed_in_the_middle_the_conversation_is_the_same(fake: FakeTelegram, restarting: Any, mode: str) -> None:
    restarting.start(mode)

    async def settled(chat: int, count: int) -> None:
        await until(lambda: len(fake.texts(chat)) >= count, 60)

    async def talk(chat: int, counts: list[int] | None, kill_at: int) -> list[int]:
        seen = []
        for number, line in enumerate(LINES):
            if number == kill_at:
                # Let the coach note what Telegram took: a crash in that instant would send it again.
                await asyncio.sleep(1.0)
            fake.press(chat, line[1:]) if line.startswith("#") else fake.say(chat, line)
            if number == kill_at:
                await asyncio.sleep(0.02)
                restarting.kill()
                restarting.start(mode)
            if counts is None:
                await until(lambda: fake.waiting == 0, 60)
                await asyncio.sleep(1.0)
            else:
                await settled(chat, counts[number])
            seen.append(len(fake.texts(chat)))
        return seen

    counts = await talk(1, None, -1)
    # Each kill is a start of the server; what differs between the modes is how an update comes again.
    for chat, kill_at in ((2, 3), (3, 5)) if mode == "polling" else ((2, 3),):
        await talk(chat, counts, kill_at)
        await asyncio.sleep(0.5)
        lines = fake.transcript(chat)
        # A kill in the instant between Telegram's taking a message and our noting it sends that one message again; nothing else may differ.
        again = [n for n in range(1, len(lines)) if lines[n] == lines[n - 1]]
        assert len(again) <= 1 and [line for n, line in enumerate(lines) if n not in again] == fake.transcript(1)
    assert TOKEN.split(":")[1] not in restarting.server.output()


async def test_only_telegram_may_call(fake: FakeTelegram, restarting: Any) -> None:
    restarting.start("webhook")
    await until(lambda: bool(fake.webhook.get("url")))
    update = {"update_id": 5, "message": {"message_id": 1, "date": 1, "chat": {"id": 9, "type": "private"}, "text": "/start"}}
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", fake.webhook["secret_token"])
    assert fake.deliver(update, secret="wrong") == 401 and fake.deliver(update, secret="") == 401
    fake.webhook["secret_token"], right = "", fake.webhook["secret_token"]
    assert fake.deliver(update) == 401 and fake.texts(9) == []
    fake.webhook["secret_token"] = right
    # Out of order, twice, and of a kind that nobody knows: each is taken, once.
    later = {"update_id": 7, "message": {"message_id": 2, "date": 1, "chat": {"id": 9, "type": "private"}, "text": "what can you do?"}}
    assert [fake.deliver(u) for u in (update, later, {"update_id": 6, "new_kind": {}}, update, later)] == [200] * 5
    await until(lambda: len(fake.texts(9)) >= 3)
    await asyncio.sleep(1)
    assert sum(t.startswith("Before we start") for t in fake.texts(9)) == 1
