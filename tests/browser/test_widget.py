"""The launcher on somebody else's page: a strict content security policy, hostile styles, by keyboard, on a phone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_page import CHROMIUM, DESKTOP, PHONE, RULES, browser  # noqa: F401
from tests.running_server import Server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engine,
    pytest.mark.skipif(CHROMIUM is None, reason="CHROMIUM IS NOT INSTALLED: the widget was NOT tested in a browser"),
]
HOSTILE = "* { position: static !important; font-size: 40px !important; color: yellow !important; display: inline !important; }"


class Site:
    """A provider's site of its own origin, with one page."""

    def __init__(self) -> None:
        self.coach = ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                style = self.path == "/hostile.css"
                body = HOSTILE if style else site.page()
                self.send_response(200)
                self.send_header("Content-Type", "text/css" if style else "text/html; charset=utf-8")
                policy = f"default-src 'none'; script-src {site.coach}; frame-src {site.coach}; style-src 'self'; base-uri 'none'"
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self) -> str:
        return (
            '<!doctype html><html lang="en-GB"><head><title>A provider</title><link rel="stylesheet" href="/hostile.css">'
            f'<script type="module" src="{self.coach}/widget.js" data-name="Talk it through" data-colour="#6b1d5c"></script></head>'
            "<body><main><h1>Courses for care</h1><p>Words of the provider.</p></main></body></html>"
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, encoder: Path) -> Iterator[Site]:
    shown = Site()
    folder = tmp_path_factory.mktemp("widget")
    (folder / "encoder").symlink_to(encoder)
    running = Server(folder, {"LQF_ALLOWED_ORIGINS": shown.url})
    shown.coach = running.url
    yield shown
    running.stop()
    shown.server.shutdown()


def opened(browser: Any, site: Site, viewport: dict[str, int]) -> tuple[Any, list[str]]:  # noqa: F811
    context = browser.new_context(viewport=viewport, has_touch=viewport is PHONE)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.goto(site.url)
    page.get_by_role("button", name="Talk it through").wait_for()
    return page, faults


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_one_line_gives_a_conversation_on_a_hostile_page(browser: Any, site: Site, viewport: dict[str, int]) -> None:  # noqa: F811
    page, faults = opened(browser, site, viewport)
    launcher = page.get_by_role("button", name="Talk it through")
    box = launcher.bounding_box()
    assert box["height"] >= 44 and box["x"] + box["width"] <= viewport["width"] and box["y"] + box["height"] <= viewport["height"]
    assert page.locator("iframe").count() == 0
    launcher.click()
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Yes, that's fine").click()
    frame.get_by_text("What do you do").or_(frame.get_by_text("your job")).or_(frame.get_by_text("your role")).first.wait_for(
        timeout=10_000
    )
    frame.locator("#field").fill("senior carer")
    frame.locator("#field").press("Enter")
    frame.get_by_text("senior carer").first.wait_for()
    frame.locator("#field").press("Escape")
    page.locator("iframe").wait_for(state="hidden")
    assert launcher.is_visible() and page.evaluate("document.activeElement.tagName") == "LQF-COACH"
    launcher.click()
    assert frame.get_by_text("senior carer").first.is_visible()
    assert faults == []
    page.context.close()


def test_by_keyboard_and_without_violations(browser: Any, site: Site) -> None:  # noqa: F811
    from axe_playwright_python.sync_playwright import Axe

    page, _ = opened(browser, site, DESKTOP)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.frame_locator("iframe").locator("#field").wait_for()
    page.get_by_role("dialog", name="Talk it through").wait_for()
    page.get_by_role("button", name="Close the coach").click()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == "Talk it through"
    page.evaluate("document.querySelector('link[rel=stylesheet]').remove()")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert [v["id"] for v in found.response["violations"]] == []
    page.context.close()


def test_a_site_that_was_not_named_shows_nothing_of_the_conversation(browser: Any, site: Site) -> None:  # noqa: F811
    other = Site()
    other.coach = site.coach
    page, faults = opened(browser, other, DESKTOP)
    page.get_by_role("button", name="Talk it through").click()
    page.wait_for_timeout(1000)
    assert page.frame_locator("iframe").locator("#field").count() == 0
    assert any("frame" in fault for fault in faults)
    page.context.close()
    other.server.shutdown()
