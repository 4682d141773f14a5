"""Names and numbers of other people are taken out; ordinary words stay."""

from __future__ import annotations

import pytest

from bot.framework import load_framework
from bot.privacy.redaction import Redactor
from bot.settings import Settings

# Written by hand, none of it from the training data: what must go is named behind the bar.
WITH_NAMES = """
had words with Jackie about the rota | Jackie
told beryl i'd be back and i wasnt | beryl
Nkechi said the meds were late again | Nkechi
Our Polish girl Kasia does it best | Kasia
Stan won't eat unless it's me | Stan
I promised Edith and Harold a walk | Edith Harold
Mohammed and Priya swapped shifts without asking | Mohammed Priya
my deputy Shaun wants my job | Shaun
Winston's daughter rang | Winston
i said to agnieszka do it again | agnieszka
Rosalyn from the agency was great | Rosalyn
Siobhan cried in the sluice | Siobhan
I'm worried about Gwyneth on nights | Gwyneth
Tendai has been here three weeks | Tendai
spoke to olena about her english | olena
Ask Deirdre, she knows | Deirdre
Then Grace walked out | Grace
I told Will to sit down | Will
Hope was upset all day | Hope
we moved Rose to room four | Rose
Mark said no to the hoist | Mark
gave Joy the keys | Joy
met with Dawn and her union rep | Dawn
Ivy's chair is broken | Ivy
Faith keeps her own pills | Faith
Femi was brilliant with him | Femi
Parveen asked for prayer time | Parveen
Dot never complains | Dot
kev and shaz laughed at me | kev shaz
Ahmed's mum visits Sundays | Ahmed
Precious told the team | Precious
I paired Blessing with Maureen | Blessing Maureen
""".strip()

PATTERNS = {
    "his nhs number is 943 476 5919": "943",
    "NHS no 9434765919 on the form": "9434765919",
    "9434765919": "9434765919",
    "NI number AB 12 34 56 C": "34 56",
    "AB123456C": "AB123456C",
    "ring her on 07700 900123": "900123",
    "07700900123": "07700900123",
    "call +44 7700 900123 after six": "900123",
    "the office is 0161 496 0123": "496",
    "(020) 7946 0958": "7946",
    "mail jo.bloggs+care@home-care.co.uk please": "jo.bloggs",
    "she lives in M14 5RT": "M14",
    "at sw1a 1aa": "1aa",
    "12 Acacia Road is the worst call": "Acacia",
    "dob 03/04/1931": "1931",
    "born 3 April 1931 in Cork": "1931",
    "date of birth: 3rd of April 1931": "1931",
    "her birthday is 03.04.1931": "1931",
    "room 12 again": "12",
    "flat 3b stinks": "3b",
    "Mrs Hargreaves had a fall": "Hargreaves",
    "mr okonkwo wont wash": "okonkwo",
    "Dr Sandhu came late": "Sandhu",
    "Ms. Achterberg's son": "Achterberg",
    "Mr and Mrs Pilkington": "Pilkington",
}

UNTOUCHED = [
    "Will you remind me in May, by 5 May or after 12 May?",
    "I hope to grow with grace and joy, and mark my progress",
    "ring 999, 111 or 116 123, or text SHOUT to 85258",
    "my team code is FERN-22",
    "two of the three at 7.30 and 14 on the waiting list, £4.20 a head",
    "I'm a PA in Leeds and my mum is ill",
    "the bill was huge and the art class was full",
    "We'll pat ourselves on the back. Bill the council for it.",
]


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return Redactor.load()


def test_first_names_are_found(redactor: Redactor) -> None:
    wanted, missed = 0, []
    for line in WITH_NAMES.splitlines():
        text, names = (part.strip() for part in line.split("|"))
        left = redactor.redact(text).text
        wanted += len(names.split())
        missed += [name for name in names.split() if name in left]
    assert len(missed) <= 0.1 * wanted, missed


@pytest.mark.parametrize(("text", "secret"), PATTERNS.items())
def test_numbers_addresses_and_titles_are_found(redactor: Redactor, text: str, secret: str) -> None:
    assert secret not in redactor.redact(text).text


@pytest.mark.parametrize("text", UNTOUCHED)
def test_ordinary_words_and_numbers_stay(redactor: Redactor, text: str) -> None:
    assert redactor.redact(text).text == text


def test_hardly_a_word_of_ordinary_english_is_taken_out(redactor: Redactor) -> None:
    framework = load_framework(Settings().framework)
    texts = [text for b in framework.behaviours.values() for text in (b.text, b.question, b.missing, b.overdone)]
    words = sum(len(text.split()) for text in texts)
    taken_out = sum(redactor.redact(text).text.count("[") for text in texts)
    assert words > 20_000
    assert taken_out <= 0.001 * words


def test_what_is_put_in_is_not_looked_at_again(redactor: Redactor) -> None:
    once = redactor.redact("Mrs Hart told Stan at 12 Acacia Road").text
    assert redactor.redact(once).text == once
    assert redactor.redact("nothing to see").changed is False
