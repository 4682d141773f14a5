"""The patterns of phrase families as rules of spaCy's ``Matcher``.

A pattern is words between spaces. ``a|b`` is either word, ``word?`` may be missing, ``*`` is up to four words of any kind, ``word~``
is any word that begins so. Matching is on lower case, apostrophes do not count (``don't`` is ``dont``), and a match never runs past
the end of a sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.nlu.phrase_families import Family

GAP = 4
_WORD = re.compile(r"[a-z0-9]+|[.!?;\n]")


@dataclass(frozen=True)
class _Token:
    """What may stand at one place of a phrase: any of some words, or any word that begins in one of some ways."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    optional: bool

    @classmethod
    def of(cls, part: str) -> _Token:
        choices = part.rstrip("?").split("|")
        beginnings = tuple(c[:-1] for c in choices if c.endswith("~"))
        return cls(frozenset(c for c in choices if not c.endswith("~")), beginnings, part.endswith("?"))

    def stands_in(self, sentence: frozenset[str]) -> bool:
        return not self.words.isdisjoint(sentence) or (bool(self.beginnings) and any(word.startswith(self.beginnings) for word in sentence))

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.words, *self.beginnings)

    @property
    def pattern(self) -> dict[str, Any]:
        if self.beginnings:
            expression = "|".join([*map(re.escape, sorted(self.words)), *(f"{re.escape(b)}[a-z]*" for b in self.beginnings)])
            token: dict[str, Any] = {"LOWER": {"REGEX": f"^(?:{expression})$"}}
        else:
            token = {"LOWER": {"IN": sorted(self.words)}}
        return {**token, "OP": "?"} if self.optional else token


class Sentence:
    """The words of one sentence, in order and as a set; spaCy's document of them is made when it is first needed."""

    def __init__(self, words: list[str], vocab: Vocab) -> None:
        """Keep the words."""
        self.words = frozenset(words)
        self._in_order = words
        self._vocab = vocab

    @cached_property
    def doc(self) -> Doc:
        """What spaCy's rules are asked of."""
        return Doc(self._vocab, words=self._in_order)


class _Phrase:
    """One pattern: the words without which it cannot be there, and spaCy's rule, which is asked only where they all are."""

    def __init__(self, phrase: str, vocab: Vocab) -> None:
        parts = [None if part == "*" else _Token.of(part) for part in phrase.lower().replace("'", "").split()]
        self._required = [token for token in parts if token is not None and not token.optional]
        if not self._required:
            raise ValueError(f"The phrase {phrase!r} has no word that must be there.")
        self._matcher = Matcher(vocab)
        self._matcher.add("phrase", [[p for part in parts for p in ([{"OP": "?"}] * GAP if part is None else [part.pattern])]])

    @property
    def anchor(self) -> _Token:
        """The required place whose words are longest, and therefore seldom said."""
        return max(self._required, key=lambda token: (min(map(len, token.keys)), -len(token.keys)))

    def stands_in(self, sentence: Sentence) -> bool:
        return all(token.stands_in(sentence.words) for token in self._required) and bool(self._matcher(sentence.doc))


@dataclass
class _Index:
    """Phrases with the number of their family, by the words of their anchors and by how those begin."""

    by_word: dict[str, list[tuple[int, _Phrase]]] = field(default_factory=lambda: defaultdict(list))
    by_beginning: dict[str, list[tuple[int, _Phrase]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, family: int, phrase: _Phrase) -> None:
        anchor = phrase.anchor
        for word in anchor.words:
            self.by_word[word].append((family, phrase))
        for beginning in anchor.beginnings:
            self.by_beginning[beginning].append((family, phrase))

    @cached_property
    def _lengths(self) -> frozenset[int]:
        return frozenset(map(len, self.by_beginning))

    def candidates(self, words: frozenset[str]) -> Iterator[tuple[int, _Phrase]]:
        for word in words:
            yield from self.by_word.get(word, ())
            for length in self._lengths:
                if length <= len(word):
                    yield from self.by_beginning.get(word[:length], ())


class FamilyMatcher:
    """Finds the families of which a text has a phrase."""

    def __init__(self, families: tuple[Family, ...], vocab: Vocab) -> None:
        """Compile the families over a spaCy vocabulary.

        Raises:
            ValueError: a phrase has no word that must be there.
        """
        self._families = families
        self._vocab = vocab
        self._says = _Index()
        self._unless = [[_Phrase(phrase, vocab) for phrase in family.unless] for family in families]
        for number, family in enumerate(families):
            for phrase in family.phrases:
                self._says.add(number, _Phrase(phrase, vocab))

    def read(self, text: str) -> list[Sentence]:
        """A text's sentences; all matchers over one vocabulary can share them."""
        return [Sentence(words, self._vocab) for words in _sentences(text)]

    def find(self, text: str) -> list[Family]:
        """The families found in a text, in the order of their file."""
        return self.find_in(self.read(text))

    def find_in(self, sentences: list[Sentence]) -> list[Family]:
        """The same, of a text that was read."""
        found: set[int] = set()
        for sentence in sentences:
            for number, phrase in self._says.candidates(sentence.words):
                if number in found or not phrase.stands_in(sentence):
                    continue
                if not any(exception.stands_in(sentence) for exception in self._unless[number]):
                    found.add(number)
        return [self._families[number] for number in sorted(found)]


def _sentences(text: str) -> list[list[str]]:
    sentences: list[list[str]] = [[]]
    for word in _WORD.findall(text.lower().replace("\u2019", "'").replace("'", "")):
        if word in ".!?;\n":
            sentences.append([])
        else:
            sentences[-1].append(word)
    return [sentence for sentence in sentences if sentence]
