"""The parts of a conversation on the page: what good looks like for who asks, a day from the calendar, the field, what is taken away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.browser.chromium import CHROMIUM_HERE, DESKTOP, PHONE, Page, to_the_lens
from tests.running_server import Server

pytestmark = CHROMIUM_HERE


def test_good_only_for_who_asks_and_a_day_from_the_calendar(browser: Any, server: Server) -> None:
    page = Page(browser, server, PHONE, touch=True)
    to_the_lens(page)
    page.page.locator(".choices button").first.tap()
    page.press("Short", "Question 1 of 3")
    page.say("I just filled the silence with more talking", "Question 2 of 3")
    question = page.page.locator("li.question").last
    good = question.locator("details", has_text="See what good can look like")
    assert not good.locator("p").is_visible()
    good.locator("summary").tap()
    assert len(good.locator("p").inner_text().split()) > 5
    page.say("they are waiting for me to finish", "Question 3 of 3")
    page.say("I will ask one question on monday and then count to ten", "Which of these would you most like to grow?")
    page.page.locator(".choices button").first.tap()
    page.press("Half an hour", "You named a step of your own")
    page.press("Keep my own step", "When will you do it?")
    day = page.page.get_by_label("Or pick a day")
    page.page.get_by_role("button", name="Take this day").tap()
    assert page.page.get_by_role("alert").inner_text()
    chosen = date.today() + timedelta(days=40)
    day.fill(chosen.isoformat())
    page.page.get_by_role("button", name="Take this day").tap()
    page.wait_for("It's on your plan")
    assert page.page.locator(".person", has_text=f"{chosen.day} {chosen:%B %Y}").count() == 1
    assert f"{chosen.day} {chosen:%B}" in page.page.locator(".coach", has_text="It's on your plan").inner_text()
    # Every button that was pressed stays as what was said, and cannot be pressed again.
    said = page.page.locator("#transcript .person").all_inner_texts()
    for title in ("Yes, that's fine", "Short", "Half an hour", "Keep my own step"):
        assert any(title in text for text in said)
        assert page.page.get_by_role("button", name=title).count() == 0
    assert page.faults == []
    page.context.close()


def test_the_field_keeps_counts_and_never_cuts(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    field, count = page.page.locator("#field"), page.page.locator("#count")
    height = field.bounding_box()["height"]
    field.press_sequentially("one")
    field.press("Shift+Enter")
    field.press_sequentially("two")
    assert field.input_value() == "one\ntwo" and field.bounding_box()["height"] > height
    page.page.reload()
    page.page.wait_for_selector(".choices button")
    assert field.input_value() == "one\ntwo"
    field.fill("a" * 3700)
    assert count.inner_text() == "300 characters left"
    field.fill("a" * 4001)
    field.press("Enter")
    page.page.wait_for_function("() => document.getElementById('status').textContent.includes('1 character too long')")
    assert len(field.input_value()) == 4001 and page.page.locator("#transcript .person").count() == 0
    assert page.violations() == []
    field.fill("<b>hello</b>")
    field.press("Enter")
    page.page.locator("#transcript .person", has_text="<b>hello</b>").wait_for()
    assert field.input_value() == ""
    page.context.close()


def test_a_person_is_one_press_away_in_every_state(browser: Any, server: Server) -> None:
    page = Page(browser, server, PHONE, touch=True)
    for _ in range(2):
        page.page.get_by_role("button", name="Talk to a person").tap()
        page.page.locator(".person", has_text="I want to talk to a person").last.wait_for()
        page.settled()
        page.page.reload()
        page.page.wait_for_selector("#transcript .coach")
    page.context.close()


def test_the_conversation_is_taken_away_cleared_and_shown_again(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    page.press("Yes, that's fine", "What is your job")
    page.say("senior carer", "Tell me what happened")
    page.settled()
    before = page.texts()
    with page.page.expect_download() as waiting:
        page.from_menu("Download this conversation")
    text = waiting.value.path().read_text()
    places = [text.index(said) for said in before]
    assert places == sorted(places) and "You: senior carer" in text
    page.from_menu("Clear the screen")
    page.page.wait_for_function("() => document.querySelectorAll('#transcript .message').length <= 1")
    assert page.page.locator("#live p").count() <= 6
    page.page.reload()
    earlier = page.page.get_by_role("button", name="Show earlier messages")
    earlier.wait_for()
    assert page.texts() == []
    assert page.violations() == []
    earlier.click()
    page.wait_for("Tell me what happened")
    assert page.texts() == before
    page.context.close()


def test_erased_and_begun_again(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    page.press("Yes, that's fine", "What is your job")
    page.from_menu("Delete my data")
    page.press("Yes, erase it all", "It is all erased")
    page.settled()
    page.page.reload()
    page.page.get_by_role("button", name="Yes, that's fine").wait_for()
    assert page.page.get_by_text("What is your job").count() == 0
    page.context.close()
