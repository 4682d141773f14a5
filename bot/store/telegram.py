"""What is kept for Telegram: whose chat it is, how far the conversation was sent there, which updates were taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.store.database import Database
from bot.store.models import Message, Person, TelegramChat, TelegramUpdate
from bot.store.unit_of_work import COACH, PERSON, Said, UnitOfWork

# SQLAlchemy's mapping gives columns where the type checker sees values.
CHATS: Any = TelegramChat
PURPOSE = b"telegram chat"
ALL = -1
# Telegram itself forgets updates after a day.
UPDATES_KEPT = timedelta(days=3)


@dataclass(frozen=True)
class Spoken:
    """What the coach said in one turn, and what it answered: the request and the text of the person's message, if there was one."""

    turn: int
    request_id: str | None
    inbound: str | None
    said: tuple[Said, ...]


def note_chat(work: UnitOfWork, chat_id: int) -> None:
    """Note within a turn that this person's answers go to a chat, from this turn on where it was not so before."""
    chat = chat_of(work)
    if chat is None:
        sealed = work.cipher.seal(str(chat_id), PURPOSE)
        work.add(TelegramChat(person_id=work.person.id, sealed_chat=sealed, sent_turn=work.turn - 1, sent_parts=ALL))
    elif chat_id_of(work, chat) != chat_id:
        # Another chat was linked to this conversation: answers go where they are asked for.
        chat.sealed_chat, chat.blocked_at = work.cipher.seal(str(chat_id), PURPOSE), None
        chat.sent_turn, chat.sent_parts = work.turn - 1, ALL
    elif not work.is_stored:
        # What was said before they agreed is sent from memory: the row is for what comes after.
        chat.sent_turn, chat.sent_parts = work.turn - 1, ALL
    elif chat.blocked_at is not None:
        chat.blocked_at, chat.sent_turn, chat.sent_parts = None, work.turn - 1, ALL


def chat_of(work: UnitOfWork) -> TelegramChat | None:
    """The person's chat, noted in this turn or before."""
    waiting = next(iter(work.pending(TelegramChat)), None)
    return waiting or (work.session.get(TelegramChat, work.person.id) if work.is_stored else None)


def chat_id_of(work: UnitOfWork, chat: TelegramChat) -> int:
    """The number of the chat at Telegram."""
    return int(work.cipher.open(chat.sealed_chat, PURPOSE))


def spoken_since(work: UnitOfWork, turn: int) -> list[Spoken]:
    """What the coach said from a turn on, by turn."""
    if work.is_stored:
        query = select(Message).where(Message.person_id == work.person.id, Message.turn >= turn).order_by(Message.id)
        messages = list(work.session.scalars(query))
    else:
        messages = [m for m in work.pending(Message) if m.turn >= turn]
    turns = []
    for number in sorted({m.turn for m in messages}):
        of_turn = [m for m in messages if m.turn == number]
        inbound = next((m for m in of_turn if m.sender == PERSON), None)
        said = tuple(work.read(m) for m in of_turn if m.sender == COACH)
        turns.append(Spoken(number, inbound.request_id if inbound else None, work.read(inbound).text if inbound else None, said))
    return turns


class TelegramStore:
    """What is kept beside the turns, each call in a transaction of its own."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Work on an open database."""
        self._database = database
        self._clock = clock

    def was_taken(self, update_id: int) -> bool:
        """Whether an update was taken before."""
        with self._database.session() as session:
            return session.get(TelegramUpdate, update_id) is not None

    def taken(self, update_id: int) -> None:
        """An update was taken; those of some days ago are forgotten."""
        with self._database.session() as session:
            now = self._clock()
            session.add(TelegramUpdate(update_id=update_id, at=now))
            session.execute(delete(TelegramUpdate).where(TelegramUpdate.at < now - UPDATES_KEPT))
            try:
                session.commit()
            except IntegrityError:  # the same update came twice at once
                session.rollback()

    def waiting(self, most: int) -> list[str]:
        """The people who have turns that were not sent, nobody sending them now."""
        now = self._clock()
        query = (
            select(CHATS.person_id)
            .join(Person, Person.id == CHATS.person_id)
            .where(
                CHATS.blocked_at.is_(None),
                or_(Person.turn > CHATS.sent_turn, CHATS.sent_parts != ALL),
                or_(CHATS.leased_until.is_(None), CHATS.leased_until < now),
            )
            .limit(most)
        )
        with self._database.session() as session:
            return list(session.scalars(query))

    def lease(self, person_id: str, owner: str, life: timedelta) -> bool:
        """Become, or stay, the one who sends to this person."""
        now = self._clock()
        free = or_(CHATS.leased_until.is_(None), CHATS.leased_until < now, CHATS.leased_by == owner)
        return self._change(person_id, free, leased_by=owner, leased_until=now + life)

    def sent(self, person_id: str, owner: str, turn: int, parts: int, life: timedelta | None) -> bool:
        """How far was sent; the lease goes on for ``life``, or ends."""
        until = None if life is None else self._clock() + life
        mine = and_(CHATS.leased_by == owner, CHATS.sent_turn <= turn)
        return self._change(person_id, mine, sent_turn=turn, sent_parts=parts, leased_until=until)

    def release(self, person_id: str, owner: str) -> None:
        """Leave the sending to others."""
        self._change(person_id, CHATS.leased_by == owner, leased_until=None)

    def blocked(self, person_id: str) -> None:
        """The person blocked the bot: nothing is sent until they are back."""
        self._change(person_id, CHATS.blocked_at.is_(None), blocked_at=self._clock())

    def back(self, person_id: str) -> None:
        """The person let the bot in again; what was said meanwhile is in the conversation, and not sent in one burst."""
        with self._database.session() as session:
            if (person := session.get(Person, person_id)) is not None:
                self._run(session, person_id, CHATS.blocked_at.is_not(None), blocked_at=None, sent_turn=person.turn, sent_parts=ALL)

    def _change(self, person_id: str, where: object, **values: object) -> bool:
        with self._database.session() as session:
            return self._run(session, person_id, where, **values)

    @staticmethod
    def _run(session: Session, person_id: str, where: object, **values: object) -> bool:
        change = update(TelegramChat).where(CHATS.person_id == person_id, where).values(**values)
        changed = session.execute(change.execution_options(synchronize_session=False)).rowcount
        session.commit()
        return bool(changed)
