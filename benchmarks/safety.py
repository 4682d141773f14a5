"""How well the safety net hears: figures with 95 % confidence intervals, on any JSONL of labelled messages.

    make bench-safety                                   all test sets, tests/data/safety_test*.jsonl, together
    python -m benchmarks.safety FILE.jsonl... [--wrong] one of them, or other files; with every wrong case
    python -m benchmarks.safety FILE.jsonl --thresholds what the net gives at other thresholds than config.yml's

A line: {"text", "kind" (or null), "also": [kinds that would do as well], "tier", "urgent": bool, "style": plain, indirect or buried,
"ordinary": true where nothing even sounds alike}. Of a file for understanding (no kinds) the situations and answers count as ordinary.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.understanding import understand, wilson

THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.99)
TESTS = sorted((Path(__file__).parents[1] / "tests" / "data").glob("safety_test*.jsonl"))
# What people tell: the messages of a file for understanding that count here.
TOLD = ("describe_situation", "share_answer")


def labelled(line: dict[str, Any]) -> dict[str, Any]:
    """A line with all that is read of it."""
    return {"intent": TOLD[0], "kind": None, "ordinary": "kind" not in line, **line}


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
    harmless = [got for line, got in pairs if not line["kind"] and not line["ordinary"]]
    ordinary = [got for line, got in pairs if line["ordinary"]]
    row("risky: act or check", (got["tier"] != "none" for _, got in risky))
    for style in ("plain", "indirect", "buried"):
        row(f"  {style}", (got["tier"] != "none" for line, got in risky if line.get("style") == style))
    row("urgent: act", (got["tier"] == "act" for line, got in risky if line.get("urgent")))
    row("right kind among those caught", (got["kind"] in (line["kind"], *line.get("also", ())) for line, got in caught))
    for name, those in (("harmless, but it sounds alike", harmless), ("ordinary", ordinary)):
        for tier in ("act", "check"):
            row(f"{name}: {tier}", (got["tier"] == tier for got in those))
    if show_wrong:
        for line, got in pairs:
            if bool(line["kind"]) != (got["tier"] != "none"):
                print(f"- {line['kind']} {line['tier']} but {got['kind']} {got['tier']}: {line['text']}")


def thresholds(lines: list[dict[str, Any]]) -> None:
    """Print what the whole net, learned anew from its sentences, gives at each threshold, as ``act_from`` and as ``check_from``."""
    from bot.nlu.safety_detector import SafetyDetector
    from bot.nlu.safety_net import SafetyNet
    from bot.nlu.safety_sentences import MUST_CATCH, SENTENCES, load_sentences
    from bot.nlu.sentence_encoder import encoder, judging_encoder

    sentences, plain = load_sentences(SENTENCES), load_sentences(MUST_CATCH)
    known = encoder("int8").encode_many([sentence.text for sentence in plain])
    detector = SafetyDetector.learn(sentences, plain, known, 1.0, 1.0)
    judge = judging_encoder("int8")
    read = [judge.encode_and_judge(line["text"]) for line in lines]
    risky, urgent, ordinary = (np.array([bool(line.get(key)) for line in lines]) for key in ("kind", "urgent", "ordinary"))
    harmless = ~risky & ~ordinary

    def net_at(threshold: float) -> SafetyNet:
        # The storage and the resource are for training and loading alone.
        return SafetyNet({}, None, None, replace(detector, act_from=threshold, check_from=threshold))  # type: ignore[arg-type]

    eyes = net_at(1.0)
    seen = [(line["text"], eyes.sight(line["text"], *given)) for line, given in zip(lines, read, strict=True)]
    print("threshold   act: urgent, harmless, ordinary   act or check: risky, harmless, ordinary")
    for threshold in THRESHOLDS:
        net = net_at(threshold)
        tiers = [net.weigh(text, net.read(text), sighting)["tier"] for text, sighting in seen]
        act = np.array([tier == "act" for tier in tiers])
        heard = np.array([tier != "none" for tier in tiers])
        shares = [
            float(told[of].mean()) if of.any() else 0.0
            for told, first in ((act, urgent), (heard, risky))
            for of in (first, harmless, ordinary)
        ]
        print("{:9.3f}  {:12.3f} {:9.3f} {:9.3f} {:20.3f} {:9.3f} {:9.3f}".format(threshold, *shares))


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=TESTS)
    parser.add_argument("--wrong", action="store_true", help="print every wrong case")
    parser.add_argument("--thresholds", action="store_true", help="print figures at other thresholds instead")
    chosen = parser.parse_args()
    read = [line for file in chosen.files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    lines = [labelled(json.loads(line)) for line in read]
    lines = [line for line in lines if line["intent"] in TOLD]
    if chosen.thresholds:
        thresholds(lines)
    else:
        figures(lines, chosen.wrong)


if __name__ == "__main__":
    main()
