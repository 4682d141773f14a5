"""Job titles in people's own words ("senior carer", "reg manager") to levels of the framework."""

from __future__ import annotations

from typing import Any, Dict, List

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.framework import Framework, load_framework
from bot.nlu.fingerprint import content_hash
from bot.settings import Settings

ENTITY = "role_level"


class JobTitles:
    """Finds job titles in a text; the longest one wins, then the first."""

    def __init__(self, framework: Framework) -> None:
        """Compile the titles of a framework's levels."""
        self._nlp = spacy.blank("en")
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        for level in framework.levels.values():
            self._matcher.add(level.id, [self._nlp.make_doc(title) for title in level.job_titles])

    def find(self, text: str) -> tuple[str, int, int] | None:
        """The level id and where its title begins and ends in the text, or ``None``."""
        return self.find_in(self._nlp.make_doc(text))

    def find_in(self, doc: Doc) -> tuple[str, int, int] | None:
        """The same, of a text that a blank English pipeline cut into tokens."""
        found = self._matcher(doc)
        if not found:
            return None
        match, start, end = max(found, key=lambda m: (m[2] - m[1], -m[1]))
        return self._nlp.vocab.strings[match], doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RoleLevelExtractor(GraphComponent):
    """Adds the entity ``role_level`` whose value is a level's id."""

    def __init__(self, titles: JobTitles) -> None:
        """Work with these titles."""
        self._titles = titles

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Nothing to configure."""
        return {}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RoleLevelExtractor:
        """Create the component."""
        return cls(JobTitles(load_framework(Settings().framework)))

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Begin anew when the titles change."""
        return content_hash([Settings().framework / "levels.yml"])

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the entity to messages that name a job."""
        for message in messages:
            text = message.get(TEXT) or ""
            doc = message.get(SPACY_DOCS[TEXT])
            is_same = doc is not None and doc.text == text
            if (found := self._titles.find_in(doc) if is_same else self._titles.find(text)) is not None:
                level, start, end = found
                entity = {"entity": ENTITY, "start": start, "end": end, "value": level, "extractor": "RoleLevelExtractor"}
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages
