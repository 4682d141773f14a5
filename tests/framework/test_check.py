"""Checking: what is wrong with sound content, where, and how much of it there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from bot.framework import check_framework, coverage_table, load_framework

from .conftest import TWO_DIMENSIONS, Folder

WATCH = "behaviours/afloat/keeping_watch.yml"
CHART = "behaviours/ashore/charting.yml"

# (file, what stands there, what is put there instead, line, reason)
FOUND = [
    pytest.param(
        WATCH,
        "I call out what I see before anyone asks.",
        "I call out one two three four five six seven eight nine ten.",
        5,
        "'behaviour' has 13 words; 12 is the most",
        id="too long",
    ),
    pytest.param(
        CHART,
        "There was only ever the one way really, mine, and I drew it on a napkin.",
        "Only one way.",
        9,
        "'example_answer' has 3 words; 5 is the least",
        id="too short",
    ),
    pytest.param(
        WATCH,
        "I call out what I see before anyone asks.",
        "We call out what we see before anyone asks.",
        5,
        "'behaviour' must be in the first person",
        id="first person",
    ),
    pytest.param(WATCH, "I call out what I see before anyone asks.", "I value watching.", 5, "says 'I value'", id="attitude"),
    pytest.param(WATCH, "Out there, what did you see first?", "Out there, did you see it first?", 6, "'question' asks 'did'", id="closed"),
    pytest.param(WATCH, "Who heard you?", "Why did nobody hear you?", 8, "'smaller_question' begins with 'why'", id="why"),
    pytest.param(WATCH, "Who heard you?", "Who heard you.", 8, "exactly one question mark, not 0", id="no question"),
    pytest.param(
        WATCH, "Things come as a surprise.", "Things Feeds a surprise.", 11, "'missing' has 'Feeds'; better: helps to eat", id="banned"
    ),
    pytest.param(
        WATCH,
        "Things come as a surprise.",
        "The journeys come as a surprise.",
        11,
        "has 'journeys'; better: the trip",
        id="banned, any ending",
    ),
    pytest.param(
        WATCH,
        "Things come as a surprise.",
        "Harbors come as a surprise.",
        11,
        "has 'Harbors'; better in British spelling: harbour",
        id="American",
    ),
    pytest.param(WATCH, "Things come as a surprise.", "Things come!", 11, "has the character !; better: a full stop", id="character"),
    pytest.param(WATCH, "Things come as a surprise.", "Things come \U0001f600", 11, "has an emoji", id="emoji"),
    pytest.param(
        CHART,
        "How many ways were on the table?",
        "who, heard you?",
        8,
        f"is the same as 'smaller_question' in {WATCH}:8",
        id="question twice",
    ),
    pytest.param(
        CHART,
        "I put two courses on the table before we choose.",
        "I call out what I see before anyone asks.",
        5,
        f"is the same as 'behaviour' in {WATCH}:5",
        id="behaviour twice",
    ),
    pytest.param(
        "activities/ashore.yml",
        "title: Draw a second way",
        "title: Count the Lights.",
        3,
        "is the same as 'title' in activities/afloat.yml:3",
        id="activity twice",
    ),
    pytest.param("activities/ashore.yml", "      - Draw it.\n", "", 5, "'steps' has 1 items; 2 is the least", id="one step"),
    pytest.param(
        "activities/ashore.yml",
        "      - Draw it.\n",
        "      - one two three four five six seven eight nine ten eleven\n",
        6,
        "'steps' has 11 words",
        id="long step",
    ),
    pytest.param(
        "activities/ashore.yml", "before you show the first.", "first. Then show it.", 4, "'what' must be one sentence", id="two sentences"
    ),
    pytest.param(
        "levels.yml",
        "job_titles: [skipper]",
        "job_titles: [skipper, deck hand]",
        11,
        "the job title 'deck hand' is at hand already",
        id="job title at two levels",
    ),
    pytest.param("levels.yml", "job_titles: [skipper]", "job_titles: [Skipper]", 11, "must be in lower case", id="job title in capitals"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "reason"), FOUND)
def test_content_faults(folder: Folder, file: str, old: str, new: str, line: int, reason: str) -> None:
    folder.replace(file, old, new)
    found = check_framework(folder.path).faults
    assert any((fault.file, fault.line) == (file, line) and reason in fault.reason for fault in found), [*map(str, found)]


def test_a_sound_folder() -> None:
    report = check_framework(TWO_DIMENSIONS)
    assert report.sound and report.faults == () and report.warnings == ()
    assert report.coverage == coverage_table(load_framework(TWO_DIMENSIONS))


def test_warnings_do_not_fail(folder: Folder) -> None:
    folder.replace(WATCH, "Things come as a surprise.", "The crew is surprised.")
    report = check_framework(folder.path)
    assert report.sound
    assert [*map(str, report.warnings)] == [f"{WATCH}:11: 'missing' has 'crew'; better: the names"]


@pytest.mark.parametrize(("today", "warned"), [(date(2027, 2, 23), False), (date(2027, 2, 24), True)])
def test_a_contact_that_nobody_looked_at_for_three_months_is_warned_of(today: date, warned: bool) -> None:
    report = check_framework(TWO_DIMENSIONS, today=today)
    assert report.sound
    reason = "'Coastguard' was checked 93 days ago; look again every 92 days whether it still holds"
    found = [(fault.file, fault.line, fault.reason) for fault in report.warnings if "look again" in fault.reason]
    assert found == ([("signposting/england.yml", 9, reason)] if warned else [])


def test_questions_that_all_begin_alike(folder: Folder) -> None:
    folder.replace(CHART, "How many ways were on the table?", "What was on the table?")
    folder.replace(CHART, "Whose way was it in the end?", "What was it in the end?")
    assert [*map(str, check_framework(folder.path).warnings)] == [f"{CHART}:1: 50 in 100 of its questions begin with What; 34 is the most"]


def test_a_behaviour_may_have_a_lead_in(folder: Folder) -> None:
    folder.replace(WATCH, "I call out what I see before anyone asks.", "When I see a light, I call it out.")
    assert check_framework(folder.path).sound


def test_an_exception_to_a_banned_word(folder: Folder) -> None:
    folder.replace(WATCH, "Things come as a surprise.", "Nobody feeds back.")
    assert check_framework(folder.path).sound


def test_the_numbers_come_from_the_edition(folder: Folder) -> None:
    folder.replace("edition.yml", "level: hand, behaviours: 1, activities: 1", "level: hand, behaviours: 3, activities: 2")
    folder.replace("edition.yml", "level: master, behaviours: 1, activities: 0", "level: master, behaviours: 2, activities: 0")
    folder.replace("edition.yml", "activity_kinds: 1", "activity_kinds: 2")
    folder.replace("edition.yml", "short_activity_minutes: 20", "short_activity_minutes: 5")
    folder.replace("edition.yml", "activities_per_dimension: 1", "activities_per_dimension: 2")
    folder.replace("edition.yml", "vignettes_per_element: 1", "vignettes_per_element: 2")
    assert [*map(str, check_framework(folder.path).faults)] == [
        "activities/afloat.yml:1: 1 activities for afloat.keeping_watch at hand; 2 is the least",
        "activities/afloat.yml:1: 1 activities; 2 is the least",
        "activities/afloat.yml:1: activities of 1 kind (on_the_job) for afloat.keeping_watch at hand; 2 is the least",
        "activities/afloat.yml:1: activities of 1 kind (on_the_job) for afloat.keeping_watch at master; 2 is the least",
        "activities/afloat.yml:1: no free activity of less than 5 minutes for afloat.keeping_watch at hand",
        "activities/afloat.yml:1: no free activity of less than 5 minutes for afloat.keeping_watch at master",
        "activities/ashore.yml:1: 1 activities; 2 is the least",
        f"{WATCH}:3: 1 behaviours for afloat.keeping_watch at hand; 3 is the least",
        f"{CHART}:3: 1 behaviours for ashore.charting at master; 2 is the least",
        "vignettes/afloat.yml:1: 1 vignettes for afloat.keeping_watch; 2 is the least",
        "vignettes/ashore.yml:1: 1 vignettes for ashore.charting; 2 is the least",
    ]


def test_vignettes_at_one_level(folder: Folder) -> None:
    folder.replace("edition.yml", "vignette_levels: 1", "vignette_levels: 2")
    assert "vignettes/afloat.yml:1: the vignettes for afloat.keeping_watch are all at hand; 2 levels is the least" in map(
        str, check_framework(folder.path).faults
    )


@pytest.mark.parametrize("file", [WATCH, "activities/afloat.yml", "vignettes/ashore.yml", "wording.yml"])
def test_missing_files(folder: Folder, file: str) -> None:
    (folder.path / file).unlink()
    assert [(fault.file, fault.line) for fault in check_framework(folder.path).faults] == [(file, 1)]


def test_a_broken_file_does_not_hide_other_faults(folder: Folder) -> None:
    folder.replace("activities/ashore.yml", "minutes: 10", "minutes: ten")
    folder.replace(WATCH, "Who heard you?", "Did they?")
    files = {fault.file for fault in check_framework(folder.path).faults}
    assert {"activities/ashore.yml", WATCH} <= files


@pytest.mark.parametrize("file", ["edition.yml", "levels.yml", "dimensions.yml", "wording.yml", WATCH])
@pytest.mark.parametrize("content", ["", "[", "{}", "- x", "x: y", "levels: 3\ndimensions: 3", "banned: 1"])
def test_a_check_never_raises(folder: Folder, file: str, content: str) -> None:
    folder.write(file, content)
    assert any(fault.file == file for fault in check_framework(folder.path).faults)


def test_the_table() -> None:
    assert coverage_table(load_framework(TWO_DIMENSIONS)).splitlines() == [
        "behaviours/activities/vignettes  hand   master",
        "afloat.keeping_watch             1/1/1  1/1/0",
        "ashore.charting                  0/0/0  1/1/1",
        "2 elements, 2 levels: 3 behaviours, 2 activities, 2 vignettes",
    ]


# (file, what stands there, what is put there instead, reason)
CAUGHT = [
    pytest.param(
        WATCH, "I call out what I see before anyone asks.", "I call the KPIs before anyone asks.", "which the glossary does not explain"
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "reason"), CAUGHT)
def test_initials_that_nobody_explains_are_a_fault(folder: Folder, file: str, old: str, new: str, reason: str) -> None:
    folder.replace(file, old, new)
    assert any(reason in fault.reason for fault in check_framework(folder.path).faults)


def test_initials_in_the_glossary_are_none(folder: Folder) -> None:
    folder.replace(WATCH, "I call out what I see before anyone asks.", "I call the KPIs before anyone asks.")
    folder.write("glossary.yml", "terms:\n  - {id: kpi, term: KPI, meaning: A number that is watched.}\n")
    assert not any("glossary" in fault.reason for fault in check_framework(folder.path).faults)


def test_texts_that_an_encoder_finds_alike_are_a_fault(folder: Folder) -> None:
    folder.write("wording.yml", (folder.path / "wording.yml").read_text() + "\nalike_from:\n  behaviour: {behaviour: 0.9}\n")

    def all_alike(texts: Sequence[str]) -> np.ndarray:
        return np.ones((len(texts), 1), np.float32)

    assert any("says nearly the same as" in fault.reason for fault in check_framework(folder.path, all_alike).faults)


def test_a_passage_that_is_hard_to_read_is_a_fault(folder: Folder) -> None:
    folder.write("wording.yml", (folder.path / "wording.yml").read_text() + "\nreading_age: {hand: 6, master: 6}\n")
    folder.replace(WATCH, "I call out what I see before anyone asks.", "I communicate navigational irregularities immediately.")
    assert any("reading age" in fault.reason for fault in check_framework(folder.path).faults)
