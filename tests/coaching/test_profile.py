"""The picture's maths, from answers to what is said about them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.coaching.profile import Rated, profile
from bot.coaching.scale import SCALE
from bot.framework import Framework

DAY = date(2026, 11, 23)
LEVEL = "operational_leader"
TEAMS = "working_with_others.working_within_teams"
PEOPLE = "managing_services.managing_people"
SAFETY = "improving_services.ensuring_safety"
NETWORKS = "working_with_others.developing_networks"


def rated(element_id: str, *places: int | None, day: date = DAY, level: str = LEVEL) -> list[Rated]:
    """Answers about the behaviours 1, 2, ... of an element, by their places on the scale; ``None`` is not part of the role."""
    values = ["not_mine" if at is None else SCALE[at] for at in places]
    return [Rated(f"{element_id}.{level}.{number}", value, day) for number, value in enumerate(values, 1)]


def standing(framework: Framework, answers: list[Rated], element_id: str = TEAMS):  # type: ignore[no-untyped-def]
    return next(s for s in profile(framework, LEVEL, answers).elements if s.element_id == element_id)


@pytest.mark.parametrize(
    ("places", "value", "confidence"),
    [
        ((1,), 1, "few"),
        ((1, 2), 1, "enough"),
        ((0, 4), 0, "enough"),
        ((1, 3, 3), 3, "enough"),
        ((0, 1, 4), 1, "enough"),
        ((None, 2), 2, "few"),
        ((None, None), None, None),
        ((), None, None),
    ],
)
def test_an_elements_answer_is_one_that_was_given_and_the_lower_of_two_middles(
    framework: Framework, places: tuple[int | None, ...], value: int | None, confidence: str | None
) -> None:
    found = standing(framework, rated(TEAMS, *places))
    assert (found.value, found.confidence, found.asked) == (value, confidence, len(places))
    assert found.answered == sum(at is not None for at in places)


def test_the_latest_answer_counts_and_what_moved_is_told_against_the_answer_of_weeks_ago(framework: Framework) -> None:
    before = rated(TEAMS, 1, 1)
    later = rated(TEAMS, 2, 2, day=DAY + timedelta(days=40))
    found = standing(framework, before + later)
    assert found.value == 2
    assert found.moved is not None
    assert (found.moved.way, found.moved.size, found.moved.since) == ("up", "clear", DAY)


@pytest.mark.parametrize(
    ("first", "then", "days", "moved"),
    [
        ((1, 1), (1, 2), 40, ("up", "small")),
        ((2,), (3,), 40, ("up", "small")),
        ((2, 2), (1, 2), 40, ("down", "small")),
        ((3, 3), (1, 2), 40, ("down", "clear")),
        ((2, 1), (1, 2), 40, ("same", None)),
        ((2, 2), (2, 2), 40, ("same", None)),
        ((1, 1), (3, 3), 5, None),
        ((1, 1), (None, None), 40, None),
    ],
)
def test_small_changes_are_called_small_and_those_of_a_few_days_are_none(
    framework: Framework, first: tuple[int, ...], then: tuple[int | None, ...], days: int, moved: tuple[str, str | None] | None
) -> None:
    found = standing(framework, rated(TEAMS, *first) + rated(TEAMS, *then, day=DAY + timedelta(days=days))).moved
    assert (found and (found.way, found.size)) == moved


def test_what_was_named_as_hard_comes_before_what_is_low_and_low_before_uneven(framework: Framework) -> None:
    answers = rated(TEAMS, 1, 0) + rated(PEOPLE, 2, 2) + rated(SAFETY, 1, 3, 3) + rated(NETWORKS, 4, 4)
    found = profile(framework, LEVEL, answers, named=[PEOPLE])
    assert [(place.element_id, place.reason) for place in found.growth] == [(PEOPLE, "named"), (TEAMS, "low"), (SAFETY, "uneven")]
    assert found.growth[1].behaviour_id == f"{TEAMS}.{LEVEL}.2"
    assert [element for element, _ in found.strengths] == [NETWORKS]


def test_one_place_to_grow_is_filled_up_with_the_next(framework: Framework) -> None:
    found = profile(framework, LEVEL, rated(TEAMS, 1, 1) + rated(PEOPLE, 2, 2) + rated(NETWORKS, 3, 3))
    assert [(place.element_id, place.reason) for place in found.growth] == [(TEAMS, "low"), (PEOPLE, "next")]


def test_everything_alike_offers_nothing_as_low(framework: Framework) -> None:
    answers = [r for element_id in (TEAMS, PEOPLE, SAFETY, NETWORKS) for r in rated(element_id, 1, 1)]
    assert profile(framework, LEVEL, answers).growth == ()
    assert profile(framework, LEVEL, answers, named=[SAFETY]).growth[0].reason == "named"


def test_of_two_strengths_the_one_with_an_example_comes_first(framework: Framework) -> None:
    answers = rated(TEAMS, 3, 3) + rated(NETWORKS, 3, 3)
    told = f"{NETWORKS}.{LEVEL}.1"
    assert profile(framework, LEVEL, answers, evidenced=[told]).strengths[0] == (NETWORKS, told)


def test_one_answer_that_usually_goes_well_is_no_strength_yet(framework: Framework) -> None:
    assert profile(framework, LEVEL, rated(TEAMS, 2)).strengths == ()


def test_answers_of_another_level_and_of_behaviours_that_are_gone_stay_out_of_the_picture(framework: Framework) -> None:
    answers = [*rated(TEAMS, 3, 3, level="front_line_leader"), Rated("an_old_edition.some_element.operational_leader.1", "usually", DAY)]
    found = profile(framework, LEVEL, answers)
    assert found.answered == 0 and found.strengths == () and found.growth == ()
    assert len(found.elements) == 28
