"""No message that the figures are measured on was learned from: not word for word, and not nearly."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import fuzz, process
from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu.safety_sentences import MUST_CATCH, SENTENCES, load_sentences

PROJECT = Path(__file__).parents[2]
# Words shared, in per cent, from which two messages of more than a few words are the same message told twice.
NEARLY = 90
A_FEW_WORDS = 6


def plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def measured(name: str) -> list[str]:
    lines = (PROJECT / "tests" / "data" / name).read_text(encoding="utf-8").splitlines()
    return [plain(json.loads(line)["text"]) for line in lines if line.strip()]


@pytest.fixture(scope="module")
def learned() -> list[str]:
    data = load_data(str(PROJECT / "data" / "nlu"))
    sentences = (*load_sentences(SENTENCES), *load_sentences(MUST_CATCH))
    return [*(plain(example.get("text")) for example in data.intent_examples), *(plain(sentence.text) for sentence in sentences)]


def nearly_the_same(these: list[str], those: list[str]) -> list[tuple[str, str]]:
    long_these, long_those = ([text for text in texts if len(text.split()) > A_FEW_WORDS] for texts in (these, those))
    likeness = process.cdist(long_these, long_those, scorer=fuzz.ratio, score_cutoff=NEARLY, dtype=np.uint8, workers=2)
    return [(long_these[i], long_those[j]) for i, j in np.argwhere(likeness)]


UNDERSTANDING = ("understanding_dev.jsonl", "understanding_test.jsonl", "understanding_test_2.jsonl")
SAFETY = ("safety_dev.jsonl", "safety_test.jsonl", "safety_test_2.jsonl", "safety_test_3.jsonl")


@pytest.mark.parametrize("name", [*UNDERSTANDING, *SAFETY])
def test_nothing_measured_was_learned(name: str, learned: list[str]) -> None:
    # Short commands ("stop", "thanks") are what everybody says: those cannot be kept apart.
    same = {text for text in set(measured(name)) & set(learned) if len(text.split()) > A_FEW_WORDS}
    assert not same
    assert not nearly_the_same(measured(name), learned)


def test_the_sets_that_are_measured_on_are_apart() -> None:
    for names in (UNDERSTANDING, SAFETY):
        for these, those in combinations([measured(name) for name in names], 2):
            assert not nearly_the_same(these, those)
