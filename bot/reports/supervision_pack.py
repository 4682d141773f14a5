"""A paper to take to supervision: of what is kept only what the person chose, under the headings that such a form has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.clock import day_in_words, local_day
from bot.framework import Framework
from bot.reports.plan_items import describe
from bot.reports.profile_card import profile_card
from bot.reports.words import words
from bot.store.models import Answer, ReflectionRow
from bot.store.plan import DROPPED, Plan
from bot.store.unit_of_work import UnitOfWork

# The parts of the picture that can be shown, in the order of the paper.
PROFILE_PARTS = ("strengths", "picture", "growth")


class NotYours(ValueError):
    """Something was chosen that is not there; the text says what."""


@dataclass(frozen=True)
class Chosen:
    """What the person wants on the paper: ids of reflections and plan items, parts of the picture."""

    reflections: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()


def on_offer(framework: Framework, work: UnitOfWork) -> dict[str, Any]:
    """What can be chosen, newest reflections first: ``{"reflections": [...], "profile": [...], "plan": [...]}``."""
    card = profile_card(framework, work)
    has = {"strengths": card["strengths"], "picture": _answered(card), "growth": card["growth"]}
    said = words()["pack"]
    return {
        "reflections": [
            {"id": row.id, "title": _title(framework, row), "day": local_day(row.started_at).isoformat(), "answers": len(answers)}
            for row, answers in reversed(_told(work))
        ],
        "profile": [{"id": part, "title": said[part]} for part in PROFILE_PARTS if has[part]],
        "plan": [
            {"id": item["id"], "title": item["step"], "status": item["status"], "due": item["due"]}
            for item in (describe(framework, work, i) for i in Plan(work).items() if i.status != DROPPED)
        ],
    }


def pack(framework: Framework, work: UnitOfWork, chosen: Chosen) -> dict[str, Any]:
    """The paper as data: ``{"title", "made", "blanks": [...], "sections": [...], "ends": [...]}``. The PDF holds this and nothing else.

    Raises:
        NotYours: an id that was chosen is not one of this person's, or a part of the picture that does not exist.
    """
    said = words()["pack"]
    card = profile_card(framework, work)
    sections = [
        {"kind": "reflections", "title": said["reflections"], "items": _reflections(framework, work, chosen)},
        {"kind": "strengths", "title": said["strengths"], "items": card["strengths"] if "strengths" in chosen.profile else []},
        {"kind": "picture", "title": said["picture"], "items": card["dimensions"] if "picture" in chosen.profile else []},
        {"kind": "growth", "title": said["growth"], "items": card["growth"] if "growth" in chosen.profile else []},
        {"kind": "plan", "title": said["plan"], "items": _plan(framework, work, chosen)},
    ]
    if unknown := set(chosen.profile) - set(PROFILE_PARTS):
        raise NotYours(f"There is no such part of the picture: {', '.join(sorted(unknown))}.")
    return {
        "title": said["title"],
        "made": said["made"].format(day=day_in_words(local_day(work.now))),
        "blanks": [said["name"], said["with"], said["date"]],
        "sections": [section for section in sections if section["items"]],
        "ends": [said["support"], said["agreed"], said["signed"]],
        "words": words(),
    }


def _answered(card: dict[str, Any]) -> bool:
    return any(element["value"] is not None for dimension in card["dimensions"] for element in dimension["elements"])


def _told(work: UnitOfWork) -> list[tuple[ReflectionRow, list[Answer]]]:
    """Reflections with their answers, oldest first; those in which nothing was told are left out."""
    if not work.is_stored:
        return []
    person_id = work.person.id
    query = select(ReflectionRow).where(ReflectionRow.person_id == person_id).order_by(ReflectionRow.started_at)
    answers: dict[str, list[Answer]] = {}
    for answer in work.session.scalars(select(Answer).where(Answer.person_id == person_id).order_by(Answer.at)):
        answers.setdefault(answer.reflection_id, []).append(answer)
    return [(row, answers[row.id]) for row in work.session.scalars(query) if row.id in answers]


def _title(framework: Framework, row: ReflectionRow) -> str:
    element = framework.carried_element(row.element_id or "")
    day = day_in_words(local_day(row.started_at))
    return f"{element.name}, {day}" if element else day


def _reflections(framework: Framework, work: UnitOfWork, chosen: Chosen) -> list[dict[str, Any]]:
    told = {row.id: (row, answers) for row, answers in _told(work)}
    if missing := [id_ for id_ in chosen.reflections if id_ not in told]:
        raise NotYours(f"There is no such reflection: {', '.join(missing)}.")
    found = []
    for id_ in chosen.reflections:
        row, answers = told[id_]
        found.append({"title": _title(framework, row), "answers": [_answer(work, answer) for answer in answers]})
    return found


def _answer(work: UnitOfWork, answer: Answer) -> dict[str, str]:
    said = words()["pack"]
    return {"heading": said["stages"].get(answer.stage, answer.stage), "text": work.words(answer.message_uid) or said["words_gone"]}


def _plan(framework: Framework, work: UnitOfWork, chosen: Chosen) -> list[dict[str, Any]]:
    items = {item.id: item for item in Plan(work).items()}
    if missing := [id_ for id_ in chosen.plan if id_ not in items]:
        raise NotYours(f"There is no such step on the plan: {', '.join(missing)}.")
    return [describe(framework, work, items[id_]) for id_ in chosen.plan]
