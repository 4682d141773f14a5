"""The page in a real Chromium: by touch on a phone and by keyboard alone, through a reload and a lost connection, and for everyone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

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
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.engine,
    pytest.mark.skipif(CHROMIUM is None, reason="CHROMIUM IS NOT INSTALLED: the page was NOT tested in a browser"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, encoder: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("browser")
    (folder / "encoder").symlink_to(encoder)
    running = Server(folder)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


class Page:
    """The page with what went wrong on it."""

    def __init__(self, browser, server: Server, viewport: dict[str, int], touch: bool = False) -> None:  # type: ignore[no-untyped-def]
        self.context = browser.new_context(viewport=viewport, has_touch=touch)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda m: self.faults.append(m.text) if "Content Security Policy" in m.text else None)
        self.page.goto(server.url)
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

    def violations(self) -> list[str]:
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": RULES}})
        return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]]


SITUATION = "nobody speaks up in my team meetings and I end up doing all the talking every single time"


def to_the_lens(page: Page) -> None:
    page.press("Yes, that's fine", "What is your job")
    page.say("senior carer", "Tell me what happened")
    page.page.fill("#field", SITUATION)
    page.page.keyboard.press("Enter")
    page.page.get_by_role("button", name="Something else").wait_for()


def test_a_whole_reflection_on_a_phone(browser, server: Server) -> None:  # type: ignore[no-untyped-def]
    page = Page(browser, server, PHONE, touch=True)
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
    # The first words are in sight, not the end of the list of contacts.
    for _ in range(50):
        if 0 <= page.page.locator(".signpost").last.bounding_box()["y"] < 200:
            break
        page.page.wait_for_timeout(100)
    else:
        raise AssertionError("the signpost's first words are out of sight")
    assert page.violations() == []
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.faults == []
    page.context.close()


def test_by_keyboard_alone_and_restored_after_a_reload(browser, server: Server) -> None:  # type: ignore[no-untyped-def]
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
    assert page.faults == []
    page.context.close()


def test_each_message_is_announced_once(browser, server: Server) -> None:  # type: ignore[no-untyped-def]
    page = Page(browser, server, DESKTOP)
    page.press("Yes, that's fine", "What is your job")
    page.say("what is the LQF?", "adult social care")
    page.page.wait_for_timeout(500)
    announced = page.page.locator("#live p").all_text_contents()
    shown = page.page.locator("#transcript .coach .bubble > p:not(.about)").all_text_contents()
    assert len(announced) == len(set(announced))
    assert [a.split(" Choices:")[0] for a in announced] == shown[-len(announced) :]
    page.context.close()


def test_a_lost_connection_loses_nothing_and_doubles_nothing(browser, server: Server) -> None:  # type: ignore[no-untyped-def]
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
    assert page.page.locator("#status").text_content() == ""
    page.context.close()


def test_two_pages_of_one_person_show_the_same(browser, server: Server) -> None:  # type: ignore[no-untyped-def]
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
