"""A disclosure's words: by kind, whose harm it is, the person's place and who is the danger; each has what it must say."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
import spacy
import yaml

from bot.coaching.after_signpost import Standing, named_again
from bot.coaching.lines import Line
from bot.coaching.signposting import ACT, CHECK, KIND_OF, SUBJECTS, Signpost, first_words, stance, subject, ways
from bot.nlu.phrase_families import CIRCUMSTANCES, load_families
from bot.nlu.phrase_matcher import FamilyMatcher
from bot.server.response_generator import NESTED
from bot.settings import PROJECT

ABUSE, AT_RISK, SELF_HARM, DANGER = "safeguarding_abuse", "worker_at_risk", "self_harm_or_suicide", "immediate_danger"
RESPONSES: dict[str, list[dict[str, Any]]] = yaml.safe_load((PROJECT / "domain.yml").read_text("utf-8"))["responses"]
LEVELS = (None, "front_line_worker", "front_line_leader", "operational_leader", "strategic_leader")
SETTINGS = ("someone_in_charge", "someone_above", "child", "personal_employment", "speaks_as_manager", "speaks_as_owner")
# One way in which each subject comes about.
OF = {
    "medical_emergency": ("medical_emergency", ()),
    "immediate_danger": (DANGER, ()),
    "own_threat": (DANGER, ("own_threat",)),
    "self_harm_or_suicide": (SELF_HARM, ("self",)),
    "self_harm_supported": (SELF_HARM, ("person_supported",)),
    "self_harm_colleague": (SELF_HARM, ("colleague",)),
    "safeguarding_abuse": (ABUSE, ()),
    "own_wrongdoing": (ABUSE, ("own_wrongdoing",)),
    "exploitation": (AT_RISK, ("exploitation", "done_to_me")),
    "home_abuse": (AT_RISK, ("home_abuse",)),
    "worker_at_risk": (AT_RISK, ()),
    "colleague_at_risk": (AT_RISK, ("colleague_harmed",)),
    "whistleblowing": ("whistleblowing", ()),
}
NOT_SAFEGUARDING = [s for s in SUBJECTS if s not in ("safeguarding_abuse", "own_wrongdoing")]


def texts(response: str, values: dict[str, str]) -> list[str]:
    """Every variation of a response, filled in as the response generator does it."""
    filled = dict(values)
    for name in NESTED:
        if filled.get(name, "").startswith("utter_"):
            filled[name] = _fill(RESPONSES[filled[name]][0]["text"], filled)
    return [_fill(one["text"], filled) for one in RESPONSES[response]]


def _fill(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda found: values.get(found[1], ""), text)


def signposts(about: str, tier: str) -> list[Signpost]:
    kind, heard = OF[about]
    some = itertools.chain.from_iterable(itertools.combinations(SETTINGS, size) for size in (0, 1, 2, 3))
    return [Signpost(kind, tier, (*heard, *more)) for more in some]


@pytest.fixture(scope="module")
def matcher() -> FamilyMatcher:
    return FamilyMatcher(load_families(CIRCUMSTANCES), spacy.blank("en").vocab)


def heard(matcher: FamilyMatcher, kind: str, text: str, tier: str = ACT) -> Signpost:
    return Signpost(kind, tier, tuple(family.id for family in matcher.find(text)))


@pytest.mark.parametrize("tier", [ACT, CHECK])
@pytest.mark.parametrize("about", SUBJECTS)
def test_every_subject_in_every_place_has_whole_words(about: str, tier: str) -> None:
    for signpost, level in itertools.product(signposts(about, tier), LEVELS):
        line = first_words(signpost, level)
        for text in texts(line.response, line.values):
            assert "{" not in text and "  " not in text and ".." not in text, text


@pytest.mark.parametrize("when", ["utter_going_on", "utter_signpost_before_you_go", "utter_signpost_remembered"])
@pytest.mark.parametrize("about", NOT_SAFEGUARDING)
def test_nobody_but_a_witness_of_abuse_is_sent_to_the_safeguarding_lead(about: str, when: str) -> None:
    for signpost, level in itertools.product(signposts(about, ACT), LEVELS):
        lines = [*named_again(Standing(signpost), when, level), first_words(signpost, level)]
        lines += [Line(name, ways(signpost, level)) for name in RESPONSES if name.endswith(f"_{stance(signpost)}")]
        for line in lines:
            for text in texts(line.response, line.values):
                assert not re.search(r"safeguarding (lead|team)|your manager|has to be passed on", text), (about, text)


@pytest.mark.parametrize("about", ["exploitation", "home_abuse", "worker_at_risk"])
@pytest.mark.parametrize("when", ["utter_going_on", "utter_signpost_before_you_go", "utter_signpost_remembered"])
def test_who_is_harmed_decides_themselves_whom_to_tell(about: str, when: str) -> None:
    kind, circumstances = OF[about]
    for level in LEVELS:
        (line,) = named_again(Standing(Signpost(kind, ACT, (*circumstances, "someone_in_charge"))), when, level)
        (text,) = texts(line.response, line.values)
        assert "yours to decide" in text


def test_coming_back_shows_no_helpline_to_whoever_looks_on() -> None:
    (line,) = named_again(Standing(Signpost(AT_RISK, ACT, ("home_abuse",))), "utter_signpost_remembered", None)
    (text,) = texts(line.response, line.values)
    assert "0808" not in text and "Domestic" not in text


SAYS = {
    "right to tell": "right to tell",
    "a program": "I'm a program",
    "has told nobody": "I have told nobody",
    "999": "999",
    "no looking into it": "look into it",
    "leave things": "eave things as they are",
    "exact words": "xact words",
    "no secrecy": "romise nobody",
}
MUST_SAY = {
    "medical_emergency": ["a program", "has told nobody", "999"],
    "immediate_danger": ["right to tell", "a program", "has told nobody", "999", "no looking into it", "leave things"],
    "own_threat": ["right to tell", "a program", "has told nobody", "999"],
    "self_harm_or_suicide": ["a program", "has told nobody", "999"],
    "self_harm_supported": ["right to tell", "a program", "has told nobody", "999", "exact words", "no secrecy"],
    "self_harm_colleague": ["right to tell", "a program", "has told nobody", "999"],
    "safeguarding_abuse": list(SAYS),
    "own_wrongdoing": ["right to tell", "a program", "has told nobody", "999", "no looking into it", "leave things"],
    "exploitation": ["right to tell", "a program", "has told nobody", "999"],
    "home_abuse": ["right to tell", "a program", "has told nobody", "999"],
    "worker_at_risk": ["right to tell", "a program", "has told nobody", "999"],
    "colleague_at_risk": ["right to tell", "a program", "has told nobody", "999", "no looking into it"],
    "whistleblowing": ["right to tell", "a program", "has told nobody", "no looking into it"],
}
MUST_ASK = {
    "safeguarding_abuse": ["right to tell", "a program", "has told nobody", "999", "no looking into it", "exact words"],
    "own_wrongdoing": ["right to tell", "a program", "has told nobody", "999", "no looking into it", "leave things"],
}


@pytest.mark.parametrize("about", SUBJECTS)
def test_each_signpost_says_what_it_must(about: str) -> None:
    (text,) = [one["text"] for one in RESPONSES[f"utter_signpost_{about}"]]
    assert not [what for what in MUST_SAY[about] if SAYS[what] not in text]


@pytest.mark.parametrize("about", [s for s in SUBJECTS if KIND_OF[s] != SELF_HARM])
def test_each_gentle_question_says_what_it_must(about: str) -> None:
    (text,) = [one["text"] for one in RESPONSES[f"utter_check_{about}"]]
    assert "?" in text and not [what for what in MUST_ASK.get(about, ["a program", "999"]) if SAYS[what] not in text]


PLACES = [
    ("front_line_worker", "my deputy hit a resident", "don't begin with them"),
    ("front_line_worker", "I saw a carer hit a resident", "Tell your manager or safeguarding lead"),
    ("operational_leader", "the owner is taking money from a resident", "don't ask them or warn them first"),
    ("operational_leader", "one of my carers hit a resident", "send CQC its notification"),
    ("operational_leader", "a carer hit a little girl of nine whom we visit", "ring the council's children's services today"),
    ("strategic_leader", "our nominated individual hit a resident", "don't ask them or warn them first"),
    (None, "I am the registered manager and the owner is stealing from a resident", "refer it yourself"),
    (None, "as the nominated individual I hear that a carer hit a client", "Nobody it touches"),
    ("front_line_worker", "my manager hit a child, she's only 9", "don't begin with them"),
    ("front_line_worker", "I am his PA and his brother takes his money", "there may be no manager"),
]


@pytest.mark.parametrize(("level", "text", "words"), PLACES)
def test_whom_to_tell_fits_the_place_and_the_danger(matcher: FamilyMatcher, level: str | None, text: str, words: str) -> None:
    line = first_words(heard(matcher, ABUSE, text), level)
    (said,) = texts(line.response, line.values)
    assert words in said, said


def test_a_child_brings_the_childrens_team_and_does_not_send_a_manager_to_their_manager(matcher: FamilyMatcher) -> None:
    line = first_words(heard(matcher, ABUSE, "a carer slapped a boy of 15 that we visit"), "operational_leader")
    (said,) = texts(line.response, line.values)
    assert said.count("children's services") == 1
    assert "A child comes first" in said and "your manager" not in said and "adult safeguarding" not in said


@pytest.mark.parametrize("about", ["medical_emergency", "immediate_danger", "own_threat", "self_harm_supported", "self_harm_colleague"])
def test_whoever_is_in_charge_is_not_told_to_tell_whoever_is_in_charge(about: str) -> None:
    kind, circumstances = OF[about]
    for level in ("operational_leader", "strategic_leader"):
        line = first_words(Signpost(kind, ACT, circumstances), level)
        assert "ell whoever is in charge" not in " ".join(texts(line.response, line.values))


def test_one_persons_own_staff_are_not_sent_to_an_employers_policy() -> None:
    line = first_words(Signpost("whistleblowing", ACT, ("personal_employment",)), "front_line_worker")
    assert "policy" not in " ".join(texts(line.response, line.values))


ABOUT = [
    (SELF_HARM, "I want to die, my colleague said I should ring", "self_harm_or_suicide"),
    (SELF_HARM, "my colleague says she wants to die", "self_harm_colleague"),
    (SELF_HARM, "a resident asked me for his tablets, he wants to end it", "self_harm_supported"),
    (SELF_HARM, "I want to hurt myself, I want to cut my arms", "self_harm_or_suicide"),
    (AT_RISK, "A colleague came in with a black eye, her husband did it", "colleague_at_risk"),
    (AT_RISK, "Our senior keeps rubbing himself up against the new girl", "colleague_at_risk"),
    (ABUSE, "my colleague has been crying because the manager keeps touching her", "colleague_at_risk"),
    (AT_RISK, "our cook isn't being paid and the owner has her passport", "colleague_at_risk"),
    (ABUSE, "the senior slapped one of the ladies and told me to keep my mouth shut", "safeguarding_abuse"),
    (ABUSE, "a carer left bruises on her arm", "safeguarding_abuse"),
    (ABUSE, "he hits her when the other carer is out", "safeguarding_abuse"),
    (ABUSE, "the carer lets her boyfriend into the house at night and he takes her money", "safeguarding_abuse"),
    (AT_RISK, "he grabbed my arm so I shoved him", "worker_at_risk"),
    (SELF_HARM, "I hit a resident last night and I can't stop shaking", "self_harm_or_suicide"),
    (AT_RISK, "our senior keeps rubbing himself up against me", "worker_at_risk"),
    (AT_RISK, "my boyfriend's hands were round my neck again", "home_abuse"),
    (AT_RISK, "my husband's hitting me", "home_abuse"),
    (AT_RISK, "my dad hits me", "home_abuse"),
    (AT_RISK, "my brother hits me when I get home", "home_abuse"),
    (AT_RISK, "My manager slapped a resident", "safeguarding_abuse"),
    (AT_RISK, "a resident grabbed me by the hair", "worker_at_risk"),
    (AT_RISK, "I think my sponsor is taking advantage of my visa situation", "exploitation"),
    (AT_RISK, "my manager threatened to cancel my sponsorship", "exploitation"),
    (ABUSE, "my manager keeps my passport and takes my wages", "exploitation"),
    (AT_RISK, "I am going to hit him if I go back in there", "own_threat"),
    (ABUSE, "I might slap her if she does it again", "own_threat"),
    (DANGER, "I want to kill my manager and I know where he lives", "own_threat"),
    (DANGER, "I could strangle that woman, I really might do it tonight", "own_threat"),
    (ABUSE, "I would never hit anyone but she did", "safeguarding_abuse"),
    (ABUSE, "I slapped her and told nobody", "own_wrongdoing"),
    ("whistleblowing", "I falsified the charts because I had not done them", "own_wrongdoing"),
    ("whistleblowing", "I signed for meds I never gave", "own_wrongdoing"),
    ("whistleblowing", "they told us to falsify the notes before the inspection", "whistleblowing"),
]


@pytest.mark.parametrize(("kind", "text", "about"), ABOUT)
@pytest.mark.parametrize("tier", [ACT, CHECK])
def test_the_words_are_for_whom_it_is_about(matcher: FamilyMatcher, kind: str, text: str, about: str, tier: str) -> None:
    assert subject(heard(matcher, kind, text, tier)) == about


@pytest.mark.parametrize(
    ("text", "is_child"),
    [
        ("a girl of 15 we support", True),
        ("a boy of 15", True),
        ("he's 16", True),
        ("she's only 9", True),
        ("she is just seventeen", True),
        ("she's 84 and frail", False),
        ("he is 9 stone now", False),
        ("there are only 5 of us on nights", False),
        ("he's 10 minutes late every day", False),
    ],
)
def test_a_child_is_heard_by_age(matcher: FamilyMatcher, text: str, is_child: bool) -> None:
    assert ("child" in {family.id for family in matcher.find(text)}) is is_child


def test_a_signpost_survives_being_stored() -> None:
    signpost = Signpost(ABUSE, ACT, ("child",), True, True)
    assert Signpost.from_json(signpost.to_json()) == signpost
