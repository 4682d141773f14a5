"""The conversation in a terminal: buttons are numbered, cards are text."""

from __future__ import annotations

import asyncio
import getpass
import textwrap
from datetime import date
from typing import Any

from bot.channels.coach import Coach, TurnFailed
from bot.reports.words import words
from bot.store.unit_of_work import Said

CHANNEL = "terminal"
WIDTH = 88


def converse(coach: Coach) -> None:
    """Talk until the end of input; the same person as last time on this machine."""
    asyncio.run(_converse(coach, getpass.getuser()))


async def _converse(coach: Coach, sender: str) -> None:
    with coach.turns.look(CHANNEL, sender).session:
        pass
    buttons = _show(await coach.turns.greet(CHANNEL, sender))
    while True:
        try:
            # Nothing else runs meanwhile: waiting in the open lets Ctrl-C end it at once.
            text = input("\n> ").strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        if text.isdigit() and 1 <= int(text) <= len(buttons):
            text = buttons[int(text) - 1]
        try:
            buttons = _show(await coach.turns.take(CHANNEL, sender, text)) if text else buttons
        except TurnFailed:
            print("Something went wrong on my side. Nothing is lost: please say it again.")


def _show(messages: list[Said]) -> list[str]:
    """Print messages; return the payloads of their buttons, in the order of their numbers."""
    payloads: list[str] = []
    for message in messages:
        print()
        for paragraph in message.text.splitlines():
            print(textwrap.fill(paragraph, WIDTH))
        for line in card_lines(message):
            print(textwrap.indent(textwrap.fill(line, WIDTH - 2), "  "))
        for button in message.buttons:
            payloads.append(button["payload"])
            print(f"  [{len(payloads)}] {button['title']}")
    return payloads


def card_lines(message: Said) -> list[str]:
    """A card as lines of text."""
    card = message.card or {}
    if card.get("kind") == "question":
        return [f"(question {card['step']} of {card['of']})"]
    if card.get("kind") == "behaviours":
        return [f"- {item['text']}" for item in card["items"]]
    if card.get("kind") == "activities":
        return [f"- {item['title']} ({item['minutes']} minutes): {item['what']}" for item in card["items"]]
    if card.get("kind") == "rating":
        return [f"({card['element_name']}, {card['step']} of {card['of']})"]
    if card.get("kind") == "profile":
        return profile_lines(card)
    if card.get("kind") == "plan":
        return [_plan_line(item) for item in card["items"]]
    if card.get("kind") == "signpost":
        return [_contact_line(contact) for contact in card["contacts"]]
    return []


def profile_lines(card: dict[str, Any]) -> list[str]:
    """The picture as lines of text: every element with its answer in words, what stands out, and what could grow."""
    lines = []
    for dimension in card["dimensions"]:
        labels = {element["label"] for element in dimension["elements"]}
        if len(labels) == 1 and all(element["value"] is None for element in dimension["elements"]):
            lines.append(f"{dimension['name']}: {labels.pop()}")
            continue
        lines.append(f"{dimension['name']}:")
        lines += [f"  - {element['name']}: {_standing(element)}" for element in dimension["elements"]]
    for name in ("strengths", "growth"):
        if card[name]:
            lines.append(f"{words()['chart'][name]}:")
        for entry in card[name]:
            beside = entry["reason"] if name == "growth" else entry["evidence"] and f'"{entry["evidence"]}"'
            lines.append(f"  - {entry['element_name']}: {entry['text']}" + (f" {beside}" if beside else ""))
    return lines


def _standing(element: dict[str, Any]) -> str:
    beside = [words()["confidence"]["few"]] if element["confidence"] == "few" else []
    beside += [element["moved"]] if element["moved"] else []
    return element["label"] + (f" ({'; '.join(beside)})" if beside else "")


def _plan_line(item: dict[str, Any]) -> str:
    due = f", {item['due_in_words']}" if item["due_in_words"] and item["status"] == "open" else ""
    return f"- {item['step']} ({words()['status'][item['status']].lower()}{due})"


def _contact_line(contact: dict[str, Any]) -> str:
    how = ", ".join(str(contact[k]) for k in ("phone", "text", "web", "how") if contact.get(k))
    line = f"- {contact['name']}" + (f": {how}" if how else "") + (f" ({contact['for_what']})" if contact["for_what"] else "")
    if not contact.get("checked"):
        return line
    said, day = words()["contact"], date.fromisoformat(contact["checked"])
    about = said["about"].format(nation=said["nations"][contact["nation"]], day=f"{day.day} {day:%B %Y}", source=contact["source"])
    return f"{line} {about}"
