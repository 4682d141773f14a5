"""Everything that is held about one person as a page to read, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


def export_page(held: dict[str, Any]) -> str:
    """HTML of what ``bot.reports.export.export`` gave."""
    loader = FileSystemLoader(TEMPLATES)
    # What people wrote must never become markup.
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("export.html").render(held=held)
