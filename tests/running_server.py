"""The real server as a process of its own, for tests that start, stop and kill it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path

import httpx

from bot.settings import PROJECT

LQF = str(Path(sys.executable).parent / "lqf")
READY_SECONDS = 240


class Server:
    """One run of `lqf run`."""

    def __init__(self, folder: Path, more: dict[str, str] | None = None, port: int = 0) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            self.port = probe.getsockname()[1]
        self.log = (folder / f"log-{uuid.uuid4().hex}").open("wb")
        environment = {**os.environ, "LQF_VAR": str(folder), **(more or {})}
        self.process = subprocess.Popen(
            [LQF, "run", "--port", str(self.port)], cwd=PROJECT, env=environment, stdout=self.log, stderr=subprocess.STDOUT
        )
        self.url = f"http://127.0.0.1:{self.port}"
        begun = time.monotonic()
        while time.monotonic() - begun < READY_SECONDS:
            try:
                # Not httpx, which reads the certificates of the machine for each call: the core is the server's, which is starting.
                with urllib.request.urlopen(f"{self.url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except OSError:
                pass
            assert self.process.poll() is None, self.output()
            time.sleep(0.1)
        raise AssertionError(self.output())

    def output(self) -> str:
        return Path(self.log.name).read_text(errors="replace")

    def stop(self, how: int = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)


def send(server: Server, headers: dict[str, str], text: str, id_: str | None = None) -> httpx.Response:
    body = {"id": id_ or str(uuid.uuid4()), "text": text}
    return httpx.post(f"{server.url}/api/messages", json=body, headers=headers, timeout=30)


def settle_in(server: Server) -> dict[str, str]:
    session = httpx.post(f"{server.url}/api/sessions", timeout=30).json()
    headers = {"Authorization": f"Bearer {session['token']}"}
    send(server, headers, session["messages"][-1]["buttons"][0]["payload"])
    send(server, headers, "senior carer")
    return headers


def texts(server: Server, headers: dict[str, str], who: str) -> list[str]:
    messages = httpx.get(f"{server.url}/api/messages", headers=headers).json()["messages"]
    return [m["text"] for m in messages if m["from"] == who]
