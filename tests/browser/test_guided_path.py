"""Where do I stand, on the page: rating by keyboard, the picture as text, and no barrier that axe can find."""

from __future__ import annotations

import os
from typing import Any

from tests.browser.chromium import CHROMIUM_HERE, PHONE, violations
from tests.running_server import Server

pytestmark = CHROMIUM_HERE


def test_ratings_by_keyboard_and_the_picture_on_a_phone(server: Server, browser: Any) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(server.url)

    def answer(title: str) -> None:
        button = page.get_by_role("button", name=title, exact=True).last
        button.wait_for()
        before = page.locator("li.message").count()
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("n => document.querySelectorAll('li.message').length > n + 1", arg=before)

    def write(text: str) -> None:
        before = page.locator("li.message").count()
        page.get_by_role("textbox").fill(text)
        page.keyboard.press("Enter")
        page.wait_for_function("n => document.querySelectorAll('li.message').length > n + 1", arg=before)

    answer("Yes, that's fine")
    write("registered manager")
    write("self assessment please")
    answer("Area by area")
    answer("Working with others")
    for value in ("Usually", "Usually"):
        answer(value)
    answer("Leave this one out")
    answer("Not yet")
    page.get_by_text("Building and maintaining relationships, 4 of 8").wait_for()
    write("show my picture so far")
    page.get_by_text("Developing networks:").last.wait_for()
    picture = page.get_by_role("table", name="Where you stand, as you see it")
    assert picture.get_by_role("row").count() == 7 and picture.get_by_role("cell").count() == 28
    standing = picture.get_by_role("row", name="Working with others").get_by_role("cell").first
    assert " ".join(standing.inner_text().split()) == "Developing networks : Usually"
    assert standing.locator(".dots .on").count() == 2 and standing.locator(".dots i").count() == 4
    if folder := os.environ.get("LQF_TEST_SHOTS"):
        page.screenshot(path=f"{folder}/profile.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
