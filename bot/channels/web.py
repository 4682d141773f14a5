"""The web door: a JSON API on signed tokens. One token lets one person in; nothing else names a sender."""

from __future__ import annotations

import asyncio
import json
from contextlib import AbstractContextManager, suppress
from typing import Any, AsyncIterator, Callable, Optional, TypeVar

from fastapi import APIRouter, Depends, Header
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field, StrictStr
from sqlalchemy.exc import SQLAlchemyError

from bot.channels import documents
from bot.channels.broadcast import Broadcast, TooManyStreams
from bot.channels.coach import Coach, FromDoor, TurnBroken, TurnFailed
from bot.channels.telegram_words import words
from bot.privacy.tokens import TokenRefused, bearer
from bot.reports.export import export
from bot.reports.export_page import export_page
from bot.reports.plan_items import describe
from bot.store.links import LIFE, code_in
from bot.store.models import Message
from bot.store.plan import Plan
from bot.store.unit_of_work import PERSON, Said, UnitOfWork

CHANNEL = "web"
Result = TypeVar("Result")
KEEP_ALIVE_SECONDS = 20.0
CLIENT_ID = r"^[A-Za-z0-9-]{8,64}$"


class ApiError(Exception):
    """An answer that is not 2xx."""

    def __init__(self, status: int, code: str, message: str, wait: int = 0) -> None:
        """Take the HTTP status, a stable code, a sentence for people, and the seconds after which to try again, if any."""
        super().__init__(message)
        self.status, self.code, self.message, self.wait = status, code, message, wait

    def response(self) -> JSONResponse:
        """``{"error": {"code", "message"}}``."""
        headers = {"Retry-After": str(self.wait)} if self.wait else None
        return JSONResponse({"error": {"code": self.code, "message": self.message}}, self.status, headers)


class Sent(BaseModel):
    """A message as a page sends it."""

    id: StrictStr = Field(..., regex=CLIENT_ID, description="A UUID of the client's: the same again is the same message.")
    text: StrictStr = Field(..., description="What the person wrote, or the payload of a button.")


def router(coach: Coach, broadcast: Broadcast) -> APIRouter:
    """The calls of the web API."""
    api = APIRouter(prefix="/api")

    async def sender(authorization: Optional[str] = Header(None)) -> str:
        """Who is calling, by the bearer token."""
        try:
            return coach.tokens.check(bearer(authorization or ""), coach.clock())
        except (TokenRefused, ValueError):
            raise ApiError(401, "not_let_in", "This page is no longer signed in. Start again to go on.") from None

    @api.post("/sessions", status_code=201)
    async def begin(authorization: Optional[str] = Header(None)) -> dict[str, Any]:
        """A new person: a token, and the welcome. Somebody whose data the operator erased stays who they are, and is told so first."""
        known = None
        if authorization is not None:
            with suppress(ApiError):
                known = await sender(authorization)
        if known is not None and not _in_database(lambda: coach.turns.has_note(CHANNEL, str(known))):
            known = None
        token = coach.tokens.issue(coach.clock(), coach.settings.token_life, known)
        said = await _turn(coach.turns.greet(CHANNEL, token.sender))
        return {"token": token.text, "expires_at": token.expires_at.isoformat(), "messages": said}

    @api.post("/messages")
    async def send(sent: Sent, who: str = Depends(sender)) -> dict[str, Any]:
        """A message: answered once, however often it is sent."""
        most = coach.settings.message_characters
        if len(sent.text) > most:
            raise ApiError(413, "too_long", f"That is longer than I can read in one go. Please send at most {most} characters at a time.")
        code = code_in(sent.text)
        if code is not None and _in_database(lambda: coach.turns.link(CHANNEL, who, code)):
            linked = FromDoor(words()["sent"]["code"], sent.id, answer=words()["link"]["linked"])
            return {"messages": await _turn(coach.turns.receive(CHANNEL, who, linked))}
        said = await _turn(coach.turns.take(CHANNEL, who, sent.text, sent.id))
        broadcast.tell(_in_database(lambda: coach.turns.person_id(CHANNEL, who)), [{"request": sent.id}])
        return {"messages": said}

    @api.get("/messages")
    async def conversation(who: str = Depends(sender)) -> dict[str, Any]:
        """The conversation so far, to restore a page."""
        with _looking(coach, who) as work:
            return {"messages": _so_far(work)}

    @api.get("/events")
    async def events(who: str = Depends(sender), last_event_id: Optional[str] = Header(None)) -> Response:
        """Server-sent events: each message of either side, with its id; after ``Last-Event-ID`` those that were missed."""
        person_id = _in_database(lambda: coach.turns.person_id(CHANNEL, who))

        async def stream() -> AsyncIterator[str]:
            with broadcast.listen(person_id) as news:
                seen = last_event_id
                if seen is None:
                    with _looking(coach, who) as work:
                        seen = next((m["id"] for m in reversed(_so_far(work))), "")
                yield "retry: 2000\n: listening\n\n"
                while True:
                    with _looking(coach, who) as work:
                        missed = _after(_so_far(work), seen)
                    for message in missed:
                        seen = message["id"]
                        yield f"id: {seen}\nevent: message\ndata: {json.dumps(message)}\n\n"
                    try:
                        await asyncio.wait_for(news.get(), KEEP_ALIVE_SECONDS)
                    except asyncio.TimeoutError:
                        yield ": still here\n\n"

        try:
            with broadcast.listen(person_id):
                pass
        except TooManyStreams:
            message = "The coach is open on too many pages at once. Close one of them."
            raise ApiError(429, "too_many_pages", message, int(KEEP_ALIVE_SECONDS)) from None
        return StreamingResponse(stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})

    @api.get("/plan")
    async def plan(who: str = Depends(sender)) -> dict[str, Any]:
        """The person's development plan."""
        with _looking(coach, who) as work:
            return {"items": [describe(coach.framework, work, item) for item in Plan(work).items()]}

    @api.get("/export")
    async def everything(who: str = Depends(sender)) -> JSONResponse:
        """All that is held on the person."""
        with _looking(coach, who) as work:
            held = export(work)
        return JSONResponse(held, headers={"Content-Disposition": 'attachment; filename="lqf-coach.json"'})

    @api.get("/export.html")
    async def everything_to_read(who: str = Depends(sender)) -> Response:
        """All that is held on the person, as one page to read."""
        with _looking(coach, who) as work:
            page = export_page(export(work))
        return Response(page, media_type="text/html", headers={"Content-Disposition": 'attachment; filename="lqf-coach.html"'})

    @api.delete("/me", status_code=204)
    async def erase(who: str = Depends(sender)) -> Response:
        """Erase all that is held on the person."""
        try:
            await coach.turns.erase(CHANNEL, who)
        except TurnFailed:
            raise _try_again() from None
        return Response(status_code=204)

    @api.get("/link")
    async def can_link(who: str = Depends(sender)) -> dict[str, bool]:
        """Whether there is a Telegram bot to link this conversation with."""
        return {"telegram": bool(coach.settings.telegram_token.get_secret_value())}

    @api.post("/link", status_code=201)
    async def link_code(who: str = Depends(sender)) -> dict[str, Any]:
        """A code that links a Telegram chat to this conversation: sent to the bot, it works once, for a quarter of an hour."""
        code = _in_database(lambda: coach.turns.link_code(CHANNEL, who))
        if code is None:
            raise ApiError(409, "nothing_to_link", words()["link"]["no_code"])
        return {"code": code, "expires_at": (coach.clock() + LIFE).isoformat()}

    @api.delete("/link", status_code=204)
    async def unlink(who: str = Depends(sender)) -> Response:
        """Take this conversation and the Telegram chat apart."""
        _in_database(lambda: coach.turns.unlink(CHANNEL, who))
        return Response(status_code=204)

    @api.get("/framework")
    async def framework() -> JSONResponse:
        """The framework: edition, levels, dimensions with elements and behaviours, activities."""
        return JSONResponse(coach.framework.as_dict())

    api.include_router(documents.router(coach.framework, sender, lambda who: _looking(coach, who)))
    return api


def _in_database(call: Callable[[], Result]) -> Result:
    try:
        return call()
    except SQLAlchemyError:
        raise _try_again() from None


async def _turn(turn: Any) -> list[dict[str, Any]]:
    try:
        said: list[Said] = await turn
    except TurnBroken:
        raise ApiError(500, "went_wrong", words()["went_wrong"]) from None
    except TurnFailed:
        raise _try_again() from None
    return [{"id": message.id, **message.as_dict()} for message in said]


def _try_again() -> ApiError:
    return ApiError(503, "try_again", "Something went wrong on my side. Nothing is lost: please send it again.")


class _looking(AbstractContextManager[UnitOfWork]):
    """A unit of work to read from, closed afterwards."""

    def __init__(self, coach: Coach, who: str) -> None:
        try:
            self._work = coach.turns.look(CHANNEL, who)
        except SQLAlchemyError:
            raise _try_again() from None

    def __enter__(self) -> UnitOfWork:
        return self._work

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._work.session.close()
        if kind is not None and issubclass(kind, SQLAlchemyError):
            raise _try_again() from None


def _so_far(work: UnitOfWork) -> list[dict[str, Any]]:
    """The conversation as a page shows it; buttons only where they may still be pressed."""
    offers = work.offers
    return [_shown(work, message, offers) for message in work.history()]


def _shown(work: UnitOfWork, message: Message, offers: dict[str, Any]) -> dict[str, Any]:
    said = work.read(message).as_dict()
    said["buttons"] = [b for b in said["buttons"] if b["payload"] in offers]
    sender = "person" if message.sender == PERSON else "coach"
    return {"from": sender, "id": message.uid, "at": message.at.isoformat(), "request": message.request_id, **said}


def _after(messages: list[dict[str, Any]], seen: str | None) -> list[dict[str, Any]]:
    position = next((i for i, m in enumerate(messages) if m["id"] == seen), None)
    return messages if position is None else messages[position + 1 :]
