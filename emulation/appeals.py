"""Acts on appeals against rankings: handed in within a window, taken up, withdrawn, decided line by line by somebody of the
committee who did not appraise what is appealed against. What is upheld becomes a correction, which a second person approves."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from emulation import corrections, delegations, files, units, visibility, work_calendars
from emulation.appeal_lines import (
    Contested,
    LineDecision,
    checked,
    finding_problems,
    of_sheet,
    plain_points,
    points_text,
    scheme_for,
)
from emulation.desks import Line
from emulation.events import AppealDecided, AppealSubmitted, AppealTakenUp, AppealWithdrawn
from emulation.models import (
    Appeal,
    AppealLine,
    Campaign,
    Correction,
    Evaluation,
    EvaluationLayer,
    Ranking,
    RankingPublication,
    Standing,
)
from emulation.models.rankings import IN_FORCE
from emulation.rules import appeal_states, states
from emulation.rules.access import STAFF, UNIT_HEAD, UNIT_OFFICER
from emulation.rules.appeals import Window, outcome, window
from emulation.rules.periods import local_date
from emulation.rules.policies import parse_policy
from emulation.rules.schemes import Scheme
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, paragraphs

RECORD = "appeal"
WAITING = appeal_states.WAITING
APPELLANTS = frozenset({UNIT_OFFICER, UNIT_HEAD})


def _refuse(code: str, message: str, path: str, **params: Any) -> None:
    raise Invalid(code, message, problems=[Problem(code, message, path, params)], **params)


def _required(text: str, path: str) -> str:
    kept = paragraphs(text)
    if not kept:
        _refuse("appeal.text_needed", gettext_noop("Hãy ghi nội dung này."), path)
    return kept


# When and by whom


def window_of(row: Ranking) -> Window:
    """When appeals against a ranking are taken in: from when it was published, or from when it was computed as long as it is
    provisional, for the days of the campaign's policy."""
    published = row.publications.filter(step=RankingPublication.PUBLISHED).first()
    since = published.at if published else row.computed_at
    days = parse_policy(row.campaign.policy).appeal_days
    return window(since, days, work_calendars.calendar_of(row.authority_id))


def appeals_for(standing: Standing, *, by: Actor, at: datetime) -> bool:
    """Whether an actor may speak for a line: a unit's officer or head for the unit, everybody for themselves."""
    if standing.ranking.subjects == Ranking.PEOPLE:
        return bool(by.person) and by.person == standing.subject
    if not by.roles & APPELLANTS:
        return False
    place = units.chart(by.authority, local_date(at)).place(standing.unit_code)
    return bool(by.roles_over(place) & APPELLANTS)


def may_appeal(standing: Standing, *, by: Actor, at: datetime) -> bool:
    row = standing.ranking
    alive = row.state in IN_FORCE and row.campaign.state != states.CANCELLED
    return alive and appeals_for(standing, by=by, at=at) and window_of(row).is_open(at)


def require_sense(standing: Standing, *, by: Actor, at: datetime) -> None:
    """Raise `NotAllowed` for who does not speak for the line, `WrongState` outside the window."""
    row = standing.ranking
    if not appeals_for(standing, by=by, at=at):
        message = gettext_noop("Chỉ đơn vị hoặc chính người được xếp hạng được khiếu nại về dòng của mình.")
        raise NotAllowed("appeal.not_yours", message)
    if row.state not in IN_FORCE or row.campaign.state == states.CANCELLED:
        message = gettext_noop("Chỉ khiếu nại bảng xếp hạng đang có hiệu lực.")
        raise WrongState("appeal.not_in_force", message, state=row.state)
    span = window_of(row)
    if not span.is_open(at):
        message = gettext_noop("Thời hạn khiếu nại bảng này đã hết vào ngày %(day)s.")
        raise WrongState("appeal.window_closed", message, state=row.state, day=f"{local_date(span.closes):%d/%m/%Y}")


def hold_standing(ranking_id: str, subject: str, *, by: Actor) -> Standing:
    """The line of a ranking that members may know, with its campaign locked. Raises `Missing`."""
    joined = ("ranking__campaign__unit_scheme", "ranking__campaign__person_scheme", "ranking__month")
    rows = Standing.objects.filter(authority_id=by.authority, ranking_id=ranking_id, subject=subject)
    row = rows.select_related(*joined).first()
    if row is None or row.ranking.state in (states.SHADOW, states.DISCARDED):
        raise Missing("standing.missing", gettext_noop("Không có kết quả xếp hạng này."))
    Campaign.objects.select_for_update(no_key=True).get(pk=row.ranking.campaign_id)
    return row


# Handing in and taking back


def _waiting(standing: Standing, lines: Sequence[Contested], text: str, *, by: Actor) -> Appeal | None:
    """The same appeal, where it waits already. Raises `WrongState` for another one."""
    rows = Appeal.objects.filter(ranking=standing.ranking, unit__code=standing.unit_code, state__in=WAITING)
    person = standing.subject if standing.ranking.subjects == Ranking.PEOPLE else None
    known = rows.filter(person__code=person).first()
    if known is None:
        return None
    there = [
        (e.evaluation.month.month, e.criterion, e.asked, e.note)
        for e in known.lines.select_related("evaluation__month")
    ]
    same = there == [(one.month, one.criterion, one.asked, one.note) for one in lines]
    if same and known.text == text and str(known.submitted_by_id) == by.account:
        return known
    message = gettext_noop("Đã có một khiếu nại về dòng này đang chờ; hãy rút trước khi gửi lại.")
    raise WrongState("appeal.waits", message, state=known.state, may=("withdraw",))


@transaction.atomic
def submit(
    ranking_id: str,
    subject: str,
    lines: Sequence[Contested],
    *,
    text: str,
    uploads: Sequence[files.Upload] = (),
    evidence: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> Appeal:
    """Appeal against a line of a ranking, naming what is wrong in which month; ``uploads`` are files that come along,
    ``evidence`` ids of those handed in before. Repeated while it waits, it answers the same."""
    standing = hold_standing(ranking_id, subject, by=by)
    require_sense(standing, by=by, at=at)
    sheets = checked(lines, standing)
    lines = [replace(line, asked=plain_points(line.asked), note=paragraphs(line.note)) for line in lines]
    said = _required(text, "text")
    known = _waiting(standing, lines, said, by=by)
    if known:
        return known
    row = _written(standing, lines, sheets, said, by=by, at=at)
    rows = files.store_all(uploads, purpose="appeal", by=by, at=at) if uploads else []
    ids = [*map(str, evidence), *(str(file.pk) for file in rows)]
    if ids:
        files.attach(ids, record_type=RECORD, record=str(row.pk), by=by, at=at)
    return row


def _written(
    standing: Standing,
    lines: Sequence[Contested],
    sheets: Mapping[str, Evaluation],
    text: str,
    *,
    by: Actor,
    at: datetime,
) -> Appeal:
    ranking = standing.ranking
    sheet = sheets[lines[0].month]
    days = parse_policy(ranking.campaign.policy).appeal_answer_days
    unit_id = units.chart(by.authority, local_date(at)).units[standing.unit_code].id
    row = Appeal.objects.create(
        authority_id=by.authority,
        campaign=ranking.campaign,
        ranking=ranking,
        unit_id=unit_id,
        person=sheet.person,
        text=text,
        submitted_by_id=by.account,
        submitted_at=at,
        due_at=work_calendars.calendar_of(by.authority).deadline(at, days),
    )
    AppealLine.objects.bulk_create(
        AppealLine(
            appeal=row,
            evaluation=sheets[line.month],
            place=place,
            criterion=line.criterion,
            asked=line.asked,
            note=line.note,
        )
        for place, line in enumerate(lines, start=1)
    )
    told = [{"month": line.month, "criterion": line.criterion, "asked": line.asked} for line in lines]
    event = AppealSubmitted(**_about(row), ranking=str(ranking.pk), lines=told, text=text, due=row.due_at.isoformat())
    ledger.record(event, by=by, at=at)
    return row


def _about(row: Appeal) -> dict[str, str]:
    return {
        "authority": row.authority_id,
        "appeal": str(row.pk),
        "campaign": str(row.campaign_id),
        "unit": row.unit.code,
        "person": row.person.code if row.person else "",
    }


def roles(row: Appeal, *, by: Actor, at: datetime) -> frozenset[str]:
    """The roles that count for an appeal: those of the committee, of the unit for its own, and being the person."""
    whole = by.roles_over(Place(by.authority))
    if row.person:
        return whole - APPELLANTS - {STAFF} | ({STAFF} if by.person == row.person.code else set())
    return by.roles_over(units.chart(by.authority, local_date(at)).place(row.unit.code)) - {STAFF}


def _hold(appeal_id: str, *, by: Actor, at: datetime) -> tuple[Appeal, frozenset[str]]:
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("unit", "person", "campaign", "ranking__month")
    seen = visibility.appeals(by, local_date(at)).filter(pk=appeal_id).exists()
    row = rows.filter(pk=appeal_id, authority_id=by.authority).first() if seen else None
    if row is None:
        raise Missing("appeal.missing", gettext_noop("Không có khiếu nại này."))
    return row, roles(row, by=by, at=at)


@transaction.atomic
def take_up(appeal_id: str, *, by: Actor, at: datetime) -> Appeal:
    """Accept an appeal for handling; its appellants are told that somebody looks at it."""
    row, held = _hold(appeal_id, by=by, at=at)
    row.state = appeal_states.APPEAL.step(row.state, "take_up", held)
    _require_other(row, by)
    row.taken_up_by_id, row.taken_up_at = by.account, at
    row.save(update_fields=["state", "taken_up_by", "taken_up_at"])
    ledger.record(AppealTakenUp(**_about(row)), by=by, at=at)
    return row


@transaction.atomic
def withdraw(appeal_id: str, *, reason: str = "", by: Actor, at: datetime) -> Appeal:
    """Take an appeal back before it is decided: whoever may appeal for that line may."""
    row, held = _hold(appeal_id, by=by, at=at)
    row.state = appeal_states.APPEAL.step(row.state, "withdraw", held)
    _close(row, paragraphs(reason), by=by, at=at)
    ledger.record(AppealWithdrawn(**_about(row), reason=row.answer), by=by, at=at)
    return row


def _close(row: Appeal, answer: str, *, by: Actor, at: datetime) -> None:
    row.closed_by_id, row.closed_at, row.answer = by.account, at, answer
    row.save(update_fields=["state", "closed_by", "closed_at", "answer"])


# Deciding


def _require_other(row: Appeal, by: Actor) -> None:
    if delegations.same_hands(by, row.pk, AppealSubmitted, row.submitted_by_id):
        message = gettext_noop("Người gửi khiếu nại không được tự giải quyết.")
        raise NotAllowed("appeal.own", message)


def _require_distance(row: Appeal, lines: Sequence[AppealLine], by: Actor) -> None:
    """Nobody decides about what they appraised or corrected, about their own unit, or about their own appeal."""
    _require_other(row, by)
    sheets = {line.evaluation for line in lines}
    kinds = (EvaluationLayer.APPRAISAL, EvaluationLayer.CORRECTION)
    judged = EvaluationLayer.objects.filter(
        Q(by__in=by.accounts) | Q(behalf__in=by.accounts), evaluation__in=sheets, kind__in=kinds
    )
    if judged.exists() or any(str(sheet.appraised_by_id) in by.accounts for sheet in sheets):
        message = gettext_noop("Người đã thẩm định dòng điểm bị khiếu nại không được giải quyết khiếu nại này.")
        raise NotAllowed("appeal.own_appraisal", message)
    for sheet in sheets:
        corrections.require_distance(sheet, by)


def may_decide(row: Appeal, lines: Sequence[AppealLine], *, by: Actor) -> bool:
    """Whether the distance that a decision needs is kept."""
    try:
        _require_distance(row, lines, by)
    except NotAllowed:
        return False
    return True


@transaction.atomic
def decide(appeal_id: str, findings: Mapping[str, LineDecision], *, answer: str, by: Actor, at: datetime) -> Appeal:
    """Decide about every line of an appeal, by the line's id, with a written answer. What is upheld is asked for as a
    correction of its sheet; rankings move when somebody else approves that. Raises `NotAllowed` for who appraised a line."""
    row, held = _hold(appeal_id, by=by, at=at)
    joined = ("evaluation__month", "evaluation__unit", "evaluation__person")
    lines = list(row.lines.select_related(*joined))
    scheme = scheme_for(row.ranking)
    act = outcome(finding.upheld for finding in findings.values()) if findings else "turn_down"
    target = appeal_states.APPEAL.step(row.state, act, held)
    _require_distance(row, lines, by)
    faults = [*finding_problems(lines, findings, scheme)]
    said = paragraphs(answer)
    if not said:
        faults.append(Problem("appeal.text_needed", gettext_noop("Hãy ghi nội dung này."), "answer"))
    if faults:
        message = gettext_noop("Kết luận có %(count)s chỗ chưa đúng, chưa ghi gì.")
        raise Invalid("appeal.invalid", message, problems=faults, count=len(faults))
    asked = _corrected(row, lines, findings, scheme, said, by=by, at=at)
    for line in lines:
        found = findings[str(line.pk)]
        line.upheld, line.finding = found.upheld, paragraphs(found.note)
        line.points = "" if found.points is None else points_text(found.points)
        line.correction = asked.get(str(line.evaluation_id)) if found.upheld else None
        line.save(update_fields=["upheld", "finding", "points", "correction"])
    row.state = target
    _close(row, said, by=by, at=at)
    ledger.record(AppealDecided(**_about(row), outcome=target, answer=said, lines=_told(lines)), by=by, at=at)
    return row


def _told(lines: Sequence[AppealLine]) -> list[dict[str, Any]]:
    return [
        {
            "month": line.evaluation.month.month,
            "criterion": line.criterion,
            "upheld": line.upheld,
            "points": line.points,
            "correction": str(line.correction_id or ""),
        }
        for line in lines
    ]


def _corrected(
    row: Appeal,
    lines: Sequence[AppealLine],
    findings: Mapping[str, LineDecision],
    scheme: Scheme,
    answer: str,
    *,
    by: Actor,
    at: datetime,
) -> dict[str, Correction]:
    """One correction for each sheet of which something is upheld that stands on it, by the sheet's id."""
    asked: dict[str, Correction] = {}
    vetoes = scheme.veto_codes()
    for sheet in {line.evaluation for line in lines}:
        upheld = [line for line in lines if line.evaluation_id == sheet.pk and findings[str(line.pk)].upheld]
        scores = {
            line.criterion: points
            for line in upheld
            if (points := findings[str(line.pk)].points) is not None and of_sheet(line, scheme)
        }
        lifted = {line.criterion for line in upheld} & set(vetoes)
        if scores or lifted:
            left = tuple(sorted(set(sheet.vetoes) - lifted)) if lifted else None
            wanted = Line(sheet.person.code if sheet.person else "", scores, left, note=answer)
            asked[str(sheet.pk)] = corrections.ask(
                str(row.campaign_id), sheet.month.month, sheet.unit.code, wanted, by=by, at=at
            )
    return asked
