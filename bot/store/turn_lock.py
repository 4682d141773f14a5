"""One turn of a person at a time, in the order of arrival: within this process by a queue, across processes by the database.

On PostgreSQL an advisory lock that ends with the transaction is taken (tried, then waited for without blocking the event loop). On every
database ``people.turn`` is a version number besides: whoever commits second does the turn again (``TurnOvertaken``).
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import AsyncIterator

from sqlalchemy import text
from sqlalchemy.orm import Session

FIRST_WAIT, LONGEST_WAIT = 0.005, 0.1


class TurnLocks:
    """The queues of this process: one for each person who is being served."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._queues: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, person_id: str) -> AsyncIterator[None]:
        """Hold the person's turn; others wait in the order in which they came."""
        lock, waiting = self._queues.get(person_id, (asyncio.Lock(), 0))
        self._queues[person_id] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._queues.pop(person_id)
            if waiting > 1:
                self._queues[person_id] = (lock, waiting - 1)


async def hold_across_processes(session: Session, person_id: str) -> None:
    """On PostgreSQL, hold the person's advisory lock until the session's transaction ends; elsewhere nothing to do."""
    if session.get_bind().dialect.name != "postgresql":
        return
    key = int(person_id[:16], 16) - (1 << 63)
    wait = FIRST_WAIT
    while not session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": key}):
        session.rollback()
        await asyncio.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)
