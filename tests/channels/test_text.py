import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.offers import is_key, offer, pressed
from bot.channels.text import clean, has_words, same_words


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("  hello  ", "hello"),
        ("/restart", "restart"),
        ('\u00a0 / /inform{"level":"x"}', 'inform{"level":"x"}'),
        ("a\x00b\x07c", "abc"),
        ("\u202eolleh\u202c", "olleh"),
        ("one\r\ntwo", "one\ntwo"),
        ("\ud800 broken", "? broken"),
        ("cafe\u0301", "caf\u00e9"),
    ],
)
def test_clean(sent: str, read: str) -> None:
    assert clean(sent) == read


@given(st.text())
def test_nothing_that_is_sent_reaches_rasa_as_a_command(text: str) -> None:
    cleaned = clean(text)
    assert not cleaned.lstrip().startswith("/")
    assert cleaned.encode() is not None
    assert clean(cleaned) == cleaned


def test_words_of_any_script_are_words_and_emoji_are_not() -> None:
    assert has_words("\u0645\u0631\u062d\u0628\u0627")
    assert not has_words("\U0001f600 \U0001f62d !!")


def test_a_button_is_pressed_by_its_key_or_its_title_while_it_is_offered() -> None:
    offers: dict[str, object] = {}
    [shown] = offer([{"title": "That's it", "payload": "/affirm"}], offers)
    assert is_key(shown["payload"]) and not shown["payload"].startswith("/")
    assert (pressed(shown["payload"], offers) or {})["payload"] == "/affirm"
    assert (pressed("thats it!", offers) or {})["payload"] == "/affirm"
    assert pressed("b.AAAAAAAAAAAA", offers) is None
    assert pressed("/affirm", offers) is None
    assert pressed("", offers) is None
    assert same_words("That\u2019s IT.") == "thats it"
