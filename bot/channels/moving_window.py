"""At most so many calls of one caller in so many seconds, counted in memory, in each process.

(The library ``limits`` wants a newer ``packaging`` than Rasa allows.)
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field

# Callers beyond these are forgotten, the longest silent first: memory must not grow with the number of addresses.
MOST_CALLERS = 20_000


@dataclass
class Window:
    """At most ``most`` calls of one caller in any ``seconds``."""

    most: int
    seconds: float
    _calls: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def wait(self, caller: str, now: float) -> float:
        """The seconds after which a call of this caller is taken; 0 if it is taken now, and then it is counted."""
        calls = self._calls.setdefault(caller, deque())
        self._calls.move_to_end(caller)
        while calls and calls[0] <= now - self.seconds:
            calls.popleft()
        if len(calls) >= self.most:
            return calls[0] + self.seconds - now
        calls.append(now)
        if len(self._calls) > MOST_CALLERS:
            self._calls.popitem(last=False)
        return 0.0
