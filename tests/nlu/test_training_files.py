"""Training files are read as Rasa reads them, only quicker; a mistake is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.exceptions import YamlException
from rasa.shared.importers.rasa import RasaFileImporter

from bot.nlu.training_files import TrainingFiles

GREETINGS = """version: "3.1"
nlu:
  - intent: greet
    examples: |
      - hello
      - good [evening](time)
"""
SITUATIONS = """version: "3.1"
nlu:
  - intent: describe_situation
    examples:
      - text: the rota is a mess
        metadata: {elements: [managing_services.planning]}
  - regex: week
    examples: |
      - week
"""


def folder_with(folder: Path, **files: str) -> list[str]:
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return [str(folder)]


def test_the_same_examples_as_rasa_reads(tmp_path: Path) -> None:
    paths = folder_with(tmp_path, greetings=GREETINGS, situations=SITUATIONS)
    ours, rasas = TrainingFiles(training_data_paths=paths).get_nlu_data(), RasaFileImporter(training_data_paths=paths).get_nlu_data()
    assert len(ours.training_examples) == 3
    assert ours.fingerprint() == rasas.fingerprint()


def test_a_file_is_read_once(tmp_path: Path) -> None:
    paths = folder_with(tmp_path, greetings=GREETINGS)
    files = TrainingFiles(training_data_paths=paths)
    first = files.get_nlu_data()
    (tmp_path / "greetings.yml").write_text("nlu: 5", encoding="utf-8")
    assert files.get_nlu_data("en") is first


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GREETINGS.replace("    examples: |\n", "    exampels: |\n"), "greetings.yml:3"),
        (GREETINGS.replace("  - intent", " - - intent: [", 1), "greetings.yml"),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, text: str, said: str) -> None:
    paths = folder_with(tmp_path, greetings=GREETINGS, situations=SITUATIONS)
    files = TrainingFiles(training_data_paths=paths)
    (tmp_path / "greetings.yml").write_text(text, encoding="utf-8")
    with pytest.raises(YamlException) as fault:
        files.get_nlu_data()
    assert said in str(fault.value)
