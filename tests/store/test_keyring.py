"""The master key can be changed: people are still known and read, and the old key opens nothing."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.privacy.pseudonyms import derive_key
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
        change_master(database, OLD, NEW)


def test_a_database_from_before_keeps_its_people(database: Database) -> None:
    keys = open_keys(database, OLD)
    assert keys.people == derive_key(OLD, "people")
    assert open_keys(database, OLD).tokens == derive_key(OLD, "tokens")
