"""How old somebody has to be, as a reader, to read a text with ease."""

from __future__ import annotations

from collections.abc import Iterator

import textstat

from .faults import Fault
from .passages import Passage
from .wording import Wording

# A school grade of the formula is the reading of an American class whose pupils are about five years older than its number.
YEARS_OVER_GRADE = 5


def reading_age(text: str) -> float:
    """The age in years at which a text is read with ease: the Flesch-Kincaid grade (Kincaid and others, 1975) and five years.

    Made for passages: below thirty words or so it says more about one long word than about the text.
    """
    return float(textstat.flesch_kincaid_grade(text)) + YEARS_OVER_GRADE


def hard_to_read(texts: list[Passage], wording: Wording) -> Iterator[Fault]:
    """Faults for passages above the reading age of the easiest level they are for.

    The texts of one element at one level, of one activity and of one story are each read as one passage.
    """
    parts: dict[tuple[str, ...], list[Passage]] = {}
    for text in texts:
        if text.levels:
            parts.setdefault((text.kind, text.part), []).append(text)
    for (kind, part), group in parts.items():
        most = min((wording.reading_age[level] for level in group[0].levels if level in wording.reading_age), default=None)
        age = reading_age(" ".join(text.text if text.text.endswith((".", "?")) else f"{text.text}." for text in group))
        if most is not None and age > most:
            yield group[0].fault(f"begins a {kind} text ({part}) of reading age {age:.0f}; {most} is the most")
