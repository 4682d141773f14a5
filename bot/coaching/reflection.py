"""A reflection as it stands between two messages: ids and numbers, never what the person wrote."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from bot.coaching.stages import Round, Stage


@dataclass(frozen=True)
class Candidate:
    """An element that the situation may be about, with its probability."""

    element_id: str
    score: float


@dataclass(frozen=True)
class Reflection:
    """The state of one reflection.

    ``attempt``: how often the pending question was made smaller (0: as written; 1: smaller; 2: with an example; 3: offered to skip).
    ``behaviour_ranking``: behaviours near to the situation, best first. ``behaviours``: those that the questions are tied to.
    ``table``: the activities that are offered now; ``passed_over``: those offered before.
    """

    stage: Stage = Stage.SITUATION
    round: Round | None = None
    candidates: tuple[Candidate, ...] = ()
    refused: tuple[str, ...] = ()
    behaviour_ranking: tuple[str, ...] = ()
    element_id: str | None = None
    behaviours: tuple[str, ...] = ()
    own_part_told: bool = False
    told_more: int = 0
    attempt: int = 0
    deepened: bool = False
    deepening: bool = False
    grow: str | None = None
    minutes: int | None = None
    table: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    activity_id: str | None = None
    has_own_step: bool = False
    # What comes after the opening questions instead of a situation: "assessment".
    then: str | None = None

    @property
    def opening(self) -> Stage:
        """The first question that the person answers in their own words."""
        return Stage.GOAL if self.round is Round.GOAL else Stage.SITUATION

    def at(self, stage: Stage, **changes: Any) -> Reflection:
        """This reflection at another stage, its question asked afresh."""
        return replace(self, stage=stage, attempt=0, deepening=False, **changes)

    def to_json(self) -> dict[str, Any]:
        """What is stored."""
        return {key: _plain(value) for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reflection:
        """Read what was stored; fields that a newer version no longer knows are left out."""
        known = {f.name for f in fields(cls)}
        values = {k: v for k, v in data.items() if k in known}
        values["stage"] = Stage(values["stage"])
        values["round"] = Round(values["round"]) if values.get("round") else None
        values["candidates"] = tuple(Candidate(**c) for c in values.get("candidates", ()))
        for name in ("refused", "behaviour_ranking", "behaviours", "table", "passed_over"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)


@dataclass(frozen=True)
class Heard:
    """One message as understood: the words, the intent, the button pressed (its choice) and what the ranker found."""

    text: str
    intent: str = "share_answer"
    confidence: float = 1.0
    choice: str | None = None
    level_id: str | None = None
    candidates: tuple[Candidate, ...] = ()
    behaviour_ranking: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


def _plain(value: Any) -> Any:
    return [_plain(v) for v in value] if isinstance(value, (list, tuple)) else getattr(value, "value", value)
