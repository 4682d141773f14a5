"""Between a reflection's state in coaching and its row in the store."""

from __future__ import annotations

from bot.actions.turn import framework
from bot.coaching.carrying_on import carried_on
from bot.coaching.reflection import Reflection
from bot.coaching.stages import Stage
from bot.store.models import ReflectionRow
from bot.store.reflections import Reflections
from bot.store.unit_of_work import UnitOfWork


def first_stage(work: UnitOfWork) -> Stage:
    """Where a new reflection of this person begins: with what is not known yet."""
    if not work.has_agreed:
        return Stage.CONSENT
    return Stage.LEVEL if work.person.level_id is None else Stage.SITUATION


def begin(work: UnitOfWork, reflection: Reflection | None = None) -> ReflectionRow:
    """Open a reflection of the person whose turn it is."""
    edition = framework().edition
    state = reflection or Reflection(stage=first_stage(work))
    return Reflections(work).begin(state.to_json(), f"{edition.id} {edition.version}")


def state_of(row: ReflectionRow) -> Reflection:
    """Where a reflection stands, in the words of the framework as it is now."""
    return carried_on(Reflection.from_json(row.state), framework())


def move(work: UnitOfWork, row: ReflectionRow, reflection: Reflection) -> None:
    """Keep where a reflection stands now."""
    Reflections(work).move(row, reflection.to_json(), reflection.element_id)
