"""What the messages after a signpost come to, and what is named once more on going on, on leaving and on coming back.

What was told stays, each disclosure for itself: a second one does not take the place of the first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.coaching.lines import Line
from bot.coaching.signposting import (
    ABOUT_ANOTHER,
    ABUSE,
    ACT,
    ANOTHER_LIFE,
    CHECK,
    CHOICE,
    DUTY,
    EMERGENCY,
    OWN_LIFE,
    SELF_HARM,
    SUBJECTS,
    THREAT,
    Signpost,
    first_words,
    stance,
    subject,
    ways,
)

# A reply of more words than these is no plain yes or no.
A_SHORT_REPLY = 8
# So many are named again at once; more would be a list.
NAMED_AGAIN = 2


@dataclass(frozen=True)
class Standing:
    """The signposts that are not forgotten: the one that was shown last, and those before it about something else."""

    latest: Signpost
    earlier: tuple[Signpost, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """What is stored, sealed."""
        return {**self.latest.to_json(), "earlier": [signpost.to_json() for signpost in self.earlier]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Standing:
        """Read what was stored."""
        return cls(Signpost.from_json(data), tuple(Signpost.from_json(one) for one in data.get("earlier", ())))

    def asks_already(self, signpost: Signpost) -> bool:
        """Whether what is said now belongs to a signpost that stands."""
        return subject(signpost) in {subject(one) for one in (self.latest, *self.earlier)}

    def open(self) -> list[Signpost]:
        """What is not being dealt with by the person's own account, the most urgent first."""
        return sorted((one for one in (self.latest, *self.earlier) if not one.passed_on), key=lambda one: SUBJECTS.index(subject(one)))


@dataclass(frozen=True)
class Reply:
    """What a message after a signpost came to: the lines to say, what is known now, and whether contacts are shown."""

    lines: tuple[Line, ...]
    standing: Standing
    shows_contacts: bool = False


def take_in(standing: Standing | None, told: Signpost) -> Standing:
    """Add a disclosure to what stands; what was heard of the setting is known from then on, in both."""
    if standing is None:
        return Standing(told, _besides(told))
    every = (standing.latest, *standing.earlier)
    # That one thing was about a visa does not make the next one so.
    told = told.with_setting(frozenset(heard for one in every for heard in one.circumstances) - {"exploitation"})
    same = next((one for one in every if subject(one) == subject(told)), None)
    if same is not None:
        told = replace(told.knowing(frozenset(same.circumstances)), tier=ACT if ACT in (same.tier, told.tier) else CHECK)
    setting = frozenset(told.circumstances) - {"exploitation"}
    return Standing(told, tuple(one.with_setting(setting) for one in every if one is not same))


def _besides(told: Signpost) -> tuple[Signpost, ...]:
    """What the person says that they did, where their own life comes first: it is named when they go on."""
    if subject(told) != SELF_HARM or "own_wrongdoing" not in told.circumstances:
        return ()
    return (replace(told, kind=ABUSE, tier=ACT),)


def take_reply(
    standing: Standing, replies: frozenset[str], circumstances: frozenset[str], words: int, goes_on: bool, level_id: str | None
) -> Reply:
    """What a message comes to that follows a signpost and is itself no disclosure.

    ``replies``, ``circumstances``: the families of ``data/safety`` found in it. Whatever it says, the contacts stay; only what is clearly
    reported and being dealt with counts as ordinary talk from then on.
    """
    signpost = standing.latest.with_setting(circumstances)
    standing = Standing(signpost, tuple(one.with_setting(circumstances) for one in standing.earlier))
    if goes_on:
        return Reply(named_again(standing, "utter_going_on", level_id) or (Line("utter_going_on_passed_on"),), standing)
    about = stance(signpost)
    if signpost.tier == CHECK and about in (OWN_LIFE, ANOTHER_LIFE):
        return _after_question_about_life(standing, replies, circumstances, words, level_id)
    if signpost.tier == CHECK and about == THREAT:
        return _after_question_about_threat(standing, replies, words, level_id)
    if about == EMERGENCY:
        return _after_emergency(standing, replies, words, level_id)
    if about in (OWN_LIFE, THREAT):
        # Whoever else knows of it: help for themselves is named until they are safe.
        return _stay(standing, f"utter_after_signpost_{about}", level_id)
    reported = _after_report(standing, replies, level_id)
    if reported is not None:
        return reported
    if signpost.tier == CHECK:
        return _after_check(standing, replies, level_id)
    return _stay(standing, f"utter_after_signpost_{about}", level_id)


def named_again(standing: Standing, response: str, level_id: str | None) -> tuple[Line, ...]:
    """What was told and is not being dealt with, once more, in the words that ``response`` has for it."""
    return tuple(Line(f"{response}_{stance(one)}", ways(one, level_id)) for one in standing.open()[:NAMED_AGAIN])


def _after_emergency(standing: Standing, replies: frozenset[str], words: int, level_id: str | None) -> Reply:
    signpost = standing.latest
    if "rang_999" in replies and "not_told" not in replies:
        return _stay(standing, "utter_signpost_999_is_rung", level_id, passed_on=True)
    if signpost.tier == CHECK and _plain_no(replies, words):
        return _stay(standing, "utter_signpost_nobody_hurt_emergency", level_id, passed_on=True)
    if signpost.tier == CHECK and replies & {"says_yes", "hurt"}:
        return _plain_words(standing, replace(signpost, tier=ACT), level_id)
    return _stay(standing, "utter_after_signpost_emergency", level_id)


def _after_report(standing: Standing, replies: frozenset[str], level_id: str | None) -> Reply | None:
    """What was reported: done with only where somebody deals with it too."""
    signpost, about = standing.latest, stance(standing.latest)
    if "brushed_off" in replies:
        # Who hears it and does nothing is not the one to go back to.
        passed_over = replace(signpost, told=False, passed_on=False).knowing(frozenset({"someone_in_charge", "someone_above"}))
        return _stay(Standing(passed_over, standing.earlier), f"utter_signpost_brushed_off_{about}", level_id)
    if "not_told" in replies:
        return None
    if "handled" in replies and (signpost.told or "reported" in replies):
        return _stay(standing, f"utter_signpost_reported_{about}", level_id, told=True, passed_on=True)
    if replies & {"reported", "handled"}:
        return _stay(standing, f"utter_signpost_told_somebody_{about}", level_id, told=True)
    return None


def _after_check(standing: Standing, replies: frozenset[str], level_id: str | None) -> Reply:
    signpost, about = standing.latest, stance(standing.latest)
    nobody_knows = about == DUTY and "not_told" in replies
    # What is done to the person themselves is asked of them alone, so that a bare yes or no is an answer.
    hurt = "hurt" in replies or (about == CHOICE and "says_yes" in replies and "says_no" not in replies)
    unhurt = "not_hurt" in replies or (about == CHOICE and "says_no" in replies)
    if nobody_knows or (hurt and not unhurt):
        return _plain_words(standing, replace(signpost, tier=ACT), level_id)
    return _stay(standing, f"utter_signpost_{'nobody_hurt' if unhurt else 'in_doubt'}_{about}", level_id)


def _after_question_about_life(
    standing: Standing, replies: frozenset[str], circumstances: frozenset[str], words: int, level_id: str | None
) -> Reply:
    """A no that names somebody else is about them; a yes and a no in one breath is no answer to leave on."""
    signpost = standing.latest
    says_yes, says_no = "says_yes" in replies, "says_no" in replies
    if says_yes and not says_no:
        return _plain_words(standing, replace(signpost, tier=ACT), level_id)
    if says_no and not says_yes:
        before, now = frozenset(signpost.circumstances), circumstances & ABOUT_ANOTHER
        if now and "self" not in circumstances:
            # "My resident" says who; "she said it to me" may be whoever was named before.
            others = before & ABOUT_ANOTHER if now == {"somebody_else"} else frozenset()
            about_them = before - ABOUT_ANOTHER - {"self"} | now | others
            return _plain_words(standing, replace(signpost, tier=ACT, circumstances=tuple(sorted(about_them))), level_id)
        if words <= A_SHORT_REPLY and subject(signpost) != SELF_HARM:
            return _stay(standing, "utter_signpost_not_own_life", level_id, tier=ACT)
        if words <= A_SHORT_REPLY:
            return _stay(standing, "utter_signpost_not_self_harm", level_id, passed_on=True)
    return _stay(standing, "utter_after_signpost_own_life", level_id)


def _after_question_about_threat(standing: Standing, replies: frozenset[str], words: int, level_id: str | None) -> Reply:
    if "says_yes" in replies and not replies & {"says_no", "not_hurt"}:
        return _plain_words(standing, replace(standing.latest, tier=ACT), level_id)
    if _plain_no(replies, words):
        return _stay(standing, "utter_signpost_not_own_threat", level_id, passed_on=True)
    return _stay(standing, "utter_after_signpost_own_threat", level_id)


def _plain_no(replies: frozenset[str], words: int) -> bool:
    return bool(replies & {"says_no", "not_hurt"}) and "says_yes" not in replies and words <= A_SHORT_REPLY


def _plain_words(standing: Standing, worse: Signpost, level_id: str | None) -> Reply:
    return Reply((first_words(worse, level_id),), Standing(worse, standing.earlier), shows_contacts=True)


def _stay(standing: Standing, response: str, level_id: str | None, **known: Any) -> Reply:
    """A line about the signpost that was shown last, with what is ``known`` of it since."""
    latest = replace(standing.latest, **known)
    return Reply((Line(response, ways(latest, level_id)),), Standing(latest, standing.earlier))
