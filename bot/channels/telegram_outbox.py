"""Sends what the coach said to Telegram chats: what is committed and not sent yet, whoever committed it, each person's in order.

How far a conversation was sent is kept with the chat, and moved on after Telegram took each message: a restart goes on where it stopped.
One process sends to a person at a time (a lease with an end). A message that Telegram took while its answer was lost is sent again:
the Bot API has no way to ask.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

from bot.channels.coach import Coach
from bot.channels.telegram_calls import Pace, insist
from bot.channels.telegram_text import Part, parts_of
from bot.channels.telegram_words import words
from bot.reports.papers import plan_paper
from bot.reports.plan_calendar import plan_calendar
from bot.reports.plan_items import describe
from bot.reports.words import words as report_words
from bot.store.plan import Plan
from bot.store.telegram import ALL, Spoken, TelegramStore, chat_id_of, chat_of, spoken_since
from bot.store.unit_of_work import Said

CHANNEL = "telegram"
# Requests of this door begin so: what was asked on the web is answered there.
OURS = "telegram-"
SHOWS_FILES = "/plan"
LEASE = timedelta(seconds=15)
LEASE_STEP_SECONDS = 5.0
EVERY_SECONDS = 2.0
MOST_AT_ONCE = 500
MOST_REMEMBERED = 20_000
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class File:
    """A document to send: ``pdf`` or ``ics``."""

    kind: str


@dataclass(frozen=True)
class Place:
    """How far a conversation was sent: all turns before ``turn``, and ``parts`` of that (ALL: all)."""

    turn: int
    parts: int


class Outbox:
    """What is on its way to Telegram."""

    def __init__(self, coach: Coach, bot: Bot, store: TelegramStore) -> None:
        """Begin with nothing on its way."""
        self._coach = coach
        self._bot = bot
        self._store = store
        self._owner = uuid.uuid4().hex
        self._pace = Pace(coach.settings.telegram_messages_per_second)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._direct: dict[str, list[tuple[int, Part]]] = {}
        # Before they agree nothing is kept: how far was sent is in memory, by the visit.
        self._visits: OrderedDict[str, tuple[datetime, Place]] = OrderedDict()

    def wake(self, person_id: str) -> None:
        """Something was said to a person: send it."""
        if person_id in self._tasks:
            self._again.add(person_id)
            return
        self._tasks[person_id] = asyncio.create_task(self._deliver(person_id))

    def say(self, person_id: str, chat_id: int, said: Said) -> None:
        """Send what is kept nowhere, such as the last words to somebody who was just erased."""
        self._direct.setdefault(person_id, []).extend((chat_id, part) for part in parts_of(said))
        self.wake(person_id)

    async def watch(self) -> None:
        """Send, round after round, what others committed: the follow-ups, turns of other processes, what a crash left. Until cancelled."""
        while True:
            try:
                for person_id in self._store.waiting(MOST_AT_ONCE):
                    self.wake(person_id)
            except SQLAlchemyError:
                pass  # the next round is soon
            await asyncio.sleep(EVERY_SECONDS)

    async def close(self) -> None:
        """Stop sending; what is not sent yet stays for the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def idle(self) -> None:
        """Wait until all that was said here is sent."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _deliver(self, person_id: str) -> None:
        try:
            while True:
                self._again.discard(person_id)
                try:
                    await self._send_spoken(person_id)
                    await self._send_direct(person_id)
                except Forbidden:
                    self._store.blocked(person_id)
                    self._direct.pop(person_id, None)
                if person_id not in self._again:
                    return
        except (SQLAlchemyError, InvalidToken):
            return  # what is kept is sent by a later round
        finally:
            self._tasks.pop(person_id, None)

    async def _send_direct(self, person_id: str) -> None:
        while waiting := self._direct.get(person_id):
            chat_id, part = waiting[0]
            await self._send(chat_id, part, asyncio.sleep)
            waiting.pop(0)
        self._direct.pop(person_id, None)

    async def _send_spoken(self, person_id: str) -> None:
        with self._coach.turns.look_at(CHANNEL, person_id) as work:
            is_kept = work.is_stored and chat_of(work) is not None
        if is_kept and not self._store.lease(person_id, self._owner, LEASE):
            return
        try:
            await self._send_turns(person_id)
        finally:
            if is_kept:
                self._store.release(person_id, self._owner)

    async def _send_turns(self, person_id: str) -> None:
        with self._coach.turns.look_at(CHANNEL, person_id) as work:
            chat = chat_of(work)
            if chat is None or chat.blocked_at is not None:
                return
            visit = work.person.created_at
            before, remembered = self._visits.get(person_id, (visit, None))
            kept = Place(chat.sent_turn, chat.sent_parts) if work.is_stored else Place(0, 0)
            place = remembered if remembered is not None and before == visit else kept
            chat_id, last, is_stored = chat_id_of(work, chat), work.person.turn, work.is_stored
            spoken = spoken_since(work, place.turn)
        if place == Place(last, ALL):
            return

        def note(turn: int, parts: int) -> None:
            if is_stored:
                self._store.sent(person_id, self._owner, turn, parts, LEASE)
                self._visits.pop(person_id, None)
            else:
                self._visits[person_id] = (visit, Place(turn, parts))
                while len(self._visits) > MOST_REMEMBERED:
                    self._visits.popitem(last=False)

        async def wait(seconds: float) -> None:
            while seconds > 0:
                await asyncio.sleep(min(seconds, LEASE_STEP_SECONDS))
                seconds -= LEASE_STEP_SECONDS
                if is_stored:
                    self._store.lease(person_id, self._owner, LEASE)

        for turn in spoken:
            parts = _parts(turn)
            begun = 0 if turn.turn != place.turn else len(parts) if place.parts == ALL else place.parts
            for number, part in enumerate(parts[begun:], begun + 1):
                if isinstance(part, File):
                    await self._send_file(person_id, chat_id, part, wait)
                else:
                    await self._send(chat_id, part, wait)
                if (turn.turn, number) != (last, len(parts)):
                    note(turn.turn, number)
        note(last, ALL)

    async def _send(self, chat_id: int, part: Part, wait: Callable[[float], Awaitable[None]]) -> None:
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(title, callback_data=key) for title, key in row] for row in part.rows])
        markup = keyboard if part.rows else None

        async def as_html() -> None:
            await self._pace.keep()
            await self._bot.send_message(chat_id, part.html, ParseMode.HTML, reply_markup=markup, link_preview_options=NO_PREVIEW)

        async def as_it_stands() -> None:
            await self._bot.send_message(chat_id, part.plain, reply_markup=markup, link_preview_options=NO_PREVIEW)

        try:
            await insist(as_html, wait)
        except (BadRequest, ChatMigrated):
            try:
                await insist(as_it_stands, wait)
            except (BadRequest, ChatMigrated):
                return  # a chat that Telegram does not know any more: what comes next must not wait for this for ever

    async def _send_file(self, person_id: str, chat_id: int, file: File, wait: Callable[[float], Awaitable[None]]) -> None:
        said = words()["files"][file.kind]
        with self._coach.turns.look_at(CHANNEL, person_id) as work:
            items = [describe(self._coach.framework, work, item) for item in Plan(work).items()]
            if not any(item["status"] == "open" and (file.kind == "pdf" or item["due"]) for item in items):
                return
            if file.kind == "pdf":
                content = await asyncio.to_thread(plan_paper, self._coach.framework, work)
            else:
                content = plan_calendar(items, report_words()["plan"]["title"], work.now)

        async def send() -> None:
            await self._pace.keep()
            await self._bot.send_document(chat_id, content, caption=said, filename=f"my-development-plan.{file.kind}")

        try:
            await insist(send, wait)
        except (BadRequest, ChatMigrated):
            return


def _parts(turn: Spoken) -> list[Part | File]:
    """The messages of a turn at Telegram: none where it was asked elsewhere."""
    if turn.request_id is not None and not turn.request_id.startswith(OURS):
        return []
    parts: list[Part | File] = [part for said in turn.said for part in parts_of(said)]
    return [*parts, File("pdf"), File("ics")] if turn.inbound == SHOWS_FILES else parts
