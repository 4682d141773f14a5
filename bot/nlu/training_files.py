"""Rasa's reader of training files, made quick: each file is read and checked once.

Rasa's own parses every file five times, once with a parser that keeps line numbers and takes a hundred times as long as the others, and
does all of that twice: with ten thousand examples half a minute. Here the slow parser is asked only where a file is wrong and its lines
are to be named.
"""

from __future__ import annotations

import logging
from typing import Any

from pkg_resources import resource_filename
from pykwalify.core import Core
from pykwalify.errors import SchemaError
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import NLU_SCHEMA_FILE, RasaYAMLReader
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import read_yaml, read_yaml_file
from rasa.shared.utils.validation import PACKAGE_NAME, RESPONSES_SCHEMA_FILE, SCHEMA_EXTENSIONS_FILE
from ruamel.yaml.error import YAMLError


class ExamplesReader(RasaYAMLReader):
    """Reads one file of examples."""

    def validate(self, string: str) -> None:
        """Check a file's text against Rasa's schema.

        Raises:
            YamlException: it does not fit; the message names the lines.
        """
        try:
            Core(source_data=read_yaml(string), schema_data=_schema(), extensions=[_of_rasa(SCHEMA_EXTENSIONS_FILE)]).validate()
        # Whatever is wrong, Rasa's own check says it best.
        except (SchemaError, YAMLError, ValueError):
            super().validate(string)


class TrainingFiles(RasaFileImporter):
    """Named in ``config.yml`` as the importer; stories, rules and the domain are read as Rasa does."""

    _examples: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All examples of all files; read when they are first asked for."""
        if self._examples is None:
            quiet = logging.getLogger("pykwalify")
            quiet.setLevel(logging.CRITICAL)
            self._examples = TrainingData().merge(*(ExamplesReader().read(file, language=language) for file in self._nlu_files))
        return self._examples


def _schema() -> dict[str, Any]:
    return dict(read_yaml_file(_of_rasa(NLU_SCHEMA_FILE)), **dict(read_yaml_file(_of_rasa(RESPONSES_SCHEMA_FILE))))


def _of_rasa(file: str) -> str:
    return str(resource_filename(PACKAGE_NAME, file))
