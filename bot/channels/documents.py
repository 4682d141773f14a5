"""What the person takes away from the web door: the picture, the plan as PDF and calendar file, the supervision pack. Nothing is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field, StrictStr

from bot.framework import Framework
from bot.reports.papers import pack_paper, plan_paper
from bot.reports.plan_calendar import plan_calendar
from bot.reports.plan_items import describe
from bot.reports.profile_card import profile_card
from bot.reports.profile_chart import profile_chart
from bot.reports.supervision_pack import Chosen, NotYours, on_offer, pack
from bot.reports.words import words
from bot.store.plan import Plan
from bot.store.unit_of_work import UnitOfWork

MOST_CHOSEN = 40


class ChosenParts(BaseModel):
    """What goes onto the supervision pack."""

    reflections: list[StrictStr] = Field(default_factory=list, max_items=MOST_CHOSEN, description="Ids from GET /api/pack.")
    profile: list[StrictStr] = Field(default_factory=list, max_items=MOST_CHOSEN, description="Of: strengths, picture, growth.")
    plan: list[StrictStr] = Field(default_factory=list, max_items=MOST_CHOSEN, description="Ids from GET /api/pack.")


Looking = Callable[[str], AbstractContextManager[UnitOfWork]]


def router(framework: Framework, sender: Callable[..., Any], looking: Looking) -> APIRouter:
    """The calls.

    Args:
        framework: The framework that is spoken of.
        sender: The dependency that says who is calling.
        looking: A unit of work of theirs to read from.
    """
    api = APIRouter()

    @api.get("/profile")
    async def profile(who: str = Depends(sender)) -> dict[str, Any]:
        """Where the person stands, as they see it: the card `profile`."""
        with looking(who) as work:
            return profile_card(framework, work)

    @api.get("/profile.svg")
    async def chart(who: str = Depends(sender)) -> Response:
        """The same as a picture, with all of it in words in its description."""
        with looking(who) as work:
            picture = profile_chart(profile_card(framework, work))
        return Response(picture, media_type="image/svg+xml")

    @api.get("/plan.pdf")
    async def plan_as_paper(who: str = Depends(sender)) -> Response:
        """The plan as an accessible PDF."""
        with looking(who) as work:
            paper = await asyncio.to_thread(plan_paper, framework, work)
        return _file(paper, "application/pdf", "my-development-plan.pdf")

    @api.get("/plan.ics")
    async def plan_for_calendars(who: str = Depends(sender)) -> Response:
        """The plan's open steps with a date as a calendar file."""
        with looking(who) as work:
            items = [describe(framework, work, item) for item in Plan(work).items()]
            content = plan_calendar(items, words()["plan"]["title"], work.now)
        return _file(content, "text/calendar; charset=utf-8", "my-development-plan.ics")

    @api.get("/pack")
    async def pack_offered(who: str = Depends(sender)) -> dict[str, Any]:
        """What can go onto the supervision pack: reflections, parts of the picture, steps of the plan."""
        with looking(who) as work:
            return on_offer(framework, work)

    @api.post("/pack")
    async def pack_shown(chosen: ChosenParts, who: str = Depends(sender)) -> Response:
        """The supervision pack as data, to read before it is downloaded: exactly what the PDF holds."""
        return await _packed(chosen, who, as_paper=False)

    @api.post("/pack.pdf")
    async def pack_as_paper(chosen: ChosenParts, who: str = Depends(sender)) -> Response:
        """The supervision pack as an accessible PDF."""
        return await _packed(chosen, who, as_paper=True)

    async def _packed(chosen: ChosenParts, who: str, as_paper: bool) -> Response:
        wanted = Chosen(tuple(dict.fromkeys(chosen.reflections)), tuple(chosen.profile), tuple(dict.fromkeys(chosen.plan)))
        try:
            with looking(who) as work:
                data = pack(framework, work, wanted)
        except NotYours as fault:
            return JSONResponse({"error": {"code": "not_yours", "message": str(fault)}}, 422)
        if as_paper:
            return _file(await asyncio.to_thread(pack_paper, data), "application/pdf", "for-my-supervision.pdf")
        return JSONResponse({name: value for name, value in data.items() if name != "words"})

    return api


def _file(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
