"""Meeting and parting: the first hello, coming back after a pause, leaving, beginning anew."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, FollowupAction, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import plan_changes
from bot.actions.assessments import state_of as round_of
from bot.actions.check_in import STAYS_OPEN, WENT
from bot.actions.consent import ask_where_it_changed, take_agreement
from bot.actions.reflection_form import FORM
from bot.actions.reflections import state_of
from bot.actions.safety import name_again
from bot.actions.self_assessment import go_on
from bot.actions.turn import LISTEN, dispatch, framework, unit_of_work
from bot.clock import day_in_words, local_day
from bot.coaching.lines import Choice, Line
from bot.reports.plan_items import describe
from bot.store.assessments import Assessments
from bot.store.follow_ups import FollowUps
from bot.store.models import AssessmentRow
from bot.store.operator_uses import operator_uses
from bot.store.plan import Plan
from bot.store.reflections import OPEN, PAUSED, STOPPED, Reflections
from bot.store.unit_of_work import UnitOfWork

Events = list[dict[str, Any]]


def _round_that_was_left(work: UnitOfWork) -> AssessmentRow | None:
    """The self-assessment that was left in the middle, where nothing else was begun since."""
    row, left = Reflections(work).current(), Assessments(work).latest()
    if left is None or left.status not in (OPEN, PAUSED) or (row is not None and row.changed_at > left.changed_at):
        return None
    return left if round_of(work, left).given else None


def _where_we_were(work: UnitOfWork) -> dict[str, str]:
    """What the open reflection is about, in plain words; empty when there is none or nothing was told yet."""
    row = Reflections(work).current()
    if row is None or not state_of(row).candidates:
        return {}
    element_id = state_of(row).element_id
    return {"about": framework().element(element_id).plain_name if element_id and element_id in framework().elements else ""}


class ActionSessionStart(Action):
    """A new session: what was said is remembered, and the person is offered to go on or to begin anew."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_session_start"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Welcome back somebody who was here before; the message that they came back with is not taken for an answer."""
        with unit_of_work(tracker) as work:
            for verb, at in operator_uses(work):
                dispatch(dispatcher, Line(f"utter_operator_{verb}", {"day": day_in_words(local_day(at))}))
            name_again(dispatcher, work, "utter_signpost_remembered")
            work.signpost = None
            if work.has_agreed and work.inbound is None:
                # The coach comes by itself: nobody is back to be welcomed.
                return [SessionStarted(), ActionExecuted(LISTEN)]
            ask_where_it_changed(dispatcher, work)
            if (talk := FollowUps(work).pending_talk(STAYS_OPEN)) is not None:
                editing = ":".join((talk.stage or WENT, talk.item_id, plan_changes.ONCE, ""))
                asked = [ActiveLoop(FORM), SlotSet("requested_slot", "answer"), SlotSet("editing", editing)]
                return [SessionStarted(), *asked, ActionExecuted(LISTEN)]
            if work.has_agreed:
                where = _where_we_were(work)
                left = _round_that_was_left(work)
                due = [i for i in Plan(work).open_items() if i.due is not None and i.due <= local_day(work.now)]
                if left is not None:
                    kept = len(round_of(work, left).given)
                    dispatch(dispatcher, Line("utter_welcome_back_to_round", {"kept": kept}))
                elif where:
                    name = "utter_welcome_back_to" if where["about"] else "utter_welcome_back"
                    dispatch(dispatcher, Line(name, where))
                if due:
                    step = describe(framework(), work, due[0])
                    values = {"step": step["step"], "day": step["due_in_words"]}
                    button = (Choice("", due[0].id),)
                    dispatcher.utter_message(response="utter_step_is_due", item=button[0].value, **values)
        return [SessionStarted(), ActionExecuted(LISTEN)]


class ActionGreet(Action):
    """Says hello: the welcome with the question of consent to a new person, what can be done now to a known one."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_greet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Greet."""
        with unit_of_work(tracker) as work:
            if not work.has_agreed:
                dispatch(dispatcher, Line("utter_welcome"))
                return [FollowupAction(FORM)]
            if not _where_we_were(work) and _round_that_was_left(work) is None:
                dispatch(dispatcher, Line("utter_greet_again"))
        return []


class ActionResume(Action):
    """ "Yes" or "go on" with nothing pending: takes up the reflection that was left, if there is one."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_resume"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Go on, or say that nothing is waiting."""
        with unit_of_work(tracker) as work:
            take_agreement(dispatcher, work, tracker)
            left = _round_that_was_left(work)
            if left is not None:
                go_on(dispatcher, work, says_so=False)
                return [FollowupAction(FORM)]
            if Reflections(work).current() is not None or not work.has_agreed:
                return [FollowupAction(FORM)]
            dispatch(dispatcher, Line("utter_nothing_pending"))
        return []


class ActionPause(Action):
    """Stops at once, says what is kept and how to come back."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_pause"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Pause the open reflection; nothing more is asked."""
        with unit_of_work(tracker) as work:
            row, looking = Reflections(work).current(), Assessments(work).open()
            if looking is not None:
                Assessments(work).end(looking, PAUSED)
            answers = len(Reflections(work).answers(row)) if row is not None and work.has_agreed else 0
            if row is not None:
                Reflections(work).end(row, PAUSED)
            if looking is not None:
                dispatch(dispatcher, Line("utter_assess_paused", {"kept": len(round_of(work, looking).given)}))
            elif answers:
                dispatch(dispatcher, Line("utter_paused", {"kept": answers}))
            else:
                dispatch(dispatcher, Line("utter_goodbye"))
            name_again(dispatcher, work, "utter_signpost_before_you_go")
        return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet("signpost", None), SlotSet("editing", None)]


class ActionStartAgain(Action):
    """Sets the open reflection aside, so that the form begins a new one."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_start_again"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Set aside; what was said stays in the person's conversation."""
        with unit_of_work(tracker) as work:
            row, looking = Reflections(work).current(), Assessments(work).open()
            if looking is not None:
                Assessments(work).end(looking, PAUSED)
            if row is not None:
                Reflections(work).end(row, STOPPED)
            if row is not None or looking is not None:
                dispatch(dispatcher, Line("utter_starting_again"))
        return [SlotSet("editing", None)]


class ActionDefaultFallback(Action):
    """Nothing fits: says so, with what can be done."""

    def name(self) -> str:
        """Rasa's name for it."""
        return "action_default_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say that it was not understood."""
        dispatch(dispatcher, Line("utter_not_understood"))
        return [FollowupAction(LISTEN)]
