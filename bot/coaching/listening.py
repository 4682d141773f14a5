"""Listening: is a message an answer or a command, and how much does an answer hold?"""

from __future__ import annotations

import re
from enum import Enum

from bot.coaching.reflection import Heard
from bot.coaching.stages import CHOICES, REFLECTIVE, Stage

# A command is short. A long message that resembles one is somebody telling something.
LONGEST_COMMAND = 18
SHORT_COMMAND = 5
# How sure the classifier must be, by what the message looks like (chosen on the development set).
SURE_OF_SHORT_COMMAND = 0.5
SURE_OF_REQUEST = 0.4
SURE_OF_REPEAT = 0.6
MIDDLING_COMMAND = 8
SURE_OF_MIDDLING_COMMAND = 0.8
SURE_OF_COMMAND = 0.95
# "numb", "like an idiot": a word or two that are no command at all are mostly an answer.
SURE_OF_SHORT_NONSENSE = 0.85
# "oh hi sorry only just seen this", "you've been a help, thanks": more than politeness around an answer.
SURE_OF_SOCIAL, SURE_OF_SHORT_SOCIAL = 0.9, 0.8
LONGEST_SOCIAL = 12
SHORT_ANSWER = 3
RICH_ANSWER = 30

# Intents that are moves within a reflection or answers to it: never a command that leaves the question.
WITHIN = frozenset(
    {
        "affirm",
        "deny",
        "share_answer",
        "describe_situation",
        "start_reflection",
        "skip_question",
        "dont_know",
        "repeat_question",
    }
)
# What is a command elsewhere answers the question at these stages.
ANSWERS_HERE = {
    Stage.LEVEL: frozenset({"change_role_level", "who_is_it_for"}),
    Stage.GOAL: frozenset({"suggest_activities", "what_does_good_look_like"}),
    Stage.STEP: frozenset({"set_reminder", "mark_activity_done", "suggest_activities"}),
    Stage.ACTIVITY: frozenset({"suggest_activities"}),
    Stage.TIME: frozenset({"set_reminder"}),
    Stage.DATE: frozenset({"set_reminder", "stop_reminders"}),
}
# Here a day or an amount of time is asked for: "an hour" is no idle talk.
WHEN = frozenset({Stage.TIME, Stage.DATE})
# Politeness around an answer is no reason to leave the question either.
SOCIAL = frozenset({"greet", "thank"})

# Commands ask the coach for something; who speaks of others in a statement is answering.
_REQUEST = re.compile(
    r"\?\s*$|\b(?:can|could|may) (?:you|i|we)\b|\bplease\b|\bis there\b"
    r"|^(?:(?:ok|oh|hi|hang on|wait|actually|sorry|before that|so)[,\s]+)*"
    r"(?:can|could|what|how|who|where|whats|wheres|give|show|send|tell|remind|stop|delete|am i|are you|is this|do you|does (?:it|this|my)"
    r"|will (?:you|my|this)|would you)\b",
    re.IGNORECASE,
)
# "I'd like a copy of our talks": somebody who wishes for something, mostly of the coach.
_WISH = re.compile(r"\bi(?:'?d| would) (?:like|rather|sooner|prefer)\b", re.IGNORECASE)
_TEAM_CODE = re.compile(r"\b[A-Z]{3,}-\d{1,4}\b", re.IGNORECASE)
# "That I need to stop ...": the rest of a sentence that the question began.
_CONTINUES = re.compile(r"(?:that|because|by|just|to) (?:i|we|my|our|not|the)\b", re.IGNORECASE)
_TELLS_OF_OTHERS = re.compile(r"\b(?:he|she|they|him|her|them|their|his|hers|everyone|everybody|nobody)\b", re.IGNORECASE)
_TIME = re.compile(r"\b(?:minutes?|mins?|hours?|hrs?|half|quarter|days?|weeks?|fortnight|months?)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:number\s+|the\s+)?(?:\d|first|second|third|fourth|last|one|two|three|four)(?:\s+one)?\.?", re.IGNORECASE)
_OWN_PART = re.compile(
    r"\b(?:i|we)(?:'ve|'d| have| had| just| then| also| never| didn'?t| did not| did)*\s+"
    r"(?:said|told|asked|went|did|took|tried|explained|decided|left|gave|put|called|rang|phoned|stayed|walked|spoke|talked|"
    r"let|made|carried|ignored|waited|shouted|snapped|helped|wrote|reported|raised|offered|covered|swapped|agreed|stepped|"
    r"moved|sat|reminded|suggested|apologised|listened|kept|started|stopped|showed|emailed|arranged|refused|challenged)\b",
    re.IGNORECASE,
)


# "I want to get better at ...": a goal, where others tell what happened.
_GOAL = re.compile(
    r"\b(?:(?:want|like|love|need|hoping|trying|aiming) to|goal is to|wanna) "
    r"(?:be|get|become|grow) (?:much |a bit |a lot )?(?:better|more|stronger|good)\b"
    r"|\b(?:want|like|need|hoping|wanna)(?: to)? (?:improve|work on|develop|build up|strengthen|learn (?:how )?to|grow)\b"
    r"|^\s*(?:get|getting|become|becoming) better (?:at|with|in)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?:better|improve|work on|develop|stronger|good|grow)\s*(?:at|on|with|in|as)?\s*(?:something|things|stuff|it|this|my job|my work|"
    r"work|my role|myself|(?:being )?a leader|leading|leadership|my skills|myself as a leader|my leadership(?: skills)?|a manager|"
    r"my job, where do we start)?\s*[.!?]*\s*$",
    re.IGNORECASE,
)


class Answer(Enum):
    """How much an answer holds."""

    STUCK = "stuck"
    SHORT = "short"
    PLAIN = "plain"
    RICH = "rich"


def is_command(heard: Heard, stage: Stage) -> bool:
    """Whether a message leaves the pending question: a pressed command, or a short and confident one.

    A pending question owns the next free text; when in doubt it is an answer.
    """
    if not heard.text and heard.choice is None and heard.intent not in WITHIN:
        return True
    if stage is Stage.LEVEL and heard.level_id is not None:
        return False
    if stage in CHOICES and _NUMBER.fullmatch(heard.text.strip()):
        return False
    if stage in WHEN and (heard.intent == "out_of_scope" or _TIME.search(heard.text)) and heard.words <= SHORT_COMMAND:
        return False
    if heard.intent in WITHIN or heard.choice is not None or heard.intent in ANSWERS_HERE.get(stage, ()):
        return False
    if heard.intent in SOCIAL:
        told = _OWN_PART.match(heard.text) or _TELLS_OF_OTHERS.search(heard.text)
        sure = SURE_OF_SHORT_SOCIAL if heard.words <= SHORT_COMMAND else SURE_OF_SOCIAL
        return heard.words <= SHORT_ANSWER or (heard.words <= LONGEST_SOCIAL and heard.confidence >= sure and not told)
    if heard.intent == "give_team_code" and _TEAM_CODE.search(heard.text):
        return True
    if heard.words > LONGEST_COMMAND and heard.intent != "out_of_scope":
        return False
    if heard.words <= SHORT_COMMAND and stage in REFLECTIVE and heard.intent == "out_of_scope":
        return heard.confidence >= SURE_OF_SHORT_NONSENSE
    if heard.words <= SHORT_COMMAND or stage not in REFLECTIVE:
        return heard.confidence >= SURE_OF_SHORT_COMMAND
    if _REQUEST.search(heard.text):
        return heard.confidence >= SURE_OF_REQUEST
    if heard.intent != "mark_activity_done" and (_OWN_PART.match(heard.text) or _CONTINUES.match(heard.text)):
        return False
    if _TELLS_OF_OTHERS.search(heard.text):
        return False
    if _WISH.search(heard.text.replace("\u2019", "'")):
        return heard.confidence >= SURE_OF_MIDDLING_COMMAND
    return heard.confidence >= (SURE_OF_MIDDLING_COMMAND if heard.words <= MIDDLING_COMMAND else SURE_OF_COMMAND)


def asks_again(heard: Heard) -> bool:
    """Whether the question is to be said again: a button, or words that are clearly that and no answer."""
    return heard.intent == "repeat_question" and (not heard.text or heard.confidence >= SURE_OF_REPEAT)


def weigh(heard: Heard) -> Answer:
    """How much an answer holds, by its words: nothing, a word or two, a sentence, a story."""
    if not heard.words or (heard.intent == "dont_know" and heard.words <= SHORT_COMMAND * 2):
        return Answer.STUCK
    if heard.words <= SHORT_ANSWER:
        return Answer.SHORT
    return Answer.RICH if heard.words >= RICH_ANSWER else Answer.PLAIN


def tells_own_part(text: str) -> bool:
    """Whether a situation says what the person themselves did ("I asked", "we just carried on")."""
    return _OWN_PART.search(text.replace("\u2019", "'")) is not None


def names_a_goal(text: str) -> bool:
    """Whether somebody says what they want to get better at, rather than what happened."""
    return _GOAL.search(text) is not None


def is_vague_goal(text: str) -> bool:
    """Whether a goal does not say at what ("I want to get better at something", "at my job")."""
    return _VAGUE.search(text.strip()) is not None and names_a_goal(text)
