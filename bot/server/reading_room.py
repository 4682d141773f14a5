"""The framework to read in public: its pages and its booklet as PDF."""

from __future__ import annotations

import asyncio
from functools import lru_cache

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from bot.framework import Framework, UnknownId
from bot.reports.booklet import booklet
from bot.reports.framework_pages import FrameworkPages, Provider, booklet_data
from bot.settings import Settings

CACHE = {"Cache-Control": "public, max-age=300"}


def router(framework: Framework, settings: Settings) -> APIRouter:
    """The pages; each is made once, when it is first asked for."""
    provider = Provider(settings.provider_name, settings.contact, settings.printed_copies, settings.address)
    pages = FrameworkPages(framework, provider)
    room = APIRouter(include_in_schema=False)

    @lru_cache(maxsize=1)
    def whole() -> str:
        return pages.whole()

    @lru_cache(maxsize=len(framework.elements))
    def one(element_id: str) -> str:
        return pages.element(element_id)

    @lru_cache(maxsize=1)
    def pdf() -> bytes:
        return booklet(booklet_data(framework, provider))

    @room.get("/framework")
    async def framework_page() -> Response:
        """All of it on one page."""
        return HTMLResponse(whole(), headers=CACHE)

    @room.get("/framework.pdf")
    async def framework_booklet() -> Response:
        """The booklet."""
        content = await asyncio.to_thread(pdf)
        named = {**CACHE, "Content-Disposition": 'inline; filename="leadership-qualities-framework.pdf"'}
        return Response(content, media_type="application/pdf", headers=named)

    @room.get("/framework/{dimension}/{element}")
    async def element_page(dimension: str, element: str) -> Response:
        """One element."""
        try:
            return HTMLResponse(one(f"{dimension}.{element}"), headers=CACHE)
        except UnknownId:
            return HTMLResponse(whole(), 404)

    return room
