"""Changing a step of the plan in chat: another day, other words, how it is going, taken off, put back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rasa_sdk.events import ActionExecutionRejected, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import check_in
from bot.actions.turn import dispatch, framework
from bot.clock import local_day, moment_in_words
from bot.coaching.lines import Choice, Line
from bot.coaching.listening import is_command
from bot.coaching.questions import DATE_CARD
from bot.coaching.reflection import Heard
from bot.coaching.stages import Stage
from bot.coaching.times import date_in, hour_in
from bot.reports.plan_items import describe
from bot.store.follow_ups import FollowUps
from bot.store.models import PlanItem
from bot.store.plan import DROPPED, Plan
from bot.store.unit_of_work import UnitOfWork

Events = list[dict[str, Any]]
DAY, WORDS, PROGRESS = "day", "words", "progress"
ASKED = frozenset({DAY, WORDS, PROGRESS}) | check_in.STAGES
WISHES = ASKED | {"change", "drop", "reopen"}
A_FEW_WORDS = 3
# What the slot holds beside the wish and the item: how often it was asked, and whether another question waits behind it.
ONCE, TWICE = "1", "2"
WAITS = "waits"


def begin(form: str, dispatcher: CollectingDispatcher, work: UnitOfWork, wish: str, item_id: str | None, is_asking: bool) -> Events:
    """Do what needs no more words, or make the question about the step the pending one."""
    plan = Plan(work)
    item = plan.item(item_id)
    waiting = plan.open_items()
    if item is None and len(waiting) == 1:
        item = waiting[0]
    if item is None:
        buttons = tuple(Choice(_step(work, i), f"{i.id}") for i in waiting)
        line = Line("utter_plan_which", {}, buttons) if waiting else Line("utter_plan_nothing_open")
        _dispatch_which(dispatcher, line, wish)
        return []
    if wish in ASKED:
        return [SlotSet("editing", ":".join((wish, item.id, ONCE, WAITS if is_asking else ""))), FollowupAction(form)]
    values = {"step": _step(work, item), "item": item.id}
    if wish == "change":
        dispatch(dispatcher, Line("utter_plan_change", values))
    elif wish == "drop":
        plan.drop(item)
        dispatch(dispatcher, Line("utter_plan_dropped", values))
    elif item.status == DROPPED:
        plan.reopen(item)
        dispatch(dispatcher, Line("utter_plan_reopened", values))
    return []


def _dispatch_which(dispatcher: CollectingDispatcher, line: Line, wish: str) -> None:
    values: dict[str, Any] = dict(line.values)
    if line.choices:
        pressed = [{"title": c.title, "payload": f'/show_my_plan{{"do":"{wish}","item":"{c.value}"}}'} for c in line.choices]
        values["choices"] = pressed
    dispatcher.utter_message(response=line.response, **values)


def ask(dispatcher: CollectingDispatcher, work: UnitOfWork, editing: str) -> None:
    """Put the question about the step."""
    wish, item_id, times, _ = editing.split(":")
    item = Plan(work).item(item_id)
    again = "_again" if times == TWICE else ""
    if wish in check_in.STAGES and item is not None:
        line = check_in.question(work, wish, item)
        dispatch(dispatcher, Line(line.response + again, line.values))
        return
    card = dict(DATE_CARD) if wish == DAY else None
    dispatch(dispatcher, Line(f"utter_plan_ask_{wish}{again}", {"step": _step(work, item) if item else ""}, (), card))


def take(form: str, dispatcher: CollectingDispatcher, work: UnitOfWork, editing: str, message: Heard) -> Events:
    """Take the answer to the question about the step."""
    wish, item_id, times, waits = editing.split(":")
    stage = Stage.DATE if wish == DAY else Stage.FEELINGS if wish in check_in.STAGES else Stage.STEP
    if message.intent != "mark_activity_done" and is_command(message, stage):
        return [ActionExecutionRejected(form), SlotSet("answer", None)]
    item = Plan(work).item(item_id)
    leaves = item is None or message.choice == "leave" or (message.intent in ("skip_question", "deny") and message.words <= A_FEW_WORDS)
    if item is not None and wish in check_in.STAGES:
        follows = check_in.take(dispatcher, work, wish, item, message)
        if follows is None and times == ONCE:
            return [SlotSet("answer", None), SlotSet("editing", ":".join((wish, item_id, TWICE, waits)))]
        if follows is None:
            FollowUps(work).answered(item)
            dispatch(dispatcher, Line("utter_plan_left"))
        elif follows != check_in.CLOSED:
            FollowUps(work).move_to(item, follows)
            return [SlotSet("answer", None), SlotSet("editing", ":".join((follows, item_id, ONCE, waits)))]
    elif item is None or leaves:
        dispatch(dispatcher, Line("utter_plan_left"))
    elif not _done(dispatcher, work, wish, item, message):
        if times == ONCE:
            return [SlotSet("answer", None), SlotSet("editing", ":".join((wish, item_id, TWICE, waits)))]
        dispatch(dispatcher, Line("utter_plan_left"))
    if waits:
        return [SlotSet("answer", None), SlotSet("editing", None), SlotSet("lead", "utter_lead_back"), SlotSet("phrase", None)]
    return [SlotSet("answer", None), SlotSet("editing", None), SlotSet("requested_slot", None), SlotSet("ended", "plan")]


def _done(dispatcher: CollectingDispatcher, work: UnitOfWork, wish: str, item: PlanItem, message: Heard) -> bool:
    """Change the step as the message says; ``False`` where it says too little."""
    plan = Plan(work)
    if wish == DAY:
        return _postponed(dispatcher, work, item, message)
    if message.words < A_FEW_WORDS:
        return False
    if wish == WORDS:
        plan.reword(item)
        dispatch(dispatcher, Line("utter_plan_words_changed", {"step": _step(work, item)}))
    else:
        plan.progress(item)
        dispatch(dispatcher, Line("utter_plan_progress_kept"))
    return True


def _postponed(dispatcher: CollectingDispatcher, work: UnitOfWork, item: PlanItem, message: Heard) -> bool:
    today = local_day(work.now)
    kind, _, value = (message.choice or "").partition(":")
    days = value if kind == "date" else ""
    due = today + timedelta(days=int(days)) if days.isdigit() else date_in(message.text, today)
    if due is None and days != "none":
        return False
    FollowUps(work).answered(item)
    at = None if days else hour_in(message.text)
    Plan(work).postpone(item, due, at)
    values = {"step": _step(work, item), "day": moment_in_words(due, at) if due else ""}
    dispatch(dispatcher, Line("utter_plan_day_changed" if due else "utter_plan_day_taken_off", values))
    return True


def _step(work: UnitOfWork, item: PlanItem) -> str:
    return str(describe(framework(), work, item)["step"])
