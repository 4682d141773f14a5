"""How often one person, and one address, may call: a civil refusal instead of a slow coach for everybody else.

Addresses are those that the server sees: behind a proxy set uvicorn's ``FORWARDED_ALLOW_IPS``, else the proxy is one address for all.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from time import monotonic

from fastapi import Request

from bot.channels.moving_window import Window
from bot.settings import Settings

# What costs nothing and must always answer.
FREE = ("/healthz", "/readyz", "/web/")


class RateLimits:
    """Counts calls by address, new conversations by address, and messages by person."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = monotonic) -> None:
        """Begin with empty windows; ``clock`` gives seconds."""
        self._clock = clock
        self._calls = Window(settings.calls_per_minute, 60)
        self._conversations = Window(settings.conversations_per_hour, 3600)
        self._messages = Window(settings.messages_per_minute, 60)

    def wait(self, request: Request) -> int:
        """Whole seconds to wait before this call is taken; 0 if it is taken now."""
        path = request.url.path
        if path.startswith(FREE):
            return 0
        address = request.client.host if request.client else "unknown"
        wanted = [(self._calls, address)]
        if request.method == "POST" and path == "/api/sessions":
            wanted.append((self._conversations, address))
        if request.method == "POST" and path == "/api/messages":
            wanted.append((self._messages, _of_person(request)))
        now = self._clock()
        return math.ceil(max(window.wait(caller, now) for window, caller in wanted))


def _of_person(request: Request) -> str:
    """Whose token it is, as a hash: a token is never kept."""
    return hashlib.sha256(request.headers.get("authorization", "").encode("utf-8", "replace")).hexdigest()
