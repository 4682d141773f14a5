"""What the server does by itself once a day: delete words that are older than they are kept."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.server.engine import Engine
from bot.server.fault_log import log_fault
from bot.store.retention import purge

EVERY_SECONDS = 24 * 60 * 60


async def keep_house(engine: Engine) -> None:
    """Purge now and then once a day, until cancelled; a fault waits for the next day."""
    while True:
        try:
            with engine.database.session() as session:
                purge(session, engine.clock() - timedelta(days=engine.settings.keep_words_days))
                session.commit()
        except SQLAlchemyError as fault:
            log_fault("The daily purge", fault)
        await asyncio.sleep(EVERY_SECONDS)
