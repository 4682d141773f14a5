"""The plan and the supervision pack as PDF: tagged (PDF/UA-1), one or two A4 pages, readable in black and white; set by Typst."""

from __future__ import annotations

import json
from typing import Any

import typst

from bot.clock import day_in_words, local_day
from bot.framework import Framework
from bot.reports.framework_pages import TEMPLATES
from bot.reports.plan_items import describe
from bot.reports.words import words
from bot.store.plan import DROPPED, Plan
from bot.store.unit_of_work import UnitOfWork


def plan_paper(framework: Framework, work: UnitOfWork) -> bytes:
    """The development plan.

    Raises:
        typst.TypstError: the template or the data do not fit each other.
    """
    said = words()
    items = [describe(framework, work, item) for item in Plan(work).items() if item.status != DROPPED]
    data = {
        "title": said["plan"]["title"],
        "made": said["plan"]["made"].format(day=day_in_words(local_day(work.now))),
        "items": sorted(items, key=lambda item: (item["status"] != "open", item["due"] or "9999")),
        "words": said,
    }
    return _set("plan.typ", data)


def pack_paper(data: dict[str, Any]) -> bytes:
    """The supervision pack, from what ``supervision_pack.pack`` gives.

    Raises:
        typst.TypstError: the template or the data do not fit each other.
    """
    return _set("pack.typ", data)


def _set(template: str, data: dict[str, Any]) -> bytes:
    pdf: bytes = typst.compile(str(TEMPLATES / template), sys_inputs={"data": json.dumps(data)}, pdf_standards=["ua-1"])
    return pdf
