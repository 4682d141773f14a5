"""The installed app: what makes it one, the framework without a connection, and a conversation that comes back."""

from __future__ import annotations

from typing import Any

import httpx

from tests.browser.chromium import CHROMIUM_HERE, PHONE, Page, violations
from tests.running_server import Server

pytestmark = CHROMIUM_HERE


def installed(browser: Any, server: Server) -> Page:
    page = Page(browser, server, PHONE, touch=True, path="/app")
    page.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def test_it_can_be_installed(browser: Any, server: Server) -> None:
    page = Page(browser, server, PHONE, path="/app")
    line = page.context.new_cdp_session(page.page)
    manifest = line.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/web/app.webmanifest")
    assert line.send("Page.getInstallabilityErrors")["installabilityErrors"] in ([], [{"errorId": "in-incognito", "errorArguments": []}])
    for icon in httpx.get(f"{server.url}/web/app.webmanifest").json()["icons"]:
        assert httpx.get(server.url + icon["src"]).status_code == 200
    page.context.close()


def test_the_framework_is_read_without_a_connection(browser: Any, server: Server) -> None:
    page = installed(browser, server)
    page.context.set_offline(True)
    page.page.goto(f"{server.url}/framework")
    links = page.page.locator('a[href^="/framework/"]').evaluate_all(
        "all => [...new Set(all.map(a => a.getAttribute('href').split('#')[0]))]"
    )
    assert len(links) == 28
    for path in (links[0], links[13], links[27]):
        page.page.goto(server.url + path)
        assert page.page.locator(".behaviours li").count() > 0
        assert page.page.evaluate("getComputedStyle(document.querySelector('.behaviours')).listStyleType") == "none"
        assert violations(page.page) == []
    page.page.get_by_role("link", name="Talk to the coach").click()
    page.page.get_by_text("You are offline").wait_for()
    assert page.violations() == []
    page.page.get_by_role("link", name="Read the framework").click()
    page.page.get_by_role("heading", level=1).wait_for()
    page.context.close()


def test_the_conversation_comes_back_and_is_not_kept_in_the_browser(browser: Any, server: Server) -> None:
    page = installed(browser, server)
    page.press("Yes, that's fine", "What is your job")
    page.say("senior carer", "Tell me what happened")
    page.settled()
    before = page.texts()
    page.context.set_offline(True)
    page.page.reload()
    page.page.get_by_text("You are offline").wait_for()
    held = page.page.evaluate("""async () => {
        const names = await caches.keys();
        const all = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname)));
        return all.flat();
    }""")
    assert "/app" in held and "/framework" in held and not [path for path in held if path.startswith("/api")]
    page.page.fill("#field", "what is the LQF?")
    page.page.keyboard.press("Enter")
    page.context.set_offline(False)
    page.page.get_by_text("from a first job to a board").last.wait_for(timeout=30_000)
    page.settled()
    assert page.texts()[: len(before)] == before
    assert page.page.locator("#transcript .person", has_text="what is the LQF?").count() == 1
    assert page.page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))") == ["lqf-coach-token"]
    page.context.close()
