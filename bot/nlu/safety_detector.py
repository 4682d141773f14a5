"""The trained half of the safety net: from a message to a kind and how sure it is that something is wrong.

Two copies of the encoder, tuned on disclosures and on talk that only sounds alike (``bot.nlu.safety_tuning``), read the message whole, in
windows of 256 tokens; a mean of their log odds counts, and its words add what they know (``bot.nlu.disclosure_words``). What lies near a
known plain disclosure is one. It hears what no pattern lists ("she goes quiet when he is on shift"); the patterns hear what must never be
missed, sentence by sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bot.nlu.disclosure_words import DisclosureWords
from bot.nlu.encoder_model import SentenceEncoderModel, ensure_encoder
from bot.nlu.safety_sentences import ACT, CHECK, NONE, SELF_HARM, SafetySentence
from bot.nlu.softmax_regression import softmax
from bot.settings import PROJECT, Settings

WHOLE = PROJECT / "data" / "safety" / "safety_encoder.npz"
UPPER = PROJECT / "data" / "safety" / "safety_encoder_upper.npz"
# How much each counts: the first makes less of what only sounds alike, the second less of ordinary stories with an odd clause in them.
SHARES = (0.3, 0.7)
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
    """The tuned encoders, the words, the known plain disclosures (vectors [m, d] and their kinds), and the two thresholds of the risk."""

    encoders: tuple[SentenceEncoderModel, ...]
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
        precision: str,
        act_from: float,
        check_from: float,
    ) -> SafetyDetector:
        """A detector that knows the words of sentences, and the plain disclosures by their vectors [n, d] of the sentence encoder."""
        words = DisclosureWords.learn((*sentences, *plain))
        return cls(safety_encoders(precision), words, vectors, tuple(str(s.kind) for s in plain), act_from, check_from)

    def look(self, text: str, vector: np.ndarray) -> Sighting:
        """What is seen in a message, given with its vector [d]."""
        likeness = self.disclosures @ vector
        if likeness.size and likeness.max() >= SAME:
            return Sighting(self.disclosed[int(likeness.argmax())], 1.0)
        worst = [_worst(encoder.probabilities(text)) for encoder in self.encoders]
        if any(not logs.size for logs in worst):
            return Sighting(LABELS[1], 0.0)
        more_risk, of_words = self.words.look(text)
        odds = np.average([_log_odds_of_risk(logs) for logs in worst], weights=SHARES) + more_risk
        risk = float(1 / (1 + np.exp(-odds)))
        in_order = [self.words.kinds.index(kind) for kind in LABELS[1:]]
        of_kinds = risk * softmax((np.mean([logs[1:] for logs in worst], axis=0) + of_words[in_order])[np.newaxis])[0]
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
    def load(cls, folder: Path, precision: str) -> SafetyDetector:
        """Read it back; nothing in the files is executed."""
        with np.load(folder / KNOWN, allow_pickle=False) as known:
            act_from, check_from = known["thresholds"]
            disclosed = tuple(str(kind) for kind in known["disclosed"])
            words = DisclosureWords.load(folder)
            return cls(safety_encoders(precision), words, known["disclosures"], disclosed, float(act_from), float(check_from))


def _worst(probabilities: np.ndarray) -> np.ndarray:
    """Of [windows, labels] the logarithms of the window that is least ordinary; empty where there is none."""
    if not probabilities.size:
        return np.zeros(0)
    return np.log(np.clip(probabilities[probabilities[:, 0].argmin()].astype(float), LEAST, 1 - LEAST))


def _log_odds_of_risk(logs: np.ndarray) -> float:
    return float(np.log(-np.expm1(logs[0])) - logs[0])


def safety_encoders(precision: str) -> tuple[SentenceEncoderModel, ...]:
    """The tuned encoders of a precision ("int8" or "fp32"), built into ``var/encoder`` when they are not there yet."""
    folder = Settings().var / "encoder"
    return tuple(SentenceEncoderModel.load(ensure_encoder(folder, precision, tuned)) for tuned in (WHOLE, UPPER))
