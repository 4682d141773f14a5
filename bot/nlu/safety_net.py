"""The safety net: asked on every message, outside the intent classifier, before anything else happens.

Sets ``safety``: the kind (or null) and the tier, ``act``, ``check`` or ``none``. Where several kinds are found, the most urgent speaks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import phrase_matcher
from bot.nlu.fingerprint import content_hash
from bot.nlu.phrase_families import PHRASES, load_families
from bot.nlu.phrase_matcher import FamilyMatcher

# A life at risk now comes first, then a person who is being harmed, then the worker, then wrongdoing in general.
PRECEDENCE = (
    "medical_emergency",
    "immediate_danger",
    "self_harm_or_suicide",
    "safeguarding_abuse",
    "worker_at_risk",
    "whistleblowing",
)
TIERS = ("none", "check", "act")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SafetyNet(GraphComponent):
    """Looks for phrase families over spaCy's ``Matcher``."""

    def __init__(self, file: Path) -> None:
        """Compile the phrase families."""
        self._matcher = FamilyMatcher(load_families(file), spacy.blank("en").vocab)

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
    ) -> SafetyNet:
        """Create the component."""
        return cls(PHRASES)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Begin anew when the phrases change."""
        return content_hash([PHRASES, Path(phrase_matcher.__file__)])

    def process(self, messages: List[Message]) -> List[Message]:
        """Set ``safety`` on messages."""
        for message in messages:
            message.set("safety", self.look(message.get(TEXT) or ""), add_to_output=True)
        return messages

    def look(self, text: str) -> Dict[str, Any]:
        """The kind and tier of a text: the highest tier, and within it the most urgent kind."""
        found = self._matcher.find(text)
        if not found:
            return {"kind": None, "tier": TIERS[0]}
        first = max(found, key=lambda family: (TIERS.index(family.tier), -PRECEDENCE.index(family.kind)))
        return {"kind": first.kind, "tier": first.tier}
