"""Which questions are open."""

from __future__ import annotations

import pytest

from bot.framework.questions import why_not_open
from bot.framework.wording import Wording, read_wording

from .conftest import TWO_DIMENSIONS


@pytest.fixture(scope="module")
def wording() -> Wording:
    found, faults = read_wording(TWO_DIMENSIONS)
    assert found and not faults
    return found


@pytest.mark.parametrize(
    "question",
    [
        "What happened next?",
        "Before it was settled, what chance did the quieter people have to say what they thought?",
        "If I asked the quietest person there, what would they say it was like?",
        "Who spoke the most, and who hardly spoke?",
        "Tell me about the last minute of it: who said what?",
        "Think back to the start. Where were you standing?",
        "In the handover itself: what did you do in the seconds after you asked?",
        "What, if anything, did you leave unsaid?",
        "When did you first notice?",
        "When you told them, how did they look?",
        "From whom did you hear it first?",
        "Looking back over the shift who was left out?",
        "You said it was busy. How long did you wait?",
        "Whose idea was it?",
    ],
)
def test_open(question: str, wording: Wording) -> None:
    assert why_not_open(question, wording) is None


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Did you ask them?", "begins with 'did'"),
        ("Would they agree with what you say?", "begins with 'would'"),
        ("Why did you wait?", "begins with 'why'"),
        ("In the end, why did you wait?", "asks 'why'"),
        ("When you told them, did they listen?", "asks 'did'"),
        ("Thinking of the handover, was it what you planned?", "asks 'was'"),
        ("You told them?", "is not open"),
        ("What happened? And then?", "exactly one question mark, not 2"),
        ("Tell me what happened.", "exactly one question mark, not 0"),
    ],
)
def test_not_open(question: str, reason: str, wording: Wording) -> None:
    assert reason in (why_not_open(question, wording) or "")
