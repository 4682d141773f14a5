from datetime import datetime, timedelta, timezone

import pytest

from bot.privacy.tokens import TokenRefused, Tokens

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)
LIFE = timedelta(days=2)


def test_a_token_lets_its_person_in_until_its_end() -> None:
    tokens = Tokens(b"k" * 32)
    token = tokens.issue(NOW, LIFE)
    assert tokens.check(token.text, NOW + timedelta(days=1)) == token.sender
    with pytest.raises(TokenRefused):
        tokens.check(token.text, NOW + LIFE)


@pytest.mark.parametrize("text", ["", "x", "v1.a.1.b", "v1..", "\u00fc" * 10, "a" * 5000, "v1.\n.1."])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(TokenRefused):
        Tokens(b"k" * 32).check(text, NOW)


def test_no_part_of_a_token_can_be_changed() -> None:
    tokens = Tokens(b"k" * 32)
    text = tokens.issue(NOW, LIFE).text
    for position in range(len(text) - 1):
        other = "A" if text[position] != "A" else "B"
        with pytest.raises(TokenRefused):
            tokens.check(text[:position] + other + text[position + 1 :], NOW)


def test_another_server_key_refuses_it() -> None:
    with pytest.raises(TokenRefused):
        Tokens(b"j" * 32).check(Tokens(b"k" * 32).issue(NOW, LIFE).text, NOW)
