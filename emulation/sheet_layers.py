"""What every act on evaluations shares: layers, their totals, what the ledger is told, and the distance of who judges."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from emulation import peers
from emulation.desks import UNIT_ITSELF, Desk, Line, line_problems
from emulation.models import Evaluation, EvaluationLayer, Ranking
from emulation.rankings import carried_into
from emulation.rules import states
from emulation.rules.scores import score_sheet
from emulation.rules.sheets import Sheet, sheet_from_data, sheet_to_data
from kernel.actors import Actor
from kernel.errors import Invalid, NotAllowed, Problem, WrongState
from kernel.events import Event
from kernel.text import gettext_noop, nfc, paragraphs


def refuse(problems: list[Problem]) -> None:
    if problems:
        message = gettext_noop("Phiếu đánh giá có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("evaluation.invalid", message, problems=problems, count=len(problems))


def new_layer(evaluation: Evaluation, kind: str, *, reason: str, by: Actor, at: datetime) -> EvaluationLayer:
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
        reason=paragraphs(reason),
        by_id=by.account,
        behalf_id=by.behalf or None,
        at=at,
    )


def subject_of(evaluation: Evaluation) -> str:
    return evaluation.person.code if evaluation.person else UNIT_ITSELF


def kind_of(evaluation: Evaluation) -> str:
    return Ranking.PEOPLE if evaluation.person_id else Ranking.UNITS


def update(evaluations: Sequence[Evaluation], fields: Sequence[str]) -> None:
    """Write changed fields of known rows in one statement; several times cheaper than `bulk_update`'s CASE trees."""
    Evaluation.objects.bulk_create(evaluations, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def event_of(kind: Callable[..., Event], desk: Desk, lines: list[dict[str, Any]], **more: str) -> Event:
    return kind(
        authority=desk.month.authority_id,
        campaign=str(desk.month.campaign_id),
        month=desk.month.month,
        unit=desk.unit.code,
        lines=lines,
        **more,
    )


def told(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "subject": subject_of(evaluation),
        "revision": evaluation.revision,
        "total": None if evaluation.total is None else format(evaluation.total, "f"),
        "late": evaluation.late,
    }


def carried(desk: Desk, evaluations: Iterable[Evaluation]) -> dict[str, Sheet]:
    """By subject what is carried forward from the month before into sheets that lack it, once that month is ranked."""
    found: dict[str, Sheet] = {}
    for subjects, own in ((Ranking.UNITS, False), (Ranking.PEOPLE, True)):
        sheets = {
            subject_of(e) or desk.unit.code: e.scores for e in evaluations if bool(e.person) is own and not e.absent
        }
        if sheets:
            scheme = desk.scheme(next(iter(sheets)) if own else UNIT_ITSELF)
            before = carried_into(scheme, desk.month, sheets, subjects)
            found |= {code if own else UNIT_ITSELF: before[code] for code in sheets if code in before}
    return found


def official(desk: Desk, evaluation: Evaluation, previous: Sheet | None) -> Decimal | None:
    """The total of a sheet that is complete with what is carried into it from ``previous``; None for who was away. Raises
    `Invalid` for what is missing."""
    if evaluation.absent:
        return None
    subject = subject_of(evaluation)
    sheet = sheet_from_data(evaluation.scores)
    try:
        return score_sheet(desk.scheme(subject), sheet, vetoes=evaluation.vetoes, previous=previous).total
    except Invalid as refusal:
        prefix = f"{subject or desk.unit.code}."
        problems = [Problem(p.code, p.message, prefix + p.path, p.params) for p in refusal.problems]
        raise Invalid(refusal.code, refusal.message, problems=problems, **refusal.params) from refusal


STAGES = {"submit": "submitted", "confirm": "confirmed", "assess": "assessed", "appraise": "appraised"}
"""Acts with who did them; each is judged by somebody else than those before it."""


def stamp(evaluation: Evaluation, act: str, *, by: Actor, at: datetime) -> None:
    """Who did this act, when, and in whose place."""
    stage = STAGES[act]
    setattr(evaluation, f"{stage}_by_id", by.account)
    setattr(evaluation, f"{stage}_at", at)
    evaluation.behalf = {**evaluation.behalf, stage: by.behalf} if by.behalf else evaluation.behalf


def handlers(evaluation: Evaluation, act: str) -> set[str]:
    """The accounts that handled an evaluation before this act, and those in whose place they did."""
    stages = list(STAGES.values())
    before = stages[: list(STAGES).index(act)]
    found = {str(getattr(evaluation, f"{stage}_by_id") or "") for stage in before}
    return (found | {evaluation.behalf.get(stage, "") for stage in before}) - {""}


def writers(chosen: Sequence[Evaluation]) -> dict[Any, set[str]]:
    """Who wrote the self-score that stands, and in whose place, by evaluation."""
    layers = EvaluationLayer.objects.filter(evaluation__in=chosen, kind=EvaluationLayer.SELF).order_by("revision")
    rows = layers.values_list("evaluation_id", "by_id", "behalf_id")
    return {evaluation: {str(by), str(behalf or "")} - {""} for evaluation, by, behalf in rows}


def require_distance(desk: Desk, evaluation: Evaluation, act: str, by: Actor, writer: Collection[str]) -> None:
    """Nobody judges their own score, what they wrote, handed in or confirmed themselves, nor beyond the unit their own unit.
    A delegate judges nothing that they or whom they act for may not judge."""
    subject = subject_of(evaluation)
    own = subject in by.persons or (act != "confirm" and not by.persons.isdisjoint(desk.postings))
    if own or not by.accounts.isdisjoint({*writer, *handlers(evaluation, act)}):
        raise NotAllowed(
            "evaluation.own",
            gettext_noop(
                "Không ai được tự xác nhận hoặc thẩm định phiếu của mình, do mình nộp hoặc của đơn vị mình (%(subject)s)."
            ),
            subject=subject or desk.unit.code,
        )


def adjust(desk: Desk, evaluation: Evaluation, line: Line) -> None:
    """Other scores than the layer before, with their reason, and the total that follows from them."""
    refuse(line_problems(desk, replace(line, absent=evaluation.absent)))
    merged = {**evaluation.scores, **sheet_to_data(line.scores)}
    vetoes = evaluation.vetoes if line.vetoes is None else sorted(line.vetoes)
    if not nfc(line.note) and (merged != evaluation.scores or vetoes != evaluation.vetoes):
        message = gettext_noop("Điểm khác với lớp trước thì phải ghi lý do.")
        refuse([Problem("evaluation.reason_needed", message, f"{line.subject or desk.unit.code}.note")])
    evaluation.scores, evaluation.vetoes = merged, vetoes
    evaluation.total = official(desk, evaluation, carried(desk, [evaluation]).get(line.subject))


def clustered(desk: Desk, evaluation: Evaluation) -> bool:
    """Whether the sheet goes through its cluster's lead or deputy before the committee."""
    return bool(desk.cluster) and kind_of(evaluation) in desk.policy.cluster_step


def _require_order(desk: Desk, evaluation: Evaluation, act: str) -> None:
    """Raise `WrongState` for a sheet that skips its head, or the step of its cluster where the campaign has one."""
    subject = subject_of(evaluation) or desk.unit.code
    if act != "confirm" and evaluation.state == states.SUBMITTED and not evaluation.of_head:
        raise WrongState(
            "evaluation.unconfirmed",
            gettext_noop("Phiếu của %(subject)s chưa được thủ trưởng đơn vị xác nhận."),
            state=evaluation.state,
            may=("confirm",),
            subject=subject,
        )
    early = evaluation.state in (states.SUBMITTED, states.CONFIRMED)
    if act == "appraise" and early and clustered(desk, evaluation):
        raise WrongState(
            "evaluation.unassessed",
            gettext_noop("Phiếu của %(subject)s chưa được cụm trưởng, khối trưởng thẩm định."),
            state=evaluation.state,
            may=("assess",),
            subject=subject,
        )
    if act == "assess" and early and not clustered(desk, evaluation):
        raise WrongState(
            "evaluation.no_cluster_step",
            gettext_noop("Phong trào không có bước thẩm định của cụm, khối cho phiếu của %(subject)s."),
            state=evaluation.state,
            may=("appraise",),
            subject=subject,
        )


def _peers_words(desk: Desk, chosen: Sequence[Evaluation]) -> dict[Any, tuple[dict[str, Decimal], int]]:
    """What peers decide of these sheets and what is not taken into them yet."""
    found: dict[Any, tuple[dict[str, Decimal], int]] = {}
    for kind in desk.policy.peers:
        sheets = {subject_of(e) or desk.unit.code: e for e in chosen if kind_of(e) == kind and not e.absent}
        for target, (points, count) in peers.decided(desk.month, kind, list(sheets)).items():
            if any(sheets[target].scores.get(code) != value for code, value in sheet_to_data(points).items()):
                found[sheets[target].pk] = (points, count)
    return found


def _take_peers(
    desk: Desk, evaluation: Evaluation, points: dict[str, Decimal], count: int, *, by: Actor, at: datetime
) -> EvaluationLayer:
    """The peers' figures as a layer of their own, before the judge's."""
    evaluation.scores = {**evaluation.scores, **sheet_to_data(points)}
    previous = carried(desk, [evaluation]).get(subject_of(evaluation))
    evaluation.total = official(desk, evaluation, previous)
    how = desk.policy.peers[kind_of(evaluation)].aggregate
    reason = f"{PEERS_REASONS[how]}: {count}"
    return new_layer(evaluation, EvaluationLayer.PEERS, reason=reason, by=by, at=at)


PEERS_REASONS = {
    "mean": "Trung bình điểm chấm chéo, số người chấm",
    "median": "Trung vị điểm chấm chéo, số người chấm",
    "trimmed_mean": "Trung bình điểm chấm chéo đã bỏ cao nhất và thấp nhất, số người chấm",
}
"""The reason is a text of the record, like any that a person writes."""


def judge(
    desk: Desk, chosen: Sequence[Evaluation], act: str, kind: str, lines: Mapping[str, Line], *, by: Actor, at: datetime
) -> None:
    """One layer of judgement over evaluations: the same scores again, or adjusted ones with a reason."""
    layers = []
    wrote = writers(chosen)
    crossed = {} if act == "confirm" else _peers_words(desk, chosen)
    for evaluation in chosen:
        subject = subject_of(evaluation)
        after = states.EVALUATION.step(evaluation.state, act, desk.roles(by, subject))
        _require_order(desk, evaluation, act)
        evaluation.state = after
        require_distance(desk, evaluation, act, by, wrote.get(evaluation.pk, ()))
        if evaluation.pk in crossed:
            layers.append(_take_peers(desk, evaluation, *crossed[evaluation.pk], by=by, at=at))
        if subject in lines:
            adjust(desk, evaluation, lines[subject])
        note = lines[subject].note if subject in lines else ""
        layers.append(new_layer(evaluation, kind, reason=note, by=by, at=at))
        stamp(evaluation, act, by=by, at=at)
    EvaluationLayer.objects.bulk_create(layers)
    stage = STAGES[act]
    update(chosen, [*JUDGED, f"{stage}_by", f"{stage}_at"])


JUDGED = ("state", "scores", "vetoes", "total", "revision", "behalf")
