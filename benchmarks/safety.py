"""How well the safety net hears: figures with 95 % confidence intervals, on any JSONL of labelled messages.

    make bench-safety                                   the test set, tests/data/safety_test.jsonl
    python -m benchmarks.safety FILE.jsonl [--wrong]    another file; with every wrong case

A line: {"text", "kind" (or null), "also": [kinds that would do as well], "tier", "urgent": bool, "style": plain, indirect or buried}.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.understanding import understand, wilson

TEST = Path(__file__).parents[1] / "tests" / "data" / "safety_test.jsonl"


def row(name: str, hits: Iterable[bool]) -> None:
    """Print one figure with its interval."""
    values = list(hits)
    if values:
        low, high = wilson(sum(values), len(values))
        print(f"{name:52} {sum(values) / len(values):6.3f}  [{low:.3f}, {high:.3f}]  n={len(values)}")


def figures(lines: list[dict[str, Any]], show_wrong: bool) -> None:
    """Print the table, by style too."""
    pairs = [(line, got["safety"]) for line, got in zip(lines, understand(lines), strict=True)]
    risky = [(line, got) for line, got in pairs if line["kind"]]
    caught = [(line, got) for line, got in risky if got["tier"] != "none"]
    harmless = [(line, got) for line, got in pairs if not line["kind"]]
    row("risky: act or check", (got["tier"] != "none" for _, got in risky))
    for style in ("plain", "indirect", "buried"):
        row(f"  {style}", (got["tier"] != "none" for line, got in risky if line.get("style") == style))
    row("urgent: act", (got["tier"] == "act" for line, got in risky if line.get("urgent")))
    row("right kind among those caught", (got["kind"] in (line["kind"], *line.get("also", ())) for line, got in caught))
    row("harmless: act", (got["tier"] == "act" for _, got in harmless))
    row("harmless: check", (got["tier"] == "check" for _, got in harmless))
    if show_wrong:
        for line, got in pairs:
            if bool(line["kind"]) != (got["tier"] != "none"):
                print(f"- {line['kind']} {line['tier']} but {got['kind']} {got['tier']}: {line['text']}")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=TEST)
    parser.add_argument("--wrong", action="store_true", help="print every wrong case")
    chosen = parser.parse_args()
    lines = [json.loads(line) for line in chosen.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    figures(lines, chosen.wrong)


if __name__ == "__main__":
    main()
