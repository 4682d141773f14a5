"""The reflections of the person whose turn it is: opened, moved on, ended, with their answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.store.models import Answer, ReflectionRow
from bot.store.unit_of_work import UnitOfWork, new_id

OPEN, PAUSED, DONE, STOPPED = "open", "paused", "done", "stopped"


class Reflections:
    """Reflections of one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        """Work within this unit of work."""
        self._work = work

    def current(self) -> ReflectionRow | None:
        """The reflection that is open or paused, if any."""
        waiting = [r for r in self._work.pending(ReflectionRow) if r.status in (OPEN, PAUSED)]
        if waiting or not self._work.is_stored:
            return waiting[-1] if waiting else None
        columns = ReflectionRow.__table__.c
        query = (
            select(ReflectionRow)
            .where(columns.person_id == self._work.person.id, columns.status.in_((OPEN, PAUSED)))
            .order_by(columns.started_at.desc())
        )
        if self._work.reflections is None:
            self._work.reflections = self._work.session.scalars(query).all()
        # A reflection that this turn has just ended is still open in the database: look at the object, not at the row.
        return next((r for r in self._work.reflections if r.status in (OPEN, PAUSED)), None)

    def begin(self, state: dict[str, Any], framework: str) -> ReflectionRow:
        """Open a new reflection; one that was open or paused ends as stopped, with what was said kept."""
        if (before := self.current()) is not None:
            self.end(before, STOPPED)
        return self._work.add(
            ReflectionRow(
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

    def keep_own_step(self, row: ReflectionRow) -> None:
        """Note that this turn's message is the step that the person set themselves."""
        if self._work.inbound is not None:
            row.own_step_uid = self._work.inbound.uid

    def move(self, row: ReflectionRow, state: dict[str, Any], element_id: str | None) -> None:
        """Keep where a reflection stands now."""
        row.state, row.element_id, row.level_id = state, element_id, self._work.person.level_id
        row.status, row.changed_at = OPEN, self._work.now

    def end(self, row: ReflectionRow, status: str) -> None:
        """Pause, finish or stop a reflection."""
        row.status, row.changed_at = status, self._work.now

    def keep_answer(self, row: ReflectionRow, stage: str, behaviour_id: str | None) -> None:
        """Note that this turn's message answers the reflection's question."""
        if self._work.inbound is None:
            return
        self._work.add(
            Answer(
                id=new_id(),
                person_id=self._work.person.id,
                reflection_id=row.id,
                message_uid=self._work.inbound.uid,
                stage=stage,
                behaviour_id=behaviour_id,
                at=self._work.now,
            )
        )

    def answers(self, row: ReflectionRow) -> list[Answer]:
        """The answers of a reflection, oldest first."""
        query = select(Answer).where(Answer.reflection_id == row.id).order_by(Answer.at)
        stored = self._work.session.scalars(query).all() if self._work.is_stored else []
        return [*stored, *(a for a in self._work.pending(Answer) if a.reflection_id == row.id)]
