"""``lqf telegram check``: whether token, webhook and address work, in plain words."""

from __future__ import annotations

import httpx
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram_calls import make_bot
from bot.channels.telegram_service import PATH
from bot.settings import Settings

PORTS = ("443", "80", "88", "8443")
SECONDS = 10.0


async def check_telegram(settings: Settings) -> tuple[list[str], list[str]]:
    """What works, and what does not; each a sentence for the person who installs it."""
    good: list[str] = []
    bad: list[str] = []
    if not settings.telegram_token.get_secret_value():
        return good, ["There is no token. Ask BotFather for one and give it in TELEGRAM_TOKEN (docs/telegram.md)."]
    try:
        bot = make_bot(settings)
        me = await bot.get_me()
        good.append(f"The token works: the bot is @{me.username}. People find it at https://t.me/{me.username}")
        if me.can_join_groups:
            good.append("It may be added to groups, where it only says that it works one to one. In BotFather, /setjoingroups ends that.")
        info = await bot.get_webhook_info()
    except InvalidToken:
        return good, ["Telegram does not know this token. Copy it again from BotFather (/token): digits, a colon, 35 letters."]
    except TelegramError as fault:
        return good, [f"Telegram cannot be reached at {settings.telegram_api} ({type(fault).__name__}). Is this machine on the internet?"]
    if not settings.telegram_calls_us:
        good.append("The coach asks Telegram for what is new (long polling): no public address is needed.")
        if info.url:
            good.append("A webhook is set at Telegram from before; the coach takes it away when it starts.")
        return good, bad
    await _check_address(settings, good, bad)
    wanted = settings.address + PATH
    if info.url == wanted:
        good.append(f"Telegram calls {wanted}.")
    elif info.url:
        bad.append(f"Telegram calls another address: {info.url}. Start the coach: it sets {wanted}. Only one program can have the bot.")
    else:
        bad.append(f"Telegram was not told to call yet. Start the coach: it sets {wanted}.")
    if info.pending_update_count:
        good.append(f"{info.pending_update_count} messages wait at Telegram.")
    if info.last_error_message:
        bad.append(f"Telegram's last call failed: {info.last_error_message}.")
    return good, bad


async def _check_address(settings: Settings, good: list[str], bad: list[str]) -> None:
    url = httpx.URL(settings.address)
    if url.scheme != "https":
        bad.append(f"Telegram only calls https addresses, and LQF_PUBLIC_URL is {settings.address}. Or let LQF_TELEGRAM_MODE be polling.")
    if str(url.port or 443) not in PORTS:
        bad.append(f"Telegram only calls ports 443, 80, 88 and 8443, and LQF_PUBLIC_URL has {url.port}.")
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            alive = (await client.get(f"{settings.address}/healthz")).status_code == httpx.codes.OK
    except httpx.HTTPError:
        alive = False
    if alive:
        good.append(f"The coach answers at {settings.address}, as seen from this machine.")
    else:
        bad.append(f"Nothing answers at {settings.address}/healthz. Is the coach running, and the web server in front of it?")
