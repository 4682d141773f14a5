"""Rasa's action endpoint without HTTP: the SDK's executor, called in this process, inside the turn's unit of work."""

from __future__ import annotations

import json
from typing import Any, Optional

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
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
        _compile_validator_once()

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
            current.get().failed = True
            log_fault(f"The action {call.get('next_action')}", fault)
            raise ClientResponseError(500, "the action failed", "{}") from None


def _compile_validator_once() -> None:
    """Rasa builds and checks the same JSON schema on every call of an action, which is most of a turn's cost: compile it once."""
    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = _validate_action_result  # type: ignore[method-assign]
