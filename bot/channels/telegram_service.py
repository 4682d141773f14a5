"""Telegram beside the server: starts, asks what is new or is called, stops; never holds the server up."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import itertools
import json
import logging
from typing import Any, Optional

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse
from telegram import Bot, BotCommand, MenuButtonCommands, Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.channels.broadcast import Broadcast
from bot.channels.coach import Coach, TurnBroken, TurnFailed
from bot.channels.telegram import TelegramDoor
from bot.channels.telegram_calls import FIRST_PAUSE, LONGEST_PAUSE, POLL_SECONDS, SECONDS, insist, make_bot, seconds_of
from bot.channels.telegram_outbox import Outbox
from bot.channels.telegram_words import words
from bot.store.telegram import TelegramStore

PATH = "/telegram"
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
# How often a message is tried that the coach fails at, before its writer is told so and the next one has its turn.
TRIES = 3
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
logger = logging.getLogger("lqf")


class TelegramService:
    """The bot, its door and its outbox."""

    def __init__(self, coach: Coach, broadcast: Broadcast) -> None:
        """Make the client; nothing is called yet. Open pages of linked people are told what is said."""
        self._coach = coach
        self.bot: Bot = make_bot(coach.settings)
        store = TelegramStore(coach.database, coach.clock)
        self.outbox = Outbox(coach, self.bot, store)
        self.door = TelegramDoor(coach, self.bot, store, self.outbox, broadcast)
        self._ready = asyncio.Event()

    async def run(self) -> None:
        """Be on Telegram until cancelled; a token that Telegram refuses ends it."""
        watching: asyncio.Task[None] | None = None
        try:
            await insist(self.bot.initialize)
            watching = asyncio.create_task(self.outbox.watch())
            self._ready.set()
            await self._introduce()
            if self._coach.settings.telegram_calls_us:
                await insist(self._be_called)
                await asyncio.Event().wait()
            await insist(lambda: self.bot.delete_webhook(drop_pending_updates=False))
            await self._ask_what_is_new()
        except InvalidToken:
            logger.error(
                "Telegram does not know the token in TELEGRAM_TOKEN. The coach is on the web alone; `lqf telegram check` says more."
            )
        except TelegramError as fault:
            logger.error("Telegram refused (%s). The coach is on the web alone; `lqf telegram check` says more.", type(fault).__name__)
        finally:
            if watching is not None:
                watching.cancel()
            await self.door.close()
            await self.outbox.close()
            with contextlib.suppress(Exception):
                await self.bot.shutdown()

    async def take(self, data: dict[str, Any]) -> None:
        """Take one update as Telegram sends it; raises ``TurnFailed``."""
        await asyncio.wait_for(self._ready.wait(), POLL_SECONDS)
        if (update := self._read(data)) is not None:
            await self._take(update)

    def _read(self, data: dict[str, Any]) -> Update | None:
        """An update, or ``None`` where it is of a kind or a shape that the client does not know."""
        # One by one: the client's own way to read them gives up all of a batch for one that is odd, and logs what people wrote.
        try:
            return Update.de_json(data, self.bot)
        except Exception as fault:
            logger.error("An update of Telegram's could not be read: %s", type(fault).__name__)
            return None

    async def _take(self, update: Update) -> None:
        """Have an update done; one that the coach fails at again and again, or that nobody foresaw, must not stop those after it."""
        for tried in range(1, TRIES + 1):
            try:
                await self.door.take(update)
                return
            except TurnBroken:
                if tried < TRIES:
                    await asyncio.sleep(FIRST_PAUSE)
            except TurnFailed:
                raise
            except Exception as fault:
                # Its text is not for the log.
                logger.error("An update of Telegram's failed: %s", type(fault).__name__)
                break
        self.door.leave(update)

    async def _be_called(self) -> None:
        await self.bot.set_webhook(
            f"{self._coach.settings.address}{PATH}", secret_token=self._coach.webhook_secret, allowed_updates=ALLOWED, max_connections=40
        )

    async def _ask_what_is_new(self) -> None:
        """Long polling. What was got is confirmed by the next call, once it is done: a crash in between loses nothing."""
        offset, pause = 0, FIRST_PAUSE
        while True:
            try:
                asked = {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": ALLOWED}
                found: Any = await self.bot.do_api_request("getUpdates", asked, read_timeout=POLL_SECONDS + SECONDS)
                pause = FIRST_PAUSE
            except (InvalidToken, EndPointNotFound):
                raise  # the token was taken back
            except RetryAfter as fault:
                await asyncio.sleep(seconds_of(fault))
                continue
            except TelegramError as fault:
                if isinstance(fault, Conflict):
                    logger.error("Another program asks Telegram for this bot's messages. Only one can; this one tries again.")
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            updates = [update for data in found if (update := self._read(data)) is not None]
            # Of one chat in order, of several at once.
            by_chat = sorted(updates, key=_chat_of)
            chats = [list(group) for _, group in itertools.groupby(by_chat, key=_chat_of)]
            await asyncio.gather(*(self._in_order(chat) for chat in chats))
            if found:
                offset = max(data["update_id"] for data in found) + 1

    async def _in_order(self, updates: tuple[Update, ...] | list[Update]) -> None:
        for update in sorted(updates, key=lambda u: u.update_id):
            pause = FIRST_PAUSE
            while True:
                try:
                    await self._take(update)
                    break
                except TurnFailed:
                    # A database that is away: it is not confirmed before it is done.
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST_PAUSE)

    async def _introduce(self) -> None:
        """The bot's name, description and commands, where they are not so already; Telegram limits how often they may be set."""
        said = words()
        commands = [BotCommand(name, text) for name, text in said["commands"].items()]
        bot = self.bot
        with contextlib.suppress(TelegramError):
            if (await bot.get_my_name()).name != said["name"]:
                await bot.set_my_name(said["name"])
            if (await bot.get_my_description()).description != said["description"]:
                await bot.set_my_description(said["description"])
            if (await bot.get_my_short_description()).short_description != said["short_description"]:
                await bot.set_my_short_description(said["short_description"])
            if list(await bot.get_my_commands()) != commands:
                await bot.set_my_commands(commands)
            await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


def _chat_of(update: Update) -> int:
    return update.effective_chat.id if update.effective_chat else 0


def router(service: TelegramService, secret: str) -> APIRouter:
    """Where Telegram calls: 401 without the secret, 503 where it should call again, else 200."""
    api = APIRouter()

    @api.post(PATH, include_in_schema=False)
    async def called(request: Request, given: Optional[str] = Header(None, alias=SECRET_HEADER)) -> JSONResponse:
        """One update."""
        # Compared as bytes: a header may hold anything.
        if not hmac.compare_digest((given or "").encode("utf-8", "surrogateescape"), secret.encode()):
            return JSONResponse({"error": {"code": "not_let_in", "message": "This is not Telegram."}}, 401)
        try:
            data = json.loads(await request.body())
            if not isinstance(data, dict) or not isinstance(data.get("update_id"), int):
                raise ValueError
        except ValueError:
            return JSONResponse({"error": {"code": "not_understood", "message": "This is not an update."}}, 400)
        try:
            await service.take(data)
        except (TurnFailed, asyncio.TimeoutError):
            return JSONResponse({"error": {"code": "try_again", "message": "Please send it again."}}, 503)
        return JSONResponse({"ok": True})

    return api
