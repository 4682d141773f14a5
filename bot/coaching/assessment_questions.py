"""The pending question of a self-assessment, as it should be put now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.coaching.assessing import alike
from bot.coaching.assessment import FIRST_ASKED, Assessment, Step, areas_left, unrated
from bot.coaching.lines import Choice, Line
from bot.coaching.questions import short_title
from bot.coaching.scale import ANSWERS, SCALE
from bot.framework import Framework

# How the question about a behaviour is put, by the number of times it was not answered.
WAYS = ("utter_assess_rate", "utter_assess_rate_smaller", "utter_assess_rate_example", "utter_assess_rate_skip")
AREAS_OFFERED = 2
ALIKE_OFFERED = 3


def ask(assessment: Assessment, framework: Framework, labels: Mapping[str, str], growth: Mapping[str, str], phrase: str = "") -> Line:
    """The question of the assessment's step.

    Args:
        assessment: Where it stands.
        framework: What it is about.
        labels: What each answer of the scale is called.
        growth: The places to grow that are on offer: element to behaviour.
        phrase: Words of the person's to hand back with the question, or empty.
    """
    line = _ASKED[assessment.step](assessment, framework, labels, growth)
    lead = "utter_lead_quote" if phrase else ""
    return Line(line.response, {**line.values, "lead": lead, "phrase": phrase}, line.choices, line.card)


def rating_card(framework: Framework, behaviour_id: str, step: int, of: int, labels: Mapping[str, str]) -> dict[str, Any]:
    """The card ``rating``: one behaviour, and the scale on which it is answered."""
    behaviour = framework.behaviour(behaviour_id)
    return {
        "kind": "rating",
        "behaviour": behaviour.id,
        "text": behaviour.text,
        "element": behaviour.element_id,
        "element_name": framework.element(behaviour.element_id).name,
        "step": step,
        "of": of,
        "scale": [{"value": value, "label": labels[value]} for value in SCALE],
    }


def _again(assessment: Assessment, framework: Framework, labels: Mapping[str, str], growth: Mapping[str, str]) -> Line:
    return Line("utter_assess_again_open" if areas_left(framework, assessment) else "utter_assess_again_done")


def _start(assessment: Assessment, framework: Framework, labels: Mapping[str, str], growth: Mapping[str, str]) -> Line:
    return Line("utter_assess_start")


def _tell(assessment: Assessment, framework: Framework, labels: Mapping[str, str], growth: Mapping[str, str]) -> Line:
    response = "utter_assess_tell_moment" if assessment.told_as == "moment" else "utter_assess_tell_hardest"
    return Line(response if assessment.attempt == 0 else f"{response}_smaller")


def _area(assessment: Assessment, framework: Framework, labels: Mapping[str, str], growth: Mapping[str, str]) -> Line:
    left = areas_left(framework, assessment)
    buttons = tuple(Choice(framework.dimensions[id_].name, f"area:{id_}") for id_ in left[:AREAS_OFFERED])
    if assessment.attempt:
        return Line("utter_assess_area_again", {"left": len(left)}, buttons)
    if len(left) > AREAS_OFFERED:
        return Line("utter_assess_area", {"left": len(left)}, buttons)
    return Line("utter_assess_area_last", {"left": len(left)}, buttons)


def _rate(assessment: Assessment, framework: Framework, labels: Mapping[str, str], growth: Mapping[str, str]) -> Line:
    done = [id_ for id_ in assessment.sitting if id_ not in assessment.queue]
    to_come = len(assessment.queue) + FIRST_ASKED * max(0, len(assessment.elements) - 1)
    card = rating_card(framework, assessment.queue[0], len(done) + 1, len(done) + to_come, labels)
    buttons = tuple(Choice(labels[value], f"rate:{value}") for value in ANSWERS)
    values = {"behaviour": card["text"]}
    return Line(WAYS[min(assessment.attempt, len(WAYS) - 1)], values, buttons, card)


def _example(assessment: Assessment, framework: Framework, labels: Mapping[str, str], growth: Mapping[str, str]) -> Line:
    text = framework.behaviour(assessment.example_for or "").text
    return Line("utter_assess_example" if assessment.attempt == 0 else "utter_assess_example_smaller", {"behaviour": text})


def _alike(assessment: Assessment, framework: Framework, labels: Mapping[str, str], growth: Mapping[str, str]) -> Line:
    # The first, a middle and the last one: behaviours of different elements.
    ids = assessment.sitting
    shown = dict.fromkeys((ids[0], ids[len(ids) // 2], ids[-1]))
    buttons = tuple(Choice(short_title(framework.behaviour(id_).text), f"alike:{id_}") for id_ in shown)[:ALIKE_OFFERED]
    answer = labels.get(alike(assessment) or "", "")
    return Line("utter_assess_alike", {"answer": answer.lower(), "count": len(ids)}, buttons)


def _rest(assessment: Assessment, framework: Framework, labels: Mapping[str, str], growth: Mapping[str, str]) -> Line:
    left = areas_left(framework, assessment)
    parts = sum(len(unrated(framework, assessment, id_)) for id_ in left)
    return Line("utter_assess_rest", {"kept": len(assessment.given), "left": parts})


def _grow(assessment: Assessment, framework: Framework, labels: Mapping[str, str], growth: Mapping[str, str]) -> Line:
    buttons = tuple(Choice(_capital(framework.element(id_).plain_name), f"growth:{id_}") for id_ in growth)
    return Line("utter_assess_grow" if growth else "utter_assess_grow_open", {}, buttons)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_ASKED: dict[Step, Callable[[Assessment, Framework, Mapping[str, str], Mapping[str, str]], Line]] = {
    Step.AGAIN: _again,
    Step.START: _start,
    Step.TELL: _tell,
    Step.AREA: _area,
    Step.RATE: _rate,
    Step.EXAMPLE: _example,
    Step.ALIKE: _alike,
    Step.REST: _rest,
    Step.GROW: _grow,
    Step.DONE: _grow,
}
