"""What people send, made safe to read: no control characters, no commands of Rasa's."""

from __future__ import annotations

import re
import unicodedata

# Control characters but for line ends and tabs; marks that turn the direction of writing around.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_COMMAND = re.compile(r"^[\s/]+")


def clean(text: str) -> str:
    """The text in one normal form, trimmed.

    A leading ``/`` goes: Rasa would take what follows for an intent, whatever it is. "/restart" is read as "restart".
    """
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    return _COMMAND.sub("", text).strip()


def has_words(text: str) -> bool:
    """Whether a text holds a letter or a digit of any script."""
    return any(character.isalnum() for character in text)


def same_words(text: str) -> str:
    """A text for comparing: lower case, letters and digits only."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("'", "").replace("\u2019", "")))
