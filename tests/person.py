"""Somebody who talks to the coach over the web API: writes, presses buttons, and remembers all that was said."""

from __future__ import annotations

import uuid
from typing import Any

import httpx


class Person:
    """One person with a token of their own."""

    def __init__(self, api: httpx.AsyncClient) -> None:
        self.api = api
        self.token = ""
        self.said: list[dict[str, Any]] = []
        self.transcript: list[tuple[str, str]] = []

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def arrive(self) -> list[dict[str, Any]]:
        """Open the page for the first time."""
        answer = await self.api.post("/api/sessions")
        assert answer.status_code == 201, answer.text
        self.token = answer.json()["token"]
        return self._hear(answer.json()["messages"])

    async def send(self, text: str, id_: str | None = None) -> httpx.Response:
        """Send and return the bare answer."""
        return await self.api.post("/api/messages", json={"id": id_ or str(uuid.uuid4()), "text": text}, headers=self.headers)

    async def say(self, text: str, id_: str | None = None) -> list[dict[str, Any]]:
        """Write something."""
        self.transcript.append(("Person", text))
        answer = await self.send(text, id_)
        assert answer.status_code == 200, answer.text
        return self._hear(answer.json()["messages"])

    async def press(self, title: str) -> list[dict[str, Any]]:
        """Press the button whose title begins so."""
        button = next((b for b in self.buttons if b["title"].lower().startswith(title.lower())), None)
        assert button, f"no button {title!r} among {[b['title'] for b in self.buttons]} after {self.texts}"
        self.transcript.append(("Person", f"[{button['title']}]"))
        answer = await self.send(button["payload"])
        assert answer.status_code == 200, answer.text
        return self._hear(answer.json()["messages"])

    async def follow(self, *lines: str) -> None:
        """Say each line; one that begins with # presses a button."""
        for line in lines:
            await (self.press(line[1:]) if line.startswith("#") else self.say(line))

    async def settle_in(self, job: str = "senior carer") -> None:
        """Arrive, agree, and say one's job."""
        await self.arrive()
        await self.press("Yes, that's fine")
        await self.say(job)

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [button for message in self.said for button in message["buttons"]]

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.said]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def question(self) -> dict[str, Any] | None:
        """The card of the pending question, if the last messages hold one."""
        return next((m["card"] for m in reversed(self.said) if m["card"] and m["card"]["kind"] == "question"), None)

    def card(self, kind: str) -> dict[str, Any] | None:
        return next((m["card"] for m in self.said if m["card"] and m["card"]["kind"] == kind), None)

    async def plan(self) -> list[dict[str, Any]]:
        return (await self.api.get("/api/plan", headers=self.headers)).json()["items"]

    def _hear(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.said = messages
        for message in messages:
            buttons = " ".join(f"[{b['title']}]" for b in message["buttons"])
            self.transcript.append(("Coach", f"{message['text']} {buttons}".strip()))
        return messages
