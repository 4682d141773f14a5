"""Rasa's own test command works on the standard layout, and its stories hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT

pytestmark = pytest.mark.engine


def test_rasa_test_passes(model: Path, tmp_path: Path) -> None:
    command = [
        str(Path(sys.executable).parent / "rasa"),
        "test",
        "core",
        "-m",
        str(model),
        "--stories",
        "tests/stories",
        "--out",
        str(tmp_path),
        "--no-plot",
    ]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TQDM_DISABLE": "1"}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads((tmp_path / "story_report.json").read_text())
    assert report["conversation_accuracy"]["accuracy"] == 1.0
