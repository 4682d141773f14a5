"""`lqf telegram check` says what works and what to do."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from bot.channels.telegram_check import check_telegram
from bot.settings import Settings
from tests.channels.telegram.fake_api import TOKEN, FakeTelegram


def settings(fake: FakeTelegram, **more: object) -> Settings:
    return Settings(telegram_token=SecretStr(TOKEN), telegram_api=fake.url, **more)  # type: ignore[arg-type]


async def test_a_token_is_all_that_polling_takes(fake: FakeTelegram) -> None:
    good, bad = await check_telegram(settings(fake, public_url=""))
    assert bad == [] and any("@lqf_coach_bot" in line for line in good) and TOKEN not in "".join(good)


async def test_no_token_and_a_wrong_token_are_told_apart(fake: FakeTelegram) -> None:
    assert "no token" in (await check_telegram(settings(fake).copy(update={"telegram_token": SecretStr("")})))[1][0]
    wrong = settings(fake).copy(update={"telegram_token": SecretStr("1:wrong")})
    [line] = (await check_telegram(wrong))[1]
    assert "does not know this token" in line and "1:wrong" not in line


async def test_telegram_that_cannot_be_reached_is_told() -> None:
    away = Settings(telegram_token=SecretStr(TOKEN), telegram_api="http://127.0.0.1:9")
    assert "cannot be reached" in (await check_telegram(away))[1][0]


@pytest.mark.parametrize(("url", "says"), [("http://127.0.0.1:9", "only calls https"), ("https://127.0.0.1:9", "only calls ports")])
async def test_an_address_that_telegram_does_not_call_is_told(fake: FakeTelegram, url: str, says: str) -> None:
    bad = (await check_telegram(settings(fake, public_url=url, telegram_mode="webhook")))[1]
    assert any(says in line for line in bad) and any("Nothing answers" in line for line in bad)
    assert any("not told to call yet" in line for line in bad)
    fake.webhook = {"url": "https://elsewhere.example/hook"}
    assert any("another address" in line for line in (await check_telegram(settings(fake, public_url=url, telegram_mode="webhook")))[1])
