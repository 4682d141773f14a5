"""The intent, by regressions over the sentence vector and over the words themselves."""

from __future__ import annotations

from collections import Counter
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

from bot.nlu import lexical_features, paired_model, softmax_regression, word_evidence
from bot.nlu.fingerprint import content_hash
from bot.nlu.lexical_features import words_and_pieces
from bot.nlu.paired_model import PairedModel
from bot.nlu.sentence_encoder import VECTORS
from bot.nlu.word_evidence import WordEvidence

NAME = "intents"
OUT_OF_SCOPE = "out_of_scope"
WORDS = {"words": 0.3, "bayes": 0.1, "smoothing": 0.01}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class VectorIntentClassifier(IntentClassifier, GraphComponent):
    """Gives ``intent`` and a short ``intent_ranking``."""

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: PairedModel | None = None,
    ) -> None:
        """Begin with a trained model or without."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """``c``, ``c_words``: inverse penalties; ``balance``: how far rarer intents are weighted up (0 to 1).

        ``words``, ``bayes``: how much the words count beside the vector, by a regression and by naive Bayes (0: not at all), the
        latter with ``smoothing``; ``most``: how many examples of one intent are learned from, drawn from all of its;
        ``ranking_length``: how many intents are reported.
        """
        return {"c": 10.0, "c_words": 10.0, "balance": 0.5, **WORDS, "most": 1500, "ranking_length": 3}

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
            model = PairedModel.load(Path(folder), NAME, words_and_pieces)
        return cls(config, model_storage, resource, model)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Train again when the regression changes."""
        return content_hash([Path(str(module.__file__)) for module in (softmax_regression, lexical_features, paired_model, word_evidence)])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intents of the examples that have one."""
        examples = _at_most(self._config["most"], [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)])
        texts = [e.get(TEXT) for e in examples]
        vectors = np.vstack([e.get(VECTORS)[:1] for e in examples])
        self._model = PairedModel.fit(
            texts,
            vectors,
            [e.get(INTENT) for e in examples],
            c=self._config["c"],
            words=word_evidence_of(self._config),
            balance=self._config["balance"],
            terms=words_and_pieces,
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(Path(folder), NAME)
        return self._resource

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
                probabilities = self._model.probabilities(message.get(TEXT) or "", vectors[0])
                best = probabilities.argsort()[::-1][: self._config["ranking_length"]]
                ranking = [{"name": self._model.labels[i], "confidence": float(probabilities[i])} for i in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages


def word_evidence_of(config: Dict[str, Any]) -> WordEvidence:
    """What the words count, by the component's configuration."""
    return WordEvidence(config["words"], config["c_words"], config["bayes"], config["smoothing"])


def _at_most(most: int, examples: List[Message]) -> List[Message]:
    """The examples [n] without what an intent has beyond ``most``: those left out are spread over all of its.

    Situations are many because their elements are to be told apart; that they are situations is learned from a part of them, and then
    they do not outweigh the rest.
    """
    drawn = np.random.default_rng(0).permutation(len(examples))
    counts: Counter[str] = Counter()
    kept = []
    for i in drawn:
        intent = examples[i].get(INTENT)
        counts[intent] += 1
        if counts[intent] <= most:
            kept.append(i)
    return [examples[i] for i in sorted(kept)]
