"""The engine, its schema and its sessions: SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_SECONDS = 5


class DatabaseFault(Exception):
    """The database cannot be reached or brought up to date; the text is for the person who installs it."""


class Database:
    """One engine and the sessions on it."""

    def __init__(self, address: str) -> None:
        """Take an SQLAlchemy address.

        Raises:
            DatabaseFault: the address is not one that SQLAlchemy understands.
        """
        try:
            self.engine: Engine = create_engine(address, future=True, hide_parameters=True, **_options(address))
        except (ArgumentError, ImportError) as fault:
            raise DatabaseFault(f"DATABASE_URL is not a database address that I understand: {fault}") from fault
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
        # Nothing is written before the commit at the end of a turn: a flush in the middle would hold SQLite's only write lock.
        self.session = sessionmaker(self.engine, future=True, autoflush=False, expire_on_commit=False)

    @property
    def is_postgresql(self) -> bool:
        """Whether several processes may share it with advisory locks."""
        return bool(self.engine.dialect.name == "postgresql")

    def upgrade(self) -> None:
        """Bring the schema up to date.

        Raises:
            DatabaseFault: it cannot be reached, is damaged, or was written by a newer version.
        """
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        try:
            with self.engine.begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except OperationalError as fault:
            raise DatabaseFault(f"I cannot open the database: {str(fault.orig).strip()}") from fault
        except (SQLAlchemyError, CommandError) as fault:
            raise DatabaseFault(f"I cannot bring the database up to date: {str(fault).splitlines()[0]}") from fault

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _options(address: str) -> dict[str, Any]:
    if address.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20, "connect_args": {"connect_timeout": 5}}


def _prepare_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


__all__ = ["Database", "DatabaseFault", "Session"]
