"""Follow-ups of the person whose turn it is, and which are due for anybody."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, not_, select
from sqlalchemy.orm import Session

from bot.clock import asking_time, local_day
from bot.store.models import FollowUp, Person, PlanItem, TelegramChat
from bot.store.unit_of_work import UnitOfWork, new_id

# SQLAlchemy's mapping gives columns where the type checker sees values.
CHATS: Any = TelegramChat
WAITING, ASKED, OVER = "waiting", "asked", "over"


class DueFollowUp(NamedTuple):
    """A follow-up that is due, and whose it is."""

    id: str
    person_id: str
    channel: str
    due_at: datetime


class FollowUps:
    """The follow-ups of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        """Work within this unit of work."""
        self._work = work

    def all(self) -> list[FollowUp]:
        """Every one, by when it is due."""
        query = select(FollowUp).where(FollowUp.person_id == self._work.person.id)
        stored = self._work.session.scalars(query).all() if self._work.is_stored else []
        return sorted([*stored, *self._work.pending(FollowUp)], key=lambda f: (f.due_at, f.id))

    def of(self, item: PlanItem) -> list[FollowUp]:
        """Those of a step that are not over."""
        return [f for f in self.all() if f.item_id == item.id and f.status != OVER]

    def schedule(self, item: PlanItem, at: time | None = None) -> None:
        """Come back to a step on its day, at the time that the person named; not at all where it has no day, or they want no reminders."""
        self.end(item)
        if item.due is not None and self._work.conversation.follow_ups_stopped_at is None:
            due_at = asking_time(item.due, self._work.now, at)
            self._work.add(FollowUp(id=new_id(), person_id=self._work.person.id, item_id=item.id, status=WAITING, due_at=due_at))

    def end(self, item: PlanItem) -> None:
        """Don't come back to a step by ourselves any more; a talk about it that has begun goes on."""
        for follow_up in self.of(item):
            if follow_up.status == WAITING:
                follow_up.status = OVER

    def move_to(self, item: PlanItem, stage: str) -> None:
        """How far the talk about a step has come."""
        for follow_up in self.of(item):
            if follow_up.status == ASKED:
                follow_up.stage = stage

    def answered(self, item: PlanItem) -> None:
        """The talk about a step is over; one that was put off meanwhile still waits."""
        for follow_up in self.of(item):
            if follow_up.status == ASKED:
                follow_up.status, follow_up.stage = OVER, None

    def pending_talk(self, within: timedelta) -> FollowUp | None:
        """The one that was asked last and not answered yet, if that is not longer ago; not one whose step was ended elsewhere."""
        asked = [f for f in self.all() if f.status == ASKED and f.asked_at is not None and self._work.now - f.asked_at <= within]
        if not asked:
            return None
        item = self._work.session.get(PlanItem, asked[-1].item_id)
        return asked[-1] if item is not None and (item.status == "open" or asked[-1].begun) else None

    def stop(self) -> int:
        """No reminders from now on; how many were waiting."""
        self._work.conversation.follow_ups_stopped_at = self._work.now
        waiting = [f for f in self.all() if f.status == WAITING]
        for follow_up in waiting:
            follow_up.status = OVER
        return len(waiting)

    def allow(self) -> None:
        """Reminders again."""
        self._work.conversation.follow_ups_stopped_at = None

    def begin(self, follow_up_id: str) -> FollowUp | None:
        """Mark a follow-up as asked in this turn, once: ``None`` when it is not waiting any more, or its step is not open.

        Others of the person that are due by now wait for the next days: nobody gets them all at once.
        """
        follow_up = next((f for f in self.all() if f.id == follow_up_id), None)
        if follow_up is None or follow_up.status != WAITING:
            return None
        later = [f for f in self.all() if f.status == WAITING and f.id != follow_up_id and f.due_at <= self._work.now]
        for number, other in enumerate(later, 1):
            other.due_at = asking_time(local_day(self._work.now) + timedelta(days=number), self._work.now)
        follow_up.status, follow_up.asked_at = ASKED, self._work.now
        return follow_up


def due_follow_ups(
    session: Session, now: datetime, idle_since: datetime, most: int, not_before: datetime | None = None
) -> list[DueFollowUp]:
    """One follow-up of each person who has some due and was not here since ``idle_since``: the longest due first.

    None that fell due before ``not_before``. What is due for somebody who blocked us on Telegram waits until they come back.
    """
    blocked = and_(Person.channel == "telegram", CHATS.blocked_at.is_not(None))
    query = (
        select(FollowUp.id, FollowUp.person_id, Person.channel, FollowUp.due_at)
        .join(Person, Person.id == FollowUp.person_id)
        .outerjoin(TelegramChat, CHATS.person_id == Person.id)
        .where(FollowUp.status == WAITING, FollowUp.due_at <= now, Person.seen_at <= idle_since, not_(blocked) | CHATS.person_id.is_(None))
        .order_by(FollowUp.due_at, FollowUp.id)
        .limit(most)
    )
    if not_before is not None:
        query = query.where(FollowUp.due_at >= not_before)
    first: dict[str, DueFollowUp] = {}
    for row in session.execute(query):
        first.setdefault(row.person_id, DueFollowUp(row.id, row.person_id, row.channel, row.due_at))
    return list(first.values())
