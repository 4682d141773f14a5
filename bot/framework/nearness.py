"""Texts that say nearly the same thing in other words, found by how close their sentence vectors lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from .faults import Fault
from .passages import Passage

# Texts to vectors [n, d] of unit length.
Encode = Callable[[Sequence[str]], np.ndarray]


def near_duplicates(texts: Sequence[Passage], alike_from: Mapping[str, Mapping[str, float]], encode: Encode) -> Iterator[Fault]:
    """A fault for each text that lies too near to an earlier one of the same kind and field.

    Args:
        texts: all passages.
        alike_from: kind and field to the cosine from which two such texts say the same; what is not named is not compared.
        encode: the sentence encoder.
    """
    groups: dict[tuple[str, str], list[Passage]] = {}
    for text in texts:
        if text.field in alike_from.get(text.kind, {}):
            groups.setdefault((text.kind, text.field), []).append(text)
    for (kind, field), group in groups.items():
        vectors = encode([text.text for text in group])
        likeness = np.tril(vectors @ vectors.T, -1)
        for later, earlier in np.argwhere(likeness >= alike_from[kind][field]):
            cosine = float(likeness[later, earlier])
            yield group[later].fault(
                f"says nearly the same as {group[earlier].where} ({cosine:.2f} alike): {group[later].text!r} and {group[earlier].text!r}"
            )
