"""The words one by one: what was never said in training lies near what was; placeholders and nothing at all say nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.word_meanings import WordMeanings

TEXTS = [
    "the rota fell over again on Tuesday and nobody had a plan",
    "she would not have her bath and I did not know what to say",
    "the budget is gone and it is only the middle of the month",
    "the meeting went on and nobody on nights was asked",
]


@pytest.fixture(scope="module")
def meanings() -> WordMeanings:
    # Words count for their rareness, which takes some texts to show.
    return WordMeanings.fit([*TEXTS, *(f"and then there was day {number}" for number in range(40))])


def test_a_word_that_was_never_shown_lies_near_its_like(meanings: WordMeanings) -> None:
    money = meanings.of("the money")
    assert money @ meanings.of("the budget") > money @ meanings.of("the bath")


@pytest.mark.parametrize("text", ["", "   ", "[name]", "\ud800"])
def test_nothing_says_nothing(meanings: WordMeanings, text: str) -> None:
    found = meanings.of(text)
    assert found.shape == (384,) and np.isfinite(found).all()


def test_names_that_were_taken_out_do_not_count(meanings: WordMeanings) -> None:
    assert np.allclose(meanings.of("the rota that [name] wrote"), meanings.of("the rota that wrote"))


def test_it_is_the_same_when_read_back(meanings: WordMeanings, tmp_path: Path) -> None:
    meanings.save(tmp_path / "kept.npz")
    assert np.array_equal(WordMeanings.load(tmp_path / "kept.npz").of(TEXTS[0]), meanings.of(TEXTS[0]))
