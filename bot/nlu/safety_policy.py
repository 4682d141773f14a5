"""The policy above all others: a message in which the safety net saw something is answered with the signpost, in every state.

The signpost stays: what follows goes to ``action_after_signpost`` until the person says to go on, or stops.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.safety_sentences import ACT, NONE, SELF_HARM

SIGNPOST, AFTER = "action_signpost", "action_after_signpost"
SLOT, OPEN = "signpost", "open"
# What somebody may ask for at any time, a signpost or not.
ALWAYS_HEARD = frozenset(
    {"pause_or_stop", "goodbye", "delete_my_data", "export_my_data", "privacy_question", "contact_human", "stop_reminders"}
)
SURE, A_FEW_WORDS = 0.7, 8
LISTEN = "action_listen"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class SafetyPolicy(Policy):
    """Predicts the signpost, and then to listen: without the second the form would ask its question right after."""

    @staticmethod
    def supported_data() -> SupportedData:
        """Nothing is learned; Rasa wants a kind of data all the same."""
        return SupportedData.ML_AND_RULE_DATA

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """``priority``: above RulePolicy's 6."""
        return {"priority": 10}

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Nothing to learn."""
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SafetyPolicy:
        """Nothing to load."""
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The signpost after a message with a safety tier; while one stands, what follows from it; then listening; else no opinion."""
        probabilities = self._default_predictions(domain)
        action = self._next(tracker)
        if action is None or action not in domain.action_names_or_texts:
            return self._prediction(probabilities)
        probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities, is_no_user_prediction=True)

    @staticmethod
    def _next(tracker: DialogueStateTracker) -> Optional[str]:
        heard = tracker.latest_message
        safety = (heard.parse_data or {}).get("safety") if heard else None
        done = tracker.latest_action_name or ""
        stands = tracker.get_slot(SLOT) == OPEN
        tier = safety.get("tier", NONE) if safety else NONE
        # Beside a signpost that stands, a mere worry is more of the same story: only a plain disclosure is answered anew, and a worry
        # about a life, which nobody asked about yet. Whether that stands already, the signpost's action knows.
        about_a_life = tier != NONE and (safety or {}).get("kind") == SELF_HARM
        if tier == ACT or (tier != NONE and (not stands or about_a_life or done == SIGNPOST)):
            return {LISTEN: SIGNPOST, SIGNPOST: LISTEN}.get(done)
        if done == AFTER:
            return LISTEN
        if heard is None or done != LISTEN or not stands or _is_always_heard(heard):
            return None
        return AFTER


def _is_always_heard(heard: UserUttered) -> bool:
    """A button or a short, clear command; a long message that happens to sound like one stays with the signpost."""
    text = heard.text or ""
    sure = text.startswith("/") or (float(heard.intent.get("confidence") or 0) >= SURE and len(text.split()) <= A_FEW_WORDS)
    return sure and heard.intent.get("name") in ALWAYS_HEARD
