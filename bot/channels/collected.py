"""The output channel of every door: collects a turn's messages, each with its text, buttons and card together."""

from __future__ import annotations

from typing import Any, Dict

from rasa.core.channels.channel import OutputChannel

from bot.store.unit_of_work import Said


class Collected(OutputChannel):
    """Messages of one turn, in order; a door sends them once the turn is committed."""

    def __init__(self, channel: str) -> None:
        """Collect for a channel ("web", "telegram", ...)."""
        self._channel = channel
        self.messages: list[Said] = []

    def name(self) -> str:  # type: ignore[override]
        """The channel's name."""
        return self._channel

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Take one message; Rasa would send its text and its card as two."""
        custom = message.get("custom") or {}
        text = message.get("text") or ""
        if text or custom:
            self.messages.append(Said(text, list(message.get("buttons") or []), custom.get("card")))
