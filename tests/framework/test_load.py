"""Loading: what a sound folder becomes, and what is said of one that is not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.framework import FrameworkFaults, UnknownId, load_framework

from .conftest import TWO_DIMENSIONS, Folder

WATCH = "behaviours/afloat/keeping_watch.yml"


def faults(folder: Folder) -> list[tuple[str, int, str]]:
    """Every fault that loading a folder tells."""
    with pytest.raises(FrameworkFaults) as caught:
        load_framework(folder.path)
    return [(fault.file, fault.line, fault.reason) for fault in caught.value.faults]


def test_another_structure_loads() -> None:
    framework = load_framework(TWO_DIMENSIONS)
    assert framework.edition.title == "A framework for harbours"
    assert [(level.id, level.rank) for level in framework.levels.values()] == [("hand", 1), ("master", 2)]
    assert list(framework.dimensions) == ["afloat", "ashore"]
    assert framework.dimensions["ashore"].element_ids == ("ashore.charting",)
    assert list(framework.elements) == ["afloat.keeping_watch", "ashore.charting"]
    assert framework.element("ashore.charting").dimension_id == "ashore"
    assert list(framework.behaviours) == ["afloat.keeping_watch.hand.1", "afloat.keeping_watch.master.1", "ashore.charting.master.1"]
    assert framework.contacts["coastguard"].phone == "999"
    assert framework.contacts["coastguard"].checked.year == 2026
    assert framework.crosswalks["rivers"].entries[0].theirs == ("Looking", "Listening")
    assert framework.vignettes["the_light"].story == "Mo saw it first."


def test_a_contact_may_be_for_another_nation_than_its_file(folder: Folder) -> None:
    assert load_framework(folder.path).contacts["coastguard"].nation == "england"
    folder.replace("signposting/england.yml", "    hours:", "    nation: uk\n    hours:")
    assert load_framework(folder.path).contacts["coastguard"].nation == "uk"


def test_lookups() -> None:
    framework = load_framework(TWO_DIMENSIONS)
    behaviour = framework.behaviour("afloat.keeping_watch.hand.1")
    assert (behaviour.element_id, behaviour.level_id, behaviour.number) == ("afloat.keeping_watch", "hand", 1)
    assert behaviour.text.startswith("I call out")
    assert framework.behaviours_for("afloat.keeping_watch", "hand") == (behaviour,)
    assert [activity.id for activity in framework.activities_for("afloat.keeping_watch", "master")] == ["count_lights"]
    assert framework.activities_for("ashore.charting", "hand") == ()
    assert framework.level("master").plain_name == "I run the boat"


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (lambda framework: framework.level("admiral"), "there is no level 'admiral' in this framework"),
        (lambda framework: framework.element("afloat"), "there is no element 'afloat' in this framework"),
        (lambda framework: framework.behaviour("x"), "there is no behaviour 'x' in this framework"),
        (lambda framework: framework.behaviours_for("afloat.keeping_watch", "admiral"), "there is no level 'admiral' in this framework"),
        (lambda framework: framework.activities_for("x", "hand"), "there is no element 'x' in this framework"),
    ],
)
def test_an_unknown_id_is_told(look, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownId) as caught:
        look(load_framework(TWO_DIMENSIONS))
    assert str(caught.value) == said


def test_nothing_can_be_changed() -> None:
    framework = load_framework(TWO_DIMENSIONS)
    with pytest.raises(dataclasses.FrozenInstanceError):
        framework.levels = {}  # type: ignore[misc]
    with pytest.raises(TypeError):
        framework.levels["other"] = framework.level("hand")  # type: ignore[index]
    with pytest.raises(TypeError):
        framework.level("hand").name = "Other"
    assert hash(framework.edition) and hash(framework.behaviour("afloat.keeping_watch.hand.1"))


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FrameworkFaults, match="there is no such folder"):
        load_framework(tmp_path / "nowhere")


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(FrameworkFaults) as caught:
        load_framework(tmp_path)
    assert str(caught.value).splitlines() == [
        "dimensions.yml:1: the file is missing",
        "edition.yml:1: the file is missing",
        "levels.yml:1: the file is missing",
    ]


# (file, what stands there, what is put there instead, line, reason)
BROKEN = [
    pytest.param("levels.yml", "  - id: master\n", "  - id: master\n   name: x\n", 8, "this is not YAML", id="bad YAML"),
    pytest.param("levels.yml", "summary: You do as", 'summary: "You do as', 5, "this is not YAML", id="quote left open"),
    pytest.param("levels.yml", "You do as the boat needs.", "You do: as", 5, "this is not YAML", id="colon in plain text"),
    pytest.param(WATCH, "  master:\n", "  admiral:\n", 13, "there is no level 'admiral'", id="unknown level"),
    pytest.param(WATCH, "  master:\n", "  hand:\n", 13, "the key 'hand' is here twice; the first is in line 3", id="duplicate key"),
    pytest.param(WATCH, "      missing: Things come as a surprise.\n", "", 4, "'missing' is missing", id="missing field"),
    pytest.param(WATCH, "missing: Things come as a surprise.", "missing:", 11, "'missing' is empty", id="empty field"),
    pytest.param(WATCH, "missing: Things come as a surprise.", "missing: 12", 11, "'missing' must be text", id="number for text"),
    pytest.param(WATCH, "missing: Things come as a surprise.", "missing: yes", 11, "'missing' must be text", id="yes for text"),
    pytest.param(
        WATCH,
        "missing: Things come",
        "mising: Things come",
        11,
        "the key 'mising' does not belong here; is 'missing' meant?",
        id="unknown key",
    ),
    pytest.param(
        WATCH,
        "element: afloat.keeping_watch",
        "element: ashore.charting",
        1,
        "by its place this file is about 'afloat.keeping_watch'",
        id="wrong place",
    ),
    pytest.param(
        WATCH, "behaviours:\n", "behaviors:\n", 2, "the key 'behaviors' does not belong here; is 'behaviours' meant?", id="unknown top key"
    ),
    pytest.param(
        "activities/afloat.yml",
        "elements: [afloat.keeping_watch]",
        "elements: [afloat.keeping_wach]",
        12,
        "there is no element 'afloat.keeping_wach'; is 'afloat.keeping_watch' meant?",
        id="unknown element",
    ),
    pytest.param("activities/afloat.yml", "levels: [hand, master]", "levels: [hand, hand]", 13, "'hand' is here twice", id="level twice"),
    pytest.param("activities/afloat.yml", "levels: [hand, master]", "levels: hand", 13, "'levels' must be a list", id="text for list"),
    pytest.param(
        "activities/afloat.yml", "levels: [hand, master]", "levels: []", 13, "'levels' must have at least one item", id="empty list"
    ),
    pytest.param("activities/afloat.yml", "minutes: 5", "minutes: five", 10, "'minutes' must be a whole number", id="text for number"),
    pytest.param("activities/afloat.yml", "minutes: 5", "minutes: 0", 10, "'minutes' must be 1 or more", id="no minutes"),
    pytest.param("activities/afloat.yml", "free: true", "free: 1", 11, "'free' must be true or false", id="number for flag"),
    pytest.param(
        "activities/afloat.yml",
        "kind: on_the_job",
        "kind: at_sea",
        9,
        "'kind' must be one of on_the_job, with_others, formal, not 'at_sea'",
        id="unknown kind",
    ),
    pytest.param(
        "activities/afloat.yml",
        "settings: [care_home]",
        "settings: [care_home, boat]",
        14,
        "item 2 of 'settings' must be one of",
        id="unknown setting",
    ),
    pytest.param(
        "activities/afloat.yml", "      - Count them.\n", "      - 3\n", 6, "item 1 of 'steps' must be text", id="number for a step"
    ),
    pytest.param(
        "activities/ashore.yml",
        "id: second_napkin",
        "id: count_lights",
        2,
        "the id 'count_lights' is taken by activities/afloat.yml:2",
        id="duplicate id",
    ),
    pytest.param("activities/ashore.yml", "id: second_napkin", "id: Second napkin", 2, "'id' must be snake_case", id="id shape"),
    pytest.param(
        "activities/ashore.yml",
        "checked: 2026-11-23",
        "checked: 2026-02-31",
        16,
        "'checked' must be a date like 2026-11-23",
        id="no such day",
    ),
    pytest.param("activities/ashore.yml", "https://harbour.example.org/", "harbour", 16, "'url' must be an address", id="no address"),
    pytest.param(
        "vignettes/afloat.yml", "level: hand", "level: hands", 4, "there is no level 'hands'; is 'hand' meant?", id="level of a vignette"
    ),
    pytest.param(
        "dimensions.yml", "audience: most_senior", "audience: seniors", 16, "'audience' must be one of everyone, most_senior", id="audience"
    ),
    pytest.param(
        "dimensions.yml", "      - id: charting\n", "      - id: Charting\n", 18, "'id' must be snake_case", id="element id shape"
    ),
    pytest.param(
        "dimensions.yml", "summary: Setting a course with others.", "summry: x", 18, "'summary' is missing", id="element without summary"
    ),
    pytest.param(
        "edition.yml",
        "{audience: most_senior, level: master,",
        "{audience: most_senior, level: mastr,",
        12,
        "there is no level 'mastr'",
        id="level of the coverage",
    ),
    pytest.param(
        "crosswalks/rivers.yml",
        "name: ashore.charting",
        "name: ashore.chart",
        17,
        "there is no element, dimension or level 'ashore.chart'",
        id="crosswalk",
    ),
    pytest.param(
        "crosswalks/rivers.yml", "theirs: [Looking, Listening]", "theirs: Looking", 10, "'theirs' must be a list", id="crosswalk list"
    ),
    pytest.param(
        "signposting/england.yml", '    phone: "999"\n', "", 3, "it needs at least one of phone, text, web and how", id="no way to reach"
    ),
    pytest.param("signposting/england.yml", 'phone: "999"', "phone: 999", 5, "'phone' must be text", id="phone as number"),
    pytest.param("signposting/england.yml", "nation: england", "nation: wales", 1, "by its name this file is about 'england'", id="nation"),
    pytest.param(
        "signposting/england.yml", "kinds: [immediate_danger]", "kinds: [sea]", 8, "item 1 of 'kinds' must be one of", id="safety kind"
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "reason"), BROKEN)
def test_a_fault_says_where_and_what(folder: Folder, file: str, old: str, new: str, line: int, reason: str) -> None:
    folder.replace(file, old, new)
    found = faults(folder)
    assert any((at, on) == (file, line) and reason in said for at, on, said in found), found
    # An element that is called otherwise is missed wherever it is spoken of; nothing else spreads.
    assert {at for at, _, _ in found} == {file} or file == "dimensions.yml", "one fault must not bring others elsewhere"


def test_all_faults_at_once(folder: Folder) -> None:
    folder.replace("levels.yml", "    summary: You answer for the boat.\n", "")
    folder.replace(WATCH, "missing: Things come as a surprise.", "missing: 12")
    folder.replace(WATCH, "missing: Each watch starts from nothing.", "missing: 13")
    folder.replace("activities/afloat.yml", "minutes: 5", "minutes: five")
    folder.replace("activities/afloat.yml", "elements: [afloat.keeping_watch]", "elements: [nowhere.at_all]")
    folder.write("vignettes/ashore.yml", "vignettes: [\n")
    assert [(file, line) for file, line, _ in faults(folder)] == [
        ("activities/afloat.yml", 10),
        ("activities/afloat.yml", 12),
        (WATCH, 11),
        (WATCH, 21),
        ("levels.yml", 7),
        ("vignettes/ashore.yml", 2),
    ]


def test_faults_print_one_a_line(folder: Folder) -> None:
    folder.replace("activities/afloat.yml", "minutes: 5", "minutes: 0")
    folder.replace("activities/afloat.yml", "free: true", "free: maybe")
    with pytest.raises(FrameworkFaults) as caught:
        load_framework(folder.path)
    assert str(caught.value) == (
        "activities/afloat.yml:10: 'minutes' must be 1 or more\nactivities/afloat.yml:11: 'free' must be true or false"
    )


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "the file is empty"),
        (b"levels:\n  - \xff\n", 2, "the file is not UTF-8 text"),
        (b"levels:\n  - a\x07b\n", 2, "this is not YAML"),
        (b"- a\n", 1, "keys and values belong here"),
        (b"levels: 3\n", 1, "a list belongs here"),
        (b"levels:\n  - three\n", 2, "keys and values belong here"),
        (b"levels: []\n---\nlevels: []\n", 2, "this is not YAML"),
        (b"levels:\n  - &a [*a]\n", 2, "it contains itself"),
        (b"levels: []\n3: x\n", 2, "a key must be plain text"),
        (b"levels: []\nx: !!python/name:os.system\n", 2, "cannot be read"),
        (b"levels: " + b"[" * 5000 + b"]" * 5000, 1, ""),
    ],
)
def test_a_file_that_is_no_framework_file(folder: Folder, content: bytes, line: int, reason: str) -> None:
    folder.write("levels.yml", content)
    assert any((file, at) == ("levels.yml", line) and reason in said for file, at, said in faults(folder)), faults(folder)


@pytest.mark.parametrize("file", ["behaviours/afloat.yml", "activities/afloat/more.yml", "activities/other.yaml", "extra.yml"])
def test_a_file_that_nothing_reads_is_told(folder: Folder, file: str) -> None:
    folder.write(file, "x: y\n")
    assert (file, 1, "nothing reads a file of this name in this place") in faults(folder)


@pytest.mark.parametrize(
    ("file", "kind"), [("behaviours/afloat/mending.yml", "element 'afloat.mending'"), ("activities/aloft.yml", "dimension 'aloft'")]
)
def test_a_file_of_something_unknown(folder: Folder, file: str, kind: str) -> None:
    folder.write(file, "element: afloat.mending\nbehaviours: {}\n" if "mending" in file else "activities: []\n")
    assert any(name == file and f"there is no {kind}" in reason for name, _, reason in faults(folder))


def test_a_folder_without_content_loads(folder: Folder) -> None:
    for file in (
        "behaviours/afloat/keeping_watch.yml",
        "activities/ashore.yml",
        "vignettes/afloat.yml",
        "crosswalks/rivers.yml",
        "wording.yml",
    ):
        (folder.path / file).unlink()
    framework = load_framework(folder.path)
    assert framework.behaviours_for("afloat.keeping_watch", "hand") == ()
    assert not framework.crosswalks
