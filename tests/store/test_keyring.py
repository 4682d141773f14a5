"""The master key can be changed: people are still known and read, and the old key opens nothing."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.privacy.pseudonyms import derive_key
from bot.settings import Settings
from bot.store.database import Database, DatabaseFault
from bot.store.keyring import change_master, open_keys
from bot.store.unit_of_work import UnitOfWork
from bot.store.visitors import Visitors

OLD, NEW = b"o" * 32, b"n" * 32
NOW = datetime(2026, 11, 23, 21, 0, tzinfo=timezone.utc)
WHO = "c" * 32


def work_with(database: Database, master: bytes) -> UnitOfWork:
    visitors = Visitors(timedelta(hours=1), 10)
    return UnitOfWork(database.session(), visitors, open_keys(database, master).texts, WHO, "web", NOW)


def test_after_a_change_the_new_key_reads_and_the_old_one_does_not(database: Database) -> None:
    before = open_keys(database, OLD)
    work = work_with(database, OLD)
    work.person.consent_at = NOW
    work.hear("she never spoke to me again")
    work.signpost = {"kind": "safeguarding_abuse", "tier": "act"}
    work.commit()
    work.session.close()
    assert change_master(database, OLD, NEW) == 1
    after = open_keys(database, NEW)
    assert (after.people, after.tokens) == (before.people, before.tokens)
    again = work_with(database, NEW)
    assert [again.read(m).text for m in again.history()] == ["she never spoke to me again"]
    assert again.signpost == {"kind": "safeguarding_abuse", "tier": "act"}
    again.session.close()
    with pytest.raises(DatabaseFault, match="does not open this database"):
        open_keys(database, OLD)
    with pytest.raises(DatabaseFault):
        change_master(database, OLD, b"x" * 32)


def test_a_change_that_was_killed_is_carried_to_its_end(database: Database, tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    before = open_keys(database, settings.key())
    # Killed when the new key was written, and the database did not know it yet.
    new, _ = settings.next_key()
    assert open_keys(database, settings.key()) and settings.next_key()[0] == new
    # Killed when the database knew it, and it was not in its place yet.
    change_master(database, settings.key(), new)
    with pytest.raises(DatabaseFault, match="run lqf rotate-key again"):
        open_keys(database, settings.key())
    again, keep = settings.next_key()
    change_master(database, settings.key(), again)
    keep()
    assert open_keys(database, settings.key()).people == before.people
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*secret.key.*"))


def test_a_new_key_that_was_never_whole_is_made_anew(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    settings.key()
    (tmp_path / "secret.key.new").write_text("12ab")
    new, keep = settings.next_key()
    keep()
    assert settings.key() == new


def test_a_database_from_before_keeps_its_people(database: Database) -> None:
    keys = open_keys(database, OLD)
    assert keys.people == derive_key(OLD, "people")
    assert open_keys(database, OLD).tokens == derive_key(OLD, "tokens")
