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

from bot.store.key_store import KeyStore

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_SECONDS = 5
KEYS = "keys"


class DatabaseFault(Exception):
    """The database cannot be reached or brought up to date; the text is for the person who installs it."""


class Database:
    """One engine, the key store that belongs to it, and the sessions on it."""

    def __init__(self, address: str, key_store: Path) -> None:
        """Take an SQLAlchemy address and the file of the key store.

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
        # A session brings the key store along: whoever makes or erases a person on it keeps or destroys a key.
        self.keys = KeyStore(key_store)
        self.session = sessionmaker(self.engine, future=True, autoflush=False, expire_on_commit=False, info={KEYS: self.keys})

    @property
    def is_postgresql(self) -> bool:
        """Whether several processes may share it with advisory locks."""
        return bool(self.engine.dialect.name == "postgresql")

    def upgrade(self, revision: str = "head") -> None:
        """Bring the schema up to date, or to a revision.

        Raises:
            DatabaseFault: it cannot be reached, is damaged, or was written by a newer version.
        """
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        try:
            self.keys.prepare()
            config.attributes["keys"] = self.keys
        except (OSError, SQLAlchemyError) as fault:
            raise DatabaseFault(f"I cannot open or make the key store {self.keys.file}: {str(fault).splitlines()[0]}") from fault
        try:
            with self.engine.begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, revision)
        except OperationalError as fault:
            raise DatabaseFault(f"I cannot open the database: {str(fault.orig).strip()}") from fault
        except (SQLAlchemyError, CommandError) as fault:
            raise DatabaseFault(f"I cannot bring the database up to date: {str(fault).splitlines()[0]}") from fault

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
        self.keys.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def keys_of(session: Session) -> KeyStore:
    """The key store that belongs to a session's database."""
    keys: KeyStore = session.info[KEYS]
    return keys


def _options(address: str) -> dict[str, Any]:
    if address.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20, "connect_args": {"connect_timeout": 5}}


def _prepare_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


__all__ = ["Database", "DatabaseFault", "Session", "keys_of"]
