"""The plan in chat: show it, mark a step as done, say how the behaviour goes, look for something to try."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import plan_changes
from bot.actions.reflection_form import FORM
from bot.actions.reflections import begin, first_stage, state_of
from bot.actions.turn import dispatch, entity, framework, heard, unit_of_work
from bot.coaching.activities import suggest
from bot.coaching.assessment_questions import rating_card
from bot.coaching.conversation import DEFAULT_LEVEL
from bot.coaching.lens import LIKELY_SCORE
from bot.coaching.lines import Choice, Line
from bot.coaching.questions import activities_card
from bot.coaching.reflection import Reflection
from bot.coaching.scale import ANSWERS
from bot.coaching.stages import Stage
from bot.reports.plan_items import describe, plan_card
from bot.reports.profile_card import EVIDENCE_WORDS
from bot.reports.words import labels
from bot.store.plan import DONE, Plan
from bot.store.reflections import Reflections

Events = list[dict[str, Any]]


class ActionShowPlan(Action):
    """Shows the plan."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_show_plan"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """All items, those still to do first; or begin to change the one that was pressed."""
        wish = entity(tracker, "do")
        with unit_of_work(tracker) as work:
            plan = Plan(work)
            if wish in plan_changes.WISHES:
                is_asking = bool(tracker.active_loop.get("name"))
                return plan_changes.begin(FORM, dispatcher, work, str(wish), entity(tracker, "item"), is_asking)
            items = [*plan.open_items(), *(i for i in plan.items() if i.status == DONE)]
            if items:
                name = "utter_plan" if plan.open_items() else "utter_plan_without_open_steps"
                dispatch(dispatcher, Line(name, {"count": len(plan.open_items())}, (), plan_card(framework(), work, items)))
            else:
                dispatch(dispatcher, Line("utter_plan_is_empty"))
        return []


class ActionMarkActivityDone(Action):
    """Marks a step as done, asks which one where several are open, then how the behaviour goes now."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_mark_activity_done"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Act on the item that was pressed, or on the only one."""
        chosen, rating = entity(tracker, "item"), entity(tracker, "rating")
        with unit_of_work(tracker) as work:
            plan = Plan(work)
            item = next((i for i in plan.items() if i.id == chosen), None)
            rated, _, value = (rating or "").rpartition(":")
            if framework().carried_behaviour(rated) is not None and value in ANSWERS:
                plan.rate(rated, value)
                dispatch(dispatcher, Line("utter_rating_kept"))
                return []
            waiting = plan.open_items()
            if item is None and len(waiting) == 1:
                item = waiting[0]
            if item is None:
                buttons = tuple(Choice(describe(framework(), work, i)["step"], i.id) for i in waiting)
                line = Line("utter_which_step_is_done", {}, buttons) if waiting else Line("utter_nothing_to_mark")
                dispatch(dispatcher, line, "mark_activity_done", "item")
                return []
            # "Done it" says nothing more; a sentence is how it went, in the person's words.
            plan.finish(item, work.inbound.uid if work.inbound and heard(tracker).words >= EVIDENCE_WORDS else None)
            step = describe(framework(), work, item)
            dispatch(dispatcher, Line("utter_step_done", {"step": step["step"]}))
            if step["behaviour"]:
                ask_how_it_goes(dispatcher, step["behaviour"])
        return []


def ask_how_it_goes(dispatcher: CollectingDispatcher, behaviour_id: str) -> None:
    """Ask how a behaviour goes now, on the scale of the self-assessment."""
    card = rating_card(framework(), behaviour_id, 1, 1, labels())
    buttons = tuple(Choice(labels()[value], f"{behaviour_id}:{value}") for value in ANSWERS)
    line = Line("utter_ask_rating", {"behaviour": card["text"]}, buttons, card)
    dispatch(dispatcher, line, "mark_activity_done", "rating")


class ActionSuggestActivities(Action):
    """Suggests activities for what the person speaks of, or for the element of their latest reflection."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_suggest_activities"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Offer two or three; a pressed one goes to the question of its date."""
        with unit_of_work(tracker) as work:
            level_id = work.person.level_id or DEFAULT_LEVEL
            row = Reflections(work).current()
            if (chosen := entity(tracker, "activity")) in framework().activities and chosen:
                activity = framework().activities[chosen]
                behaviours = framework().behaviours_for(activity.element_ids[0], level_id)
                planned = Reflection(
                    stage=Stage.DATE,
                    element_id=activity.element_ids[0],
                    activity_id=activity.id,
                    grow=behaviours[0].id if behaviours else None,
                )
                if first_stage(work) is Stage.CONSENT:
                    return [FollowupAction(FORM)]
                if row is not None:
                    # A reflection is under way: the step goes onto the plan, and the talk goes on where it was.
                    item = Plan(work).add(None, planned.grow, activity.id, None, None)
                    card = plan_card(framework(), work, [item])
                    dispatch(dispatcher, Line("utter_planned_without_date", {"step": activity.title}, (), card))
                    return []
                begin(work, planned)
                return [FollowupAction(FORM)]
            best = next(iter(heard(tracker).candidates), None)
            element_id = best.element_id if best and best.score >= LIKELY_SCORE else state_of(row).element_id if row else None
            if element_id is None:
                dispatch(dispatcher, Line("utter_suggest_needs_topic"))
                return []
            found = suggest(framework(), element_id, level_id, None)
            buttons = tuple(Choice(a.title, a.id) for a in found)
            line = Line("utter_suggest_activities", {"plain": framework().element(element_id).plain_name}, buttons, activities_card(found))
            dispatch(dispatcher, line, "suggest_activities", "activity")
        return []
