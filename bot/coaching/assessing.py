"""Taking one message in a self-assessment: what is kept, what is said, what is asked next.

    (again ->) start -> area, or told in their own words -> rate, rate, (rate) -> example -> ... -> alike? -> rest -> ... -> grow -> done

A sitting is one dimension, or the two or three elements that the person's own words are about: some eight answers, about five minutes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.coaching.assessment import Assessment, Step, areas_left, queue_for, unrated
from bot.coaching.lines import Line
from bot.coaching.quoting import phrase
from bot.coaching.reflection import Heard
from bot.coaching.scale import ANSWERS, NOT_MINE, USUALLY, is_unsure, named, place
from bot.framework import Framework

A_SENTENCE = 5
AN_EXAMPLE = 4
MOST_ATTEMPTS = 3
# How likely an element must be to be looked at because of the person's own words, and how many are.
LIKELY = 0.45
FROM_WORDS = 3
# From this many equal answers in one sitting it is worth asking whether they really are.
ALIKE = 6


@dataclass(frozen=True)
class Assessed:
    """What a message came to.

    ``rated``: a behaviour and the answer to keep. ``example_of``: the message is an example of this behaviour. ``shows_profile``: the
    picture is shown before the next question. ``grows``: a behaviour to grow, with which a conversation about it begins;
    ``grows_other``: the person wants to grow something that was not offered. ``rests``: nothing more is asked today.
    """

    assessment: Assessment
    lines: tuple[Line, ...] = ()
    rated: tuple[str, str] | None = None
    example_of: str | None = None
    phrase: str | None = None
    shows_profile: bool = False
    grows: str | None = None
    grows_other: bool = False
    rests: bool = False


@dataclass(frozen=True)
class Here:
    """What a decision depends on besides the message: the framework, and the places to grow that are on offer (element to behaviour)."""

    framework: Framework
    growth: dict[str, str] = field(default_factory=dict)


def take(assessment: Assessment, heard: Heard, here: Here) -> Assessed:
    """Take a message that is an answer to the pending question."""
    if heard.intent == "repeat_question":
        return Assessed(assessment, (Line("utter_repeat"),))
    return _TAKEN[assessment.step](assessment, heard, here)


def _again(assessment: Assessment, heard: Heard, here: Here) -> Assessed:
    chosen, text = heard.choice, heard.text.lower()
    if chosen == "again:afresh" or re.search(r"\b(?:afresh|again|new|over|redo)\b", text):
        return Assessed(Assessment(level_id=assessment.level_id, named=assessment.named))
    if chosen == "again:on" or heard.intent == "affirm" or re.search(r"\b(?:go on|carry on|continue|where (?:i|we) (?:was|were))\b", text):
        return Assessed(_onward(assessment, here))
    if chosen == "again:picture" or re.search(r"\b(?:picture|profile|see|show)\b", text):
        return Assessed(assessment.at(Step.GROW), shows_profile=True)
    return _put_again(assessment, _onward)


def _onward(assessment: Assessment, here: Here) -> Assessment:
    """Back into the round: to the pending question, or to the choice of an area."""
    if assessment.queue:
        return assessment.at(Step.RATE)
    if assessment.given:
        return assessment.at(Step.AREA)
    return assessment.at(Step.START)


def _start(assessment: Assessment, heard: Heard, here: Here) -> Assessed:
    text = heard.text.lower()
    if heard.choice == "start:hardest" or (heard.words <= A_SENTENCE and re.search(r"\b(?:hard|hardest|difficult|second)\b", text)):
        return Assessed(assessment.at(Step.TELL, told_as="hardest"))
    if heard.choice == "start:moment" or (heard.words <= A_SENTENCE and re.search(r"\b(?:moment|happened|situation|third)\b", text)):
        return Assessed(assessment.at(Step.TELL, told_as="moment"))
    if heard.words >= A_SENTENCE and heard.candidates and not re.search(r"\b(?:everything|whole|all of it|one by one|areas?)\b", text):
        return _from_words(replace(assessment, told_as="hardest"), heard, here)
    if heard.choice == "start:whole" or heard.text:
        return Assessed(assessment.at(Step.AREA))
    return Assessed(assessment)


def _tell(assessment: Assessment, heard: Heard, here: Here) -> Assessed:
    if heard.intent in ("skip_question", "dont_know") or not heard.candidates:
        if heard.intent == "skip_question" or assessment.attempt:
            return Assessed(assessment.at(Step.AREA, told_as=None), (Line("utter_assess_whole_then"),))
        return Assessed(replace(assessment, attempt=1))
    return _from_words(assessment, heard, here)


def _from_words(assessment: Assessment, heard: Heard, here: Here) -> Assessed:
    """A sitting about what the person's words are about."""
    level_id = assessment.level_id
    fitting = [c for c in heard.candidates if here.framework.behaviours_for(c.element_id, level_id)]
    likely = [c.element_id for c in fitting if c.score >= LIKELY][:FROM_WORDS] or [c.element_id for c in fitting[:1]]
    if not likely:
        return Assessed(assessment.at(Step.AREA), (Line("utter_assess_whole_then"),))
    hard = assessment.named if assessment.told_as != "hardest" else tuple(dict.fromkeys([*assessment.named, likely[0]]))
    plain = [here.framework.element(id_).plain_name for id_ in likely]
    line = Line("utter_assess_from_words", {"parts": _listed(plain)})
    begun = _sitting(replace(assessment, named=hard), tuple(likely), here)
    return Assessed(begun, (line,), phrase=phrase(heard.text))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{'; '.join(names[:-1])}; and {names[-1]}"


def _sitting(assessment: Assessment, elements: tuple[str, ...], here: Here) -> Assessment:
    begun = assessment.at(Step.RATE, elements=elements, sitting=(), checked_alike=False, example_for=None)
    return _next_element(replace(begun, queue=queue_for(here.framework, elements[0], begun.level_id, begun.answers)), here)


def _next_element(assessment: Assessment, here: Here) -> Assessment:
    """The next behaviour to rate; where the sitting has none left, a look at answers that are all alike, or the rest."""
    elements, queue = assessment.elements, assessment.queue
    while not queue and len(elements) > 1:
        elements = elements[1:]
        queue = queue_for(here.framework, elements[0], assessment.level_id, assessment.answers)
    if queue:
        return assessment.at(Step.RATE, elements=elements, queue=queue)
    done = replace(assessment, elements=(), queue=())
    if alike(done) is not None and not assessment.checked_alike:
        return done.at(Step.ALIKE, checked_alike=True)
    if not areas_left(here.framework, done):
        return done.at(Step.GROW)
    return done.at(Step.REST)


def alike(assessment: Assessment) -> str | None:
    """The one answer that the whole sitting got, where it got only one."""
    answers = assessment.answers
    values = [answers[id_] for id_ in assessment.sitting if answers.get(id_, NOT_MINE) != NOT_MINE]
    return values[0] if len(values) >= ALIKE and len(set(values)) == 1 else None


def _area(assessment: Assessment, heard: Heard, here: Here) -> Assessed:
    left = areas_left(here.framework, assessment)
    if not left:
        return Assessed(assessment.at(Step.GROW), shows_profile=True)
    chosen = _choice(heard, "area")
    if chosen == "other" or heard.intent == "deny":
        shown = left[:2]
        return Assessed(replace(assessment, passed_over=tuple(dict.fromkeys([*assessment.passed_over, *shown]))[-5:], attempt=0))
    if chosen not in left:
        chosen = _named_area(heard, here, left)
    if chosen is None and heard.intent in ("affirm", "skip_question", "dont_know"):
        chosen = left[0]
    if chosen is None and heard.words >= A_SENTENCE and heard.candidates:
        return _from_words(assessment, heard, here)
    if chosen is None:
        return _put_again(assessment, lambda a, h: _sitting(a, unrated(h.framework, a, left[0]), h), here)
    return Assessed(_sitting(assessment, unrated(here.framework, assessment, chosen), here))


def _named_area(heard: Heard, here: Here, left: tuple[str, ...]) -> str | None:
    text = heard.text.lower()
    for id_ in left:
        dimension = here.framework.dimensions[id_]
        if text and (dimension.name.lower() in text or dimension.plain_name.lower() in text):
            return id_
    if text.strip(" .") in ("1", "2"):
        return left[min(int(text.strip(" .")), len(left)) - 1]
    return None


def _rate(assessment: Assessment, heard: Heard, here: Here) -> Assessed:
    behaviour_id = assessment.queue[0]
    value = _choice(heard, "rate") or named(heard.text)
    if value in ANSWERS:
        return _rated(assessment, behaviour_id, str(value), here)
    if heard.intent == "skip_question" or heard.choice == "skip":
        return Assessed(_left_open(assessment, here), (Line("utter_skipped"),))
    is_stuck = heard.intent in ("dont_know", "deny") or is_unsure(heard.text)
    if heard.words >= A_SENTENCE and not is_stuck:
        return Assessed(assessment, (Line("utter_assess_example_kept"),), example_of=behaviour_id)
    if assessment.attempt >= MOST_ATTEMPTS:
        return Assessed(_left_open(assessment, here), (Line("utter_moving_on"),))
    return Assessed(replace(assessment, attempt=assessment.attempt + 1))


def _left_open(assessment: Assessment, here: Here) -> Assessment:
    return _next_element(replace(assessment, queue=assessment.queue[1:]), here)


def _rated(assessment: Assessment, behaviour_id: str, value: str, here: Here) -> Assessed:
    given = (*(pair for pair in assessment.given if pair[0] != behaviour_id), (behaviour_id, value))
    sitting = tuple(dict.fromkeys([*assessment.sitting, behaviour_id]))
    after = replace(assessment, given=given, sitting=sitting, queue=assessment.queue[1:])
    kept = (behaviour_id, value)
    if after.queue or not assessment.elements:
        return _onto(_next_element(after, here), kept)
    element_id = assessment.elements[0]
    more = queue_for(here.framework, element_id, after.level_id, after.answers)
    if more:
        return Assessed(after.at(Step.RATE, queue=more), rated=kept)
    strongest = _strongest(after, element_id, here)
    if strongest is not None:
        return Assessed(after.at(Step.EXAMPLE, example_for=strongest), rated=kept)
    return _onto(_next_element(after, here), kept)


def _onto(assessment: Assessment, kept: tuple[str, str] | None = None, **more: object) -> Assessed:
    return Assessed(assessment, rated=kept, shows_profile=assessment.step is Step.GROW, **more)  # type: ignore[arg-type]


def _strongest(assessment: Assessment, element_id: str, here: Here) -> str | None:
    """The behaviour of an element that goes best, if it usually does: an example of it is worth having."""
    answers = assessment.answers
    of_cell = [b.id for b in here.framework.behaviours_for(element_id, assessment.level_id) if b.id in answers]
    placed = [(at, id_) for id_ in of_cell if (at := place(answers[id_])) is not None and at >= USUALLY]
    return max(placed, key=lambda pair: pair[0])[1] if placed else None


def _example(assessment: Assessment, heard: Heard, here: Here) -> Assessed:
    behaviour_id = assessment.example_for
    onward = _next_element(replace(assessment, example_for=None), here)
    leaves_out = heard.choice == "skip" or heard.intent in ("skip_question", "dont_know", "deny")
    if leaves_out:
        return _onto(onward, None, lines=(Line("utter_assess_no_example"),))
    if heard.words < AN_EXAMPLE and assessment.attempt == 0:
        return Assessed(replace(assessment, attempt=1))
    return _onto(onward, None, lines=(Line("utter_assess_example_kept"),), example_of=behaviour_id)


def _alike(assessment: Assessment, heard: Heard, here: Here) -> Assessed:
    chosen = _choice(heard, "alike")
    if chosen in assessment.sitting and chosen:
        # The rest of the sitting is done: this one is put again, alone.
        return Assessed(assessment.at(Step.RATE, queue=(chosen,), elements=()))
    return _onto(_next_element(assessment, here), None, lines=(Line("utter_assess_alike_kept"),))


def _rest(assessment: Assessment, heard: Heard, here: Here) -> Assessed:
    if heard.choice == "rest:picture" or re.search(r"\b(?:picture|profile|show|see)\b", heard.text.lower()):
        return Assessed(assessment.at(Step.GROW), shows_profile=True)
    if heard.choice == "rest:stop" or heard.intent in ("deny", "skip_question", "dont_know"):
        return Assessed(assessment, (Line("utter_assess_paused", {"kept": len(assessment.given)}),), rests=True)
    if heard.choice is None and heard.words >= A_SENTENCE and heard.candidates and heard.intent != "affirm":
        return _from_words(assessment, heard, here)
    return Assessed(assessment.at(Step.AREA))


def _grow(assessment: Assessment, heard: Heard, here: Here) -> Assessed:
    chosen = _choice(heard, "growth")
    after = assessment.at(Step.REST if areas_left(here.framework, assessment) else Step.DONE)
    if chosen in here.growth:
        return Assessed(after, grows=here.growth[str(chosen)], rests=True)
    if heard.text.strip(" .") in ("1", "2", "3") and int(heard.text.strip(" .")) <= len(here.growth):
        return Assessed(after, grows=list(here.growth.values())[int(heard.text.strip(" .")) - 1], rests=True)
    if chosen == "later" or heard.intent in ("deny", "skip_question", "dont_know"):
        return Assessed(after, (Line("utter_assess_paused", {"kept": len(assessment.given)}),), rests=True)
    if chosen == "on" and after.step is Step.REST:
        return Assessed(assessment.at(Step.AREA))
    return Assessed(after, grows_other=True, rests=True)


def _put_again(assessment: Assessment, instead: Callable[[Assessment, Here], Assessment], here: Here | None = None) -> Assessed:
    """Put the question once more; the second time, go on as most people would."""
    if assessment.attempt == 0 or here is None:
        return Assessed(replace(assessment, attempt=1))
    return Assessed(instead(assessment, here))


def _choice(heard: Heard, kind: str) -> str | None:
    head, _, value = (heard.choice or "").partition(":")
    return value if head == kind and value else None


_TAKEN: dict[Step, Callable[[Assessment, Heard, Here], Assessed]] = {
    Step.AGAIN: _again,
    Step.START: _start,
    Step.TELL: _tell,
    Step.AREA: _area,
    Step.RATE: _rate,
    Step.EXAMPLE: _example,
    Step.ALIKE: _alike,
    Step.REST: _rest,
    Step.GROW: _grow,
    Step.DONE: _grow,
}
