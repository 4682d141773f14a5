"""Ten thousand made-up requests at the API's description, by schemathesis: no answer may be a fault of ours (5xx).

    make fuzz        installs schemathesis beside the project (its pins and Rasa's do not meet) and runs this

Takes the path of schemathesis; exit 1 where it found one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from bot.settings import Settings
from tests.running_server import Server, settle_in

NO_LIMITS = {"LQF_MESSAGES_PER_MINUTE": "1000000", "LQF_CALLS_PER_MINUTE": "10000000", "LQF_CONVERSATIONS_PER_HOUR": "10000000"}


def main() -> None:
    """Start a server, and let schemathesis at it as somebody who is signed in."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("schemathesis", type=Path)
    parser.add_argument("--examples", type=int, default=6000, help="made-up requests for each call of the API")
    asked = parser.parse_args()
    encoder = Settings().var / "encoder"
    encoder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "encoder").symlink_to(encoder)
        server = Server(Path(folder), NO_LIMITS)
        token = settle_in(server)["Authorization"]
        command = [str(asked.schemathesis.absolute()), "run", f"{server.url}/api/openapi.json", "--header", f"Authorization: {token}"]
        # An open event stream never ends by itself.
        command += ["--checks", "not_a_server_error", "--exclude-path", "/api/events", "--max-examples", str(asked.examples)]
        command += ["--continue-on-failure", "--generation-database", "none", "--phases", "examples,coverage,fuzzing"]
        code = subprocess.run(command, cwd=folder).returncode
        server.stop()
    sys.exit(bool(code))


if __name__ == "__main__":
    main()
