"""Which elements of the framework a message is about, and which behaviours at each level."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.framework import load_framework
from bot.nlu import element_model, lexical_features, paired_model, softmax_regression, word_evidence, word_meanings
from bot.nlu.element_model import ElementModel
from bot.nlu.fingerprint import content_hash
from bot.nlu.sentence_encoder import VECTORS, encoder
from bot.settings import Settings

MOST = 5
NOTHING = np.zeros((1, 384), np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ElementRanker(GraphComponent):
    """Sets ``elements`` (five, best first) and ``behaviours`` (five for each level) on every message.

    Learns from examples that carry ``metadata: {elements: [...]}``; without any it works from the framework's behaviours alone.
    """

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: ElementModel | None = None,
    ) -> None:
        """Begin with a trained model or without."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """``c``: inverse penalty of the regression over the vectors; ``calibration``: slope and intercept, see ``ElementModel``.

        ``precision``: the encoder's, as in ``SentenceEncoder``.
        """
        return {"c": 3.0, "calibration": [1.0, 1.0], "precision": "int8"}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ElementRanker:
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
    ) -> ElementRanker:
        """Load the trained component."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, ElementModel.load(Path(folder)))

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Train again when the framework's behaviours or the mixing of views change."""
        code = [
            Path(str(module.__file__))
            for module in (element_model, lexical_features, paired_model, softmax_regression, word_evidence, word_meanings)
        ]
        return content_hash([Settings().framework / "behaviours", *code])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the situations with elements, and from the framework."""
        framework = load_framework(Settings().framework)
        behaviours = list(framework.behaviours.values())
        vectors = encoder(self._config["precision"]).encode_many([f"{b.text} {b.missing}" for b in behaviours])
        examples = [(e, _elements_of(e)) for e in training_data.training_examples if e.get(TEXT)]
        examples = [(e, wanted) for e, wanted in examples if wanted]
        situations = np.vstack([NOTHING, *(e.get(VECTORS)[:1] for e, _ in examples)])[1:]
        self._model = ElementModel.fit(
            tuple(framework.elements),
            tuple(b.id for b in behaviours),
            vectors,
            [e.get(TEXT) for e, _ in examples],
            situations,
            [wanted for _, wanted in examples],
            self._config["c"],
            (float(self._config["calibration"][0]), float(self._config["calibration"][1])),
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(Path(folder))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add to training examples."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Rank elements and behaviours."""
        if self._model is None:
            return messages
        for message in messages:
            vectors = message.get(VECTORS) if message.get(VECTORS) is not None else NOTHING
            scores = self._model.scores(message.get(TEXT) or "", vectors[0])
            best = scores.argsort()[::-1][:MOST]
            elements = [{"id": self._model.elements[i], "score": round(float(scores[i]), 3)} for i in best]
            likeness = self._model.likeness_of_behaviours(vectors[0])
            behaviours = {
                level: [{"id": id_, "score": round(score, 3)} for id_, score in self._model.behaviours_of(likeness, scores, level, MOST)]
                for level in self._model.levels
            }
            message.set("elements", elements, add_to_output=True)
            message.set("behaviours", behaviours, add_to_output=True)
        return messages


def _elements_of(example: Message) -> tuple[str, ...]:
    metadata = example.get("metadata") or {}
    own = metadata.get("example") if isinstance(metadata, dict) else None
    return tuple(own.get("elements", ())) if isinstance(own, dict) else ()
