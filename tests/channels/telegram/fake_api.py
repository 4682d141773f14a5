"""A Bot API server of our own on 127.0.0.1, as documented at core.telegram.org/bots/api: updates with offsets, limits, HTML that is
checked, buttons, files, webhooks; with faults on demand. The real client talks to it over HTTP."""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict, deque
from email.parser import BytesParser
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

TOKEN = "123456789:AAFakeTokenOfTheTests_0123456789abcde"
TAGS = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler", "span"}
BOT = {"id": 123456789, "is_bot": True, "first_name": "Coach", "username": "lqf_coach_bot"}


_begin = itertools.count(100_000, 100_000)


class Refused(Exception):
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.parameters = code, parameters


class _Html(HTMLParser):
    """Telegram's HTML: known tags, properly closed; what is left is the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in TAGS:
            raise Refused(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refused(400, "Bad Request: can't parse entities: Unmatched end tag")

    def handle_data(self, data: str) -> None:
        self.text += data


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class FakeTelegram:
    """The server, and what tests ask it for."""

    def __init__(self) -> None:
        self.lock = threading.Condition()
        self.updates: list[dict[str, Any]] = []
        self.confirmed = 0
        # No two servers of a test run number alike: the coach remembers what it took.
        self.next_update = next(_begin)
        self.messages: dict[int, list[dict[str, Any]]] = defaultdict(list)
        self.next_message: dict[int, int] = defaultdict(lambda: 1)
        self.files: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.set: dict[str, Any] = {}
        self.webhook: dict[str, Any] = {}
        self.answered: list[str] = []
        self.unanswered: set[str] = set()
        self.blocked: set[int] = set()
        self.faults: dict[str, deque[str]] = defaultdict(deque)
        self.seen_html: list[str] = []
        self.deliveries: list[int] = []
        self.refused: list[str] = []
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        server.daemon_threads = True
        self._server = server
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self._stopping = False
        threading.Thread(target=self._call_the_webhook, daemon=True).start()

    def stop(self) -> None:
        self._stopping = True
        with self.lock:
            self.lock.notify_all()
        self._server.shutdown()
        self._server.server_close()

    # People

    def write(self, chat: int, **content: Any) -> dict[str, Any]:
        """Somebody sends a message to the bot; the update."""
        with self.lock:
            message = {
                "message_id": self._message_id(chat),
                "date": int(time.time()),
                "chat": {"id": chat, "type": "private", "first_name": "Sam"},
                "from": {"id": chat, "is_bot": False, "first_name": "Sam"},
                **content,
            }
            self.messages[chat].append({"who": "person", **message})
        return self.push({"message": message})

    def say(self, chat: int, text: str) -> dict[str, Any]:
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text.startswith("/") else []
        return self.write(chat, text=text, **({"entities": entities} if entities else {}))

    def edit(self, chat: int, message_id: int, text: str) -> dict[str, Any]:
        message = next(m for m in self.messages[chat] if m["message_id"] == message_id)
        edited = {k: v for k, v in message.items() if k != "who"} | {"text": text, "edit_date": int(time.time()) + 1}
        return self.push({"edited_message": edited})

    def press(self, chat: int, title: str) -> dict[str, Any]:
        """Somebody presses the newest button whose title begins so."""
        with self.lock:
            for message in reversed(self.messages[chat]):
                for button in (b for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row):
                    if message["who"] == "bot" and button["text"].lower().startswith(title.lower()):
                        return self.press_key(chat, message, button["callback_data"])
        raise AssertionError(f"no button {title!r} among {self.titles(chat)} after {self.texts(chat)[-3:]}")

    def press_key(self, chat: int, message: dict[str, Any], key: str) -> dict[str, Any]:
        query = f"{chat}{self.next_update}"
        with self.lock:
            self.unanswered.add(query)
        shown = {k: v for k, v in message.items() if k not in ("who", "html")}
        user = {"id": chat, "is_bot": False, "first_name": "Sam"}
        return self.push({"callback_query": {"id": query, "from": user, "chat_instance": "1", "data": key, "message": shown}})

    def push(self, content: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            update = {"update_id": self.next_update, **content}
            self.next_update += 1
            self.updates.append(update)
            self.lock.notify_all()
        return update

    def again(self, update: dict[str, Any]) -> None:
        """The same update once more."""
        with self.lock:
            self.updates.append(update)
            self.lock.notify_all()

    def texts(self, chat: int) -> list[str]:
        """What the bot wrote to a chat."""
        with self.lock:
            return [m["text"] for m in self.messages[chat] if m["who"] == "bot"]

    def titles(self, chat: int) -> list[str]:
        """The newest buttons of a chat."""
        with self.lock:
            keyboards = [m["reply_markup"]["inline_keyboard"] for m in self.messages[chat] if m.get("reply_markup")]
        return [b["text"] for row in (keyboards[-1] if keyboards else []) for b in row]

    def transcript(self, chat: int) -> list[tuple[str, str]]:
        with self.lock:
            return [(m["who"], m.get("text", "(not words)")) for m in self.messages[chat]]

    def fail(self, method: str, *faults: str) -> None:
        """The next calls of a method: 429, 500, 502, slow, half (it happens, and its answer breaks off), rubbish."""
        with self.lock:
            self.faults[method].extend(faults)

    @property
    def waiting(self) -> int:
        """Updates that were not confirmed."""
        with self.lock:
            return len(self.updates)

    # Methods of the API

    def call(self, method: str, given: dict[str, Any]) -> Any:
        action = getattr(self, f"do_{method}", None)
        if action is None:
            raise Refused(404, "Not Found: method not found")
        return action(given)

    def do_getMe(self, _: dict[str, Any]) -> Any:
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    def do_getUpdates(self, given: dict[str, Any]) -> Any:
        if self.webhook.get("url"):
            raise Refused(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        offset, end = int(given.get("offset", 0)), time.monotonic() + min(float(given.get("timeout", 0)), 2)
        with self.lock:
            if offset > 0:
                self.updates = [u for u in self.updates if u["update_id"] >= offset]
            while not self.updates and time.monotonic() < end and not self._stopping:
                self.lock.wait(end - time.monotonic())
            return self.updates[: int(given.get("limit", 100))]

    def do_setWebhook(self, given: dict[str, Any]) -> Any:
        self.webhook = dict(given)
        with self.lock:
            self.lock.notify_all()
        return True

    def do_deleteWebhook(self, _: dict[str, Any]) -> Any:
        self.webhook = {}
        return True

    def do_getWebhookInfo(self, _: dict[str, Any]) -> Any:
        return {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": len(self.updates)}

    def _set(self, given: dict[str, Any]) -> bool:
        self.set.update(given)
        return True

    do_setMyName = do_setMyDescription = do_setMyShortDescription = do_setMyCommands = do_setChatMenuButton = _set

    def do_getMyName(self, _: dict[str, Any]) -> Any:
        return {"name": self.set.get("name", "")}

    def do_getMyDescription(self, _: dict[str, Any]) -> Any:
        return {"description": self.set.get("description", "")}

    def do_getMyShortDescription(self, _: dict[str, Any]) -> Any:
        return {"short_description": self.set.get("short_description", "")}

    def do_getMyCommands(self, _: dict[str, Any]) -> Any:
        return json.loads(self.set.get("commands", "[]"))

    def do_sendChatAction(self, _: dict[str, Any]) -> Any:
        return True

    def do_answerCallbackQuery(self, given: dict[str, Any]) -> Any:
        query = given["callback_query_id"]
        if query not in self.unanswered:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.unanswered.discard(query)
        self.answered.append(query)
        return True

    def do_sendMessage(self, given: dict[str, Any]) -> Any:
        chat = int(given["chat_id"])
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        content = self._content(given)
        with self.lock:
            message = {"message_id": self._message_id(chat), "date": int(time.time()), "chat": _chat(chat), "from": BOT, **content}
            self.messages[chat].append({"who": "bot", "html": given["text"], **message})
            self.lock.notify_all()
        return message

    def do_sendDocument(self, given: dict[str, Any]) -> Any:
        chat = int(given["chat_id"])
        name, content = given["document"]
        with self.lock:
            self.files.append({"chat": chat, "name": name, "content": content, "caption": given.get("caption", "")})
            message = {"message_id": self._message_id(chat), "date": int(time.time()), "chat": _chat(chat), "from": BOT}
            return {**message, "document": {"file_id": name, "file_unique_id": name, "file_name": name}}

    def do_editMessageText(self, given: dict[str, Any]) -> Any:
        chat, number = int(given["chat_id"]), int(given["message_id"])
        content = self._content(given)
        with self.lock:
            message = next((m for m in self.messages[chat] if m["message_id"] == number and m["who"] == "bot"), None)
            if message is None:
                raise Refused(400, "Bad Request: message to edit not found")
            message.pop("reply_markup", None)
            message.update({k: v for k, v in content.items() if k == "reply_markup"}, edited=content["text"])
            return {k: v for k, v in message.items() if k not in ("who", "html", "edited")}

    def do_editMessageReplyMarkup(self, given: dict[str, Any]) -> Any:
        return True

    def _content(self, given: dict[str, Any]) -> dict[str, Any]:
        text = given["text"]
        if given.get("parse_mode") == "HTML":
            parser = _Html()
            parser.feed(text)
            parser.close()
            if parser.open:
                raise Refused(400, "Bad Request: can't parse entities: Can't find end tag")
            self.seen_html.append(text)
            text = parser.text
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if units(text) > 4096:
            raise Refused(400, "Bad Request: message is too long")
        content: dict[str, Any] = {"text": text}
        if "reply_markup" in given:
            markup = json.loads(given["reply_markup"])
            for button in (b for row in markup.get("inline_keyboard", []) for b in row):
                if not 1 <= len(button["callback_data"].encode()) <= 64:
                    raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
            content["reply_markup"] = markup
        return content

    def _message_id(self, chat: int) -> int:
        number = self.next_message[chat]
        self.next_message[chat] += 1
        return number

    # Calling the webhook: one update at a time, again after anything that is not 2xx

    def _call_the_webhook(self) -> None:
        while not self._stopping:
            with self.lock:
                if not self.webhook.get("url") or not self.updates:
                    self.lock.wait(0.2)
                    continue
                update = self.updates[0]
            if 200 <= self.deliver(update) < 300:
                with self.lock:
                    if update in self.updates:
                        self.updates.remove(update)
            else:
                time.sleep(0.3)

    def deliver(self, update: dict[str, Any], secret: str | None = None) -> int:
        """Call the webhook with an update; its status, 0 if nobody answers."""
        headers = {"Content-Type": "application/json"}
        secret = self.webhook.get("secret_token") if secret is None else secret
        if secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        call = urllib.request.Request(self.webhook["url"], json.dumps(update).encode(), headers)
        try:
            with urllib.request.urlopen(call, timeout=30) as answer:
                status = answer.status
        except urllib.error.HTTPError as refused:
            status = refused.code
        except OSError:
            status = 0
        self.deliveries.append(status)
        return status

    # HTTP

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                return

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                prefix, _, method = self.path.rpartition("/")
                fake.calls.append(method)
                fault = ""
                with fake.lock:
                    if fake.faults[method]:
                        fault = fake.faults[method].popleft()
                if prefix != f"/bot{TOKEN}":
                    self._answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
                    return
                if fault == "429":
                    self._answer(
                        429,
                        {
                            "ok": False,
                            "error_code": 429,
                            "description": "Too Many Requests: retry after 1",
                            "parameters": {"retry_after": 1},
                        },
                    )
                    return
                if fault in ("500", "502"):
                    self._answer(int(fault), None, b"<html>Bad Gateway</html>")
                    return
                if fault == "lost":  # the connection breaks before anything is done
                    self.close_connection = True
                    return
                if fault == "slow":
                    time.sleep(1.5)
                try:
                    answer = {"ok": True, "result": fake.call(method, _fields(self.headers.get("Content-Type", ""), body))}
                    status = 200
                except Refused as refused:
                    status = refused.code
                    fake.refused.append(f"{method}: {refused}")
                    answer = {"ok": False, "error_code": status, "description": str(refused), "parameters": refused.parameters}
                self._answer(status, answer, half=fault == "half")

            do_GET = do_POST

            def _answer(self, status: int, answer: Any, raw: bytes = b"", half: bool = False) -> None:
                content = raw or json.dumps(answer).encode()
                with contextlib.suppress(OSError):
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content[: len(content) // 2] if half else content)
                    if half:
                        self.wfile.flush()
                        self.close_connection = True

        return Handler


def _chat(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private" if chat > 0 else "group", **({"first_name": "Sam"} if chat > 0 else {"title": "Team"})}


def _fields(kind: str, body: bytes) -> dict[str, Any]:
    if kind.startswith("multipart/form-data"):
        message = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        fields: dict[str, Any] = {}
        for part in message.get_payload():  # type: ignore[union-attr]
            name = part.get_param("name", header="content-disposition")  # type: ignore[union-attr]
            content = part.get_payload(decode=True)  # type: ignore[union-attr]
            file = part.get_filename()  # type: ignore[union-attr]
            fields[str(name)] = (file, content) if file else content.decode()  # type: ignore[union-attr]
        # A document is given as attach://name, or under its own name.
        given = fields.get("document")
        if isinstance(given, str) and given.startswith("attach://"):
            fields["document"] = fields[given.removeprefix("attach://")]
        return fields
    if kind.startswith("application/json"):
        return dict(json.loads(body or b"{}"))
    return dict(parse_qsl(body.decode(), keep_blank_values=True))
