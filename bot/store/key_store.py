"""The key store: a small file of its own beside the database, with the keys that open it, so that a key that is destroyed is gone.

Copies and logs of the database hold sealed texts and no key; who restores one finds the texts of erased people unreadable. The file keeps
no log of its own, and overwrites what is deleted. All its keys are wrapped by the master key, which stands elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, String, Table, create_engine, delete, event, func, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

BUSY_SECONDS = 5

metadata = MetaData()
# Each person's data key, under an id that the person's row holds and nothing else knows.
DATA_KEYS = Table("data_keys", metadata, Column("id", String(32), primary_key=True), Column("wrapped", LargeBinary, nullable=False))
# The keys of the whole database, by name (``bot.store.keyring``).
KEYRING = Table("keyring", metadata, Column("name", String(16), primary_key=True), Column("wrapped", LargeBinary, nullable=False))


class KeyStore:
    """The keys in one file; every call is a transaction of its own, on the disk when it returns, and safe between processes."""

    def __init__(self, file: Path) -> None:
        """Take the file; nothing is opened yet."""
        self.file = file
        self._engine = create_engine(
            f"sqlite:///{file}", future=True, hide_parameters=True, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS}
        )
        event.listen(self._engine, "connect", _prepare)

    def prepare(self) -> None:
        """Make the file and its tables where there are none yet; readable by its owner alone.

        Raises:
            OSError, SQLAlchemyError: it cannot be made or read.
        """
        os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, 0o600))
        with self._writing() as connection:
            for table in metadata.sorted_tables:
                table.create(connection, checkfirst=True)

    def wrapped(self, key_id: bytes) -> bytes | None:
        """The data key of this id; ``None`` where it was destroyed."""
        with self._engine.connect() as connection:
            found = connection.scalar(select(DATA_KEYS.c.wrapped).where(DATA_KEYS.c.id == bytes(key_id).hex()))
        return None if found is None else bytes(found)

    def keep(self, *keys: tuple[bytes, bytes]) -> None:
        """Keep data keys, each with its id; the same again changes nothing."""
        with self._writing() as connection:
            for key_id, wrapped in keys:
                connection.execute(DATA_KEYS.insert().prefix_with("OR REPLACE").values(id=bytes(key_id).hex(), wrapped=bytes(wrapped)))

    def destroy(self, key_id: bytes) -> None:
        """Destroy a data key: what was sealed with it is unreadable from now on, wherever it stands."""
        with self._writing() as connection:
            connection.execute(delete(DATA_KEYS).where(DATA_KEYS.c.id == bytes(key_id).hex()))

    def keyring(self) -> dict[str, bytes]:
        """The keys of the whole database, by name."""
        with self._engine.connect() as connection:
            return {name: bytes(wrapped) for name, wrapped in connection.execute(select(KEYRING.c.name, KEYRING.c.wrapped))}

    def add_to_keyring(self, keys: dict[str, bytes]) -> None:
        """Add keys of the whole database; one that is there already stays."""
        with self._writing() as connection:
            for name, wrapped in keys.items():
                connection.execute(KEYRING.insert().prefix_with("OR IGNORE").values(name=name, wrapped=wrapped))

    def count(self) -> int:
        """How many data keys there are."""
        with self._engine.connect() as connection:
            return int(connection.scalar(select(func.count()).select_from(DATA_KEYS)) or 0)

    def rewrap(self, change: Callable[[bytes], bytes]) -> None:
        """Change how every key is wrapped, all or none."""
        with self._writing() as connection:
            for table, name in ((KEYRING, KEYRING.c.name), (DATA_KEYS, DATA_KEYS.c.id)):
                for key, wrapped in connection.execute(select(name, table.c.wrapped)).all():
                    connection.execute(update(table).where(name == key).values(wrapped=change(bytes(wrapped))))

    def close(self) -> None:
        """Give everything back."""
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction that holds the file from its beginning, so that nobody writes between what it reads and what it writes."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection


def _prepare(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=DELETE", "synchronous=EXTRA", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
