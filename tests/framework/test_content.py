"""The real content, ``data/framework``: its structure is the LQF's, its faults none."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from bot.framework import (
    CheckReport,
    Contact,
    Element,
    Framework,
    Level,
    check_framework,
    load_framework,
)
from bot.nlu.encoder_model import SentenceEncoderModel, ensure_encoder

DATA = Path(__file__).parents[2] / "data" / "framework"
STRUCTURE = {
    "demonstrating_personal_qualities": "developing_self_awareness managing_yourself continuing_personal_development acting_with_integrity",
    "working_with_others": "developing_networks building_and_maintaining_relationships encouraging_contribution working_within_teams",
    "managing_services": "planning managing_resources managing_people managing_performance",
    "improving_services": "ensuring_safety critically_evaluating encouraging_improvement_and_innovation facilitating_transformation",
    "setting_direction": "identifying_the_contexts_for_change applying_knowledge_and_evidence making_decisions evaluating_impact",
    "creating_the_vision": "developing_the_vision influencing_the_wider_vision communicating_the_vision embodying_the_vision",
    "delivering_the_strategy": "framing_the_strategy developing_the_strategy implementing_the_strategy embedding_the_strategy",
}
ELEMENTS = [f"{dimension}.{element}" for dimension, elements in STRUCTURE.items() for element in elements.split()]
LEVELS = ["front_line_worker", "front_line_leader", "operational_leader", "strategic_leader"]
# The smallest number of job titles by which people at a level are recognised.
JOB_TITLES = {"front_line_worker": 25, "front_line_leader": 25, "operational_leader": 25, "strategic_leader": 20}
TITLES = {
    "front_line_worker": [
        "care assistant",
        "night carer",
        "personal assistant",
        "pa",
        "key worker",
        "bank worker",
        "domestic",
        "support worker",
    ],
    "front_line_leader": ["senior carer", "team leader", "care co-ordinator", "care coordinator", "shift leader", "practice leader"],
    "operational_leader": ["registered manager", "deputy manager", "head of care", "service manager"],
    "strategic_leader": ["nominated individual", "owner", "chief executive", "trustee", "director"],
}


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(DATA)


@pytest.fixture(scope="module")
def report() -> CheckReport:
    return check_framework(DATA)


def test_no_faults(report: CheckReport) -> None:
    assert report.faults == (), "\n".join(map(str, report.faults))


def test_the_structure(framework: Framework) -> None:
    assert list(framework.dimensions) == list(STRUCTURE)
    assert list(framework.elements) == ELEMENTS
    assert list(framework.levels) == LEVELS
    assert [dimension.id for dimension in framework.dimensions.values() if dimension.audience == "most_senior"] == [
        "creating_the_vision",
        "delivering_the_strategy",
    ]


@pytest.mark.parametrize("element_id", ELEMENTS)
def test_each_element(framework: Framework, element_id: str) -> None:
    element: Element = framework.element(element_id)
    assert element.name and element.summary
    assert len(element.summary.split()) <= 40
    assert len(element.plain_name.split()) <= 6
    assert element.plain_name[0].islower() and element.plain_name[-1].isalpha(), "it is read out in the middle of a sentence"
    assert element_id in framework.dimensions[element.dimension_id].element_ids


@pytest.mark.parametrize("element_id", ELEMENTS)
@pytest.mark.parametrize("level_id", LEVELS)
def test_each_cell_has_something_to_ask_and_something_to_do(framework: Framework, element_id: str, level_id: str) -> None:
    assert len(framework.behaviours_for(element_id, level_id)) >= 1
    assert framework.activities_for(element_id, level_id)


@pytest.mark.parametrize("level_id", LEVELS)
def test_each_level(framework: Framework, level_id: str) -> None:
    level: Level = framework.level(level_id)
    assert level.plain_name.startswith("I ")
    assert len(level.job_titles) >= JOB_TITLES[level_id]
    assert set(TITLES[level_id]) <= set(level.job_titles)


def test_the_edition_says_which_one_it_is(framework: Framework) -> None:
    note = framework.edition.note
    assert "seven dimensions" in note and "five dimensions" in note and "March 2026" in note


def test_the_nhs_crosswalk_is_one_to_one(framework: Framework) -> None:
    crosswalk = framework.crosswalks["nhs_leadership_framework"]
    assert not crosswalk.official
    assert [entry.ours for entry in crosswalk.entries] == ELEMENTS
    differing = [entry.ours for entry in crosswalk.entries if entry.theirs != (framework.element(entry.ours).name,)]
    assert differing == ["improving_services.ensuring_safety", "creating_the_vision.influencing_the_wider_vision"]


def contact_ids() -> list[str]:
    """The contacts' ids, read plainly, so that each is a test of its own."""
    return [contact["id"] for contact in yaml.safe_load((DATA / "signposting" / "england.yml").read_text("utf-8"))["contacts"]]


@pytest.mark.parametrize("contact_id", contact_ids())
def test_each_contact(framework: Framework, contact_id: str) -> None:
    contact: Contact = framework.contacts[contact_id]
    assert contact.nation == {"emergency_services": "uk", "other_nations": "rest_of_uk"}.get(contact_id, "england")
    assert contact.hours and contact.for_what and contact.source.name
    assert contact.web is None or contact.web.startswith("https://"), "the page makes a link of it"
    assert contact.kinds and contact.source.url
    assert "guardian" not in contact.name.lower()
    # The lines that the fact sheet says not to list: closed, or nobody could say whether they still answer.
    assert contact.phone not in ("0800 484 0555", "0800 069 6222", "0300 303 4434", "08000 724 725")


@pytest.mark.parametrize(
    "kind", ["safeguarding_abuse", "immediate_danger", "self_harm_or_suicide", "worker_at_risk", "whistleblowing", "medical_emergency"]
)
def test_each_kind_of_safety_has_a_contact(framework: Framework, kind: str) -> None:
    assert any(kind in contact.kinds for contact in framework.contacts.values())
    elsewhere = framework.contacts["other_nations"]
    assert kind in elsewhere.kinds and elsewhere.how and not elsewhere.when
    assert all(nation in elsewhere.how for nation in ("England's", "Scotland", "Wales", "Northern Ireland", "999"))


def test_loading_is_fast() -> None:
    began = time.perf_counter()
    load_framework(DATA)
    assert time.perf_counter() - began < 2, "the server loads it at start; well under a second on a common machine"


@pytest.mark.parametrize("element_id", ELEMENTS)
def test_each_element_has_what_the_edition_promises(framework: Framework, element_id: str) -> None:
    most_senior = framework.dimensions[framework.element(element_id).dimension_id].audience == "most_senior"
    for level_id in LEVELS:
        behaviours = framework.behaviours_for(element_id, level_id)
        assert len(behaviours) >= (2 if most_senior and level_id.startswith("front_line") else 4), level_id
        for behaviour in behaviours:
            assert (
                behaviour.question and behaviour.smaller_question and behaviour.deeper_question and behaviour.missing and behaviour.overdone
            )
        activities = framework.activities_for(element_id, level_id)
        assert len(activities) >= 3 and len({activity.kind for activity in activities}) >= 2, level_id
        assert any(activity.free and activity.minutes < 20 for activity in activities), level_id
    vignettes = framework.vignettes_for(element_id)
    assert len({vignette.level_id for vignette in vignettes}) >= 2
    assert all(60 <= len(vignette.story.split()) <= 120 for vignette in vignettes)


@pytest.mark.parametrize("crosswalk_id", ["healthcare_leadership_model", "management_and_leadership_code", "cqc_well_led_statements"])
def test_no_element_is_passed_over_in_a_crosswalk(framework: Framework, crosswalk_id: str) -> None:
    crosswalk = framework.crosswalks[crosswalk_id]
    spoken_of = {entry.ours for entry in crosswalk.entries} | {part.name for part in crosswalk.unmapped if part.side == "ours"}
    for element in framework.elements.values():
        assert {element.id, element.dimension_id} & spoken_of, element.id
    assert not crosswalk.official and all(entry.reasoning for entry in crosswalk.entries)


def test_every_level_has_its_pathway_roles_or_the_reason_for_none(framework: Framework) -> None:
    crosswalk = framework.crosswalks["care_workforce_pathway"]
    assert {entry.ours for entry in crosswalk.entries} | {part.name for part in crosswalk.unmapped if part.side == "ours"} == set(LEVELS)


def test_no_text_says_nearly_the_same_as_another(encoder: Path) -> None:
    model = SentenceEncoderModel.load(ensure_encoder(encoder, "fp32"))
    found = check_framework(DATA, model.encode)
    assert found.faults == (), "\n".join(map(str, found.faults))
