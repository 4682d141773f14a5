"""Checks a framework's content beyond what loading it needs: wording, open questions, duplicates, coverage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from .coverage import coverage_faults, coverage_table
from .faults import Fault
from .framework import Framework
from .load import Reading, read_framework
from .nearness import Encode, near_duplicates
from .passages import QUESTIONS, Passage, passages
from .questions import why_not_open
from .readability import hard_to_read
from .wording import Wording, read_wording

# Three months: numbers of helplines change, and helplines close.
LOOK_AGAIN_AFTER = timedelta(days=92)


@dataclass(frozen=True)
class CheckReport:
    """What a check found: faults, which fail it; warnings, which somebody should look at; and the coverage table."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    coverage: str

    @property
    def sound(self) -> bool:
        """Whether there are no faults."""
        return not self.faults


def check_framework(folder: Path, encode: Encode | None = None, today: date | None = None) -> CheckReport:
    """Check the framework in a folder: all of it, however much is wrong; never raises for what is in it.

    Args:
        folder: where its files are.
        encode: the sentence encoder; without one, texts that say the same in other words are not looked for.
        today: the day of the check; without one, contacts that nobody looked at for long are not looked for.
    """
    reading = read_framework(folder)
    faults = list(reading.faults)
    warnings: list[Fault] = []
    framework = reading.framework
    if framework is None:
        return CheckReport(tuple(sorted(faults)), (), "")
    wording, wording_faults = read_wording(folder)
    faults += wording_faults
    texts = list(passages(framework, reading))
    if wording:
        for text in texts:
            for reason, only_warn in wording.faults_in(text.kind, text.field, text.text):
                (warnings if only_warn else faults).append(text.fault(reason))
        faults += _shapes(texts, wording)
        faults += _counts(framework, reading, wording)
        warnings += _monotonous(texts, wording)
        faults += hard_to_read(texts, wording)
        faults += _unexplained(framework, texts, wording)
        if encode:
            faults += near_duplicates(texts, wording.alike_from, encode)
    if today:
        warnings += _not_looked_at(framework, reading, today)
    faults += _job_titles(framework, reading)
    faults += _duplicates(texts)
    faults += coverage_faults(framework, reading)
    return CheckReport(tuple(sorted(set(faults))), tuple(sorted(set(warnings))), coverage_table(framework))


def _shapes(texts: list[Passage], wording: Wording) -> Iterator[Fault]:
    """Behaviours that are not something one does; questions that are not open; plans of more than one sentence."""
    for text in texts:
        if text.kind == "behaviour" and text.field in QUESTIONS:
            reason = why_not_open(text.text, wording)
            if reason:
                yield text.fault(reason)
        elif (text.kind, text.field) == ("behaviour", "behaviour"):
            # A short lead-in may stand before it: "When a change is not working, I ...".
            attitude = next((start for start in wording.attitudes if re.search(rf"(^|, ){re.escape(start)}\b", text.text)), None)
            if attitude:
                yield text.fault(f"says {attitude!r}: that cannot be seen or heard; say what the person does")
            elif not re.search(r"\bI\b", text.text):
                yield text.fault("must be in the first person: 'I ...'")
        elif (text.kind, text.field) == ("activity", "what") and re.search(r"[.?!]\s+\S", text.text):
            yield text.fault("must be one sentence: it is read out as a plan")


def _unexplained(framework: Framework, texts: list[Passage], wording: Wording) -> Iterator[Fault]:
    """Jargon that the glossary does not explain."""
    terms = sorted((term.term for term in framework.terms.values()), key=len, reverse=True)
    for text in texts:
        for word in wording.unexplained_in(text.text, terms):
            yield text.fault(f"has {word!r}, which the glossary does not explain; say it plainly, or explain it in glossary.yml")


def _counts(framework: Framework, reading: Reading, wording: Wording) -> Iterator[Fault]:
    for activity in framework.activities.values():
        lists = {"steps": activity.steps, "elements": activity.element_ids, "levels": activity.level_ids}
        for key, values in lists.items():
            limit = wording.counts.get(key)
            reason = limit.broken_by(len(values), "items") if limit else None
            if reason:
                yield reading.place(activity).fault(f"{key!r} {reason}", key)


def _monotonous(texts: list[Passage], wording: Wording) -> Iterator[Fault]:
    """Files whose questions too often begin with What."""
    by_file: dict[str, list[Passage]] = {}
    for text in texts:
        if text.field in QUESTIONS:
            by_file.setdefault(text.place.document.file, []).append(text)
    for file, questions in by_file.items():
        share = 100 * sum(question.text.lower().startswith("what") for question in questions) // len(questions)
        if share > wording.most_beginning_with_what:
            yield Fault(file, 1, f"{share} in 100 of its questions begin with What; {wording.most_beginning_with_what} is the most")


def _not_looked_at(framework: Framework, reading: Reading, today: date) -> Iterator[Fault]:
    """Contacts that were checked too long ago."""
    for contact in framework.contacts.values():
        days = (today - contact.checked).days
        if days > LOOK_AGAIN_AFTER.days:
            reason = f"{contact.name!r} was checked {days} days ago; look again every {LOOK_AGAIN_AFTER.days} days whether it still holds"
            yield reading.place(contact).fault(reason, "source", "checked")


def _job_titles(framework: Framework, reading: Reading) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for level in framework.levels.values():
        for number, title in enumerate(level.job_titles):
            place = reading.place(level)
            if title != title.lower():
                yield place.fault(f"the job title {title!r} must be in lower case", "job_titles", number)
            if title.lower() in seen:
                yield place.fault(f"the job title {title!r} is at {seen[title.lower()]} already", "job_titles", number)
            seen.setdefault(title.lower(), level.id)


def _duplicates(texts: list[Passage]) -> Iterator[Fault]:
    """Texts that are the same but for capitals and punctuation: behaviours, questions of any kind, what activities are about."""
    groups = {
        ("behaviour", "behaviour"): "behaviour",
        ("activity", "title"): "title",
        ("activity", "what"): "what",
        ("vignette", "story"): "story",
    }
    groups |= {("behaviour", question): "question" for question in QUESTIONS}
    groups |= {("element", "plain_name"): "plain name", ("dimension", "plain_name"): "plain name"}
    seen: dict[tuple[str, str], Passage] = {}
    for text in texts:
        group = groups.get((text.kind, text.field))
        if group is None:
            continue
        key = group, " ".join(re.findall(r"\w+", text.text.lower().replace("'", "")))
        if key in seen:
            yield text.fault(f"is the same as {seen[key].field!r} in {seen[key].where}")
        else:
            seen[key] = text
