"""The pending question, as it should be put now: as written, smaller, with an example, or with the offer to skip it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Sequence

from bot.coaching import lens
from bot.coaching.lines import Choice, Line
from bot.coaching.reflection import Reflection
from bot.coaching.stages import REFLECTIVE, Stage, part_of, question_number
from bot.framework import Activity, Behaviour, Framework

# How a question is put, by the number of times it was not answered.
WAYS = ("", "_smaller", "_example", "_skip")
TITLE_WORDS = 9
GROW_OFFERED = 4
# A door that has a calendar may offer it here.
DATE_CARD = {"kind": "date"}


def ask(reflection: Reflection, framework: Framework, level_id: str | None, lead: str = "", phrase: str = "") -> Line:
    """The question of the reflection's stage.

    ``lead`` names a response to put before it (``utter_lead_quote`` with a ``phrase`` of the person's, ``utter_lead_back``), or is empty.
    """
    values = {"lead": lead, "phrase": phrase}
    if reflection.stage in REFLECTIVE:
        return _reflective(reflection, framework, values)
    line = _ASKED[reflection.stage](reflection, framework, level_id or "")
    return replace(line, values={**line.values, **values})


def short_title(text: str) -> str:
    """The first words of a behaviour, for a button."""
    words = text.rstrip(".").split()
    return text.rstrip(".") if len(words) <= TITLE_WORDS else " ".join(words[:TITLE_WORDS]).rstrip(",") + " ..."


def behaviour_of(reflection: Reflection) -> str | None:
    """The id of the behaviour that the pending question is tied to."""
    if reflection.stage in (Stage.BEHAVIOUR_HERE, Stage.REALITY):
        return reflection.behaviours[0]
    if reflection.stage is Stage.BEHAVIOUR_THERE:
        return reflection.behaviours[-1]
    return None


def _reflective(reflection: Reflection, framework: Framework, values: dict[str, Any]) -> Line:
    stage = reflection.stage
    behaviour_id = behaviour_of(reflection)
    number, of = question_number(stage, reflection.round)
    element = framework.elements.get(reflection.element_id or "")
    card = {
        "kind": "question",
        "element": reflection.element_id,
        "element_name": element.name if element else None,
        "element_plain": element.plain_name if element else None,
        "behaviour": behaviour_id,
        "behaviour_text": framework.behaviour(behaviour_id).text if behaviour_id else None,
        "stage": part_of(stage, reflection.round),
        "step": number,
        "of": of,
    }
    if element is not None:
        values = {**values, "plain": element.plain_name}
    way = WAYS[min(reflection.attempt, len(WAYS) - 1)]
    response = "utter_question_skip" if way == "_skip" else "utter_question"
    question = "utter_ask_skip" if way == "_skip" else f"utter_ask_{stage.value}{way}"
    if behaviour_id is not None and way != "_skip":
        behaviour = framework.behaviour(behaviour_id)
        if reflection.deepening:
            question = behaviour.deeper_question
        elif way == "" and stage is Stage.REALITY:
            pass
        elif way == "_smaller":
            question = behaviour.smaller_question
        elif way == "" and stage is Stage.BEHAVIOUR_HERE:
            question = behaviour.question
        elif way == "":
            question = behaviour.other_side_question
        else:
            values = {**values, "example": behaviour.example_answer}
    return Line(response, {**values, "question": question}, (), card)


def _consent(reflection: Reflection, framework: Framework, level_id: str) -> Line:
    return Line("utter_ask_consent" if reflection.attempt == 0 else "utter_ask_consent_again")


def _level(reflection: Reflection, framework: Framework, level_id: str) -> Line:
    buttons = tuple(Choice(level.plain_name, f"level:{level.id}") for level in framework.levels.values())
    return Line("utter_ask_level" if reflection.attempt == 0 else "utter_ask_level_again", {}, buttons)


def _lens(reflection: Reflection, framework: Framework, level_id: str) -> Line:
    offered = [framework.element(id_) for id_ in lens.offered(reflection)]
    if not offered:
        return Line("utter_ask_lens_open")
    buttons = tuple(Choice(_capital(e.plain_name), f"lens:{e.id}") for e in offered)
    if not lens.is_sure(reflection):
        return Line("utter_ask_lens_unsure" if not reflection.refused else "utter_ask_lens_other", {}, buttons)
    first = offered[0]
    named = {"element": first.name.lower(), "plain": first.plain_name}
    return Line("utter_ask_lens_sure", named, buttons[1:])


def _round(reflection: Reflection, framework: Framework, level_id: str) -> Line:
    return Line("utter_ask_round" if reflection.attempt == 0 else "utter_ask_round_again")


def _grow(reflection: Reflection, framework: Framework, level_id: str) -> Line:
    offered = growable(reflection, framework, level_id)
    buttons = tuple(Choice(short_title(framework.behaviour(id_).text), f"grow:{id_}") for id_ in offered)
    return Line("utter_ask_grow", {}, buttons)


def growable(reflection: Reflection, framework: Framework, level_id: str) -> tuple[str, ...]:
    """The behaviours that are offered to grow: those asked about first."""
    ranked = lens.behaviours_for(reflection, framework, reflection.element_id or "", level_id)
    asked = tuple(dict.fromkeys(reflection.behaviours))
    return (*asked, *(id_ for id_ in ranked if id_ not in asked))[:GROW_OFFERED]


def _time(reflection: Reflection, framework: Framework, level_id: str) -> Line:
    return Line("utter_ask_time")


def _activity(reflection: Reflection, framework: Framework, level_id: str) -> Line:
    shown = [framework.activities[id_] for id_ in reflection.table if id_ in framework.activities]
    response = "utter_ask_activity" if not reflection.passed_over else "utter_ask_activity_again"
    if not shown:
        response = "utter_ask_activity_none"
    if reflection.has_own_step:
        response += "_or_own"
    buttons = tuple(Choice(a.title, f"activity:{a.id}") for a in shown)
    return Line(response, {}, buttons, activities_card(shown) if shown else None)


def activities_card(activities: Sequence[Activity]) -> dict[str, Any]:
    """The card ``activities``."""
    fields = ("id", "title", "what", "why", "minutes", "kind")
    items = [{**{name: getattr(a, name) for name in fields}, "steps": list(a.steps)} for a in activities]
    return {"kind": "activities", "items": items}


def behaviours_card(behaviours: Sequence[Behaviour], element_id: str, level_id: str) -> dict[str, Any]:
    """The card ``behaviours``."""
    items = [{"id": b.id, "text": b.text} for b in behaviours]
    return {"kind": "behaviours", "element": element_id, "level": level_id, "items": items}


def _date(reflection: Reflection, framework: Framework, level_id: str) -> Line:
    return Line("utter_ask_date" if reflection.attempt == 0 else "utter_ask_date_again", {}, (), dict(DATE_CARD))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_ASKED = {
    Stage.CONSENT: _consent,
    Stage.LEVEL: _level,
    Stage.LENS: _lens,
    Stage.ROUND: _round,
    Stage.GROW: _grow,
    Stage.TIME: _time,
    Stage.ACTIVITY: _activity,
    Stage.DATE: _date,
}
