"""A plan's items as people read them: in chat, on the page, in an export."""

from __future__ import annotations

from typing import Any

from bot.clock import day_in_words, local_day
from bot.framework import Framework
from bot.store.models import PlanItem, PlanNote
from bot.store.plan import Plan
from bot.store.unit_of_work import UnitOfWork

# Where the words of a step of one's own were deleted with age.
WORDS_GONE = "A step of your own"


def describe(framework: Framework, work: UnitOfWork, item: PlanItem) -> dict[str, Any]:
    """One item: what to do, which behaviour it grows, by when, how it stands.

    A behaviour or activity that this edition no longer has is left out; the person's own words stay.
    """
    activity = framework.activities.get(item.activity_id or "")
    behaviour = framework.carried_behaviour(item.behaviour_id or "")
    own_step = work.words(item.own_step_uid)
    return {
        "id": item.id,
        "step": activity.title if activity else own_step or WORDS_GONE,
        "own_step": own_step or None,
        "activity": activity.id if activity else None,
        "what": activity.what if activity else None,
        "steps": list(activity.steps) if activity else [],
        "evidence": activity.evidence if activity else None,
        "behaviour": behaviour.id if behaviour else None,
        "behaviour_text": behaviour.text if behaviour else None,
        "element": behaviour.element_id if behaviour else None,
        "due": item.due.isoformat() if item.due else None,
        "due_in_words": day_in_words(item.due) if item.due else None,
        "status": item.status,
        "created_at": item.created_at.isoformat(),
        "done_at": item.done_at.isoformat() if item.done_at else None,
        "notes": [_note(work, note) for note in Plan(work).notes() if note.item_id == item.id],
    }


def _note(work: UnitOfWork, note: PlanNote) -> dict[str, Any]:
    """One thing that happened to an item: how it goes in the person's words, a change, its end."""
    day = local_day(note.at)
    return {
        "kind": note.kind,
        "text": work.words(note.message_uid) or None,
        "due": note.due.isoformat() if note.due else None,
        "day": day.isoformat(),
        "day_in_words": day_in_words(day),
    }


def plan_card(framework: Framework, work: UnitOfWork, items: list[PlanItem]) -> dict[str, Any]:
    """The card ``plan``."""
    return {"kind": "plan", "items": [describe(framework, work, item) for item in items]}
