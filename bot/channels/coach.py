"""What a door needs of the coach; the server provides it."""

from __future__ import annotations

from typing import Protocol

from bot.clock import Clock
from bot.framework import Framework
from bot.privacy.tokens import Tokens
from bot.settings import Settings
from bot.store.unit_of_work import Said, UnitOfWork


class TurnFailed(Exception):
    """The turn could not be done; nothing was changed, and the same message may be sent again."""


class Turns(Protocol):
    """One message of one person at a time."""

    async def greet(self, channel: str, sender: str) -> list[Said]:
        """The welcome to a new person."""

    async def take(self, channel: str, sender: str, text: str, request_id: str | None = None) -> list[Said]:
        """What the coach answers; raises ``TurnFailed``."""

    async def erase(self, channel: str, sender: str) -> None:
        """Erase the person; raises ``TurnFailed``."""

    def look(self, channel: str, sender: str) -> UnitOfWork:
        """A unit of work to read from; its session is the caller's to close."""

    def person_id(self, channel: str, sender: str) -> str:
        """The pseudonym of a sender."""


class Coach(Protocol):
    """The running coach."""

    @property
    def settings(self) -> Settings: ...
    @property
    def framework(self) -> Framework: ...
    @property
    def turns(self) -> Turns: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def clock(self) -> Clock: ...
