"""The Excel round trip of a unit's month: what an uploaded form says otherwise than the sheets, cell by cell, and taking it in.

A form carries the layers on which it was prefilled. So every cell has three figures: that of the form when it was downloaded,
that of the sheet now, and that of the file; what changed on both sides is a conflict, which nobody settles but by naming it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from emulation import evaluations, imports
from emulation.desks import Desk, Line, open_desk
from emulation.events import ImportCommitted
from emulation.models import Evaluation, EvaluationLayer, Import
from emulation.rules import states
from emulation.rules.nodes import Title
from emulation.rules.sheets import sheet_from_data
from kernel import ledger
from kernel.actors import SYSTEM, Actor
from kernel.errors import Invalid, Problem, WrongState
from kernel.text import gettext_noop

ABSENT, MARK = "@absent", "x"
CHANGED, CONFLICT, KEPT = "changed", "conflict", "kept"


@dataclass(frozen=True)
class Cell:
    """``before`` is what the form was prefilled with, ``now`` what the sheet says, ``file`` what was uploaded. ``changed``: by the
    file alone; ``kept``: by somebody else alone; ``conflict``: by both, and not alike. ``name`` is the subject's, ``title`` that of
    the criterion or veto; there is none for an absence."""

    subject: str
    leaf: str
    before: str
    now: str
    file: str
    kind: str
    wrote: str
    at: datetime | None
    name: str = ""
    title: Title | None = None


@dataclass(frozen=True)
class Differences:
    """``revisions`` is what they were compared with; accepting names it, so that nothing moves between look and act."""

    row: Import
    cells: list[Cell]
    revisions: dict[str, int]


def _flat(scores: Mapping[str, str], vetoes: Collection[str], *, absent: bool) -> dict[str, str]:
    return {**scores, **dict.fromkeys(vetoes, MARK), **({ABSENT: MARK} if absent else {})}


def _layers(desk: Desk) -> dict[Any, list[EvaluationLayer]]:
    found: dict[Any, list[EvaluationLayer]] = {}
    rows = EvaluationLayer.objects.filter(evaluation__in=[row.pk for row in desk.evaluations.values()])
    for layer in rows.select_related("by").order_by("revision"):
        found.setdefault(layer.evaluation_id, []).append(layer)
    return found


def _of(layer: EvaluationLayer | None) -> dict[str, str]:
    return _flat(layer.scores, layer.vetoes, absent=layer.absent) if layer else {}


def _writer(layers: list[EvaluationLayer], leaf: str) -> tuple[str, datetime | None]:
    """Who wrote what a cell says now: the last layer that said something else of it than the one before."""
    found, before = None, ""
    for layer in layers:
        value = _of(layer).get(leaf, "")
        if value != before or found is None:
            found = layer
        before = value
    return (found.by.get_full_name() or found.by.username, found.at) if found else ("", None)


def _cells(values: Mapping[str, Any], code: str, stamp: int | None, layers: list[EvaluationLayer]) -> list[Cell]:
    """The cells of one subject in which the three figures are not all alike."""
    current = _of(layers[-1] if layers else None)
    base = _of(next((layer for layer in layers if layer.revision == stamp), None)) if stamp is not None else current
    given = _flat(values["scores"], values["vetoes"], absent=values["absent"])
    found = []
    for leaf in sorted({*current, *base, *given}):
        before, now, file = (one.get(leaf, "") for one in (base, current, given))
        if file == now:
            continue
        kind = CHANGED if now == before else KEPT if file == before else CONFLICT
        found.append(Cell(code, leaf, before, now, file, kind, *_writer(layers, leaf)))
    return found


def _named(desk: Desk, subject: str, cell: Cell) -> Cell:
    scheme = desk.scheme(subject)
    found = scheme.nodes.get(cell.leaf) or scheme.veto_by_code.get(cell.leaf)
    posting = desk.postings.get(subject)
    name = posting.person.full_name if posting else "" if subject else desk.unit.name
    return replace(cell, name=name, title=found.title if found else None)


def _compare(row: Import, *, by: Actor) -> tuple[Desk, Differences]:
    if row.kind != Import.EVALUATIONS or row.state != states.VALIDATED:
        message = gettext_noop("Chỉ so sánh được sổ phiếu đánh giá đã kiểm tra xong và chưa ghi.")
        raise WrongState("round_trip.not_ready", message, state=row.state)
    unit = row.unit.code if row.unit else ""
    desk = open_desk(row.about["campaign"], row.about["month"], unit, by=by, subjects=())
    layers, stamped = _layers(desk), row.about.get("revisions")
    cells: list[Cell] = []
    for entry in row.rows:
        subject = entry["values"]["subject"]
        if entry["problems"]:
            continue
        sheet = desk.evaluations.get(subject)
        stamp = None if stamped is None else stamped.get(subject or unit, 0)
        there = _cells(entry["values"], subject or unit, stamp, layers.get(sheet.pk, []) if sheet else [])
        cells += [_named(desk, subject, cell) for cell in there]
    revisions = {subject or unit: sheet.revision for subject, sheet in desk.evaluations.items()}
    return desk, Differences(row, cells, revisions)


@transaction.atomic
def differences(import_id: str, *, by: Actor, at: datetime) -> Differences:
    """Every cell in which a checked workbook says something else than the sheets do now."""
    return _compare(imports.hold(import_id, by, at), by=by)[1]


@transaction.atomic
def accept(
    import_id: str,
    *,
    seen: Mapping[str, int],
    cells: Collection[tuple[str, str]] | None = None,
    by: Actor,
    at: datetime,
) -> Import:
    """Write the named cells, or all that the file alone changed, as one layer of each sheet. A conflict is written only when it is
    named. Raises `WrongState` when a sheet moved since the differences were looked at."""
    row = imports.hold(import_id, by, at)
    desk, found = _compare(row, by=by)
    if dict(seen) != found.revisions:
        message = gettext_noop("Phiếu vừa được người khác ghi; hãy xem lại các ô khác nhau rồi chấp nhận.")
        raise WrongState("round_trip.moved", message, state=row.state)
    offered = {(cell.subject, cell.leaf): cell for cell in found.cells}
    lost = sorted(set(cells or ()) - set(offered))
    if lost:
        message = gettext_noop("Không có ô khác nhau %(cell)s.")
        problems = [
            Problem("round_trip.unknown_cell", message, f"{s}.{leaf}", {"cell": f"{s} {leaf}"}) for s, leaf in lost
        ]
        raise Invalid("round_trip.unknown_cell", message, problems=problems, cell=" ".join(lost[0]))
    usual = [key for key, cell in offered.items() if cell.kind == CHANGED]
    chosen = [offered[key] for key in (usual if cells is None else dict.fromkeys(cells))]
    states.IMPORT.step(row.state, "commit", imports.roles(row, by, at))
    written, unchanged = evaluations.write_lines(desk, _lines(desk, row, chosen), by=by, at=at)
    row.state = states.IMPORT.step(states.COMMITTING, "finish", frozenset({SYSTEM}))
    row.committed_at = at
    row.counts = {**row.counts, "committed": written, "unchanged": unchanged, "cells": len(chosen)}
    row.save(update_fields=["state", "committed_at", "counts"])
    told = ImportCommitted(authority=row.authority_id, import_id=str(row.pk), counts=row.counts)
    ledger.record(told, by=by, at=at)
    return row


def _lines(desk: Desk, row: Import, chosen: Collection[Cell]) -> list[Line]:
    """One line for each subject that has a chosen cell: its sheet as it is now, with these cells otherwise."""
    unit = row.unit.code if row.unit else ""
    notes = {entry["values"]["subject"] or unit: entry["values"]["note"] for entry in row.rows}
    lines = []
    for code in dict.fromkeys(cell.subject for cell in chosen):
        subject = "" if code == unit else code
        sheet = desk.evaluations.get(subject)
        flat = _now(sheet)
        for cell in chosen:
            if cell.subject == code:
                flat[cell.leaf] = cell.file
        flat = {leaf: value for leaf, value in flat.items() if value}
        absent = flat.pop(ABSENT, "") == MARK
        vetoes = tuple(leaf for leaf, value in flat.items() if value == MARK)
        scores = {leaf: value for leaf, value in flat.items() if value != MARK}
        lines.append(
            Line(subject, sheet_from_data(scores), vetoes, absent, notes.get(code) or f"Sổ Excel {row.filename}")
        )
    return lines


def _now(sheet: Evaluation | None) -> dict[str, str]:
    return _flat(sheet.scores, sheet.vetoes, absent=sheet.absent) if sheet else {}
