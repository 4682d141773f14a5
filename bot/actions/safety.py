"""The signpost: a disclosure stops the coaching."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.reflections import move, state_of
from bot.actions.turn import dispatch, framework, unit_of_work
from bot.coaching.lines import Line
from bot.store.reflections import Reflections

Events = list[dict[str, Any]]


class ActionSignpost(Action):
    """Says plainly where help is, and asks nothing; the reflection waits until the person says to go on."""

    def name(self) -> str:
        """The name by which the safety policy calls it."""
        return "action_signpost"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Show the signpost of the kind that the safety net saw."""
        safety = tracker.latest_message.get("safety") or {}
        kind, tier = safety.get("kind"), safety.get("tier")
        with unit_of_work(tracker) as work:
            contacts = [
                {
                    "name": c.name,
                    "phone": c.phone,
                    "text": c.text,
                    "web": c.web,
                    "hours": c.hours,
                    "for_what": c.for_what,
                    "nation": c.nation,
                }
                for c in framework().contacts.values()
                if kind in c.kinds
            ]
            card = {"kind": "signpost", "safety": kind, "tier": tier, "contacts": contacts}
            response = f"utter_signpost_{kind}" if tier == "act" else f"utter_check_{kind}"
            dispatch(dispatcher, Line(response, {}, (), card))
            row = Reflections(work).current()
            if row is not None:
                move(work, row, replace(state_of(row), signposted=True))
        return [SlotSet("answer", None)]
