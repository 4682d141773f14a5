"""The check-in: how did the step go, what was noticed, and what comes next. Asked by the coach itself on the step's day."""

from __future__ import annotations

from datetime import timedelta

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import dispatch, framework
from bot.coaching.checking_in import CHANGED, DONE, PARTLY, outcome_of
from bot.coaching.lines import Line
from bot.coaching.reflection import Heard
from bot.reports.plan_items import describe
from bot.reports.profile_card import EVIDENCE_WORDS
from bot.store.follow_ups import FollowUps
from bot.store.models import PlanItem
from bot.store.plan import Plan
from bot.store.unit_of_work import UnitOfWork

WENT, NOTICED, HINDERED, CLOSED = "went", "noticed", "hindered", "closed"
STAGES = frozenset({WENT, NOTICED, HINDERED})
# After this time a check-in that nobody answered is let go: the plan is there when they come back.
STAYS_OPEN = timedelta(days=3)
DAY = "day"


def question(work: UnitOfWork, stage: str, item: PlanItem) -> Line:
    """The question of a stage, with the behaviour that the step was to grow."""
    said = describe(framework(), work, item)
    name = f"utter_check_in_{stage}"
    if stage != WENT and said["behaviour_text"]:
        name += "_behaviour"
    FollowUps(work).move_to(item, stage)
    return Line(name, {"step": said["step"], "behaviour": said["behaviour_text"] or ""})


def take(dispatcher: CollectingDispatcher, work: UnitOfWork, stage: str, item: PlanItem, message: Heard) -> str | None:
    """Take an answer: the stage that follows, ``day`` for the question of another day, ``closed``, or ``None`` to ask again."""
    plan = Plan(work)
    if stage != WENT:
        if message.words and message.intent not in ("dont_know", "skip_question"):
            plan.progress(item)
            dispatch(dispatcher, Line("utter_check_in_kept"))
        if item.status == "open":
            return DAY
        _close(dispatcher, work, item)
        return CLOSED
    outcome = outcome_of(message)
    if outcome is None:
        return None
    told = message.words >= EVIDENCE_WORDS
    if outcome == DONE:
        plan.finish(item, work.inbound.uid if told and work.inbound else None)
    elif outcome == CHANGED:
        plan.drop(item)
        FollowUps(work).answered(item)
        dispatch(dispatcher, Line("utter_plan_dropped", {"step": describe(framework(), work, item)["step"], "item": item.id}))
        return CLOSED
    elif told:
        plan.progress(item)
    dispatch(dispatcher, Line(f"utter_check_in_{outcome}"))
    return NOTICED if outcome in (DONE, PARTLY) else HINDERED


def _close(dispatcher: CollectingDispatcher, work: UnitOfWork, item: PlanItem) -> None:
    """What comes next; how often they have come back to this, where it is more than once."""
    FollowUps(work).answered(item)
    behaviour_id = item.behaviour_id or ""
    element_id = behaviour_id.rsplit(".", 2)[0]
    done = [i for i in Plan(work).items() if i.status == "done" and (i.behaviour_id or "").startswith(f"{element_id}.")]
    if element_id in framework().elements and len(done) > 1:
        plain = framework().element(element_id).plain_name
        dispatch(dispatcher, Line("utter_check_in_again_and_again", {"count": len(done), "plain": plain}))
    dispatch(dispatcher, Line("utter_check_in_next"))
