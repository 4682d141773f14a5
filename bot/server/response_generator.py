"""Rasa's responses, with three additions: variations take turns instead of being drawn by lot, a response may be put into another one
(``NESTED``; each may hold those before it), and buttons whose titles come from data (``choices``) stand where the response says so.
"""

from __future__ import annotations

import copy
import re
from typing import Any, Dict, Optional

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.clock import span_in_words
from bot.settings import Settings
from bot.store.unit_of_work import current

NESTED = ("team", "lead", "question", "standing", "tell")
# A button with this title in domain.yml marks the place of the choices.
CHOICES_HERE = "{choices}"
_NAME = re.compile(r"\{([a-z_]+)\}")


class ResponseGenerator(TemplatedNaturalLanguageGenerator):
    """Fills responses of the domain."""

    def __init__(
        self, endpoint_config: Optional[EndpointConfig] = None, domain: Optional[Domain] = None, settings: Optional[Settings] = None
    ) -> None:
        """Begin with the domain's responses (Rasa hands them over again when the model is loaded)."""
        super().__init__((domain or Domain.empty()).responses)
        # How long words are kept is said where people agree to it, so that what is said is what is done.
        self._kept_for = span_in_words((settings or Settings()).keep_words_days)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Optional[Dict[str, Any]]:
        """The response with its values filled in; ``None`` when the domain has none of that name."""
        values = {
            **{name: slot.value for name, slot in tracker.slots.items()},
            "reference": _reference(),
            "kept_for": self._kept_for,
            **kwargs,
        }
        turn = _turn(tracker)
        response = self._variation(utter_action, turn)
        if response is None:
            return None
        for name in NESTED:
            inner = self._variation(str(values.get(name) or ""), turn)
            if inner is not None:
                values[name] = _fill(inner["text"], values)
        filled = {key: _fill(value, values) for key, value in response.items() if key not in ("condition", "channel")}
        if filled.get("text"):
            filled["text"] = filled["text"].strip()
        filled["buttons"] = _with_choices(filled.get("buttons") or [], kwargs.get("choices") or [])
        return filled

    def _variation(self, name: str, turn: int) -> Optional[Dict[str, Any]]:
        variations = self.responses.get(name)
        return copy.deepcopy(variations[turn % len(variations)]) if variations else None


def _reference() -> str:
    """What the person is held under, for whoever they ask for a copy of it."""
    work = current.get(None)
    return str(work.person.id) if work is not None else ""


def _turn(tracker: DialogueStateTracker) -> int:
    work = current.get(None)
    return work.turn if work is not None else sum(isinstance(event, UserUttered) for event in tracker.events)


def _fill(value: Any, values: Dict[str, Any]) -> Any:
    """Put values in for ``{names}``; one that is not known is left empty. What is put in is not looked at again."""
    if isinstance(value, str) and value != CHOICES_HERE:
        return _NAME.sub(lambda found: "" if values.get(found[1]) is None else str(values[found[1]]), value)
    if isinstance(value, list):
        return [_fill(item, values) for item in value]
    if isinstance(value, dict):
        return {key: _fill(item, values) for key, item in value.items()}
    return value


def _with_choices(buttons: list[Dict[str, Any]], choices: list[Dict[str, Any]]) -> list[Dict[str, Any]]:
    marked = any(button["title"] == CHOICES_HERE for button in buttons)
    together = [] if marked else list(choices)
    for button in buttons:
        together += choices if button["title"] == CHOICES_HERE else [button]
    return together
