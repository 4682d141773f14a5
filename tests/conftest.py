"""What tests share: one trained model and one engine a session, a clock that tests move, a database for each test."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from bot.quiet import keep_quiet

keep_quiet()

from bot.framework import Framework, load_framework  # noqa: E402
from bot.settings import PROJECT, Settings  # noqa: E402

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)


class MovableClock:
    """A clock that stands still until a test moves it; Rasa's own events keep the machine's time."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture(scope="session")
def framework() -> Framework:
    return load_framework(PROJECT / "data" / "framework")


@pytest.fixture(scope="session")
def model() -> Path:
    """The model that fits the files; trained here when `make test` did not do it already."""
    from bot.nlu.model import model_file, train

    settings = Settings()
    settings.prepare()
    file = model_file(settings)
    return file if file.exists() else train(settings)


@pytest.fixture(scope="session")
def engine(model: Path, encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """One engine for the whole session, on a database of its own; every test talks as other people."""
    from bot.server.engine import Engine

    var = tmp_path_factory.mktemp("var")
    (var / "encoder").symlink_to(encoder)
    started = Engine.start(Settings(var=var, database_url=os.environ.get("LQF_TEST_DATABASE_URL", "")), model, MovableClock())
    yield started
    started.stop()


@pytest.fixture
def clock(engine: object) -> MovableClock:
    """The engine's clock."""
    return engine.clock  # type: ignore[attr-defined]


def client_of(app: Any) -> Any:
    """An HTTP client on an app, without a network."""
    import httpx

    # What the app lets through is what a server would see: an exception of its own would be a fault of ours.
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://coach")


@pytest.fixture
async def api(engine: object) -> AsyncIterator[object]:
    """An HTTP client on the app, without a network."""
    from bot.server.app import create_app

    async with client_of(create_app(engine)) as client:  # type: ignore[arg-type]
        yield client


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own."""
    pgserver = pytest.importorskip(
        "pgserver", reason="no PostgreSQL server for this machine: the PostgreSQL half of the store's tests did NOT run"
    )
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o755)
    server = pgserver.get_server(folder / "data")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres_address(postgres: str) -> str:
    """The address of an empty PostgreSQL database."""
    return empty_database(postgres)


def empty_database(postgres: str) -> str:
    """The address of an empty database on a PostgreSQL server."""
    name = f"t{secrets.token_hex(6)}"
    admin = create_engine(postgres, isolation_level="AUTOCOMMIT", future=True)
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    head, _, query = postgres.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


@pytest.fixture(scope="session")
def encoder(model: Path) -> Path:
    """Where the sentence encoder was built, so that servers of the tests need not build it again."""
    folder = Settings().var / "encoder"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def server_folder(tmp_path: Path, encoder: Path) -> Path:
    """A folder for a server of its own: its database and its key."""
    (tmp_path / "encoder").symlink_to(encoder)
    return tmp_path
