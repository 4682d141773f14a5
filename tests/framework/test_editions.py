"""Another edition is another folder: it loads, is checked and read out by the same code, and stored names are carried on into it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.framework import Framework, check_framework, load_framework
from bot.reports.booklet import booklet
from bot.reports.framework_pages import FrameworkPages, Provider, booklet_data

SECOND = Path(__file__).parent / "data" / "second_edition"
OLD = "demonstrating_personal_qualities.acting_with_integrity"


@pytest.fixture
def second() -> Framework:
    return load_framework(SECOND)


def test_it_is_sound_and_of_another_shape(second: Framework) -> None:
    report = check_framework(SECOND)
    assert report.sound, report.faults
    assert list(second.dimensions) == ["show_integrity", "managing_services"]
    assert list(second.levels) == ["anyone", "manager"]


def test_stored_names_are_carried_on(second: Framework) -> None:
    carried = second.carried_behaviour(f"{OLD}.front_line_worker.1")
    assert carried is not None and carried.text == "I say so when I was wrong."
    assert second.carried_behaviour("show_integrity.being_honest.anyone.1") is carried
    assert second.carried_behaviour(f"{OLD}.front_line_worker.2") is None
    assert second.carried_behaviour("nothing.of.the.sort.9") is None
    element = second.carried_element(OLD)
    assert element is not None and element.id == "show_integrity.being_honest"
    assert second.carried_element("working_with_others.developing_networks") is None


def test_its_pages_and_booklet_speak_of_it(second: Framework) -> None:
    pages = FrameworkPages(second, Provider())
    assert second.edition.title in pages.whole()
    assert "I say so when I was wrong." in pages.element("show_integrity.being_honest")
    assert booklet(booklet_data(second, Provider())).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("ours: show_integrity.being_honest}", "ours: show_integrity.being_honset}", "there is no element 'show_integrity.being_honset'"),
        ("ours: show_integrity.being_honest.anyone.1", "ours: show_integrity.being_honest.anyone.7", "there is no behaviour"),
        ("id: lqf_seven_dimensions", "id: other", "by its name this file is 'lqf_seven_dimensions'"),
    ],
)
def test_a_mapping_to_what_is_not_there_is_a_fault(tmp_path: Path, old: str, new: str, reason: str) -> None:
    shutil.copytree(SECOND, tmp_path / "edition")
    file = tmp_path / "edition" / "editions" / "lqf_seven_dimensions.yml"
    file.write_text(file.read_text().replace(old, new))
    assert any(reason in fault.reason for fault in check_framework(tmp_path / "edition").faults)
