"""Killed again and again while people write: is anything lost, doubled or out of order?

    python -m benchmarks.kills [--times 50] [--people 6]

Each person sends a message at a time and sends it again, with the same id, until the server has answered it, as the page does. The server
is killed (SIGKILL) at a random moment of that, and started again. At the end each conversation is read back: every message once, in the
order in which it was sent, and something of the coach's after each. Exit 1 where that does not hold.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import threading
import time
import uuid
from itertools import pairwise
from pathlib import Path

import httpx

from bot.settings import Settings
from tests.running_server import Server, settle_in

ALIVE_SECONDS = (0.2, 3.0)
RETRY_SECONDS = 0.2


class Address:
    """Where the server can be reached now; it moves with every start."""

    def __init__(self, url: str) -> None:
        """Begin at a URL."""
        self.url = url


class Person(threading.Thread):
    """Somebody who writes until told to stop."""

    def __init__(self, name: str, address: Address, headers: dict[str, str]) -> None:
        """Ready to ``start``."""
        super().__init__(name=name)
        self.address, self.headers, self.sent, self.enough = address, headers, list[str](), threading.Event()
        self.faults: list[str] = []

    def run(self) -> None:
        """Write."""
        with httpx.Client(headers=self.headers, timeout=60) as client:
            self._write(client)

    def _write(self, client: httpx.Client) -> None:
        while not self.enough.is_set():
            text = f"{self.name} said part {len(self.sent)} of it and I kept quiet"
            body = {"id": str(uuid.uuid4()), "text": text}
            self.sent.append(text)
            while True:
                try:
                    answer = client.post(f"{self.address.url}/api/messages", json=body)
                except httpx.HTTPError:
                    time.sleep(RETRY_SECONDS)
                    continue
                if answer.status_code == 200:
                    break
                if answer.status_code not in (429, 503):
                    self.faults.append(f"{answer.status_code} {answer.text[:200]}")
                time.sleep(RETRY_SECONDS)


def wrong(person: Person) -> list[str]:
    """What does not hold in a person's conversation as it is read back."""
    kept = httpx.get(f"{person.address.url}/api/messages", headers=person.headers, timeout=60).json()["messages"]
    mine = [m["text"] for m in kept if m["from"] == "person" and " said part " in m["text"]]
    found = list(person.faults)
    if mine != person.sent:
        lost, more = set(person.sent) - set(mine), len(mine) - len(set(mine))
        found.append(f"{person.name}: {len(lost)} lost, {more} doubled, of {len(person.sent)} sent")
    found += [f"{person.name}: no answer to {a['text']!r}" for a, b in pairwise(kept) if a["from"] == b["from"] == "person"]
    return found


def main() -> None:
    """Kill and look."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--people", type=int, default=6)
    asked = parser.parse_args()
    chance = random.Random(0)
    encoder = Settings().var / "encoder"
    encoder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        # Built once, not in every start.
        (Path(folder) / "encoder").symlink_to(encoder)
        limits = {"LQF_MESSAGES_PER_MINUTE": "100000", "LQF_CALLS_PER_MINUTE": "1000000"}
        server = Server(Path(folder), limits)
        address = Address(server.url)
        people = [Person(f"Person{n}", address, settle_in(server)) for n in range(asked.people)]
        for person in people:
            person.start()
        for time_ in range(1, asked.times + 1):
            time.sleep(chance.uniform(*ALIVE_SECONDS))
            server.stop(signal.SIGKILL)
            server = Server(Path(folder), limits)
            address.url = server.url
            print(f"killed {time_} times, {sum(len(p.sent) for p in people)} messages", flush=True)
        for person in people:
            person.enough.set()
        for person in people:
            person.join()
        found = [fault for person in people for fault in wrong(person)]
        server.stop()
    print(f"killed {asked.times} times under {asked.people} people: {sum(len(p.sent) for p in people)} messages, {len(found)} faults")
    print("\n".join(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
