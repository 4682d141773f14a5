"""Plays the conversations of docs/transcripts again with the present model, and writes down what the coach says now.

    make transcripts        then read what changed: git diff docs/transcripts

What the people say and press stays as it stands in the files; where a button is no longer there, it stops and says so. "*3 days later*"
moves our clock. The one by which Rasa ends sessions stays where it is, so that a welcome back is not played: such a file is left as it was.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx

from bot.channels.terminal import card_lines
from bot.nlu.model import model_file
from bot.quiet import keep_quiet
from bot.server.app import create_app
from bot.server.engine import Engine
from bot.settings import PROJECT, Settings
from bot.store.unit_of_work import Said

FOLDER = PROJECT / "docs" / "transcripts"
PERSON, COACH = "**Person** ", "**Coach** "
LATER = re.compile(r"^\*(\d+) days later\*$")
PRESSED = re.compile(r"^\*\[(.*)\]\*$")
# A Monday morning, so that "on Thursday" means the same day each time.
BEGINS = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)


class _Clock:
    """Goes on by a millisecond at each look, and by days when told to."""

    def __init__(self) -> None:
        self.now = BEGINS

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


async def play(file: Path, engine: Engine, clock: _Clock) -> str:
    """The file's conversation as it goes now.

    Raises:
        LookupError: a button that was pressed is not offered any more.
    """
    before = file.read_text(encoding="utf-8")
    parts = [before[: before.index(COACH)].rstrip()]
    transport = httpx.ASGITransport(app=create_app(engine))
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as api:
        answer = (await api.post("/api/sessions")).json()
        door = {"Authorization": f"Bearer {answer['token']}"}
        said: list[dict[str, Any]] = answer["messages"]
        parts += map(_written, said)
        for number, line in enumerate(before.splitlines()):
            if later := LATER.match(line):
                clock.now += timedelta(days=int(later[1]))
                parts.append(line)
            if not line.startswith(PERSON):
                continue
            text = line.removeprefix(PERSON)
            if pressed := PRESSED.match(text):
                offered = {button["title"]: button["payload"] for message in said for button in message["buttons"]}
                if pressed[1] not in offered:
                    raise LookupError(f"{file.name}, line {number + 1}: no button [{pressed[1]}], but {', '.join(offered) or 'none'}")
            sent = offered[pressed[1]] if pressed else text
            response = await api.post("/api/messages", json={"id": f"line-{number:06}", "text": sent}, headers=door)
            response.raise_for_status()
            said = response.json()["messages"]
            parts += [line, *map(_written, said)]
    return "\n\n".join(parts) + "\n"


def _written(message: dict[str, Any]) -> str:
    """A message of the coach, its card, its buttons."""
    lines = [f"{COACH}{message['text']}"]
    for line in card_lines(Said(message["text"], [], message["card"])):
        lines.append(f"  *{line}*" if line.startswith("(") else f"  {line}")
    if message["buttons"]:
        lines.append("  " + " ".join(f"`{button['title']}`" for button in message["buttons"]))
    return "\n".join(lines)


def main() -> int:
    """Play all, each with somebody new; 1 where a button has gone."""
    keep_quiet()
    gone = 0
    for file in sorted(FOLDER.glob("*.md")):
        with tempfile.TemporaryDirectory() as var:
            (Path(var) / "encoder").symlink_to(Settings().var / "encoder")
            clock = _Clock()
            # Only defaults, nothing of this machine's surroundings: no real database, no provider's telephone numbers.
            engine = Engine.start(Settings.construct(var=Path(var)), model_file(Settings()), clock)
            try:
                file.write_text(asyncio.run(play(file, engine, clock)), encoding="utf-8")
                print(file.name)
            except LookupError as changed:
                print(changed)
                gone = 1
            finally:
                engine.stop()
    return gone


if __name__ == "__main__":
    sys.exit(main())
