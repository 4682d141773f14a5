"""Where a person stands: a picture of seven dimensions by four elements, made from what they said about single behaviours.

An element's answer is the lower middle of its behaviours' latest answers, so that one good answer does not paint over a weak one, and the
value is always one that the person gave. Few answers are called few; small changes are called small; nothing is added up across elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.coaching.scale import NOT_MINE, OTHERS_SAY, SOMETIMES, USUALLY, place
from bot.framework import Framework

FEW, ENOUGH = "few", "enough"
# From this many answers an element's picture stands on more than one behaviour.
ENOUGH_ANSWERS = 2
# Answers that are nearer together in time than this say more about the day than about a change.
MOVED_AFTER_DAYS = 14
STRENGTHS, PLACES = 3, 3
# One place is no choice: it is filled up with what is lowest after it.
FEWEST_PLACES = 2
UP, DOWN, SAME = "up", "down", "same"
SMALL, CLEAR = "small", "clear"
# From this many steps of the scale, on average over the behaviours that were rated twice, a change is clear.
CLEAR_STEPS = 1.0
CLEAR_BEHAVIOURS = 2
WIDE_SPREAD = 2


@dataclass(frozen=True)
class Rated:
    """One answer about one behaviour on one day."""

    behaviour_id: str
    value: str
    day: date


@dataclass(frozen=True)
class Moved:
    """What changed since an earlier answer: which way, how much, and since when; ``size`` is ``None`` where nothing did."""

    way: str
    size: str | None
    since: date


@dataclass(frozen=True)
class ElementStanding:
    """Where one element stands. ``value`` is a place on the scale from 0, or ``None`` where nothing is known.

    ``answered`` counts the behaviours with an answer on the scale, ``asked`` those and the ones that are not part of the role.
    """

    element_id: str
    value: int | None
    answered: int
    asked: int
    confidence: str | None
    moved: Moved | None
    # The behaviours with an answer, the lowest first, with their places.
    behaviours: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Place:
    """A place to grow: a behaviour, and why it is offered (``named``, ``low``, ``uneven``, ``reflected`` or ``next``)."""

    element_id: str
    behaviour_id: str
    reason: str


@dataclass(frozen=True)
class Profile:
    """All elements in the framework's order, what stands out as a strength, and two or three places to grow."""

    level_id: str
    elements: tuple[ElementStanding, ...]
    strengths: tuple[tuple[str, str], ...]
    growth: tuple[Place, ...]

    @property
    def answered(self) -> int:
        """How many behaviours have an answer."""
        return sum(standing.answered for standing in self.elements)


def profile(
    framework: Framework,
    level_id: str,
    ratings: Iterable[Rated],
    named: Iterable[str] = (),
    reflected: Iterable[str] = (),
    evidenced: Iterable[str] = (),
) -> Profile:
    """The picture at a level.

    Args:
        framework: What the answers are about; an answer about a behaviour that it no longer has is left out, and a renamed one carried on.
        level_id: Answers about behaviours of other levels stay kept, and are not part of this picture.
        ratings: All answers ever given, oldest first.
        named: Elements that the person named as hard for them.
        reflected: Elements that their reflections were about.
        evidenced: Behaviours of which they told an example.
    """
    history: dict[str, list[Rated]] = {}
    for rated in ratings:
        behaviour = framework.carried_behaviour(rated.behaviour_id)
        if behaviour is not None and behaviour.level_id == level_id:
            history.setdefault(behaviour.id, []).append(rated)
    standings = tuple(_standing(framework, element_id, level_id, history) for element_id in framework.elements)
    growth = _growth(standings, set(named), set(reflected))
    taken = {place_.element_id for place_ in growth}
    strengths = _strengths([s for s in standings if s.element_id not in taken], set(evidenced))
    return Profile(level_id, standings, strengths, growth)


def _standing(framework: Framework, element_id: str, level_id: str, history: Mapping[str, list[Rated]]) -> ElementStanding:
    ids = [b.id for b in framework.behaviours_for(element_id, level_id) if b.id in history]
    latest = [(id_, place(history[id_][-1].value)) for id_ in ids]
    answered = sorted(((id_, at) for id_, at in latest if at is not None), key=lambda pair: pair[1])
    value = answered[(len(answered) - 1) // 2][1] if answered else None
    confidence = None if not answered else ENOUGH if len(answered) >= ENOUGH_ANSWERS else FEW
    return ElementStanding(
        element_id, value, len(answered), len(latest), confidence, _moved([history[id_] for id_ in ids]), tuple(answered)
    )


def _moved(histories: Iterable[list[Rated]]) -> Moved | None:
    """The change over the behaviours that were rated before, at least two weeks apart; each against its answer before the last sitting."""
    steps: list[int] = []
    since: list[date] = []
    for of_behaviour in histories:
        on_scale = [(r.day, at) for r in of_behaviour if (at := place(r.value)) is not None]
        if not on_scale or of_behaviour[-1].value == NOT_MINE:
            continue
        day, now = on_scale[-1]
        before = [pair for pair in on_scale if (day - pair[0]).days >= MOVED_AFTER_DAYS]
        if before:
            steps.append(now - before[-1][1])
            since.append(before[-1][0])
    if not steps:
        return None
    mean = sum(steps) / len(steps)
    if mean == 0:
        return Moved(SAME, None, min(since))
    is_clear = abs(mean) >= CLEAR_STEPS and len(steps) >= CLEAR_BEHAVIOURS
    return Moved(UP if mean > 0 else DOWN, CLEAR if is_clear else SMALL, min(since))


def _growth(standings: Iterable[ElementStanding], named: set[str], reflected: set[str]) -> tuple[Place, ...]:
    """Two or three places: what the person named, then what is low for them, then what is uneven, then what they talked about."""
    answered = [s for s in standings if s.value is not None]
    values = {s.value for s in answered}
    found: list[tuple[tuple[int, int], Place]] = []
    for s in answered:
        lowest_id, lowest = s.behaviours[0]
        spread = s.behaviours[-1][1] - lowest
        if s.element_id in named and lowest <= USUALLY:
            reason, rank = "named", 0
        elif s.value is not None and s.value <= SOMETIMES and len(values) > 1:
            reason, rank = "low", 1
        elif spread >= WIDE_SPREAD:
            reason, rank = "uneven", 2
        elif s.element_id in reflected and lowest <= USUALLY:
            reason, rank = "reflected", 3
        else:
            continue
        # Of two that are as low, the one that they also talked about comes first.
        found.append(((rank, lowest * 2 - (s.element_id in reflected)), Place(s.element_id, lowest_id, reason)))
    found.sort(key=lambda pair: pair[0])
    places = [place_ for _, place_ in found[:PLACES]]
    if 0 < len(places) < FEWEST_PLACES:
        taken = {place_.element_id for place_ in places}
        # Among what is as high as it gets here, none is next.
        rest = [
            s for s in answered if s.element_id not in taken and s.value is not None and s.value < max(v for v in values if v is not None)
        ]
        rest.sort(key=lambda s: s.behaviours[0][1])
        places += [Place(s.element_id, s.behaviours[0][0], "next") for s in rest[: FEWEST_PLACES - len(places)]]
    return tuple(places)


def _strengths(standings: Iterable[ElementStanding], evidenced: set[str]) -> tuple[tuple[str, str], ...]:
    """Up to three elements, as (element, its strongest behaviour): what others would say too, then what usually goes well."""
    found: list[tuple[tuple[int, bool, int], str, str]] = []
    for s in standings:
        if s.value is None or s.value < USUALLY or (s.confidence != ENOUGH and s.value < OTHERS_SAY):
            continue
        best_id, best = max(s.behaviours, key=lambda pair: (pair[1], pair[0] in evidenced))
        found.append(((-s.value, best_id not in evidenced, -best), s.element_id, best_id))
    found.sort(key=lambda entry: entry[0])
    return tuple((element_id, behaviour_id) for _, element_id, behaviour_id in found[:STRENGTHS])
