"""The kinds of value that a framework's files hold, strict: YAML's ``yes`` is no text, and a number in quotes no number.

To a type checker they are plain ``str``, ``int`` and ``bool``, which is what they are once read.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

Audience = Literal["everyone", "most_senior"]
ActivityKind = Literal["on_the_job", "with_others", "formal"]
Setting = Literal["care_home", "home_care", "supported_living", "day_service", "extra_care", "local_authority", "personal_employer"]
Circumstance = Literal["child", "exploitation", "home_abuse", "home_abuse_of_another"]
SafetyKind = Literal[
    "safeguarding_abuse", "immediate_danger", "self_harm_or_suicide", "worker_at_risk", "whistleblowing", "medical_emergency"
]
Nation = Literal["england", "scotland", "wales", "northern_ireland", "rest_of_uk", "uk"]

NAME = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"

if TYPE_CHECKING:
    Text = str
    Name = str
    Url = str
    Whole = int
    Counted = int
    Flag = bool
else:
    from pydantic import ConstrainedInt, ConstrainedStr
    from pydantic import StrictBool as Flag  # noqa: F401

    class Text(ConstrainedStr):
        """A text with something in it."""

        strict = True
        strip_whitespace = True
        min_length = 1

    class Name(ConstrainedStr):
        """An id within its file: snake_case, ASCII, beginning with a letter."""

        strict = True
        regex = NAME

    class Url(ConstrainedStr):
        """An address that a browser opens."""

        strict = True
        regex = r"^https?://[^\s/]+\.[^\s]+$"

    class Whole(ConstrainedInt):
        """A whole number, 0 or more."""

        strict = True
        ge = 0

    class Counted(ConstrainedInt):
        """A whole number, 1 or more."""

        strict = True
        ge = 1


class Frozen(BaseModel):
    """A part of the framework: it cannot be changed once made, it can be hashed, and it has no fields beside its own."""

    class Config:
        """Strictness."""

        frozen = True
        extra = "forbid"


def filled(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """A pydantic validator for lists that must not be empty.

    Raises:
        ValueError: the list is empty; pydantic turns it into its own error.
    """
    if not values:
        raise ValueError("must have at least one item")
    return values


class Source(Frozen):
    """Where a fact was seen, and when somebody last looked."""

    name: Text
    url: Url
    checked: date
