"""The intent, by multinomial logistic regression over the sentence vector and the words themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack

from bot.nlu import lexical_features, softmax_regression
from bot.nlu.fingerprint import content_hash
from bot.nlu.lexical_features import LexicalFeatures
from bot.nlu.sentence_encoder import VECTORS
from bot.nlu.softmax_regression import SoftmaxRegression, softmax

FILE = "intents.npz"
WORDS = "words.npz"
OUT_OF_SCOPE = "out_of_scope"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class VectorIntentClassifier(IntentClassifier, GraphComponent):
    """Gives ``intent`` and a short ``intent_ranking``."""

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: SoftmaxRegression | None = None,
        lexical: LexicalFeatures | None = None,
    ) -> None:
        """Begin with a trained model or without."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._lexical = lexical

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """``c``: inverse of the penalty; ``balance``: how far rarer intents are weighted up (0 to 1).

        ``words``: how much the words count beside the vector (0: not at all); ``ranking_length``: how many intents are reported.
        """
        return {"c": 10.0, "balance": 0.5, "words": 0.5, "ranking_length": 3}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> VectorIntentClassifier:
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
    ) -> VectorIntentClassifier:
        """Load the trained component."""
        with model_storage.read_from(resource) as folder:
            model, lexical = SoftmaxRegression.load(Path(folder) / FILE), LexicalFeatures.load(Path(folder) / WORDS)
        return cls(config, model_storage, resource, model, lexical)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Train again when the regression changes."""
        return content_hash([Path(softmax_regression.__file__), Path(lexical_features.__file__)])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intents of the examples that have one."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        texts = [e.get(TEXT) for e in examples]
        vectors = np.vstack([e.get(VECTORS)[:1] for e in examples])
        self._lexical = LexicalFeatures.fit(texts)
        features = hstack([csr_matrix(vectors), self._of_words(texts)]).tocsr()
        labels = [e.get(INTENT) for e in examples]
        self._model = SoftmaxRegression.fit(features, labels, self._config["c"], self._config["balance"])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(Path(folder) / FILE)
            self._lexical.save(Path(folder) / WORDS)
        return self._resource

    def _of_words(self, texts: List[str]) -> csr_matrix:
        """[n, terms], sparse: only used in training."""
        assert self._lexical is not None
        rows = [self._lexical.of(text) for text in texts]
        lengths = np.cumsum([0, *(len(positions) for positions, _ in rows)])
        columns = np.concatenate([positions for positions, _ in rows])
        weights = np.concatenate([weights for _, weights in rows]) * self._config["words"]
        return csr_matrix((weights, columns, lengths), shape=(len(texts), len(self._lexical.idf)))

    def _probabilities(self, text: str, vector: np.ndarray) -> np.ndarray:
        """[k]: one probability for each intent."""
        assert self._model is not None and self._lexical is not None
        size = len(vector)
        positions, weights = self._lexical.of(text)
        logits = self._model.weights[:, :size] @ vector + self._model.bias
        logits += self._model.weights[:, size + positions] @ (weights * self._config["words"])
        return softmax(logits[np.newaxis])[0]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training examples carry their intent already."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intent; a message without a word is out of scope."""
        for message in messages:
            if message.get(INTENT) and message.get(INTENT, {}).get("confidence") == 1.0:
                continue
            vectors = message.get(VECTORS)
            if self._model is None or vectors is None or not vectors[0].any():
                ranking = [{"name": OUT_OF_SCOPE, "confidence": 1.0}]
            else:
                probabilities = self._probabilities(message.get(TEXT) or "", vectors[0])
                best = probabilities.argsort()[::-1][: self._config["ranking_length"]]
                ranking = [{"name": self._model.labels[i], "confidence": float(probabilities[i])} for i in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages
