"""Many conversations on Telegram at once, against the Bot API server of the tests: is every message answered, in order, none twice?

    python -m benchmarks.telegram [--people 200] [--per-second 1000]

One conversation goes first, alone: its transcript is what every other has to equal. Then all begin together; each writes as soon as it is
answered. ``--per-second 25`` paces the sending as for Telegram itself. Exit 1 where a transcript differs.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from bot.settings import Settings
from tests.channels.telegram.fake_api import TOKEN, FakeTelegram
from tests.running_server import Server

LINES = [
    "/start",
    "#Yes, that's fine",
    "senior carer",
    "nobody speaks up in my team meetings and I end up doing all the talking every single time",
    "what is the LQF",
    "show my plan",
    "what can you do?",
]
QUIET_SECONDS, LONGEST_SECONDS = 2.0, 300.0


class Conversation(threading.Thread):
    """Somebody who writes each line once the one before it is answered; ``counts`` says how many messages that takes."""

    def __init__(self, fake: FakeTelegram, chat: int, counts: list[int] | None) -> None:
        """Ready to ``start``."""
        super().__init__()
        self.fake, self.chat, self.counts = fake, chat, counts
        self.seen: list[int] = []
        self.waits: list[float] = []

    def run(self) -> None:
        """Talk."""
        for number, line in enumerate(LINES):
            before, begun = len(self.fake.texts(self.chat)), time.monotonic()
            _ = self.fake.press(self.chat, line[1:]) if line.startswith("#") else self.fake.say(self.chat, line)
            while len(self.fake.texts(self.chat)) <= before and time.monotonic() - begun < LONGEST_SECONDS:
                time.sleep(0.05)
            self.waits.append(time.monotonic() - begun)
            if self.counts is None:
                time.sleep(QUIET_SECONDS)
                self.seen.append(len(self.fake.texts(self.chat)))
                continue
            while len(self.fake.texts(self.chat)) < self.counts[number] and time.monotonic() - begun < LONGEST_SECONDS:
                time.sleep(0.05)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--per-second", type=float, default=1000)
    given = parser.parse_args()
    fake = FakeTelegram()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "encoder").symlink_to(Settings().var / "encoder")
        more = {"TELEGRAM_TOKEN": TOKEN, "LQF_TELEGRAM_API": fake.url, "LQF_TELEGRAM_MESSAGES_PER_SECOND": str(given.per_second)}
        server = Server(Path(folder), more)
        alone = Conversation(fake, 1, None)
        alone.run()
        many = [Conversation(fake, chat, alone.seen) for chat in range(2, given.people + 2)]
        begun = time.monotonic()
        for conversation in many:
            conversation.start()
        for conversation in many:
            conversation.join()
        took = time.monotonic() - begun
        time.sleep(QUIET_SECONDS)
        server.stop()
    expected = fake.transcript(1)
    wrong = [c.chat for c in many if fake.transcript(c.chat) != expected]
    waits = sorted(w for c in many for w in c.waits)
    print("| | Telegram, against a Bot API server of our own |\n|---|---|")
    print(f"| conversations at once | {given.people} |")
    print(f"| messages of people | {len(waits)} |")
    print(f"| messages of the coach | {sum(len(fake.texts(c.chat)) for c in many)} |")
    print(f"| all of it, s | {took:.1f} |")
    print(f"| people's messages answered a second | {len(waits) / took:.1f} |")
    print(f"| wait for the first answer, alone, p50, ms | {1000 * statistics.median(alone.waits):.0f} |")
    print(f"| wait for the first answer, p50, s | {statistics.median(waits):.1f} |")
    print(f"| wait for the first answer, p95, s | {waits[int(0.95 * len(waits))]:.1f} |")
    print(f"| transcripts that differ from the one alone | {len(wrong)} |")
    fake.stop()
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
