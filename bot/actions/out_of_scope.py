"""What the coach is not for: a short civil answer, with whoever is right to ask, or in the person's own language that it speaks English."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import dispatch, heard
from bot.coaching.lines import Line
from bot.nlu.out_of_scope import out_of_scope


class ActionOutOfScope(Action):
    """Answers a message that is out of scope."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_out_of_scope"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Say in another language that it is not spoken yet; else whom to ask about the topic, if somebody is right to ask."""
        text = heard(tracker).text
        known = out_of_scope()
        if (language := known.language_of(text)) is not None:
            dispatch(dispatcher, Line("utter_other_language", {"own": language.says}))
        elif (topic := known.topic_of(text)) is not None:
            dispatch(dispatcher, Line(f"utter_out_of_scope_{topic}"))
        else:
            dispatch(dispatcher, Line("utter_out_of_scope"))
        return []
