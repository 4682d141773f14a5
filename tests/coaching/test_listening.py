import pytest

from bot.coaching.listening import Answer, is_command, tells_own_part, weigh
from bot.coaching.reflection import Heard
from bot.coaching.stages import Stage


@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("I felt like stopping, to be honest, nobody helped me", "pause_or_stop", 0.5),
        ("she asked me to show her the plan and I just froze because I had not written any of it down yet", "show_my_plan", 0.9),
        ("thanks to her we got through it", "thank", 0.9),
        ("I called the number and spoke to a real person at last", "contact_human", 0.96),
        ("That I need to stop jumping in", "pause_or_stop", 0.94),
        ("no", "deny", 0.99),
        ("dont know", "dont_know", 0.99),
    ],
)
def test_a_pending_question_owns_the_next_free_text(text: str, intent: str, confidence: float) -> None:
    assert not is_command(Heard(text, intent, confidence), Stage.FEELINGS)


@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("stop", "pause_or_stop", 0.9),
        ("what is the LQF", "explain_framework", 0.8),
        ("thanks", "thank", 0.9),
        ("show my plan", "show_my_plan", 0.9),
    ],
)
def test_a_short_clear_command_leaves_the_question(text: str, intent: str, confidence: float) -> None:
    assert is_command(Heard(text, intent, confidence), Stage.FEELINGS)


def test_an_amount_of_time_is_no_idle_talk_where_it_is_asked_for() -> None:
    assert not is_command(Heard("an hour", "out_of_scope", 0.9), Stage.TIME)
    assert not is_command(Heard("half an hour maybe", "set_reminder", 0.9), Stage.TIME)
    assert is_command(Heard("stop", "pause_or_stop", 0.9), Stage.TIME)
    assert is_command(Heard("who won the football last night then", "out_of_scope", 0.9), Stage.TIME)


def test_what_is_a_command_elsewhere_may_be_the_answer_here() -> None:
    assert is_command(Heard("remind me on friday", "set_reminder", 0.9), Stage.FEELINGS)
    assert not is_command(Heard("remind me on friday", "set_reminder", 0.9), Stage.DATE)
    assert not is_command(Heard("I'm a senior now", "change_role_level", 0.9), Stage.LEVEL)


def test_a_button_is_never_a_command() -> None:
    assert not is_command(Heard("", "pause_or_stop", 1.0, choice="agree"), Stage.CONSENT)


@pytest.mark.parametrize(
    ("text", "intent", "weight"),
    [
        ("", "share_answer", Answer.STUCK),
        ("no idea really", "dont_know", Answer.STUCK),
        ("just waited", "share_answer", Answer.SHORT),
        ("I waited and then carried on", "share_answer", Answer.PLAIN),
        ("word " * 40, "share_answer", Answer.RICH),
        ("I don't know what she thought but I think she wanted me to say something to her mum about it all", "dont_know", Answer.PLAIN),
    ],
)
def test_how_much_an_answer_holds(text: str, intent: str, weight: Answer) -> None:
    assert weigh(Heard(text, intent)) is weight


def test_ones_own_part_is_heard_in_a_situation() -> None:
    assert tells_own_part("asked for ideas, nobody spoke, so I just carried on")
    assert tells_own_part("then we\u2019ve told the family")
    assert not tells_own_part("the agency carer was late again and the manager shouted at everyone")


def test_a_job_is_the_answer_where_a_job_was_asked_for() -> None:
    assert not is_command(Heard("support worker", "contact_human", 0.7, level_id="front_line_worker"), Stage.LEVEL)
