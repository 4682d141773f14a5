"""The patterns of phrase families as rules of spaCy's ``Matcher``.

A pattern is words between spaces. ``a|b`` is either word, ``word?`` may be missing, ``*`` is up to four words of any kind, ``word~``
is any word that begins so. Matching is on lower case, apostrophes do not count (``don't`` is ``dont``), and a match never runs past
the end of a sentence.
"""

from __future__ import annotations

import re
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.nlu.phrase_families import Family

GAP = 4
_WORD = re.compile(r"[a-z0-9]+|[.!?;\n]")


class FamilyMatcher:
    """Finds the families of which a text has a phrase."""

    def __init__(self, families: tuple[Family, ...], vocab: Vocab) -> None:
        """Compile the families over a spaCy vocabulary."""
        self._families = {family.id: family for family in families}
        self._vocab = vocab
        self._says = Matcher(vocab)
        self._unless = Matcher(vocab)
        for family in families:
            self._says.add(family.id, [_pattern(phrase) for phrase in family.phrases])
            if family.unless:
                self._unless.add(family.id, [_pattern(phrase) for phrase in family.unless])

    def find(self, text: str) -> list[Family]:
        """The families found, in the order of their file."""
        found = set()
        for sentence in _sentences(text):
            doc = Doc(self._vocab, words=sentence)
            quiet = {self._vocab.strings[match] for match, _, _ in self._unless(doc)}
            found |= {self._vocab.strings[match] for match, _, _ in self._says(doc)} - quiet
        return [family for id_, family in self._families.items() if id_ in found]


def _sentences(text: str) -> list[list[str]]:
    sentences: list[list[str]] = [[]]
    for word in _WORD.findall(text.lower().replace("\u2019", "'").replace("'", "")):
        if word in ".!?;\n":
            sentences.append([])
        else:
            sentences[-1].append(word)
    return [sentence for sentence in sentences if sentence]


def _pattern(phrase: str) -> list[dict[str, Any]]:
    tokens: list[dict[str, Any]] = []
    for part in phrase.lower().replace("'", "").split():
        if part == "*":
            tokens += [{"OP": "?"}] * GAP
            continue
        optional = part.endswith("?")
        choices = part.rstrip("?").split("|")
        plain = [c for c in choices if not c.endswith("~")]
        begun = [c[:-1] for c in choices if c.endswith("~")]
        if begun:
            expression = "|".join([*(re.escape(c) for c in plain), *(f"{re.escape(c)}[a-z]*" for c in begun)])
            token: dict[str, Any] = {"LOWER": {"REGEX": f"^(?:{expression})$"}}
        else:
            token = {"LOWER": {"IN": plain}}
        tokens.append({**token, "OP": "?"} if optional else token)
    return tokens
