"""The trained half of the safety net: from a message to a kind and how sure it is that something is wrong.

The encoder's upper layers, tuned on disclosures and on talk that only sounds alike (``bot.nlu.safety_tuning``), have read the message
whole, in windows of 256 tokens; its words add what they know (``bot.nlu.disclosure_words``). What lies near a known plain disclosure is
one. It hears what no pattern lists ("she goes quiet when he is on shift"); the patterns hear what must never be missed, sentence by
sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bot.nlu.disclosure_words import DisclosureWords
from bot.nlu.safety_sentences import ACT, CHECK, NONE, SELF_HARM, SafetySentence
from bot.nlu.softmax_regression import softmax

# The labels of the tuned head, in its order.
LABELS = (
    "ordinary",
    "safeguarding_abuse",
    "immediate_danger",
    "medical_emergency",
    SELF_HARM,
    "worker_at_risk",
    "whistleblowing",
)
OF_SELF_HARM = LABELS.index(SELF_HARM) - 1
# Nobody is asked whether they think of ending their life unless that is likelier than not; else the question is whether anybody was hurt.
SURE_OF_SELF_HARM = 0.5
# Keeps logarithms of the encoder's probabilities finite.
LEAST = 1e-6
KNOWN = "disclosures.npz"
# From which probability the detector is sure of a kind, and up to which it does not think of one.
SURE, UNLIKELY = 0.6, 0.2
# The cosine from which a message says what a known disclosure says; ordinary messages of the training data stay below 0.70.
SAME = 0.75


@dataclass(frozen=True)
class Sighting:
    """What the detector saw in one message: the likeliest kind, the probability that something is wrong, and of each kind."""

    kind: str
    risk: float
    of_kinds: Mapping[str, float] = field(default_factory=dict)

    def gainsays(self, kind: str) -> bool:
        """Whether the detector is sure of another kind than this one."""
        return self.of_kinds.get(self.kind, 0.0) >= SURE and self.of_kinds[kind] <= UNLIKELY


@dataclass(frozen=True)
class SafetyDetector:
    """The words, the known plain disclosures (vectors [m, d] and their kinds), and the two thresholds of the risk."""

    words: DisclosureWords
    disclosures: np.ndarray
    disclosed: tuple[str, ...]
    act_from: float
    check_from: float

    @classmethod
    def learn(
        cls,
        sentences: tuple[SafetySentence, ...],
        plain: tuple[SafetySentence, ...],
        vectors: np.ndarray,
        act_from: float,
        check_from: float,
    ) -> SafetyDetector:
        """A detector that knows the words of sentences, and the plain disclosures by their vectors [n, d] of the sentence encoder."""
        words = DisclosureWords.learn((*sentences, *plain))
        return cls(words, vectors, tuple(str(s.kind) for s in plain), act_from, check_from)

    def look(self, text: str, vector: np.ndarray, judged: np.ndarray) -> Sighting:
        """What is seen in a message, given with its vector [d] and what the tuned head says of its windows [windows, labels]."""
        likeness = self.disclosures @ vector
        if likeness.size and likeness.max() >= SAME:
            return Sighting(self.disclosed[int(likeness.argmax())], 1.0)
        if not judged.size:
            return Sighting(LABELS[1], 0.0)
        # The window that is least ordinary speaks for all.
        logs = np.log(np.clip(judged[judged[:, 0].argmin()].astype(float), LEAST, 1 - LEAST))
        more_risk, of_words = self.words.look(text)
        risk = float(1 / (1 + np.exp(logs[0] - np.log(-np.expm1(logs[0])) - more_risk)))
        in_order = [self.words.kinds.index(kind) for kind in LABELS[1:]]
        of_kinds = risk * softmax((logs[1:] + of_words[in_order])[np.newaxis])[0]
        if of_kinds[OF_SELF_HARM] < SURE_OF_SELF_HARM:
            of_kinds[OF_SELF_HARM] = 0.0
        each = dict(zip(LABELS[1:], map(float, of_kinds), strict=True))
        return Sighting(LABELS[1 + int(of_kinds.argmax())], risk, each)

    def tier(self, sighting: Sighting) -> str:
        """``act``, ``check`` or ``none``, by the risk."""
        return ACT if sighting.risk >= self.act_from else CHECK if sighting.risk >= self.check_from else NONE

    def save(self, folder: Path) -> None:
        """Write what was learned into a folder."""
        self.words.save(folder)
        known = {"disclosures": self.disclosures.astype(np.float32), "disclosed": np.array(self.disclosed)}
        np.savez(folder / KNOWN, thresholds=np.array([self.act_from, self.check_from]), **known)

    @classmethod
    def load(cls, folder: Path) -> SafetyDetector:
        """Read it back; nothing in the files is executed."""
        with np.load(folder / KNOWN, allow_pickle=False) as known:
            act_from, check_from = known["thresholds"]
            disclosed = tuple(str(kind) for kind in known["disclosed"])
            words = DisclosureWords.load(folder)
            return cls(words, known["disclosures"], disclosed, float(act_from), float(check_from))
