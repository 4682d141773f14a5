"""Two models that see a message in different ways, one over its sentence vector, one over its words; their product decides.

Each is right where the other errs: the vector hears what is meant, the words tell apart what lies close together. Added as features of one
regression they gain less (see ``docs/understanding.md``).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.lexical_features import LexicalFeatures, Terms
from bot.nlu.softmax_regression import SoftmaxRegression, softmax
from bot.nlu.word_evidence import WordEvidence


@dataclass(frozen=True)
class PairedModel:
    """The two over the same labels, and the words' vocabulary."""

    of_vectors: SoftmaxRegression
    of_words: SoftmaxRegression
    lexical: LexicalFeatures

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels [k], in the order of what ``logits`` gives."""
        return self.of_vectors.labels

    @classmethod
    def fit(
        cls,
        texts: list[str],
        vectors: np.ndarray,
        labels: list[str],
        *,
        c: float,
        words: WordEvidence,
        balance: float,
        terms: Terms,
        weights: np.ndarray | None = None,
    ) -> PairedModel:
        """Learn from texts [n] with their vectors [n, d] and one label each; a text may stand there more than once.

        ``c`` is the inverse penalty of what is learned from the vectors; for ``balance`` and ``weights`` see ``SoftmaxRegression.fit``.
        """
        once = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        lexical = LexicalFeatures.fit(list(once), terms=terms)
        by_word = lexical.matrix(list(once))[[once[text] for text in texts]]
        with ThreadPoolExecutor(1) as beside:
            of_words = beside.submit(words.learn, by_word, labels, balance, weights)
            return cls(SoftmaxRegression.fit(vectors, labels, c, balance, weights), of_words.result(), lexical)

    def logits(self, text: str, vector: np.ndarray) -> np.ndarray:
        """Scores before the softmax [k], for a text and its vector [d]."""
        return np.asarray(self.of_vectors.logits(vector[np.newaxis])[0] + self.of_words.logits_of_terms(*self.lexical.of(text)))

    def probabilities(self, text: str, vector: np.ndarray) -> np.ndarray:
        """[k], summing to 1, for a text and its vector [d]."""
        return softmax(self.logits(text, vector)[np.newaxis])[0]

    def save(self, folder: Path, name: str) -> None:
        """Write the arrays into a folder."""
        self.of_vectors.save(folder / f"{name}_by_vector.npz")
        self.of_words.save(folder / f"{name}_by_word.npz")
        self.lexical.save(folder / f"{name}_words.npz")

    @classmethod
    def load(cls, folder: Path, name: str, terms: Terms) -> PairedModel:
        """Read the arrays; nothing in the files is executed."""
        return cls(
            SoftmaxRegression.load(folder / f"{name}_by_vector.npz"),
            SoftmaxRegression.load(folder / f"{name}_by_word.npz"),
            LexicalFeatures.load(folder / f"{name}_words.npz", terms),
        )
