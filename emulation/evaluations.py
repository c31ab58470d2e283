"""Acts on monthly evaluations: save, submit, confirm, appraise and return, each for subjects of one unit and month.

A subject is a person's code, or the empty text for the unit itself. Every layer of scores is kept with who, when and why.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from emulation import rollups
from emulation.desks import UNIT_ITSELF, Desk, Line, check_lines, line_problems, open_desk
from emulation.events import (
    EvaluationsAppraised,
    EvaluationsConfirmed,
    EvaluationsReturned,
    EvaluationsSaved,
    EvaluationsSubmitted,
)
from emulation.models import Evaluation, EvaluationLayer, Ranking
from emulation.rankings import carried_into
from emulation.rules import states
from emulation.rules.periods import is_late
from emulation.rules.scores import score_sheet
from emulation.rules.sheets import Sheet, sheet_from_data, sheet_to_data
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.events import Event
from kernel.text import digest, gettext_noop, nfc

__all__ = [
    "UNIT_ITSELF", "Desk", "Line", "appraise", "check_lines", "confirm", "open_desk", "return_", "save", "submit",
    "write_lines",
]  # fmt: skip


def _refuse(problems: list[Problem]) -> None:
    if problems:
        message = gettext_noop("Phiếu đánh giá có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("evaluation.invalid", message, problems=problems, count=len(problems))


def _new(desk: Desk, line: Line) -> Evaluation:
    posting = desk.postings.get(line.subject)
    return Evaluation(
        authority_id=desk.month.authority_id,
        campaign_id=desk.month.campaign_id,
        month=desk.month,
        unit_id=desk.unit.id,
        person=posting.person if posting else None,
        cluster_code=desk.cluster,
        of_head=bool(posting and posting.is_head),
    )


def _layer(evaluation: Evaluation, kind: str, *, reason: str, by: Actor, at: datetime) -> EvaluationLayer:
    evaluation.revision += 1
    return EvaluationLayer(
        authority_id=evaluation.authority_id,
        evaluation=evaluation,
        revision=evaluation.revision,
        kind=kind,
        scores=evaluation.scores,
        vetoes=evaluation.vetoes,
        absent=evaluation.absent,
        total=evaluation.total,
        reason=nfc(reason),
        by_id=by.account,
        at=at,
    )


def _same(evaluation: Evaluation, scores: Mapping[str, str], line: Line) -> bool:
    return (evaluation.scores, evaluation.vetoes, evaluation.absent) == (scores, sorted(line.vetoes or ()), line.absent)


@transaction.atomic
def save(campaign_id: str, month: str, unit: str, lines: Sequence[Line], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Write self-scores, complete or not; answers (written, unchanged). A repeated line changes nothing."""
    desk = open_desk(campaign_id, month, unit, by=by, subjects=[line.subject for line in lines])
    return write_lines(desk, lines, by=by, at=at)


def write_lines(desk: Desk, lines: Sequence[Line], *, by: Actor, at: datetime) -> tuple[int, int]:
    """`save` for a desk that is open already (an import checks and writes under one lock)."""
    _refuse(check_lines(desk, lines))
    fresh, changed, layers = [], [], []
    for line in lines:
        evaluation = desk.evaluations.get(line.subject)
        states.EVALUATION.step(evaluation.state if evaluation else states.DRAFT, "save", desk.roles(by, line.subject))
        scores = sheet_to_data(line.scores)
        if evaluation and evaluation.revision and _same(evaluation, scores, line):
            continue
        if evaluation is None:
            evaluation = _new(desk, line)
            fresh.append(evaluation)
        else:
            changed.append(evaluation)
        evaluation.scores, evaluation.vetoes, evaluation.absent = scores, sorted(line.vetoes or ()), line.absent
        layers.append(_layer(evaluation, EvaluationLayer.SELF, reason=line.note, by=by, at=at))
        desk.evaluations[line.subject] = evaluation
    if layers:
        Evaluation.objects.bulk_create(fresh)
        _update(changed, ["scores", "vetoes", "absent", "revision"])
        EvaluationLayer.objects.bulk_create(layers)
        written = [
            {
                "subject": _subject(layer.evaluation),
                "revision": layer.revision,
                "digest": digest([layer.scores, layer.vetoes]),
            }
            for layer in layers
        ]
        ledger.record(_event(EvaluationsSaved, desk, written), by=by, at=at)
    return len(layers), len(lines) - len(layers)


def _subject(evaluation: Evaluation) -> str:
    return evaluation.person.code if evaluation.person else UNIT_ITSELF


def _update(evaluations: Sequence[Evaluation], fields: Sequence[str]) -> None:
    """Write changed fields of known rows in one statement; several times cheaper than `bulk_update`'s CASE trees."""
    Evaluation.objects.bulk_create(evaluations, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _event(kind: Callable[..., Event], desk: Desk, lines: list[dict[str, Any]], **more: str) -> Event:
    return kind(
        authority=desk.month.authority_id,
        campaign=str(desk.month.campaign_id),
        month=desk.month.month,
        unit=desk.unit.code,
        lines=lines,
        **more,
    )


def _told(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "subject": _subject(evaluation),
        "revision": evaluation.revision,
        "total": None if evaluation.total is None else format(evaluation.total, "f"),
        "late": evaluation.late,
    }


def _chosen(desk: Desk, subjects: Sequence[str] | None, *, among: Iterable[str]) -> list[Evaluation]:
    """The named evaluations, or without names all that stand in one of these states."""
    if subjects is None:
        wanted = frozenset(among)
        return [evaluation for evaluation in desk.evaluations.values() if evaluation.state in wanted]
    lost = [subject or desk.unit.code for subject in subjects if subject not in desk.evaluations]
    if lost:
        raise Missing(
            "evaluation.missing", gettext_noop("Chưa có phiếu đánh giá của %(codes)s."), codes=", ".join(lost)
        )
    return [desk.evaluations[subject] for subject in subjects]


def _carried(desk: Desk, evaluations: Iterable[Evaluation]) -> dict[str, Sheet]:
    """By subject what is carried forward from the month before into sheets that lack it, once that month is ranked."""
    found: dict[str, Sheet] = {}
    for subjects, own in ((Ranking.UNITS, False), (Ranking.PEOPLE, True)):
        sheets = {
            _subject(e) or desk.unit.code: e.scores for e in evaluations if bool(e.person) is own and not e.absent
        }
        if sheets:
            scheme = desk.scheme(next(iter(sheets)) if own else UNIT_ITSELF)
            carried = carried_into(scheme, desk.month, sheets, subjects)
            found |= {code if own else UNIT_ITSELF: carried[code] for code in sheets if code in carried}
    return found


def _official(desk: Desk, evaluation: Evaluation, carried: Sheet | None) -> Decimal | None:
    """The total of a sheet that is complete with what is ``carried`` into it; None for who was away. Raises `Invalid` for
    what is missing."""
    if evaluation.absent:
        return None
    subject = _subject(evaluation)
    sheet = sheet_from_data(evaluation.scores)
    try:
        return score_sheet(desk.scheme(subject), sheet, vetoes=evaluation.vetoes, previous=carried).total
    except Invalid as refusal:
        prefix = f"{subject or desk.unit.code}."
        problems = [Problem(p.code, p.message, prefix + p.path, p.params) for p in refusal.problems]
        raise Invalid(refusal.code, refusal.message, problems=problems, **refusal.params) from refusal


@transaction.atomic
def submit(
    campaign_id: str, month: str, unit: str, *, subjects: Sequence[str] | None = None, by: Actor, at: datetime
) -> int:
    """Hand in complete evaluations (all drafts of the unit, where none is named); past the deadline they are marked late.

    Answers how many. Raises one `Invalid` that lists all that is missing; then nothing is handed in.
    """
    desk = open_desk(campaign_id, month, unit, by=by, subjects=subjects or ())
    chosen = _chosen(desk, subjects, among=(states.DRAFT, states.RETURNED))
    problems: list[Problem] = []
    carried = _carried(desk, chosen)
    for evaluation in chosen:
        evaluation.state = states.EVALUATION.step(evaluation.state, "submit", desk.roles(by, _subject(evaluation)))
        evaluation.submitted_by_id, evaluation.submitted_at = by.account, at
        evaluation.late = is_late(at, desk.month.deadline)
        try:
            evaluation.total = _official(desk, evaluation, carried.get(_subject(evaluation)))
        except Invalid as refusal:
            problems.extend(refusal.problems)
    _refuse(problems)
    _update(chosen, ["state", "submitted_by", "submitted_at", "late", "total"])
    if chosen:
        ledger.record(_event(EvaluationsSubmitted, desk, [_told(e) for e in chosen]), by=by, at=at)
    return len(chosen)


def _writers(chosen: Sequence[Evaluation]) -> dict[Any, str]:
    """Who wrote the self-score that stands, by evaluation."""
    layers = EvaluationLayer.objects.filter(evaluation__in=chosen, kind=EvaluationLayer.SELF).order_by("revision")
    return {evaluation: str(by) for evaluation, by in layers.values_list("evaluation_id", "by_id")}


def _require_distance(desk: Desk, evaluation: Evaluation, act: str, by: Actor, writer: str) -> None:
    """Nobody judges their own score, what they wrote, handed in or confirmed themselves, nor as appraiser their own unit."""
    subject = _subject(evaluation)
    own = bool(by.person) and (by.person == subject or (act == "appraise" and by.person in desk.postings))
    handled = {writer, str(evaluation.submitted_by_id)} | (
        {str(evaluation.confirmed_by_id)} if act == "appraise" else set()
    )
    if own or by.account in handled:
        raise NotAllowed(
            "evaluation.own",
            gettext_noop(
                "Không ai được tự xác nhận hoặc thẩm định phiếu của mình, do mình nộp hoặc của đơn vị mình (%(subject)s)."
            ),
            subject=subject or desk.unit.code,
        )


def _adjust(desk: Desk, evaluation: Evaluation, line: Line) -> None:
    """Other scores than the layer before, with their reason, and the total that follows from them."""
    _refuse(line_problems(desk, replace(line, absent=evaluation.absent)))
    merged = {**evaluation.scores, **sheet_to_data(line.scores)}
    vetoes = evaluation.vetoes if line.vetoes is None else sorted(line.vetoes)
    if not nfc(line.note) and (merged != evaluation.scores or vetoes != evaluation.vetoes):
        message = gettext_noop("Điểm khác với lớp trước thì phải ghi lý do.")
        _refuse([Problem("evaluation.reason_needed", message, f"{line.subject or desk.unit.code}.note")])
    evaluation.scores, evaluation.vetoes = merged, vetoes
    evaluation.total = _official(desk, evaluation, _carried(desk, [evaluation]).get(line.subject))


def _judge(
    desk: Desk, chosen: Sequence[Evaluation], act: str, kind: str, lines: Mapping[str, Line], *, by: Actor, at: datetime
) -> None:
    """One layer of judgement over evaluations: the same scores again, or adjusted ones with a reason."""
    layers = []
    writers = _writers(chosen)
    for evaluation in chosen:
        subject = _subject(evaluation)
        if act == "appraise" and evaluation.state == states.SUBMITTED and not evaluation.of_head:
            raise WrongState(
                "evaluation.unconfirmed",
                gettext_noop("Phiếu của %(subject)s chưa được thủ trưởng đơn vị xác nhận."),
                state=evaluation.state,
                may=("confirm",),
                subject=subject or desk.unit.code,
            )
        evaluation.state = states.EVALUATION.step(evaluation.state, act, desk.roles(by, subject))
        _require_distance(desk, evaluation, act, by, writers.get(evaluation.pk, ""))
        if subject in lines:
            _adjust(desk, evaluation, lines[subject])
        note = lines[subject].note if subject in lines else ""
        layers.append(_layer(evaluation, kind, reason=note, by=by, at=at))
    EvaluationLayer.objects.bulk_create(layers)


@transaction.atomic
def confirm(
    campaign_id: str,
    month: str,
    unit: str,
    *,
    subjects: Sequence[str] | None = None,
    lines: Sequence[Line] = (),
    by: Actor,
    at: datetime,
) -> int:
    """The unit head's layer over what was submitted (all but the head's own, where none is named)."""
    desk = open_desk(campaign_id, month, unit, by=by, subjects=())
    chosen = _chosen(desk, subjects, among=(states.SUBMITTED,))
    if subjects is None:
        chosen = [evaluation for evaluation in chosen if not evaluation.of_head]
    adjusted = {line.subject: line for line in lines}
    _judge(desk, chosen, "confirm", EvaluationLayer.HEAD, adjusted, by=by, at=at)
    for evaluation in chosen:
        evaluation.confirmed_by_id, evaluation.confirmed_at = by.account, at
    fields = ["state", "scores", "vetoes", "total", "revision", "confirmed_by", "confirmed_at"]
    _update(chosen, fields)
    if chosen:
        ledger.record(_event(EvaluationsConfirmed, desk, [_told(e) for e in chosen]), by=by, at=at)
    return len(chosen)


@transaction.atomic
def appraise(
    campaign_id: str,
    month: str,
    unit: str,
    *,
    subjects: Sequence[str] | None = None,
    lines: Sequence[Line] = (),
    by: Actor,
    at: datetime,
) -> int:
    """The committee's layer over what was confirmed, and over the head's own submission; its scores are the official ones."""
    desk = open_desk(campaign_id, month, unit, by=by, subjects=())
    chosen = _chosen(desk, subjects, among=(states.CONFIRMED, states.SUBMITTED))
    if subjects is None:
        chosen = [e for e in chosen if e.state == states.CONFIRMED or e.of_head]
    adjusted = {line.subject: line for line in lines}
    _judge(desk, chosen, "appraise", EvaluationLayer.APPRAISAL, adjusted, by=by, at=at)
    for evaluation in chosen:
        evaluation.appraised_by_id, evaluation.appraised_at = by.account, at
    fields = ["state", "scores", "vetoes", "total", "revision", "appraised_by", "appraised_at"]
    _update(chosen, fields)
    rollups.fold(desk.month, desk.unit.code, chosen)
    if chosen:
        ledger.record(_event(EvaluationsAppraised, desk, [_told(e) for e in chosen]), by=by, at=at)
    return len(chosen)


@transaction.atomic
def return_(
    campaign_id: str, month: str, unit: str, *, subjects: Sequence[str], reason: str, by: Actor, at: datetime
) -> int:
    """Send evaluations back with a reason; they are to be corrected and handed in again. All layers stay."""
    desk = open_desk(campaign_id, month, unit, by=by, subjects=())
    if not nfc(reason):
        message = gettext_noop("Trả lại phiếu thì phải ghi lý do.")
        _refuse([Problem("evaluation.reason_needed", message, "reason")])
    chosen = _chosen(desk, subjects, among=())
    layers = []
    for evaluation in chosen:
        evaluation.state = states.EVALUATION.step(evaluation.state, "return", desk.roles(by, _subject(evaluation)))
        layers.append(_layer(evaluation, EvaluationLayer.RETURN, reason=reason, by=by, at=at))
        evaluation.total = None
        for stage in ("submitted", "confirmed", "appraised"):
            setattr(evaluation, f"{stage}_by", None)
            setattr(evaluation, f"{stage}_at", None)
    EvaluationLayer.objects.bulk_create(layers)
    stages = [f"{stage}_{what}" for stage in ("submitted", "confirmed", "appraised") for what in ("by", "at")]
    _update(chosen, ["state", "total", "revision", *stages])
    rollups.fold(desk.month, desk.unit.code, chosen)
    if chosen:
        event = _event(EvaluationsReturned, desk, [_told(e) for e in chosen], reason=nfc(reason))
        ledger.record(event, by=by, at=at)
    return len(chosen)
