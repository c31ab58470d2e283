"""Reads for judging sheets: the queue of who waits for this judge, and one sheet with what speaks for or against each line."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from emulation import peers, units, visibility
from emulation.boards import evaluations as boards
from emulation.boards.campaigns import find, find_month
from emulation.boards.home import next_word
from emulation.models import (
    Attachment,
    Campaign,
    CampaignMonth,
    Evaluation,
    EvaluationLayer,
    Finding,
    Posting,
    in_force,
)
from emulation.rules import sheet_fields, states
from emulation.rules.nodes import EVALUATION
from emulation.rules.periods import Month, local_date
from emulation.rules.policies import SUBJECTS, parse_policy
from emulation.schemes import scheme_of
from emulation.sheet_layers import handlers, writers
from kernel.actors import Actor
from kernel.text import sort_key

JUDGEMENTS = ("confirm", "assess", "appraise")
UNITS, PEOPLE = SUBJECTS


@dataclass(frozen=True)
class QueueRow:
    """``blocked`` says that somebody else must judge: this is the reader's own, or they had a hand in it before."""

    evaluation: Evaluation
    act: str
    name: str
    unit_name: str
    subject: str
    total: Decimal | None
    files: int
    blocked: bool
    note: str


@dataclass(frozen=True)
class QueueBoard:
    campaign: Campaign
    month: CampaignMonth
    rows: list[QueueRow]

    @property
    def free(self) -> list[QueueRow]:
        return [row for row in self.rows if not row.blocked]

    def after(self, evaluation: UUID) -> QueueRow | None:
        """The next that may be judged, behind this one or else from the beginning."""
        ids = [row.evaluation.pk for row in self.rows]
        place = ids.index(evaluation) + 1 if evaluation in ids else 0
        turned = [*self.rows[place:], *self.rows[:place]]
        return next((row for row in turned if not row.blocked and row.evaluation.pk != evaluation), None)


@dataclass(frozen=True)
class Hint:
    """What speaks for another figure at a line: peers, a list of tasks, a finding. ``value`` may be taken over as it stands."""

    kind: str
    value: str
    text: str = ""
    finding: str = ""


@dataclass(frozen=True)
class JudgeLine:
    row: boards.SheetRow
    asked: bool
    present: str
    own: str
    note: str
    hints: tuple[Hint, ...]
    cells: tuple[tuple[str, boards.Cell], ...] = ()


@dataclass(frozen=True)
class Step:
    """Who had a hand in the sheet, for the four eyes."""

    act: str
    who: str
    at: datetime


@dataclass(frozen=True)
class JudgeBoard:
    board: boards.EvaluationBoard
    act: str
    may_return: bool
    blocked: bool
    lines: list[JudgeLine]
    note: str
    columns: tuple[boards.Column, ...]
    steps: list[Step]
    queue: QueueBoard


def next_act(row: Evaluation) -> str:
    """Which judgement the sheet waits for, whoever gives it; empty where it waits for none."""
    kind = PEOPLE if row.person_id else UNITS
    stepped = bool(row.cluster_code) and kind in parse_policy(row.campaign.policy).cluster_step
    if row.state == states.SUBMITTED and not row.of_head:
        return "confirm"
    if row.state in (states.SUBMITTED, states.CONFIRMED):
        return "assess" if stepped else "appraise"
    return "appraise" if row.state == states.ASSESSED else ""


def _colleagues(by: Actor, month: str) -> frozenset[str]:
    """The units in which the judge served at the end of the month."""
    here = Posting.objects.filter(in_force(Month.parse(month).last_day), person__code__in=by.persons)
    rows = here.filter(authority_id=by.authority) if by.persons else here.none()
    return frozenset(rows.values_list("unit__code", flat=True))


def _blocked(row: Evaluation, act: str, by: Actor, wrote: Collection[str], served: Collection[str]) -> bool:
    own = bool(row.person and row.person.code in by.persons) or (act != "confirm" and row.unit.code in served)
    return own or not by.accounts.isdisjoint({*wrote, *handlers(row, act)})


def queue(campaign_id: str, month_: str, *, by: Actor, at: datetime) -> QueueBoard:
    """What waits for the actor's word in a month, in the order of units and people."""
    campaign = find(campaign_id, by=by)
    month = find_month(campaign, month_)
    return _queue(campaign, month, by, at)


def _queue(campaign: Campaign, month: CampaignMonth, by: Actor, at: datetime) -> QueueBoard:
    chart = units.chart(by.authority, Month.parse(month.month).last_day)
    rows: list[Evaluation] = []
    if month.state == states.OPEN and campaign.state == states.LAUNCHED:
        words = next_word(by, chart)
        wanted = Q()
        for act in JUDGEMENTS:
            wanted |= words[act]
        seen = visibility.evaluations(by, local_date(at)).filter(wanted, month=month)
        rows = list(seen.select_related("person", "unit", "campaign"))
    rows.sort(key=lambda row: (sort_key(row.unit.code), row.person.sort_name if row.person else ""))
    wrote, served = writers(rows), _colleagues(by, month.month)
    counted, notes = _files(rows), _notes(rows)
    found = []
    for row in rows:
        act = next_act(row)
        unit_name = chart.units[row.unit.code].name if row.unit.code in chart.units else row.unit.code
        found.append(
            QueueRow(
                evaluation=row,
                act=act,
                name=row.person.full_name if row.person else unit_name,
                unit_name=unit_name,
                subject=row.person.code if row.person else "",
                total=row.total,
                files=counted.get(str(row.pk), 0),
                blocked=_blocked(row, act, by, wrote.get(row.pk, ()), served),
                note=notes.get(row.pk, ""),
            )
        )
    return QueueBoard(campaign, month, found)


def _files(rows: Sequence[Evaluation]) -> dict[str, int]:
    there = Attachment.objects.filter(record_type="evaluation", record__in=[row.pk for row in rows], detached_at=None)
    counted = there.order_by().values("record").annotate(count=Count("pk"))
    return {str(one["record"]): one["count"] for one in counted}


def _notes(rows: Sequence[Evaluation]) -> dict[Any, str]:
    """What the last one who wrote said, by sheet."""
    said = EvaluationLayer.objects.filter(evaluation__in=rows).exclude(reason="").order_by("revision")
    return dict(said.values_list("evaluation_id", "reason"))


def judged(evaluation_id: str, *, by: Actor, at: datetime) -> JudgeBoard:
    """One sheet as its judge reads it. Raises `Missing` for whom it is hidden from."""
    board = boards.evaluation(evaluation_id, by=by, at=at)
    row = board.evaluation
    chart = units.branch(by.authority, row.unit.code, Month.parse(row.month.month).last_day)
    roles = by.roles_over(chart.place(row.unit.code, row.person.code if row.person else ""))
    open_ = row.month.state == states.OPEN and row.campaign.state == states.LAUNCHED
    possible = states.EVALUATION.possible(row.state, roles) if open_ else ()
    act = next_act(row) if next_act(row) in possible else ""
    blocked = bool(act) and _blocked(row, act, by, writers([row]).get(row.pk, ()), _colleagues(by, row.month.month))
    layers = list(row.layers.select_related("by", "behalf").order_by("revision"))
    own = next((one for one in reversed(layers) if one.kind == EvaluationLayer.SELF), None)
    version = row.campaign.person_scheme if row.person else row.campaign.unit_scheme
    nodes = scheme_of(version).nodes if version else {}
    whole, notes = sheet_fields.told_at_lines(own.reason if own else "", nodes)
    hints = _hints(board, by, at)
    shown = [at_ for at_, column in enumerate(board.columns) if column.kind == EvaluationLayer.SELF or column.layer]
    lines = [
        JudgeLine(
            row=line,
            asked=line.is_leaf and nodes[line.code].source == EVALUATION,
            present=row.scores.get(line.code, ""),
            own=own.scores.get(line.code, "") if own else "",
            note=notes.get(line.code, ""),
            hints=tuple(hints.get(line.code, ())),
            cells=tuple((board.columns[at_].kind, line.cells[at_]) for at_ in shown),
        )
        for line in board.rows
    ]
    return JudgeBoard(
        board=board,
        act="" if blocked else act,
        may_return="return" in possible,
        blocked=blocked,
        lines=lines,
        note=whole,
        columns=tuple(board.columns[at_] for at_ in shown),
        steps=_steps(row),
        queue=_queue(row.campaign, row.month, by, at),
    )


def _steps(row: Evaluation) -> list[Step]:
    found = []
    for act, stage in (
        ("submit", "submitted"),
        ("confirm", "confirmed"),
        ("assess", "assessed"),
        ("appraise", "appraised"),
    ):
        who, at = getattr(row, f"{stage}_by"), getattr(row, f"{stage}_at")
        if who is not None and at is not None:
            found.append(Step(act, who.get_full_name() or who.username, at))
    return found


def _hints(board: boards.EvaluationBoard, by: Actor, at: datetime) -> Mapping[str, list[Hint]]:
    """By line what peers, lists of tasks and inspections say of the month."""
    row = board.evaluation
    found: dict[str, list[Hint]] = {}
    policy = peers.policies(row.campaign).get(PEOPLE if row.person else UNITS)
    if policy is not None:
        target = row.person.code if row.person else row.unit.code
        words = peers.standing(row.month, PEOPLE if row.person else UNITS, [target]).get(target, [])
        for code, points in (peers.combined(policy, words) if words else {}).items():
            found.setdefault(code, []).append(Hint("peers", format(points, "f"), str(len(words))))
    for figure in board.fed:
        found.setdefault(figure.leaf, []).append(Hint("tasks", figure.points))
    month = Month.parse(row.month.month)
    seen = visibility.findings(by, local_date(at)).filter(visit__campaign=row.campaign_id, visit__unit=row.unit_id)
    here: list[Finding] = list(
        seen.filter(visit__planned_on__range=(month.first_day, month.last_day), person=row.person).exclude(criterion="")
    )
    for one in here:
        value = "" if one.points is None else format(one.points, "f")
        found.setdefault(one.criterion, []).append(Hint("finding", value, one.text, str(one.pk)))
    return found
