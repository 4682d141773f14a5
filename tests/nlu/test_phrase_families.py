"""Each family of the safety net's phrases hears what it is there for, and keeps quiet about what only sounds like it."""

from __future__ import annotations

import pytest
import spacy

from bot.nlu.phrase_families import PHRASES, load_families
from bot.nlu.phrase_matcher import FamilyMatcher

FAMILIES = load_families(PHRASES)
MATCHER = FamilyMatcher(FAMILIES, spacy.blank("en").vocab)
HEARD = [
    ("not_breathing", "he's not breathing, what do I do"),
    ("not_breathing", "shes not waking"),
    ("not_breathing", "I can't wake Mrs Dean and her lips have gone blue"),
    ("danger_now", "a lad is outside with a big knife"),
    ("danger_now", "I can smell gas in the kitchen of number 4"),
    ("suicide_own", "kms"),
    ("suicide_own", "i wanna end it"),
    ("suicide_own", "honestly im done with life"),
    ("suicide_own", "I don't want to be here any more"),
    ("suicide_other", "one of the residents says he wants to die"),
    ("despair", "I just want everything to stop"),
    ("abuse_hitting", "I saw one of the carers slap her across the face"),
    ("abuse_neglect", "they leave him in a soaking pad till lunch"),
    ("abuse_neglect", "there's a video of Maureen on the commode in the group chat"),
    ("abuse_money", "her nephew is spending her pension"),
    ("abuse_told", "she told me her son hits her"),
    ("abuse_maybe", "she's got a new bruise on her arm"),
    ("worker_harmed", "the agency took my passport"),
    ("worker_maybe", "my manager bullies me"),
    ("covered_up", "we were told to backdate the charts before the inspectors come"),
]
UNHEARD = [
    "I could murder a cup of tea",
    "we did the drill for somebody who is not breathing on the training",
    "the new app is not responding again",
    "took a nice photo of the cake on the table",
    "I'm done with life drawing, I want to try the choir",
    "I want to end it on a high note, my last team meeting",
]


def test_every_family_has_a_sentence_here() -> None:
    assert {family.id for family in FAMILIES} == {family for family, _ in HEARD}


@pytest.mark.parametrize(("family", "text"), HEARD)
def test_it_is_heard(family: str, text: str) -> None:
    assert family in {found.id for found in MATCHER.find(text)}


@pytest.mark.parametrize("text", UNHEARD)
def test_it_only_sounds_like_it(text: str) -> None:
    assert not MATCHER.find(text)
