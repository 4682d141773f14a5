"""Questions about the framework: what good looks like, what an element is about."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.reflections import state_of
from bot.actions.turn import dispatch, entity, framework, heard, unit_of_work
from bot.coaching.conversation import DEFAULT_LEVEL
from bot.coaching.lines import Choice, Line
from bot.coaching.questions import behaviours_card
from bot.store.reflections import Reflections

Events = list[dict[str, Any]]
LIKELY = 0.25
OFFERED = 3


class ActionShowBehaviours(Action):
    """What good looks like for an element, at the level named or the person's own."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_show_behaviours"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Show the behaviours, or offer elements where none was named clearly."""
        message = heard(tracker)
        with unit_of_work(tracker) as work:
            element_id = entity(tracker, "element") or named_element(message.text)
            level_id = message.level_id or work.person.level_id or DEFAULT_LEVEL
            best = next(iter(message.candidates), None)
            if element_id not in framework().elements and best is not None and best.score >= LIKELY:
                element_id = best.element_id
            row = Reflections(work).current()
            if element_id not in framework().elements and row is not None:
                element_id = state_of(row).element_id
            if element_id in framework().elements and element_id:
                element = framework().element(element_id)
                shown = framework().behaviours_for(element_id, level_id)
                card = behaviours_card(shown, element_id, level_id)
                values = {"element": element.name, "plain": element.plain_name, "level": framework().level(level_id).name.lower()}
                dispatch(dispatcher, Line("utter_what_good_looks_like", values, (), card))
                return []
            names = [framework().element(c.element_id) for c in message.candidates[:OFFERED]]
            buttons = tuple(Choice(e.plain_name[:1].upper() + e.plain_name[1:], e.id) for e in names)
            dispatch(dispatcher, Line("utter_which_element", {}, buttons), "what_does_good_look_like", "element")
        return []


class ActionExplainFramework(Action):
    """What the framework is, or what one of its elements or dimensions is about."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_explain_framework"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Explain."""
        element_id = named_element(heard(tracker).text)
        if element_id is not None:
            element = framework().element(element_id)
            values = {
                "element": element.name,
                "summary": element.summary,
                "dimension": framework().dimensions[element.dimension_id].name,
            }
            dispatch(dispatcher, Line("utter_explain_element", values))
        else:
            dispatch(dispatcher, Line("utter_explain_framework", {"edition": framework().edition.title}))
        return []


def named_element(text: str) -> str | None:
    """The element whose name stands in a text, the longest name first; ``None`` when there is none."""
    lowered = text.lower()
    by_length = sorted(framework().elements.values(), key=lambda e: -len(e.name))
    return next((e.id for e in by_length if e.name.lower() in lowered), None)
