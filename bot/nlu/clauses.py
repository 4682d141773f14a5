"""Cutting a message into clauses, so that one sentence in the middle of a long story counts."""

from __future__ import annotations

import re
from itertools import pairwise

SHORT = 25
LONGEST_CLAUSE = 30
MOST = 12
_ENDS = re.compile(r"(?<=[.!?;])\s+|\n+|\s+[-\u2013\u2014]+\s+")
_JOINTS = re.compile(r",\s+|\s+(?=(?:and then|but|so then|because|then|and|so)\s)", re.IGNORECASE)


def clauses(text: str) -> list[str]:
    """The clauses of a message of more than 25 words, at most 12 (the longest ones' neighbours merged); else nothing.

    Sentences are cut at punctuation and line ends; one without any is cut at its joints (and, but, then, ...) so that no clause has much
    more than 30 words.
    """
    if len(text.split()) <= SHORT:
        return []
    found: list[str] = []
    for sentence in _ENDS.split(text):
        found += [sentence] if len(sentence.split()) <= LONGEST_CLAUSE else _at_joints(sentence)
    found = [clause.strip() for clause in found if len(clause.split()) > 2]
    while len(found) > MOST:
        lengths = [len(a.split()) + len(b.split()) for a, b in pairwise(found)]
        shortest = lengths.index(min(lengths))
        found[shortest : shortest + 2] = [f"{found[shortest]} {found[shortest + 1]}"]
    return found if len(found) > 1 else []


def _at_joints(sentence: str) -> list[str]:
    pieces = [""]
    for part in _JOINTS.split(sentence):
        if len(pieces[-1].split()) + len(part.split()) > LONGEST_CLAUSE // 2 and pieces[-1]:
            pieces.append(part)
        else:
            pieces[-1] = f"{pieces[-1]} {part}".strip()
    return pieces
