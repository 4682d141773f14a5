"""The unit of work of one turn: everything that a turn changes, committed once or not at all.

Actions run inside Rasa, which swallows their exceptions and goes on; so they only *record* changes here. The tracker store's ``save``,
which Rasa calls once at the end of a turn, is the one commit. Before a person has agreed, everything stays in memory (``visitors``).
"""

from __future__ import annotations

import json
import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from bot.privacy.encryption import Cipher
from bot.store.database import keys_of
from bot.store.erasure import erase
from bot.store.models import Conversation, Message, Person, ReflectionRow, TrackerEvent, mapper
from bot.store.scrubbing import scrub
from bot.store.visitors import Visitor, Visitors

PERSON, COACH = "person", "coach"
Row = TypeVar("Row")


class TurnOvertaken(Exception):
    """Another process changed this person meanwhile: the turn must be done again from its beginning."""


def new_id() -> str:
    """A random id: 32 hexadecimal digits."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Said:
    """One message as people see it: its text, buttons (title and payload) and card; its id once it is recorded."""

    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    card: dict[str, Any] | None = None
    id: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The message of the web API."""
        return {"text": self.text, "buttons": self.buttons, "card": self.card}


class UnitOfWork:
    """What one turn of one person reads and changes.

    ``rows`` are rows made in this turn, and for a visitor those of earlier turns too: what is not in the database yet.
    """

    def __init__(self, session: Session, visitors: Visitors, master: Cipher, person_id: str, channel: str, now: datetime) -> None:
        """Load the person and the conversation, from the database or from memory, or begin them."""
        self.session = session
        self.now = now
        # The kind of the first fault of one of its actions.
        self.fault: type[Exception] | None = None
        self.erased = False
        self.inbound: Message | None = None
        self._visitors = visitors
        self._master = master
        person = session.get(Person, person_id)
        data_key = keys_of(session).wrapped(person.key_id) if person is not None else None
        self.is_stored = person is not None and data_key is not None
        # Rows whose key is destroyed, as an older copy of the database may hold them: nobody can read them, and they are nobody's.
        self._has_dead_rows = person is not None and data_key is None
        if person is None or data_key is None:
            if person is not None:
                session.expunge(person)
            known = visitors.get(person_id, now)
            visitor = known.copy() if known else Visitor.begin(person_id, channel, master.new_wrapped_key(), now)
            self.person, self.conversation, self.rows = visitor.person, visitor.conversation, visitor.rows
            data_key = visitor.data_key
        else:
            self.person, self.conversation, self.rows = person, session.get(Conversation, person_id), []
        self._data_key = data_key
        self.cipher = master.unwrap(data_key)
        self.turn: int = self.person.turn + 1
        # How many of the tracker's events were loaded: the rest are this turn's.
        self.loaded_events = 0
        # The open reflections in the database, once asked for.
        self.reflections: list[ReflectionRow] | None = None
        self._stored_events: list[TrackerEvent] | None = None

    @property
    def has_agreed(self) -> bool:
        """Whether the person agreed that what they write is kept."""
        return self.person.consent_at is not None

    def add(self, row: Row) -> Row:
        """Have a row stored with this turn."""
        self.rows.append(row)
        return row

    def pending(self, kind: type[Row]) -> list[Row]:
        """The rows of a kind that are not in the database yet."""
        return [row for row in self.rows if isinstance(row, kind)]

    # What is said

    def hear(self, text: str, request_id: str | None = None) -> None:
        """Record what the person sent, as people should read it."""
        self.inbound = self._record(PERSON, Said(text), request_id)

    def say(self, said: Said) -> Said:
        """Record a message of the coach; returned with its id."""
        return replace(said, id=self._record(COACH, said).uid)

    def read(self, message: Message) -> Said:
        """The content of a message of this person."""
        return Said(**json.loads(self.cipher.open(message.sealed, message.uid.encode())), id=message.uid)

    def words(self, uid: str | None) -> str:
        """The words of a message by its uid; empty when there is none."""
        if uid is None:
            return ""
        waiting = next((m for m in self.pending(Message) if m.uid == uid), None)
        message = waiting or self.session.scalar(select(Message).where(Message.uid == uid, Message.person_id == self.person.id))
        return self.read(message).text if message else ""

    @property
    def offers(self) -> dict[str, Any]:
        """The buttons that may be pressed: key to title and payload. A title may hold the person's own words, so they are sealed."""
        sealed = self.conversation.sealed_offers
        return dict(json.loads(self.cipher.open(sealed, b"offers"))) if sealed else {}

    @offers.setter
    def offers(self, offers: dict[str, Any]) -> None:
        text = json.dumps(offers, ensure_ascii=False)
        self.conversation.sealed_offers = self.cipher.seal(text, b"offers") if offers else None

    @property
    def signpost(self) -> dict[str, Any] | None:
        """The last signpost that was shown and is not forgotten yet, as coaching wrote it; its kind says much, so it is sealed."""
        sealed = self.conversation.sealed_signpost
        return dict(json.loads(self.cipher.open(sealed, b"signpost"))) if sealed else None

    @signpost.setter
    def signpost(self, signpost: dict[str, Any] | None) -> None:
        self.conversation.sealed_signpost = self.cipher.seal(json.dumps(signpost), b"signpost") if signpost else None

    def history(self) -> list[Message]:
        """All messages so far, oldest first."""
        query = select(Message).where(Message.person_id == self.person.id).order_by(Message.id)
        stored = self.session.scalars(query).all() if self.is_stored else []
        return [*stored, *self.pending(Message)]

    def reply_to(self, request_id: str) -> list[Said] | None:
        """What was answered to a request that was taken before, or ``None``."""
        asked = self.sent_as(request_id)
        if asked is None:
            return None
        return [self.read(m) for m in self.history() if m.turn == asked.turn and m.sender == COACH]

    def sent_as(self, request_id: str) -> Message | None:
        """What the person sent under a request id."""
        waiting = next((m for m in self.pending(Message) if m.request_id == request_id), None)
        if waiting is not None or not self.is_stored:
            return waiting
        return self.session.scalar(select(Message).where(Message.person_id == self.person.id, Message.request_id == request_id))

    def correct(self, request_id: str, text: str) -> bool:
        """Put other words in the place of what was sent under a request id; whether there was such a message."""
        message = self.sent_as(request_id)
        if message is None:
            return False
        said = replace(self.read(message), text=text)
        message.sealed = self.cipher.seal(json.dumps(said.as_dict(), ensure_ascii=False), message.uid.encode())
        return True

    def behind(self, door_id: str) -> UnitOfWork | None:
        """What waits behind a door that leads to this person, on the same session, to read from; ``None`` where nothing does."""
        if self.session.get(Person, door_id) is None and self._visitors.get(door_id, self.now) is None:
            return None
        return UnitOfWork(self.session, self._visitors, self._master, door_id, self.person.channel, self.now)

    def close(self) -> None:
        """Give the session back."""
        self.session.close()

    def __enter__(self) -> UnitOfWork:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _record(self, sender: str, said: Said, request_id: str | None = None) -> Message:
        uid = new_id()
        sealed = self.cipher.seal(json.dumps(said.as_dict(), ensure_ascii=False), uid.encode())
        return self.add(
            Message(
                uid=uid,
                person_id=self.person.id,
                turn=self.turn,
                sender=sender,
                sealed=sealed,
                request_id=request_id,
                at=self.now,
            )
        )

    # The tracker

    def recent_events(self) -> list[dict[str, Any]]:
        """The tracker's events of the last turns, without text, oldest first."""
        since = self.conversation.recent_from
        waiting = [row for row in self.pending(TrackerEvent) if row.number >= since]
        query = (
            select(TrackerEvent).where(TrackerEvent.person_id == self.person.id, TrackerEvent.number >= since).order_by(TrackerEvent.number)
        )
        stored = self.session.scalars(query).all() if self.is_stored else []
        return [row.data for row in [*stored, *waiting]]

    def add_events(self, events: list[dict[str, Any]]) -> None:
        """Append events, already without text, to the tracker."""
        for data in events:
            number = self.conversation.next_event
            self.add(TrackerEvent(person_id=self.person.id, number=number, turn=self.turn, data=data))
            self.conversation.next_event = number + 1

    # The end

    def erase(self) -> None:
        """Erase the person when the turn is committed, this turn included."""
        self.erased = True

    def commit(self) -> None:
        """Make the turn happen, once.

        Raises:
            TurnOvertaken: another process changed this person since the turn began.
            SQLAlchemyError: the database refused; nothing was changed.
        """
        self.person.seen_at = self.now
        if self.erased:
            self._visitors.drop(self.person.id)
            self.session.expunge_all()
            erase(self.session, self.person.id)
            self.session.commit()
            scrub(self.session.get_bind())
            return
        self.person.turn = self.turn
        if not self.has_agreed:
            if self.session.deleted:
                # A note at their door that they have been told of; of themselves nothing is stored.
                self.session.commit()
            self._visitors.put(Visitor(self.person, self.conversation, self._data_key, self.rows), self.now)
            return
        try:
            if self._has_dead_rows:
                erase(self.session, self.person.id)
            if not self.is_stored:
                # Before the row that needs it: a commit that fails leaves a key of nobody, and never a person without a key.
                keys_of(self.session).keep((self.person.key_id, self._data_key))
            new = self.rows if self.is_stored else [self.person, self.conversation, *self.rows]
            # Rows point to each other by id alone: what is pointed to goes first.
            for table in mapper.metadata.sorted_tables:
                if rows := [row for row in new if row.__table__ is table]:
                    self.session.add_all(rows)
                    self.session.flush(rows)
            self.session.commit()
        except (StaleDataError, IntegrityError) as fault:
            self.session.rollback()
            raise TurnOvertaken from fault
        self._visitors.drop(self.person.id)


current: ContextVar[UnitOfWork] = ContextVar("unit_of_work")
