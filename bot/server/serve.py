"""Serving: the port is taken first, then the engine is loaded, then uvicorn runs until it is told to stop."""

from __future__ import annotations

import contextlib
import logging
import socket
from pathlib import Path
from typing import Callable

import uvicorn

from bot.server.app import create_app
from bot.server.engine import Engine
from bot.settings import Settings


class PortBusy(Exception):
    """Something else listens on the port; the text is for the person who started us."""


def serve(settings: Settings, model: Path, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until interrupted; ``say`` tells the person what goes on.

    Raises:
        PortBusy: the address is taken or not ours to listen on.
        ModelMissing, SettingsFault, DatabaseFault, FrameworkFaults: see ``Engine.start``.
    """
    listener = _listen(host, port)
    # Its tracebacks could hold people's words; what goes wrong in a request is noted by kind and place in fault_log.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    say("Waking the coach: about twenty seconds ...")
    try:
        app = create_app(Engine.start(settings, model))
        config = uvicorn.Config(app, log_level="critical", access_log=False, ws="none", server_header=False, timeout_graceful_shutdown=5)
        say(f"LQF Coach is ready. Open http://{_shown(host)}:{port} in a browser. Stop it with Ctrl-C.")
        # uvicorn closes down in order and then raises the signal again.
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
        say("Stopped.")
    finally:
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as fault:
        listener.close()
        raise PortBusy(
            f"I cannot listen on {host}:{port} ({fault.strerror}). Is the coach running already? "
            "Stop the other program, or choose another port: lqf run --port 5006"
        ) from fault
    return listener


def _shown(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
