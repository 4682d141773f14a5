"""A blank English spaCy pipeline, built in code: nothing is downloaded, and Rasa's own spaCy components work on it.

The class keeps the name ``SpacyNLP``, by which Rasa's recipe finds the model for the tokenizer. No component learns from tokens, so that
examples are not cut into any: of ten thousand that takes five seconds.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Dict

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.spacy_tokenizer import SpacyTokenizer
from rasa.nlu.utils import spacy_utils
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.nlu.training_data.training_data import TrainingData


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MODEL_LOADER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
    model_from="SpacyNLP",
)
class SpacyNLP(spacy_utils.SpacyNLP):
    """Provides the blank pipeline to the components after it, and to each message its tokens as they were written.

    Rasa would have them in lower case: then "home.Senior" is one word.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """As Rasa's, in the case that people write."""
        return {**spacy_utils.SpacyNLP.get_default_config(), "case_sensitive": True}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpacyNLP:
        """Build the pipeline; the spaCy version is its fingerprint."""
        model = SpacyModel(spacy.blank("en"), f"blank-en-{version('spacy')}")
        return cls(model, {**cls.get_default_config(), **config})

    def process_training_data(self, training_data: TrainingData, model: SpacyModel) -> TrainingData:
        """Leave examples as they are."""
        return training_data


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MessageTokenizer(SpacyTokenizer):
    """Rasa's tokenizer over spaCy, for messages alone."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave examples as they are."""
        return training_data
