"""What an answer to "How did it go?" comes to: done, partly, not yet, or a change of mind."""

from __future__ import annotations

import re

from bot.coaching.reflection import Heard

DONE, PARTLY, NOT_YET, CHANGED = "done", "partly", "not_yet", "changed"
OUTCOMES = frozenset({DONE, PARTLY, NOT_YET, CHANGED})
# A message of so many words tells how it went, even where it doesn't say plainly which it was.
TELLS = 6

# In this order: "I haven't done it" holds "done it", and "didn't quite finish" is more than nothing.
_SAYS = (
    (CHANGED, r"chang(?:ed|ing) my mind|don'?t (?:want|need) to (?:do it )?any ?more|not (?:going to|gonna) (?:do|bother)|no longer"
              r"|take it off|drop(?:ped)? (?:it|this|that)|given? up on (?:it|this|that)|forget (?:it|that step)"),
    (PARTLY, r"part(?:ly|ially)|half|a bit of (?:it|both)|some of (?:it|them)|bits of|sort of|kind of|nearly|almost|started|begun|began|"
             r"had a go|gave it a go|tried|so-so|not (?:quite|all)|once|could have gone better|mixed"),
    (NOT_YET, r"not yet|not (?:done|had|got|managed|this week|really)|haven'?t|havent|hasn'?t|didn'?t|didnt|did not|have not|couldn'?t|"
              r"could not|never got|no (?:time|chance)|forgot|too busy|nope|still to do|been off|off sick|on leave"),
    (DONE, r"\bdone\b|did it|i did|have done|finished|managed|it (?:went|worked)|went (?:well|ok|okay|fine|great|better|badly)|worked|"
           r"spoke to|talked to|asked|all good|really well|good|great|brilliant|yes|yep|yeah|yup"),
)  # fmt: skip
_PATTERNS = tuple((outcome, re.compile(rf"\b(?:{pattern})", re.IGNORECASE)) for outcome, pattern in _SAYS)


def outcome_of(message: Heard) -> str | None:
    """Which it was; ``None`` where a short message says none of them."""
    kind, _, value = (message.choice or "").partition(":")
    if kind == "went" and value in OUTCOMES:
        return value
    text = message.text.replace("\u2019", "'")
    for outcome, pattern in _PATTERNS:
        if pattern.search(text):
            return outcome
    if message.intent == "mark_activity_done" or message.intent == "affirm":
        return DONE
    if message.intent == "deny":
        return NOT_YET
    return PARTLY if message.words >= TELLS else None
