"""Between a self-assessment's state in coaching and its row in the store, and its turn within the form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk.events import ActionExecutionRejected, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.reflections import begin as begin_reflection
from bot.actions.reflections import first_stage
from bot.actions.turn import dispatch, framework
from bot.coaching import assessing, assessment_questions
from bot.coaching.assessing import Assessed
from bot.coaching.assessment import IN_WORDS, Assessment, Step, fitted
from bot.coaching.conversation import DEFAULT_LEVEL
from bot.coaching.lens import merge, with_behaviours_of
from bot.coaching.lines import Line
from bot.coaching.listening import is_command
from bot.coaching.reflection import Heard, Reflection
from bot.coaching.scale import is_unsure, named
from bot.coaching.stages import Round, Stage
from bot.reports.profile_card import profile_card, profile_of
from bot.reports.words import labels
from bot.store.assessments import Assessments
from bot.store.models import AssessmentRow
from bot.store.plan import Plan
from bot.store.reflections import DONE, PAUSED, Reflections
from bot.store.unit_of_work import UnitOfWork

Events = list[dict[str, Any]]
SURE_OF_A_TALK = 0.7
A_SHORT_MESSAGE = 8
A_GOAL = 2


def open_round(work: UnitOfWork) -> AssessmentRow | None:
    """The self-assessment whose question is the pending one."""
    return Assessments(work).open()


def state_of(work: UnitOfWork, row: AssessmentRow) -> Assessment:
    """Where a round stands, in the words of the framework as it is now and for the level that the person has now."""
    return fitted(Assessment.from_json(row.state), framework(), work.person.level_id or DEFAULT_LEVEL)


def begin(work: UnitOfWork, assessment: Assessment | None = None) -> AssessmentRow:
    """Open a round; a reflection that is under way waits for the person to come back to it."""
    waiting = Reflections(work).current()
    if waiting is not None:
        Reflections(work).end(waiting, PAUSED)
    edition = framework().edition
    state = assessment or Assessment(level_id=work.person.level_id or DEFAULT_LEVEL)
    return Assessments(work).begin(state.to_json(), f"{edition.id} {edition.version}")


def take_up(work: UnitOfWork, row: AssessmentRow, assessment: Assessment) -> None:
    """Make the question of a round the pending one again."""
    waiting = Reflections(work).current()
    if waiting is not None:
        Reflections(work).end(waiting, PAUSED)
    Assessments(work).move(row, assessment.to_json())


def growth_offered(work: UnitOfWork) -> dict[str, str]:
    """The places to grow that are on offer: element to behaviour."""
    return {place.element_id: place.behaviour_id for place in profile_of(framework(), work).growth}


def ask(dispatcher: CollectingDispatcher, work: UnitOfWork, row: AssessmentRow, phrase: str = "") -> None:
    """Put the pending question of a round."""
    assessment = state_of(work, row)
    if row.level_id != work.person.level_id and assessment.given:
        dispatch(dispatcher, Line("utter_assess_level_changed"))
    if assessment.to_json() != row.state or row.level_id != work.person.level_id:
        Assessments(work).move(row, assessment.to_json())
    offered = growth_offered(work) if assessment.step in (Step.GROW, Step.DONE) else {}
    dispatch(dispatcher, assessment_questions.ask(assessment, framework(), labels(), offered, phrase))


def take(form: str, dispatcher: CollectingDispatcher, work: UnitOfWork, row: AssessmentRow, message: Heard) -> Events:
    """Take a message that came while a round's question was pending."""
    assessment = state_of(work, row)
    if _wants_to_talk(message, assessment):
        Assessments(work).end(row, PAUSED)
        opened = Reflection(stage=first_stage(work))
        begin_reflection(work, replace(opened, stage=Stage.GOAL, round=Round.GOAL) if message.choice == "goal" else opened)
        return _again()
    if _leaves(message, assessment):
        return [ActionExecutionRejected(form), SlotSet("answer", None)]
    if not message.text and message.choice is None:
        # A button of another place: the question stands.
        return _again()
    here = assessing.Here(framework(), growth_offered(work) if assessment.step in (Step.GROW, Step.DONE) else {})
    came_to = assessing.take(assessment, message, here)
    _keep(work, row, came_to)
    for line in came_to.lines:
        dispatch(dispatcher, line)
    if came_to.shows_profile:
        show_profile(dispatcher, work)
    if came_to.grows or came_to.grows_other:
        _grow(work, came_to, message)
        return _again()
    if came_to.rests:
        return [SlotSet("answer", None), SlotSet("requested_slot", None), SlotSet("ended", "assessment")]
    return _again(came_to.phrase)


def _again(phrase: str | None = None) -> Events:
    return [SlotSet("answer", None), SlotSet("lead", None), SlotSet("phrase", phrase)]


def _wants_to_talk(message: Heard, assessment: Assessment) -> bool:
    """Whether somebody turns from the self-assessment to talking something through: by a button, or in so many words."""
    if not message.text and message.intent == "start_reflection":
        return True
    says_so = message.intent == "start_reflection" and message.confidence >= SURE_OF_A_TALK and message.words <= A_SHORT_MESSAGE
    return says_so and message.choice is None and assessment.step not in IN_WORDS


def _leaves(message: Heard, assessment: Assessment) -> bool:
    if assessment.step is Step.RATE and named(message.text) is not None:
        return False
    if message.intent == "start_self_assessment" and assessment.step in (Step.REST, Step.GROW, Step.AGAIN, Step.DONE):
        return False
    if assessment.step is Step.GROW and message.intent == "suggest_activities" and message.words:
        return False
    if assessment.step is Step.RATE and message.words and is_unsure(message.text):
        return False
    return is_command(message, Stage.OWN_PART if assessment.step in IN_WORDS else Stage.LENS)


def _keep(work: UnitOfWork, row: AssessmentRow, came_to: Assessed) -> None:
    kept = Assessments(work)
    if came_to.rated is not None:
        Plan(work).rate(*came_to.rated, assessment_id=row.id)
    if came_to.example_of is not None:
        kept.keep_example(came_to.example_of)
    if came_to.assessment.step is Step.START and row.state.get("given"):
        # Looked at afresh: a new round, whose answers stand beside those of the last.
        begin(work, came_to.assessment)
        return
    kept.move(row, came_to.assessment.to_json())
    if came_to.rests:
        kept.end(row, DONE if came_to.assessment.step is Step.DONE else PAUSED)


def _grow(work: UnitOfWork, came_to: Assessed, message: Heard) -> None:
    """Begin a conversation about a goal: about the behaviour that was chosen, or about what the person names."""
    if came_to.grows is None:
        opened = Reflection(stage=Stage.GOAL, round=Round.GOAL)
        said = message.words >= A_GOAL and message.choice is None and message.candidates
        row = begin_reflection(work, replace(opened, **_lens_on(work, message)) if said else opened)
        if said:
            Reflections(work).keep_answer(row, Stage.GOAL.value, None)
        return
    behaviour = framework().behaviour(came_to.grows)
    behaviours = with_behaviours_of(framework(), behaviour)
    opened = Reflection(
        stage=Stage.REALITY,
        round=Round.GOAL,
        element_id=behaviour.element_id,
        grow=behaviour.id,
        behaviours=behaviours,
        behaviour_ranking=behaviours,
    )
    begin_reflection(work, opened)


def _lens_on(work: UnitOfWork, message: Heard) -> dict[str, Any]:
    """What a goal that was told at once is about."""
    ranking = message.behaviour_ranking.get(work.person.level_id or DEFAULT_LEVEL, ())
    return {"stage": Stage.LENS, "candidates": merge((), message.candidates), "behaviour_ranking": tuple(ranking)}


def show_profile(dispatcher: CollectingDispatcher, work: UnitOfWork) -> None:
    """The picture, or that there is none yet."""
    answered = profile_of(framework(), work).answered
    if not answered:
        dispatch(dispatcher, Line("utter_profile_is_empty"))
        return
    dispatch(dispatcher, Line("utter_profile", {"answered": answered}, (), profile_card(framework(), work)))
