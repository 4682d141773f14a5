"""From a sentence vector to elements and behaviours: what is learned, kept as arrays.

Three views of how near a message is to an element are mixed: a regression trained on situations; the nearest training situations; the
nearest of the framework's own behaviours. The mix is a logistic regression over those views for all (situation, element) pairs, fitted on
predictions for situations that the views had not seen (cross-validation), so that its output is a probability that means something.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from bot.nlu.softmax_regression import SoftmaxRegression

NEAREST = 5
NEAREST_BEHAVIOURS = 3
FOLDS = 5
# How far behind the nearest behaviour of its element another may lie before it counts for little (in cosine).
BEHAVIOUR_SPREAD = 0.12
VIEWS = 4
# Views before any situation was seen: only the behaviours speak. [regression, nearest situations, behaviours, rank, bias]
UNTRAINED_MIX = np.array([0.0, 0.0, 8.0, 0.0, -4.0], np.float32)


@dataclass(frozen=True)
class ElementModel:
    """``elements``: ids [e]; ``behaviours``: ids [b], with their vectors [b, 384]; ``situations`` [n, 384] with ``membership`` [n, e]."""

    elements: tuple[str, ...]
    behaviours: tuple[str, ...]
    behaviour_vectors: np.ndarray
    situations: np.ndarray
    membership: np.ndarray
    regression: SoftmaxRegression | None
    mix: np.ndarray

    @cached_property
    def _columns(self) -> tuple[list[int], ...]:
        """For each element, where its behaviours stand."""
        position = {element: i for i, element in enumerate(self.elements)}
        columns: tuple[list[int], ...] = tuple([] for _ in self.elements)
        for j, behaviour in enumerate(self.behaviours):
            columns[position[behaviour.rsplit(".", 2)[0]]].append(j)
        return columns

    @cached_property
    def _of_level(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """For each level, where its behaviours stand and to which element each belongs."""
        element_of = np.empty(len(self.behaviours), int)
        for i, columns in enumerate(self._columns):
            element_of[columns] = i
        levels = np.array([behaviour.rsplit(".", 2)[1] for behaviour in self.behaviours])
        return {str(level): (np.flatnonzero(levels == level), element_of[levels == level]) for level in np.unique(levels)}

    @cached_property
    def _members(self) -> tuple[np.ndarray, ...]:
        """For each element, where its situations stand."""
        return tuple(np.flatnonzero(self.membership[:, i]) for i in range(len(self.elements)))

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that have behaviours, sorted."""
        return tuple(self._of_level)

    @classmethod
    def fit(
        cls,
        elements: tuple[str, ...],
        behaviours: tuple[str, ...],
        behaviour_vectors: np.ndarray,
        situations: np.ndarray,
        labels: list[tuple[str, ...]],
        c: float,
    ) -> ElementModel:
        """Learn from situations [n, 384] and the elements of each, the main one first; without situations only behaviours speak."""
        membership = np.array([[e in wanted for e in elements] for wanted in labels], bool).reshape(len(labels), len(elements))
        empty = cls(elements, behaviours, behaviour_vectors, situations, membership, None, UNTRAINED_MIX)
        if len(labels) < FOLDS * 2:
            return empty
        folds = np.random.default_rng(7).permutation(len(labels)) % FOLDS
        views = np.zeros((len(labels), len(elements), VIEWS), np.float32)
        for fold in range(FOLDS):
            seen, held = folds != fold, folds == fold
            part = empty._trained_on(situations[seen], membership[seen], [w for w, s in zip(labels, seen, strict=True) if s], c)
            views[held] = part._views(situations[held])
        mix = _fit_mix(views.reshape(-1, VIEWS), membership.reshape(-1))
        whole = empty._trained_on(situations, membership, labels, c)
        return cls(elements, behaviours, behaviour_vectors, situations, membership, whole.regression, mix)

    def _trained_on(self, situations: np.ndarray, membership: np.ndarray, labels: list[tuple[str, ...]], c: float) -> ElementModel:
        rows = [i for i, wanted in enumerate(labels) for _ in wanted]
        regression = SoftmaxRegression.fit(situations[rows], [e for wanted in labels for e in wanted], c)
        return ElementModel(self.elements, self.behaviours, self.behaviour_vectors, situations, membership, regression, self.mix)

    def _views(self, vectors: np.ndarray) -> np.ndarray:
        """[n, e, VIEWS]: how near each message is to each element, seen in several ways."""
        count = len(self.elements)
        regression = np.full((len(vectors), count), -8.0, np.float32)
        nearest = np.zeros((len(vectors), count), np.float32)
        if self.regression is not None:
            column = {label: i for i, label in enumerate(self.regression.labels)}
            logarithms = np.log(self.regression.probabilities(vectors) + 1e-4)
            for i, element in enumerate(self.elements):
                if element in column:
                    regression[:, i] = logarithms[:, column[element]]
            likeness = vectors @ self.situations.T
            for i, members in enumerate(self._members):
                nearest[:, i] = _mean_of_best(likeness[:, members], NEAREST)
        to_behaviours = self._nearest_behaviours(vectors)
        rank = (-regression).argsort(axis=1).argsort(axis=1)
        return np.stack([regression, nearest, to_behaviours, np.log1p(rank)], axis=2).astype(np.float32)

    def _nearest_behaviours(self, vectors: np.ndarray) -> np.ndarray:
        likeness = vectors @ self.behaviour_vectors.T if self.behaviours else np.zeros((len(vectors), 0), np.float32)
        return np.stack([_mean_of_best(likeness[:, columns], NEAREST_BEHAVIOURS) for columns in self._columns], axis=1)

    def scores(self, vectors: np.ndarray) -> np.ndarray:
        """Probabilities [e] that a fair coach would accept each element.

        ``vectors`` [1 + clauses, 384]: the message first. A clause that speaks clearly of an element counts, a little less than the whole.
        """
        views = self._views(vectors)
        logits = views @ self.mix[:-1] + self.mix[-1]
        each = 1 / (1 + np.exp(-logits))
        if len(each) == 1:
            return np.asarray(each[0])
        return np.asarray(np.maximum(each[0], 0.8 * each[1:].max(axis=0)))

    def behaviours_of(self, vector: np.ndarray, scores: np.ndarray, level: str, most: int) -> list[tuple[str, float]]:
        """The best behaviours of a level, best first: the element's score, less for those farther from the message than its nearest."""
        columns, element_of = self._of_level[level]
        likeness = self.behaviour_vectors[columns] @ vector
        nearest = np.full(len(self.elements), -np.inf)
        np.maximum.at(nearest, element_of, likeness)
        found = scores[element_of] * np.exp((likeness - nearest[element_of]) / BEHAVIOUR_SPREAD)
        best = (-found).argsort(kind="stable")[:most]
        return [(self.behaviours[columns[j]], float(found[j])) for j in best]

    def save(self, folder: Path) -> None:
        """Write the arrays into a folder."""
        np.savez(
            folder / "elements.npz",
            elements=np.array(self.elements),
            behaviours=np.array(self.behaviours),
            behaviour_vectors=self.behaviour_vectors.astype(np.float32),
            situations=self.situations.astype(np.float32),
            membership=self.membership,
            mix=self.mix,
        )
        if self.regression is not None:
            self.regression.save(folder / "element_regression.npz")

    @classmethod
    def load(cls, folder: Path) -> ElementModel:
        """Read the arrays; nothing in the files is executed."""
        regression = folder / "element_regression.npz"
        with np.load(folder / "elements.npz", allow_pickle=False) as arrays:
            return cls(
                tuple(str(x) for x in arrays["elements"]),
                tuple(str(x) for x in arrays["behaviours"]),
                arrays["behaviour_vectors"],
                arrays["situations"],
                arrays["membership"],
                SoftmaxRegression.load(regression) if regression.exists() else None,
                arrays["mix"],
            )


def _mean_of_best(likeness: np.ndarray, most: int) -> np.ndarray:
    """The mean [n] of the highest values in each row of [n, m]; 0 where there are none."""
    if not likeness.shape[1]:
        return np.zeros(len(likeness), np.float32)
    return np.asarray(np.sort(likeness, axis=1)[:, -most:].mean(axis=1))


def _fit_mix(views: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Weights [VIEWS + 1] of a logistic regression, the bias last."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(views, wanted)
    return np.append(fitted.coef_[0], fitted.intercept_[0]).astype(np.float32)
