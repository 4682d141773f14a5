"""One call of the encoder a turn: every classifier reads its vector, the safety net what its tuned head says."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import encoder_model
from bot.nlu.encoder_model import SentenceEncoderModel, ensure_encoder
from bot.nlu.fingerprint import content_hash
from bot.nlu.tuned_weights import SAFETY_LAYERS
from bot.settings import Settings

# Where a message keeps its vector: [1, 384], unit length; and what the tuned head says of it: [windows, labels].
VECTORS = "sentence_vectors"
JUDGED = "safety_probabilities"


def encoder(precision: str) -> SentenceEncoderModel:
    """The encoder of a precision ("int8" or "fp32") without the tuned layers, for many texts: the same vectors in two thirds of the time.

    Built into ``var/encoder`` when it is not there yet, and loaded once.
    """
    return _load(ensure_encoder(Settings().var / "encoder", precision))


def judging_encoder(precision: str) -> SentenceEncoderModel:
    """The encoder with the tuned layers, for messages."""
    return _load(ensure_encoder(Settings().var / "encoder", precision, SAFETY_LAYERS))


@cache
def _load(file: Path) -> SentenceEncoderModel:
    return SentenceEncoderModel.load(file)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Sets the vectors of all-MiniLM-L6-v2 on each message, as Rasa features too, so that Rasa's own classifiers can use them.

    On messages, though not on training examples, what the tuned head says as well.
    """

    def __init__(self, config: Dict[str, Any], name: str) -> None:
        """Load the encoder with the tuned layers; training loads the other."""
        super().__init__(name, config)
        self._encoder = judging_encoder(config["precision"])

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """``precision``: int8 or fp32; ``alias`` is Rasa's."""
        return {**DenseFeaturizer.get_default_config(), "precision": "int8"}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Create the component."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Nothing beyond what the encoder itself refuses."""

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Train again when the encoder changes."""
        return content_hash([Path(encoder_model.__file__), SAFETY_LAYERS])

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode all examples."""
        examples = [e for e in training_data.training_examples if e.get(TEXT)]
        vectors = encoder(self._config["precision"]).encode_many([e.get(TEXT) for e in examples])
        for example, vector in zip(examples, vectors, strict=True):
            self._set(example, vector[np.newaxis])
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Encode messages."""
        for message in messages:
            vectors, judged = self._encoder.encode_and_judge(message.get(TEXT) or "")
            self._set(message, vectors)
            message.set(JUDGED, judged)
        return messages

    def _set(self, message: Message, vectors: np.ndarray) -> None:
        message.set(VECTORS, vectors)
        message.add_features(Features(vectors[:1], FEATURE_TYPE_SENTENCE, TEXT, self._config.get("alias", self._identifier)))
