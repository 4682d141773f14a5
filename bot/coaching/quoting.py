"""A phrase of the person's own, to hand back to them: short, exact, and one that says something."""

from __future__ import annotations

import re

SHORTEST, LONGEST = 3, 9
_CUTS = re.compile(r"[.!?;,:\n()]+|\s+[-\u2013\u2014]+\s+|\s+(?=(?:and|but|so|because|then|cos|when|which|who|while)\s)", re.IGNORECASE)
_LEADING = re.compile(r"^(?:and|but|so|because|then|cos|well|um|er|like|when|which|who|while|to be honest|honestly)\s+", re.IGNORECASE)
_WORD = re.compile(r"[\w'\u2019]+")
# Words that carry feeling or weight: a phrase with one of them is worth more than one without.
_WEIGHT = re.compile(
    r"\b(?:felt|feel|feeling|angry|upset|sick|scared|worried|nervous|proud|relieved|awkward|guilty|ashamed|tired|alone|"
    r"nobody|no one|never|always|nothing|everyone|wish|should|could|carried on|shut down|let down|stuck|snapped|froze|"
    r"cried|quiet|silence|ignored|listened|trust|afraid|embarrassed|frustrated|calm|wanted|waited|tried)\b",
    re.IGNORECASE,
)
# A phrase with a placeholder for a name reads as if the person had written it.
_NOT_TO_REPEAT = re.compile(r"\d|\[|\]|\b(?:fuck|shit|bitch|cunt|bastard|wank|twat|bloody hell)\w*", re.IGNORECASE)


def phrase(text: str) -> str | None:
    """An exact phrase of three to nine words of the text, or ``None`` when none stands well alone."""
    best: tuple[float, str] | None = None
    for position, clause in enumerate(_CUTS.split(text)):
        candidate = _LEADING.sub("", clause.strip()).strip(" '\"")
        count = len(_WORD.findall(candidate))
        if not SHORTEST <= count <= LONGEST or _NOT_TO_REPEAT.search(candidate):
            continue
        worth = 2.0 * len(_WEIGHT.findall(candidate)) + (1.0 if re.match(r"(?i)i\b", candidate) else 0.0)
        worth += 0.5 * (4 <= count <= 7) + 0.05 * position
        if best is None or worth > best[0]:
            best = (worth, candidate)
    return best[1] if best else None
