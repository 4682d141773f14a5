"""The lens: which element a situation is looked at through, named, then confirmed or corrected by the person."""

from __future__ import annotations

from bot.coaching.reflection import Candidate, Reflection
from bot.framework import Behaviour, Framework

# Sure enough to name one element: it is as good as certain, or likely and clearly likelier than the next. Three in four situations of the
# development set are; 95 % of those are right, and where three are offered instead, 92 % have a right one among them.
CERTAIN_SCORE = 0.85
SURE_SCORE = 0.6
SURE_MARGIN = 0.15
OFFERED_WHEN_UNSURE = 3
# Likely enough that a request is about an element which it does not name.
LIKELY_SCORE = 0.5
# How much what was said last counts when the person corrects the lens in their own words.
LATEST_WEIGHT = 0.65


def merge(before: tuple[Candidate, ...], latest: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Candidates after the person said more: both messages count, the latest one more."""
    if not before or not latest:
        return latest or before
    scores = {c.element_id: (1 - LATEST_WEIGHT) * c.score for c in before}
    for candidate in latest:
        scores[candidate.element_id] = scores.get(candidate.element_id, 0.0) + LATEST_WEIGHT * candidate.score
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    return tuple(Candidate(element, score) for element, score in ranked)


def choices(reflection: Reflection) -> tuple[Candidate, ...]:
    """The elements still open to the person, best first."""
    return tuple(c for c in reflection.candidates if c.element_id not in reflection.refused)


def is_sure(reflection: Reflection) -> bool:
    """Whether one element may be named; else two or three are offered."""
    left = choices(reflection)
    if not left or reflection.refused:
        return False
    second = left[1].score if len(left) > 1 else 0.0
    best = left[0].score
    return best >= CERTAIN_SCORE or (best >= SURE_SCORE and best - second >= SURE_MARGIN)


def offered(reflection: Reflection) -> tuple[str, ...]:
    """The ids of the elements that the lens question names: the best and one more when sure, else the best three."""
    left = choices(reflection)
    return tuple(c.element_id for c in left[: 2 if is_sure(reflection) else OFFERED_WHEN_UNSURE])


def behaviours_for(reflection: Reflection, framework: Framework, element_id: str, level_id: str) -> tuple[str, ...]:
    """The behaviours of an element at a level, those nearest to the situation first."""
    of_cell = [b.id for b in framework.behaviours_for(element_id, level_id)]
    near = [id_ for id_ in reflection.behaviour_ranking if id_ in of_cell]
    return tuple(near + [id_ for id_ in of_cell if id_ not in near])


def with_behaviours_of(framework: Framework, behaviour: Behaviour) -> tuple[str, ...]:
    """A behaviour and the next one of its element and level: what a conversation about it is tied to."""
    others = [b.id for b in framework.behaviours_for(behaviour.element_id, behaviour.level_id) if b.id != behaviour.id]
    return (behaviour.id, *others[:1])
