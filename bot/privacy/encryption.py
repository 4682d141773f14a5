"""Encryption of what people write: each person has a data key of their own, wrapped by the master key.

AES-256-GCM (NIST SP 800-38D) from ``cryptography``; a sealed text is a 12-byte nonce followed by the ciphertext and its tag.
Destroying a person's wrapped key makes everything that was sealed with it unreadable, in copies of the database too: the wrapped keys
stand apart from it (``bot.store.key_store``).
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32


class Unreadable(Exception):
    """A sealed text that this key does not open."""


class Cipher:
    """Seals and opens texts with one 32-byte key."""

    def __init__(self, key: bytes) -> None:
        """Take the key; ``ValueError`` when it has not 32 bytes."""
        if len(key) != KEY_BYTES:
            raise ValueError("a cipher takes a key of 32 bytes")
        self._aead = AESGCM(key)

    def seal(self, text: str, purpose: bytes = b"") -> bytes:
        """Encrypt a text; ``purpose`` is bound to it and must be given again to open it."""
        return self._seal(text.encode("utf-8", "surrogatepass"), purpose)

    def open(self, sealed: bytes, purpose: bytes = b"") -> str:
        """Decrypt a text.

        Raises:
            Unreadable: it was sealed with another key or purpose, or was changed.
        """
        return self._open(sealed, purpose).decode("utf-8", "surrogatepass")

    def new_wrapped_key(self) -> bytes:
        """A new data key of 32 random bytes, wrapped by this (master) key."""
        return self.wrap(os.urandom(KEY_BYTES))

    def unwrap(self, wrapped: bytes) -> Cipher:
        """The cipher of a wrapped data key; raises ``Unreadable`` like ``open``."""
        return Cipher(self.unwrap_bytes(wrapped))

    def wrap(self, key: bytes) -> bytes:
        """A key, wrapped by this one."""
        return self._seal(key, b"data key")

    def unwrap_bytes(self, wrapped: bytes) -> bytes:
        """The key that was wrapped; raises ``Unreadable`` like ``open``."""
        return self._open(wrapped, b"data key")

    def _seal(self, plain: bytes, purpose: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plain, purpose)

    def _open(self, sealed: bytes, purpose: bytes) -> bytes:
        try:
            return self._aead.decrypt(bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:]), purpose)
        except (InvalidTag, ValueError) as fault:
            raise Unreadable("this key does not open it") from fault
