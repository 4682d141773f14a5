"""The pages of the conversation: on its own, as an app that can be installed, and the launcher for other sites."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

FOLDER = Path(__file__).resolve().parent.parent / "web"
IMPORT = 'import { LAUNCHER } from "./strings.js";\n'
READ = ["GET", "HEAD"]


def router() -> APIRouter:
    """`/`, `/app`, its service worker, and `/widget.js`."""
    pages = APIRouter(include_in_schema=False)

    @pages.api_route("/", methods=READ)
    async def page() -> FileResponse:
        """The chat page."""
        return FileResponse(FOLDER / "index.html", headers={"Cache-Control": "no-cache"})

    @pages.api_route("/app", methods=READ)
    async def app() -> FileResponse:
        """The same page, as an app that can be installed."""
        return FileResponse(FOLDER / "index.html", headers={"Cache-Control": "no-cache"})

    @pages.api_route("/service-worker.js", methods=READ)
    async def worker() -> FileResponse:
        """Here and not under `/web`: a service worker only serves what lies below it."""
        return FileResponse(FOLDER / "service-worker.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    @pages.api_route("/widget.js", methods=READ)
    async def widget() -> Response:
        """The launcher for other sites' pages: code, and nothing about anybody, so any page may load it."""
        anywhere = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "max-age=3600"}
        return Response(launcher(), media_type="text/javascript", headers=anywhere)

    return pages


@lru_cache(maxsize=1)
def launcher() -> str:
    """The launcher in one piece: the strings stand where it imports them. On a slow line each request more is half a second more."""
    code = (FOLDER / "widget.js").read_text()
    strings = (FOLDER / "strings.js").read_text()
    begins = strings.index("export const LAUNCHER")
    words = strings[begins : strings.index("\n};\n", begins)].removeprefix("export ") + "\n};\n"
    if IMPORT not in code:
        raise ValueError("widget.js does not import its strings as expected")
    return code.replace(IMPORT, words)
