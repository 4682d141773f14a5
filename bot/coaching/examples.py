"""Which story to tell when somebody asks for an example."""

from __future__ import annotations

from bot.framework import Framework, Vignette


def example_for(framework: Framework, element_id: str, level_id: str, heard_already: int) -> Vignette | None:
    """A vignette of the element, the one nearest to the person's level first; ``None`` when none is written.

    ``heard_already`` counts those that the person has just heard: who asks for another gets the next nearest, and the first again at last.
    """
    rank = framework.level(level_id).rank
    nearest = sorted(framework.vignettes_for(element_id), key=lambda v: abs(framework.level(v.level_id).rank - rank))
    return nearest[heard_already % len(nearest)] if nearest else None
