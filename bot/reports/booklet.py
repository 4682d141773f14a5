"""The framework as a booklet: an accessible (tagged) PDF with bookmarks and a contents page, set by Typst."""

from __future__ import annotations

import json
from typing import Any

import typst

from bot.reports.framework_pages import TEMPLATES


def booklet(data: dict[str, Any]) -> bytes:
    """The PDF, following PDF/UA-1, from what ``booklet_data`` gives.

    Raises:
        typst.TypstError: the template or the data do not fit each other.
    """
    template = TEMPLATES / "booklet.typ"
    pdf: bytes = typst.compile(str(template), sys_inputs={"data": json.dumps(data)}, pdf_standards=["ua-1"])
    return pdf
