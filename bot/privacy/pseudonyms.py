"""Pseudonyms and keys derived from the master key."""

from __future__ import annotations

import hashlib
import hmac


def derive_key(master: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose, by HMAC-SHA256 of the purpose under the master key."""
    return hmac.new(master, purpose.encode(), hashlib.sha256).digest()


def pseudonym(key: bytes, channel: str, sender: str) -> str:
    """The id of a person: 32 hexadecimal digits of a keyed hash of channel and sender.

    Without the key nobody can go back from the id to the sender, or try out senders.
    """
    return hmac.new(key, f"{channel}\0{sender}".encode(), hashlib.sha256).hexdigest()[:32]
