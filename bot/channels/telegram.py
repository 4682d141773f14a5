"""The Telegram door: what each kind of update comes to. Nothing is downloaded; what is not words is answered civilly."""

from __future__ import annotations

import asyncio
import contextlib
import html
from collections.abc import Coroutine
from time import monotonic
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot, CallbackQuery, Chat, ChatMember, Message, Update
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import TelegramError

from bot.channels.broadcast import Broadcast
from bot.channels.coach import Coach, FromDoor, TurnFailed
from bot.channels.moving_window import Window
from bot.channels.telegram_outbox import CHANNEL, OURS, Outbox
from bot.channels.telegram_words import words
from bot.store.links import code_in
from bot.store.telegram import TelegramStore, note_chat
from bot.store.unit_of_work import Said, UnitOfWork

# What each command is to Rasa; /start is a greeting, with what has to be said once before it.
COMMANDS = {
    "start": "/greet",
    "help": "/help_what_can_you_do",
    "plan": "/show_my_plan",
    "stop": "/stop_reminders",
    "privacy": "/privacy_question",
    "delete": "/delete_my_data",
}
LONGEST_REQUEST = 64
GONE = (ChatMember.BANNED, ChatMember.LEFT)


class TelegramDoor:
    """Takes updates, each once."""

    def __init__(self, coach: Coach, bot: Bot, store: TelegramStore, outbox: Outbox, broadcast: Broadcast) -> None:
        """Take updates for this coach; answers go by the outbox, and open pages of linked people are told of them."""
        self._coach = coach
        self._bot = bot
        self._store = store
        self._outbox = outbox
        self._broadcast = broadcast
        self._messages = Window(coach.settings.messages_per_minute, 60)
        self._asked_to_wait = Window(1, 60)
        self._aside: set[asyncio.Task[Any]] = set()

    async def take(self, update: Update) -> None:
        """Do what an update asks for; nothing where it was done before.

        Raises:
            TurnFailed: nothing happened; the update may come again.
        """
        try:
            if self._store.was_taken(update.update_id):
                return
            if update.callback_query is not None:
                await self._pressed(update.callback_query)
            elif update.my_chat_member is not None:
                self._let_in_or_out(update.my_chat_member.chat, update.my_chat_member.new_chat_member.status)
            elif (message := update.message or update.edited_message) is not None:
                await self._wrote(message, is_edit=update.message is None)
            self._store.taken(update.update_id)
        except SQLAlchemyError as fault:
            raise TurnFailed from fault

    def leave(self, update: Update) -> None:
        """Have done with an update that the coach fails at, and say so to who wrote it.

        Raises:
            TurnFailed: the database refused; the update may come again.
        """
        chat = update.effective_chat
        try:
            person_id = self._coach.turns.person_id(CHANNEL, str(chat.id)) if chat is not None else ""
            self._store.taken(update.update_id)
        except SQLAlchemyError as fault:
            raise TurnFailed from fault
        is_told = bool(update.message or update.edited_message or update.callback_query)
        if is_told and chat is not None and chat.type == ChatType.PRIVATE:
            self._outbox.say(person_id, chat.id, Said(words()["went_wrong"]))

    async def close(self) -> None:
        """Leave what is only for show."""
        for task in self._aside:
            task.cancel()
        await asyncio.gather(*self._aside, return_exceptions=True)

    async def _wrote(self, message: Message, is_edit: bool) -> None:
        if message.chat.type != ChatType.PRIVATE:
            if not is_edit and self._is_for_us(message):
                self._one_to_one(message.chat)
            return
        if message.from_user is not None and message.from_user.is_bot:
            return
        if self._too_fast(message.chat):
            return
        self._show(self._bot.send_chat_action(message.chat.id, ChatAction.TYPING))
        sender, request = str(message.chat.id), f"{OURS}m{message.message_id}"
        said, sent = words(), words()["sent"]
        if is_edit:
            moment = int(message.edit_date.timestamp()) if message.edit_date else 0
            if message.text is None:
                return
            edit = FromDoor(message.text, f"{OURS}e{message.message_id}-{moment}", answer=said["edited"], note=self._noted(message.chat))
            self._sent(message.chat, await self._coach.turns.correct(CHANNEL, sender, request, edit))
            return
        if message.text is not None and await self._linked(message.chat, message.text, request):
            return
        if message.text is None:
            turn = FromDoor(sent["other"], request, answer=said["only_words"])
        elif len(message.text) > self._coach.settings.message_characters:
            turn = FromDoor(sent["too_long"], request, answer=said["too_long"])
        elif (command := self._command(message.text)) in COMMANDS:
            turn = FromDoor(f"/{command}", request, payload=COMMANDS[command])
        else:
            turn = FromDoor(message.text, request)
        await self._turn(message.chat, turn)

    async def _linked(self, chat: Chat, text: str, request: str) -> bool:
        """Whether a message was about linking, and is answered: /link, /unlink, a code by itself or behind /start or /link."""
        command, sender, said = self._command(text), str(chat.id), words()["link"]
        code = code_in(text.partition(" ")[2] if command in ("start", "link") else text)
        turns = self._coach.turns
        if code is not None:
            with turns.look(CHANNEL, sender) as work:
                if work.reply_to(request) is not None:
                    return True  # the same message again: its code is used, and that is as it should be
            answer = said["linked"] if turns.link(CHANNEL, sender, code) else said["refused"]
            await self._turn(chat, FromDoor(words()["sent"]["code"], request, answer=answer))
        elif command == "link":
            offered = turns.link_code(CHANNEL, sender)
            answer = said["code"].format(code=offered) if offered else said["no_code"]
            await self._turn(chat, FromDoor("/link", request, answer=answer))
        elif command == "unlink":
            answer = said["unlinked"] if turns.unlink(CHANNEL, sender) else said["not_linked"]
            await self._turn(chat, FromDoor("/unlink", request, answer=answer))
        else:
            return False
        return True

    async def _pressed(self, query: CallbackQuery) -> None:
        self._show(query.answer())
        if query.message is None or query.data is None or query.message.chat.type != ChatType.PRIVATE:
            return
        if self._too_fast(query.message.chat):
            return
        await self._turn(query.message.chat, FromDoor(query.data, f"{OURS}c{query.id}"[:LONGEST_REQUEST]))
        # Not before it is done: who has to press again needs the button.
        self._show(self._mark_chosen(query))

    async def _turn(self, chat: Chat, turn: FromDoor) -> None:
        noted = FromDoor(turn.shown, turn.request_id, turn.payload, turn.answer, self._noted(chat))
        self._sent(chat, await self._coach.turns.receive(CHANNEL, str(chat.id), noted))

    def _sent(self, chat: Chat, said: list[Said]) -> None:
        """Have a turn's answer sent: from what is kept, or as it is where the person was erased by it."""
        person_id = self._coach.turns.person_id(CHANNEL, str(chat.id))
        with self._coach.turns.look_at(CHANNEL, person_id) as work:
            is_gone = work.person.turn == 0
        if not is_gone:
            self._outbox.wake(person_id)
            self._broadcast.tell(person_id, [{"said": CHANNEL}])
            return
        for message in said:
            self._outbox.say(person_id, chat.id, message)

    def _noted(self, chat: Chat) -> Any:
        def note(work: UnitOfWork) -> None:
            note_chat(work, chat.id)
            if work.turn == 1:
                work.say(Said(words()["third_party"]))

        return note

    def _let_in_or_out(self, chat: Chat, status: str) -> None:
        if chat.type == ChatType.PRIVATE:
            person_id = self._coach.turns.person_id(CHANNEL, str(chat.id))
            if status in GONE:
                self._store.blocked(person_id)
            else:
                self._store.back(person_id)
        elif chat.type in (ChatType.GROUP, ChatType.SUPERGROUP) and status not in GONE:
            self._one_to_one(chat)

    def _one_to_one(self, chat: Chat) -> None:
        self._outbox.say(f"group {chat.id}", chat.id, Said(words()["one_to_one"]))

    def _too_fast(self, chat: Chat) -> bool:
        """Whether a message is one too many within a minute: it is not read, and they are asked, once, to wait."""
        sender, now = str(chat.id), monotonic()
        if not self._messages.wait(sender, now):
            return False
        if not self._asked_to_wait.wait(sender, now):
            self._outbox.say(self._coach.turns.person_id(CHANNEL, sender), chat.id, Said(words()["too_fast"]))
        return True

    def _is_for_us(self, message: Message) -> bool:
        text = message.text or ""
        return text.startswith("/") or f"@{self._bot.username}".lower() in text.lower()

    def _command(self, text: str) -> str:
        first = text.split(maxsplit=1)[0] if text.startswith("/") and text.strip() else ""
        return first[1:].partition("@")[0].lower()

    async def _mark_chosen(self, query: CallbackQuery) -> None:
        """Take the buttons off the message, and show in it which was pressed."""
        message = query.message
        if not isinstance(message, Message) or message.reply_markup is None:
            return
        titles = [b.text for row in message.reply_markup.inline_keyboard for b in row if b.callback_data == query.data]
        chosen = words()["chosen"].format(title=titles[0]) if titles else ""
        text = f"{message.text_html}\n\n<b>{html.escape(chosen, quote=False)}</b>"
        try:
            await self._bot.edit_message_text(text, message.chat.id, message.message_id, parse_mode=ParseMode.HTML)
        except TelegramError:
            await message.edit_reply_markup(None)

    def _show(self, call: Coroutine[Any, Any, Any]) -> None:
        """Make a call that is only for show: once, beside the turn, whatever becomes of it."""

        async def quietly() -> None:
            with contextlib.suppress(TelegramError):
                await call

        task = asyncio.create_task(quietly())
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)
