"""Names and numbers of other people are taken out of a message before anything reads or keeps it.

Patterns of UK numbers, titles with what follows them, and first names by list and context. It is imperfect, and people are told so: a rare
name, a nickname or a name that is a word in lower case goes through.

Sources of the formats: NHS number with its check digit, NHS Data Dictionary; National Insurance number, HMRC's NIM39110 (letters that are
never used); postcodes, BS 7666.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.settings import PROJECT

LISTS = PROJECT / "data" / "privacy"
NAME, NUMBER, EMAIL, PLACE, DATE = "[name]", "[number]", "[email]", "[address]", "[date]"
PLACEHOLDERS = (NAME, NUMBER, EMAIL, PLACE, DATE)

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_DIGITS = r"(?:[\s.()-]?\d)"
_PHONE = re.compile(r"(?<![\w-])(?:\+44|0044|0)(?:[\s.()-]*\d){9,10}(?!\w)")
_TEN_DIGITS = re.compile(r"(?<!\w)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\w)")
_NHS_NAMED = re.compile(r"(?i)\b(nhs\s*(?:number|no\.?|num)?\s*(?:is|:|was)?\s*)\d(?:[\s-]?\d){5,11}")
_INSURANCE = re.compile(r"(?i)(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D](?!\w)")
_POSTCODE = re.compile(r"(?i)(?<!\w)(?:GIR\s?0AA|[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2})(?!\w)")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = (
    rf"(?:\d{{1,2}}[./\-\s]\d{{1,2}}[./\-\s]\d{{2,4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{2,4}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_BIRTH = re.compile(rf"(?i)\b((?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born)(?:\s+(?:is|was|on|in)|\s*[:=-])*\s*){_DAY}")
_LONG_DATE = re.compile(r"(?<![\w/])\d{1,2}[./-]\d{1,2}[./-](?:19[0-9]{2}|20[01]\d)(?![\w/])")
_ROOM = re.compile(r"(?i)\b((?:room|rm|flat|apartment|apt|bed|bungalow|unit|house)\s*(?:number|no\.?|num)?\s*#?\s?)\d{1,4}[a-z]?\b")
_STREET = re.compile(
    r"\b\d{1,4}[a-zA-Z]?,?\s+(?:[A-Z][\w'-]+\s+){1,3}"
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Close|Drive|Way|Court|Crescent|Place|Terrace|Gardens|Grove|Walk|Hill|Mews)\b"
)
_TITLE = re.compile(
    r"\b(?P<title>(?i:mr|mrs|ms|miss|mx|dr|doctor|sir|lady|father|sister|matron|uncle|auntie|aunty|aunt|nurse|pastor|imam|rev))\b\.?\s+"
    r"(?P<name>[A-Z][\w'\u2019-]*(?:\s+[A-Z][\w'\u2019-]+)?|(?i:(?<=mr )|(?<=mrs )|(?<=ms )|(?<=mr\. )|(?<=mrs\. ))[a-z][\w-]*)"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
# After these a word with a capital begins a sentence, and says nothing by it.
_SENTENCE_END = '.!?:;\n"\u201c('


@dataclass(frozen=True)
class Redacted:
    """A text without what looked like other people's names and numbers; whether anything was taken out."""

    text: str
    changed: bool


class Redactor:
    """Takes names and numbers out of texts."""

    def __init__(self, names: frozenset[str], words: frozenset[str], around: Mapping[str, frozenset[str]]) -> None:
        """``names``: first names in lower case; ``words``: those that are ordinary words too; ``around``: ``around_names.yml``."""
        self._names = names
        self._words = words
        self._around = around

    @classmethod
    def load(cls, folder: Path = LISTS) -> Redactor:
        """The lists of ``data/privacy``."""
        around = yaml.safe_load((folder / "around_names.yml").read_text(encoding="utf-8"))
        words = {name: frozenset(listed.split()) for name, listed in around.items()}
        return cls(_lines(folder / "first_names.txt"), _lines(folder / "words_that_are_names.txt"), words)

    def redact(self, text: str) -> Redacted:
        """The text with placeholders in square brackets."""
        clean = _EMAIL.sub(EMAIL, text)
        clean = _NHS_NAMED.sub(rf"\1{NUMBER}", clean)
        clean = _TEN_DIGITS.sub(lambda found: NUMBER if _is_nhs_number(found[0]) else found[0], clean)
        for pattern in (_PHONE, _INSURANCE):
            clean = pattern.sub(NUMBER, clean)
        clean = _STREET.sub(PLACE, clean)
        clean = _POSTCODE.sub(PLACE, clean)
        clean = _BIRTH.sub(rf"\1{DATE}", clean)
        clean = _LONG_DATE.sub(DATE, clean)
        clean = _ROOM.sub(rf"\1{NUMBER}", clean)
        clean = _TITLE.sub(self._after_title, clean)
        clean = self._first_names(clean)
        return Redacted(clean, clean != text)

    def _first_names(self, text: str) -> str:
        found = list(_WORD.finditer(text))
        pieces, end = [], 0
        for position, match in enumerate(found):
            if match.start() < end:
                continue
            if self._is_name(text, found, position):
                last = position
                following = found[position + 1] if position + 1 < len(found) else None
                if following and _is_surname(text, match, following):
                    last = position + 1
                word = found[last][0]
                possessive = re.search(r"['\u2019][sS]$", word)
                pieces += [text[end : match.start()], NAME + (possessive[0] if possessive else "")]
                end = found[last].end()
        return "".join([*pieces, text[end:]])

    def _is_name(self, text: str, found: list[re.Match[str]], position: int) -> bool:
        match = found[position]
        word = re.sub(r"['\u2019]s$", "", match[0].lower())
        if text[match.start() - 1 : match.start()] == "[" or re.match(r"-\d", text[match.end() : match.end() + 2]):
            return False
        if word in self._names:
            return True
        if word not in self._words or not match[0][0].isupper() or match[0].isupper():
            return False
        before = found[position - 1][0].lower() if position else ""
        after = found[position + 1][0].lower() if position + 1 < len(found) else ""
        is_month = word in self._around["calendar"]
        if is_month and (before in self._around["before_month"] or _is_by_a_number(text, match)):
            return False
        if not position or text[: match.start()].rstrip(" ")[-1:] in _SENTENCE_END:
            return after in self._around["after_person"]
        return before in self._around["before_person"] or after in self._around["after_person"] or not is_month

    def _after_title(self, found: re.Match[str]) -> str:
        if found["name"].lower() in self._around["not_after_title"]:
            return found[0]
        possessive = re.search(r"['\u2019][sS]$", found["name"])
        return f"{found['title']} {NAME}{possessive[0] if possessive else ''}"


def _is_by_a_number(text: str, match: re.Match[str]) -> bool:
    return bool(re.match(r"\s*\d", text[match.end() :]) or re.search(r"\d\S*\s*$", text[: match.start()]))


def _is_surname(text: str, first: re.Match[str], following: re.Match[str]) -> bool:
    word = following[0]
    return text[first.end() : following.start()] == " " and word[0].isupper() and len(word) > 1 and not word.startswith("I'")


def _is_nhs_number(text: str) -> bool:
    """Ten digits whose last is the check digit: weights 10 to 2, modulus 11 (NHS Data Dictionary, NHS NUMBER)."""
    digits = [int(character) for character in text if character.isdigit()]
    check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True)) % 11
    return digits[9] == (0 if check == 11 else check)


def _lines(file: Path) -> frozenset[str]:
    return frozenset(line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
