import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.encryption import Cipher, Unreadable
from bot.privacy.pseudonyms import derive_key, pseudonym


@given(st.text())
def test_what_is_sealed_is_opened_again(text: str) -> None:
    cipher = Cipher(b"k" * 32)
    assert cipher.open(cipher.seal(text, b"p"), b"p") == text


def test_it_is_not_to_be_read_or_moved() -> None:
    master = Cipher(b"k" * 32)
    wrapped = master.new_wrapped_key()
    own, other = master.unwrap(wrapped), master.unwrap(master.new_wrapped_key())
    sealed = own.seal("nobody said a thing", b"one")
    assert b"nobody" not in sealed
    assert sealed != own.seal("nobody said a thing", b"one")
    for attempt in (lambda: other.open(sealed, b"one"), lambda: own.open(sealed, b"two"), lambda: own.open(sealed[:-1] + b"x", b"one")):
        with pytest.raises(Unreadable):
            attempt()


def test_a_pseudonym_needs_the_key_and_keeps_channels_apart() -> None:
    one, two = derive_key(b"k" * 32, "people"), derive_key(b"j" * 32, "people")
    ids = {pseudonym(one, "web", "a"), pseudonym(two, "web", "a"), pseudonym(one, "telegram", "a"), pseudonym(one, "we", "ba")}
    assert len(ids) == 4
    assert pseudonym(one, "web", "a") == pseudonym(one, "web", "a")
