"""Stands before everything else: refuses what is too much, sets the security headers on every answer, and keeps faults to itself."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web import ApiError
from bot.server.fault_log import log_fault
from bot.server.rate_limits import RateLimits
from bot.settings import Settings

MOST_BODY_BYTES = 64 * 1024
MOST_DIGITS = 10
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# A year, of this host alone: others of its domain are not ours to speak for.
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
A_MOMENT = 1


class Guard:
    """ASGI middleware, the outermost of ours: what goes wrong further in is answered here, with all headers and without its text."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Stand before ``app``."""
        self._app = app
        self._limits = RateLimits(settings)
        self._origins = settings.origins
        self._headers = {**HEADERS, **(HTTPS_ONLY if settings.public_url.startswith("https://") else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, headers, begun = Request(scope), self._headers_of(scope["path"]), False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                given = MutableHeaders(scope=message)
                for name, value in headers.items():
                    given.setdefault(name, value)
            await send(message)

        try:
            with self._limits.place(request) as is_free:
                await (self._refusal(request, is_free) or self._app)(scope, receive, send_with_headers)
        except Exception as fault:
            # The route as we wrote it, not the address as it was sent: that may hold anything.
            log_fault(f"{request.method} {getattr(scope.get('route'), 'path', '?')}", fault)
            if not begun:
                answer = ApiError(500, "fault", "Something went wrong on my side. Please try again.").response()
                await answer(scope, receive, send_with_headers)
            # An answer that had begun breaks off: the server closes the connection.

    def _refusal(self, request: Request, is_free: bool) -> JSONResponse | None:
        length = request.headers.get("content-length", "0")
        wait = self._limits.wait(request) or (0 if is_free else A_MOMENT)
        if wait:
            seconds = "a second" if wait == 1 else f"{wait} seconds"
            message = f"That was a lot at once. Please wait {seconds} and try again: nothing is lost."
            return ApiError(429, "too_many", message, wait).response()
        if "transfer-encoding" in request.headers:
            # A body whose length is not told beforehand could go on for ever.
            return ApiError(411, "length_needed", "Please say how long the body is (Content-Length).").response()
        # A few of the digits 0 to 9: int() refuses some that isdigit() lets through, and very many of any.
        if not (length.isascii() and length.isdigit() and len(length) < MOST_DIGITS) or int(length) > MOST_BODY_BYTES:
            return ApiError(413, "too_long", "That is more than I can take in one go.").response()
        return None

    def _headers_of(self, path: str) -> dict[str, str]:
        if path == "/" and self._origins:
            # Only the conversation itself, and only for the sites that the operator named.
            policy, sites = HEADERS["Content-Security-Policy"], " ".join(self._origins)
            policy = policy.replace("frame-ancestors 'none'", f"frame-ancestors 'self' {sites}")
            return {**self._headers, "Content-Security-Policy": policy}
        return {**self._headers, "Cache-Control": "no-store"} if path.startswith("/api/") else self._headers
