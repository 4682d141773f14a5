import pytest

from bot.coaching.stages import PATHS, REFLECTIVE, Round, Stage, next_stage, part_of, question_number


@pytest.mark.parametrize(("round_", "of"), [(Round.FULL, 6), (Round.SHORT, 3)])
def test_a_round_has_its_number_of_questions(round_: Round, of: int) -> None:
    asked = [stage for stage in PATHS[round_] if stage in REFLECTIVE]
    numbers = {question_number(stage, round_)[0] for stage in asked}
    assert numbers == set(range(1, of + 1))
    assert all(question_number(stage, round_)[1] == of for stage in asked)


def test_a_full_round_has_two_questions_on_behaviours_and_a_short_one_has_one() -> None:
    assert [part_of(s) for s in PATHS[Round.FULL] if s in REFLECTIVE].count("so_what") == 2
    assert [part_of(s) for s in PATHS[Round.SHORT] if s in REFLECTIVE].count("so_what") == 1


def test_ones_own_part_is_left_out_of_a_full_round_when_it_was_told() -> None:
    assert next_stage(Stage.ROUND, Round.FULL, own_part_told=True) is Stage.FEELINGS
    assert next_stage(Stage.ROUND, Round.FULL, own_part_told=False) is Stage.OWN_PART
    assert next_stage(Stage.ROUND, Round.SHORT, own_part_told=True) is Stage.OWN_PART
