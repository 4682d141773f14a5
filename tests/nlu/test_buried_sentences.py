"""Stories made for tuning: the sentence stands in the middle, its label is the story's, and half of them hold a disclosure."""

from __future__ import annotations

import numpy as np

from bot.nlu.buried_sentences import BuriedSentences

STORY = " ".join(f"This is sentence {number} of a long day that went as it should." for number in range(6))
TEXTS = ["he hit her", "I could murder a tea!", "x" * 500]
LABELS = [1, 0, 2]


def test_the_sentence_is_inside_and_tells_the_label() -> None:
    texts, labels = BuriedSentences.of(TEXTS, LABELS, [STORY, "too short"]).draw(40, np.random.default_rng(0))
    assert sorted(labels) == [0] * 20 + [1] * 20
    for text, label in zip(texts, labels, strict=True):
        sentence = "he hit her." if label else "I could murder a tea!"
        assert sentence in text
        assert text.startswith("This is sentence 0") and text.endswith("sentence 5 of a long day that went as it should.")
        assert text.replace(f"{sentence} ", "") == STORY


def test_the_place_changes() -> None:
    texts, _ = BuriedSentences.of(TEXTS, LABELS, [STORY]).draw(40, np.random.default_rng(0))
    assert len({text.index("he hit her.") for text in texts if "he hit her." in text}) > 2


def test_without_stories_none_are_made() -> None:
    assert BuriedSentences.of(TEXTS, LABELS, ["short"]).draw(5, np.random.default_rng(0)) == ([], [])
