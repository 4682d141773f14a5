"""The real server as a process of its own: killed in the middle, started again, told to stop, with words that must not leak."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import uuid
from pathlib import Path

import httpx
import pytest

from bot.settings import PROJECT
from tests.running_server import LQF, Server, send, settle_in, texts

pytestmark = pytest.mark.engine
CANARY = "the canary in the linen cupboard sang all night"


def test_killed_in_the_middle_it_loses_nothing_and_doubles_nothing(server_folder: Path) -> None:
    server = Server(server_folder)
    headers = settle_in(server)
    sent = [(str(uuid.uuid4()), f"I told her about it, part {i}, and she went quiet") for i in range(6)]
    for id_, text in sent[:3]:
        assert send(server, headers, text, id_).status_code == 200
    # The fourth is on its way when the process dies.
    body = {"id": sent[3][0], "text": sent[3][1]}
    with pytest.raises(httpx.HTTPError), httpx.Client() as client:
        with client.stream("POST", f"{server.url}/api/messages", json=body, headers=headers, timeout=0.003):
            pass
    server.stop(signal.SIGKILL)
    server = Server(server_folder)
    for id_, text in sent[2:]:
        assert send(server, headers, text, id_).status_code == 200
    mine = [t for t in texts(server, headers, "person") if "part" in t]
    assert mine == [text for _, text in sent]
    assert server.stop() in (0, 130, -signal.SIGINT)
    assert "Stopped." in server.output()


def test_neither_logs_nor_files_show_what_was_written(server_folder: Path) -> None:
    server = Server(server_folder)
    headers = settle_in(server)
    send(server, headers, CANARY + ", so I asked for ideas and nobody said a thing to me")
    send(server, headers, "/" + CANARY)
    send(server, headers, f'/share_answer{{"choice":"{CANARY}"}}')
    server.stop()
    assert "canary" not in server.output()
    held = [f for f in server_folder.rglob("*") if f.is_file() and not f.is_symlink()]
    assert any(f.name == "coach.db" for f in held)
    for file in held:
        assert b"canary" not in file.read_bytes(), file


def test_a_busy_port_is_told_in_one_sentence(model: Path, tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        answer = subprocess.run(
            [LQF, "run", "--port", port], cwd=PROJECT, env={**os.environ, "LQF_VAR": str(tmp_path)}, capture_output=True, text=True
        )
    assert answer.returncode == 1
    assert f"I cannot listen on 127.0.0.1:{port}" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("LQF_PORT", "many", "The setting LQF_PORT cannot be used"),
        ("LQF_VAR", "/proc/nothing", "I cannot write to the folder"),
        ("LQF_SECRET_KEY", "short", "must be 64 hexadecimal digits"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all.db", "I cannot open the database"),
        ("LQF_FRAMEWORK", "/nowhere", "nowhere"),
    ],
)
def test_what_cannot_work_is_told_in_one_sentence(model: Path, tmp_path: Path, setting: str, value: str, sentence: str) -> None:
    environment = {**os.environ, "LQF_VAR": str(tmp_path), setting: value}
    answer = subprocess.run([LQF, "run", "--port", "5999"], cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("given", "kept", "mode", "sentence"),
    [
        (None, None, 0o600, "there is no key"),
        ("ab" * 32, None, 0o600, "is weak"),
        (None, "01" * 32, 0o600, "is weak"),
        (None, secrets.token_hex(32), 0o644, "chmod 600"),
    ],
)
def test_production_does_not_start_without_a_good_key(
    tmp_path: Path, given: str | None, kept: str | None, mode: int, sentence: str
) -> None:
    environment = {**os.environ, "LQF_VAR": str(tmp_path), "LQF_PRODUCTION": "1"}
    if given:
        environment["LQF_SECRET_KEY"] = given
    if kept:
        (tmp_path / "secret.key").write_text(kept)
        (tmp_path / "secret.key").chmod(mode)
    answer = subprocess.run([LQF, "run", "--port", "5998"], cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr
    assert (tmp_path / "secret.key").exists() == bool(kept)
