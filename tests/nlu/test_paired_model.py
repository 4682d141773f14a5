"""Vector and words together: what either tells decides, one label or two are labels enough, and what is saved is what is loaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.lexical_features import content_words
from bot.nlu.paired_model import PairedModel
from bot.nlu.word_evidence import WordEvidence

ALL_THREE = WordEvidence(regression=0.5, multinomial=0.3, complement=2.0)
TEXTS = [
    "the rota fell over again",
    "nobody looks at the rota",
    "the budget for gloves is gone",
    "our budget was cut in March",
    "she cried in handover",
    "handover took an hour",
]
LABELS = ["planning", "planning", "resources", "resources", "teams", "teams"]
# Vectors that say nothing: the words have to.
DUMB = np.ones((len(TEXTS), 4), np.float32) / 2


def learned(texts: list[str], labels: list[str], words: WordEvidence = ALL_THREE, vectors: np.ndarray | None = None) -> PairedModel:
    given = DUMB[: len(texts)] if vectors is None else vectors
    return PairedModel.fit(texts, given, labels, c=1.0, words=words, balance=0.5, terms=content_words)


def best(model: PairedModel, text: str, vector: np.ndarray = DUMB[0]) -> str:
    return model.labels[int(model.probabilities(text, vector).argmax())]


@pytest.mark.parametrize("words", [ALL_THREE, WordEvidence(regression=1.0), WordEvidence(multinomial=1.0), WordEvidence(complement=1.0)])
def test_each_way_of_learning_finds_the_word_that_tells(words: WordEvidence) -> None:
    model = learned(TEXTS, LABELS, words)
    said = ("who does the rota", "no budget at all", "at handover I was late")
    assert [best(model, text) for text in said] == ["planning", "resources", "teams"]


def test_where_no_word_is_known_the_vector_decides() -> None:
    vectors = np.repeat(np.eye(4, dtype=np.float32)[:3], 2, axis=0)
    model = learned(TEXTS, LABELS, vectors=vectors)
    assert best(model, "zzz qqq", vectors[2]) == "resources"
    assert best(model, "", vectors[4]) == "teams"


@pytest.mark.parametrize("number", [1, 2])
def test_few_labels_are_labels_enough(number: int) -> None:
    texts, labels = TEXTS[: 2 * number], LABELS[: 2 * number]
    given = learned(texts, labels).probabilities("the rota", DUMB[0])
    assert given.shape == (number,) and np.isclose(given.sum(), 1)
    assert best(learned(texts, labels), "the rota") == "planning"


def test_saved_and_loaded_it_says_the_same(tmp_path: Path) -> None:
    model = learned(TEXTS, LABELS)
    model.save(tmp_path, "kept")
    again = PairedModel.load(tmp_path, "kept", content_words)
    assert np.allclose(again.probabilities("the budget", DUMB[0]), model.probabilities("the budget", DUMB[0]))
