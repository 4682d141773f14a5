"""After a disclosure: which words come first, what the next messages come to, and what stays.

The order in which kinds go before each other where several are heard is the safety net's (``bot.nlu.safety_net.PRECEDENCE``).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.coaching.lines import Line

ACT, CHECK = "act", "check"
SELF_HARM, ABUSE, AT_RISK, DANGER, COVERED_UP = (
    "self_harm_or_suicide",
    "safeguarding_abuse",
    "worker_at_risk",
    "immediate_danger",
    "whistleblowing",
)
# A reply of more words than these is no plain yes or no.
A_SHORT_REPLY = 8


@dataclass(frozen=True)
class Signpost:
    """A signpost that was shown: the kind and tier, what else was heard, and whether the person has passed it on, by their own account."""

    kind: str
    tier: str
    circumstances: tuple[str, ...] = ()
    passed_on: bool = False

    def to_json(self) -> dict[str, Any]:
        """What is stored, sealed."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Signpost:
        """Read what was stored."""
        return cls(data["kind"], data["tier"], tuple(data.get("circumstances", ())), bool(data.get("passed_on")))


@dataclass(frozen=True)
class Reply:
    """What a message after a signpost came to: the line to say, what is known now, and whether the talk goes on."""

    line: Line
    signpost: Signpost
    goes_on: bool = False
    shows_contacts: bool = False


def first_words(signpost: Signpost, level_id: str | None) -> Line:
    """The response of a signpost, with who is to be told by the person's place."""
    return Line(_response(signpost), {"tell": _whom(signpost, level_id)})


def take_reply(signpost: Signpost, replies: frozenset[str], words: int, wants_to_go_on: bool, level_id: str | None) -> Reply:
    """What a message comes to that follows a signpost and is itself no disclosure.

    ``replies``: the families of ``data/safety/replies.yml`` found in it. Whatever it says, the contacts and the duty to report stay; only
    what is clearly reported and handled counts as ordinary talk from then on.
    """
    tell = {"tell": _whom(signpost, level_id)}
    if wants_to_go_on:
        known = "passed_on" if signpost.passed_on else "self_harm" if signpost.kind == SELF_HARM else "after"
        return Reply(Line(f"utter_going_on_{known}", tell), signpost, goes_on=True)
    if signpost.kind == SELF_HARM and signpost.tier == CHECK:
        return _after_plain_question(signpost, replies, words, level_id)
    if "reported" in replies and "not_told" not in replies:
        return Reply(Line("utter_signpost_reported", tell), replace(signpost, passed_on=True))
    if signpost.tier == CHECK:
        if replies & {"not_told", "hurt"} and not ("not_hurt" in replies and "not_told" not in replies):
            worse = replace(signpost, tier=ACT)
            return Reply(first_words(worse, level_id), worse, shows_contacts=True)
        if "not_hurt" in replies:
            return Reply(Line("utter_signpost_nobody_hurt", tell), signpost)
        return Reply(Line("utter_signpost_in_doubt", tell), signpost)
    return Reply(Line("utter_after_signpost_self_harm" if signpost.kind == SELF_HARM else "utter_after_signpost", tell), signpost)


def _after_plain_question(signpost: Signpost, replies: frozenset[str], words: int, level_id: str | None) -> Reply:
    short = words <= A_SHORT_REPLY
    if short and "says_no" in replies:
        return Reply(Line("utter_signpost_not_self_harm"), replace(signpost, passed_on=True))
    if "says_yes" in replies and (short or "says_no" not in replies):
        worse = replace(signpost, tier=ACT)
        return Reply(first_words(worse, level_id), worse, shows_contacts=True)
    return Reply(Line("utter_after_signpost_self_harm"), signpost)


def _response(signpost: Signpost) -> str:
    heard = set(signpost.circumstances)
    if signpost.tier == CHECK:
        return "utter_check_self_harm" if signpost.kind == SELF_HARM else "utter_check"
    # Words about oneself outweigh all: an answer that takes the person for a bystander would be the worst mistake.
    if signpost.kind == SELF_HARM and "self" not in heard:
        if "colleague" in heard:
            return "utter_signpost_self_harm_colleague"
        if "person_supported" in heard:
            return "utter_signpost_self_harm_supported"
    if signpost.kind == DANGER and "own_threat" in heard:
        return "utter_signpost_own_threat"
    if signpost.kind == ABUSE and "own_wrongdoing" in heard:
        return "utter_signpost_own_wrongdoing"
    if signpost.kind == AT_RISK:
        if "exploitation" in heard:
            return "utter_signpost_exploitation"
        if "home_abuse" in heard:
            return "utter_signpost_home_abuse"
    return f"utter_signpost_{signpost.kind}"


def _whom(signpost: Signpost, level_id: str | None) -> str:
    """The response that says whom to tell, in which order."""
    heard = set(signpost.circumstances)
    if signpost.kind == ABUSE and "child" in heard:
        return "utter_tell_about_a_child"
    if "personal_employment" in heard:
        return "utter_tell_in_personal_employment"
    if level_id in ("operational_leader", "strategic_leader"):
        return f"utter_tell_as_{level_id}"
    if "someone_in_charge" in heard:
        return "utter_tell_above_someone_in_charge"
    return "utter_tell_as_worker"
