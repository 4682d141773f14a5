"""What a door needs of the coach; the server provides it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.clock import Clock
from bot.framework import Framework
from bot.privacy.tokens import Tokens
from bot.settings import Settings
from bot.store.database import Database
from bot.store.unit_of_work import Said, UnitOfWork


class TurnFailed(Exception):
    """The turn could not be done; nothing was changed, and the same message may be sent again."""


class TurnBroken(TurnFailed):
    """The same, and not for want of the database: what the coach does with this message fails, and may fail again."""


@dataclass(frozen=True)
class FromDoor:
    """A message that a door has something to add to.

    Attributes:
        shown: What the person sent, as they should read it later: "/plan", "(a photo)".
        request_id: The same id again is the same message.
        payload: What Rasa is given; ``None`` where the door itself answers with ``answer``, or where ``shown`` is what they wrote.
        answer: The door's own answer.
        note: Called with the unit of work once the turn has begun; what it records happens with the turn or not at all.
    """

    shown: str
    request_id: str
    payload: str | None = None
    answer: str | None = None
    note: Callable[[UnitOfWork], None] | None = None


class Turns(Protocol):
    """One message of one person at a time."""

    async def greet(self, channel: str, sender: str) -> list[Said]:
        """The welcome to a new person."""

    async def take(self, channel: str, sender: str, text: str, request_id: str | None = None) -> list[Said]:
        """What the coach answers; raises ``TurnFailed``."""

    async def receive(self, channel: str, sender: str, message: FromDoor) -> list[Said]:
        """What the coach answers to a message of a door with more to it than text; raises ``TurnFailed``."""

    async def correct(self, channel: str, sender: str, corrected: str, message: FromDoor) -> list[Said]:
        """The message of request ``corrected`` now reads ``message.shown``; raises ``TurnFailed``."""

    async def erase(self, channel: str, sender: str) -> None:
        """Erase the person; raises ``TurnFailed``."""

    def look(self, channel: str, sender: str) -> UnitOfWork:
        """A unit of work to read from; its session is the caller's to close."""

    def link_code(self, channel: str, sender: str) -> str | None:
        """A code by which another door of this person can be linked; ``None`` where nothing of theirs is kept."""

    def link(self, channel: str, sender: str, code: str) -> bool:
        """Link this door by a code; whether it was one."""

    def unlink(self, channel: str, sender: str) -> bool:
        """Take the doors apart; whether they were linked."""

    def has_note(self, channel: str, sender: str) -> bool:
        """Whether this sender is to be told first what the operator did at their door."""

    def look_at(self, channel: str, person_id: str) -> UnitOfWork:
        """The same by pseudonym."""

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
    @property
    def database(self) -> Database: ...
    @property
    def webhook_secret(self) -> str: ...
