"""What the sentence encoder costs: median milliseconds for about 10, 25 and 58 tokens, loading and memory, on one thread.

    python benchmarks/encoder.py [folder of the built encoders]

Each precision runs in a process of its own. On a shared machine read ratios, not milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
REPEATS = 200
TEXTS = {
    10: "I never know how to give feedback.",
    25: "We changed the rota without asking anyone, and now half of the night team are off sick or looking for other work.",
    58: (
        "Supervision keeps being cancelled, it has been four months now, and when it does happen it is ten minutes in the corridor with "
        "people walking past, so I just say that everything is fine and go back to the floor, because who would tell the truth about a "
        "bad week out there?"
    ),
}


def main() -> None:
    """Print a table of both precisions."""
    parser = argparse.ArgumentParser(description="Time, loading and memory of the sentence encoder.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "var" / "encoder", help="where the encoders are built")
    parser.add_argument("--precision", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.precision:
        print(json.dumps(measure(arguments.folder, arguments.precision)))
        return
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    print("| precision | ms for 10 / 25 / 58 tokens | a turn of 6 texts | import + load | memory it adds | file |")
    print("| --- | --- | --- | --- | --- | --- |")
    for precision in ("fp32", "int8"):
        command = [sys.executable, __file__, str(arguments.folder), "--precision", precision]
        # Twice: the first may have to build the encoder, which takes memory that serving does not.
        found = [json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout) for _ in range(2)][1]
        times = " / ".join(f"{ms:.1f}" for ms in found["ms"])
        print(
            f"| {precision} | {times} | {found['turn']:.1f} ms | {found['ready']:.2f} s "
            f"| {found['memory']:.0f} MB | {found['file']:.0f} MB |"
        )


def measure(folder: Path, precision: str) -> dict[str, float | list[float]]:
    """Milliseconds, seconds and megabytes of one precision, in this process."""
    process = psutil.Process()
    before = process.memory_info().rss
    start = time.perf_counter()
    from bot.nlu.encoder_model import SentenceEncoderModel, ensure_encoder

    path = ensure_encoder(folder, precision)
    encoder = SentenceEncoderModel.load(path)
    ready = time.perf_counter() - start
    milliseconds = [median(lambda text=text: encoder.encode([text])) for text in TEXTS.values()]  # type: ignore[misc]
    # A long message with its clauses, as one call.
    clauses = TEXTS[58].split(", ")
    turn = median(lambda: encoder.encode([TEXTS[58], *clauses]))
    return {
        "ms": milliseconds,
        "turn": turn,
        "ready": ready,
        "memory": (process.memory_info().rss - before) / 1e6,
        "file": path.stat().st_size / 1e6,
    }


def median(call: Callable[[], object]) -> float:
    """Median milliseconds of a call, warmed up."""
    times = []
    for _ in range(REPEATS + REPEATS // 10):
        start = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[REPEATS // 10 :])


if __name__ == "__main__":
    main()
