"""The rules of ``wording.yml``: which words, characters and lengths a text may have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import Field

from .faults import Fault
from .fields import Flag, Frozen, Text, Whole
from .reader import NOTHING, Reader
from .yaml_lines import read_yaml

FILE = "wording.yml"
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f]")


class Banned(Frozen):
    """A word or phrase that is not used, and what to say instead; ``*`` at its end stands for any ending."""

    words: Text
    better: Text
    warn: Flag = False
    allowed: tuple[Text, ...] = Field((), alias="except")

    def found_in(self, text: str) -> str | None:
        """The word as it stands in a text; ``None`` when it does not."""
        for phrase in self.allowed:
            text = re.sub(re.escape(phrase), "", text, flags=re.IGNORECASE)
        hit = _pattern(self.words).search(text)
        return hit.group() if hit else None


@cache
def _pattern(words: str) -> re.Pattern[str]:
    stem = re.escape(words.removesuffix("*")).replace(r"\ ", r"\s+")
    return re.compile(rf"(?<!\w){stem}" + (r"\w*" if words.endswith("*") else r"(?!\w)"), re.IGNORECASE)


class Character(Frozen):
    """A character that is not used, and what to write instead."""

    character: Text
    better: Text


class Limit(Frozen):
    """A least and a most, either of them optional."""

    least: Whole = 0
    most: Whole | None = None

    def broken_by(self, count: int, unit: str) -> str | None:
        """What is wrong with that many; ``None`` when nothing is."""
        if count < self.least:
            return f"has {count} {unit}; {self.least} is the least"
        if self.most is not None and count > self.most:
            return f"has {count} {unit}; {self.most} is the most"
        return None


class Wording(Frozen):
    """All of ``wording.yml``."""

    banned: tuple[Banned, ...]
    characters: tuple[Character, ...]
    american: tuple[Banned, ...]
    attitudes: tuple[Text, ...]
    open: tuple[Text, ...]
    closed: tuple[Text, ...]
    blaming: tuple[Text, ...]
    most_beginning_with_what: Whole
    limits: Mapping[Text, Mapping[Text, Limit]]
    counts: Mapping[Text, Limit]
    jargon: tuple[Text, ...] = ()
    initials: tuple[Text, ...] = ()
    reading_age: Mapping[Text, Whole] = Field(default_factory=dict)
    alike_from: Mapping[Text, Mapping[Text, float]] = Field(default_factory=dict)

    def unexplained_in(self, text: str, terms: Iterable[str]) -> Iterator[str]:
        """Jargon and initials in a text that no term of the glossary explains."""
        for term in terms:
            text = re.sub(rf"\b{re.escape(term)}s?\b", " ", text, flags=re.IGNORECASE)
        for word in self.jargon:
            if _pattern(word).search(text):
                yield word
        for found in re.findall(r"\b(?:[A-Z]&[A-Z]|[A-Z][A-Za-z]*[A-Z][A-Za-z]*)\b", text):
            if found.isalpha() and found not in self.initials and sum(letter.isupper() for letter in found) > 1:
                yield found

    def faults_in(self, kind: str, field: str, text: str) -> Iterator[tuple[str, bool]]:
        """What is wrong with a text: reasons, each with whether it is only worth a warning."""
        limit = self.limits.get(kind, {}).get(field)
        reason = limit.broken_by(len(text.split()), "words") if limit else None
        if reason:
            yield reason, False
        for rule, what in (*((rule, "") for rule in self.banned), *((rule, " in British spelling") for rule in self.american)):
            found = rule.found_in(text)
            if found:
                yield f"has {found!r}; better{what}: {rule.better}", rule.warn
        for character in self.characters:
            if character.character in text:
                yield f"has the character {character.character}; better: {character.better}", False
        if _EMOJI.search(text):
            yield "has an emoji; leave it out", False


def read_wording(folder: Path) -> tuple[Wording | None, tuple[Fault, ...]]:
    """The rules in a framework's folder, and what is wrong with them; no rules when they cannot be read."""
    if not (folder / FILE).is_file():
        return None, (Fault(FILE, 1, "the file is missing: the wording of the content cannot be checked"),)
    reader = Reader(read_yaml(folder / FILE, FILE))
    top = reader.top()
    wording = reader.build(Wording, top) if top is not NOTHING else None
    return wording, tuple(reader.faults)
