"""Acts on weekly task lists: written by their person, confirmed by the head, and fed into the month's sheet."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from emulation import evaluations, units
from emulation.desks import Desk
from emulation.events import SheetFed, TaskListConfirmed, TaskListReturned, TaskListSaved, TaskListSubmitted
from emulation.models import Evaluation, FedFigure, Posting, TaskList, TaskListLayer, in_force
from emulation.rules import states
from emulation.rules.exact import exact_text
from emulation.rules.periods import Month
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import sheet_from_data
from emulation.rules.task_lists import (
    PROGRESS,
    QUALITY,
    QUANTITY,
    Entry,
    entry_problems,
    figures,
    monday,
    unit_figure,
    weeks_of,
    work,
)
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem
from kernel.text import digest, gettext_noop, paragraphs

SAVED, CONFIRMED, RETURNED = "saved", "confirmed", "returned"


def _refuse(problems: list[Problem]) -> None:
    if problems:
        message = gettext_noop("Danh mục công việc có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("task_list.invalid", message, problems=problems, count=len(problems))


def _hold(person: str, week: date, *, by: Actor) -> tuple[TaskList, frozenset[str]]:
    """The list of a week, locked (or a new one), and the actor's roles over it: where the person serves on its Friday."""
    day = date.fromordinal(monday(week).toordinal() + 4)
    rows = Posting.objects.filter(in_force(day), authority_id=by.authority, person__code=person)
    posting = rows.select_related("person", "unit").select_for_update(of=("self",)).first()
    place = units.branch(by.authority, posting.unit.code, day).place(posting.unit.code, person) if posting else None
    roles = by.roles_over(place) if place else frozenset()
    if posting is None or not roles:
        raise Missing("people.missing", gettext_noop("Không có cán bộ %(code)s."), code=person)
    known = TaskList.objects.select_for_update(of=("self",)).select_related("person", "unit")
    row = known.filter(person=posting.person, week=monday(week)).first()
    fresh = TaskList(authority_id=by.authority, person=posting.person, unit=posting.unit, week=monday(week))
    return row or fresh, roles


def _told(row: TaskList) -> dict[str, Any]:
    return {
        "authority": row.authority_id,
        "task_list": str(row.pk),
        "person": row.person.code,
        "week": row.week.isoformat(),
        "revision": row.revision,
    }


def _layer(row: TaskList, kind: str, reason: str, *, by: Actor, at: datetime) -> None:
    row.revision += 1
    row.save()
    TaskListLayer.objects.create(
        authority_id=row.authority_id,
        task_list=row,
        revision=row.revision,
        kind=kind,
        tasks=row.tasks,
        reason=reason,
        by_id=by.account,
        behalf_id=by.behalf or None,
        at=at,
    )


def _data(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    _refuse([problem for place, entry in enumerate(entries) for problem in entry_problems(entry, place)])
    return [entry.to_data() for entry in entries]


@transaction.atomic
def save(person: str, week: date, entries: Sequence[Entry], *, by: Actor, at: datetime) -> TaskList:
    """Write a week's list, by the person or the unit's officer. The same content again changes nothing."""
    row, roles = _hold(person, week, by=by)
    row.state = states.TASK_LIST.step(row.state, "save", roles)
    tasks = _data(entries)
    if row.revision and row.tasks == tasks:
        return row
    row.tasks = tasks
    _layer(row, SAVED, "", by=by, at=at)
    ledger.record(TaskListSaved(**_told(row), digest=digest(tasks)), by=by, at=at)
    return row


def _known(person: str, week: date, *, by: Actor) -> tuple[TaskList, frozenset[str]]:
    row, roles = _hold(person, week, by=by)
    if not row.revision:
        raise Missing("task_list.missing", gettext_noop("Tuần này chưa có danh mục công việc."))
    return row, roles


@transaction.atomic
def submit(person: str, week: date, *, by: Actor, at: datetime) -> TaskList:
    row, roles = _known(person, week, by=by)
    row.state = states.TASK_LIST.step(row.state, "submit", roles)
    row.submitted_by_id, row.submitted_at = by.account, at
    row.behalf = {"submitted": by.behalf} if by.behalf else {}
    row.save()
    ledger.record(TaskListSubmitted(**_told(row)), by=by, at=at)
    return row


@transaction.atomic
def confirm(
    person: str,
    week: date,
    *,
    entries: Sequence[Entry] | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> TaskList:
    """The head's word on a week: as it was written, or ``entries`` with a reason. Who wrote or handed it in does not confirm;
    a head's own list is confirmed by the standing officer."""
    row, roles = _known(person, week, by=by)
    after = states.TASK_LIST.step(row.state, "confirm", roles)
    wrote = row.layers.filter(kind=SAVED).order_by("-revision").values_list("by_id", "behalf_id").first() or ()
    handled = {str(one) for one in (*wrote, row.submitted_by_id, row.behalf.get("submitted")) if one}
    if person in by.persons or by.accounts & handled:
        message = gettext_noop("Không ai được tự xác nhận danh mục công việc của mình hoặc do mình nộp.")
        raise NotAllowed("task_list.own", message)
    text, tasks = paragraphs(reason), row.tasks if entries is None else _data(entries)
    if tasks != row.tasks and not text:
        _refuse([Problem("task_list.reason_needed", gettext_noop("Sửa khi xác nhận thì phải ghi lý do."), "reason")])
    row.state, row.tasks = after, tasks
    row.confirmed_by_id, row.confirmed_at = by.account, at
    _layer(row, CONFIRMED, text, by=by, at=at)
    ledger.record(TaskListConfirmed(**_told(row), digest=digest(tasks), reason=text), by=by, at=at)
    return row


@transaction.atomic
def return_(person: str, week: date, *, reason: str, by: Actor, at: datetime) -> TaskList:
    """Send a week back with a reason, also one that was confirmed: what it fed stays until the sheet is fed again."""
    row, roles = _known(person, week, by=by)
    row.state = states.TASK_LIST.step(row.state, "return", roles)
    text = paragraphs(reason)
    if not text:
        _refuse([Problem("task_list.reason_needed", gettext_noop("Trả lại thì phải ghi lý do."), "reason")])
    row.submitted_by = row.submitted_at = row.confirmed_by = row.confirmed_at = None
    row.behalf = {}
    _layer(row, RETURNED, text, by=by, at=at)
    ledger.record(TaskListReturned(**_told(row), reason=text), by=by, at=at)
    return row


def confirmed_weeks(person: Any, month: Month) -> list[TaskList]:
    """The confirmed lists of the weeks that belong to a month."""
    rows = TaskList.objects.filter(person=person, week__in=weeks_of(month), state=states.CONFIRMED)
    return list(rows.order_by("week"))


def _unit_share(desk: Desk, scheme: Scheme) -> bool | None:
    """Whether everybody of a leader's unit reached the grade; None as long as somebody has not been confirmed."""
    rule = scheme.task_list.unit_result if scheme.task_list else None
    others = [code for code, posting in desk.postings.items() if not posting.is_head]
    rows = [desk.evaluations.get(code) for code in others]
    done = [row for row in rows if row and (row.absent or row.state in (states.CONFIRMED, states.APPRAISED))]
    if rule is None or not others or len(done) != len(others):
        return None
    least = next(grade.at_least for grade in scheme.grades if grade.code == rule.grade)
    return all(row.total is not None and row.total >= least for row in done if not row.absent)


@transaction.atomic
def feed(campaign_id: str, month: str, person: str, *, by: Actor, at: datetime) -> Evaluation:
    """Propose what the confirmed lists of a month come to into the person's draft, with the lines kept. Fed again it follows
    what was confirmed since; other figures than these need a reason from then on."""
    posting = next(iter(_posting(by.authority, person, month)), None)
    if posting is None:
        raise Missing("people.missing", gettext_noop("Không có cán bộ %(code)s."), code=person)
    desk = evaluations.open_desk(campaign_id, month, posting.unit.code, by=by, subjects=[person])
    states.EVALUATION.step(states.DRAFT, "save", desk.roles(by, person))
    scheme = desk.scheme(person)
    if scheme.task_list is None:
        raise Invalid("task_list.not_asked", gettext_noop("Bộ tiêu chí không lấy số liệu từ danh mục công việc."))
    lists = confirmed_weeks(posting.person, Month.parse(month))
    entries = [Entry.from_data(task) for row in lists for task in row.tasks]
    done = work(scheme.task_list, [entry.counted for entry in entries])
    if done is None:
        raise Invalid("task_list.nothing", gettext_noop("Tháng này chưa có tuần nào được xác nhận."))
    found = figures(scheme.task_list, done, {code: leaf.maximum for code, leaf in scheme.leaves.items()})
    shares = {QUANTITY: done.quantity, QUALITY: done.quality, PROGRESS: done.progress}
    exact = {leaf: exact_text(shares[part]) for part, leaf in scheme.task_list.leaves.items()}
    reached = _unit_share(desk, scheme) if desk.postings[person].is_head else None
    if scheme.task_list.unit_result and reached is not None:
        leaf = scheme.task_list.unit_result.leaf
        points = unit_figure(scheme.task_list.unit_result, [reached])
        found |= {leaf: points} if points is not None else {}
        exact[leaf] = exact_text(Fraction(points or 0))
    return _write(desk, person, found, exact, lists, by=by, at=at)


def _posting(authority: str, person: str, month: str) -> list[Posting]:
    rows = Posting.objects.filter(in_force(Month.parse(month).last_day), authority_id=authority, person__code=person)
    return list(rows.select_related("person", "unit"))


def _write(
    desk: Desk,
    person: str,
    found: dict[str, Any],
    exact: dict[str, str],
    lists: Sequence[TaskList],
    *,
    by: Actor,
    at: datetime,
) -> Evaluation:
    row = desk.evaluations.get(person)
    scores = {**(sheet_from_data(row.scores) if row else {}), **found}
    vetoes = tuple(row.vetoes) if row else ()
    weeks = ", ".join(f"{one.week:%d/%m}" for one in lists)
    line = evaluations.Line(person, scores, vetoes, note=f"Theo danh mục công việc các tuần từ {weeks}.")
    evaluations.write_lines(desk, [line], by=by, at=at)
    row = desk.evaluations[person]
    sources = [{"list": str(one.pk), "week": one.week.isoformat(), "tasks": one.tasks} for one in lists]
    for leaf, points in found.items():
        values = {"points": exact_text(points), "exact": exact[leaf], "sources": sources, "at": at}
        FedFigure.objects.update_or_create(
            evaluation=row, leaf=leaf, defaults=values, create_defaults={**values, "authority_id": row.authority_id}
        )
    told = SheetFed(
        authority=row.authority_id,
        evaluation=str(row.pk),
        campaign=str(row.campaign_id),
        month=desk.month.month,
        person=person,
        figures={leaf: exact_text(points) for leaf, points in sorted(found.items())},
        sources=[str(one.pk) for one in lists],
    )
    ledger.record(told, by=by, at=at)
    return row
