"""Telling open pages what was said: one queue for each open stream of a person, in this process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import contextmanager
from typing import Any, Iterator

MOST_STREAMS = 5
LONGEST_QUEUE = 100


class TooManyStreams(Exception):
    """A person has as many pages open as are served."""


class Broadcast:
    """Streams by person."""

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self._streams: dict[str, list[asyncio.Queue[dict[str, Any]]]] = defaultdict(list)

    @contextmanager
    def listen(self, person_id: str) -> Iterator[asyncio.Queue[dict[str, Any]]]:
        """A queue of what is said to a person from now on.

        Raises:
            TooManyStreams: too many are open already.
        """
        streams = self._streams[person_id]
        if len(streams) >= MOST_STREAMS:
            raise TooManyStreams
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(LONGEST_QUEUE)
        streams.append(queue)
        try:
            yield queue
        finally:
            streams.remove(queue)
            if not streams:
                self._streams.pop(person_id, None)

    def tell(self, person_id: str, messages: list[dict[str, Any]]) -> None:
        """Hand messages to all streams of a person; a page that does not read asks for them again."""
        for queue in list(self._streams.get(person_id, ())):
            for message in messages:
                if not queue.full():
                    queue.put_nowait(message)
