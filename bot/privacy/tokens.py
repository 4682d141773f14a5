"""Tokens that let one person in: issued and signed by the server, with an end date, checked in constant time.

A token is ``v1.<sender>.<expiry>.<signature>``: the sender is 24 random bytes, the expiry seconds since 1970, the signature
HMAC-SHA256, the first and the last in URL-safe base64 without padding.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

VERSION = "v1"
SENDER_BYTES = 24
LONGEST = 200


class TokenRefused(Exception):
    """A token that is malformed, forged or past its end; the reason is not told to the caller."""


@dataclass(frozen=True)
class Token:
    """A token that was issued: its text, whom it lets in and until when (UTC)."""

    text: str
    sender: str
    expires_at: datetime


def bearer(authorization: str) -> str:
    """The token in an ``Authorization`` header, however its scheme and its spaces are written; empty where there is none."""
    scheme, _, token = authorization.strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


class Tokens:
    """Issues and checks tokens with one signing key."""

    def __init__(self, key: bytes) -> None:
        """Take the signing key, 32 bytes."""
        self._key = key

    def issue(self, now: datetime, life: timedelta, sender: str | None = None) -> Token:
        """A token for a new sender, or anew for one whose token was checked; valid from ``now`` (aware) for ``life``."""
        expires_at = (now + life).astimezone(timezone.utc).replace(microsecond=0)
        body = f"{VERSION}.{sender or secrets.token_urlsafe(SENDER_BYTES)}.{int(expires_at.timestamp())}"
        return Token(f"{body}.{self._sign(body)}", body.split(".")[1], expires_at)

    def check(self, text: str, now: datetime) -> str:
        """The sender of a token.

        Raises:
            TokenRefused: it is malformed, forged or expired.
        """
        body, _, signature = text.rpartition(".") if len(text) <= LONGEST else ("", "", "")
        # Compared as bytes: compare_digest refuses texts that are not ASCII.
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), self._sign(body).encode()):
            raise TokenRefused
        version, sender, expires = body.split(".")
        if version != VERSION or int(expires) <= now.timestamp():
            raise TokenRefused
        return sender

    def _sign(self, body: str) -> str:
        digest = hmac.new(self._key, body.encode("utf-8", "replace"), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
