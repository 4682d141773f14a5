import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.quoting import phrase

ANSWERS = [
    "did handover, asked if anyone had ideas for the evening routine, nobody said a thing, then two of them were moaning about it",
    "waited a bit then just carried on with the list",
    "I felt sick. Then I went in.",
    "to be honest i was scared of her because she is senior",
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_phrase_is_short_and_exact(answer: str) -> None:
    quoted = phrase(answer)
    assert quoted is not None
    assert quoted in answer
    assert 3 <= len(quoted.split()) <= 9


def test_a_phrase_with_weight_is_chosen() -> None:
    assert phrase(ANSWERS[0]) == "nobody said a thing"


def test_nothing_is_quoted_that_should_not_be_repeated() -> None:
    assert phrase("call her on 07700 900123") is None
    assert phrase("he is a total bastard honestly") is None
    assert phrase("yes") is None


@given(st.text(max_size=300))
def test_whatever_is_written_a_phrase_is_part_of_it(text: str) -> None:
    quoted = phrase(text)
    assert quoted is None or quoted in text
