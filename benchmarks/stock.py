"""Training and one message: the coach's pipeline beside that of `rasa init`, both on the coach's own training data.

    python -m benchmarks.stock                 a hundred epochs, as `rasa init` has it: up to an hour
    python -m benchmarks.stock --epochs 10     fewer; the line it prints says how many

Prints seconds for training, of the coach's whole model and of the stock pipeline's understanding alone, and milliseconds for one message:
the median over the whole development set (situations, answers, commands and what is out of scope), and over its situations, which are the
longest. Each model is read by a process of its own that is held to one core.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.nlu.model import train as train_coach
from bot.quiet import keep_quiet
from bot.settings import PROJECT, Settings

STOCK = """recipe: default.v1
assistant_id: stock
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: {epochs}
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: {epochs}
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
"""
DEVELOPMENT = PROJECT / "tests" / "data" / "understanding_dev.jsonl"


def train_stock(epochs: int, folder: Path) -> Path:
    """The understanding that `rasa init` would set up, from the coach's examples."""
    from rasa.model_training import train_nlu

    config = folder / "stock.yml"
    config.write_text(STOCK.format(epochs=epochs), encoding="utf-8")
    model = train_nlu(config=str(config), nlu_data=str(PROJECT / "data" / "nlu"), output=str(folder), domain=str(PROJECT / "domain.yml"))
    if model is None:
        raise SystemExit("The stock pipeline could not be trained.")
    return Path(model)


def measure(name: str, train: Callable[[], Path]) -> None:
    """Train a model, and read messages with it one by one."""
    began = time.perf_counter()
    model = train()
    trained = time.perf_counter() - began
    reading = subprocess.run(
        [sys.executable, "-m", "benchmarks.stock", "--read", str(model)], check=True, stdout=subprocess.PIPE, text=True
    )
    print(f"{name}: trained in {trained:.0f} s; {reading.stdout.splitlines()[-1]}", flush=True)


def read(model: Path) -> str:
    """The medians of the milliseconds that a trained model takes to understand one message, on one core where the system can hold it."""
    if hasattr(os, "sched_setaffinity"):
        # Before TensorFlow and onnxruntime start their threads, which take it over.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    # As both would be served: without a line in the log for each message.
    keep_quiet()
    from rasa.core.agent import load_agent

    lines = [json.loads(line) for line in DEVELOPMENT.read_text(encoding="utf-8").splitlines()]

    async def times() -> list[float]:
        agent = await load_agent(model_path=str(model))
        taken = []
        for line in lines:
            began = time.perf_counter()
            await agent.parse_message(line["text"])
            taken.append(1000 * (time.perf_counter() - began))
        return taken

    taken = asyncio.run(times())
    of_situations = [each for each, line in zip(taken, lines, strict=True) if line["intent"] == "describe_situation"]
    return f"one message p50 {statistics.median(taken):.1f} ms, one situation p50 {statistics.median(of_situations):.1f} ms"


def main() -> None:
    """Measure the coach, then the stock pipeline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--only", choices=["coach", "stock"])
    parser.add_argument("--read", type=Path, metavar="MODEL", help="train nothing; print the milliseconds of a trained model")
    asked = parser.parse_args()
    os.environ["TQDM_DISABLE"] = "1"
    if asked.read is not None:
        print(read(asked.read))
        return
    # An empty cache of its own: otherwise Rasa takes over what an earlier training left.
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RASA_CACHE_DIRECTORY"] = str(Path(folder) / "cache")
        if asked.only != "stock":
            measure("coach", lambda: train_coach(Settings(models=Path(folder) / "coach")))
        if asked.only != "coach":
            measure(f"rasa init, {asked.epochs} epochs", lambda: train_stock(asked.epochs, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
