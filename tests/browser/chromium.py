"""The page in a real Chromium, as tests use it."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from tests.running_server import Server

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, WIDE_PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 390, "height": 844}, {"width": 1280, "height": 800}
CHROMIUM_HERE = [
    pytest.mark.browser,
    pytest.mark.engine,
    pytest.mark.skipif(CHROMIUM is None, reason="CHROMIUM IS NOT INSTALLED: the page was NOT tested in a browser"),
]


class Page:
    """The page with what went wrong on it."""

    def __init__(
        self, browser: Any, server: Server, viewport: dict[str, int], touch: bool = False, path: str = "/", before: str = "", **more: Any
    ) -> None:
        self.context = browser.new_context(viewport=viewport, has_touch=touch, **more)
        if before:
            self.context.add_init_script(before)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda m: self.faults.append(m.text) if "Content Security Policy" in m.text else None)
        self.page.goto(server.url + path)
        self.page.wait_for_selector(".choices button")

    def wait_for(self, text: str) -> None:
        self.page.get_by_text(text).last.wait_for(timeout=10_000)

    def say(self, text: str, expect: str) -> None:
        self.page.fill("#field", text)
        self.page.keyboard.press("Enter")
        self.wait_for(expect)

    def press(self, title: str, expect: str) -> None:
        self.page.get_by_role("button", name=title).last.click()
        self.wait_for(expect)

    def settled(self) -> None:
        """Wait until nothing is being written."""
        self.page.wait_for_selector("#typing", state="hidden")

    def from_menu(self, title: str) -> None:
        self.page.get_by_role("button", name="Menu").click()
        self.page.get_by_role("button", name=title).click()

    def texts(self) -> list[str]:
        return self.page.locator("#transcript .bubble > p:not(.about)").all_text_contents()

    def violations(self) -> list[str]:
        return violations(self.page)


def violations(page: Any) -> list[str]:
    """What axe finds on the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]]


SITUATION = "nobody speaks up in my team meetings and I end up doing all the talking every single time"


def to_the_lens(page: Page) -> None:
    page.press("Yes, that's fine", "What is your job")
    page.say("senior carer", "Tell me what happened")
    page.page.fill("#field", SITUATION)
    page.page.keyboard.press("Enter")
    page.page.get_by_role("button", name="Something else").wait_for()
