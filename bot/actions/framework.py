"""Questions about the framework: what good looks like, an example, what it is, whom it is for, how it fits with others, how to get it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.reflections import state_of
from bot.actions.turn import dispatch, entity, framework, heard, unit_of_work
from bot.coaching.conversation import DEFAULT_LEVEL
from bot.coaching.examples import example_for
from bot.coaching.lens import LIKELY_SCORE
from bot.coaching.lines import Choice, Line
from bot.coaching.questions import behaviours_card
from bot.coaching.reflection import Heard
from bot.framework import Element, Topic
from bot.settings import Settings
from bot.store.reflections import Reflections
from bot.store.unit_of_work import UnitOfWork

Events = list[dict[str, Any]]
OFFERED = 3
# How much nearer (in cosine) a way of asking must be for a topic of another intent than the one heard.
OWN_INTENT = 0.05


class ActionShowBehaviours(Action):
    """What good looks like for an element, at the level named or the person's own; a story of it where an example was asked for."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_show_behaviours"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Show the behaviours or the story, or offer elements where none was named clearly."""
        message = heard(tracker)
        with unit_of_work(tracker) as work:
            element = _element_asked_for(tracker, message, work)
            level_id = message.level_id or work.person.level_id or DEFAULT_LEVEL
            wants_example = entity(tracker, "wants_example")
            if element is None:
                names = [framework().element(c.element_id) for c in message.candidates[:OFFERED]]
                buttons = tuple(Choice(e.plain_name[:1].upper() + e.plain_name[1:], e.id) for e in names)
                dispatch(dispatcher, Line("utter_which_element", {}, buttons), "what_does_good_look_like", "element")
            elif wants_example is None:
                _show(dispatcher, element, level_id)
            elif not _tell(dispatcher, element, level_id, int(wants_example) if wants_example.isdecimal() else 0):
                dispatch(dispatcher, Line("utter_no_vignette"))
                _show(dispatcher, element, level_id)
        return []


def _element_asked_for(tracker: Tracker, message: Heard, work: UnitOfWork) -> Element | None:
    """The element that a button or the words name, else a likely one, else the one being talked about."""
    element_id = entity(tracker, "element") or named_element(message.text)
    best = next(iter(message.candidates), None)
    if element_id not in framework().elements and best is not None and best.score >= LIKELY_SCORE:
        element_id = best.element_id
    row = Reflections(work).current()
    if element_id not in framework().elements and row is not None:
        element_id = state_of(row).element_id
    return framework().elements.get(element_id or "")


def _show(dispatcher: CollectingDispatcher, element: Element, level_id: str) -> None:
    card = behaviours_card(framework().behaviours_for(element.id, level_id), element.id, level_id)
    level = framework().level(level_id).name.lower()
    values = {"element": element.name, "plain": element.plain_name, "level": level, "element_id": element.id}
    dispatch(dispatcher, Line("utter_what_good_looks_like", values, (), card))


def _tell(dispatcher: CollectingDispatcher, element: Element, level_id: str, heard_already: int) -> bool:
    vignette = example_for(framework(), element.id, level_id, heard_already)
    if vignette is not None:
        story = " ".join(vignette.story.split())
        values = {"title": vignette.title, "story": story, "element_id": element.id, "next": str(heard_already + 1)}
        dispatch(dispatcher, Line("utter_vignette", values))
    return vignette is not None


class ActionExplainFramework(Action):
    """What people ask about the framework: one of its parts, a topic of ``about.yml``, or how a part fits another framework."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_explain_framework"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Answer."""
        element_id = entity(tracker, "element") or named_element(heard(tracker).text)
        element = framework().elements.get(element_id or "")
        topic = _topic_asked_for(tracker)
        if element is not None and topic is not None and topic.crosswalk:
            dispatch(dispatcher, _crosswalk_line(topic, element))
        elif element is not None:
            dimension = framework().dimensions[element.dimension_id].name
            values = {"element": element.name, "summary": element.summary, "dimension": dimension, "element_id": element.id}
            dispatch(dispatcher, Line("utter_explain_element", values))
        elif topic is not None:
            dispatch(dispatcher, _topic_line(topic), "explain_framework", "topic")
        return []


def _topic_asked_for(tracker: Tracker) -> Topic | None:
    """The topic of a button, else the one with the nearest way of asking, whichever of these intents was heard."""
    topics = framework().topics
    pressed = entity(tracker, "topic")
    if pressed in topics:
        return topics[str(pressed)]
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    found = tracker.latest_message.get("topics") or {}
    nearest = max(found, key=lambda of: float(found[of]["score"]) + (OWN_INTENT if of == intent else 0.0), default=None)
    if nearest is not None:
        return topics.get(found[nearest]["id"])
    return next((topic for topic in topics.values() if topic.intent == intent), None)


def _topic_line(topic: Topic) -> Line:
    settings = Settings()
    follow_ups = tuple(Choice(framework().topics[id_].title, id_) for id_ in topic.follow_ups)
    values = {"answer": topic.answer.replace("{address}", settings.address)}
    copies = settings.printed_copies or settings.contact
    if topic.intent == "request_hardcopy" and copies:
        return Line("utter_hardcopy", {**values, "copies": copies.rstrip(".")}, follow_ups)
    return Line("utter_topic", values, follow_ups)


def _crosswalk_line(topic: Topic, element: Element) -> Line:
    crosswalk = framework().crosswalks[str(topic.crosswalk)]
    standing = "utter_crosswalk_official" if crosswalk.official else "utter_crosswalk_ours"
    values = {"element": element.name, "other": crosswalk.title, "standing": standing, "element_id": element.id}
    for asked in (element.id, element.dimension_id):
        entry = next((entry for entry in crosswalk.entries if entry.ours == asked), None)
        if entry is not None:
            return Line("utter_crosswalk", {**values, "theirs": " / ".join(entry.theirs), "reasoning": entry.reasoning})
    unmapped = (u for u in crosswalk.unmapped if u.side == "ours" and u.name in (element.id, element.dimension_id))
    reasoning = next((u.reasoning for u in unmapped), "")
    return Line("utter_crosswalk_none", {**values, "reasoning": reasoning})


def named_element(text: str) -> str | None:
    """The element whose name stands in a text, the longest name first; ``None`` when there is none."""
    lowered = text.lower()
    by_length = sorted(framework().elements.values(), key=lambda e: -len(e.name))
    return next((e.id for e in by_length if e.name.lower() in lowered), None)
