"""A training provider's site: another origin, a strict content security policy, hostile styles."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOSTILE = "* { position: static !important; font-size: 40px !important; color: yellow !important; display: inline !important; }"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5" fill="#fc0"/></svg>'
THEME = "lqf-coach { --lqf-colour: #ffd60a; --lqf-corner: 0; }"
FILES = {"/hostile.css": ("text/css", HOSTILE), "/theme.css": ("text/css", THEME), "/logo.svg": ("image/svg+xml", LOGO)}


class Site:
    """A provider's site of its own origin, with one page."""

    def __init__(self) -> None:
        self.coach = ""
        self.line = 'data-name="Talk it through" data-colour="#6b1d5c"'
        self.head, self.body = '<link rel="stylesheet" href="/hostile.css">', ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, body = FILES.get(self.path) or ("text/html; charset=utf-8", site.page())
                self.send_response(200)
                self.send_header("Content-Type", kind)
                policy = f"default-src 'none'; script-src {site.coach}; frame-src {site.coach}; style-src 'self'; img-src 'self'; base-uri 'none'"
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self) -> str:
        script = f'<script type="module" src="{self.coach}/widget.js" {self.line}></script>'
        return (
            f'<!doctype html><html lang="en-GB"><head><meta name="viewport" content="width=device-width"><title>A provider</title>{self.head}{script}</head>'
            f"<body><main><h1>Courses for care</h1><p>Words of the provider.</p>{self.body}</main></body></html>"
        )
