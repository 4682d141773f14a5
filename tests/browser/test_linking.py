"""The page and Telegram as one conversation: a code from the menu, sent to the bot."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import CHROMIUM_HERE, PHONE, Page, violations
from tests.channels.telegram.fake_api import TOKEN, FakeTelegram
from tests.running_server import Server

pytestmark = CHROMIUM_HERE


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    telegram = FakeTelegram()
    yield telegram
    telegram.stop()


@pytest.fixture
def with_telegram(server_folder: Path, fake: FakeTelegram) -> Iterator[Server]:
    running = Server(server_folder, {"TELEGRAM_TOKEN": TOKEN, "LQF_TELEGRAM_API": fake.url, "LQF_TELEGRAM_MODE": "polling"})
    yield running
    running.stop()


def test_a_code_from_the_menu_joins_them(browser: Any, with_telegram: Server, fake: FakeTelegram) -> None:
    page = Page(browser, with_telegram, PHONE)
    page.press("Yes, that's fine", "What is your job")
    page.page.get_by_role("button", name="Menu").click()
    page.page.get_by_role("button", name="Use it on Telegram too").click()
    page.page.get_by_text(re.compile("LQF-")).wait_for()
    assert violations(page.page) == []
    code = re.search(r"LQF-\w{4}-\w{4}", page.page.locator("#status").inner_text())
    assert code
    fake.say(77, f"/start {code[0]}")
    until = time.monotonic() + 30
    while not any("one conversation now" in text for text in fake.texts(77)):
        assert time.monotonic() < until, fake.texts(77)
        time.sleep(0.1)
    fake.say(77, "senior carer")
    while not any("Tell me what happened" in text for text in fake.texts(77)):
        assert time.monotonic() < until, fake.texts(77)
        time.sleep(0.1)
    page.page.reload()
    page.wait_for("Tell me what happened")


def test_without_telegram_there_is_no_such_button(browser: Any, server: Server) -> None:
    page = Page(browser, server, PHONE)
    page.page.get_by_role("button", name="Menu").click()
    page.page.get_by_role("button", name="My plan as a PDF").wait_for()
    assert not page.page.get_by_role("button", name="Use it on Telegram too").is_visible()
