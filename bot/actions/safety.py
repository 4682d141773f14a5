"""The signpost and what follows it: a disclosure stops the coaching, and is not forgotten by a tap."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.turn import dispatch, framework, heard, settings, unit_of_work
from bot.coaching.after_signpost import Standing, named_again, take_in, take_reply
from bot.coaching.lines import Line
from bot.coaching.signposting import CHECK, KIND_OF, MEDICAL, Signpost, first_words, subject
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
        """Show the signpost of the kind that the safety net saw; a worry that belongs to one that stands is an answer to it."""
        seen = tracker.latest_message.get("safety") or {}
        signpost = Signpost(seen["kind"], seen["tier"], tuple(sorted(_circumstances(tracker))))
        with unit_of_work(tracker) as work:
            standing = last_signposts(work)
            stands = tracker.get_slot("signpost") == OPEN and standing is not None
            if standing is not None and stands and signpost.tier == CHECK and standing.asks_already(signpost):
                _answer(dispatcher, tracker, work, standing, goes_on=False)
            else:
                standing = take_in(standing, signpost)
                work.signpost = standing.to_json()
                _show(dispatcher, first_words(standing.latest, work.person.level_id), standing.latest)
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
            standing = last_signposts(work)
            if standing is None:
                return [SlotSet("signpost", None), FollowupAction(FORM)]
            # In words only what says so: a "yes" may be an answer to the worst of questions. An empty text is a button of another place.
            says_so = "wants_to_go_on" in _replies(tracker) and message.words <= A_SHORT_REPLY
            goes_on = message.choice == "go_on" or not message.text or says_so
            _answer(dispatcher, tracker, work, standing, goes_on)
        if goes_on:
            return [SlotSet("answer", None), SlotSet("signpost", None), FollowupAction(FORM)]
        return [SlotSet("answer", None)]


def last_signposts(work: UnitOfWork) -> Standing | None:
    """The signposts that were shown and are not forgotten."""
    kept = work.signpost
    return Standing.from_json(kept) if kept else None


def name_again(dispatcher: CollectingDispatcher, work: UnitOfWork, response: str) -> bool:
    """Name once more what was told and is not being dealt with, in the words of ``response`` for it; whether there is such a thing."""
    standing = last_signposts(work)
    lines = named_again(standing, response, work.person.level_id) if standing else ()
    for line in lines:
        dispatch(dispatcher, line)
    return bool(lines)


def _answer(dispatcher: CollectingDispatcher, tracker: Tracker, work: UnitOfWork, standing: Standing, goes_on: bool) -> None:
    reply = take_reply(standing, _replies(tracker), _circumstances(tracker), heard(tracker).words, goes_on, work.person.level_id)
    work.signpost = reply.standing.to_json()
    for line in reply.lines:
        if reply.shows_contacts:
            _show(dispatcher, line, reply.standing.latest)
        else:
            dispatch(dispatcher, line)


def _replies(tracker: Tracker) -> frozenset[str]:
    return frozenset(tracker.latest_message.get("replies") or ())


def _circumstances(tracker: Tracker) -> frozenset[str]:
    return frozenset(tracker.latest_message.get("circumstances") or ())


def _show(dispatcher: CollectingDispatcher, line: Line, signpost: Signpost) -> None:
    kind = KIND_OF[subject(signpost)]
    card = {"kind": "signpost", "safety": kind, "tier": signpost.tier, "contacts": contacts(kind, frozenset(signpost.circumstances))}
    dispatch(dispatcher, Line(line.response, line.values, (), card))


def contacts(kind: str, circumstances: frozenset[str]) -> list[dict[str, Any]]:
    """The contacts for a kind and what was heard beside it, the provider's own first."""
    own = settings().safeguarding
    found: list[dict[str, Any]] = []
    if own and kind != MEDICAL:
        found.append({**dict.fromkeys(SHOWN), "name": own, "for_what": "", "checked": None, "source": None})
    fitting = [c for c in framework().contacts.values() if kind in c.kinds and (not c.when or set(c.when) & circumstances)]
    # What was heard decides who comes first; ringing 999 stays above all.
    fitting.sort(key=lambda c: 0 if c.id == "emergency_services" else 1 if c.when else 2)
    for c in fitting:
        shown = {**{name: getattr(c, name) for name in SHOWN}, "checked": c.checked.isoformat(), "source": c.source.name}
        if c.id == "council_adult_safeguarding" and settings().council_safeguarding:
            shown |= {"phone": settings().council_safeguarding, "how": None, "nation": None, "checked": None, "source": None}
        found.append(shown)
    return found
