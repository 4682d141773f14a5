"""What every action shares: the unit of work of this turn, the message as coaching understands it, and how lines are dispatched."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Iterator

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.clock import local_day, utc_now
from bot.coaching.conversation import Circumstances
from bot.coaching.lines import Line
from bot.coaching.reflection import Candidate, Heard
from bot.framework import Framework, load_framework
from bot.nlu.role_level import ENTITY as ROLE_LEVEL
from bot.privacy.encryption import Cipher
from bot.privacy.pseudonyms import pseudonym
from bot.settings import Settings
from bot.store.database import Database
from bot.store.keyring import open_keys
from bot.store.unit_of_work import UnitOfWork, current
from bot.store.visitors import Visitors

ANSWER_INTENT = "share_answer"
LISTEN = "action_listen"


@lru_cache(maxsize=1)
def framework() -> Framework:
    """The framework that the product speaks of, loaded once a process."""
    return load_framework(Settings().framework)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return Settings()


@contextmanager
def unit_of_work(tracker: Tracker) -> Iterator[UnitOfWork]:
    """The unit of work of this turn.

    Under ``rasa shell`` with ``rasa run actions`` nobody has opened one: each action then opens and commits its own.
    """
    work = current.get(None)
    if work is not None:
        yield work
        return
    database, visitors, master, names = _alone()
    with database.session() as session:
        work = UnitOfWork(session, visitors, master, pseudonym(names, "shell", tracker.sender_id), "shell", utc_now())
        work.hear(tracker.latest_message.get("text") or "")
        yield work
        work.commit()


@lru_cache(maxsize=1)
def _alone() -> tuple[Database, Visitors, Cipher, bytes]:
    settings = Settings()
    settings.prepare()
    database = Database(settings.database, settings.keys_file)
    database.upgrade()
    keys = open_keys(database, settings.key())
    return database, Visitors(settings.visitor_life, settings.visitors), keys.texts, keys.people


def circumstances(work: UnitOfWork) -> Circumstances:
    """What a decision of coaching depends on besides the message."""
    return Circumstances(framework(), work.has_agreed, work.person.level_id, local_day(work.now))


def heard(tracker: Tracker) -> Heard:
    """The latest message as coaching understands it."""
    message = tracker.latest_message
    intent = message.get("intent") or {}
    behaviours = message.get("behaviours") or {}
    text = message.get("text") or ""
    return Heard(
        # A pressed button arrives as its payload, which is nobody's words.
        text="" if text.startswith("/") else text,
        intent=intent.get("name") or ANSWER_INTENT,
        confidence=float(intent.get("confidence") or 0.0),
        choice=entity(tracker, "choice"),
        level_id=entity(tracker, ROLE_LEVEL),
        candidates=tuple(Candidate(e["id"], float(e["score"])) for e in message.get("elements") or ()),
        behaviour_ranking={level: tuple(b["id"] for b in found) for level, found in behaviours.items()},
    )


def entity(tracker: Tracker, name: str) -> str | None:
    """The value of an entity of the latest message, or ``None``."""
    value = next(tracker.get_latest_entity_values(name), None)
    return str(value) if value is not None else None


def action_before(tracker: Tracker) -> str | None:
    """What was done in this turn before the form was called: then the message was for that action, not for the form."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return None
        if event["event"] == "action" and not event["name"].endswith("_form"):
            return None if event["name"] == LISTEN else str(event["name"])
    return None


def has_begun_now(tracker: Tracker, loop: str) -> bool:
    """Whether the form was activated by the latest message."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "active_loop" and event.get("name") == loop:
            return True
    return False


def payload(intent: str, **entities: str) -> str:
    """The payload of a button, in Rasa's own form; people only ever see an opaque key for it."""
    return f"/{intent}{json.dumps(entities)}" if entities else f"/{intent}"


def dispatch(dispatcher: CollectingDispatcher, line: Line, intent: str = ANSWER_INTENT, name: str = "choice") -> None:
    """Say a line; its choices come back as an entity ``name`` of ``intent``."""
    values: dict[str, Any] = dict(line.values)
    if line.choices:
        values["choices"] = [{"title": c.title, "payload": payload(intent, **{name: c.value})} for c in line.choices]
    if line.card is not None:
        values["json_message"] = {"card": line.card}
    dispatcher.utter_message(response=line.response, **values)
