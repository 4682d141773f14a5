"""Two regressions that see a message in different ways, one over its sentence vector, one over its words; their product decides.

Each is right where the other errs: the vector hears what is meant, the words tell apart what lies close together. Added as features of one
regression they gain less (see ``docs/understanding.md``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.lexical_features import LexicalFeatures, Terms
from bot.nlu.softmax_regression import SoftmaxRegression, softmax

# Keeps the logarithm of a probability of nought finite.
LEAST = 1e-6


@dataclass(frozen=True)
class PairedRegression:
    """The two regressions over the same labels, the words' vocabulary, and how much the words count beside the vector."""

    of_vectors: SoftmaxRegression
    of_words: SoftmaxRegression
    lexical: LexicalFeatures
    weight_of_words: float

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels [k], in the order of what ``probabilities`` gives."""
        return self.of_vectors.labels

    @classmethod
    def fit(
        cls,
        texts: list[str],
        vectors: np.ndarray,
        labels: list[str],
        *,
        c: float,
        c_words: float,
        weight_of_words: float,
        balance: float,
        terms: Terms,
        weights: np.ndarray | None = None,
    ) -> PairedRegression:
        """Learn from texts [n] with their vectors [n, d] and one label each; a text may stand there more than once.

        ``c`` and ``c_words`` are the inverse penalties; for ``balance`` and ``weights`` see ``SoftmaxRegression.fit``.
        """
        lexical = LexicalFeatures.fit(texts, terms=terms)
        words = SoftmaxRegression.fit(lexical.matrix(texts), labels, c_words, balance, weights)
        return cls(SoftmaxRegression.fit(vectors, labels, c, balance, weights), words, lexical, weight_of_words)

    def probabilities(self, text: str, vector: np.ndarray) -> np.ndarray:
        """[k], summing to 1, for a text and its vector [d]."""
        by_vector = np.log(self.of_vectors.probabilities(vector[np.newaxis])[0] + LEAST)
        positions, weights = self.lexical.of(text)
        by_words = softmax((self.of_words.weights[:, positions] @ weights + self.of_words.bias)[np.newaxis])[0]
        return softmax((by_vector + self.weight_of_words * np.log(by_words + LEAST))[np.newaxis])[0]

    def save(self, folder: Path, name: str) -> None:
        """Write the arrays into a folder."""
        self.of_vectors.save(folder / f"{name}_by_vector.npz")
        self.of_words.save(folder / f"{name}_by_word.npz")
        self.lexical.save(folder / f"{name}_words.npz")
        np.save(folder / f"{name}_weight_of_words.npy", np.float64(self.weight_of_words))

    @classmethod
    def load(cls, folder: Path, name: str, terms: Terms) -> PairedRegression:
        """Read the arrays; nothing in the files is executed."""
        return cls(
            SoftmaxRegression.load(folder / f"{name}_by_vector.npz"),
            SoftmaxRegression.load(folder / f"{name}_by_word.npz"),
            LexicalFeatures.load(folder / f"{name}_words.npz", terms),
            float(np.load(folder / f"{name}_weight_of_words.npy", allow_pickle=False)),
        )
