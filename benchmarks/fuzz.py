"""Ten thousand made-up requests at the API's description, by schemathesis: no answer may be a fault of ours (5xx).

    make fuzz        installs schemathesis beside the project (its pins and Rasa's do not meet) and runs this

Takes the path of schemathesis. Exit 1 where it found one, and where fewer requests were made or some were turned away by our limits: then
nothing is shown yet.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bot.settings import Settings
from tests.running_server import Server, settle_in

NO_LIMITS = {
    "LQF_MESSAGES_PER_MINUTE": "1000000",
    "LQF_CALLS_PER_MINUTE": "10000000",
    "LQF_CONVERSATIONS_PER_HOUR": "10000000",
    "LQF_PAPERS_PER_MINUTE": "1000000",
}
FEWEST = 10_000


def shortfalls(report: dict[str, Any], fewest: int = FEWEST) -> list[str]:
    """Why schemathesis's report of a run shows less than it should, in sentences; empty where it shows enough."""
    made, found = report["test_cases"]["generated"], []
    if not report["complete"]:
        found.append(f"It stopped before its end: {report['stop_reason']}.")
    if made < fewest:
        found.append(f"{made:,} requests were made; {fewest:,} are the fewest that show anything. Give more --examples.")
    if turned_away := report["warnings"]["rate_limited"]:
        found.append(f"Our limits turned requests away: {', '.join(turned_away)}.")
    return found


def main() -> None:
    """Start a server, and let schemathesis at it as somebody who is signed in."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("schemathesis", type=Path)
    parser.add_argument("--examples", type=int, default=3600, help="made-up requests for each call that takes a body; the others have few")
    asked = parser.parse_args()
    encoder = Settings().var / "encoder"
    encoder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "encoder").symlink_to(encoder)
        report = Path(folder) / "report.json"
        server = Server(Path(folder), NO_LIMITS)
        token = settle_in(server)["Authorization"]
        command = [str(asked.schemathesis.absolute()), "run", f"{server.url}/api/openapi.json", "--header", f"Authorization: {token}"]
        # An open event stream never ends by itself.
        command += ["--checks", "not_a_server_error", "--exclude-path", "/api/events", "--max-examples", str(asked.examples)]
        command += ["--continue-on-failure", "--generation-database", "none", "--phases", "examples,coverage,fuzzing"]
        command += ["--report", "json", "--report-json-path", str(report)]
        code = subprocess.run(command, cwd=folder).returncode
        server.stop()
        if not report.exists():
            sys.exit("schemathesis made no report.")
        result = json.loads(report.read_text())
    made, calls, faults = result["test_cases"]["generated"], result["operations"]["tested"], len(result["failures"])
    print(f"{made:,} requests at {calls} calls, {faults} faults of ours")
    for sentence in shortfalls(result):
        print(sentence, file=sys.stderr)
    sys.exit(bool(code or result["failures"] or shortfalls(result)))


if __name__ == "__main__":
    main()
