"""How many requests of one caller are being answered at this moment, counted in memory, in each process."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class AtOnce:
    """At most ``most`` requests of one caller at the same time."""

    most: int
    _running: Counter[str] = field(default_factory=Counter)

    def begin(self, caller: str) -> bool:
        """Whether one more of this caller's is taken; then ``end`` belongs to it."""
        if self._running[caller] >= self.most:
            return False
        self._running[caller] += 1
        return True

    def end(self, caller: str) -> None:
        """One of them is answered."""
        self._running[caller] -= 1
        if not self._running[caller]:
            # Memory must not grow with the number of callers.
            del self._running[caller]
