"""The development plan of the person whose turn it is, and how they say that behaviours go."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from bot.store.models import PlanItem, Rating
from bot.store.unit_of_work import UnitOfWork, new_id

OPEN, DONE = "open", "done"


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
    ) -> PlanItem:
        """Put an item on the plan: an activity of the framework or the person's own step, with its date."""
        return self._work.add(
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

    def finish(self, item: PlanItem, evidence_uid: str | None = None) -> None:
        """Mark an item as done, now."""
        item.status, item.done_at, item.evidence_uid = DONE, self._work.now, evidence_uid

    def rate(self, behaviour_id: str, value: str) -> None:
        """Keep how the person says that a behaviour goes in practice."""
        self._work.add(
            Rating(
                id=new_id(),
                person_id=self._work.person.id,
                behaviour_id=behaviour_id,
                value=value,
                at=self._work.now,
            )
        )
