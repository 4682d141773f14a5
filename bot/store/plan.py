"""The development plan of the person whose turn it is, and how they say that behaviours go."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import select

from bot.clock import local_day
from bot.store.follow_ups import FollowUps
from bot.store.models import PlanItem, PlanNote, Rating
from bot.store.unit_of_work import UnitOfWork, new_id

OPEN, DONE, DROPPED = "open", "done", "dropped"
PROGRESS, CHANGED, POSTPONED, REOPENED = "progress", "changed", "postponed", "reopened"


class Plan:
    """The plan of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        """Work within this unit of work."""
        self._work = work

    def items(self) -> list[PlanItem]:
        """All items, oldest first."""
        query = select(PlanItem).where(PlanItem.person_id == self._work.person.id).order_by(PlanItem.created_at)
        stored = self._work.session.scalars(query).all() if self._work.is_stored else []
        return [*stored, *self._work.pending(PlanItem)]

    def open_items(self) -> list[PlanItem]:
        """The items still to do, oldest first."""
        return [item for item in self.items() if item.status == OPEN]

    def add(
        self,
        due: date | None,
        behaviour_id: str | None,
        activity_id: str | None,
        own_step_uid: str | None,
        reflection_id: str | None,
        at: time | None = None,
    ) -> PlanItem:
        """Put an item on the plan: an activity of the framework or the person's own step, with its date; the coach asks at ``at``."""
        item = self._work.add(
            PlanItem(
                id=new_id(),
                person_id=self._work.person.id,
                reflection_id=reflection_id,
                behaviour_id=behaviour_id,
                activity_id=activity_id,
                own_step_uid=own_step_uid,
                due=due,
                status=OPEN,
                created_at=self._work.now,
            )
        )
        FollowUps(self._work).schedule(item, at)
        return item

    def finish(self, item: PlanItem, evidence_uid: str | None = None) -> None:
        """Mark an item as done, now."""
        item.status, item.done_at, item.evidence_uid = DONE, self._work.now, evidence_uid
        self._note(item, DONE, evidence_uid)
        FollowUps(self._work).end(item)

    def item(self, item_id: str | None) -> PlanItem | None:
        """The person's item of that id, or ``None``."""
        return next((item for item in self.items() if item.id == item_id), None)

    def postpone(self, item: PlanItem, due: date | None, at: time | None = None) -> None:
        """Give an item another day, or none; the coach comes back to it then, at a time that was named."""
        item.due = due
        self._note(item, POSTPONED, None, due)
        FollowUps(self._work).schedule(item, at)

    def reword(self, item: PlanItem) -> None:
        """This turn's message is how the step reads from now on."""
        if self._work.inbound is not None:
            item.own_step_uid, item.activity_id = self._work.inbound.uid, None
            self._note(item, CHANGED, self._work.inbound.uid)

    def progress(self, item: PlanItem) -> None:
        """This turn's message says how the step goes."""
        if self._work.inbound is not None:
            self._note(item, PROGRESS, self._work.inbound.uid)

    def drop(self, item: PlanItem) -> None:
        """Take an open item off the plan; it stays kept."""
        item.status = DROPPED
        self._note(item, DROPPED)
        FollowUps(self._work).end(item)

    def reopen(self, item: PlanItem) -> None:
        """Put an item back on the plan."""
        item.status, item.done_at = OPEN, None
        self._note(item, REOPENED)
        if item.due is not None and item.due >= local_day(self._work.now):
            FollowUps(self._work).schedule(item)

    def notes(self) -> list[PlanNote]:
        """What happened to the items, oldest first."""
        query = select(PlanNote).where(PlanNote.person_id == self._work.person.id).order_by(PlanNote.at)
        stored = self._work.session.scalars(query).all() if self._work.is_stored else []
        return [*stored, *self._work.pending(PlanNote)]

    def _note(self, item: PlanItem, kind: str, message_uid: str | None = None, due: date | None = None) -> None:
        self._work.add(
            PlanNote(
                id=new_id(),
                person_id=self._work.person.id,
                item_id=item.id,
                kind=kind,
                message_uid=message_uid,
                due=due,
                at=self._work.now,
            )
        )

    def rate(self, behaviour_id: str, value: str, assessment_id: str | None = None) -> None:
        """Keep how the person says that a behaviour goes in practice; within a self-assessment, its id."""
        self._work.add(
            Rating(
                id=new_id(),
                person_id=self._work.person.id,
                behaviour_id=behaviour_id,
                value=value,
                at=self._work.now,
                assessment_id=assessment_id,
            )
        )
