"""The picture of where a person stands, as a card, from what is stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.clock import local_day
from bot.coaching.assessment import Assessment
from bot.coaching.profile import ElementStanding, Moved, Profile, Rated, profile
from bot.coaching.scale import SCALE
from bot.framework import Framework
from bot.reports.words import labels, words
from bot.store.assessments import Assessments
from bot.store.models import ReflectionRow
from bot.store.plan import DONE, Plan
from bot.store.unit_of_work import UnitOfWork

DEFAULT_LEVEL = "front_line_worker"
# "Done it" is no evidence of anything.
EVIDENCE_WORDS = 4


def profile_of(framework: Framework, work: UnitOfWork) -> Profile:
    """What ``coaching`` makes of all that the person has answered, at the level that they have now."""
    kept = Assessments(work)
    rated = [Rated(row.behaviour_id, row.value, local_day(row.at)) for row in kept.ratings()]
    latest = kept.latest()
    named = Assessment.from_json(latest.state).named if latest is not None else ()
    return profile(framework, _level(work), rated, named, _reflected(framework, work), _evidence(framework, work))


def profile_card(framework: Framework, work: UnitOfWork) -> dict[str, Any]:
    """The card ``profile``: what an element is called in words stands beside each value, so that nothing hangs on a colour."""
    found, evidence = profile_of(framework, work), _evidence(framework, work)
    by_element = {standing.element_id: standing for standing in found.elements}
    level = framework.level(found.level_id)
    return {
        "kind": "profile",
        "edition": framework.edition.title,
        "level": level.id,
        "level_name": level.name,
        "as_of": local_day(work.now).isoformat(),
        "dimensions": [
            {
                "id": dimension.id,
                "name": dimension.name,
                "elements": [_element(framework, found.level_id, by_element[id_]) for id_ in dimension.element_ids],
            }
            for dimension in framework.dimensions.values()
        ],
        "strengths": [
            {**_named(framework, element_id), "text": framework.behaviour(behaviour_id).text, "evidence": evidence.get(behaviour_id)}
            for element_id, behaviour_id in found.strengths
        ],
        "growth": [
            {
                **_named(framework, place.element_id),
                "text": framework.behaviour(place.behaviour_id).text,
                "reason": words()["reason"][place.reason],
            }
            for place in found.growth
        ],
    }


def _element(framework: Framework, level_id: str, standing: ElementStanding) -> dict[str, Any]:
    if standing.value is not None:
        label = labels()[SCALE[standing.value]]
    elif standing.asked:
        label = labels()["not_mine"]
    else:
        label = words()["unknown" if framework.behaviours_for(standing.element_id, level_id) else "not_asked"]
    return {
        "id": standing.element_id,
        "name": framework.element(standing.element_id).name,
        "value": standing.value,
        "label": label,
        "answered": standing.answered,
        "asked": standing.asked,
        "confidence": standing.confidence,
        "moved": moved_in_words(standing.moved),
    }


def moved_in_words(moved: Moved | None) -> str | None:
    """A change as people read it; a small one is called small."""
    if moved is None:
        return None
    key = moved.way if moved.size is None else f"{moved.way}_{moved.size}"
    return str(words()["moved"][key]).format(day=f"{moved.since.day} {moved.since:%B %Y}")


def _named(framework: Framework, element_id: str) -> dict[str, str]:
    return {"element": element_id, "element_name": framework.element(element_id).name}


def _level(work: UnitOfWork) -> str:
    return work.person.level_id or DEFAULT_LEVEL


def _reflected(framework: Framework, work: UnitOfWork) -> set[str]:
    """The elements that the person's reflections were about."""
    if not work.is_stored:
        return set()
    found = work.session.scalars(select(ReflectionRow.element_id).where(ReflectionRow.person_id == work.person.id)).all()
    carried = (framework.carried_element(id_) for id_ in found if id_)
    return {element.id for element in carried if element is not None}


def _evidence(framework: Framework, work: UnitOfWork) -> dict[str, str]:
    """The person's own words about a behaviour: their latest example, else what they said when a step for it was done."""
    told = [(item.behaviour_id, item.evidence_uid) for item in Plan(work).items() if item.status == DONE and item.evidence_uid]
    told += [(row.behaviour_id, row.message_uid) for row in Assessments(work).examples()]
    found: dict[str, str] = {}
    for behaviour_id, uid in told:
        behaviour = framework.carried_behaviour(behaviour_id or "")
        text = work.words(uid)
        if behaviour is not None and len(text.split()) >= EVIDENCE_WORDS:
            found[behaviour.id] = text
    return found
