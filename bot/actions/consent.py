"""Consent: what people agreed to has a version, and whoever agreed to another one is asked again."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import dispatch, entity
from bot.coaching.lines import Line
from bot.store.unit_of_work import UnitOfWork

# The version of the texts in domain.yml that say what is kept; a test holds the two together.
CONSENT_VERSION = "2026-12"


def agree(work: UnitOfWork) -> None:
    """Record that the person agreed, now, to what is said at present."""
    work.person.consent_at, work.person.consent_version = work.now, CONSENT_VERSION


def ask_where_it_changed(dispatcher: CollectingDispatcher, work: UnitOfWork) -> None:
    """Ask again where what is said has changed since they agreed: at each return, until they say yes or erase."""
    if work.has_agreed and work.person.consent_version != CONSENT_VERSION:
        dispatch(dispatcher, Line("utter_ask_consent_to_change"))


def take_agreement(dispatcher: CollectingDispatcher, work: UnitOfWork, tracker: Tracker) -> bool:
    """Take the yes to what was asked again; whether the message was that."""
    if entity(tracker, "confirm") != "consent" or not work.has_agreed:
        return False
    agree(work)
    dispatch(dispatcher, Line("utter_thanks_for_agreeing"))
    return True
