"""What a signpost says: composed of the kind of disclosure, whose harm it is, the person's own place, and who may be the danger.

A *subject* is the kind read together with what else was heard: a wish to die is the person's own, a colleague's or that of somebody they
support, and each has words of its own. Its *stance* decides what the next messages are about: a duty to pass it on, another's life, a
choice that is the person's, their own life, a threat of theirs, or the next minutes. The texts themselves stand in ``domain.yml``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.coaching.lines import Line

ACT, CHECK = "act", "check"
MEDICAL, DANGER, SELF_HARM, ABUSE, AT_RISK, COVERED_UP = (
    "medical_emergency",
    "immediate_danger",
    "self_harm_or_suicide",
    "safeguarding_abuse",
    "worker_at_risk",
    "whistleblowing",
)
# Subjects that are not simply the kind.
OWN_THREAT, OWN_WRONGDOING, EXPLOITATION, HOME_ABUSE, COLLEAGUE_AT_RISK = (
    "own_threat",
    "own_wrongdoing",
    "exploitation",
    "home_abuse",
    "colleague_at_risk",
)
SELF_HARM_SUPPORTED, SELF_HARM_COLLEAGUE = "self_harm_supported", "self_harm_colleague"
# The kind whose contacts are shown for a subject; the most urgent first, which is the order in which they are named again.
KIND_OF = {
    MEDICAL: MEDICAL,
    DANGER: DANGER,
    OWN_THREAT: DANGER,
    SELF_HARM: SELF_HARM,
    SELF_HARM_SUPPORTED: SELF_HARM,
    SELF_HARM_COLLEAGUE: SELF_HARM,
    ABUSE: ABUSE,
    OWN_WRONGDOING: ABUSE,
    EXPLOITATION: AT_RISK,
    HOME_ABUSE: AT_RISK,
    AT_RISK: AT_RISK,
    COLLEAGUE_AT_RISK: AT_RISK,
    COVERED_UP: COVERED_UP,
}
SUBJECTS = tuple(KIND_OF)
DUTY, ANOTHER_LIFE, CHOICE, OWN_LIFE, THREAT, EMERGENCY = "duty", "another_life", "choice", "own_life", "own_threat", "emergency"
STANCE_OF = {
    MEDICAL: EMERGENCY,
    DANGER: EMERGENCY,
    OWN_THREAT: THREAT,
    SELF_HARM: OWN_LIFE,
    SELF_HARM_SUPPORTED: ANOTHER_LIFE,
    SELF_HARM_COLLEAGUE: ANOTHER_LIFE,
    ABUSE: DUTY,
    OWN_WRONGDOING: DUTY,
    EXPLOITATION: CHOICE,
    HOME_ABUSE: CHOICE,
    AT_RISK: CHOICE,
    COLLEAGUE_AT_RISK: CHOICE,
    COVERED_UP: CHOICE,
}
# Whom a victim turns to does not hang on their place at work: sending them to the person in charge may be the danger itself.
SAME_IN_EVERY_PLACE = frozenset({EXPLOITATION, HOME_ABUSE, AT_RISK})
# What stays true of the person's setting, whatever is told next.
SETTING = frozenset(
    {"someone_in_charge", "someone_above", "child", "personal_employment", "exploitation", "speaks_as_manager", "speaks_as_owner"}
)
# Words that say whose wish to die it is, where it is not the person's own.
ABOUT_ANOTHER = frozenset({"person_supported", "colleague", "somebody_else"})
WORKER, LEADER, MANAGER, OWNER, EMPLOYED_BY_ONE = (
    "worker",
    "leader",
    "operational_leader",
    "strategic_leader",
    "personal_employment",
)


@dataclass(frozen=True)
class Signpost:
    """A signpost that was shown: kind, tier, what else was heard; whether somebody was told, and whether it is being dealt with."""

    kind: str
    tier: str
    circumstances: tuple[str, ...] = ()
    passed_on: bool = False
    told: bool = False

    def to_json(self) -> dict[str, Any]:
        """What is stored, sealed."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Signpost:
        """Read what was stored."""
        heard = tuple(data.get("circumstances", ()))
        return cls(data["kind"], data["tier"], heard, bool(data.get("passed_on")), bool(data.get("told")))

    def with_setting(self, circumstances: frozenset[str]) -> Signpost:
        """The same signpost, knowing what was heard elsewhere of the setting (a child; that the manager is the one)."""
        return self.knowing(circumstances & SETTING)

    def knowing(self, circumstances: frozenset[str]) -> Signpost:
        """The same signpost with more circumstances."""
        return replace(self, circumstances=tuple(sorted({*self.circumstances, *circumstances})))


def subject(signpost: Signpost) -> str:
    """What it is about: the kind, whose harm, and what the person says of their own part."""
    heard, kind = set(signpost.circumstances), signpost.kind
    if kind == MEDICAL:
        return MEDICAL
    if "own_threat" in heard and not (kind == SELF_HARM and "self" in heard):
        return OWN_THREAT
    if kind == SELF_HARM:
        # Words about oneself outweigh all: an answer that takes the person for a bystander would be the worst mistake.
        if "self" in heard or "own_wrongdoing" in heard or not heard & ABOUT_ANOTHER:
            return SELF_HARM
        return SELF_HARM_COLLEAGUE if "colleague" in heard else SELF_HARM_SUPPORTED
    if kind == DANGER:
        return DANGER
    done_to_me = "done_to_me" in heard
    if "own_wrongdoing" in heard and not (done_to_me and kind == AT_RISK):
        return OWN_WRONGDOING
    about_somebody_supported = heard & {"supported_harmed", "child"}
    harmed_beside_me = "colleague_harmed" in heard or (kind == AT_RISK and "colleague_maybe_harmed" in heard)
    if harmed_beside_me and not done_to_me and not about_somebody_supported and kind in (ABUSE, AT_RISK):
        return COLLEAGUE_AT_RISK
    if kind == ABUSE and done_to_me and "exploitation" in heard and not about_somebody_supported:
        return EXPLOITATION
    if kind == AT_RISK:
        if "supported_harmed" in heard and not done_to_me:
            return ABUSE
        return EXPLOITATION if "exploitation" in heard else HOME_ABUSE if "home_abuse" in heard else AT_RISK
    return kind


def stance(signpost: Signpost) -> str:
    """What the messages after it are about."""
    return STANCE_OF[subject(signpost)]


def first_words(signpost: Signpost, level_id: str | None) -> Line:
    """The response of a signpost or of its gentle question, with who is to be told by the person's place."""
    about = subject(signpost)
    if signpost.tier == CHECK:
        # Whose life it is, is what the question finds out.
        asked = SELF_HARM if KIND_OF[about] == SELF_HARM else about
        return Line(f"utter_check_{asked}", {**ways(signpost, level_id), "tell": _tell(asked, signpost, level_id)})
    return Line(f"utter_signpost_{about}", ways(signpost, level_id))


def ways(signpost: Signpost, level_id: str | None) -> dict[str, str]:
    """What the responses about a signpost are filled with: whom to tell, which team of the council, and that a child comes first."""
    ways = {"team": "utter_team_for_an_adult", "lead": "", "tell": _tell(subject(signpost), signpost, level_id)}
    if "child" in signpost.circumstances:
        # Where the person rings the council themselves they are told so already.
        rings = _place(signpost, level_id) != WORKER
        ways |= {"team": "utter_team_for_a_child", "lead": f"utter_a_child_comes_first{'_to_who_rings' if rings else ''}"}
    return ways


def _tell(about: str, signpost: Signpost, level_id: str | None) -> str:
    place = _place(signpost, level_id)
    if about in SAME_IN_EVERY_PLACE:
        return f"utter_tell_{about}"
    leads = place in (MANAGER, OWNER)
    above = "_above" if ("someone_above" if leads else "someone_in_charge") in signpost.circumstances else ""
    if about == ABUSE:
        return f"utter_tell_{about}_{place}{'' if place == EMPLOYED_BY_ONE else above}"
    if about == COLLEAGUE_AT_RISK:
        return f"utter_tell_{about}_{LEADER if leads else WORKER}"
    if place == WORKER and above:
        return f"utter_tell_{about}_above"
    return f"utter_tell_{about}_{LEADER if leads else place}"


def _place(signpost: Signpost, level_id: str | None) -> str:
    """Where the person stands; what they say of it beside the disclosure goes before what they said once."""
    heard = set(signpost.circumstances)
    if "speaks_as_owner" in heard:
        return OWNER
    if "speaks_as_manager" in heard:
        return OWNER if level_id == OWNER else MANAGER
    if level_id in (MANAGER, OWNER):
        return str(level_id)
    return EMPLOYED_BY_ONE if "personal_employment" in heard else WORKER
