"""The stages of a reflection, in order, for a full and a short round, and for a goal.

"Something happened" walks What? So what? Now what? (Driscoll); the situation as told is the first question of either round.
"I want to get better at ..." walks Goal, Reality, Options, Will (GROW); the goal as told is its first question.
"""

from __future__ import annotations

from enum import Enum


class Stage(str, Enum):
    """What the conversation is waiting for."""

    CONSENT = "consent"
    LEVEL = "level"
    SITUATION = "situation"
    GOAL = "goal"
    LENS = "lens"
    ROUND = "round"
    OWN_PART = "own_part"
    FEELINGS = "feelings"
    BEHAVIOUR_HERE = "behaviour_here"
    BEHAVIOUR_THERE = "behaviour_there"
    OTHER_WAYS = "other_ways"
    REALITY = "reality"
    OPTIONS = "options"
    STEP = "step"
    GROW = "grow"
    TIME = "time"
    ACTIVITY = "activity"
    DATE = "date"
    DONE = "done"


class Round(str, Enum):
    """How long the person wants to take, three questions or six; or the four of somebody who came with a goal."""

    SHORT = "short"
    FULL = "full"
    GOAL = "goal"


WHAT, SO_WHAT, NOW_WHAT = "what", "so_what", "now_what"
GOAL, REALITY, OPTIONS, WILL = "goal", "reality", "options", "will"

_OPENING = (Stage.SITUATION, Stage.LENS, Stage.ROUND, Stage.OWN_PART)
_PLANNING = (Stage.GROW, Stage.TIME, Stage.ACTIVITY, Stage.DATE, Stage.DONE)
PATHS = {
    Round.FULL: (
        *_OPENING,
        Stage.FEELINGS,
        Stage.BEHAVIOUR_HERE,
        Stage.BEHAVIOUR_THERE,
        Stage.OTHER_WAYS,
        Stage.STEP,
        *_PLANNING,
    ),
    Round.SHORT: (*_OPENING, Stage.BEHAVIOUR_HERE, Stage.STEP, *_PLANNING),
    Round.GOAL: (Stage.GOAL, Stage.LENS, Stage.REALITY, Stage.OPTIONS, Stage.STEP, *_PLANNING),
}

# The six questions of the full round and the three of the short one. One's own part belongs to the first question: what happened.
_NUMBERS = {
    Round.FULL: {
        Stage.SITUATION: 1,
        Stage.OWN_PART: 1,
        Stage.FEELINGS: 2,
        Stage.BEHAVIOUR_HERE: 3,
        Stage.BEHAVIOUR_THERE: 4,
        Stage.OTHER_WAYS: 5,
        Stage.STEP: 6,
    },
    Round.SHORT: {Stage.SITUATION: 1, Stage.OWN_PART: 1, Stage.BEHAVIOUR_HERE: 2, Stage.STEP: 3},
    Round.GOAL: {Stage.GOAL: 1, Stage.REALITY: 2, Stage.OPTIONS: 3, Stage.STEP: 4},
}
_PARTS = {
    Stage.SITUATION: WHAT,
    Stage.OWN_PART: WHAT,
    Stage.FEELINGS: WHAT,
    Stage.BEHAVIOUR_HERE: SO_WHAT,
    Stage.BEHAVIOUR_THERE: SO_WHAT,
    Stage.OTHER_WAYS: NOW_WHAT,
    Stage.STEP: NOW_WHAT,
    Stage.GOAL: GOAL,
    Stage.REALITY: REALITY,
    Stage.OPTIONS: OPTIONS,
}

# Stages whose answers are the person's own thoughts, in free text.
REFLECTIVE = frozenset(_PARTS)
# Stages that are answered with a choice.
CHOICES = frozenset({Stage.CONSENT, Stage.LENS, Stage.ROUND, Stage.GROW, Stage.TIME, Stage.ACTIVITY, Stage.DATE})


def next_stage(stage: Stage, round_: Round | None, own_part_told: bool) -> Stage:
    """The stage after ``stage``; one's own part is left out of a full round when the situation told it already."""
    path = PATHS[round_ or Round.FULL]
    following = path[path.index(stage) + 1]
    if following is Stage.OWN_PART and own_part_told and round_ is Round.FULL:
        return path[path.index(stage) + 2]
    return following


def question_number(stage: Stage, round_: Round | None) -> tuple[int, int]:
    """Which question of how many a reflective stage asks."""
    numbers = _NUMBERS[round_ or Round.FULL]
    return numbers[stage], max(numbers.values())


def part_of(stage: Stage, round_: Round | None = None) -> str:
    """``what``, ``so_what`` or ``now_what``; with a goal ``goal``, ``reality``, ``options`` or ``will``."""
    return WILL if stage is Stage.STEP and round_ is Round.GOAL else _PARTS[stage]
