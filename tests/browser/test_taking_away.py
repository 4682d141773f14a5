"""What a person takes away from the page: the plan on paper and in a calendar, the paper for supervision."""

from __future__ import annotations

from typing import Any

from tests.browser.chromium import CHROMIUM_HERE, PHONE, Page, to_the_lens
from tests.running_server import Server

pytestmark = CHROMIUM_HERE


def test_the_papers_hold_what_was_chosen(browser: Any, server: Server) -> None:
    page = Page(browser, server, PHONE)
    page.from_menu("For my supervision")
    page.wait_for("There is nothing yet")
    page.page.keyboard.press("Escape")
    to_the_lens(page)
    page.page.locator(".choices button").first.click()
    page.press("Short", "Question 1 of 3")
    page.say("I just filled the silence with more talking", "Question 2 of 3")
    page.say("they are waiting for me to finish", "Question 3 of 3")
    page.say("I will ask one question on monday and then count to ten", "Which of these would you most like to grow?")
    page.page.locator(".choices button").first.click()
    page.press("Half an hour", "You named a step of your own")
    page.press("Keep my own step", "When will you do it?")
    page.press("In a week", "It's on your plan")
    for title, name, begins in (
        ("My plan as a PDF", "my-development-plan.pdf", b"%PDF"),
        ("My plan for my calendar", "my-development-plan.ics", b"BEGIN:VCALENDAR"),
    ):
        with page.page.expect_download() as waiting:
            page.from_menu(title)
        assert waiting.value.suggested_filename == name
        assert waiting.value.path().read_bytes().startswith(begins)
    page.from_menu("For my supervision")
    dialog = page.page.get_by_role("dialog", name="For my supervision")
    dialog.get_by_text("filled the silence").wait_for()
    assert dialog.get_by_text("count to ten").count() >= 1
    assert page.violations() == []
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 360
    dialog.get_by_role("checkbox").first.uncheck()
    dialog.get_by_text("filled the silence").wait_for(state="detached")
    with page.page.expect_download() as waiting:
        dialog.get_by_role("button", name="Download").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")
    page.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    page.page.locator("#menu-button:focus").wait_for()
    assert page.faults == []
    page.context.close()
