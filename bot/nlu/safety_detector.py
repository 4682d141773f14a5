"""The trained half of the safety net: from a message to a kind and how sure it is that something is wrong.

Two regressions over {ordinary, each kind}, one over sentence vectors, one over words, asked for the message and each of its clauses: one
clause that is worrying makes the whole message so. What lies near a known plain disclosure is one. It hears what no pattern lists ("she
goes quiet when he is on shift"); the patterns hear what must never be missed. Thresholds: cross-validation over the training sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.lexical_features import words_and_pieces
from bot.nlu.paired_regression import PairedRegression
from bot.nlu.safety_sentences import ACT, CHECK, NONE, SafetySentence

ORDINARY = "ordinary"
NAME, KNOWN = "safety", "disclosures.npz"
WEIGHT_OF_WORDS = 0.5
BALANCE = 0.0
# The cosine from which a message says what a known disclosure says; ordinary messages of the training data stay below 0.70.
SAME = 0.75


@dataclass(frozen=True)
class Sighting:
    """What the detector saw in one message: the likeliest kind and the probability that something is wrong."""

    kind: str
    risk: float


@dataclass(frozen=True)
class SafetyDetector:
    """The regression, the known plain disclosures (vectors [m, d] and their kinds), and the two thresholds of the risk."""

    regression: PairedRegression
    disclosures: np.ndarray
    disclosed: tuple[str, ...]
    act_from: float
    check_from: float

    @classmethod
    def fit(
        cls,
        sentences: tuple[SafetySentence, ...],
        vectors: np.ndarray,
        ordinary: list[str],
        ordinary_vectors: np.ndarray,
        c: float,
        act_from: float,
        check_from: float,
    ) -> SafetyDetector:
        """Learn from sentences with their vectors [n, d], and from ``ordinary`` messages, known to be harmless, with theirs [m, d]."""
        labels = [sentence.kind or ORDINARY for sentence in sentences] + [ORDINARY] * len(ordinary)
        plain = [i for i, sentence in enumerate(sentences) if sentence.tier == ACT]
        regression = PairedRegression.fit(
            [*(sentence.text for sentence in sentences), *ordinary],
            np.vstack([vectors, ordinary_vectors]),
            labels,
            c=c,
            c_words=c,
            weight_of_words=WEIGHT_OF_WORDS,
            balance=BALANCE,
            terms=words_and_pieces,
        )
        return cls(regression, vectors[plain], tuple(str(sentences[i].kind) for i in plain), act_from, check_from)

    def look(self, texts: Sequence[str], vectors: np.ndarray) -> Sighting:
        """The most worrying of the message and its clauses: ``texts`` and ``vectors`` [1 + clauses, d], the message first."""
        likeness = vectors @ self.disclosures.T
        if likeness.size and likeness.max() >= SAME:
            return Sighting(self.disclosed[int(likeness.max(axis=0).argmax())], 1.0)
        probabilities = np.array([self.regression.probabilities(text, vector) for text, vector in zip(texts, vectors, strict=True)])
        labels = self.regression.labels
        ordinary = labels.index(ORDINARY)
        worst = probabilities[:, ordinary].argmin()
        risk = 1 - float(probabilities[worst, ordinary])
        kinds = np.delete(np.arange(len(labels)), ordinary)
        return Sighting(labels[kinds[probabilities[worst, kinds].argmax()]], risk)

    def tier(self, sighting: Sighting) -> str:
        """``act``, ``check`` or ``none``, by the risk."""
        return ACT if sighting.risk >= self.act_from else CHECK if sighting.risk >= self.check_from else NONE

    def save(self, folder: Path) -> None:
        """Write the arrays into a folder."""
        self.regression.save(folder, NAME)
        known = {"disclosures": self.disclosures.astype(np.float32), "disclosed": np.array(self.disclosed)}
        np.savez(folder / KNOWN, thresholds=np.array([self.act_from, self.check_from]), **known)

    @classmethod
    def load(cls, folder: Path) -> SafetyDetector:
        """Read the arrays; nothing in the files is executed."""
        with np.load(folder / KNOWN, allow_pickle=False) as known:
            act_from, check_from = known["thresholds"]
            disclosed = tuple(str(kind) for kind in known["disclosed"])
            regression = PairedRegression.load(folder, NAME, words_and_pieces)
            return cls(regression, known["disclosures"], disclosed, float(act_from), float(check_from))
