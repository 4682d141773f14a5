"""For everybody's eyes: dark, forced colours, less motion, large text, 400 % zoom, from right to left. Nothing cut off, nothing that axe finds."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.browser.chromium import CHROMIUM_HERE, DESKTOP, PHONE, Page, to_the_lens
from tests.running_server import Server

pytestmark = CHROMIUM_HERE
ZOOMED = {"width": 320, "height": 256}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": DESKTOP},
    "dark": {"viewport": PHONE, "color_scheme": "dark"},
    "forced-colours": {"viewport": DESKTOP, "forced_colors": "active"},
    "less-motion": {"viewport": PHONE, "reduced_motion": "reduce"},
    "zoom-400": {"viewport": ZOOMED},
    "text-200": {"viewport": PHONE, "script": "document.documentElement.style.fontSize = '200%'"},
    "right-to-left": {"viewport": PHONE, "script": "document.documentElement.dir = 'rtl'"},
}


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("LQF_TEST_SHOTS"):
        page.page.wait_for_timeout(1000)
        page.page.screenshot(path=f"{folder}/{name}.png")


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_is_cut_off(browser: Any, server: Server, look: str) -> None:
    wishes = dict(LOOKS[look])
    viewport, script = wishes.pop("viewport"), wishes.pop("script", "")
    page = Page(browser, server, viewport, **wishes)
    page.page.evaluate(script)

    def fits(state: str) -> None:
        shot(page, f"{look}-{state}")
        assert page.violations() == [], state
        assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state

    fits("welcome")
    to_the_lens(page)
    page.page.locator(".choices button").first.click()
    page.press("Short", "Question 1 of 3")
    page.say("I just filled the silence with more talking", "Question 2 of 3")
    page.page.get_by_text("See what good can look like").last.click()
    fits("question")
    page.page.get_by_role("button", name="Menu").click()
    fits("menu")
    page.page.keyboard.press("Escape")
    page.say("I think about ending my life", "116 123")
    fits("signpost")
    page.page.locator("#field").scroll_into_view_if_needed()
    box = page.page.locator("#send").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= viewport["width"]
    page.context.close()


def test_less_motion_is_none(browser: Any, server: Server) -> None:
    for wish, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        page = Page(browser, server, DESKTOP, reduced_motion=wish)
        assert page.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour
        page.context.close()


def test_what_is_pressed_is_large_enough(browser: Any, server: Server) -> None:
    page = Page(browser, server, PHONE, touch=True)
    to_the_lens(page)
    page.page.get_by_role("button", name="Menu").click()
    for button in page.page.locator("button:visible, #menu a").all():
        box = button.bounding_box()
        assert box["height"] >= 44 and box["width"] >= 44, button.inner_text()
    page.context.close()
