"""The trained half of the safety net: from a message to a kind and how sure it is that something is wrong.

An encoder whose upper layers were tuned on disclosures and on talk that only sounds alike (``bot.nlu.safety_tuning``) reads the message
whole, in windows of 256 tokens. What lies near a known plain disclosure is one. It hears what no pattern lists ("she goes quiet when he is
on shift"); the patterns hear what must never be missed, sentence by sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.encoder_model import SentenceEncoderModel, ensure_encoder
from bot.nlu.safety_sentences import ACT, CHECK, NONE, SafetySentence
from bot.settings import PROJECT, Settings

TUNED = PROJECT / "data" / "safety" / "safety_encoder.npz"
# The labels of the tuned head, in its order.
LABELS = (
    "ordinary",
    "safeguarding_abuse",
    "immediate_danger",
    "medical_emergency",
    "self_harm_or_suicide",
    "worker_at_risk",
    "whistleblowing",
)
SELF_HARM = LABELS.index("self_harm_or_suicide") - 1
# Nobody is asked whether they think of ending their life unless that is likelier than not; else the question is whether anybody was hurt.
SURE_OF_SELF_HARM = 0.5
KNOWN = "disclosures.npz"
# The cosine from which a message says what a known disclosure says; ordinary messages of the training data stay below 0.70.
SAME = 0.75


@dataclass(frozen=True)
class Sighting:
    """What the detector saw in one message: the likeliest kind and the probability that something is wrong."""

    kind: str
    risk: float


@dataclass(frozen=True)
class SafetyDetector:
    """The tuned encoder, the known plain disclosures (vectors [m, d] and their kinds), and the two thresholds of the risk."""

    encoder: SentenceEncoderModel
    disclosures: np.ndarray
    disclosed: tuple[str, ...]
    act_from: float
    check_from: float

    @classmethod
    def remember(
        cls, sentences: tuple[SafetySentence, ...], vectors: np.ndarray, precision: str, act_from: float, check_from: float
    ) -> SafetyDetector:
        """A detector that knows these plain disclosures by their vectors [n, d] of the sentence encoder."""
        return cls(safety_encoder(precision), vectors, tuple(str(s.kind) for s in sentences), act_from, check_from)

    def look(self, text: str, vector: np.ndarray) -> Sighting:
        """What is seen in a message, given with its vector [d]."""
        likeness = self.disclosures @ vector
        if likeness.size and likeness.max() >= SAME:
            return Sighting(self.disclosed[int(likeness.argmax())], 1.0)
        probabilities = self.encoder.probabilities(text)
        if not probabilities.size:
            return Sighting(LABELS[1], 0.0)
        worst = probabilities[probabilities[:, 0].argmin()]
        of_kinds = worst[1:].copy()
        if of_kinds[SELF_HARM] < SURE_OF_SELF_HARM:
            of_kinds[SELF_HARM] = 0.0
        return Sighting(LABELS[1 + int(of_kinds.argmax())], 1 - float(worst[0]))

    def tier(self, sighting: Sighting) -> str:
        """``act``, ``check`` or ``none``, by the risk."""
        return ACT if sighting.risk >= self.act_from else CHECK if sighting.risk >= self.check_from else NONE

    def save(self, folder: Path) -> None:
        """Write what was remembered into a folder."""
        known = {"disclosures": self.disclosures.astype(np.float32), "disclosed": np.array(self.disclosed)}
        np.savez(folder / KNOWN, thresholds=np.array([self.act_from, self.check_from]), **known)

    @classmethod
    def load(cls, folder: Path, precision: str) -> SafetyDetector:
        """Read it back; nothing in the files is executed."""
        with np.load(folder / KNOWN, allow_pickle=False) as known:
            act_from, check_from = known["thresholds"]
            disclosed = tuple(str(kind) for kind in known["disclosed"])
            return cls(safety_encoder(precision), known["disclosures"], disclosed, float(act_from), float(check_from))


def safety_encoder(precision: str) -> SentenceEncoderModel:
    """The tuned encoder of a precision ("int8" or "fp32"), built into ``var/encoder`` when it is not there yet."""
    return SentenceEncoderModel.load(ensure_encoder(Settings().var / "encoder", precision, TUNED))
