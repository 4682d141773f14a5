""" "I want to get better at ...": told apart from what happened, and walked as goal, reality, options, will."""

from __future__ import annotations

from datetime import date

import pytest

from bot.coaching.conversation import Circumstances, Taken, is_goal, take
from bot.coaching.listening import is_vague_goal, names_a_goal
from bot.coaching.questions import ask
from bot.coaching.reflection import Candidate, Heard, Reflection
from bot.coaching.stages import Round, Stage, part_of, question_number
from bot.framework import Framework

ELEMENT = "managing_services.managing_people"


@pytest.mark.parametrize(
    ("text", "is_one", "is_vague"),
    [
        ("I want to get better at giving feedback", True, False),
        ("i'd like to be better with difficult families", True, False),
        ("need to improve how I run handover", True, False),
        ("I want to work on my confidence", True, False),
        ("get better at delegating", True, False),
        ("I want to get better at something", True, True),
        ("I want to get better at my job", True, True),
        ("Id like to get better at my job, where do we start", True, True),
        ("She is getting better at it, she told me", False, False),
        ("we have a new rota and it works better", False, False),
        ("I want to go home", False, False),
    ],
)
def test_a_goal_is_told_apart(text: str, is_one: bool, is_vague: bool) -> None:
    assert (names_a_goal(text), is_vague_goal(text)) == (is_one, is_vague)


def test_a_long_story_with_a_wish_in_it_stays_a_story() -> None:
    story = (
        "yesterday the lift broke and "
        + "we carried everybody down the stairs one by one while the phone rang " * 2
        + "and I want to get better at it"
    )
    assert names_a_goal(story) and not is_goal(Heard(story))


def here(framework: Framework) -> Circumstances:
    return Circumstances(framework, True, "operational_leader", date(2026, 11, 23))


def test_the_four_questions(framework: Framework) -> None:
    found = (Candidate(ELEMENT, 0.8),)
    said = Heard("I want to get better at giving feedback", "start_reflection", 0.9, candidates=found)
    taken = take(Reflection(stage=Stage.SITUATION), said, here(framework))
    assert taken.reflection.round is Round.GOAL and taken.reflection.stage is Stage.LENS and taken.keep_as is Stage.GOAL
    taken = take(taken.reflection, Heard("", "share_answer", 1.0, "lens:yes"), here(framework))
    stages, numbers, asked = [], [], []
    answers = (
        "I left it for three weeks and then it all came out",
        "I could sit in on one of hers",
        "On friday I will tell one senior one thing",
    )
    for answer in answers:
        line = ask(taken.reflection, framework, "operational_leader")
        assert line.card is not None
        stages.append(line.card["stage"])
        numbers.append((line.card["step"], line.card["of"]))
        asked.append(line.card["behaviour"])
        taken = take(taken.reflection, Heard(answer), here(framework))
    assert stages == ["reality", "options", "will"] and numbers == [(2, 4), (3, 4), (4, 4)]
    assert asked[0] == framework.behaviours_for(ELEMENT, "operational_leader")[0].id
    assert taken.reflection.stage is Stage.GROW and taken.lines[0].card is not None


def test_who_came_with_the_behaviour_is_not_asked_which_one(framework: Framework) -> None:
    behaviour = framework.behaviours_for(ELEMENT, "operational_leader")[1]
    begun = Reflection(stage=Stage.STEP, round=Round.GOAL, element_id=ELEMENT, behaviours=(behaviour.id,), grow=behaviour.id)
    taken: Taken = take(begun, Heard("On friday I will tell one senior one thing"), here(framework))
    assert taken.reflection.stage is Stage.TIME and taken.reflection.grow == behaviour.id
    assert taken.lines, "what good looks like is shown all the same"


def test_a_goal_that_says_nothing_gets_a_smaller_question(framework: Framework) -> None:
    begun = Reflection(stage=Stage.GOAL, round=Round.GOAL)
    taken = take(begun, Heard("don't know", "dont_know", 0.9), here(framework))
    assert taken.reflection.attempt == 1 and taken.keep_as is None
    assert question_number(Stage.GOAL, Round.GOAL) == (1, 4) and part_of(Stage.STEP, Round.GOAL) == "will"
