"""What a text's words mean one by one, whatever their order: the encoder's own word vectors, the rarer the more they count.

The sentence vector hears what is meant as a whole, and counting words tells apart what lies close together but knows only words that it
was shown. This stands between the two: a word that no situation holds ("salary") lies near one that many do ("wages").
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from bot.nlu.encoder_model import DIMENSIONS, LONGEST_TEXT, WINDOW_TOKENS, model_folder
from bot.nlu.lexical_features import PLACEHOLDER

TABLE = "embeddings.word_embeddings.weight"
# Words that stand in more than about a fifth of the texts say nothing of what a text is about.
COMMON = 2.5


@dataclass(frozen=True)
class WordMeanings:
    """``weights`` [vocabulary]: how much each word piece counts; ``centre`` [384]: the mean of the published word vectors."""

    weights: np.ndarray
    centre: np.ndarray

    @classmethod
    def fit(cls, texts: list[str]) -> WordMeanings:
        """Learn from texts how rare each word piece is: its inverse document frequency, less that of what is common."""
        table = _table()
        model = cls(np.zeros(len(table), np.float32), table.mean(axis=0))
        found = Counter(piece for text in texts for piece in set(model._pieces(text)))
        counts = np.zeros(len(table))
        counts[list(found)] = list(found.values())
        rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
        return cls(np.maximum(0.0, rarity - COMMON).astype(np.float32), model.centre)

    def of(self, text: str) -> np.ndarray:
        """[384]: a unit vector, or zeros where no word of a text counts."""
        pieces = np.array(self._pieces(text), np.int64)
        pieces = pieces[self.weights[pieces] > 0]
        vectors = self._table[pieces] - self.centre
        found = np.asarray((self.weights[pieces] / (np.linalg.norm(vectors, axis=1) + 1e-6)) @ vectors)
        length = np.linalg.norm(found)
        return found / length if length else found

    def matrix(self, texts: list[str]) -> np.ndarray:
        """[n, 384]."""
        return np.array([self.of(text) for text in texts]).reshape(len(texts), DIMENSIONS)

    def save(self, file: Path) -> None:
        """Write what was learned; the word vectors stay in their package."""
        np.savez(file, weights=self.weights, centre=self.centre)

    @classmethod
    def load(cls, file: Path) -> WordMeanings:
        """Read it back; nothing in the file is executed."""
        with np.load(file, allow_pickle=False) as kept:
            return cls(kept["weights"], kept["centre"])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(WINDOW_TOKENS)
        return tokenizer

    @cached_property
    def _table(self) -> np.ndarray:
        return _table()

    def _pieces(self, text: str) -> list[int]:
        readable = PLACEHOLDER.sub(" ", text[:LONGEST_TEXT]).encode("utf-8", "replace").decode("utf-8")
        return list(self._tokenizer.encode(readable, add_special_tokens=False).ids)


def _table() -> np.ndarray:
    """The published word vectors [vocabulary, 384], mapped and not read: only the rows of words that are said come into memory.

    The format: eight bytes with the length of the header, the header in JSON, the tensors (https://github.com/huggingface/safetensors).
    """
    file = model_folder() / "model.safetensors"
    with file.open("rb") as opened:
        header = int.from_bytes(opened.read(8), "little")
        entry = json.loads(opened.read(header))[TABLE]
    return np.memmap(file, np.float32, "r", 8 + header + entry["data_offsets"][0], tuple(entry["shape"]))
