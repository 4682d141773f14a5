"""The trained half of the safety net: from sentence vectors to a kind and how sure it is that something is wrong.

A multinomial logistic regression over {ordinary, each kind}, asked for the message and each of its clauses: one clause that is worrying
makes the whole message so. It hears what no pattern lists ("she goes quiet when he is on shift"); the patterns hear what must never be
missed. Thresholds were chosen by cross-validation over the training sentences, see ``docs/safety-net.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.safety_sentences import ACT, CHECK, NONE, SafetySentence
from bot.nlu.softmax_regression import SoftmaxRegression

ORDINARY = "ordinary"


@dataclass(frozen=True)
class Sighting:
    """What the detector saw in one message: the likeliest kind and the probability that something is wrong."""

    kind: str
    risk: float


@dataclass(frozen=True)
class SafetyDetector:
    """The regression and the two thresholds of the risk."""

    regression: SoftmaxRegression
    act_from: float
    check_from: float

    @classmethod
    def fit(
        cls,
        sentences: tuple[SafetySentence, ...],
        vectors: np.ndarray,
        ordinary: np.ndarray,
        c: float,
        act_from: float,
        check_from: float,
    ) -> SafetyDetector:
        """Learn from sentences with their vectors [n, d], and from ``ordinary`` [m, d]: vectors of messages known to be harmless."""
        labels = [sentence.kind or ORDINARY for sentence in sentences] + [ORDINARY] * len(ordinary)
        return cls(SoftmaxRegression.fit(np.vstack([vectors, ordinary]), labels, c, 0.5), act_from, check_from)

    def look(self, vectors: np.ndarray) -> Sighting:
        """The most worrying of the message and its clauses: ``vectors`` [1 + clauses, d]."""
        probabilities = self.regression.probabilities(vectors)
        labels = self.regression.labels
        ordinary = labels.index(ORDINARY)
        worst = probabilities[:, ordinary].argmin()
        risk = 1 - float(probabilities[worst, ordinary])
        kinds = np.delete(np.arange(len(labels)), ordinary)
        return Sighting(labels[kinds[probabilities[worst, kinds].argmax()]], risk)

    def tier(self, sighting: Sighting) -> str:
        """``act``, ``check`` or ``none``, by the risk."""
        return ACT if sighting.risk >= self.act_from else CHECK if sighting.risk >= self.check_from else NONE

    def save(self, file: Path) -> None:
        """Write the arrays."""
        self.regression.save(file)
        np.save(file.with_suffix(".thresholds.npy"), np.array([self.act_from, self.check_from]))

    @classmethod
    def load(cls, file: Path) -> SafetyDetector:
        """Read the arrays; nothing in the files is executed."""
        act_from, check_from = np.load(file.with_suffix(".thresholds.npy"), allow_pickle=False)
        return cls(SoftmaxRegression.load(file), float(act_from), float(check_from))
