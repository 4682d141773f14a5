"""What words add to the safety encoder's judgement: towards a disclosure or away from one, and of whom and what is spoken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.disclosure_words import DisclosureWords
from bot.nlu.safety_sentences import SENTENCES, load_sentences


@pytest.fixture(scope="module")
def words() -> DisclosureWords:
    return DisclosureWords.learn(load_sentences(SENTENCES))


def test_words_of_harm_raise_the_odds_and_words_of_work_lower_them(words: DisclosureWords) -> None:
    assert words.look("bruises on her wrists and she flinches")[0] > 0.5
    assert words.look("the agenda for the rota meeting, and a cake")[0] < -0.3


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my sponsor kept the passport and takes the wages for the visa", "worker_at_risk"),
        ("the charts were backdated before the inspectors came", "whistleblowing"),
        ("his lips are blue and his breathing is wrong", "medical_emergency"),
        ("a man with a knife is banging on the door", "immediate_danger"),
        ("she says she wants to die and has saved up tablets", "self_harm_or_suicide"),
        ("residents left wet in bed, the buzzer out of reach", "safeguarding_abuse"),
    ],
)
def test_the_kind_lies_in_what_is_spoken_of(words: DisclosureWords, text: str, kind: str) -> None:
    assert words.kinds[int(words.look(text)[1].argmax())] == kind


def test_unknown_words_and_none_say_little(words: DisclosureWords) -> None:
    for text in ("", "zzzqq xyzzyx"):
        risk, of_kinds = words.look(text)
        assert abs(risk) < 1 and np.ptp(of_kinds) < 1


def test_saved_and_loaded_they_say_the_same(words: DisclosureWords, tmp_path: Path) -> None:
    words.save(tmp_path)
    again = DisclosureWords.load(tmp_path)
    text = "he has hurt her arm again"
    assert np.isclose(again.look(text)[0], words.look(text)[0], atol=1e-5)
    assert np.allclose(again.look(text)[1], words.look(text)[1], atol=1e-5)
