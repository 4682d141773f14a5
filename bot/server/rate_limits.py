"""How often, and how much at once, one person and one address may call: a civil refusal instead of a slow coach for everybody else.

Addresses are those that the server sees: behind a proxy set uvicorn's ``FORWARDED_ALLOW_IPS``, else the proxy is one address for all.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from fastapi import Request

from bot.channels.moving_window import Window
from bot.privacy.tokens import bearer
from bot.server.at_once import AtOnce
from bot.settings import Settings

# What costs nothing and must always answer.
FREE = ("/healthz", "/readyz", "/web/")
# A stream stays open: how many of them a person may have is counted where they are made (bot/channels/broadcast.py).
STREAM = "/api/events"
EXPORTS = ("/api/export", "/api/export.html")


class RateLimits:
    """Counts calls and new conversations by address, messages and papers by person, and by both what is being answered now."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = monotonic) -> None:
        """Begin with empty windows; ``clock`` gives seconds."""
        self._clock = clock
        self._calls = Window(settings.calls_per_minute, 60)
        self._conversations = Window(settings.conversations_per_hour, 3600)
        self._messages = Window(settings.messages_per_minute, 60)
        self._papers = Window(settings.papers_per_minute, 60)
        self._of_address = AtOnce(settings.address_at_once)
        self._of_person = AtOnce(settings.person_at_once)

    def wait(self, request: Request) -> int:
        """Whole seconds to wait before this call is taken; 0 if it is taken now."""
        path = request.url.path
        if path.startswith(FREE):
            return 0
        address = _address(request)
        wanted = [(self._calls, address)]
        if request.method == "POST" and path == "/api/sessions":
            wanted.append((self._conversations, address))
        if request.method == "POST" and path == "/api/messages":
            wanted.append((self._messages, _person(request)))
        if path in EXPORTS or (path.startswith("/api/") and path.endswith(".pdf")):
            wanted.append((self._papers, _person(request)))
        now = self._clock()
        return math.ceil(max(window.wait(caller, now) for window, caller in wanted))

    @contextmanager
    def place(self, request: Request) -> Iterator[bool]:
        """Whether there is a place beside what is being answered now to this address and person; it is theirs until the block ends."""
        if request.url.path.startswith(FREE) or request.url.path == STREAM:
            yield True
            return
        wanted = [(self._of_address, _address(request))]
        if person := _person(request):
            wanted.append((self._of_person, person))
        held = [(count, caller) for count, caller in wanted if count.begin(caller)]
        try:
            yield len(held) == len(wanted)
        finally:
            for count, caller in held:
                count.end(caller)


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _person(request: Request) -> str:
    """Whose token it is, as a hash: a token is never kept. Empty without one."""
    token = bearer(request.headers.get("authorization", ""))
    return token and hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
