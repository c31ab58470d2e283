"""Acts that write the tasks of a campaign's plan as drafts: one from a form, or a table of them in one go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from emulation.assignment_tables import read_tasks
from emulation.assignments import hold as hold_assignment
from emulation.events import AssignmentsEntered
from emulation.models import Assignment, AssignmentPart, Campaign, Person, Posting, Unit, UnitVersion, in_force
from emulation.rules import states
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.assignments import Part, Step, Task, task_problems
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc, paragraphs


@dataclass(frozen=True)
class _Known:
    """The codes that tasks may name, with their rows; and of each person the unit they serve in."""

    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    serves: Mapping[str, str]


def require_author(by: Actor) -> None:
    if STANDING_OFFICER not in by.roles_over(Place(by.authority)):
        message = gettext_noop("Chỉ chuyên viên thường trực được soạn bảng phân công.")
        raise NotAllowed("assignment.not_author", message)


def hold_campaign(campaign_id: str, *, by: Actor) -> Campaign:
    """The campaign, locked, so that two tables come one after the other. Raises `WrongState` once it is over."""
    rows = Campaign.objects.select_for_update(no_key=True, of=("self",))
    row = rows.filter(pk=campaign_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    require_author(by)
    if row.state not in (states.DRAFT, states.LAUNCHED, states.SUSPENDED):
        message = gettext_noop("Phong trào đã kết thúc hoặc bị hủy, không phân công thêm được.")
        raise WrongState("assignment.campaign_over", message, state=row.state)
    if row.starts_on is None or row.ends_on is None:
        message = gettext_noop("Chưa có thời gian thực hiện của phong trào nên chưa đặt được thời hạn.")
        raise WrongState("assignment.no_dates", message, state=row.state, may=("revise",))
    return row


def _known(tasks: Iterable[Task], authority: str, on: date) -> _Known:
    named = {code for task in tasks for code in (task.unit, task.person, *(part.who for part in task.parts)) if code}
    living = UnitVersion.objects.filter(in_force(on), authority_id=authority).values("unit")
    units = {unit.code: unit for unit in Unit.objects.filter(authority_id=authority, code__in=named, pk__in=living)}
    postings = Posting.objects.filter(in_force(on), authority_id=authority, person__code__in=named)
    rows = list(postings.select_related("person", "unit"))
    return _Known(
        units, {row.person.code: row.person for row in rows}, {row.person.code: row.unit.code for row in rows}
    )


def _code_problems(task: Task, known: _Known) -> list[Problem]:
    """Units and people that there are not, and a person responsible who serves elsewhere."""
    problems = []
    if task.unit and task.unit not in known.units:
        message = gettext_noop("Không có đơn vị %(code)s; hãy kiểm tra lại mã.")
        problems.append(Problem("assignment.unknown_unit", message, "unit", {"code": task.unit}))
    if task.person and known.serves.get(task.person) != task.unit:
        message = gettext_noop("Cán bộ %(code)s không thuộc đơn vị chủ trì; hãy kiểm tra lại mã.")
        problems.append(Problem("assignment.unknown_person", message, "person", {"code": task.person}))
    message = gettext_noop("Không có đơn vị hay cán bộ %(code)s; hãy kiểm tra lại mã.")
    strangers = [part.who for part in task.parts if part.who not in known.units and part.who not in known.people]
    return problems + [Problem("assignment.unknown_part", message, "parts", {"code": code}) for code in strangers]


def _values(task: Task, known: _Known) -> dict[str, Any]:
    return {
        "title": task.title,
        "unit": known.units[task.unit],
        "person": known.people[task.person] if task.person else None,
        "responsibility": task.responsibility,
        "steps": [{"title": step.title, "due": step.due.isoformat()} for step in task.steps],
        "product": task.product,
        "check_by": task.check,
        "deadline": task.deadline,
    }


def _code(part: AssignmentPart) -> str:
    return part.unit.code if part.unit else part.person.code if part.person else ""


def task_of(row: Assignment) -> Task:
    """A task as it stands; the rows of ``parts`` are read with it."""
    parts = row.parts.all()
    return Task(
        code=row.code,
        title=row.title,
        unit=row.unit.code,
        person=row.person.code if row.person else "",
        responsibility=row.responsibility,
        parts=tuple(Part(_code(part), part.role) for part in parts),
        steps=tuple(Step(step["title"], date.fromisoformat(step["due"])) for step in row.steps),
        product=row.product,
        check=row.check_by,
        deadline=row.deadline,
    )


def _clean(task: Task) -> Task:
    return replace(
        task,
        code=nfc(task.code),
        title=nfc(task.title),
        unit=nfc(task.unit),
        person=nfc(task.person),
        responsibility=paragraphs(task.responsibility),
        product=paragraphs(task.product),
        check=paragraphs(task.check),
    )


def _write(campaign: Campaign, task: Task, known: _Known, row: Assignment | None, *, by: Actor, at: datetime) -> None:
    values = _values(task, known)
    if row is None:
        new = {"authority_id": by.authority, "campaign": campaign, "code": task.code}
        row = Assignment.objects.create(**new, drafted_by_id=by.account, drafted_at=at, **values)
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        row.parts.all().delete()
    AssignmentPart.objects.bulk_create(
        AssignmentPart(
            assignment=row, unit=known.units.get(p.who), person=None if p.who in known.units else known.people[p.who],
            role=p.role[:300],
        )
        for p in task.parts
    )  # fmt: skip


def _standing(campaign: Campaign, tasks: Sequence[Task]) -> dict[str, Assignment]:
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("unit", "person")
    rows = rows.prefetch_related("parts__unit", "parts__person")
    return {row.code: row for row in rows.filter(campaign=campaign, code__in=[task.code for task in tasks])}


def _problems(task: Task, known: _Known, row: Assignment | None, campaign: Campaign) -> list[Problem]:
    first, last = campaign.starts_on, campaign.ends_on
    if first is None or last is None:
        return []
    problems = [*task_problems(task, first=first, last=last), *_code_problems(task, known)]
    if row and row.state != states.DRAFT and not problems and task_of(row) != task:
        message = gettext_noop("Nhiệm vụ %(code)s đã giao nên không sửa được; hãy gia hạn, hoặc hủy rồi giao mới.")
        problems.append(Problem("assignment.assigned", message, "code", {"code": task.code}))
    return problems


def _enter(
    campaign: Campaign, tasks: Sequence[Task], places: Sequence[Mapping[str, str]], *, by: Actor, at: datetime
) -> int:
    """Write all tasks or none; answers how many are new or changed. ``places`` name the fields of each as a reader knows
    them: the cells of a table."""
    known, rows = _known(tasks, by.authority, local_date(at)), _standing(campaign, tasks)
    faults = [
        Problem(fault.code, fault.message, place.get(fault.path, fault.path), fault.params)
        for task, place in zip(tasks, places, strict=True)
        for fault in _problems(task, known, rows.get(task.code), campaign)
    ]
    if faults:
        message = gettext_noop("Bảng phân công có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("assignment.invalid", message, problems=faults, count=len(faults))
    fresh = [task for task in tasks if task.code not in rows or task_of(rows[task.code]) != task]
    for task in fresh:
        _write(campaign, task, known, rows.get(task.code), by=by, at=at)
    if fresh:
        event = AssignmentsEntered(
            authority=by.authority, campaign=str(campaign.pk), codes=[task.code for task in fresh]
        )
        ledger.record(event, by=by, at=at)
    return len(fresh)


@transaction.atomic
def enter(campaign_id: str, task: Task, *, by: Actor, at: datetime) -> Assignment:
    """Write one task as a draft, or change the draft of this code; the same again changes nothing."""
    campaign, task = hold_campaign(campaign_id, by=by), _clean(task)
    _enter(campaign, [task], [{}], by=by, at=at)
    return Assignment.objects.get(campaign=campaign, code=task.code)


@transaction.atomic
def enter_table(campaign_id: str, content: bytes, filename: str, *, by: Actor, at: datetime) -> int:
    """Write a table of tasks from Excel or CSV as drafts: all of them, or none and every fault with its cell. Answers how
    many are new or changed; the same table again changes nothing."""
    campaign = hold_campaign(campaign_id, by=by)
    tasks, places = read_tasks(content, filename)
    return _enter(campaign, [_clean(task) for task in tasks], places, by=by, at=at)


@transaction.atomic
def revise(assignment_id: str, task: Task, *, by: Actor, at: datetime) -> Assignment:
    """Change a draft; its code stays."""
    row = hold_assignment(assignment_id, by=by, on=local_date(at))
    states.ASSIGNMENT.step(row.state, "revise", by.roles_over(Place(by.authority)))
    return enter(str(row.campaign_id), replace(task, code=row.code), by=by, at=at)
