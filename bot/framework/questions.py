"""Whether a question is open: it cannot be answered with yes or no, and does not ask for a justification."""

from __future__ import annotations

import re

from .wording import Wording

_SENTENCE = re.compile(r"(?<=[.?!])[\"']?\s+")
_CLAUSE = re.compile(r"[,:;]\s+|\s+-\s+|\.\.\.\s*")
_LEAD = {"and", "so", "then", "but", "or", "now"}
_PREPOSITIONS = {"in", "at", "to", "for", "from", "of", "on", "by", "with", "about", "since", "until", "through", "around", "under", "near"}


def why_not_open(text: str, wording: Wording) -> str | None:
    """What keeps a text from being one open question; ``None`` when it is one."""
    marks = text.count("?")
    if marks != 1:
        return f"must have exactly one question mark, not {marks}"
    first = _words(text)[:1]
    if first and first[0] in (*wording.closed, *wording.blaming):
        return f"begins with {first[0]!r}: {_better(first[0], wording)}"
    asking = next(sentence for sentence in _SENTENCE.split(text) if "?" in sentence)
    clauses = [words for words in map(_clause_words, _CLAUSE.split(asking)) if words]
    opened = False
    for words in clauses:
        start = words[0]
        if start in wording.blaming:
            return f"asks {start!r}: {_better(start, wording)}"
        # "When you told her, did she ...?": a subordinate "when" or "where" does not open the question, a bare one does.
        if start in wording.open and (start not in ("when", "where") or len(words) == 1 or _asks(words, wording)):
            opened = True
        elif start in wording.closed and not opened and len(words) > 1:
            return f"asks {start!r}: {_better(start, wording)}"
    if not opened and not any(word in wording.open for word in _words(asking)):
        return "is not open: it has no " + ", ".join(wording.open)
    return None


def _asks(words: list[str], wording: Wording) -> bool:
    return len(words) > 1 and (words[1] in wording.closed or words[1] == "else")


def _clause_words(clause: str) -> list[str]:
    words = _words(clause)
    while words and words[0] in _LEAD:
        words = words[1:]
    return words[1:] if len(words) > 1 and words[0] in _PREPOSITIONS else words


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())


def _better(word: str, wording: Wording) -> str:
    if word in wording.blaming:
        return "it sounds like blame; ask what made it so"
    return "it can be answered with yes or no"
