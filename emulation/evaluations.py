"""Acts on monthly evaluations: save, submit, confirm, appraise and return, each for subjects of one unit and month.

A subject is a person's code, or the empty text for the unit itself. Every layer of scores is kept with who, when and why.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from emulation import evidences, rollups
from emulation.desks import UNIT_ITSELF, Desk, Line, check_lines, open_desk
from emulation.events import (
    EvaluationsAppraised,
    EvaluationsAssessed,
    EvaluationsConfirmed,
    EvaluationsReturned,
    EvaluationsSaved,
    EvaluationsSubmitted,
)
from emulation.models import Evaluation, EvaluationLayer
from emulation.rules import states
from emulation.rules.periods import is_late
from emulation.rules.sheets import sheet_to_data
from emulation.sheet_layers import (
    STAGES,
    carried,
    clustered,
    event_of,
    judge,
    new_layer,
    official,
    refuse,
    stamp,
    subject_of,
    told,
    update,
)
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, Problem
from kernel.events import Event
from kernel.text import digest, gettext_noop, nfc, paragraphs

__all__ = [
    "UNIT_ITSELF", "Desk", "Line", "appraise", "assess", "check_lines", "confirm", "open_desk", "return_", "save", "submit",
    "write_lines",
]  # fmt: skip


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


def _same(evaluation: Evaluation, scores: Mapping[str, str], line: Line, said: Mapping[Any, str]) -> bool:
    note = paragraphs(line.note)
    there = (evaluation.scores, evaluation.vetoes, evaluation.absent, said.get(evaluation.pk, note))
    return there == (scores, sorted(line.vetoes or ()), line.absent, note)


def _said(desk: Desk, lines: Sequence[Line]) -> dict[Any, str]:
    """The words of the last self-score of those sheets about which something is said again, or taken back."""
    known = [
        desk.evaluations[line.subject].pk
        for line in lines
        if (line.whole or nfc(line.note)) and line.subject in desk.evaluations
    ]
    own = EvaluationLayer.objects.filter(evaluation__in=known, kind=EvaluationLayer.SELF).order_by("revision")
    return dict(own.values_list("evaluation_id", "reason")) if known else {}


@transaction.atomic
def save(campaign_id: str, month: str, unit: str, lines: Sequence[Line], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Write self-scores, complete or not; answers (written, unchanged). A repeated line changes nothing."""
    desk = open_desk(campaign_id, month, unit, by=by, subjects=[line.subject for line in lines])
    return write_lines(desk, lines, by=by, at=at)


def write_lines(desk: Desk, lines: Sequence[Line], *, by: Actor, at: datetime) -> tuple[int, int]:
    """`save` for a desk that is open already (an import checks and writes under one lock)."""
    refuse(check_lines(desk, lines))
    fresh, changed, layers = [], [], []
    said = _said(desk, lines)
    for line in lines:
        evaluation = desk.evaluations.get(line.subject)
        states.EVALUATION.step(evaluation.state if evaluation else states.DRAFT, "save", desk.roles(by, line.subject))
        scores = sheet_to_data(line.scores)
        if evaluation and evaluation.revision and _same(evaluation, scores, line, said):
            continue
        if evaluation is None:
            evaluation = _new(desk, line)
            fresh.append(evaluation)
        else:
            changed.append(evaluation)
        evaluation.scores, evaluation.vetoes, evaluation.absent = scores, sorted(line.vetoes or ()), line.absent
        layers.append(new_layer(evaluation, EvaluationLayer.SELF, reason=line.note, by=by, at=at))
        desk.evaluations[line.subject] = evaluation
    if layers:
        Evaluation.objects.bulk_create(fresh)
        update(changed, ["scores", "vetoes", "absent", "revision"])
        EvaluationLayer.objects.bulk_create(layers)
        written = [
            {
                "subject": subject_of(layer.evaluation),
                "revision": layer.revision,
                "digest": digest([layer.scores, layer.vetoes]),
            }
            for layer in layers
        ]
        ledger.record(event_of(EvaluationsSaved, desk, written), by=by, at=at)
    return len(layers), len(lines) - len(layers)


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
    before = carried(desk, chosen)
    for evaluation in chosen:
        evaluation.state = states.EVALUATION.step(evaluation.state, "submit", desk.roles(by, subject_of(evaluation)))
        stamp(evaluation, "submit", by=by, at=at)
        evaluation.late = is_late(at, desk.month.deadline)
        try:
            evaluation.total = official(desk, evaluation, before.get(subject_of(evaluation)))
        except Invalid as refusal:
            problems.extend(refusal.problems)
    problems += evidences.lacking((subject_of(e) or unit, e, desk.scheme(subject_of(e))) for e in chosen)
    refuse(problems)
    update(chosen, ["state", "submitted_by", "submitted_at", "late", "total", "behalf"])
    if chosen:
        ledger.record(event_of(EvaluationsSubmitted, desk, [told(e) for e in chosen]), by=by, at=at)
    return len(chosen)


_JUDGEMENTS: dict[str, tuple[str, Callable[..., Event]]] = {
    "confirm": (EvaluationLayer.HEAD, EvaluationsConfirmed),
    "assess": (EvaluationLayer.CLUSTER, EvaluationsAssessed),
    "appraise": (EvaluationLayer.APPRAISAL, EvaluationsAppraised),
}


def _waits(desk: Desk, evaluation: Evaluation, act: str) -> bool:
    """Whether a sheet's next judgement is this one. A head's own sheet goes past the head."""
    if act == "confirm":
        return evaluation.state == states.SUBMITTED and not evaluation.of_head
    passed = evaluation.state == states.CONFIRMED or (evaluation.state == states.SUBMITTED and evaluation.of_head)
    if act == "assess":
        return passed and clustered(desk, evaluation)
    return evaluation.state == states.ASSESSED or (passed and not clustered(desk, evaluation))


def _judged(
    desk: Desk, subjects: Sequence[str] | None, lines: Sequence[Line], act: str, *, by: Actor, at: datetime
) -> int:
    """Judge those named, or all that wait for this act, in one layer each; one event tells of all."""
    kind, event = _JUDGEMENTS[act]
    if subjects is None:
        chosen = [evaluation for evaluation in desk.evaluations.values() if _waits(desk, evaluation, act)]
    else:
        chosen = _chosen(desk, subjects, among=())
    judge(desk, chosen, act, kind, {line.subject: line for line in lines}, by=by, at=at)
    if act == "appraise":
        rollups.fold(desk.month, desk.unit.code, chosen)
    if chosen:
        ledger.record(event_of(event, desk, [told(e) for e in chosen]), by=by, at=at)
    return len(chosen)


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
    return _judged(desk, subjects, lines, "confirm", by=by, at=at)


@transaction.atomic
def assess(
    campaign_id: str,
    month: str,
    unit: str,
    *,
    subjects: Sequence[str] | None = None,
    lines: Sequence[Line] = (),
    by: Actor,
    at: datetime,
) -> int:
    """The layer of the cluster's lead or deputy before the committee's, in campaigns whose policy has that step."""
    desk = open_desk(campaign_id, month, unit, by=by, subjects=())
    return _judged(desk, subjects, lines, "assess", by=by, at=at)


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
    """The committee's layer over what was confirmed (or assessed by the cluster, where the policy has that step), and over
    the head's own submission; its scores are the official ones."""
    desk = open_desk(campaign_id, month, unit, by=by, subjects=())
    return _judged(desk, subjects, lines, "appraise", by=by, at=at)


@transaction.atomic
def return_(
    campaign_id: str, month: str, unit: str, *, subjects: Sequence[str], reason: str, by: Actor, at: datetime
) -> int:
    """Send evaluations back with a reason; they are to be corrected and handed in again. All layers stay."""
    desk = open_desk(campaign_id, month, unit, by=by, subjects=())
    if not nfc(reason):
        message = gettext_noop("Trả lại phiếu thì phải ghi lý do.")
        refuse([Problem("evaluation.reason_needed", message, "reason")])
    chosen = _chosen(desk, subjects, among=())
    layers = []
    for evaluation in chosen:
        evaluation.state = states.EVALUATION.step(evaluation.state, "return", desk.roles(by, subject_of(evaluation)))
        layers.append(new_layer(evaluation, EvaluationLayer.RETURN, reason=reason, by=by, at=at))
        evaluation.total = None
        evaluation.behalf = {}
        for stage in STAGES.values():
            setattr(evaluation, f"{stage}_by", None)
            setattr(evaluation, f"{stage}_at", None)
    EvaluationLayer.objects.bulk_create(layers)
    stages = [f"{stage}_{what}" for stage in STAGES.values() for what in ("by", "at")]
    update(chosen, ["state", "total", "revision", "behalf", *stages])
    rollups.fold(desk.month, desk.unit.code, chosen)
    if chosen:
        event = event_of(EvaluationsReturned, desk, [told(e) for e in chosen], reason=nfc(reason))
        ledger.record(event, by=by, at=at)
    return len(chosen)
