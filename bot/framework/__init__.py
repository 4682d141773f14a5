"""The framework: its files read, checked and held as typed, frozen objects. Imports nothing else of ``bot`` and no Rasa."""

from .check import CheckReport, check_framework
from .coverage import coverage_table
from .faults import Fault, FrameworkFaults, UnknownId
from .fields import ActivityKind, Audience, Nation, SafetyKind, Setting, Source
from .framework import Framework
from .load import load_framework, read_framework
from .parts import (
    Activity,
    Behaviour,
    Carried,
    Contact,
    Coverage,
    CoverageCell,
    Crosswalk,
    CrosswalkEntry,
    Dimension,
    Edition,
    EditionMapping,
    Element,
    Level,
    Term,
    Topic,
    Unmapped,
    Vignette,
)

__all__ = [
    "Activity",
    "ActivityKind",
    "Audience",
    "Behaviour",
    "Carried",
    "CheckReport",
    "Contact",
    "Coverage",
    "CoverageCell",
    "Crosswalk",
    "CrosswalkEntry",
    "Dimension",
    "Edition",
    "EditionMapping",
    "Element",
    "Fault",
    "Framework",
    "FrameworkFaults",
    "Level",
    "Nation",
    "SafetyKind",
    "Setting",
    "Source",
    "Term",
    "Topic",
    "UnknownId",
    "Unmapped",
    "Vignette",
    "check_framework",
    "coverage_table",
    "load_framework",
    "read_framework",
]
