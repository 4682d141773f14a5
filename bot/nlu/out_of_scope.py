"""What a message that the coach is not for is about, so that whoever is right to ask can be named; and in which language it is written.

Asked only of what the intent classifier takes for out of scope: the lists are short, and a word of theirs may stand in English too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import spacy
import yaml

from bot.nlu.phrase_families import Family
from bot.nlu.phrase_matcher import FamilyMatcher
from bot.settings import PROJECT

FOLDER = PROJECT / "data" / "out_of_scope"
TOPICS, LANGUAGES = FOLDER / "topics.yml", FOLDER / "languages.yml"
ENGLISH = "English"
# So many signs of a language are enough; in a message of no more than two words one is that is no shorter than a greeting.
ENOUGH, A_WORD_OR_TWO, A_GREETING = 2, 2, 4
# What counts as much as many words: signs that tell a language from the others of its alphabet.
TELLING = 100
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")


@dataclass(frozen=True)
class Language:
    """A language: what shows it, and "I only speak English" in it."""

    name: str
    says: str
    words: frozenset[str]
    letters: re.Pattern[str] | None
    weight: int = 1

    def signs(self, words: list[str]) -> int:
        """How many of some words (in lower case) show this language; those that tell it from others of its alphabet count many times."""
        return self.weight * sum(word in self.words or bool(self.letters and self.letters.search(word)) for word in words)


class OutOfScope:
    """The topics and the languages of their files."""

    def __init__(self) -> None:
        """Read them.

        Raises:
            OSError, KeyError, TypeError, yaml.YAMLError: a file is missing or written otherwise.
        """
        topics = yaml.safe_load(TOPICS.read_text(encoding="utf-8"))["topics"]
        self.topics = tuple(topic["id"] for topic in topics)
        families = tuple(Family(topic["id"], topic["id"], "none", tuple(topic["phrases"])) for topic in topics)
        self._matcher = FamilyMatcher(families, spacy.blank("en").vocab)
        found = yaml.safe_load(LANGUAGES.read_text(encoding="utf-8"))
        self._languages = tuple(map(_language, found["languages"]))
        self._english = Language(ENGLISH, "", frozenset(found["english"]), None)

    def topic_of(self, text: str) -> str | None:
        """The id of the first topic that a text speaks of."""
        return next((family.id for family in self._matcher.find(text)), None)

    def language_of(self, text: str) -> Language | None:
        """The language of a text; ``None`` for English, and where nothing tells."""
        words = [word.replace("\u2019", "'") for word in _WORD.findall(text.lower())]
        best = max(self._languages, key=lambda language: language.signs(words))
        signs = best.signs(words)
        is_greeting = len(words) <= A_WORD_OR_TWO and any(len(word) >= A_GREETING and best.signs([word]) for word in words)
        is_enough = signs >= ENOUGH or is_greeting
        return best if is_enough and signs > self._english.signs(words) else None


def _language(entry: dict[str, object]) -> Language:
    letters = str(entry.get("script") or entry.get("letters") or "")
    words = entry.get("words") or ()
    if not isinstance(words, (list, tuple)):
        raise TypeError("the words of a language are a list")
    pattern = re.compile(f"[{letters}]") if letters else None
    return Language(str(entry["name"]), str(entry["says"]), frozenset(words), pattern, TELLING if entry.get("tells") else 1)


@lru_cache(maxsize=1)
def out_of_scope() -> OutOfScope:
    """Those of this process, read once."""
    return OutOfScope()
