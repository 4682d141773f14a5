"""The page in a real Chromium: by touch on a phone and by keyboard alone, through a reload and a lost connection, and for everyone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.chromium import CHROMIUM_HERE, DESKTOP, PHONE, SITUATION, WIDE_PHONE, Page, to_the_lens
from tests.running_server import Server

pytestmark = CHROMIUM_HERE


@pytest.mark.parametrize("viewport", [PHONE, WIDE_PHONE], ids=["360", "390"])
def test_a_whole_reflection_on_a_phone(browser: Any, server: Server, viewport: dict[str, int]) -> None:
    page = Page(browser, server, viewport, touch=True)
    assert page.violations() == []
    to_the_lens(page)
    page.page.locator(".choices button").first.tap()
    page.press("Short", "Question 1 of 3")
    assert page.violations() == []
    page.say("I just filled the silence with more talking", "Question 2 of 3")
    page.say("they are waiting for me to finish", "Question 3 of 3")
    page.say("I will ask one question on monday and then count to ten", "Which of these would you most like to grow?")
    assert page.violations() == []
    page.page.locator(".choices button").first.tap()
    page.press("Half an hour", "You named a step of your own")
    assert page.violations() == []
    page.press("Keep my own step", "When will you do it?")
    page.press("In a week", "It's on your plan")
    assert page.violations() == []
    page.say("I think about ending my life", "116 123")
    assert page.page.locator('.signpost a[href="tel:116123"]').count() == 1
    assert "For the whole UK; checked 23 November 2026; source: " in page.page.locator(".signpost li").first.inner_text()
    assert "Northern Ireland" in page.page.locator(".signpost .card").inner_text()
    # The first words are in sight, not the end of the list of contacts.
    for _ in range(50):
        if 0 <= page.page.locator(".signpost").last.bounding_box()["y"] < 200:
            break
        page.page.wait_for_timeout(100)
    else:
        raise AssertionError("the signpost's first words are out of sight")
    assert page.violations() == []
    assert page.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.faults == []
    page.context.close()


def test_a_website_of_a_contact_is_a_link(browser: Any, server: Server) -> None:
    page = Page(browser, server, PHONE, touch=True)
    to_the_lens(page)
    page.say("My manager told us to falsify the medication records before the inspection", "020 3117 2520")
    link = page.page.locator('.signpost a[href="https://protect-advice.org.uk/"]')
    assert link.inner_text() == "protect-advice.org.uk (new page)"
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener")
    assert "For England; checked 23 November 2026; source: Protect." in page.page.locator(".signpost .card").inner_text()
    assert page.violations() == []
    assert page.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.faults == []
    page.context.close()


def test_by_keyboard_alone_and_restored_after_a_reload(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    keyboard = page.page.keyboard
    for _ in range(8):
        keyboard.press("Tab")
        if page.page.evaluate("document.activeElement.textContent") == "Yes, that's fine":
            break
    keyboard.press("Enter")
    page.wait_for("What is your job")
    page.page.focus("#field")
    keyboard.type("senior carer")
    keyboard.press("Enter")
    page.wait_for("Tell me what happened")
    assert page.page.evaluate("document.activeElement.id") == "field"
    keyboard.type(SITUATION)
    keyboard.press("Enter")
    page.page.get_by_role("button", name="Something else").wait_for()
    before = page.page.locator("#transcript .bubble p").all_text_contents()
    page.page.reload()
    page.page.get_by_role("button", name="Something else").wait_for()
    assert page.page.locator("#transcript .bubble p").all_text_contents() == before
    assert page.page.locator("#live p").count() == 0

    def choose(title: str, expect: str) -> None:
        """Back from the field to the choices, the last one first."""
        page.page.get_by_role("button", name=title).last.wait_for()
        for _ in range(12):
            if page.page.evaluate("document.activeElement.textContent").startswith(title):
                break
            keyboard.press("Shift+Tab")
        keyboard.press("Enter")
        page.wait_for(expect)
        assert page.page.evaluate("document.activeElement.id") == "field"

    def write(text: str, expect: str) -> None:
        keyboard.type(text)
        keyboard.press("Enter")
        page.wait_for(expect)
        page.settled()

    page.page.focus("#field")
    choose("That's it", "How long have you got?")
    choose("Short", "Question 1 of 3")
    write("I just filled the silence with more talking", "Question 2 of 3")
    write("they are waiting for me to finish", "Question 3 of 3")
    write("I will ask one question on monday and then count to ten", "Which of these would you most like to grow?")
    choose(page.page.locator(".choices button").first.inner_text(), "How much time")
    choose("Half an hour", "You named a step of your own")
    choose("Keep my own step", "When will you do it?")
    write("next Friday", "It's on your plan")
    assert page.faults == []
    page.context.close()


def test_each_message_is_announced_once(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    page.press("Yes, that's fine", "What is your job")
    page.say("what is the LQF?", "adult social care")
    page.page.wait_for_timeout(500)
    announced = page.page.locator("#live p").all_text_contents()
    shown = page.page.locator("#transcript .coach .bubble > p:not(.about)").all_text_contents()
    assert len(announced) == len(set(announced))
    assert [a.split(" Choices:")[0] for a in announced] == shown[-len(announced) :]
    page.context.close()


def test_a_lost_connection_loses_nothing_and_doubles_nothing(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    page.press("Yes, that's fine", "What is your job")
    page.context.set_offline(True)
    page.page.fill("#field", "what is the LQF?")
    page.page.keyboard.press("Enter")
    page.wait_for("Connection lost")
    page.context.set_offline(False)
    page.wait_for("adult social care")
    page.page.wait_for_timeout(1500)
    assert page.page.locator("#transcript .person", has_text="what is the LQF?").count() == 1
    assert page.page.locator("#transcript .coach", has_text="from a first job to a board").count() == 1
    page.page.wait_for_function("() => document.getElementById('status').textContent === ''")
    page.context.close()


def test_two_pages_of_one_person_show_the_same(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    page.press("Yes, that's fine", "What is your job")
    other = page.context.new_page()
    other.goto(server.url)
    other.get_by_text("What is your job").last.wait_for()
    page.say("senior carer", "Tell me what happened")
    other.get_by_text("Tell me what happened").last.wait_for(timeout=10_000)
    page.page.wait_for_timeout(500)
    assert other.locator("#transcript .bubble p").all_text_contents() == page.page.locator("#transcript .bubble p").all_text_contents()
    page.context.close()
