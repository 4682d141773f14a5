"""A self-assessment, message by message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.coaching import assessing
from bot.coaching.assessing import Assessed, Here, take
from bot.coaching.assessment import Assessment, Step, areas_left, fitted, queue_for, unrated
from bot.coaching.reflection import Candidate, Heard
from bot.coaching.scale import named
from bot.framework import Framework

LEVEL = "operational_leader"


class Talk:
    """A self-assessment with what came of it so far."""

    def __init__(self, framework: Framework, level: str = LEVEL) -> None:
        self.here = Here(framework)
        self.at = Assessment(level_id=level)
        self.rated: list[tuple[str, str]] = []
        self.last: Assessed = Assessed(self.at)

    def say(
        self, text: str = "", choice: str | None = None, intent: str = "share_answer", candidates: tuple[Candidate, ...] = ()
    ) -> Assessed:
        self.last = take(self.at, Heard(text, intent, 0.9, choice, candidates=candidates), self.here)
        self.at = self.last.assessment
        self.rated += [self.last.rated] if self.last.rated else []
        return self.last

    def through(self, *values: str) -> None:
        """Rate one behaviour after the other, leaving examples out."""
        for value in values:
            while self.at.step is Step.EXAMPLE:
                self.say(choice="skip")
            assert self.at.step is Step.RATE, self.at
            self.say(choice=f"rate:{value}")
        while self.at.step is Step.EXAMPLE:
            self.say(choice="skip")


@pytest.fixture
def talk(framework: Framework) -> Talk:
    begun = Talk(framework)
    begun.say(choice="start:whole")
    begun.say(choice="area:working_with_others")
    return begun


def test_a_sitting_is_one_area_two_behaviours_an_element(talk: Talk) -> None:
    talk.through("usually", "sometimes", "usually", "usually", "sometimes", "sometimes", "others_say", "usually")
    assert talk.at.step is Step.REST
    elements = [behaviour.rsplit(".", 2)[0] for behaviour, _ in talk.rated]
    assert elements == [id_ for id_ in talk.here.framework.dimensions["working_with_others"].element_ids for _ in range(2)]
    assert "working_with_others" not in areas_left(talk.here.framework, talk.at)


def test_answers_that_lie_far_apart_bring_a_third_question(talk: Talk) -> None:
    talk.through("not_yet", "usually")
    first = talk.at.elements[0]
    assert talk.at.queue[0].startswith(first) and talk.at.queue[0].endswith(".3")
    talk.say(choice="rate:sometimes")
    while talk.at.step is Step.EXAMPLE:
        talk.say(choice="skip")
    assert talk.at.elements[0] != first


def test_not_part_of_my_role_is_an_answer_and_another_behaviour_takes_its_place(talk: Talk) -> None:
    talk.through("not_mine", "usually")
    assert talk.rated[0][1] == "not_mine"
    assert talk.at.queue[0].endswith(".3")


def test_it_depends_gets_a_smaller_question_each_time_and_then_stays_open(talk: Talk) -> None:
    pending = talk.at.queue[0]
    for attempt in (1, 2, 3):
        talk.say("it depends")
        assert (talk.at.queue[0], talk.at.attempt) == (pending, attempt)
    talk.say("depends really")
    assert talk.at.queue[0] != pending and talk.rated == []


def test_a_story_is_kept_as_an_example_and_the_scale_is_asked_for_again(talk: Talk) -> None:
    pending = talk.at.queue[0]
    came_to = talk.say("I rang the manager of the home down the road about her agency last week")
    assert came_to.example_of == pending and talk.at.queue[0] == pending


def test_an_example_is_asked_for_the_strongest_behaviour_only_where_it_usually_goes_well(talk: Talk) -> None:
    talk.say(choice="rate:sometimes")
    talk.say(choice="rate:sometimes")
    assert talk.at.step is Step.RATE
    talk.say(choice="rate:usually")
    talk.say(choice="rate:others_say")
    assert talk.at.step is Step.EXAMPLE and talk.at.example_for == talk.rated[-1][0]
    came_to = talk.say("I went to see his mother at home before the review")
    assert came_to.example_of == talk.rated[-1][0] and talk.at.step is Step.RATE


def test_all_alike_is_asked_about_once_and_one_may_be_put_again(talk: Talk) -> None:
    talk.through(*["usually"] * 8)
    assert talk.at.step is Step.ALIKE
    doubted = talk.at.sitting[3]
    talk.say(choice=f"alike:{doubted}")
    assert talk.at.queue == (doubted,)
    talk.say(choice="rate:sometimes")
    assert talk.at.step is Step.REST and talk.at.answers[doubted] == "sometimes"
    assert len(talk.at.given) == 8


def test_all_alike_may_stay_so(talk: Talk) -> None:
    talk.through(*["usually"] * 8)
    talk.say("they are", choice="alike:none")
    assert talk.at.step is Step.REST and set(talk.at.answers.values()) == {"usually"}


def test_beginning_with_what_is_hardest_looks_at_that_first(framework: Framework) -> None:
    talk = Talk(framework)
    talk.say(choice="start:hardest")
    found = (Candidate("managing_services.managing_people", 0.7), Candidate("working_with_others.encouraging_contribution", 0.5))
    talk.say("telling somebody that their work is not good enough", candidates=found)
    assert talk.at.elements == tuple(c.element_id for c in found)
    assert talk.at.named == ("managing_services.managing_people",)


def test_a_new_level_in_the_middle_keeps_the_answers_and_asks_the_questions_of_that_level(talk: Talk) -> None:
    talk.through("usually", "usually", "sometimes")
    element = talk.at.elements[0]
    moved = fitted(talk.at, talk.here.framework, "front_line_leader")
    assert moved.step is Step.RATE and moved.queue[0].startswith(f"{element}.front_line_leader.")
    assert moved.given == talk.at.given
    assert unrated(talk.here.framework, moved, "working_with_others"), "nothing is rated at the new level yet"


def test_a_behaviour_that_this_edition_no_longer_has_is_passed_over(talk: Talk, framework: Framework) -> None:
    talk.through("usually")
    element = talk.at.elements[0]
    old = replace(talk.at, given=(*talk.at.given, ("gone.gone.operational_leader.9", "usually")), queue=(f"{element}.{LEVEL}.99",))
    now = fitted(Assessment.from_json(old.to_json()), framework, LEVEL)
    assert now.queue[0] in framework.behaviours and all(id_ in framework.behaviours for id_, _ in now.given)
    assert now.step is Step.RATE


def test_when_everything_is_rated_the_picture_comes(framework: Framework) -> None:
    talk = Talk(framework)
    talk.say(choice="start:whole")
    asked = 0
    while talk.at.step is not Step.GROW:
        if talk.at.step is Step.AREA:
            talk.say(choice=f"area:{areas_left(framework, talk.at)[0]}")
        elif talk.at.step is Step.REST:
            talk.say(choice="rest:on")
        elif talk.at.step is Step.RATE:
            asked += 1
            talk.say(choice=f"rate:{('usually', 'sometimes')[asked % 2]}")
        else:
            talk.say(choice="skip")
    assert talk.last.shows_profile
    assert {id_.rsplit(".", 2)[0] for id_, _ in talk.rated} == set(framework.elements)
    assert asked == 56


@pytest.mark.parametrize("level", ["front_line_worker", "front_line_leader", "operational_leader", "strategic_leader"])
def test_every_level_has_areas_to_look_at(framework: Framework, level: str) -> None:
    left = areas_left(framework, Assessment(level_id=level))
    assert left[:5] == tuple(framework.dimensions)[:5]
    assert all(queue_for(framework, id_, level, {}) for area in left for id_ in unrated(framework, Assessment(level_id=level), area))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("most of the time", "usually"),
        ("Not usually", "sometimes"),
        ("not yet tbh", "not_yet"),
        ("my team would say so", "others_say"),
        ("I help others do it", "help_others"),
        ("that's not my job", "not_mine"),
        ("3", "usually"),
        ("6", "not_mine"),
        ("it depends, sometimes", None),
        ("banana", None),
        ("", None),
        ("I sometimes do it when the deputy is on leave and I remember", None),
    ],
)
def test_the_scale_in_peoples_own_words(text: str, value: str | None) -> None:
    assert named(text) == value


def test_what_is_stored_is_read_again(talk: Talk) -> None:
    talk.through("usually", "not_yet")
    assert Assessment.from_json(talk.at.to_json()) == talk.at
    assert assessing.alike(talk.at) is None
