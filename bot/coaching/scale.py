"""How a behaviour goes in practice: a fixed scale of five answers, each something that can be seen, and "not part of my role".

Why these five stands in ``docs/self-assessment.md``; what each is called stands in ``data/assessment/words.yml``.
"""

from __future__ import annotations

import re

SCALE = ("not_yet", "sometimes", "usually", "others_say", "help_others")
NOT_MINE = "not_mine"
ANSWERS = (*SCALE, NOT_MINE)
NOT_YET, SOMETIMES, USUALLY, OTHERS_SAY, HELP_OTHERS = range(5)

# In the order in which they are looked for: "not usually" is not "usually", and "it depends" is none of them.
_NAMED = (
    (NOT_MINE, r"not (?:really )?(?:a )?part of my (?:role|job)|not my (?:role|job)|doesn'?t apply|not applicable|\bn/?a\b"),
    ("help_others", r"help (?:the |my )?(?:others|team|staff|colleagues)|(?:teach|coach|show) others"),
    ("others_say", r"others (?:would|do|will|might)? ?say|(?:people|team|staff|colleagues|they) would say"),
    ("not_yet", r"\bnot yet\b|\bnever\b|haven'?t (?:done|started|tried)|hardly ever|not really|not at all|\brarely\b"),
    ("sometimes", r"\bsometimes\b|now and (?:then|again)|\bnot (?:usually|always|often)\b|\boccasionally\b|some of the time|bit of both"),
    ("usually", r"\busually\b|most(?:ly| of the time)|\boften\b|\balways\b|\bnormally\b|all the time|yes i do"),
)
# A longer text may hold a scale's word and still be a story: then it is an example, and the scale is asked for again.
LONGEST_RATING = 8


def place(value: str) -> int | None:
    """Where on the scale an answer stands, from 0; ``None`` for "not part of my role"."""
    return SCALE.index(value) if value in SCALE else None


def named(text: str) -> str | None:
    """The answer that a short text names in the person's own words ("most of the time"), or ``None``: "it depends" names none."""
    lowered = text.lower().replace("\u2019", "'")
    if not lowered.strip() or len(lowered.split()) > LONGEST_RATING or is_unsure(lowered):
        return None
    if re.fullmatch(r"\s*[1-6]\s*\.?\s*", lowered):
        return ANSWERS[int(lowered.strip(" .")) - 1]
    return next((value for value, pattern in _NAMED if re.search(pattern, lowered)), None)


def is_unsure(text: str) -> bool:
    """Whether somebody says that it depends."""
    return re.search(r"\b(?:depends?|depending|varies|it can vary)\b", text.lower()) is not None
