"""What the server does by itself: once a day delete words that are older than they are kept; every minute clear what was deleted."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.server.engine import Engine
from bot.server.fault_log import log_fault
from bot.store.retention import purge
from bot.store.scrubbing import scrub

EVERY = timedelta(days=1)
# Somebody may have been reading when a person was erased, here or by the operator's command: the files are cleared at the next chance.
SCRUB_SECONDS = 60.0


async def keep_house(engine: Engine) -> None:
    """Purge now and then once a day, scrub every minute, until cancelled; a fault waits for the next time."""
    purged_at: datetime | None = None
    while True:
        now = engine.clock()
        is_due = purged_at is None or now - purged_at >= EVERY
        try:
            if is_due:
                purged_at = now
                with engine.database.session() as session:
                    purge(session, now - timedelta(days=engine.settings.keep_words_days))
                    session.commit()
            await asyncio.to_thread(scrub, engine.database.engine, is_due)
        except SQLAlchemyError as fault:
            log_fault("Housekeeping", fault)
        await asyncio.sleep(SCRUB_SECONDS)
