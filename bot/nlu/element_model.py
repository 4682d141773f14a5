"""From a message to elements and behaviours: what is learned, kept as arrays.

Three models trained on situations look at a message in different ways: over its sentence vector, over its words, and over what its words
mean one by one; the product of what they say ranks the elements. A calibration, two numbers fitted on the development set, turns
that into the probability that a fair coach would accept an element. Without situations the nearest of the framework's own behaviours
speak. What else was tried stands in ``docs/understanding.md``.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from bot.nlu.lexical_features import content_words
from bot.nlu.paired_model import PairedModel
from bot.nlu.softmax_regression import SoftmaxRegression, softmax
from bot.nlu.word_evidence import WordEvidence
from bot.nlu.word_meanings import WordMeanings

NEAREST_BEHAVIOURS = 3
# With fewer situations than this nothing is learned from them.
FEW = 10
# How much an element that is named second counts beside the main one.
SECOND = 0.8
# What the words, and what their meanings one by one, count beside the sentence vector; the inverse penalty of the latter.
WORDS = WordEvidence(multinomial=0.4, smoothing=0.1, complement=6.0)
MEANINGS, C_OF_MEANINGS = 0.3, 3.0
# How far behind the nearest behaviour of its element another may lie before it counts for little (in cosine).
BEHAVIOUR_SPREAD = 0.12
# How much a tenth of cosine counts where only the behaviours speak.
BEHAVIOUR_SHARPNESS = 12.0
# What the three say together is far too sure of the first element, while a coach would accept the second too of every other message. Before
# a score is read off, their logits are divided by this (the calibration on five elements a message holds best from six on).
EVENNESS = 6.0
# The logit of an element that no situation is about.
NEVER = -100.0
NAME = "elements"


@dataclass(frozen=True)
class ElementModel:
    """``elements``: ids [e]; ``behaviours``: ids [b], with their vectors [b, d]; ``paired``: learned from situations; so
    are ``meanings``, with the same labels.

    ``calibration``: slope and intercept from the logarithm of an element's evened share to the log odds that a fair coach would accept it.
    """

    elements: tuple[str, ...]
    behaviours: tuple[str, ...]
    behaviour_vectors: np.ndarray
    paired: PairedModel | None
    calibration: tuple[float, float]
    meanings: tuple[WordMeanings, SoftmaxRegression] | None = None

    @cached_property
    def _columns(self) -> tuple[list[int], ...]:
        """For each element, where its behaviours stand."""
        position = {element: i for i, element in enumerate(self.elements)}
        columns: tuple[list[int], ...] = tuple([] for _ in self.elements)
        for j, behaviour in enumerate(self.behaviours):
            columns[position[behaviour.rsplit(".", 2)[0]]].append(j)
        return columns

    @cached_property
    def _learned(self) -> list[int]:
        """Where the elements stand that situations were learned of."""
        return [] if self.paired is None else [self.elements.index(label) for label in self.paired.labels]

    @cached_property
    def _of_level(self) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """For each level, its behaviours by element: where they stand, to which element each belongs, and where an element's begin."""
        element_of = np.empty(len(self.behaviours), int)
        for i, columns in enumerate(self._columns):
            element_of[columns] = i
        levels = np.array([behaviour.rsplit(".", 2)[1] for behaviour in self.behaviours])
        found = {}
        for level in np.unique(levels):
            of_level = np.flatnonzero(levels == level)
            of_level = of_level[element_of[of_level].argsort(kind="stable")]
            found[str(level)] = of_level, element_of[of_level], np.unique(element_of[of_level], return_index=True)[1]
        return found

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
        texts: list[str],
        vectors: np.ndarray,
        labels: list[tuple[str, ...]],
        c: float,
        calibration: tuple[float, float],
    ) -> ElementModel:
        """Learn from situations: texts [n], vectors [n, d], and the elements of each, the main one first.

        ``c`` is the inverse penalty of the regression over the vectors. With few situations only behaviours speak.
        """
        model = cls(elements, behaviours, behaviour_vectors, None, calibration)
        if len(labels) < FEW:
            return model
        rows = [i for i, of in enumerate(labels) for _ in of]
        wanted = [element for of in labels for element in of]
        weights = np.array([1.0 if place == 0 else SECOND for of in labels for place, _ in enumerate(of)])
        words = WordMeanings.fit(texts)
        by_meanings = words.matrix(texts)[rows]
        with ThreadPoolExecutor(1) as beside:
            of_meanings = beside.submit(SoftmaxRegression.fit, by_meanings, wanted, C_OF_MEANINGS, 0.0, weights)
            paired = PairedModel.fit(
                [texts[i] for i in rows],
                vectors[rows],
                wanted,
                c=c,
                words=WORDS,
                balance=0.0,
                terms=content_words,
                weights=weights,
            )
            return replace(model, paired=paired, meanings=(words, of_meanings.result()))

    def logits(self, text: str, vector: np.ndarray) -> np.ndarray:
        """What the three say of each element together: [e], for a text and its vector [d]; the best is the highest."""
        if self.paired is None or self.meanings is None:
            return BEHAVIOUR_SHARPNESS * self._nearest_behaviours(vector)
        found = np.full(len(self.elements), NEVER)
        words, of_meanings = self.meanings
        by_meanings = of_meanings.logits(words.of(text)[np.newaxis])[0]
        found[self._learned] = self.paired.logits(text, vector) + MEANINGS * by_meanings
        return found

    def _nearest_behaviours(self, vector: np.ndarray) -> np.ndarray:
        """[e]: the mean likeness of each element's nearest behaviours."""
        likeness = self.likeness_of_behaviours(vector)
        return np.array([np.sort(likeness[columns])[-NEAREST_BEHAVIOURS:].mean() if columns else 0.0 for columns in self._columns])

    def scores(self, text: str, vector: np.ndarray) -> np.ndarray:
        """Probabilities [e] that a fair coach would accept each element, for a text and its vector [d]."""
        slope, intercept = self.calibration
        logit = slope * np.log(softmax(self.logits(text, vector)[np.newaxis] / EVENNESS)[0]) + intercept
        return np.asarray(1 / (1 + np.exp(-logit)))

    def likeness_of_behaviours(self, vector: np.ndarray) -> np.ndarray:
        """[b]: the cosine of each behaviour to a message, given by its vector [d]."""
        return np.asarray(self.behaviour_vectors @ vector)

    def behaviours_of(self, likeness: np.ndarray, scores: np.ndarray, level: str, most: int) -> list[tuple[str, float]]:
        """The best behaviours of a level, best first: the element's score, less for those farther from the message than its nearest."""
        columns, element_of, begins = self._of_level[level]
        likeness = likeness[columns]
        nearest = np.repeat(np.maximum.reduceat(likeness, begins), np.diff(np.append(begins, len(columns))))
        found = scores[element_of] * np.exp((likeness - nearest) / BEHAVIOUR_SPREAD)
        best = (-found).argsort(kind="stable")[:most]
        return [(self.behaviours[columns[j]], float(found[j])) for j in best]

    def save(self, folder: Path) -> None:
        """Write the arrays into a folder."""
        np.savez(
            folder / "framework.npz",
            elements=np.array(self.elements),
            behaviours=np.array(self.behaviours),
            behaviour_vectors=self.behaviour_vectors.astype(np.float32),
            calibration=np.array(self.calibration),
        )
        if self.paired is not None:
            self.paired.save(folder, NAME)
        if self.meanings is not None:
            self.meanings[0].save(folder / f"{NAME}_meanings.npz")
            self.meanings[1].save(folder / f"{NAME}_by_meaning.npz")

    @classmethod
    def load(cls, folder: Path) -> ElementModel:
        """Read the arrays; nothing in the files is executed."""
        trained = (folder / f"{NAME}_words.npz").exists()
        meanings = folder / f"{NAME}_meanings.npz"
        with np.load(folder / "framework.npz", allow_pickle=False) as arrays:
            return cls(
                tuple(str(x) for x in arrays["elements"]),
                tuple(str(x) for x in arrays["behaviours"]),
                arrays["behaviour_vectors"],
                PairedModel.load(folder, NAME, content_words) if trained else None,
                (float(arrays["calibration"][0]), float(arrays["calibration"][1])),
                (WordMeanings.load(meanings), SoftmaxRegression.load(folder / f"{NAME}_by_meaning.npz")) if trained else None,
            )
