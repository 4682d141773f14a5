"""The ASGI app: the doors on one engine, the page, and whether we are alive and ready."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import AsyncIterator

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from bot.channels import web
from bot.channels.broadcast import Broadcast
from bot.channels.telegram_service import TelegramService
from bot.channels.telegram_service import router as telegram_router
from bot.channels.web import ApiError
from bot.server import pages, reading_room
from bot.server.engine import Engine
from bot.server.follow_ups import follow_up
from bot.server.guard import Guard
from bot.server.housekeeping import keep_house

SMALLEST_PACKED = 1000
CODES = {404: "not_found", 405: "not_allowed", 413: "too_long"}


def create_app(engine: Engine) -> FastAPI:
    """The app on a started engine; the engine stops with it."""
    broadcast = Broadcast()
    telegram = TelegramService(engine, broadcast) if engine.settings.telegram_token.get_secret_value() else None

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(keep_house(engine)), asyncio.create_task(follow_up(engine, broadcast))]
        if telegram is not None:
            tasks.append(asyncio.create_task(telegram.run()))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        engine.stop()

    app = FastAPI(
        title="LQF Coach",
        version="0.1.0",
        description="The web API of LQF Coach: a coaching conversation for adult social care.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=life,
    )
    app.include_router(web.router(engine, broadcast))
    if telegram is not None and engine.settings.telegram_calls_us:
        app.include_router(telegram_router(telegram, engine.webhook_secret))
    app.include_router(reading_room.router(engine.framework, engine.settings))
    _answer_errors(app)
    # Event streams are let through as they are.
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_PACKED)
    app.add_middleware(Guard, settings=engine.settings)

    @app.get("/healthz", include_in_schema=False)
    async def alive() -> dict[str, str]:
        """The process answers."""
        return {"status": "alive"}

    @app.get("/readyz", include_in_schema=False)
    async def ready() -> JSONResponse:
        """A turn could be taken: the model is loaded and the database answers."""
        try:
            with engine.database.session() as session:
                session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return JSONResponse({"status": "no database"}, 503)
        return JSONResponse({"status": "ready"})

    app.include_router(pages.router())
    app.mount("/web", StaticFiles(directory=pages.FOLDER), name="web")
    return app


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(ApiError)
    async def api_error(_: Request, error: ApiError) -> JSONResponse:
        return error.response()

    @app.exception_handler(RequestValidationError)
    async def not_as_described(_: Request, error: RequestValidationError) -> JSONResponse:
        where = ", ".join(sorted({".".join(str(part) for part in e["loc"][1:]) or "body" for e in error.errors()}))
        return ApiError(422, "not_understood", f"This request is not as /api/openapi.json describes it: {where}.").response()

    @app.exception_handler(HTTPException)
    async def plain(_: Request, error: HTTPException) -> JSONResponse:
        return ApiError(error.status_code, CODES.get(error.status_code, "refused"), "There is nothing here.").response()
