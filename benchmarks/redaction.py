"""How well other people's names and numbers are taken out: figures with 95 % confidence intervals.

    make bench-redaction [or: python -m benchmarks.redaction --wrong]

Names: ``tests/data/names_test.jsonl``, messages by authors who never saw the lists, each person's name marked by hand. Numbers: made up
here, a thousand of each kind, in the spellings that people use. Ordinary words: all messages of the test sets.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.understanding import wilson
from bot.privacy.redaction import PLACEHOLDERS, Redactor

DATA = Path(__file__).parents[1] / "tests" / "data"
TEXTS = ("safety_test.jsonl", "understanding_dev.jsonl", "understanding_test.jsonl")
EACH = 1000
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
SURNAMES = (
    "Okonkwo", "Hargreaves", "Patel", "Smith", "Jones", "Zielinski", "Adeyemi", "O'Brien", "Fitzgerald", "Nguyen", "Kaur", "Llewellyn",
    "McAllister", "Featherstonehaugh", "Osei", "Brown", "Khan", "Wu", "Dacosta", "Papadopoulos", "Van-Dyke", "Singh", "Begum",
    "Pritchard", "Baptiste", "Mbeki", "Horvath", "Popescu", "Clarke", "Whitehead", "Green", "Young", "Bell", "Marsh",
)  # fmt: skip
AREAS = ("M14", "SW1A", "B1", "EH12", "CF10", "LS6", "N1", "W1T", "BT7", "EC2V")
MONTHS = ("January", "Feb", "March", "apr", "May", "June", "July", "Aug", "September", "oct", "November", "Dec")


def digits(chance: random.Random, count: int) -> str:
    """So many random digits."""
    return "".join(str(chance.randrange(10)) for _ in range(count))


def nhs_number(chance: random.Random) -> str:
    """A number with a right check digit, in one of three spellings; bare, or with its name before it."""
    while True:
        nine = digits(chance, 9)
        check = 11 - sum(w * int(d) for w, d in zip(range(10, 1, -1), nine, strict=True)) % 11
        if check != 10:
            break
    ten = f"{nine}{0 if check == 11 else check}"
    shown = chance.choice([ten, f"{ten[:3]} {ten[3:6]} {ten[6:]}", f"{ten[:3]}-{ten[3:6]}-{ten[6:]}"])
    return chance.choice(["", "her nhs number is ", "NHS no. ", "NHS: "]) + shown


def insurance_number(chance: random.Random) -> str:
    """A National Insurance number, spaced or not, in either case."""
    letters = chance.choice("ABCEGHJKLMNOPRSTWXYZ") + chance.choice("ABCEGHJKLMNPRSTWXYZ")
    parts = [letters, digits(chance, 2), digits(chance, 2), digits(chance, 2), chance.choice("ABCD")]
    shown = chance.choice(["", " "]).join(parts)
    return chance.choice([shown, shown.lower()])


def phone(chance: random.Random) -> str:
    """A mobile or a landline, in the spellings of the United Kingdom."""
    mobile, four, six = f"07{digits(chance, 3)}", digits(chance, 4), digits(chance, 6)
    return chance.choice(
        [
            f"{mobile}{six}",
            f"{mobile} {six}",
            f"{mobile} {six[:3]} {six[3:]}",
            f"{mobile}-{six}",
            f"+44 {mobile[1:]} {six}",
            f"0044{mobile[1:]}{six}",
            f"0161 {six[:3]} {four}",
            f"020 {digits(chance, 4)} {four}",
            f"(01{digits(chance, 3)}) {six}",
            f"01{digits(chance, 3)}{six}",
        ]
    )


def email(chance: random.Random) -> str:
    """An address."""
    name = chance.choice(["jo", "s.patel", "care_team", "m-okafor", "kay92", "dee+home"])
    return f"{name}{digits(chance, 2)}@{chance.choice(['nhs.net', 'gmail.com', 'home-care.co.uk', 'my.council.gov.uk'])}"


def postcode(chance: random.Random) -> str:
    """A postcode, in either case, spaced or not."""
    inward = digits(chance, 1) + "".join(chance.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    shown = chance.choice(AREAS) + chance.choice([" ", ""]) + inward
    return chance.choice([shown, shown.lower()])


def birth(chance: random.Random) -> str:
    """A date of birth, said to be one."""
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1922, 2006)
    mark = chance.choice("/.-")
    shown = chance.choice(
        [
            f"{day:02}{mark}{month:02}{mark}{year}",
            f"{day}{mark}{month}{mark}{year % 100:02}",
            f"{day} {MONTHS[month - 1]} {year}",
            f"{day}th of {MONTHS[month - 1]} {year}",
            f"{MONTHS[month - 1]} {day}, {year}",
        ]
    )
    return chance.choice(["dob ", "DOB: ", "D.O.B. ", "born ", "born on ", "date of birth is ", "her birthday is "]) + shown


def room(chance: random.Random) -> str:
    """A room, a flat, a bed."""
    number = chance.randint(1, 120)
    return chance.choice(
        [f"room {number}", f"Room {number}", f"rm {number}", f"flat {number}b", f"bed {number % 30}", f"room no. {number}"]
    )


def titled(chance: random.Random) -> str:
    """Somebody with a title."""
    name, title = chance.choice(SURNAMES), chance.choice(["Mr", "Mrs", "Ms", "Miss", "Dr", "mr", "mrs", "Mr.", "Mrs."])
    if title.lower().rstrip(".") in ("mr", "mrs"):
        name = chance.choice([name, name.lower()])
    return f"{title} {name}{chance.choice(['', chr(39) + 's son'])}"


KINDS: dict[str, tuple[Callable[[random.Random], str], Callable[[str, str], bool]]] = {
    "NHS numbers": (nhs_number, lambda _, clean: not re.search(r"\d{3}", clean)),
    "National Insurance numbers": (insurance_number, lambda _, clean: not re.search(r"\d", clean)),
    "telephone numbers": (phone, lambda _, clean: not re.search(r"\d{3}", clean)),
    "e-mail addresses": (email, lambda _, clean: "@" not in clean),
    "postcodes": (postcode, lambda _, clean: not re.search(r"\d", clean)),
    "dates of birth": (birth, lambda _, clean: not re.search(r"\d", clean)),
    "rooms": (room, lambda _, clean: not re.search(r"\d", clean)),
    "people with a title": (titled, lambda said, clean: re.sub(r"'s son$", "", said.split(" ", 1)[1]) not in clean),
}
AROUND = ("{}", "told the family about {} and they were fine", "it's {} again, third time this week", "{}, that's all I know", "I rang {}.")


def row(name: str, hits: Iterable[bool]) -> None:
    """Print one figure with its interval."""
    values = list(hits)
    low, high = wilson(sum(values), len(values))
    print(f"{name:52} {sum(values) / len(values):6.3f}  [{low:.3f}, {high:.3f}]  n={len(values)}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="print every wrong case")
    show_wrong, redactor, chance = parser.parse_args().wrong, Redactor.load(), random.Random(0)
    for name, (make, is_out) in KINDS.items():
        said = [make(chance) for _ in range(EACH)]
        clean = [redactor.redact(chance.choice(AROUND).format(s)).text for s in said]
        out = [is_out(s, c) for s, c in zip(said, clean, strict=True)]
        row(name, out)
        if show_wrong:
            print("\n".join(f"  - {s!r} in {c!r}" for s, c, o in zip(said, clean, out, strict=True) if not o))
    marked = [json.loads(line) for line in (DATA / "names_test.jsonl").read_text(encoding="utf-8").splitlines()]
    names = {line["text"]: line["names"] for line in marked}
    left = {text: Counter(WORD.findall(redactor.redact(text).text)) for text in names}
    row("first names and surnames", (not left[text][name] for text, of in names.items() for name in of))
    messages = [json.loads(line)["text"] for file in TEXTS for line in (DATA / file).read_text(encoding="utf-8").splitlines()]
    ordinary, gone = 0, Counter[str]()
    for text in messages:
        clean = redactor.redact(text).text
        for mark in PLACEHOLDERS:
            clean = clean.replace(mark, " ")
        before, kept = Counter(WORD.findall(text)), Counter(WORD.findall(clean))
        for name in names.get(text, ()):
            before.pop(name, None)
        ordinary += sum(before.values())
        gone.update(before - kept)
    row("ordinary words replaced", [True] * gone.total() + [False] * (ordinary - gone.total()))
    if show_wrong:
        print("  left:", " ".join(name for text, of in names.items() for name in of if left[text][name]))
        print("  replaced:", " ".join(gone))


if __name__ == "__main__":
    main()
