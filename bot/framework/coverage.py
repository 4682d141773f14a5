"""How much content there is for each element and level, and where it is less than the edition promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .faults import Fault
from .framework import Framework
from .load import Reading
from .parts import Coverage, Dimension


def coverage_table(framework: Framework) -> str:
    """A table of elements by levels: behaviours/activities/vignettes in each cell, and totals."""
    vignettes = Counter((vignette.element_id, vignette.level_id) for vignette in framework.vignettes.values())
    head = ["behaviours/activities/vignettes", *framework.levels]
    rows = []
    for element_id in framework.elements:
        row = [element_id]
        for level_id in framework.levels:
            counts = (framework.behaviours_for(element_id, level_id), framework.activities_for(element_id, level_id))
            row.append("/".join([*(str(len(parts)) for parts in counts), str(vignettes[element_id, level_id])]))
        rows.append(row)
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]]
    total = (
        f"{len(framework.elements)} elements, {len(framework.levels)} levels: {len(framework.behaviours)} behaviours, "
        f"{len(framework.activities)} activities, {len(framework.vignettes)} vignettes"
    )
    return "\n".join([*lines, total])


def coverage_faults(framework: Framework, reading: Reading) -> Iterator[Fault]:
    """Where there is less than ``edition.yml`` promises."""
    promised = framework.edition.coverage
    for dimension in framework.dimensions.values():
        yield from _behaviours(framework, reading, dimension, promised)
        yield from _activities(framework, reading, dimension, promised)
        yield from _vignettes(framework, reading, dimension, promised)


def _behaviours(framework: Framework, reading: Reading, dimension: Dimension, promised: Coverage) -> Iterator[Fault]:
    for element_id in dimension.element_ids:
        file = f"behaviours/{element_id.replace('.', '/')}.yml"
        if file not in reading.documents:
            yield Fault(file, 1, f"the file is missing: there are no behaviours for {element_id}")
            continue
        for level_id in framework.levels:
            cell = promised.cell(dimension.audience, level_id)
            there = len(framework.behaviours_for(element_id, level_id)) if element_id in framework.elements else 0
            if cell and there < cell.behaviours:
                reason = f"{there} behaviours for {element_id} at {level_id}; {cell.behaviours} is the least"
                yield reading.documents[file].fault(reason, "behaviours", level_id)


def _activities(framework: Framework, reading: Reading, dimension: Dimension, promised: Coverage) -> Iterator[Fault]:
    file = f"activities/{dimension.id}.yml"
    if file not in reading.documents:
        yield Fault(file, 1, f"the file is missing: there are no activities for {dimension.id}")
        return
    its_own = [activity for activity in framework.activities.values() if reading.place(activity).document.file == file]
    if len(its_own) < promised.activities_per_dimension:
        yield Fault(file, 1, f"{len(its_own)} activities; {promised.activities_per_dimension} is the least")
    for element_id in dimension.element_ids:
        for level_id in framework.levels if element_id in framework.elements else ():
            cell = promised.cell(dimension.audience, level_id)
            if cell is None or not cell.activities:
                continue
            there = framework.activities_for(element_id, level_id)
            where = f"for {element_id} at {level_id}"
            if len(there) < cell.activities:
                yield Fault(file, 1, f"{len(there)} activities {where}; {cell.activities} is the least")
            kinds = {activity.kind for activity in there}
            if there and len(kinds) < promised.activity_kinds:
                yield Fault(
                    file, 1, f"activities of {len(kinds)} kind ({', '.join(sorted(kinds))}) {where}; {promised.activity_kinds} is the least"
                )
            if there and not any(activity.free and activity.minutes < promised.short_activity_minutes for activity in there):
                yield Fault(file, 1, f"no free activity of less than {promised.short_activity_minutes} minutes {where}")


def _vignettes(framework: Framework, reading: Reading, dimension: Dimension, promised: Coverage) -> Iterator[Fault]:
    file = f"vignettes/{dimension.id}.yml"
    if file not in reading.documents:
        if promised.vignettes_per_element:
            yield Fault(file, 1, f"the file is missing: there are no vignettes for {dimension.id}")
        return
    for element_id in dimension.element_ids:
        levels = [vignette.level_id for vignette in framework.vignettes.values() if vignette.element_id == element_id]
        if len(levels) < promised.vignettes_per_element:
            yield Fault(file, 1, f"{len(levels)} vignettes for {element_id}; {promised.vignettes_per_element} is the least")
        elif len(set(levels)) < promised.vignette_levels:
            yield Fault(file, 1, f"the vignettes for {element_id} are all at {levels[0]}; {promised.vignette_levels} levels is the least")
