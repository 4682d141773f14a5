"""Too many calls are refused civilly, and only those of whoever makes them."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request

from bot.server.rate_limits import RateLimits
from bot.settings import Settings


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def call(path: str, address: str = "10.0.0.1", token: str = "", method: str = "POST") -> Request:
    headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers, "client": (address, 1)}
    return Request({**scope, "scheme": "http", "server": ("127.0.0.1", 80)})


def test_a_person_who_sends_too_much_waits_and_others_do_not(tmp_path: Path) -> None:
    clock = Clock()
    limits = RateLimits(Settings(var=tmp_path, messages_per_minute=3), clock)
    assert [limits.wait(call("/api/messages", token="one")) for _ in range(3)] == [0, 0, 0]
    assert limits.wait(call("/api/messages", token="one")) == 60
    assert limits.wait(call("/api/messages", token="two")) == 0
    clock.now = 59.5
    assert limits.wait(call("/api/messages", token="one")) == 1
    clock.now = 60.0
    assert limits.wait(call("/api/messages", token="one")) == 0


def test_an_address_begins_so_many_conversations_and_not_more(tmp_path: Path) -> None:
    limits = RateLimits(Settings(var=tmp_path, conversations_per_hour=2), Clock())
    assert [limits.wait(call("/api/sessions")) for _ in range(3)] == [0, 0, 3600]
    assert limits.wait(call("/api/sessions", address="10.0.0.2")) == 0
    assert limits.wait(call("/api/framework", method="GET")) == 0


def test_health_is_always_answered(tmp_path: Path) -> None:
    limits = RateLimits(Settings(var=tmp_path, calls_per_minute=1), Clock())
    assert limits.wait(call("/api/framework", method="GET")) == 0
    assert limits.wait(call("/api/framework", method="GET")) == 60
    assert limits.wait(call("/healthz", method="GET")) == 0
