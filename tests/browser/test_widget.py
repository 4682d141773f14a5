"""The launcher on somebody else's page: a strict content security policy, hostile styles, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.browser.chromium import CHROMIUM_HERE, DESKTOP, PHONE, violations
from tests.browser.provider_site import Site
from tests.running_server import Server

pytestmark = [*CHROMIUM_HERE, pytest.mark.usefixtures("server")]


def opened(browser: Any, site: Site, viewport: dict[str, int]) -> tuple[Any, list[str]]:
    context = browser.new_context(viewport=viewport, has_touch=viewport is PHONE)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.goto(site.url)
    page.get_by_role("button", name="Talk it through").wait_for()
    return page, faults


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_one_line_gives_a_conversation_on_a_hostile_page(browser: Any, site: Site, viewport: dict[str, int]) -> None:
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


def test_by_keyboard_and_without_violations(browser: Any, site: Site) -> None:
    page, _ = opened(browser, site, DESKTOP)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.frame_locator("iframe").locator("#field").wait_for()
    page.get_by_role("dialog", name="Talk it through").wait_for()
    page.get_by_role("button", name="Close the coach").click()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == "Talk it through"
    page.evaluate("document.querySelector('link[rel=stylesheet]').remove()")
    assert violations(page) == []
    page.context.close()


def test_a_site_that_was_not_named_shows_nothing_of_the_conversation(browser: Any, site: Site) -> None:
    other = Site()
    other.coach = site.coach
    page, faults = opened(browser, other, DESKTOP)
    page.get_by_role("button", name="Talk it through").click()
    page.wait_for_timeout(1000)
    assert page.frame_locator("iframe").locator("#field").count() == 0
    assert any("frame" in fault for fault in faults)
    page.context.close()
    other.server.shutdown()


@pytest.fixture
def changed(site: Site) -> Iterator[Site]:
    """The site, put back afterwards."""
    before = (site.line, site.head, site.body)
    yield site
    site.line, site.head, site.body = before


def colours(page: Any) -> list[str]:
    found = page.evaluate(
        "(() => { const s = getComputedStyle(document.querySelector('lqf-coach').shadowRoot.querySelector('button')); return [s.backgroundColor, s.color]; })()"
    )
    return list(found)


def test_a_site_gives_it_its_own_looks_and_words(browser: Any, changed: Site) -> None:
    changed.head = ""
    changed.line = (
        'data-name="Talk it through" data-colour="#6b1d5c" data-ink="#ffffff" data-logo="/logo.svg" data-position="left" '
        'data-greeting="Hello from Courses for Care." data-contact="Sam, 01632 960123, sam@example.org"'
    )
    page, faults = opened(browser, changed, PHONE)
    launcher = page.get_by_role("button", name="Talk it through")
    assert launcher.bounding_box()["x"] < 40 and launcher.locator("img").evaluate("i => i.naturalWidth > 0")
    assert colours(page) == ["rgb(107, 29, 92)", "rgb(255, 255, 255)"]
    launcher.tap()
    frame = page.frame_locator("iframe")
    frame.get_by_text("Hello from Courses for Care.").wait_for()
    assert frame.get_by_role("link", name="01632 960123").get_attribute("href") == "tel:01632960123"
    assert frame.get_by_role("link", name="sam@example.org").get_attribute("href") == "mailto:sam@example.org"
    assert frame.locator("#send").evaluate("b => getComputedStyle(b).backgroundColor") == "rgb(107, 29, 92)"
    frame.get_by_role("button", name="Yes, that's fine").wait_for()
    assert violations(page) == []
    assert faults == []
    page.context.close()


def test_colours_by_custom_properties_stay_readable(browser: Any, changed: Site) -> None:
    changed.line, changed.head = 'data-name="Talk it through" data-ink="#ffffff"', '<link rel="stylesheet" href="/theme.css">'
    page, _ = opened(browser, changed, DESKTOP)
    assert colours(page) == ["rgb(255, 214, 10)", "rgb(0, 0, 0)"]
    page.context.close()


def test_an_element_of_its_own_and_open_from_the_start(browser: Any, changed: Site) -> None:
    changed.head, changed.body = "", '<lqf-coach name="Talk it through" open></lqf-coach>'
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(changed.url)
    page.frame_locator("iframe").get_by_role("button", name="Yes, that's fine").wait_for()
    assert page.locator("lqf-coach").count() == 1
    context.close()


def test_the_focus_goes_to_the_field_and_back_to_the_launcher(browser: Any, site: Site) -> None:
    page, _ = opened(browser, site, DESKTOP)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    frame = page.frame_locator("iframe")
    frame.locator("#field:focus").wait_for()
    page.keyboard.type("hello")
    assert frame.locator("#field").input_value() == "hello"
    page.keyboard.press("Escape")
    page.locator("iframe").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == "Talk it through"
    page.keyboard.press("Enter")
    frame.locator("#field:focus").wait_for()
    page.context.close()


def test_the_wishes_of_a_link_are_not_heard_outside_a_frame(browser: Any, server: Server) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(f"{server.url}/#greeting=Ring+0900+for+help&contact=09001234567&colour=red")
    page.get_by_role("button", name="Yes, that's fine").wait_for()
    assert page.get_by_text("0900").count() == 0
    context.close()


def test_no_other_site_may_call_the_conversation(server: Server, site: Site) -> None:
    for origin in (site.url, "https://elsewhere.example"):
        answer = httpx.post(f"{server.url}/api/sessions", headers={"Origin": origin}, timeout=30)
        assert "access-control-allow-origin" not in answer.headers
        asked = httpx.options(f"{server.url}/api/messages", headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
        assert asked.status_code >= 400 and "access-control-allow-origin" not in asked.headers
    assert "frame-ancestors 'none'" in httpx.get(f"{server.url}/app").headers["content-security-policy"]
    framed = httpx.get(f"{server.url}/").headers["content-security-policy"]
    assert framed.endswith(f"frame-ancestors 'self' {site.url}") and "unsafe" not in framed


def test_the_launcher_is_one_small_request(server: Server) -> None:
    for path in ("/widget.js", "/", "/app", "/service-worker.js", "/web/chat.js"):
        head = httpx.head(server.url + path)
        assert head.status_code == 200 and head.content == b""
    code = httpx.get(f"{server.url}/widget.js")
    assert "import " not in code.text.replace("import.meta", "").split("*/", 1)[1] and "Talk to the coach" in code.text
    assert code.headers["content-encoding"] == "gzip" and code.headers["access-control-allow-origin"] == "*"
