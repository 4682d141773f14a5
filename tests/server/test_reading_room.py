"""The framework to read in public: pages, deep links, the booklet; without being anybody."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.framework import Framework

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_whole_framework_is_one_page(api: httpx.AsyncClient, framework: Framework) -> None:
    answer = await api.get("/framework")
    assert answer.status_code == 200 and "text/html" in answer.headers["content-type"]
    page = answer.text
    for behaviour in framework.behaviours.values():
        assert f'id="{behaviour.id}"' in page
    assert framework.edition.title in page
    # Every link within the page leads somewhere on it, every link to an element's page is answered.
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids
    paths = set(re.findall(r'href="(/framework/[^"#]+)"', page))
    assert len(paths) == len(framework.elements)
    for path in paths:
        assert (await api.get(path)).status_code == 200


async def test_an_element_has_all_that_there_is_about_it(api: httpx.AsyncClient, framework: Framework) -> None:
    element = framework.element("working_with_others.encouraging_contribution")
    page = (await api.get("/framework/working_with_others/encouraging_contribution")).text.replace("&#39;", "'").replace("&#34;", '"')
    for level_id in framework.levels:
        for behaviour in framework.behaviours_for(element.id, level_id):
            assert behaviour.text in page and behaviour.question in page and behaviour.missing in page and behaviour.overdone in page
        for activity in framework.activities_for(element.id, level_id):
            assert activity.title in page and activity.evidence in page
    for vignette in framework.vignettes_for(element.id):
        assert vignette.title in page
    assert "NHS Leadership Framework" in page and "Management and Leadership Code" in page


async def test_a_page_that_is_not_there_shows_the_whole_instead(api: httpx.AsyncClient) -> None:
    answer = await api.get("/framework/working_with_others/encouraging")
    assert answer.status_code == 404 and "At a glance" in answer.text


async def test_pages_load_nothing_from_elsewhere_and_run_no_script(api: httpx.AsyncClient) -> None:
    for path in ("/framework", "/framework/managing_services/planning"):
        answer = await api.get(path)
        assert "<script" not in answer.text and "style=" not in answer.text
        assert not re.search(r'(src|<link[^>]*href)="https?:', answer.text)
        assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_the_booklet_is_a_tagged_pdf_with_bookmarks(api: httpx.AsyncClient) -> None:
    answer = await api.get("/framework.pdf")
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/pdf"
    pdf = answer.content
    assert pdf.startswith(b"%PDF-")
    # Marked as tagged, with a language, an outline of bookmarks, and its conformance to PDF/UA declared.
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Outlines", b"/Lang", b"pdfuaid"):
        assert mark in pdf, mark
