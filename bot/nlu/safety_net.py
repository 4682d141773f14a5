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

from bot.nlu import paired_regression, phrase_matcher, safety_detector, safety_sentences
from bot.nlu.fingerprint import content_hash
from bot.nlu.phrase_families import PHRASES, load_families
from bot.nlu.phrase_matcher import FamilyMatcher
from bot.nlu.safety_detector import SafetyDetector
from bot.nlu.safety_sentences import CHECK, MUST_CATCH, NONE, SENTENCES, TIERS, load_sentences
from bot.nlu.sentence_encoder import CLAUSES, VECTORS, encoder

# A life at risk now comes first, then a person who is being harmed, then the worker, then wrongdoing in general.
PRECEDENCE = (
    "medical_emergency",
    "immediate_danger",
    "self_harm_or_suicide",
    "safeguarding_abuse",
    "worker_at_risk",
    "whistleblowing",
)
# Of fewer words ("I've done it") a vector tells too little; the patterns hear them all the same.
A_FEW_WORDS = 4
UNHEARD = 0.1


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
        self._matcher = FamilyMatcher(load_families(phrases), spacy.blank("en").vocab)

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """``c``: inverse of the detector's penalty; ``act_from``, ``check_from``: its thresholds; ``precision``: the encoder's."""
        return {"c": 5.0, "act_from": 0.6, "check_from": 0.36, "precision": "int8"}

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
        code = [Path(module.__file__ or "") for module in (phrase_matcher, safety_detector, safety_sentences, paired_regression)]
        return content_hash([PHRASES, SENTENCES, MUST_CATCH, *code])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the sentences; what people say to the coach otherwise counts as ordinary."""
        sentences = (*load_sentences(SENTENCES), *load_sentences(MUST_CATCH))
        vectors = encoder(self._config["precision"]).encode_many([sentence.text for sentence in sentences])
        said = [e for e in training_data.training_examples if e.get(VECTORS) is not None and not self._matcher.find(e.get(TEXT) or "")]
        ordinary = np.vstack([vectors[:0], *(e.get(VECTORS)[:1] for e in said)])
        self._detector = SafetyDetector.fit(
            sentences,
            vectors,
            [e.get(TEXT) for e in said],
            ordinary,
            self._config["c"],
            self._config["act_from"],
            self._config["check_from"],
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._detector.save(Path(folder))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add to training examples."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Set ``safety`` on messages."""
        for message in messages:
            seen = self.look(message.get(TEXT) or "", message.get(CLAUSES) or [], message.get(VECTORS))
            message.set("safety", seen, add_to_output=True)
        return messages

    def look(self, text: str, clauses: List[str], vectors: np.ndarray | None) -> Dict[str, Any]:
        """The kind and tier of a message: the highest tier that either half gives.

        The patterns name the kind where they speak, the most urgent one of the highest tier; else the detector does.
        """
        found = [(TIERS.index(family.tier), family.kind) for family in self._matcher.find(text)]
        said = max(found, key=lambda f: (f[0], -PRECEDENCE.index(f[1])), default=(0, None))
        if self._detector is None or vectors is None or text.startswith("/") or len(text.split()) < A_FEW_WORDS or not vectors[0].any():
            return {"kind": said[1], "tier": TIERS[said[0]]}
        sighting = self._detector.look([text, *clauses], vectors)
        seen = TIERS.index(self._detector.tier(sighting))
        # A pattern that the detector finds nothing in at all is asked about rather than acted on: "it was murder in there".
        told = said[0] if sighting.risk >= UNHEARD else min(said[0], TIERS.index(CHECK))
        kind = said[1] or sighting.kind
        tier = TIERS[max(told, seen)]
        return {"kind": kind if tier != NONE else None, "tier": tier}
