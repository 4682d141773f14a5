"""What is to be said: names of responses (their texts stand in domain.yml) with values, buttons and a card."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Choice:
    """A button whose title comes from the framework's data; ``value`` comes back when it is pressed."""

    title: str
    value: str


@dataclass(frozen=True)
class Line:
    """One message. A value that names another response (``utter_...``) in ``lead`` or ``question`` is filled in with its text."""

    response: str
    values: dict[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    card: dict[str, Any] | None = None
