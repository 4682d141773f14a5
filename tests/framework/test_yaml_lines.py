"""The line of everything in a YAML file."""

from __future__ import annotations

from pathlib import Path

from bot.framework.yaml_lines import read_yaml

TEXT = """\
# a note
name: one
list:
  - first
  - key: |
      long
      text
    other: [1, true, null, 2026-11-23]
"""


def test_lines_and_values(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(TEXT)
    document = read_yaml(tmp_path / "a.yml", "a.yml")
    assert document.value["list"][1]["key"] == "long\ntext\n"
    assert document.value["list"][1]["other"][:3] == [1, True, None]
    assert document.line("name") == 2
    assert document.line("list") == 3
    assert document.line("list", 0) == 4
    assert document.line("list", 1) == 5
    assert document.line("list", 1, "other") == 8


def test_what_is_not_there_is_where_it_should_have_been(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(TEXT)
    document = read_yaml(tmp_path / "a.yml", "a.yml")
    assert document.line("list", 1, "missing") == 5
    assert document.line("nothing") == 2


def test_duplicate_keys_keep_the_first(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("a: 1\nb: 2\na: 3\n")
    document = read_yaml(tmp_path / "a.yml", "a.yml")
    assert document.value == {"a": 1, "b": 2}
    assert [str(fault) for fault in document.faults] == ["a.yml:3: the key 'a' is here twice; the first is in line 1"]


def test_no_file(tmp_path: Path) -> None:
    document = read_yaml(tmp_path / "none.yml", "none.yml")
    assert document.broken and "cannot be read" in document.faults[0].reason
