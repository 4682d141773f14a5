"""What the launcher and the page cost a visitor on a slow phone and a slow line.

    python -m benchmarks.page [--times 5]

A provider's page with a strict content security policy holds the one line. In Chromium, the processor slowed four times, the line Chrome's
"slow 4G" (562.5 ms, 1.44 Mbit/s): bytes on the wire before first use and once opened; how long until the launcher can be pressed, since the
visitor asked for the page and since the page asked for the launcher; from the tap until the panel is painted, and until the welcome can be
answered; layout shift of the provider's page; the longest tasks. Medians and the worst of the runs; a fresh browser for each.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Any

from bot.settings import Settings
from tests.browser.chromium import ARGUMENTS, CHROMIUM, PHONE
from tests.browser.provider_site import Site
from tests.running_server import Server

SLOWER = 4
SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 1_440_000 / 8, "uploadThroughput": 675_000 / 8}
WATCH = """
window.seen = {shift: 0, tasks: []};
const watch = (type, take) => new PerformanceObserver((l) => l.getEntries().forEach(take)).observe({type, buffered: true});
watch("layout-shift", (e) => { window.seen.shift += e.value; });
watch("longtask", (e) => { window.seen.tasks.push(e.duration); });
"""
# From the tap (its own time stamp) to the frame after the next paint with the panel in it.
TAP = """() => new Promise((done) => {
  const launcher = document.querySelector("lqf-coach").shadowRoot.querySelector("button");
  const painted = (event) => setTimeout(() => done(performance.now() - event.timeStamp));
  launcher.addEventListener("click", (event) => requestAnimationFrame(() => painted(event)), {once: true});
})"""
# What was there is looked at from the page's own clock.
SEEN = """() => new Promise((done) => { const look = () => {
  const launcher = document.querySelector("lqf-coach")?.shadowRoot?.querySelector("button");
  launcher?.getBoundingClientRect().height ? done(performance.now()) : requestAnimationFrame(look);
}; look(); })"""


class Wire:
    """Bytes as they come over the line, by the pages of the coach."""

    def __init__(self, page: Any, home: str) -> None:
        """Count from now on."""
        self.bytes, self.requests, self._ours = 0, 0, set()
        self.line = page.context.new_cdp_session(page)
        self._home = home
        self.watch(self.line)

    def watch(self, line: Any) -> None:
        """Count what one target (the page, the frame) loads."""
        line.on(
            "Network.responseReceived", lambda e: self._ours.add(e["requestId"]) if e["response"]["url"].startswith(self._home) else None
        )
        line.on("Network.loadingFinished", self._finished)
        line.send("Network.enable")

    def _received(self, event: dict[str, Any]) -> None:
        if event["response"]["url"].startswith(self._home):
            self._ours.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._ours:
            self.bytes += event["encodedDataLength"]
            self.requests += 1


def once(playwright: Any, site: Site) -> dict[str, float]:
    """One visit."""
    # One process for both origins: the slowed processor and line hold for the frame too.
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, "--disable-features=IsolateOrigins,site-per-process"])
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    wire = Wire(page, site.coach)
    wire.line.send("Network.emulateNetworkConditions", SLOW_4G)
    wire.line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(site.url, wait_until="commit")
    launcher = page.evaluate(SEEN)
    asked = page.evaluate("performance.getEntriesByType('resource').find((e) => e.name.endsWith('/widget.js')).startTime")
    page.wait_for_load_state("load")
    page.wait_for_timeout(1000)
    before = (wire.bytes, wire.requests)
    waiting = page.evaluate_handle(f"() => {{ window.tapped = ({TAP})(); }}")
    page.get_by_role("button").first.tap()
    panel = page.evaluate("() => window.tapped")
    tapped = page.evaluate("performance.now()")
    page.frame_locator("iframe").get_by_role("button", name="Yes, that's fine").wait_for(timeout=60_000)
    welcome = page.evaluate("performance.now()") - tapped + panel
    page.wait_for_timeout(1000)
    outside = page.evaluate("window.seen")
    inside = page.frames[1].evaluate("window.seen")
    waiting.dispose()
    browser.close()
    return {
        "kB before first use": before[0] / 1000,
        "requests before first use": before[1],
        "kB once opened": wire.bytes / 1000,
        "launcher, ms since the page asked for it": launcher - asked,
        "launcher, ms since the visitor asked for the page": launcher,
        "panel, ms": panel,
        "welcome, ms": welcome,
        "layout shift of the host page": outside["shift"],
        "longest task of the host page, ms": max(outside["tasks"], default=0),
        "longest task in the frame, ms": max(inside["tasks"], default=0),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    from playwright.sync_api import sync_playwright

    encoder = Settings().var / "encoder"
    encoder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        (Path(folder) / "encoder").symlink_to(encoder)
        site = Site()
        site.head = ""
        server = Server(Path(folder), {"LQF_ALLOWED_ORIGINS": site.url})
        site.coach = server.url
        visits = [once(playwright, site) for _ in range(asked.times)]
        server.stop()
    print("| | median | worst |\n| --- | --- | --- |")
    for name in visits[0]:
        values = [visit[name] for visit in visits]
        print(f"| {name} | {statistics.median(values):.4g} | {max(values):.4g} |")


if __name__ == "__main__":
    main()
