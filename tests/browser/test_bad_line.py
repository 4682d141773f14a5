"""Bad lines: the server restarted in the middle, two tabs, slow 3G, an answer that got lost. Nothing lost, nothing twice, and it is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from tests.browser.chromium import CHROMIUM_HERE, DESKTOP, PHONE, Page
from tests.running_server import Server

pytestmark = CHROMIUM_HERE
ASKED, ANSWERED = "what is the LQF?", "from a first job to a board"
# Chrome's own figures for slow 3G: bytes a second, milliseconds.
SLOW_3G = {"offline": False, "downloadThroughput": 50_000, "uploadThroughput": 50_000, "latency": 2000}


def kept(page: Page, server: Server) -> list[str]:
    """What the server has of the page's conversation."""
    token = page.page.evaluate("localStorage.getItem('lqf-coach-token')")
    answer = httpx.get(f"{server.url}/api/messages", headers={"Authorization": f"Bearer {token}"})
    return [message["text"] for message in answer.json()["messages"]]


def count(page: Page, who: str, text: str) -> int:
    return int(page.page.locator(f"#transcript .{who}", has_text=text).count())


def test_the_server_is_stopped_and_started_in_the_middle(browser: Any, server_folder: Path) -> None:
    server = Server(server_folder)
    page = Page(browser, server, PHONE, touch=True)
    page.press("Yes, that's fine", "What is your job")
    page.settled()
    server.stop()
    page.page.fill("#field", "senior carer")
    page.page.keyboard.press("Enter")
    page.wait_for("Connection lost")
    assert page.page.get_by_role("button", name="Try now").is_visible()
    page.wait_for("Not sent yet")
    assert page.violations() == []
    page.page.fill("#field", ASKED)
    page.page.keyboard.press("Enter")
    page.page.fill("#field", "a draft")
    again = Server(server_folder, port=server.port)
    page.page.get_by_role("button", name="Try now").click()
    page.page.get_by_text(ANSWERED).last.wait_for(timeout=30_000)
    page.page.wait_for_function("() => !document.querySelector('.not-sent')")
    page.page.wait_for_function("() => document.getElementById('status').textContent === ''")
    assert count(page, "person", "senior carer") == count(page, "person", ASKED) == 1
    assert page.texts() == kept(page, again)
    assert page.page.input_value("#field") == "a draft"
    page.context.close()
    again.stop()


def test_the_loss_is_said_without_a_message_waiting(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    page.context.route("**/api/events", lambda route: route.abort())
    page.page.reload()
    page.wait_for("Connection lost")
    page.context.unroute("**/api/events")
    page.page.get_by_role("button", name="Try now").click()
    page.wait_for("Connected again")
    page.page.wait_for_function("() => document.getElementById('status').textContent === ''")
    page.context.close()


def test_two_tabs_write_at_once(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    page.press("Yes, that's fine", "What is your job")
    other = page.context.new_page()
    other.goto(server.url)
    other.get_by_text("What is your job").last.wait_for()
    for tab, text in ((page.page, ASKED), (other, "who is it for?")):
        tab.fill("#field", text)
        tab.press("#field", "Enter")
    for tab in (page.page, other):
        tab.locator("#transcript .person", has_text=ASKED).wait_for()
        tab.locator("#transcript .person", has_text="who is it for?").wait_for()
        tab.wait_for_function("n => document.querySelectorAll('#transcript .message').length === n", arg=len(kept(page, server)))
    expected = sorted(kept(page, server))
    for tab in (page.page, other):
        assert sorted(tab.locator("#transcript .bubble > p:not(.about)").all_text_contents()) == expected
        tab.reload()
        tab.get_by_role("textbox").wait_for()
        tab.wait_for_function("n => document.querySelectorAll('#transcript .message').length === n", arg=len(expected))
        assert tab.locator("#transcript .bubble > p:not(.about)").all_text_contents() == kept(page, server)
    page.context.close()


def test_begun_anew_in_one_tab_the_other_follows(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    page.press("Yes, that's fine", "What is your job")
    other = page.context.new_page()
    other.goto(server.url)
    other.get_by_text("What is your job").last.wait_for()
    page.page.evaluate("localStorage.removeItem('lqf-coach-token')")
    page.page.reload()
    page.page.get_by_role("button", name="Yes, that's fine").wait_for()
    other.get_by_role("button", name="Yes, that's fine").wait_for()
    other.get_by_text("What is your job").wait_for(state="detached")
    page.context.close()


def test_slow_3g(browser: Any, server: Server) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)
    tab = context.new_page()
    line = context.new_cdp_session(tab)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    tab.goto(server.url, timeout=90_000)
    tab.get_by_role("button", name="Yes, that's fine").click(timeout=60_000)
    tab.fill("#field", "senior carer")
    tab.press("#field", "Enter")
    tab.fill("#field", ASKED)
    tab.press("#field", "Enter")
    tab.get_by_text(ANSWERED).last.wait_for(timeout=60_000)
    tab.wait_for_selector("#typing", state="hidden", timeout=60_000)
    tab.wait_for_timeout(2500)
    assert tab.locator("#transcript .bubble > p:not(.about)").count() == tab.evaluate(
        "fetch('/api/messages', {headers: {Authorization: 'Bearer ' + localStorage.getItem('lqf-coach-token')}}).then(a => a.json()).then(b => b.messages.length)"
    )
    for text in ("senior carer", ASKED):
        assert tab.locator("#transcript .person", has_text=text).count() == 1
    context.close()


def test_an_answer_that_got_lost_is_asked_for_again_and_happens_once(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    page.press("Yes, that's fine", "What is your job")
    lost: list[str] = []

    def lose_the_first(route: Any) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.fetch().text())
        route.abort()

    page.context.route("**/api/messages", lose_the_first)
    page.say(ASKED, ANSWERED)
    page.settled()
    assert lost
    assert count(page, "person", ASKED) == count(page, "coach", ANSWERED) == 1
    assert page.texts() == kept(page, server)
    page.context.close()


def test_what_is_unsent_outlives_a_reload(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    page.press("Yes, that's fine", "What is your job")
    page.settled()
    page.context.route("**/api/messages", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.page.fill("#field", ASKED)
    page.page.keyboard.press("Enter")
    page.wait_for("Connection lost")
    page.page.reload()
    page.wait_for("Not sent yet")
    page.context.unroute("**/api/messages")
    page.page.get_by_text(ANSWERED).last.wait_for(timeout=30_000)
    page.settled()
    assert count(page, "person", ASKED) == 1
    assert page.texts() == kept(page, server)
    page.context.close()


def test_too_much_at_once_is_said_in_the_servers_words(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    page.press("Yes, that's fine", "What is your job")
    body = '{"error": {"code": "too_many", "message": "That was a lot at once. Please wait 1 seconds and try again: nothing is lost."}}'
    busy: list[int] = []

    def refuse_once(route: Any) -> None:
        if route.request.method == "POST" and not busy:
            busy.append(1)
            route.fulfill(status=429, headers={"Retry-After": "1", "Content-Type": "application/json"}, body=body)
        else:
            route.continue_()

    page.context.route("**/api/messages", refuse_once)
    page.page.fill("#field", ASKED)
    page.page.keyboard.press("Enter")
    page.wait_for("That was a lot at once")
    page.page.get_by_text(ANSWERED).last.wait_for()
    assert count(page, "person", ASKED) == 1
    page.context.close()


def test_a_message_that_the_coach_fails_at_is_given_back_and_does_not_hold_up_the_next(browser: Any, server: Server) -> None:
    page = Page(browser, server, DESKTOP)
    page.press("Yes, that's fine", "What is your job")
    body = '{"error": {"code": "went_wrong", "message": "Something went wrong on my side, and I could not take in what you sent last."}}'

    def fail_at_it(route: Any) -> None:
        if route.request.method == "POST" and "break" in (route.request.post_data or ""):
            route.fulfill(status=500, headers={"Content-Type": "application/json"}, body=body)
        else:
            route.continue_()

    page.context.route("**/api/messages", fail_at_it)
    page.page.fill("#field", "this will break")
    page.page.keyboard.press("Enter")
    page.wait_for("went wrong on my side")
    assert page.page.input_value("#field") == "this will break"
    page.page.fill("#field", ASKED)
    page.page.keyboard.press("Enter")
    page.page.get_by_text(ANSWERED).last.wait_for()
    page.context.close()
