"""The reflection: one form with one slot, whose next question is chosen by coaching."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import assessments, plan_changes
from bot.actions.consent import agree, take_agreement
from bot.actions.reflections import begin, first_stage, move, state_of
from bot.actions.safety import OPEN
from bot.actions.turn import action_before, circumstances, dispatch, framework, has_begun_now, heard, unit_of_work
from bot.clock import ASKING, EVENING, HOME, moment_in_words
from bot.coaching import questions
from bot.coaching.conversation import Taken, is_goal, take
from bot.coaching.lines import Line
from bot.coaching.listening import is_command, is_vague_goal
from bot.coaching.reflection import Heard, Reflection
from bot.coaching.stages import Round, Stage
from bot.reports.plan_items import plan_card
from bot.store.assessments import Assessments
from bot.store.follow_ups import FollowUps
from bot.store.models import PlanItem, ReflectionRow
from bot.store.plan import Plan
from bot.store.reflections import DONE, PAUSED, STOPPED, Reflections
from bot.store.unit_of_work import UnitOfWork

FORM = "reflection_form"
Events = list[dict[str, Any]]
# A message of this many words that tells a situation begins a new reflection where an old one could be taken up.
NEW_SITUATION_WORDS = 8
TELLS = ("describe_situation", "share_answer")
# Actions that made another question the pending one: it is asked without a word about coming back.
BEGINNINGS = frozenset({"action_start_again", "action_self_assess"})


def _again(lead: str | None = None, phrase: str | None = None) -> Events:
    """Empty the slot, so that the form asks; the next question begins with this lead."""
    return [SlotSet("answer", None), SlotSet("lead", lead), SlotSet("phrase", phrase)]


class ValidateReflectionForm(Action):
    """Takes the message: an answer is kept and the slot emptied, so that the form asks again; a command rejects the form."""

    def name(self) -> str:
        """The name by which Rasa calls it."""
        return f"validate_{FORM}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Take the latest message."""
        begins, done_before = has_begun_now(tracker, FORM), action_before(tracker)
        if done_before is not None and not begins:
            return _again(None if done_before in BEGINNINGS or tracker.get_slot("editing") else "utter_lead_back")
        with unit_of_work(tracker) as work:
            message = heard(tracker)
            if done_before is None and take_agreement(dispatcher, work, tracker):
                return _again("utter_lead_back")
            editing = tracker.get_slot("editing")
            if editing and done_before is None and not begins:
                return plan_changes.take(FORM, dispatcher, work, editing, message)
            if editing and done_before is not None:
                return _again()
            assessment = assessments.open_round(work)
            if assessment is not None:
                if done_before is None and not begins:
                    return assessments.take(FORM, dispatcher, work, assessment, message)
                if done_before is not None or not _tells_something_new(message):
                    assessments.take_up(work, assessment, assessments.state_of(work, assessment))
                    return _again()
                Assessments(work).end(assessment, PAUSED)
            row = Reflections(work).current()
            if done_before is not None:
                if row is None:
                    begin(work)
                return _again("utter_lead_back" if done_before in ("action_resume", "action_after_signpost") else None)
            if begins:
                if row is not None and not _tells_something_new(message):
                    return _again("utter_lead_back")
                if message.choice == "goal" or is_goal(message):
                    row = begin(work, Reflection(stage=first_stage(work), round=Round.GOAL))
                    if state_of(row).stage is Stage.SITUATION:
                        move(work, row, state_of(row).at(Stage.GOAL))
                    if not message.text or is_vague_goal(message.text):
                        return _again()
                else:
                    row = begin(work)
                    if message.intent not in TELLS or message.choice is not None:
                        return _again()
            elif row is None:  # erased, or forgotten with the visitors, since the question was put
                row = begin(work)
                return _again()
            elif is_command(message, state_of(row).stage):
                return [ActionExecutionRejected(FORM), SlotSet("answer", None)]
            taken = take(state_of(row), message, circumstances(work))
            _keep(work, row, taken)
            for line in taken.lines:
                dispatch(dispatcher, line)
            if _turns_to_assessment(taken):
                reflections = Reflections(work)
                reflections.end(row, STOPPED)
                dispatch(dispatcher, Line("utter_assess_begins"))
                assessments.begin(work)
                return _again()
            if taken.is_over:
                return [SlotSet("answer", None), SlotSet("requested_slot", None)]
            return _again("utter_lead_quote" if taken.phrase else None, taken.phrase)


def _turns_to_assessment(taken: Taken) -> bool:
    """Whether the opening questions are answered and a self-assessment was asked for; a situation told meanwhile comes first."""
    return taken.reflection.then is not None and taken.reflection.stage is Stage.SITUATION


def _tells_something_new(message: Heard) -> bool:
    if message.choice == "goal" or is_goal(message):
        return True
    return message.intent == "describe_situation" and message.words >= NEW_SITUATION_WORDS


def _keep(work: UnitOfWork, row: ReflectionRow, taken: Taken) -> None:
    """Record what a message came to."""
    reflections = Reflections(work)
    if taken.agreed:
        agree(work)
    if taken.level_id:
        work.person.level_id = taken.level_id
    if taken.keep_as is not None:
        reflections.keep_answer(row, taken.keep_as.value, questions.behaviour_of(state_of(row)))
    if taken.is_own_step:
        reflections.keep_own_step(row)
    if taken.planned is not None:
        Plan(work).add(
            due=taken.planned.due,
            at=taken.planned.at,
            behaviour_id=taken.planned.behaviour_id,
            activity_id=taken.planned.activity_id,
            own_step_uid=row.own_step_uid,
            reflection_id=row.id,
        )
    move(work, row, taken.reflection)
    if taken.reflection.stage is Stage.DONE:
        reflections.end(row, DONE)


class ActionAskAnswer(Action):
    """Puts the pending question."""

    def name(self) -> str:
        """The name by which the form calls it."""
        return "action_ask_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Ask, with the lead that was left for this question."""
        with unit_of_work(tracker) as work:
            if tracker.get_slot("signpost") == OPEN:
                return [SlotSet("lead", None), SlotSet("phrase", None)]
            phrase = tracker.get_slot("phrase") or ""
            if editing := tracker.get_slot("editing"):
                plan_changes.ask(dispatcher, work, editing)
                return [SlotSet("lead", None), SlotSet("phrase", None)]
            if (assessment := assessments.open_round(work)) is not None:
                assessments.ask(dispatcher, work, assessment, phrase)
                return [SlotSet("lead", None), SlotSet("phrase", None)]
            row = Reflections(work).current() or begin(work)
            reflection, level_id = state_of(row), work.person.level_id
            lead = tracker.get_slot("lead") or ""
            dispatch(dispatcher, questions.ask(reflection, framework(), level_id, lead, phrase))
        return [SlotSet("lead", None), SlotSet("phrase", None)]


class ActionFinishReflection(Action):
    """Ends a reflection: reads back what was planned."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_finish_reflection"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Read back the step that this turn put on the plan, if it did; nothing is left to say where only the plan was changed."""
        if tracker.get_slot("ended"):
            return [SlotSet("ended", None)]
        with unit_of_work(tracker) as work:
            planned = next((i for i in reversed(Plan(work).items()) if i.created_at == work.now), None)
            if planned is not None:
                card = plan_card(framework(), work, [planned])
                step = card["items"][0]["step"]
                if planned.due is None:
                    dispatch(dispatcher, Line("utter_planned_without_date", {"step": step}, (), card))
                else:
                    dispatch(dispatcher, Line("utter_planned", {"step": step, "day": _when(work, planned)}, (), card))
            if work.has_agreed:
                dispatch(dispatcher, Line("utter_reflection_over"))
        return []


def _when(work: UnitOfWork, item: PlanItem) -> str:
    """The day of a step in words, with the hour where they named one."""
    assert item.due is not None
    hours = [f.due_at.astimezone(HOME).time() for f in FollowUps(work).of(item)]
    return moment_in_words(item.due, next((hour for hour in hours if hour not in (ASKING, EVENING)), None))
