"""Stories with a sentence buried in them, made for tuning the safety encoder.

People tell what worries them in the middle of something else. Of the sentences that were written few are such stories, so more are made in
every epoch: a short sentence is set between two sentences of what people say to the coach otherwise. A disclosure makes the whole a
disclosure of its kind; ordinary talk that only sounds like one leaves it ordinary. So it is the sentence that tells, not its setting.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+")
LONGEST_SENTENCE = 130
SHORTEST_STORY, LONGEST_STORY = 200, 700


@dataclass(frozen=True)
class BuriedSentences:
    """The stories, as their sentences, and the short sentences with their labels: those of a kind, and ordinary ones."""

    stories: tuple[tuple[str, ...], ...]
    risky: tuple[tuple[str, int], ...]
    ordinary: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, texts: Sequence[str], labels: Sequence[int], others: Sequence[str]) -> BuriedSentences:
        """From sentences with their labels (0: ordinary), and from what people say otherwise, of which the longer become stories."""
        short = [(text.strip(), label) for text, label in zip(texts, labels, strict=True) if len(text) < LONGEST_SENTENCE]
        long = [_BETWEEN_SENTENCES.split(text) for text in others if SHORTEST_STORY < len(text) < LONGEST_STORY]
        return cls(
            tuple(tuple(story) for story in long if len(story) > 1),
            tuple(pair for pair in short if pair[1]),
            tuple(pair for pair in short if not pair[1]),
        )

    def draw(self, number: int, random: np.random.Generator) -> tuple[list[str], list[int]]:
        """So many made-up stories with their labels, half of them with a disclosure; none where something to make them of is missing."""
        if not (self.stories and self.risky and self.ordinary):
            return [], []
        made = [self._one(self.risky if turn % 2 else self.ordinary, random) for turn in range(number)]
        return [text for text, _ in made], [label for _, label in made]

    def _one(self, sentences: tuple[tuple[str, int], ...], random: np.random.Generator) -> tuple[str, int]:
        story = self.stories[random.integers(len(self.stories))]
        sentence, label = sentences[random.integers(len(sentences))]
        ended = sentence if sentence[-1] in ".!?" else f"{sentence}."
        place = int(random.integers(1, len(story)))
        return " ".join((*story[:place], ended, *story[place:])), label
