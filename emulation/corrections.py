"""Acts that correct an appraised evaluation whose month is closed: one person asks with a reason, another one approves."""

from datetime import datetime
from typing import Any

from django.db import transaction

from emulation import people
from emulation.desks import Line
from emulation.events import CorrectionDeclined, CorrectionProposed, EvaluationCorrected
from emulation.models import CampaignMonth, Correction, Evaluation, EvaluationLayer, Ranking
from emulation.rankings import version_of
from emulation.rules import states
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.nodes import EVALUATION
from emulation.rules.periods import Month
from emulation.rules.schemes import Scheme
from emulation.rules.scores import score_sheet
from emulation.rules.sheets import check_sheet, sheet_from_data, sheet_to_data
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, paragraphs


def _refuse(code: str, message: str, path: str) -> None:
    raise Invalid(code, message, problems=[Problem(code, message, path)])


def _closed_month(campaign_id: str, month: str, authority: str) -> CampaignMonth:
    rows = CampaignMonth.objects.select_related("campaign__unit_scheme", "campaign__person_scheme")
    row = rows.filter(campaign_id=campaign_id, month=month, authority_id=authority).first()
    if row is None:
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=month)
    if row.state != states.CLOSED or row.campaign.state == states.CANCELLED:
        message = gettext_noop("Chỉ đính chính phiếu của tháng đã khóa; tháng còn mở thì trả lại hoặc thẩm định lại.")
        raise WrongState("correction.month_open", message, state=row.state)
    return row


def _evaluation(month: CampaignMonth, unit: str, subject: str) -> Evaluation:
    """The evaluation, locked. Raises `Missing` without one and `WrongState` for one that was never appraised."""
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related("person", "unit", "month__campaign")
    row = rows.filter(month=month, unit__code=unit, person__code=subject or None).first()
    if row is None:
        message = gettext_noop("Chưa có phiếu đánh giá của %(codes)s.")
        raise Missing("evaluation.missing", message, codes=subject or unit)
    if row.state != states.APPRAISED:
        message = gettext_noop("Chỉ đính chính phiếu đã được thẩm định.")
        raise WrongState("correction.not_appraised", message, state=row.state)
    return row


def _scheme(evaluation: Evaluation) -> Scheme:
    subjects = Ranking.PEOPLE if evaluation.person_id else Ranking.UNITS
    version = version_of(evaluation.month.campaign, subjects)
    if version is None:
        raise Invalid("evaluation.no_scheme", gettext_noop("Phong trào không chấm điểm đối tượng này."))
    return scheme_of(version)


def require_distance(evaluation: Evaluation, by: Actor) -> None:
    """Nobody corrects their own evaluation, nor one of their own unit."""
    day = Month.parse(evaluation.month.month).last_day
    here = {posting.person.code for posting in people.posted(evaluation.authority_id, evaluation.unit.code, day)}
    own = {evaluation.person.code} if evaluation.person else set()
    if by.persons & (here | own):
        message = gettext_noop("Không ai được đính chính, duyệt đính chính phiếu của mình hoặc của đơn vị mình.")
        raise NotAllowed("correction.own", message)


def _wanted(evaluation: Evaluation, line: Line) -> dict[str, Any]:
    """Scores, vetoes and absence as they are to hold. Only what changes is told, as in a judgement; the total follows."""
    scheme = _scheme(evaluation)
    faults = [*check_sheet(scheme, line.scores, source=EVALUATION)]
    if line.absent and line.scores:
        message = gettext_noop("Cán bộ vắng mặt cả tháng thì không có điểm; hãy bỏ điểm hoặc bỏ dấu vắng mặt.")
        faults.append(Problem("evaluation.absent_with_points", message))
    if faults:
        message = gettext_noop("Đính chính có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("correction.invalid", message, problems=faults, count=len(faults))
    absent = line.absent or (evaluation.absent and not line.scores)
    scores = {} if absent else {**evaluation.scores, **sheet_to_data(line.scores)}
    vetoes = evaluation.vetoes if line.vetoes is None else sorted(set(line.vetoes))
    scored = score_sheet(scheme, sheet_from_data(scores), vetoes=vetoes, complete=not absent)
    return {"scores": scores, "vetoes": vetoes, "absent": absent, "total": None if absent else scored.total}


@transaction.atomic
def correct(campaign_id: str, month: str, unit: str, line: Line, *, by: Actor, at: datetime) -> Correction:
    """Ask for another content of an appraised evaluation of a closed month. ``line.scores`` are those that change,
    ``line.vetoes`` None leaves them, ``line.note`` is the reason. Nothing changes before somebody else approves."""
    if STANDING_OFFICER not in by.roles_over(Place(by.authority)):
        message = gettext_noop("Chỉ chuyên viên thường trực được đề nghị đính chính.")
        raise NotAllowed("correction.not_allowed", message)
    return ask(campaign_id, month, unit, line, by=by, at=at)


@transaction.atomic
def ask(campaign_id: str, month: str, unit: str, line: Line, *, by: Actor, at: datetime) -> Correction:
    """`correct` for acts that know that the actor may: whoever decides an appeal asks for what they upheld."""
    row = _closed_month(campaign_id, month, by.authority)
    evaluation = _evaluation(row, unit, line.subject)
    require_distance(evaluation, by)
    reason = paragraphs(line.note)
    if not reason:
        _refuse("correction.reason_needed", gettext_noop("Hãy ghi lý do."), "reason")
    wanted = _wanted(evaluation, line)
    same = all(getattr(evaluation, name) == wanted[name] for name in ("scores", "vetoes", "absent"))
    if same:
        _refuse("correction.unchanged", gettext_noop("Nội dung đề nghị giống hệt phiếu đang có."), "scores")
    if evaluation.corrections.filter(state=states.PROPOSED).exists():
        message = gettext_noop("Phiếu này đang có một đề nghị đính chính chờ duyệt.")
        raise WrongState("correction.waits", message, state=states.PROPOSED, may=("approve", "decline"))
    correction = Correction.objects.create(
        authority_id=by.authority,
        evaluation=evaluation,
        base=evaluation.revision,
        scores=wanted["scores"],
        vetoes=wanted["vetoes"],
        absent=wanted["absent"],
        reason=reason,
        proposed_by_id=by.account,
        proposed_at=at,
    )
    event = CorrectionProposed(
        authority=by.authority,
        correction=str(correction.pk),
        campaign=str(row.campaign_id),
        month=row.month,
        unit=unit,
        subject=line.subject,
        reason=reason,
    )
    ledger.record(event, by=by, at=at)
    return correction


def _hold(correction_id: str, *, by: Actor) -> Correction:
    rows = Correction.objects.select_for_update(of=("self",)).filter(authority_id=by.authority)
    row = rows.filter(pk=correction_id).first()
    if row is None:
        raise Missing("correction.missing", gettext_noop("Không có đề nghị đính chính này."))
    return row


def _decide(row: Correction, state: str, *, by: Actor, at: datetime, answer: str = "") -> None:
    row.state, row.decided_by_id, row.decided_at, row.answer = state, by.account, at, answer
    row.save(update_fields=["state", "decided_by", "decided_at", "answer"])


@transaction.atomic
def approve(correction_id: str, *, by: Actor, at: datetime) -> Correction:
    """Write the correction as a new layer of the evaluation; the rankings made of it are revised in the shadow.

    Raises `NotAllowed` for who asked for it and `WrongState` when the evaluation has another layer since.
    """
    row = _hold(correction_id, by=by)
    target = states.CORRECTION.step(row.state, "approve", by.roles_over(Place(by.authority)))
    if by.accounts & {str(row.proposed_by_id), *ledger.principals(by.authority, str(row.pk))}:
        message = gettext_noop("Người đề nghị đính chính không được tự duyệt.")
        raise NotAllowed("correction.own_proposal", message)
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related(
        "person", "unit", "month__campaign__unit_scheme", "month__campaign__person_scheme"
    )
    evaluation = rows.get(pk=row.evaluation_id)
    require_distance(evaluation, by)
    if evaluation.revision != row.base:
        message = gettext_noop("Phiếu đã có lớp điểm mới kể từ khi đề nghị; hãy đề nghị lại.")
        raise WrongState("correction.stale", message, state=row.state, may=("decline",))
    _write(evaluation, row, at=at)
    _decide(row, target, by=by, at=at)
    event = EvaluationCorrected(
        authority=by.authority,
        correction=str(row.pk),
        campaign=str(evaluation.campaign_id),
        month=evaluation.month.month,
        unit=evaluation.unit.code,
        subject=evaluation.person.code if evaluation.person else "",
        revision=evaluation.revision,
        total=None if evaluation.total is None else format(evaluation.total, "f"),
        reason=row.reason,
        proposed_by=str(row.proposed_by_id),
    )
    ledger.record(event, by=by, at=at)
    return row


def _write(evaluation: Evaluation, row: Correction, *, at: datetime) -> None:
    """The new layer, and the evaluation as it says."""
    evaluation.scores, evaluation.vetoes, evaluation.absent = row.scores, row.vetoes, row.absent
    evaluation.total = None
    if not row.absent:
        scored = score_sheet(_scheme(evaluation), sheet_from_data(row.scores), vetoes=row.vetoes)
        evaluation.total = scored.total
    evaluation.revision += 1
    evaluation.save(update_fields=["scores", "vetoes", "absent", "total", "revision"])
    EvaluationLayer.objects.create(
        authority_id=evaluation.authority_id,
        evaluation=evaluation,
        revision=evaluation.revision,
        kind=EvaluationLayer.CORRECTION,
        scores=row.scores,
        vetoes=row.vetoes,
        absent=row.absent,
        total=evaluation.total,
        reason=row.reason,
        by_id=row.proposed_by_id,
        at=at,
    )


@transaction.atomic
def decline(correction_id: str, *, reason: str, by: Actor, at: datetime) -> Correction:
    """Turn a correction down, or take one's own back; the evaluation stays as it is."""
    row = _hold(correction_id, by=by)
    target = states.CORRECTION.step(row.state, "decline", by.roles_over(Place(by.authority)))
    answer = paragraphs(reason)
    if not answer:
        _refuse("correction.reason_needed", gettext_noop("Hãy ghi lý do."), "reason")
    _decide(row, target, by=by, at=at, answer=answer)
    ledger.record(CorrectionDeclined(authority=by.authority, correction=str(row.pk), reason=answer), by=by, at=at)
    return row
