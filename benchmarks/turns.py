"""Start, memory, turns and training of the coach, beside a stock `rasa init` bot on the same machine in the same session.

    make bench            both
    python -m benchmarks.turns --only coach

Prints a table. Times are wall-clock on whatever else the machine is doing: read the ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from bot.settings import PROJECT

TURNS = 40
PARALLEL = 10
BIN = Path(sys.executable).parent
ENVIRONMENT = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "TQDM_DISABLE": "1"}
# What is said again and again: an ordinary conversation, with an answer, commands and a new situation.
SAID_TO_COACH = (
    "asked for ideas in handover and nobody said a thing, so I carried on with the list",
    "I felt a bit silly standing there waiting for somebody to speak",
    "what is the LQF?",
    "show my plan",
    "they would say nobody listens to them anyway, so why bother",
    "start again",
)
SAID_TO_STOCK = ("hello", "I am feeling great today", "not so good to be honest", "are you a bot?", "bye", "yes please")


@dataclass
class Figures:
    """What was measured of one bot."""

    train: float = 0.0
    start: float = 0.0
    memory: float = 0.0
    one: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)
    rate: float = 0.0


Say = Callable[[str], Awaitable[None]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def timed(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


async def measure(
    command: list[str],
    folder: Path,
    environment: dict[str, str],
    person: Callable[[httpx.AsyncClient], Awaitable[Say]],
    port: int,
    said: tuple[str, ...],
    figures: Figures,
) -> None:
    """Start a bot, wait for its first answer, then talk: one conversation, then ten at once."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            while True:
                try:
                    first = await person(client)
                    await first(said[0])
                    break
                except httpx.HTTPError:
                    if process.poll() is not None or time.perf_counter() - begun > 300:
                        raise
                    await asyncio.sleep(0.1)
            figures.start = time.perf_counter() - begun
            await talk(first, said, 10)
            figures.one = await talk(await person(client), said, TURNS)
            people = [await person(client) for _ in range(PARALLEL)]
            begun = time.perf_counter()
            figures.many = [t for times in await asyncio.gather(*(talk(p, said, TURNS) for p in people)) for t in times]
            figures.rate = len(figures.many) / (time.perf_counter() - begun)
            family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
            figures.memory = sum(p.memory_info().rss for p in family) / 1e6
    finally:
        process.terminate()
        process.wait(30)


async def talk(say: Say, said: tuple[str, ...], turns: int) -> list[float]:
    times = []
    for i in range(turns):
        begun = time.perf_counter()
        await say(said[i % len(said)])
        times.append((time.perf_counter() - begun) * 1000)
    return times


async def coach_person(client: httpx.AsyncClient) -> Say:
    """Somebody who agreed and said their job."""
    answer = await client.post("/api/sessions")
    answer.raise_for_status()
    session = answer.json()
    headers = {"Authorization": f"Bearer {session['token']}"}

    async def say(text: str) -> None:
        (await client.post("/api/messages", json={"id": str(uuid.uuid4()), "text": text}, headers=headers)).raise_for_status()

    await say(session["messages"][-1]["buttons"][0]["payload"])
    await say("senior carer")
    return say


async def stock_person(client: httpx.AsyncClient) -> Say:
    sender = str(uuid.uuid4())

    async def say(text: str) -> None:
        (await client.post("/webhooks/rest/webhook", json={"sender": sender, "message": text})).raise_for_status()

    return say


def coach() -> Figures:
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = {**ENVIRONMENT, "LQF_VAR": f"{folder}/var", "LQF_MODELS": f"{folder}/models"}
        shutil.rmtree(PROJECT / ".rasa", ignore_errors=True)
        figures.train = timed([str(BIN / "lqf"), "train"], PROJECT, environment)
        asyncio.run(
            measure([str(BIN / "lqf"), "run", "--port", str(port)], PROJECT, environment, coach_person, port, SAID_TO_COACH, figures)
        )
    return figures


def stock() -> Figures:
    figures = Figures()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rasa = str(BIN / "rasa")
        timed([rasa, "init", "--no-prompt", "--init-dir", name], folder, ENVIRONMENT)
        shutil.rmtree(folder / "models", ignore_errors=True)
        shutil.rmtree(folder / ".rasa", ignore_errors=True)
        figures.train = timed([rasa, "train"], folder, ENVIRONMENT)
        (folder / "credentials.yml").write_text("rest:\n")
        (folder / "endpoints.yml").write_text("")
        port = free_port()
        command = [rasa, "run", "--port", str(port), "--interface", "127.0.0.1"]
        asyncio.run(measure(command, folder, ENVIRONMENT, stock_person, port, SAID_TO_STOCK, figures))
    return figures


def quantile(times: list[float], part: float) -> float:
    return statistics.quantiles(times, n=100)[round(part * 100) - 1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=["coach", "stock"])
    only = parser.parse_args().only
    bots = {name: bot() for name, bot in {"coach": coach, "stock": stock}.items() if only in (None, name)}
    rows: dict[str, Callable[[Figures], float]] = {
        "training, s": lambda f: f.train,
        "start to first answer, s": lambda f: f.start,
        "memory, MB": lambda f: f.memory,
        "turn p50, one conversation, ms": lambda f: quantile(f.one, 0.5),
        "turn p95, one conversation, ms": lambda f: quantile(f.one, 0.95),
        "turn p50, ten at once, ms": lambda f: quantile(f.many, 0.5),
        "turn p95, ten at once, ms": lambda f: quantile(f.many, 0.95),
        "turns a second, ten at once": lambda f: f.rate,
    }
    print("| | " + " | ".join(bots) + " |\n|---|" + "---|" * len(bots))
    for name, value in rows.items():
        print(f"| {name} | " + " | ".join(f"{value(figures):.1f}" for figures in bots.values()) + " |")


if __name__ == "__main__":
    main()
