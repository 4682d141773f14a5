"""What concerns the person: their level, their data, a human to turn to."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.reflection_form import FORM
from bot.actions.safety import name_again
from bot.actions.turn import LISTEN, dispatch, entity, framework, heard, unit_of_work
from bot.coaching.lines import Choice, Line
from bot.settings import Settings

Events = list[dict[str, Any]]


class ActionChangeRoleLevel(Action):
    """Changes the level, or offers the four."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_change_role_level"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Take the level from the button or the job title."""
        level_id = entity(tracker, "level") or heard(tracker).level_id
        with unit_of_work(tracker) as work:
            if level_id in framework().levels and level_id:
                work.person.level_id = level_id
                named = framework().level(level_id).plain_name
                dispatch(dispatcher, Line("utter_level_changed", {"level": named}))
                return []
            buttons = tuple(Choice(level.plain_name, level.id) for level in framework().levels.values())
            dispatch(dispatcher, Line("utter_which_level", {}, buttons), "change_role_level", "level")
        return []


class ActionDeleteMyData(Action):
    """Erases everything about the person, once they confirmed."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_delete_my_data"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Ask, then erase."""
        with unit_of_work(tracker) as work:
            if entity(tracker, "confirm") != "yes":
                dispatch(dispatcher, Line("utter_confirm_delete"))
                # A form that stepped back must be woken again, or nothing would take the next message.
                woken = [ActiveLoop(FORM)] if tracker.active_loop.get("name") else []
                return [*woken, FollowupAction(LISTEN)]
            work.erase()
            dispatch(dispatcher, Line("utter_deleted"))
        return [ActiveLoop(None), SlotSet("requested_slot", None), FollowupAction(LISTEN)]


class ActionContactHuman(Action):
    """Says whom to turn to: the provider's own contact from the settings, where there is one."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_contact_human"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Name the contact; beside a disclosure, whoever is for that: "your manager" may be the danger."""
        with unit_of_work(tracker) as work:
            if name_again(dispatcher, work, "utter_signpost_a_person"):
                return []
        contact = Settings().contact
        dispatch(dispatcher, Line("utter_contact_human", {"contact": contact}) if contact else Line("utter_contact_human_unknown"))
        return []
