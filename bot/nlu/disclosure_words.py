"""What the words of a message say of a disclosure, beside the tuned encoder: how likely it is one, and of which kind.

The encoder hears how a thing is told. Words alone judge badly whether something is wrong, as what only sounds alike has the same; but
they know of whom and of what is spoken ("visa", "sponsor", "resident"), which few sentences have taught the encoder. Naive Bayes over the
sentences of ``data/safety``; figures in ``docs/understanding.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.lexical_features import LexicalFeatures, content_words
from bot.nlu.safety_sentences import SafetySentence
from bot.nlu.softmax_regression import SoftmaxRegression
from bot.nlu.word_evidence import WordEvidence

# How much the words count beside the encoder's log odds that something is wrong, and beside its logarithms of the kinds.
OF_RISK = WordEvidence(multinomial=0.6, smoothing=1.0)
OF_KINDS = WordEvidence(multinomial=0.2, smoothing=0.3, complement=3.0)
RISKY, ORDINARY = "risky", "ordinary"
NAME = "disclosure"


@dataclass(frozen=True)
class DisclosureWords:
    """Two linear models over one vocabulary: of whether something is wrong, and of the kinds, in the order of ``kinds``."""

    lexical: LexicalFeatures
    of_risk: SoftmaxRegression
    of_kinds: SoftmaxRegression

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds [k], sorted."""
        return self.of_kinds.labels

    @classmethod
    def learn(cls, sentences: Sequence[SafetySentence]) -> DisclosureWords:
        """From sentences, of each kind and ordinary ones."""
        texts = [sentence.text for sentence in sentences]
        lexical = LexicalFeatures.fit(texts, terms=content_words)
        matrix = lexical.matrix(texts)
        risky = [row for row, sentence in enumerate(sentences) if sentence.kind]
        of_risk = OF_RISK.learn(matrix, [RISKY if sentence.kind else ORDINARY for sentence in sentences])
        return cls(lexical, of_risk, OF_KINDS.learn(matrix[risky], [str(sentences[row].kind) for row in risky]))

    def look(self, text: str) -> tuple[float, np.ndarray]:
        """What is to be added to the log odds that something is wrong, and to the logarithms of the kinds [k]."""
        terms = self.lexical.of(text)
        ordinary, risky = self.of_risk.logits_of_terms(*terms)
        return float(risky - ordinary), self.of_kinds.logits_of_terms(*terms)

    def save(self, folder: Path) -> None:
        """Write the arrays into a folder."""
        self.lexical.save(folder / f"{NAME}_words.npz")
        self.of_risk.save(folder / f"{NAME}_risk.npz")
        self.of_kinds.save(folder / f"{NAME}_kinds.npz")

    @classmethod
    def load(cls, folder: Path) -> DisclosureWords:
        """Read them back; nothing in the files is executed."""
        return cls(
            LexicalFeatures.load(folder / f"{NAME}_words.npz", content_words),
            SoftmaxRegression.load(folder / f"{NAME}_risk.npz"),
            SoftmaxRegression.load(folder / f"{NAME}_kinds.npz"),
        )
