"""The self-assessments of the person whose turn it is: opened, moved on, left and taken up again, with the answers and examples."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select

from bot.store.models import AssessmentRow, Example, Rating, Row
from bot.store.reflections import DONE, OPEN, PAUSED
from bot.store.unit_of_work import UnitOfWork, new_id

Kept = TypeVar("Kept", bound=Row)


class Assessments:
    """Self-assessments of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        """Work within this unit of work."""
        self._work = work

    def all(self) -> list[AssessmentRow]:
        """Every round, oldest first."""
        return sorted(self._of(AssessmentRow), key=lambda row: row.started_at)

    def latest(self) -> AssessmentRow | None:
        """The last round that was begun, however it stands."""
        return next(reversed(self.all()), None)

    def open(self) -> AssessmentRow | None:
        """The round that is being talked about now: its question is the pending one."""
        return next((row for row in self.all() if row.status == OPEN), None)

    def begin(self, state: dict[str, Any], framework: str) -> AssessmentRow:
        """Open a new round; one that was open or left ends, with its answers kept."""
        for row in self.all():
            if row.status in (OPEN, PAUSED):
                self.end(row, DONE)
        return self._work.add(
            AssessmentRow(
                id=new_id(),
                person_id=self._work.person.id,
                status=OPEN,
                level_id=self._work.person.level_id,
                state=state,
                framework=framework,
                started_at=self._work.now,
                changed_at=self._work.now,
            )
        )

    def move(self, row: AssessmentRow, state: dict[str, Any]) -> None:
        """Keep where a round stands now; its question is the pending one."""
        row.state, row.level_id = state, self._work.person.level_id
        row.status, row.changed_at = OPEN, self._work.now

    def end(self, row: AssessmentRow, status: str) -> None:
        """Leave (``PAUSED``) or finish (``DONE``) a round."""
        row.status, row.changed_at = status, self._work.now

    def ratings(self) -> list[Rating]:
        """All answers about behaviours, of every round and of finished steps, oldest first."""
        return sorted(self._of(Rating), key=lambda row: row.at)

    def keep_example(self, behaviour_id: str) -> None:
        """This turn's message is an example of a behaviour."""
        if self._work.inbound is not None:
            self._work.add(
                Example(
                    id=new_id(),
                    person_id=self._work.person.id,
                    behaviour_id=behaviour_id,
                    message_uid=self._work.inbound.uid,
                    at=self._work.now,
                )
            )

    def examples(self) -> list[Example]:
        """The examples that were told, oldest first."""
        return sorted(self._of(Example), key=lambda row: row.at)

    def _of(self, kind: type[Kept]) -> list[Kept]:
        query = select(kind).where(kind.__table__.c.person_id == self._work.person.id)
        stored = self._work.session.scalars(query).all() if self._work.is_stored else []
        return [*stored, *self._work.pending(kind)]
