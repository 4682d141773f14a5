"""What is said after a disclosure: what replies come to, what is known from then on, and what is named once more."""

from __future__ import annotations

import pytest
import spacy

from bot.coaching.after_signpost import Reply, Standing, named_again, take_in, take_reply
from bot.coaching.signposting import ACT, CHECK, Signpost, first_words, subject
from bot.nlu.phrase_families import CIRCUMSTANCES, REPLIES, load_families
from bot.nlu.phrase_matcher import FamilyMatcher

ABUSE, AT_RISK, SELF_HARM, DANGER = "safeguarding_abuse", "worker_at_risk", "self_harm_or_suicide", "immediate_danger"
VOCAB = spacy.blank("en").vocab
CIRCUMSTANCE, REPLY = FamilyMatcher(load_families(CIRCUMSTANCES), VOCAB), FamilyMatcher(load_families(REPLIES), VOCAB)


def hear(standing: Standing | Signpost, text: str, goes_on: bool = False, level: str | None = None) -> Reply:
    """What a message in words comes to, through the families as they are."""
    if isinstance(standing, Signpost):
        standing = Standing(standing)
    replies = frozenset(family.id for family in REPLY.find(text))
    heard = frozenset(family.id for family in CIRCUMSTANCE.find(text))
    return take_reply(standing, replies, heard, len(text.split()), goes_on, level)


def says(reply: Reply) -> str:
    return reply.lines[0].response


def told(kind: str, text: str, tier: str = ACT) -> Signpost:
    return Signpost(kind, tier, tuple(family.id for family in CIRCUMSTANCE.find(text)))


NOT_REPORTED = [
    "my manager told me to say nothing",
    "the manager knows and laughs about it",
    "the manager knows, she is the one doing it",
    "the deputy was involved",
    "the manager was involved too",
    "I spoke to the senior and she laughed",
    "I told the owner. He laughed.",
    "I might have told my manager",
    "everyone knows about it",
    "I should have told my manager",
    "I told my manager and nothing was done",
    "I reported it to the lead but she ignored me",
    "my manager is dealing with it by hiding it, I have told nobody",
    "the family know about it",
]


@pytest.mark.parametrize("tier", [ACT, CHECK])
@pytest.mark.parametrize("text", NOT_REPORTED)
def test_that_somebody_knows_or_laughs_is_no_report(text: str, tier: str) -> None:
    reply = hear(Signpost(ABUSE, tier), text)
    assert not reply.standing.latest.passed_on and not reply.standing.latest.told
    assert "reported" not in says(reply) and "told_somebody" not in says(reply)
    assert says(hear(reply.standing, "", goes_on=True)) == "utter_going_on_duty"


@pytest.mark.parametrize(
    "text",
    [
        "I have reported it to the manager and safeguarding, they are dealing with it",
        "ive rung the council and cqc and the family, it's all in hand",
        "I told my manager and she is dealing with it",
        "I told the manager. She's ringing the family.",
        "reported it last week, CQC came out",
        "it's been reported to safeguarding and the police came this morning",
    ],
)
def test_what_is_reported_and_dealt_with_is_not_named_again(text: str) -> None:
    reply = hear(Signpost(ABUSE, CHECK), text)
    assert (says(reply), reply.standing.latest.passed_on) == ("utter_signpost_reported_duty", True)
    assert says(hear(reply.standing, "", goes_on=True)) == "utter_going_on_passed_on"


def test_what_was_reported_is_asked_after_until_somebody_deals_with_it() -> None:
    first = hear(Signpost(ABUSE, ACT), "I told my manager")
    assert (says(first), first.standing.latest.passed_on) == ("utter_signpost_told_somebody_duty", False)
    then = hear(first.standing, "she's looking into it now")
    assert (says(then), then.standing.latest.passed_on) == ("utter_signpost_reported_duty", True)


@pytest.mark.parametrize(
    "text", ["I told the manager and she said she would look into it", "yes I told my manager", "yes my manager is dealing with it"]
)
def test_a_report_that_nobody_is_known_to_deal_with_is_asked_after(text: str) -> None:
    reply = hear(Signpost(ABUSE, CHECK), text)
    assert (says(reply), reply.standing.latest.passed_on) == ("utter_signpost_told_somebody_duty", False)


def test_whoever_laughed_is_not_the_one_to_go_back_to() -> None:
    reply = hear(Signpost(ABUSE, ACT), "I told my manager and she laughed")
    assert says(reply) == "utter_signpost_brushed_off_duty"
    again = hear(reply.standing, "I don't know what to do")
    assert again.lines[0].values["tell"] == "utter_tell_safeguarding_abuse_worker_above"


def test_reported_and_told_to_nobody_is_told_to_nobody() -> None:
    assert hear(Signpost(ABUSE, CHECK), "I logged it. But I haven't told anyone").standing.latest.tier == ACT


def test_a_worry_that_nobody_was_told_becomes_plain_words() -> None:
    reply = hear(Signpost(ABUSE, CHECK), "no, I haven't told anybody")
    assert (says(reply), reply.standing.latest.tier, reply.shows_contacts) == ("utter_signpost_safeguarding_abuse", ACT, True)


def test_a_doubt_stays_a_doubt_and_the_duty_stays() -> None:
    assert says(hear(Signpost(ABUSE, CHECK), "no one has been hurt, it was just a saying")) == "utter_signpost_nobody_hurt_duty"
    assert says(hear(Signpost(ABUSE, CHECK), "hard to say really")) == "utter_signpost_in_doubt_duty"
    assert says(hear(Signpost(ABUSE, ACT), "hard to say really")) == "utter_after_signpost_duty"


@pytest.mark.parametrize("text", ["I told my manager", "I have reported it to HR and they are looking into it", "the manager knows", "yes"])
def test_somebody_who_is_exploited_is_never_sent_to_their_manager(text: str) -> None:
    standing = Standing(told(AT_RISK, "my boss keeps my passport and says I owe him nine thousand pounds"))
    for reply in (hear(standing, text), hear(standing, text, goes_on=True)):
        assert reply.lines[0].values.get("tell") == "utter_tell_exploitation"
        assert "duty" not in says(reply)


def test_the_question_whether_one_is_harmed_takes_a_bare_yes_and_no() -> None:
    asked = told(AT_RISK, "I think my sponsor is taking advantage of my visa situation", CHECK)
    assert says(hear(asked, "yes")) == "utter_signpost_exploitation"
    assert says(hear(asked, "no")) == "utter_signpost_nobody_hurt_choice"
    assert says(hear(asked, "I don't know")) == "utter_signpost_in_doubt_choice"


@pytest.mark.parametrize(("text", "tell"), [("it's the manager doing it", "_above"), ("she's only 9", "_worker")])
def test_what_an_answer_says_of_the_setting_is_known_from_then_on(text: str, tell: str) -> None:
    reply = hear(Signpost(ABUSE, CHECK), text)
    assert reply.lines[0].values["tell"].endswith(tell)
    assert ("child" in reply.standing.latest.circumstances) == (tell == "_worker")
    left = named_again(reply.standing, "utter_signpost_before_you_go", None)[0].values
    assert left["tell"].endswith(tell) and ("child" in left["team"]) == (tell == "_worker")


def test_a_second_disclosure_knows_that_the_manager_is_the_one() -> None:
    standing = take_in(None, told(ABUSE, "my manager slapped a resident"))
    standing = take_in(standing, told(ABUSE, "and there were bruises all over her arms this morning"))
    assert first_words(standing.latest, None).values["tell"] == "utter_tell_safeguarding_abuse_worker_above"
    assert not standing.earlier


def test_a_later_worry_does_not_take_the_place_of_a_wish_to_die() -> None:
    standing = take_in(Standing(told(SELF_HARM, "I want to die")), told(ABUSE, "her bruises worry me", CHECK))
    assert subject(standing.latest) == ABUSE and standing.latest.tier == CHECK
    named = [line.response for line in hear(standing, "", goes_on=True).lines]
    assert named == ["utter_going_on_own_life", "utter_going_on_duty"]
    assert Standing.from_json(standing.to_json()) == standing


def test_what_somebody_did_stands_beside_their_own_life() -> None:
    standing = take_in(None, told(SELF_HARM, "I hit a resident last night and I can't stop shaking"))
    assert [line.values["tell"] for line in hear(standing, "", goes_on=True).lines][1] == "utter_tell_own_wrongdoing_worker"


def test_the_plain_question_about_ending_ones_life() -> None:
    asked = Signpost(SELF_HARM, CHECK)
    assert says(hear(asked, "yes")) == "utter_signpost_self_harm_or_suicide"
    assert says(hear(asked, "no I'm just tired")) == "utter_signpost_not_self_harm"
    for unclear in ("no. yes.", "no, well sometimes I do think about it when I am driving home on my own", "my back hurts"):
        reply = hear(asked, unclear)
        assert (says(reply), reply.standing.latest.passed_on) == ("utter_after_signpost_own_life", False), unclear


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("no, it's my resident", "self_harm_supported"),
        ("no she said it to me", "self_harm_supported"),
        ("no, it's one of my colleagues", "self_harm_colleague"),
    ],
)
def test_no_it_is_somebody_else_opens_the_case_of_somebody_else(text: str, about: str) -> None:
    reply = hear(Signpost(SELF_HARM, CHECK), text)
    assert (says(reply), subject(reply.standing.latest)) == (f"utter_signpost_{about}", about)
    assert reply.standing.latest.tier == ACT and not reply.standing.latest.passed_on and reply.shows_contacts


def test_a_no_where_somebody_else_was_named_before_is_not_the_end() -> None:
    reply = hear(told(SELF_HARM, "my resident says she can't see the point", CHECK), "no")
    assert (says(reply), reply.standing.latest.passed_on) == ("utter_signpost_not_own_life", False)


@pytest.mark.parametrize(("text", "about"), [("a resident wants to die", "another_life"), ("I want to die", "own_life")])
def test_after_a_wish_to_die_the_words_are_for_whose_it_is(text: str, about: str) -> None:
    standing = Standing(told(SELF_HARM, text))
    assert says(hear(standing, "I don't know what to do")) == f"utter_after_signpost_{about}"
    for when in ("utter_going_on", "utter_signpost_before_you_go", "utter_signpost_remembered"):
        assert [line.response for line in named_again(standing, when, None)] == [f"{when}_{about}"]


def test_somebody_who_wants_to_die_and_told_their_gp_still_hears_of_samaritans() -> None:
    reply = hear(told(SELF_HARM, "I want to die"), "I told my GP last week and she is dealing with it")
    assert says(reply) == "utter_after_signpost_own_life" and not reply.standing.latest.passed_on


def test_a_threat_of_ones_own_is_asked_about_plainly() -> None:
    asked = told(DANGER, "I want to kill my manager and I know where he lives", CHECK)
    assert says(hear(asked, "yes I might")) == "utter_signpost_own_threat"
    assert says(hear(asked, "no I wouldn't, I was only angry")) == "utter_signpost_not_own_threat"
    assert says(hear(asked, "he has it coming")) == "utter_after_signpost_own_threat"


def test_in_an_emergency_only_999_is_asked_about() -> None:
    standing = Standing(Signpost("medical_emergency", ACT))
    assert says(hear(standing, "she's gone blue")) == "utter_after_signpost_emergency"
    rung = hear(standing, "I've called 999 and the ambulance is on its way")
    assert (says(rung), rung.standing.latest.passed_on) == ("utter_signpost_999_is_rung", True)
    assert says(hear(standing, "I haven't rung 999")) == "utter_after_signpost_emergency"
