"""Choosing activities to offer: for the behaviour's element, at the person's level, in the time they have, of different kinds."""

from __future__ import annotations

from bot.framework import Activity, Framework

OFFERED = 3


def suggest(
    framework: Framework,
    element_id: str,
    level_id: str,
    minutes: int | None,
    leave_out: tuple[str, ...] = (),
) -> tuple[Activity, ...]:
    """Up to three activities that fit, different kinds first; those that take longer than asked for come only when nothing else is left."""
    fitting = [a for a in framework.activities_for(element_id, level_id) if a.id not in leave_out]
    limit = minutes if minutes is not None else max((a.minutes for a in fitting), default=0)
    fitting.sort(key=lambda a: (a.minutes > limit, not a.free, abs(limit - a.minutes)))
    chosen: list[Activity] = []
    for activity in [*_one_of_each_kind(fitting, limit), *fitting]:
        if activity not in chosen and len(chosen) < OFFERED:
            chosen.append(activity)
    return tuple(chosen)


def _one_of_each_kind(activities: list[Activity], limit: int) -> list[Activity]:
    kinds: dict[str, Activity] = {}
    for activity in activities:
        if activity.minutes <= limit:
            kinds.setdefault(activity.kind, activity)
    return list(kinds.values())
