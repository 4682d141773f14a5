"""Rasa's tracker in our database: compact when loaded, without text when kept, saved with all else that the turn changed.

Loaded are the slots, the active loop and the events of the last turns, so that a turn costs the same in the first conversation and in the
hundredth. Texts are left out of what is kept: they stand once, encrypted, in ``messages``.
"""

from __future__ import annotations

from typing import Any, Iterable, Optional

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.store.unit_of_work import current

RECENT_TURNS = 2
# Slots that hold what the person just wrote: never kept.
TEXT_SLOTS = frozenset({"answer", "phrase", "session_started_metadata"})
LISTEN = "action_listen"


class UnitOfWorkTrackerStore(TrackerStore):
    """A tracker store whose ``save`` commits the turn's unit of work."""

    def __init__(self, domain: Optional[Domain] = None, endpoint_config: Optional[EndpointConfig] = None) -> None:
        """Begin for a domain (Rasa hands it over when the model is loaded)."""
        super().__init__(domain)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> DialogueStateTracker:
        """A new tracker, which is not saved before its first turn is complete."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted(LISTEN))
        return tracker

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The tracker of the person whose turn it is, as far as the policies need it; ``None`` before the first turn."""
        work = current.get()
        kept = work.conversation
        if not kept.next_event:
            return None
        events: list[Event] = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted(LISTEN)]
        events += [SlotSet(name, value) for name, value in kept.slots.items()]
        if kept.active_loop:
            events.append(ActiveLoop(kept.active_loop))
        for event in events:
            event.timestamp = 0.0
        events += [Event.from_parameters(data) for data in work.recent_events()]
        work.loaded_events = len(events)
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots, domain=self.domain)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Commit the turn, unless one of its actions failed.

        Raises:
            TurnOvertaken, SQLAlchemyError: see ``UnitOfWork.commit``.
        """
        work = current.get()
        if work.fault is not None:
            return
        if tracker.latest_action_name != LISTEN:
            # However a turn ended, the next message finds the coach listening: the safety net depends on it.
            tracker.update(ActionExecuted(LISTEN), self.domain)
        work.add_events([data for event in list(tracker.events)[work.loaded_events :] if (data := _without_text(event)) is not None])
        _fold(work.conversation, work.recent_events())
        work.commit()

    async def keys(self) -> Iterable[str]:
        """Nobody: this store serves one person at a time."""
        return []


def _without_text(event: Event) -> dict[str, Any] | None:
    """An event as it is kept, or ``None`` for one that is not."""
    if isinstance(event, BotUttered):
        return None
    if isinstance(event, UserUttered):
        intent = {"name": event.intent.get("name"), "confidence": round(event.intent.get("confidence", 0.0), 3)}
        return {
            "event": "user",
            "timestamp": event.timestamp,
            "text": "",
            "parse_data": {"intent": intent, "entities": [], "text": ""},
        }
    data: dict[str, Any] = event.as_dict()
    if isinstance(event, SlotSet) and event.key in TEXT_SLOTS:
        data["value"] = None
    for bulky in ("metadata", "policy", "confidence", "action_text", "hide_rule_turn"):
        data.pop(bulky, None)
    return data


def _fold(kept: Any, recent: list[dict[str, Any]]) -> None:
    """Let events older than the last turns go into the slots and the loop that the next load begins with."""
    heard = [i for i, event in enumerate(recent) if event["event"] == "user"]
    if len(heard) <= RECENT_TURNS:
        return
    cut = heard[-RECENT_TURNS]
    slots, loop = dict(kept.slots), kept.active_loop
    for event in recent[:cut]:
        if event["event"] == "slot":
            slots[event["name"]] = event["value"]
        elif event["event"] == "active_loop":
            loop = event["name"]
        elif event["event"] == "session_started":
            slots, loop = {}, None
    kept.slots = {name: value for name, value in slots.items() if value is not None}
    kept.active_loop = loop
    kept.recent_from += cut
