"""After a disclosure: who is told first, what replies come to, and what is never forgotten."""

from __future__ import annotations

import pytest

from bot.coaching.signposting import Signpost, first_words, take_reply

ABUSE, SELF_HARM = "safeguarding_abuse", "self_harm_or_suicide"


def reply(signpost: Signpost, *families: str, words: int = 6, go_on: bool = False, level: str | None = None) -> tuple[str, Signpost, bool]:
    found = take_reply(signpost, frozenset(families), words, go_on, level)
    return found.line.response, found.signpost, found.goes_on


@pytest.mark.parametrize(
    ("level", "circumstances", "tell"),
    [
        (None, (), "utter_tell_as_worker"),
        ("front_line_leader", ("someone_in_charge",), "utter_tell_above_someone_in_charge"),
        ("operational_leader", (), "utter_tell_as_operational_leader"),
        ("strategic_leader", ("someone_in_charge",), "utter_tell_as_strategic_leader"),
        ("front_line_worker", ("personal_employment",), "utter_tell_in_personal_employment"),
        ("operational_leader", ("child", "someone_in_charge"), "utter_tell_about_a_child"),
    ],
)
def test_who_is_told_depends_on_the_place_of_the_person(level: str | None, circumstances: tuple[str, ...], tell: str) -> None:
    assert first_words(Signpost(ABUSE, "act", circumstances), level).values["tell"] == tell


@pytest.mark.parametrize(
    ("kind", "circumstances", "response"),
    [
        (SELF_HARM, ("person_supported",), "utter_signpost_self_harm_supported"),
        (SELF_HARM, ("colleague", "person_supported"), "utter_signpost_self_harm_colleague"),
        (SELF_HARM, ("self", "colleague"), "utter_signpost_self_harm_or_suicide"),
        (SELF_HARM, (), "utter_signpost_self_harm_or_suicide"),
        (ABUSE, ("own_wrongdoing",), "utter_signpost_own_wrongdoing"),
        ("immediate_danger", ("own_threat",), "utter_signpost_own_threat"),
        ("worker_at_risk", ("exploitation", "home_abuse"), "utter_signpost_exploitation"),
        ("worker_at_risk", ("home_abuse",), "utter_signpost_home_abuse"),
    ],
)
def test_the_words_are_for_whom_it_is_about(kind: str, circumstances: tuple[str, ...], response: str) -> None:
    assert first_words(Signpost(kind, "act", circumstances), None).response == response


def test_a_worry_that_nobody_was_told_becomes_plain_words() -> None:
    response, signpost, goes_on = reply(Signpost(ABUSE, "check"), "not_told")
    assert (response, signpost.tier, goes_on) == ("utter_signpost_safeguarding_abuse", "act", False)


def test_what_was_reported_counts_as_passed_on_and_is_not_named_again() -> None:
    response, signpost, _ = reply(Signpost(ABUSE, "check"), "reported")
    assert (response, signpost.passed_on) == ("utter_signpost_reported", True)
    assert reply(signpost, go_on=True)[0] == "utter_going_on_passed_on"


def test_reported_and_told_to_nobody_is_told_to_nobody() -> None:
    assert reply(Signpost(ABUSE, "check"), "reported", "not_told")[1].tier == "act"


def test_a_doubt_stays_a_doubt_and_the_duty_stays() -> None:
    assert reply(Signpost(ABUSE, "check"), "not_hurt")[0] == "utter_signpost_nobody_hurt"
    assert reply(Signpost(ABUSE, "check"))[0] == "utter_signpost_in_doubt"
    assert reply(Signpost(ABUSE, "act"))[0] == "utter_after_signpost"


def test_going_on_names_once_more_what_was_not_passed_on() -> None:
    response, signpost, goes_on = reply(Signpost(ABUSE, "act"), go_on=True)
    assert (response, signpost.passed_on, goes_on) == ("utter_going_on_after", False, True)


def test_the_plain_question_about_ending_ones_life() -> None:
    asked = Signpost(SELF_HARM, "check")
    assert reply(asked, "says_yes", words=1)[0] == "utter_signpost_self_harm_or_suicide"
    assert reply(asked, "says_no", words=4)[0] == "utter_signpost_not_self_harm"
    assert reply(asked, "says_no", "says_yes", words=20)[0] == "utter_after_signpost_self_harm"
    assert reply(asked, words=12)[0] == "utter_after_signpost_self_harm"


def test_a_signpost_survives_being_stored() -> None:
    signpost = Signpost(ABUSE, "act", ("child",), True)
    assert Signpost.from_json(signpost.to_json()) == signpost
