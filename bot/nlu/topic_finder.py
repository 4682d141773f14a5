"""Which topic about the framework a message asks about: the one with the nearest way of asking, for each intent that has topics."""

from __future__ import annotations

from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.framework import load_framework
from bot.nlu.sentence_encoder import VECTORS, judging_encoder
from bot.settings import Settings


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TopicFinder(GraphComponent):
    """Sets ``topics`` on every message: for each intent, its likeliest topic and the cosine of the nearest way of asking."""

    def __init__(self, config: Dict[str, Any]) -> None:
        """Encode the ways of asking once."""
        topics = list(load_framework(Settings().framework).topics.values())
        asked = [(topic.intent, topic.id, words) for topic in topics for words in topic.asked]
        asked.sort(key=lambda way: way[0])
        self._topics = [id_ for _, id_, _ in asked]
        self._intents = sorted({intent for intent, *_ in asked})
        self._begins = [next(i for i, (of, *_) in enumerate(asked) if of == intent) for intent in self._intents]
        # The one that is in memory anyway where messages are read.
        self._vectors = (
            judging_encoder(config["precision"]).encode([words for *_, words in asked]) if asked else np.zeros((0, 384), np.float32)
        )

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """``precision``: the encoder's, as in ``SentenceEncoder``."""
        return {"precision": "int8"}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicFinder:
        """Create the component."""
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        """Find the topics."""
        for message in messages:
            vectors = message.get(VECTORS)
            if vectors is None or not self._topics:
                continue
            best: dict[str, dict[str, Any]] = {}
            likeness = self._vectors @ vectors[0]
            for intent, begin, end in zip(self._intents, self._begins, [*self._begins[1:], len(self._topics)], strict=True):
                nearest = begin + int(likeness[begin:end].argmax())
                best[intent] = {"id": self._topics[nearest], "score": round(float(likeness[nearest]), 3)}
            message.set("topics", best, add_to_output=True)
        return messages
