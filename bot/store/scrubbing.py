"""Scrubbing: what was deleted is gone from the database's files too, and not only from its tables."""

from __future__ import annotations

import sqlite3

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import BUSY_SECONDS

# Where words, keys and chats stand.
SEALED_TABLES = ("people", "conversations", "messages", "telegram_chats")


def scrub(engine: Engine, thoroughly: bool = False) -> bool:
    """Have the files follow what was committed.

    SQLite overwrites what is deleted (``secure_delete``), but first in the log beside the file: the log is written into the file and
    emptied. That needs a moment in which nobody reads; ``thoroughly`` waits for one. On PostgreSQL the space of deleted rows is cleared by
    VACUUM, which takes its time and is done only ``thoroughly``.

    Returns:
        Whether it is done; else try again later.
    """
    if engine.dialect.name == "sqlite":
        return _empty_log(engine, BUSY_SECONDS if thoroughly else 0)
    if thoroughly:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM {', '.join(SEALED_TABLES)}")
    return True


def _empty_log(engine: Engine, seconds: float) -> bool:
    # The erasure itself is committed: whatever goes wrong here is tried again, and never undoes it.
    try:
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
            return not busy
        finally:
            connection.close()
    except (SQLAlchemyError, sqlite3.Error):
        return False
