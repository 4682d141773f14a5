"""Reminders in words: "remind me on Friday" and "stop the reminders"."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import plan_changes
from bot.actions.reflection_form import FORM
from bot.actions.turn import dispatch, framework, heard, unit_of_work
from bot.clock import asking_time, local_day, moment_in_words
from bot.coaching.lines import Line
from bot.coaching.times import date_in, hour_in
from bot.reports.plan_items import describe
from bot.store.follow_ups import FollowUps
from bot.store.plan import Plan

Events = list[dict[str, Any]]


class ActionSetReminder(Action):
    """Puts a day on a step: on that day the coach asks how it went."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_set_reminder"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Take the day from the message for the only or the latest open step; ask for it where none is named."""
        with unit_of_work(tracker) as work:
            items = Plan(work).open_items()
            if not items or not work.has_agreed:
                dispatch(dispatcher, Line("utter_reminder_without_step"))
                return []
            FollowUps(work).allow()
            text, today = heard(tracker).text, local_day(work.now)
            at = hour_in(text)
            # An hour alone is the next time that it comes.
            day = date_in(text, today) or (local_day(asking_time(today, work.now, at)) if at else None)
            if day is None:
                is_asking = bool(tracker.active_loop.get("name"))
                return plan_changes.begin(FORM, dispatcher, work, plan_changes.DAY, items[-1].id, is_asking)
            Plan(work).postpone(items[-1], day, at)
            step = describe(framework(), work, items[-1])["step"]
            dispatch(dispatcher, Line("utter_reminder_set", {"step": step, "day": moment_in_words(day, at)}))
        return []


class ActionStopReminders(Action):
    """No reminders any more, at once."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_stop_reminders"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Stop; the plan stays as it is."""
        with unit_of_work(tracker) as work:
            FollowUps(work).stop()
            dispatch(dispatcher, Line("utter_reminders_stopped"))
        return []
