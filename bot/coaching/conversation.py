"""Taking one message at the stage where a reflection stands: what changes, what is said before the next question.

    consent -> level -> situation -> lens -> round -> own part -> ... -> step -> grow -> time -> activity -> date -> done

A pending question owns the message (commands were taken out before). Nobody is trapped: every stage moves on when it is skipped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Callable

from rapidfuzz import fuzz, process

from bot.coaching import lens, questions
from bot.coaching.activities import suggest
from bot.coaching.lines import Line
from bot.coaching.listening import Answer, asks_again, is_vague_goal, names_a_goal, tells_own_part, weigh
from bot.coaching.quoting import phrase
from bot.coaching.reflection import Heard, Reflection
from bot.coaching.stages import REFLECTIVE, Round, Stage, next_stage
from bot.coaching.times import date_in, hour_in, minutes_in
from bot.framework import Framework

DEFAULT_LEVEL = "front_line_worker"
# Where nothing at all was found and the person leaves the choice to us.
FALLBACK_ELEMENT = "demonstrating_personal_qualities.developing_self_awareness"
DEFAULT_MINUTES = 30
LEAST_MINUTES = 10
A_FEW_WORDS = 2
LONGEST_GOAL = 30
# Consent is taken from a clear yes only; anything less is asked again.
SURE_OF_CONSENT = 0.8
A_SENTENCE = 5
MOST_CORRECTIONS = 2
MOST_ATTEMPTS = 3
SAME_TITLE = 78


@dataclass(frozen=True)
class Circumstances:
    """What a decision depends on besides the message: who is asked, what they agreed to, and what day it is for them."""

    framework: Framework
    agreed: bool
    level_id: str | None
    today: date


@dataclass(frozen=True)
class Planned:
    """A step that the person chose: an activity or their own words (``own_step``), and the day and the hour, if they named them."""

    behaviour_id: str | None
    activity_id: str | None
    due: date | None
    at: time | None = None


@dataclass(frozen=True)
class Taken:
    """What a message came to.

    ``keep_as``: the stage that the message answers, or ``None``. ``phrase``: words of the person's to hand back with the next question.
    ``is_own_step``: the message is the step that the person set themselves.
    """

    reflection: Reflection
    lines: tuple[Line, ...] = ()
    keep_as: Stage | None = None
    phrase: str | None = None
    agreed: bool | None = None
    level_id: str | None = None
    is_own_step: bool = False
    planned: Planned | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to ask."""
        return self.reflection.stage is Stage.DONE or self.agreed is False


def take(reflection: Reflection, heard: Heard, here: Circumstances) -> Taken:
    """Take a message that is an answer to the pending question."""
    if not heard.text and heard.choice is None and heard.intent in ("affirm", "start_reflection"):
        # A button of another place ("go on", "talk something through"): the question stands.
        return Taken(reflection)
    if asks_again(heard):
        return Taken(reflection, (Line("utter_repeat"),))
    if reflection.stage in REFLECTIVE and reflection.stage not in (Stage.SITUATION, Stage.GOAL):
        return _reflective(reflection, heard, here)
    return _TAKEN[reflection.stage](reflection, heard, here)


def _consent(reflection: Reflection, heard: Heard, here: Circumstances) -> Taken:
    says_yes = heard.intent == "affirm" and heard.words <= A_SENTENCE and heard.confidence >= SURE_OF_CONSENT
    if heard.choice == "agree" or (heard.choice is None and says_yes):
        return Taken(_opened(reflection, here), (Line("utter_thanks_for_agreeing"),), agreed=True)
    if heard.choice == "disagree" or heard.intent == "deny":
        return Taken(reflection, (Line("utter_nothing_is_kept"),), agreed=False)
    if _is_story(heard):
        held = _with_situation(reflection, heard, here)
        return Taken(replace(held, stage=Stage.CONSENT, attempt=1), (Line("utter_situation_is_held"),), Stage.SITUATION)
    return Taken(replace(reflection, attempt=1))


def _opened(reflection: Reflection, here: Circumstances) -> Reflection:
    if here.level_id is None:
        return reflection.at(Stage.LEVEL)
    return reflection.at(Stage.LENS if reflection.candidates else reflection.opening)


def _level(reflection: Reflection, heard: Heard, here: Circumstances) -> Taken:
    chosen = _choice(heard, "level")
    level_id = chosen if chosen in here.framework.levels else heard.level_id
    lines: tuple[Line, ...] = ()
    if level_id is None:
        if reflection.attempt == 0 and heard.intent != "skip_question":
            if _is_story(heard):
                held = _with_situation(reflection, heard, here)
                return Taken(replace(held, stage=Stage.LEVEL, attempt=1), (Line("utter_situation_before_level"),), Stage.SITUATION)
            return Taken(replace(reflection, attempt=1))
        level_id, lines = DEFAULT_LEVEL, (Line("utter_level_assumed"),)
    named = Line("utter_level_noted", {"level": here.framework.level(level_id).plain_name})
    after = reflection.at(Stage.LENS if reflection.candidates else reflection.opening)
    return Taken(after, lines or (named,), level_id=level_id)


def _situation(reflection: Reflection, heard: Heard, here: Circumstances) -> Taken:
    if heard.choice == "goal" or is_goal(heard):
        return _goal(reflection.at(Stage.GOAL, round=Round.GOAL), heard, here)
    too_little = heard.words < A_SENTENCE or heard.intent in ("start_reflection", "dont_know", "skip_question")
    if too_little and reflection.attempt < MOST_ATTEMPTS:
        return Taken(replace(reflection, attempt=reflection.attempt + 1))
    if heard.intent == "skip_question" or (too_little and not heard.candidates):
        return Taken(replace(reflection, attempt=1))
    return Taken(_with_situation(reflection, heard, here), (), Stage.SITUATION, phrase(heard.text))


def _goal(reflection: Reflection, heard: Heard, here: Circumstances) -> Taken:
    """What the person wants to get better at; a word or two is enough, "something" is not."""
    unsaid = heard.intent in ("dont_know", "skip_question", "deny") or not heard.candidates or is_vague_goal(heard.text)
    if unsaid:
        asked_before = reflection.attempt + 1 if heard.choice is None and not names_a_goal(heard.text) else reflection.attempt
        return Taken(replace(reflection, attempt=min(asked_before, MOST_ATTEMPTS)))
    return Taken(_with_situation(reflection, heard, here), (), Stage.GOAL, phrase(heard.text))


def _with_situation(reflection: Reflection, heard: Heard, here: Circumstances) -> Reflection:
    level = here.level_id or DEFAULT_LEVEL
    round_ = Round.GOAL if is_goal(heard) and reflection.round is None else reflection.round
    ranking = dict.fromkeys([*heard.behaviour_ranking.get(level, ()), *reflection.behaviour_ranking])
    return reflection.at(
        Stage.LENS,
        round=round_,
        candidates=lens.merge(reflection.candidates, heard.candidates),
        behaviour_ranking=tuple(ranking),
        own_part_told=reflection.own_part_told or tells_own_part(heard.text),
    )


def _lens(reflection: Reflection, heard: Heard, here: Circumstances) -> Taken:
    offered = lens.offered(reflection)
    chosen = _choice(heard, "lens")
    if chosen == "yes" and offered:
        chosen = offered[0]
    if chosen is not None and chosen in here.framework.elements:
        return _look_through(reflection, chosen, here)
    says_yes = heard.intent == "affirm" and heard.words <= A_SENTENCE
    gives_up = heard.intent in ("skip_question", "dont_know") or reflection.told_more >= MOST_CORRECTIONS
    if chosen is None and (position := _number_or_title(heard.text, _plain_names(offered, here))) is not None:
        return _look_through(reflection, offered[position], here)
    if chosen is None and ((says_yes and offered) or gives_up):
        named = says_yes and lens.is_sure(reflection)
        found = (*offered, *(c.element_id for c in reflection.candidates), FALLBACK_ELEMENT)
        return _look_through(reflection, found[0], here, () if named else (Line("utter_lens_assumed"),))
    if chosen is None and heard.intent != "deny" and heard.words >= (A_FEW_WORDS if offered else 1):
        # In the person's own words, what was refused by its name may be meant after all.
        more = replace(_with_situation(reflection, heard, here), told_more=reflection.told_more + 1, refused=())
        return Taken(more, (), Stage.SITUATION)
    refused = replace(reflection, refused=(*reflection.refused, *offered), told_more=reflection.told_more + 1)
    return Taken(refused)


def _plain_names(offered: tuple[str, ...], here: Circumstances) -> list[str]:
    return [here.framework.element(id_).plain_name for id_ in offered]


def _look_through(reflection: Reflection, element_id: str, here: Circumstances, lines: tuple[Line, ...] = ()) -> Taken:
    ranked = lens.behaviours_for(reflection, here.framework, element_id, here.level_id or DEFAULT_LEVEL)
    following = Stage.REALITY if reflection.round is Round.GOAL else Stage.ROUND
    return Taken(reflection.at(following, element_id=element_id, behaviours=ranked[:2]), lines)


def _round(reflection: Reflection, heard: Heard, here: Circumstances) -> Taken:
    text = heard.text.lower()
    short = heard.choice == "round:short" or bool(re.search(r"\b(?:short|quick|three|3|five|5|first)\b", text))
    full = heard.choice == "round:full" or bool(re.search(r"\b(?:full|six|6|long|longer|whole|ten|15|second)\b", text))
    if short == full and reflection.attempt == 0 and heard.intent not in ("affirm", "skip_question", "dont_know"):
        return Taken(replace(reflection, attempt=1))
    round_ = Round.FULL if full and not short else Round.SHORT
    return Taken(reflection.at(next_stage(Stage.ROUND, round_, reflection.own_part_told), round=round_))


def _reflective(reflection: Reflection, heard: Heard, here: Circumstances) -> Taken:
    stage = reflection.stage
    onward = reflection.at(next_stage(stage, reflection.round, reflection.own_part_told))
    lines = _shown_before(onward, here)
    if onward.stage is Stage.GROW and reflection.grow is not None:
        # They came with the behaviour that they want to grow.
        onward = onward.at(Stage.TIME)
    if heard.intent == "skip_question" or heard.choice == "skip":
        return Taken(onward, (Line("utter_skipped"), *lines))
    answer = weigh(heard)
    if answer is Answer.STUCK:
        if reflection.attempt >= MOST_ATTEMPTS or reflection.deepening:
            return Taken(onward, (Line("utter_moving_on"), *lines))
        return Taken(replace(reflection, attempt=reflection.attempt + 1))
    is_step = stage is Stage.STEP
    if answer is Answer.SHORT and reflection.attempt == 0 and not reflection.deepening:
        return Taken(replace(reflection, attempt=1), (), stage)
    deepens = answer is Answer.RICH and stage is Stage.BEHAVIOUR_HERE and reflection.round is Round.FULL
    if deepens and not reflection.deepened and reflection.own_part_told:
        return Taken(replace(reflection, attempt=0, deepening=True, deepened=True), (), stage, phrase(heard.text))
    if is_step:
        onward = replace(onward, has_own_step=True)
    return Taken(onward, lines, stage, None if lines else phrase(heard.text), is_own_step=is_step)


def _shown_before(onward: Reflection, here: Circumstances) -> tuple[Line, ...]:
    """What good looks like, shown once the person has thought: before they choose what to grow."""
    if onward.stage is not Stage.GROW or onward.element_id is None:
        return ()
    level_id = here.level_id or DEFAULT_LEVEL
    shown = [here.framework.behaviour(id_) for id_ in questions.growable(onward, here.framework, level_id)]
    element = here.framework.element(onward.element_id)
    card = questions.behaviours_card(shown, element.id, level_id)
    return (Line("utter_show_behaviours", {"plain": element.plain_name}, (), card),)


def _grow(reflection: Reflection, heard: Heard, here: Circumstances) -> Taken:
    offered = questions.growable(reflection, here.framework, here.level_id or DEFAULT_LEVEL)
    chosen = _choice(heard, "grow")
    if chosen not in offered:
        texts = [here.framework.behaviour(id_).text for id_ in offered]
        position = _number_or_title(heard.text, texts)
        near = [id_ for id_ in heard.behaviour_ranking.get(here.level_id or DEFAULT_LEVEL, ()) if id_ in offered]
        chosen = offered[position] if position is not None else (near or offered)[0]
    return Taken(reflection.at(Stage.TIME, grow=chosen))


def _time(reflection: Reflection, heard: Heard, here: Circumstances) -> Taken:
    chosen = _choice(heard, "time")
    minutes = int(chosen) if chosen and chosen.isdigit() else minutes_in(heard.text)
    if minutes is None and re.search(r"\b(?:not much|not a lot|hardly any|very little|no time|none)\b", heard.text.lower()):
        minutes = LEAST_MINUTES
    return Taken(_with_activities(reflection.at(Stage.ACTIVITY, minutes=minutes or DEFAULT_MINUTES), here))


def _with_activities(reflection: Reflection, here: Circumstances) -> Reflection:
    """Lay the next activities on the table; those that were there are passed over."""
    passed_over = (*reflection.passed_over, *reflection.table)
    level_id, element_id = here.level_id or DEFAULT_LEVEL, reflection.element_id or ""
    found = suggest(here.framework, element_id, level_id, reflection.minutes, passed_over)
    return replace(reflection, table=tuple(a.id for a in found), passed_over=passed_over)


def _activity(reflection: Reflection, heard: Heard, here: Circumstances) -> Taken:
    chosen = _choice(heard, "activity")
    table = [here.framework.activities[id_] for id_ in reflection.table if id_ in here.framework.activities]
    position = None if chosen else _number_or_title(heard.text, [a.title for a in table])
    if chosen in here.framework.activities:
        return Taken(reflection.at(Stage.DATE, activity_id=chosen))
    if position is not None:
        return Taken(reflection.at(Stage.DATE, activity_id=table[position].id))
    if chosen == "own" or (reflection.has_own_step and re.search(r"\b(?:my own|mine|own step|own idea)\b", heard.text.lower())):
        if reflection.has_own_step:
            return Taken(reflection.at(Stage.DATE, activity_id=None))
        return Taken(replace(_with_activities(reflection, here), table=()))
    if heard.intent in ("skip_question", "dont_know"):
        if reflection.has_own_step:
            return Taken(reflection.at(Stage.DATE, activity_id=None), (Line("utter_own_step_then"),))
        return Taken(reflection.at(Stage.DONE), (Line("utter_no_step"),))
    if not reflection.table and heard.intent == "deny":
        return Taken(reflection.at(Stage.DONE), (Line("utter_no_step"),))
    wants_other = reflection.table and (chosen == "other" or heard.intent in ("deny", "suggest_activities") or heard.words < A_SENTENCE)
    if not wants_other and heard.text:
        # A sentence of their own is a step of their own.
        return Taken(reflection.at(Stage.DATE, activity_id=None, has_own_step=True), (), Stage.ACTIVITY, is_own_step=True)
    return Taken(_with_activities(reflection, here))


def _date(reflection: Reflection, heard: Heard, here: Circumstances) -> Taken:
    chosen = _choice(heard, "date")
    due = here.today + timedelta(days=int(chosen)) if chosen and chosen.isdigit() else date_in(heard.text, here.today)
    leaves_open = chosen == "none" or heard.intent in ("skip_question", "dont_know", "deny")
    if due is None and not leaves_open and reflection.attempt == 0:
        return Taken(replace(reflection, attempt=1))
    planned = Planned(reflection.grow, reflection.activity_id, due, None if chosen else hour_in(heard.text))
    return Taken(reflection.at(Stage.DONE), planned=planned)


def _is_story(heard: Heard) -> bool:
    return heard.words >= A_SENTENCE and (heard.intent in ("describe_situation", "share_answer") or is_goal(heard))


def is_goal(heard: Heard) -> bool:
    """Whether a message says what somebody wants to get better at; in a long one that is a part of what happened."""
    return names_a_goal(heard.text) and heard.words <= LONGEST_GOAL


def _choice(heard: Heard, kind: str) -> str | None:
    """The value of a pressed button of a kind ("lens:..." gives "...")."""
    head, _, value = (heard.choice or "").partition(":")
    return value if head == kind and value else None


_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "one": 0, "two": 1, "three": 2, "four": 3}


def _number_or_title(text: str, titles: list[str]) -> int | None:
    """Which of the titles a text names: "2", "the second one", or some of its words; ``None`` when it names none."""
    words = re.findall(r"[a-z]+|\d+", text.lower())
    if not titles or not words:
        return None
    if len(words) <= A_SENTENCE:
        for word in words:
            position = int(word) - 1 if word.isdigit() else _ORDINALS.get(word)
            if position is not None and -1 <= position < len(titles):
                return position % len(titles)
    if len(words) < 2:
        return None
    best = process.extractOne(text.lower(), [t.lower() for t in titles], scorer=fuzz.token_set_ratio)
    return best[2] if best and best[1] >= SAME_TITLE else None


_TAKEN: dict[Stage, Callable[[Reflection, Heard, Circumstances], Taken]] = {
    Stage.CONSENT: _consent,
    Stage.LEVEL: _level,
    Stage.SITUATION: _situation,
    Stage.GOAL: _goal,
    Stage.LENS: _lens,
    Stage.ROUND: _round,
    Stage.GROW: _grow,
    Stage.TIME: _time,
    Stage.ACTIVITY: _activity,
    Stage.DATE: _date,
}
