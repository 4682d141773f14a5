"""A reflection begun under another edition, or under content that has changed since: what it means now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.coaching.reflection import Reflection
from bot.coaching.stages import Stage
from bot.framework import Framework

_NEEDS_AN_ELEMENT = frozenset(Stage) - {Stage.CONSENT, Stage.LEVEL, Stage.SITUATION, Stage.GOAL, Stage.LENS, Stage.DONE}


def carried_on(reflection: Reflection, framework: Framework) -> Reflection:
    """The reflection with every id as this framework calls it; what nothing here answers to is left out.

    Where the element itself is gone, the reflection goes back to the lens: the person says again what it is about, and keeps what was said.
    """
    candidates = tuple(
        replace(candidate, element_id=element.id)
        for candidate in reflection.candidates
        if (element := framework.carried_element(candidate.element_id)) is not None
    )
    element = framework.carried_element(reflection.element_id) if reflection.element_id else None
    grown = framework.carried_behaviour(reflection.grow) if reflection.grow else None
    carried = replace(
        reflection,
        candidates=candidates,
        behaviour_ranking=_behaviours(reflection.behaviour_ranking, framework),
        behaviours=_behaviours(reflection.behaviours, framework),
        element_id=element.id if element else None,
        grow=grown.id if grown else None,
        table=tuple(id_ for id_ in reflection.table if id_ in framework.activities),
        activity_id=reflection.activity_id if reflection.activity_id in framework.activities else None,
    )
    if reflection.stage not in _NEEDS_AN_ELEMENT or reflection == carried:
        return carried
    if element is None and (reflection.element_id or reflection.behaviours):
        return carried.at(Stage.LENS, behaviours=())
    if len(carried.behaviours) < len(reflection.behaviours) and element is not None:
        return replace(carried, behaviours=_filled_up(carried, len(reflection.behaviours), framework))
    return carried


def _behaviours(ids: Iterable[str], framework: Framework) -> tuple[str, ...]:
    found = [framework.carried_behaviour(id_) for id_ in ids]
    return tuple(dict.fromkeys(behaviour.id for behaviour in found if behaviour is not None))


def _filled_up(reflection: Reflection, wanted: int, framework: Framework) -> tuple[str, ...]:
    """Behaviours of the element in place of those that are gone, at the level of those that are left."""
    level_ids = [framework.behaviour(id_).level_id for id_ in reflection.behaviours] or list(framework.levels)
    spare = [b.id for level_id in dict.fromkeys(level_ids) for b in framework.behaviours_for(reflection.element_id or "", level_id)]
    return tuple(dict.fromkeys([*reflection.behaviours, *spare]))[:wanted]
