"""A database for each test: SQLite always, PostgreSQL too where a server can be started."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'coach.db'}"
    made: str = request.getfixturevalue("postgres_address")
    return made


@pytest.fixture
def database(address: str, tmp_path: Path) -> Iterator[Database]:
    """An up-to-date database."""
    with Database(address, tmp_path / "keys.db") as opened:
        opened.upgrade()
        yield opened
