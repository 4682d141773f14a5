"""The signpost and what follows it: a disclosure stops the coaching, and is not forgotten by a tap."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import dispatch, framework, heard, settings, unit_of_work
from bot.coaching.lines import Line
from bot.coaching.signposting import SELF_HARM, Signpost, first_words, take_reply
from bot.store.unit_of_work import UnitOfWork

Events = list[dict[str, Any]]
FORM = "reflection_form"
# The slot "signpost" while the person has not said that they want to go on.
OPEN = "open"
# What a card shows of a contact, as the framework's data calls it.
SHOWN = ("name", "phone", "text", "web", "how", "hours", "for_what", "nation")
# "Let's go on" in words, not by a button.
A_SHORT_REPLY = 8


class ActionSignpost(Action):
    """Says plainly where help is, or asks one gentle question; the reflection waits until the person says to go on."""

    def name(self) -> str:
        """The name by which the safety policy calls it."""
        return "action_signpost"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Show the signpost of the kind that the safety net saw."""
        seen = tracker.latest_message.get("safety") or {}
        with unit_of_work(tracker) as work:
            signpost = Signpost(seen["kind"], seen["tier"], tuple(tracker.latest_message.get("circumstances") or ()))
            work.signpost = signpost.to_json()
            _show(dispatcher, first_words(signpost, work.person.level_id), signpost)
        return [SlotSet("answer", None), SlotSet("signpost", OPEN)]


class ActionAfterSignpost(Action):
    """Stays with what was told: hears what became of it, and goes on only when the person says so."""

    def name(self) -> str:
        """The name by which the safety policy calls it."""
        return "action_after_signpost"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Answer the message that follows a signpost."""
        message = heard(tracker)
        with unit_of_work(tracker) as work:
            signpost = last_signpost(work)
            if signpost is None:
                return [SlotSet("signpost", None), FollowupAction(FORM)]
            replies = frozenset(tracker.latest_message.get("replies") or ())
            # In words only what says so: a "yes" may be an answer to the worst of questions. An empty text is a button of another place.
            says_so = "wants_to_go_on" in replies and message.words <= A_SHORT_REPLY
            goes_on = message.choice == "go_on" or not message.text or says_so
            reply = take_reply(signpost, replies, message.words, goes_on, work.person.level_id)
            work.signpost = reply.signpost.to_json()
            if reply.shows_contacts:
                _show(dispatcher, reply.line, reply.signpost)
            else:
                dispatch(dispatcher, reply.line)
        if reply.goes_on:
            return [SlotSet("answer", None), SlotSet("signpost", None), FollowupAction(FORM)]
        return [SlotSet("answer", None)]


def last_signpost(work: UnitOfWork) -> Signpost | None:
    """The last signpost that was shown, if it is not forgotten."""
    kept = work.signpost
    return Signpost.from_json(kept) if kept else None


def say_before_leaving(dispatcher: CollectingDispatcher, work: UnitOfWork, response: str) -> None:
    """Name once more what was told and not passed on, in ``response`` or its words for a life at risk."""
    signpost = last_signpost(work)
    if signpost is None or signpost.passed_on:
        return
    if signpost.kind == SELF_HARM:
        dispatch(dispatcher, Line(f"{response}_self_harm"))
    else:
        dispatch(dispatcher, Line(response, first_words(signpost, work.person.level_id).values))


def _show(dispatcher: CollectingDispatcher, line: Line, signpost: Signpost) -> None:
    card = {"kind": "signpost", "safety": signpost.kind, "tier": signpost.tier, "contacts": contacts(signpost)}
    dispatch(dispatcher, Line(line.response, line.values, (), card))


def contacts(signpost: Signpost) -> list[dict[str, Any]]:
    """The contacts for a kind and what was heard beside it, the provider's own first."""
    own = settings().safeguarding
    found: list[dict[str, Any]] = []
    if own and signpost.kind != "medical_emergency":
        found.append({**dict.fromkeys(SHOWN), "name": own, "for_what": "", "checked": None, "source": None})
    fitting = [
        c for c in framework().contacts.values() if signpost.kind in c.kinds and (not c.when or set(c.when) & set(signpost.circumstances))
    ]
    # What was heard decides who comes first; ringing 999 stays above all.
    fitting.sort(key=lambda c: 0 if c.id == "emergency_services" else 1 if c.when else 2)
    for c in fitting:
        shown = {**{name: getattr(c, name) for name in SHOWN}, "checked": c.checked.isoformat(), "source": c.source.name}
        if c.id == "council_adult_safeguarding" and settings().council_safeguarding:
            shown |= {"phone": settings().council_safeguarding, "how": None, "nation": None, "checked": None, "source": None}
        found.append(shown)
    return found
