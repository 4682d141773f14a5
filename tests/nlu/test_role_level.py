"""A person's level by the job that they name, in the trained model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.nlu.role_level import ENTITY


@pytest.fixture(scope="module")
def agent(model: Path) -> Any:
    from rasa.core.agent import Agent

    return Agent.load(str(model))


async def jobs(agent: Any, text: str) -> list[dict[str, Any]]:
    parsed = await agent.parse_message(text)
    return [found for found in parsed["entities"] if found["entity"] == ENTITY]


@pytest.mark.parametrize(
    ("text", "level", "named"),
    [
        ("I'm a senior carer on nights", "front_line_leader", "senior carer"),
        ("care worker", "front_line_worker", "care worker"),
        ("registered manager of two homes", "operational_leader", "registered manager"),
        ("I am the CEO of a charity", "strategic_leader", "CEO"),
        # Without a space after the full stop, and with a capital that is longer in lower case.
        ("I work in a care home.Senior carer here", "front_line_leader", "Senior carer"),
        ("Hello from İzmir, I am a senior carer", "front_line_leader", "senior carer"),
    ],
)
async def test_a_job_gives_the_level_and_where_it_was_named(agent: Any, text: str, level: str, named: str) -> None:
    (entity,) = await jobs(agent, text)
    assert entity["value"] == level
    assert text[entity["start"] : entity["end"]] == named


async def test_no_job_no_level(agent: Any) -> None:
    assert not await jobs(agent, "nobody spoke in the meeting")
