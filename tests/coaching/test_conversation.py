"""One message at a time: what each stage makes of it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.coaching import lens, questions
from bot.coaching.conversation import Circumstances, take
from bot.coaching.listening import is_command
from bot.coaching.reflection import Candidate, Heard, Reflection
from bot.coaching.stages import Round, Stage
from bot.framework import Framework

TODAY = date(2026, 11, 23)
ELEMENT = "managing_services.managing_people"
OTHERS = ("managing_services.planning", "managing_services.managing_resources", "managing_services.managing_performance")


@pytest.fixture
def here(framework: Framework) -> Circumstances:
    return Circumstances(framework, agreed=True, level_id="front_line_leader", today=TODAY)


def candidates(*scores: float) -> tuple[Candidate, ...]:
    return tuple(Candidate(id_, score) for id_, score in zip((ELEMENT, *OTHERS), scores, strict=False))


@pytest.fixture
def told(framework: Framework) -> Reflection:
    """A situation was told and the lens found."""
    behaviours = tuple(b.id for b in framework.behaviours_for(ELEMENT, "front_line_leader"))
    return Reflection(
        stage=Stage.BEHAVIOUR_HERE, round=Round.FULL, candidates=candidates(0.8, 0.3), element_id=ELEMENT, behaviours=behaviours[:2]
    )


@pytest.mark.parametrize(("scores", "sure"), [((0.8, 0.3), True), ((0.8, 0.7), False), ((0.4, 0.1), False), ((), False)])
def test_one_element_is_named_only_when_it_is_likely_and_clearly_ahead(scores: tuple[float, ...], sure: bool) -> None:
    assert lens.is_sure(Reflection(candidates=candidates(*scores))) is sure


def test_unsure_offers_three_and_refusing_them_offers_others(here: Circumstances) -> None:
    reflection = Reflection(stage=Stage.LENS, candidates=candidates(0.4, 0.35, 0.3, 0.2))
    assert lens.offered(reflection) == (ELEMENT, *OTHERS[:2])
    refused = take(reflection, Heard("", "share_answer", choice="lens:other"), here).reflection
    assert lens.offered(refused) == (OTHERS[2],)
    again = take(refused, Heard("no", "deny"), here).reflection
    assert lens.offered(again) == () and again.stage is Stage.LENS
    assert take(again, Heard("pass", "skip_question"), here).reflection.element_id == ELEMENT


def test_consent_is_taken_from_a_clear_yes_only(here: Circumstances) -> None:
    asked = Reflection(stage=Stage.CONSENT)
    assert take(asked, Heard("maybe", "affirm", 0.55), here).agreed is None
    assert take(asked, Heard("yes", "affirm", 0.98), here).agreed is True
    assert take(asked, Heard("no", "deny", 0.4), here).agreed is False


def test_a_button_of_another_place_leaves_the_question_as_it_is(told: Reflection, here: Circumstances) -> None:
    for stage in (Stage.LENS, Stage.ROUND, Stage.GROW, Stage.TIME, Stage.STEP):
        there = told.at(stage)
        assert take(there, Heard("", "start_reflection"), here).reflection == there
        assert is_command(Heard("", "mark_activity_done"), stage)


def test_with_no_ideas_left_any_words_are_a_step_and_no_ends_it(told: Reflection, here: Circumstances) -> None:
    empty = told.at(Stage.ACTIVITY, table=())
    assert take(empty, Heard("talk to Dee"), here).is_own_step
    assert take(empty, Heard("no thanks", "deny"), here).reflection.stage is Stage.DONE


def test_the_lens_is_chosen_by_its_name_or_number(here: Circumstances) -> None:
    reflection = Reflection(stage=Stage.LENS, candidates=candidates(0.4, 0.35, 0.3))
    assert take(reflection, Heard("the second one"), here).reflection.element_id == OTHERS[0]
    plain = here.framework.element(OTHERS[1]).plain_name
    assert take(reflection, Heard(plain), here).reflection.element_id == OTHERS[1]


def test_behaviours_asked_about_are_of_the_element_and_level_and_two(here: Circumstances) -> None:
    chosen = take(Reflection(stage=Stage.LENS, candidates=candidates(0.8)), Heard("yes", "affirm"), here).reflection
    assert len(set(chosen.behaviours)) == 2
    assert all(b.startswith(f"{ELEMENT}.front_line_leader.") for b in chosen.behaviours)


def test_the_question_gets_smaller_each_time_and_is_left_in_the_end(told: Reflection, here: Circumstances) -> None:
    asked = []
    reflection = told
    for _ in range(5):
        if reflection.stage is not Stage.BEHAVIOUR_HERE:
            break
        line = questions.ask(reflection, here.framework, here.level_id)
        asked.append((line.values["question"], line.values.get("example")))
        reflection = take(reflection, Heard("dont know", "dont_know"), here).reflection
    behaviour = here.framework.behaviour(told.behaviours[0])
    assert asked == [
        (behaviour.question, None),
        (behaviour.smaller_question, None),
        ("utter_ask_behaviour_here_example", behaviour.example_answer),
        ("utter_ask_skip", None),
    ]
    assert reflection.stage is Stage.BEHAVIOUR_THERE


def test_a_rich_answer_earns_one_follow_up_and_no_more(told: Reflection, here: Circumstances) -> None:
    rich = Heard("I waited for her to say something and " * 6)
    followed = take(Reflection.from_json({**told.to_json(), "own_part_told": True}), rich, here)
    assert followed.reflection.deepening and followed.keep_as is Stage.BEHAVIOUR_HERE
    assert (
        questions.ask(followed.reflection, here.framework, here.level_id).values["question"]
        == here.framework.behaviour(told.behaviours[0]).deeper_question
    )
    after = take(followed.reflection, rich, here)
    assert after.reflection.stage is Stage.BEHAVIOUR_THERE


def test_skipping_keeps_nothing_and_moves_on(told: Reflection, here: Circumstances) -> None:
    skipped = take(told, Heard("skip", "skip_question"), here)
    assert skipped.keep_as is None and skipped.reflection.stage is Stage.BEHAVIOUR_THERE


def test_what_good_looks_like_is_shown_only_after_the_persons_own_step(told: Reflection, here: Circumstances) -> None:
    own = take(told.at(Stage.STEP), Heard("I will ask her on Tuesday before the handover"), here)
    assert own.is_own_step and own.reflection.stage is Stage.GROW
    assert [line.card["kind"] for line in own.lines if line.card] == ["behaviours"]
    assert take(told, Heard("I waited and then carried on"), here).lines == ()


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (Heard("", choice="date:7"), date(2026, 11, 30)),
        (Heard("on friday"), date(2026, 11, 27)),
        (Heard("", choice="date:none"), None),
        (Heard("skip", "skip_question"), None),
    ],
)
def test_a_step_gets_its_day(told: Reflection, here: Circumstances, said: Heard, due: date | None) -> None:
    planned = take(told.at(Stage.DATE, grow=told.behaviours[0]), said, here).planned
    assert planned is not None and planned.due == due


def test_a_day_that_cannot_be_read_is_asked_for_once_more(told: Reflection, here: Circumstances) -> None:
    asked = take(told.at(Stage.DATE), Heard("whenever"), here)
    assert asked.planned is None and asked.reflection.stage is Stage.DATE
    assert take(asked.reflection, Heard("whenever"), here).planned is not None


def test_activities_fit_the_level_and_the_time_and_others_can_be_asked_for(told: Reflection, here: Circumstances) -> None:
    first = take(told.at(Stage.TIME), Heard("about 20 minutes"), here).reflection
    shown = [here.framework.activities[id_] for id_ in first.table]
    assert 2 <= len(shown) <= 3
    assert all("front_line_leader" in a.level_ids and ELEMENT in a.element_ids for a in shown)
    assert shown[0].minutes <= 20
    second = take(first, Heard("", choice="activity:other"), here).reflection
    assert not set(second.table) & set(first.table)


def test_the_state_survives_being_stored(told: Reflection) -> None:
    assert Reflection.from_json(told.to_json()) == told
    assert Reflection.from_json({**told.to_json(), "of a newer version": 1}) == told
