"""Messages as Telegram takes them: split between sentences, escaped, the buttons under the last."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_text import MOST_UNITS, parts_of, split, units
from bot.channels.terminal import card_lines
from bot.store.unit_of_work import Said
from tests.channels.telegram.fake_api import _Html


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=400), st.integers(2, 60))
def test_nothing_is_lost_and_no_piece_is_too_long(text: str, most: int) -> None:
    pieces = split(text, most)
    assert all(0 < units(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_it_is_split_between_sentences() -> None:
    assert split("One is here. Two is here. Three.", 25) == ["One is here. Two is here.", "Three."]


@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1))
def test_any_text_is_valid_html_with_the_same_words(text: str) -> None:
    for part in parts_of(Said(text)):
        parser = _Html()
        parser.feed(part.html)
        parser.close()
        assert parser.text == part.plain and not parser.open


def test_a_contact_comes_with_its_nation_the_day_it_was_checked_and_its_source() -> None:
    contact = {"name": "A line", "phone": "01632 960000", "text": None, "web": "https://line.example.org/", "how": None, "hours": "Always"}
    contact |= {"for_what": "You want to talk.", "nation": "england", "checked": "2026-11-23", "source": "A & B"}
    own = {**dict.fromkeys(contact), "name": "Our lead", "for_what": ""}
    # As it was kept before contacts came with all that.
    kept = {name: value for name, value in contact.items() if name not in ("checked", "source")}
    card = {"kind": "signpost", "safety": "whistleblowing", "tier": "act", "contacts": [contact, own, kept]}
    first, *rest = card_lines(Said("Here is help.", card=card))
    line = "- A line: 01632 960000, https://line.example.org/ (You want to talk.)"
    assert first == f"{line} For England; checked 23 November 2026; source: A & B."
    assert rest == ["- Our lead", line]
    (part,) = parts_of(Said("Here is help.", card=card))
    assert first in part.plain and "source: A &amp; B." in part.html


def test_buttons_stand_under_the_last_part_in_twos_where_short() -> None:
    buttons = [{"title": t, "payload": f"b.{n}"} for n, t in enumerate(["Yes", "No", "Something else altogether", "Skip"])]
    parts = parts_of(Said("A sentence. " * 800, buttons))
    assert len(parts) > 1 and all(units(p.plain) <= MOST_UNITS for p in parts)
    assert [p.rows for p in parts[:-1]] == [()] * (len(parts) - 1)
    assert [[title for title, _ in row] for row in parts[-1].rows] == [["Yes", "No"], ["Something else altogether"], ["Skip"]]
