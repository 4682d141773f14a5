"""Conversations of people who have not agreed to anything yet: in memory only, for a limited time, and never more than so many."""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.store.models import Conversation, Message, Person, Row

KEY_ID_BYTES = 16
AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass
class Visitor:
    """The rows that would be stored, had the person agreed: none of them belongs to a database session."""

    person: Person
    conversation: Conversation
    # Wrapped, as the key store takes it once they agree.
    data_key: bytes
    rows: list[Any] = field(default_factory=list)

    @classmethod
    def begin(cls, person_id: str, channel: str, data_key: bytes, now: datetime) -> Visitor:
        """A visitor who has said nothing yet."""
        person = Person(id=person_id, channel=channel, key_id=os.urandom(KEY_ID_BYTES), created_at=now, seen_at=now, turn=0)
        conversation = Conversation(person_id=person_id, slots={}, recent_from=0, next_event=0)
        return cls(person, conversation, data_key)

    def copy(self) -> Visitor:
        """Rows of the same content: a turn that fails must leave the visitor as it was."""
        return Visitor(_copy(self.person), _copy(self.conversation), self.data_key, [_copy(row) for row in self.rows])

    def messages(self) -> list[Message]:
        """What was said so far, oldest first."""
        return [row for row in self.rows if isinstance(row, Message)]


class Visitors:
    """All visitors of this process; the longest silent one makes room when there are too many."""

    def __init__(self, life: timedelta, most: int) -> None:
        """Keep each visitor for ``life`` after the last message, and ``most`` of them at once."""
        self._life = life
        self._most = most
        self._visitors: OrderedDict[str, Visitor] = OrderedDict()

    def get(self, person_id: str, now: datetime) -> Visitor | None:
        """The visitor, unless gone."""
        self._forget_old(now)
        return self._visitors.get(person_id)

    def put(self, visitor: Visitor, now: datetime) -> None:
        """Keep a visitor as of now."""
        self._visitors[visitor.person.id] = visitor
        self._visitors.move_to_end(visitor.person.id)
        self._forget_old(now)

    def drop(self, person_id: str) -> None:
        """Forget a visitor."""
        self._visitors.pop(person_id, None)

    def _forget_old(self, now: datetime) -> None:
        while self._visitors:
            person_id, oldest = next(iter(self._visitors.items()))
            if len(self._visitors) <= self._most and now - oldest.person.seen_at <= self._life:
                return
            del self._visitors[person_id]


def _copy(row: AnyRow) -> AnyRow:
    return type(row)(**{column.key: getattr(row, column.key) for column in row.__table__.columns})
