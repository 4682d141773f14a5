"""Rasa's action endpoint without HTTP: the SDK's executor, called in this process, inside the turn's unit of work."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Optional

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.server.fault_log import log_fault
from bot.store.unit_of_work import current


class InProcessActions(EndpointConfig):
    """An endpoint whose ``request`` runs the action."""

    def __init__(self) -> None:
        """Register every action in ``bot.actions``."""
        super().__init__(url="in-process://actions", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package("bot.actions")
        _spare_repeated_work()

    async def request(self, *args: Any, **kwargs: Any) -> Optional[Any]:
        """Run the action that ``json`` asks for.

        Raises:
            ClientResponseError: 400 when the action rejects its execution, 404 when there is none, as the SDK's server answers.
        """
        call = kwargs["json"]
        try:
            return await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            body = json.dumps({"error": rejection.message, "action_name": rejection.action_name})
            raise ClientResponseError(400, rejection.message, body) from rejection
        except ActionNotFoundException as fault:
            raise ClientResponseError(404, fault.message, json.dumps({"action_name": fault.action_name})) from fault
        except Exception as fault:
            # Rasa would swallow it and go on: the turn must not be committed half done. The text of the fault may hold people's words.
            work = current.get()
            # The first: those after it come of it.
            work.fault = work.fault or type(fault)
            log_fault(f"The action {call.get('next_action')}", fault)
            raise ClientResponseError(500, "the action failed", "{}") from None


def _spare_repeated_work() -> None:
    """Two things that Rasa does anew at each call and that cost most of a turn with actions.

    It builds and walks a JSON schema over what an action returned: here the SDK made that in this process, so its shape is looked at once.
    It searches all classes of events for the one of a name: the answer is remembered.
    """

    def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
        sound = all(isinstance(event, dict) and event.get("event") for event in result["events"])
        if not (sound and all(isinstance(response, dict) for response in result["responses"])):
            raise TypeError("an action returned something that is not an event or a response")
        return True

    RemoteAction._validate_action_result = _validate_action_result  # type: ignore[method-assign]
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))  # type: ignore[method-assign]
