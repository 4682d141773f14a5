""" "Where do I stand?": begins a self-assessment, goes on with one, or shows the picture."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.assessments import begin, show_profile, state_of, take_up
from bot.actions.reflection_form import FORM
from bot.actions.reflections import begin as begin_reflection
from bot.actions.reflections import first_stage
from bot.actions.turn import dispatch, heard, unit_of_work
from bot.coaching.assessment import Assessment, Step
from bot.coaching.lines import Line
from bot.coaching.reflection import Reflection
from bot.coaching.stages import Stage
from bot.store.assessments import Assessments
from bot.store.reflections import DONE
from bot.store.unit_of_work import UnitOfWork

Events = list[dict[str, Any]]
ASSESSMENT = "assessment"
# After this long a round is not simply gone on with: much may have changed.
A_WHILE = timedelta(days=56)
_PICTURE = re.compile(r"\b(?:picture|profile|strengths?|gaps?|results?|answers)\b", re.IGNORECASE)


class ActionSelfAssess(Action):
    """Begins a round, or takes up the one that was left; afterwards the form asks its question."""

    def name(self) -> str:
        """The name by which the rules call it."""
        return "action_self_assess"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Make the self-assessment's question the pending one."""
        with unit_of_work(tracker) as work:
            stage = first_stage(work)
            if stage in (Stage.CONSENT, Stage.LEVEL):
                begin_reflection(work, Reflection(stage=stage, then=ASSESSMENT))
                return [FollowupAction(FORM)]
            go_on(dispatcher, work, wants_picture=bool(_PICTURE.search(heard(tracker).text)))
        return [FollowupAction(FORM)]


def go_on(dispatcher: CollectingDispatcher, work: UnitOfWork, wants_picture: bool = False, says_so: bool = True) -> None:
    """The round that fits: a new one, the one that was left (``says_so``: that it was), or the choice between them."""
    row = Assessments(work).latest()
    if row is None:
        dispatch(dispatcher, Line("utter_assess_begins"))
        begin(work)
        return
    assessment = state_of(work, row)
    if assessment.given and wants_picture:
        show_profile(dispatcher, work)
        take_up(work, row, assessment.at(Step.GROW))
    elif row.status == DONE or (assessment.given and work.now - row.changed_at > A_WHILE):
        take_up(work, row, assessment.at(Step.AGAIN))
    else:
        if assessment.given and says_so:
            dispatch(dispatcher, Line("utter_assess_goes_on", {"kept": len(assessment.given)}))
        take_up(work, row, _pending(assessment))


def _pending(assessment: Assessment) -> Assessment:
    """The question that was pending when the person left; after a rest, the choice of the next area."""
    return assessment.at(Step.AREA) if assessment.step in (Step.REST, Step.GROW) else assessment.at(assessment.step)
