"""Multinomial logistic regression kept as arrays: scikit-learn trains it, numpy alone runs it (loading scikit-learn takes seconds)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

# Where scikit-learn may stop: a slope of the summed loss. At a thousandth of it training takes twice as long and says the same.
STEEPEST = 1.0


@dataclass(frozen=True)
class SoftmaxRegression:
    """``labels`` [k], ``weights`` [k, d], ``bias`` [k]."""

    labels: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray

    @classmethod
    def fit(cls, vectors: Any, labels: list[str], c: float, balance: float = 1.0, weights: np.ndarray | None = None) -> SoftmaxRegression:
        """Learn from ``vectors`` [n, d] (an array or a scipy sparse matrix) with one label each.

        ``c`` is the inverse of the penalty. ``balance``: how far rarer labels are weighted up, from 0 (not) to 1 (as if all
        were equally many). ``weights`` [n]: how much each example counts, all the same when not given.
        """
        from sklearn.linear_model import LogisticRegression

        names = tuple(sorted(set(labels)))
        if len(names) == 1:
            return cls(names, np.zeros((1, vectors.shape[1]), np.float32), np.zeros(1, np.float32))
        counted = balancing(labels, balance) * (1.0 if weights is None else weights)
        fitted = LogisticRegression(C=c, max_iter=400, tol=STEEPEST).fit(vectors, labels, sample_weight=counted)
        coefficients, bias = fitted.coef_, fitted.intercept_
        if len(names) == 2:  # scikit-learn keeps one row for two labels
            coefficients, bias = np.vstack([-coefficients[0], coefficients[0]]) / 2, np.array([-bias[0], bias[0]]) / 2
        return cls(tuple(fitted.classes_), coefficients.astype(np.float32), bias.astype(np.float32))

    @cached_property
    def _by_term(self) -> np.ndarray:
        """[d, k]: a text has few terms, and so they lie side by side in memory."""
        return np.ascontiguousarray(self.weights.T)

    def logits(self, vectors: np.ndarray) -> np.ndarray:
        """Scores before the softmax: [n, k]."""
        return np.asarray(vectors @ self.weights.T + self.bias)

    def logits_of_terms(self, positions: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Scores before the softmax [k] of one text, given by its terms alone (``LexicalFeatures.of``)."""
        return np.asarray(weights @ self._by_term[positions] + self.bias)

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """Probabilities that sum to 1 for each row: [n, k]."""
        return softmax(self.logits(vectors))

    def save(self, file: Path) -> None:
        """Write the arrays."""
        np.savez(file, labels=np.array(self.labels), weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, file: Path) -> SoftmaxRegression:
        """Read the arrays; nothing in the file is executed."""
        with np.load(file, allow_pickle=False) as arrays:
            return cls(tuple(str(x) for x in arrays["labels"]), arrays["weights"], arrays["bias"])


def balancing(labels: list[str], balance: float) -> np.ndarray:
    """[n]: how much each example counts by its label alone, see ``SoftmaxRegression.fit``."""
    counts = Counter(labels)
    return np.array([(len(labels) / (len(counts) * counts[label])) ** balance for label in labels])


def softmax(logits: np.ndarray) -> np.ndarray:
    """Row-wise softmax."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
