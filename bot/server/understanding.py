"""What the trained NLU graph makes of texts, outside any conversation (``lqf understand``)."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from bot.channels.text import clean
from bot.nlu.element_ranker import MOST

DEFAULT_LEVEL = "front_line_worker"
OUT_OF_SCOPE = "out_of_scope"


class Understanding:
    """The NLU part of a trained model."""

    def __init__(self, runner: Any, target: str, levels: tuple[str, ...]) -> None:
        """Take a loaded graph, the name of its last NLU node, and the levels that exist."""
        self._runner = runner
        self._target = target
        self._levels = levels

    @classmethod
    def load(cls, model: Path) -> Understanding:
        """Load the model."""
        from rasa.engine import loader
        from rasa.engine.runner.dask import DaskGraphRunner
        from rasa.engine.storage.local_model_storage import LocalModelStorage

        from bot.framework import load_framework
        from bot.settings import Settings

        with tempfile.TemporaryDirectory() as folder:
            metadata, runner = loader.load_predict_graph_runner(Path(folder), model, LocalModelStorage, DaskGraphRunner)
        return cls(runner, metadata.nlu_target or "", tuple(load_framework(Settings().framework).levels))

    def of_line(self, line: str) -> dict[str, Any]:
        """What is understood of one JSON line (``text``, optional ``level`` and ``pending``); ``{"error": ...}`` for a bad one."""
        try:
            asked = json.loads(line)
        except ValueError:
            return {"error": "not a line of JSON"}
        if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
            return {"error": 'a line needs "text"'}
        level = asked.get("level") or DEFAULT_LEVEL
        if level not in self._levels:
            return {"error": f'"level" must be one of {", ".join(self._levels)}'}
        return self.of_text(asked["text"], level, bool(asked.get("pending")))

    def of_text(self, text: str, level: str = DEFAULT_LEVEL, pending: bool = False) -> dict[str, Any]:
        """Intent, elements, behaviours at a level, and safety of a text; ``pending``: a question is waiting for an answer."""
        parsed = self._parse(clean(text))
        name = parsed["intent"]["name"]
        confidence = round(float(parsed["intent"]["confidence"]), 3)
        if pending:
            name = self._when_asked(text, name, confidence)
        return {
            "text": text,
            "intent": {"name": name, "confidence": confidence},
            "elements": parsed.get("elements", [])[:MOST],
            "behaviours": parsed.get("behaviours", {}).get(level, [])[:MOST],
            "safety": parsed.get("safety", {"kind": None, "tier": "none"}),
            "in_scope": name != OUT_OF_SCOPE,
        }

    @staticmethod
    def _when_asked(text: str, name: str, confidence: float) -> str:
        """A pending question owns the next free text, unless it is clearly a command."""
        from bot.coaching.listening import WITHIN, asks_again, is_command
        from bot.coaching.reflection import Heard
        from bot.coaching.stages import Stage

        message = Heard(text, name, confidence)
        if name == "repeat_question" and not asks_again(message):
            return "share_answer"
        if (name in WITHIN and name not in ("describe_situation", "start_reflection")) or is_command(message, Stage.FEELINGS):
            return name
        return "share_answer"

    def _parse(self, text: str) -> dict[str, Any]:
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.shared.core.trackers import DialogueStateTracker

        message = UserMessage(text)
        tracker = DialogueStateTracker.from_events("understand", [])
        inputs = {PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: tracker}
        results = self._runner.run(inputs=inputs, targets=[self._target])
        parsed: dict[str, Any] = results[self._target][0].as_dict(only_output_properties=True)
        parsed.setdefault("intent", {"name": OUT_OF_SCOPE, "confidence": 1.0})
        return parsed
