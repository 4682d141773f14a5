"""A reflection outlives the edition it was begun under."""

from __future__ import annotations

from pathlib import Path

from bot.coaching.carrying_on import carried_on
from bot.coaching.questions import ask
from bot.coaching.reflection import Candidate, Reflection
from bot.coaching.stages import Round, Stage
from bot.framework import Framework, load_framework

SECOND = load_framework(Path(__file__).parents[1] / "framework" / "data" / "second_edition")
OLD = "demonstrating_personal_qualities.acting_with_integrity"


def test_what_is_there_stays_as_it_is(framework: Framework) -> None:
    element = "working_with_others.encouraging_contribution"
    begun = Reflection(Stage.BEHAVIOUR_HERE, Round.FULL, element_id=element, behaviours=(f"{element}.front_line_leader.1",))
    assert carried_on(begun, framework) == begun


def test_an_element_under_a_new_name_is_asked_about_there() -> None:
    begun = Reflection(Stage.BEHAVIOUR_HERE, Round.SHORT, element_id=OLD, behaviours=(f"{OLD}.front_line_worker.1",))
    now = carried_on(begun, SECOND)
    assert now.element_id == "show_integrity.being_honest"
    assert "How did you say so?" in ask(now, SECOND, "anyone").values["question"]


def test_a_behaviour_that_is_gone_gives_way_to_another_of_its_element() -> None:
    begun = Reflection(Stage.BEHAVIOUR_HERE, Round.SHORT, element_id=OLD, behaviours=(f"{OLD}.front_line_worker.2",), grow="gone.x.y.1")
    now = carried_on(begun, SECOND)
    assert now.behaviours == ("show_integrity.being_honest.anyone.1",) and now.grow is None


def test_an_element_that_is_gone_leads_back_to_what_it_is_about() -> None:
    gone = "working_with_others.developing_networks"
    begun = Reflection(
        Stage.FEELINGS, Round.FULL, candidates=(Candidate(gone, 0.8), Candidate(OLD, 0.4)), element_id=gone, behaviours=(f"{gone}.x.1",)
    )
    now = carried_on(begun, SECOND)
    assert now.stage is Stage.LENS and [c.element_id for c in now.candidates] == ["show_integrity.being_honest"]
    assert ask(now, SECOND, "anyone").choices
