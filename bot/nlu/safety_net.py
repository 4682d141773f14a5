"""The safety net: asked on every message, outside the intent classifier, before anything else happens.

Two halves. Reviewed phrase families say what must never be missed; a detector trained on sentences hears what no pattern lists. Sets
``safety``: the kind (or null) and the tier, ``act``, ``check`` or ``none``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

import numpy as np
import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import (
    disclosure_words,
    lexical_features,
    phrase_matcher,
    safety_detector,
    safety_sentences,
    softmax_regression,
    word_evidence,
)
from bot.nlu.fingerprint import content_hash
from bot.nlu.phrase_families import CIRCUMSTANCES, PHRASES, REPLIES, load_families
from bot.nlu.phrase_matcher import FamilyMatcher, Sentence
from bot.nlu.safety_detector import SafetyDetector, Sighting
from bot.nlu.safety_sentences import ACT, CHECK, MUST_CATCH, NONE, SELF_HARM, SENTENCES, TIERS, load_sentences
from bot.nlu.sentence_encoder import JUDGED, VECTORS, encoder
from bot.nlu.tuned_weights import SAFETY_LAYERS

# A life at risk now comes first, then a person who is being harmed, then the worker, then wrongdoing in general.
PRECEDENCE = (
    "medical_emergency",
    "immediate_danger",
    SELF_HARM,
    "safeguarding_abuse",
    "worker_at_risk",
    "whistleblowing",
)
# Of fewer words ("I've done it") a vector tells too little; the patterns hear them all the same.
A_FEW_WORDS = 4
# Nor do these few tell much ("it depends who is on shift"): what no pattern hears in them is asked about only where it is likely.
SEVERAL_WORDS, LIKELY = 6, 0.8
# "I have reported it to the manager, they are dealing with it": who says that in a few words is asked, not told what to do.
A_SHORT_REPORT = 20
KNOWN_RISK = 1.0
# What, beside the data, makes the net what it is.
CODE = (phrase_matcher, safety_detector, safety_sentences, disclosure_words, lexical_features, softmax_regression, word_evidence)
# Below these risks a pattern is asked about rather than acted on ("it was murder in there"), or let go.
DOUBTED, UNHEARD = 0.5, 0.05


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class SafetyNet(GraphComponent):
    """Looks for phrase families over spaCy's ``Matcher`` and asks the trained detector."""

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        detector: SafetyDetector | None = None,
        phrases: Path = PHRASES,
    ) -> None:
        """Compile the phrase families; the detector comes with training."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._detector = detector
        vocab = spacy.blank("en").vocab
        self._matcher = FamilyMatcher(load_families(phrases), vocab)
        self._circumstances = FamilyMatcher(load_families(CIRCUMSTANCES), vocab)
        self._replies = FamilyMatcher(load_families(REPLIES), vocab)

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """``act_from``, ``check_from``: the detector's thresholds.

        ``precision``: of the known disclosures' vectors, as in ``SentenceEncoder``.
        """
        return {"act_from": 0.9, "check_from": 0.3, "precision": "int8"}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyNet:
        """Create an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SafetyNet:
        """Load the trained component."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, SafetyDetector.load(Path(folder)))

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Begin anew when the phrases, the sentences or what reads them change."""
        code = [Path(module.__file__ or "") for module in CODE]
        return content_hash([PHRASES, CIRCUMSTANCES, REPLIES, SENTENCES, MUST_CATCH, SAFETY_LAYERS, *code])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the words of disclosures and remember the plainest whole; the tuned layers come ready made."""
        sentences, plain = load_sentences(SENTENCES), load_sentences(MUST_CATCH)
        vectors = encoder(self._config["precision"]).encode_many([s.text for s in plain])
        thresholds = self._config["act_from"], self._config["check_from"]
        self._detector = SafetyDetector.learn(sentences, plain, vectors, *thresholds)
        with self._model_storage.write_to(self._resource) as folder:
            self._detector.save(Path(folder))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add to training examples."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Set ``safety`` on messages."""
        for message in messages:
            text = message.get(TEXT) or ""
            sentences = self.read(text)
            seen = self.look(text, sentences, message.get(VECTORS), message.get(JUDGED))
            message.set("safety", seen, add_to_output=True)
            # What stands around a disclosure may be said in the message after it ("it's the manager doing it", "she's only nine").
            message.set("circumstances", [family.id for family in self._circumstances.find_in(sentences)], add_to_output=True)
            # What a message may answer to the gentle question; the reply to one may worry anew.
            if seen["tier"] != ACT:
                message.set("replies", [family.id for family in self._replies.find_in(sentences)], add_to_output=True)
        return messages

    def read(self, text: str) -> list[Sentence]:
        """A message's sentences, as the patterns are asked of them."""
        return self._matcher.read(text)

    def _is_report(self, text: str, sentences: list[Sentence]) -> bool:
        found = {family.id for family in self._replies.find_in(sentences)} if len(text.split()) <= A_SHORT_REPORT else set()
        return "reported" in found and "not_told" not in found

    def look(self, text: str, sentences: list[Sentence], vectors: np.ndarray | None, judged: np.ndarray | None) -> Dict[str, Any]:
        """The kind and tier of a message: the highest tier that either half gives.

        The patterns name the kind where they speak, the most urgent one of the highest tier, unless the detector is sure of another.
        """
        return self.weigh(text, sentences, self.sight(text, vectors, judged))

    def sight(self, text: str, vectors: np.ndarray | None, judged: np.ndarray | None) -> Sighting | None:
        """What the trained half sees; ``None`` where it is not asked: of a command, or of too few words.

        Args:
            text: the message.
            vectors: its vector [1, d].
            judged: what the tuned head says of its windows [windows, labels].
        """
        if self._detector is None or vectors is None or judged is None or not vectors[0].any():
            return None
        if text.startswith("/") or len(text.split()) < A_FEW_WORDS:
            return None
        return self._detector.look(text, vectors[0], judged)

    def weigh(self, text: str, sentences: list[Sentence], sighting: Sighting | None) -> Dict[str, Any]:
        """What the patterns say of a message, and what the trained half saw in it, together."""
        found = [(TIERS.index(family.tier), family.kind) for family in self._matcher.find_in(sentences)]
        said = max(found, key=lambda f: (f[0], -PRECEDENCE.index(f[1])), default=(0, None))
        if self._detector is None or sighting is None:
            return {"kind": said[1], "tier": TIERS[said[0]]}
        seen = TIERS.index(self._detector.tier(sighting))
        if len(text.split()) <= SEVERAL_WORDS and sighting.risk < LIKELY:
            seen = TIERS.index(NONE)
        # What says what a known plain disclosure says is none, whatever else it says.
        if not said[0] and sighting.risk < KNOWN_RISK and self._is_report(text, sentences):
            seen = min(seen, TIERS.index(CHECK))
        # Despair in the plainest words ("I can't go on like this") is asked about however ordinary the rest sounds.
        least = CHECK if sighting.risk >= UNHEARD or said[1] == SELF_HARM else NONE
        told = said[0] if sighting.risk >= DOUBTED else min(said[0], TIERS.index(least))
        kind = said[1] if told and said[1] and not sighting.gainsays(said[1]) else sighting.kind
        tier = TIERS[max(told, seen)]
        return {"kind": kind if tier != NONE else None, "tier": tier}
