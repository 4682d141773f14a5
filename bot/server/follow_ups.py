"""Coming back by ourselves: asks how a step went when its time has come, once, through restarts and with several processes.

A follow-up is marked as asked in the same transaction that records the question, under the person's lock: whoever comes second finds it
asked. What fell due while the server was down is asked when it is back, one for each person, and nobody is disturbed in the middle of
a talk, nor at night: only at an hour of it that they named, and within the hour.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.broadcast import Broadcast
from bot.channels.coach import TurnFailed
from bot.clock import STILL_ON_TIME, is_quiet
from bot.server.engine import Engine
from bot.server.fault_log import log_fault
from bot.store.follow_ups import due_follow_ups

EVERY_SECONDS = 30.0
MOST_AT_ONCE = 100
# A follow-up that could not be asked is left alone for so long, twice as long after each failure, an hour at most.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


class FollowUpRounds:
    """Rounds of asking what is due."""

    def __init__(self, engine: Engine, broadcast: Broadcast) -> None:
        """Work on a started engine; open pages are told."""
        self._engine = engine
        self._broadcast = broadcast
        self._pauses: dict[str, timedelta] = {}
        self._not_before: dict[str, datetime] = {}

    async def go(self) -> int:
        """Ask what is due now; how many were asked."""
        now = self._engine.clock()
        quiet = is_quiet(now)
        idle_since = now - timedelta(minutes=self._engine.settings.session_minutes)
        with self._engine.database.session() as session:
            due = due_follow_ups(session, now, idle_since, MOST_AT_ONCE, now - STILL_ON_TIME if quiet else None)
        asked = 0
        for follow_up in due:
            if quiet and not is_quiet(follow_up.due_at):
                continue
            if (until := self._not_before.get(follow_up.id)) is not None and now < until:
                continue
            try:
                said = await self._engine.turns.follow_up(follow_up.channel, follow_up.person_id, follow_up.id)
            except TurnFailed:
                pause = min(self._pauses.get(follow_up.id, FIRST_PAUSE), LONGEST_PAUSE)
                self._pauses[follow_up.id], self._not_before[follow_up.id] = 2 * pause, now + pause
                continue
            self._pauses.pop(follow_up.id, None)
            self._not_before.pop(follow_up.id, None)
            if said:
                asked += 1
                self._broadcast.tell(follow_up.person_id, [{"follow_up": follow_up.id}])
        return asked


async def follow_up(engine: Engine, broadcast: Broadcast) -> None:
    """Go round after round, until cancelled; a fault waits for the next."""
    rounds = FollowUpRounds(engine, broadcast)
    while True:
        try:
            await rounds.go()
        except SQLAlchemyError as fault:
            log_fault("A round of follow-ups", fault)
        await asyncio.sleep(EVERY_SECONDS)
