"""Cheap features of the words themselves, beside the sentence vector: TF-IDF over words, pairs of words and pieces of words.

Counting is plain Python, so that the server need not load scikit-learn. Short commands differ by a word ("stop", "skip") where their
vectors hardly do; situations are told apart by the things they speak of ("rota", "audit"), which a vector smooths over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from spacy.lang.en.stop_words import STOP_WORDS

_WORD = re.compile(r"[a-z0-9']+|[^\W_a-z0-9]+", re.IGNORECASE)
# What redaction put in for a name or a number says nothing about the message.
PLACEHOLDER = re.compile(r"\[[a-z]+\]")
PIECES = (2, 4)
_ENDINGS = ("ingly", "edly", "ings", "ing", "ed", "ies", "es", "ly", "'s", "s")
SHORTEST_STEM = 3
Terms = Callable[[str], Iterator[str]]


def words_and_pieces(text: str) -> Iterator[str]:
    """Of a text's first 60 words: words ("w stop"), pairs of words ("p not sure") and pieces of two to four letters ("c sto")."""
    words = _words(text, 60)
    for word in words:
        yield f"w {word}"
        padded = f" {word} "
        for size in range(PIECES[0], PIECES[1] + 1):
            for start in range(len(padded) - size + 1):
                yield f"c {padded[start : start + size]}"
    for first, second in pairwise(words):
        yield f"p {first} {second}"


def content_words(text: str) -> Iterator[str]:
    """Of a text's first 400 words: those that speak of something ("w rotas"), their stems ("w ~rota"), and pairs."""
    words = _words(text, 400)
    for word in words:
        if word not in STOP_WORDS:
            yield f"w {word}"
            yield f"w ~{_stem(word)}"
    yield from (f"c {first} {second}" for first, second in pairwise(words))


def _stem(word: str) -> str:
    """A word without its commonest endings: crude, but the same for "plan", "plans", "planned" and "planning"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            if len(word) > SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word[:-1] if len(word) > SHORTEST_STEM + 1 and word.endswith("e") else word


def _words(text: str, most: int) -> list[str]:
    return _WORD.findall(PLACEHOLDER.sub(" ", text.lower().replace("\u2019", "'")))[:most]


@dataclass(frozen=True)
class LexicalFeatures:
    """A vocabulary with the inverse document frequency of each term; ``terms`` says which terms a text has."""

    position: dict[str, int]
    idf: np.ndarray
    terms: Terms = words_and_pieces

    @cached_property
    def _are_pieces(self) -> np.ndarray:
        """[terms]: whether a term is a "c" one."""
        return np.fromiter((term.startswith("c ") for term in self.position), bool, len(self.position))

    @classmethod
    def fit(cls, texts: list[str], least: int = 2, terms: Terms = words_and_pieces) -> LexicalFeatures:
        """Keep the terms that stand in at least ``least`` texts."""
        found = Counter(term for text in texts for term in set(terms(text)))
        kept = sorted(term for term, count in found.items() if count >= least)
        idf = np.array([np.log((1 + len(texts)) / (1 + found[term])) + 1 for term in kept], np.float32)
        return cls({term: i for i, term in enumerate(kept)}, idf, terms)

    def matrix(self, texts: list[str]) -> csr_matrix:
        """[n, terms], sparse."""
        rows = [self.of(text) for text in texts]
        lengths = np.cumsum([0, *(len(positions) for positions, _ in rows)])
        columns = np.concatenate([positions for positions, _ in rows]) if rows else np.zeros(0, np.int64)
        weights = np.concatenate([weights for _, weights in rows]) if rows else np.zeros(0, np.float32)
        return csr_matrix((weights, columns, lengths), shape=(len(texts), len(self.idf)))

    def of(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Positions and weights of the text's terms; the weights of "c" terms and of all others are each a unit vector."""
        counted = Counter(map(self.position.get, self.terms(text)))
        counted.pop(None, None)
        positions = np.fromiter(counted, np.int64, len(counted))
        if not len(positions):
            return positions, np.zeros(0, np.float32)
        weights = (1 + np.log(np.fromiter(counted.values(), np.float32, len(counted)))) * self.idf[positions]
        pieces = self._are_pieces[positions]
        for part in (pieces, ~pieces):
            if part.any():
                weights[part] /= np.linalg.norm(weights[part])
        return positions, weights

    def save(self, file: Path) -> None:
        """Write the vocabulary."""
        np.savez(file, terms=np.array(list(self.position)), idf=self.idf)

    @classmethod
    def load(cls, file: Path, terms: Terms = words_and_pieces) -> LexicalFeatures:
        """Read the vocabulary; nothing in the file is executed."""
        with np.load(file, allow_pickle=False) as arrays:
            return cls({str(term): i for i, term in enumerate(arrays["terms"])}, arrays["idf"], terms)
