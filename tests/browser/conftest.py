"""One browser, one provider's site and one coach for all browser tests; each test is another person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.provider_site import Site
from tests.running_server import Server


# Until the last browser test: Playwright keeps an event loop running, beside which no asynchronous test could begin.
@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    shown = Site()
    yield shown
    shown.server.shutdown()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory, encoder: Path, site: Site) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("browser")
    (folder / "encoder").symlink_to(encoder)
    running = Server(folder, {"LQF_ALLOWED_ORIGINS": site.url})
    site.coach = running.url
    yield running
    running.stop()
