"""Acts on the revisions of a ranking: computed again in the shadow with what moved and why, applied or discarded."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from emulation import publications
from emulation.events import (
    EvaluationCorrected,
    PointsBooked,
    PointsReversed,
    RankingRevised,
    RankingRevisionDiscarded,
    SurveyAnswersExcluded,
    SurveyAnswersRestored,
)
from emulation.models import Campaign, Ranking, RankingPublication, Standing
from emulation.models.rankings import IN_FORCE
from emulation.rankings import (
    Computed,
    carried_into,
    compute_campaign,
    compute_month,
    standing_of,
    store,
    unpacked,
    version_of,
)
from emulation.rules import states
from emulation.rules.access import AUTHORITY_HEAD, COUNCIL_CHAIR
from emulation.rules.exact import exact_text
from emulation.rules.periods import Month
from emulation.rules.revisions import Change, Place, changes
from emulation.rules.sheets import sheet_to_data
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import Actor, system_actor
from kernel.errors import Invalid, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, paragraphs

NEWER = gettext_noop("Có bản tính lại mới hơn.")
UNDONE = gettext_noop("Tính lại ra đúng bảng đang có hiệu lực.")
MONTH_DISCARDED = gettext_noop("Bản tính lại của tháng mà bảng này dựa vào đã bị bỏ.")


def _required(reason: str) -> str:
    text = paragraphs(reason)
    if not text:
        problem = Problem("ranking.reason_needed", gettext_noop("Hãy ghi lý do."), "reason")
        raise Invalid("ranking.reason_needed", problem.message, problems=[problem])
    return text


def place_of(row: Standing) -> Place:
    score = None if row.score is None else exact_text(row.score)
    return Place(row.name, score, row.grade, row.rank, row.rank_in_cluster, row.rank_in_unit, row.unranked_because)


def _places(rows: Iterable[Standing]) -> dict[str, Place]:
    return {row.subject: place_of(row) for row in rows}


def _differences(current: Ranking, computed: Computed) -> tuple[Change, ...]:
    lines = [standing_of(current, line, computed.people[line.subject]) for line in computed.result.lines]
    places = (_places(current.standings.defer("inputs")), _places(lines))
    return changes(places, (unpacked(current.inputs), computed.result.inputs))


def changes_of(row: Ranking) -> tuple[Change, ...]:
    """What moved against the revision before, and which lines of the inputs are others."""
    return tuple(Change.from_data(data) for data in row.changes)


def _kin(row: Ranking) -> dict[str, object]:
    return {"campaign_id": row.campaign_id, "month_id": row.month_id, "subjects": row.subjects}


def _waiting(current: Ranking) -> Ranking | None:
    return Ranking.objects.filter(**_kin(current), state=states.SHADOW).first()


def _same(row: Ranking, computed: Computed) -> bool:
    """Whether this revision is what was just computed, from the same months."""
    digests = all(
        getattr(row, name) == getattr(computed.result, name)
        for name in ("scheme_digest", "inputs_digest", "result_digest")
    )
    return digests and row.sources == [str(source.pk) for source in computed.sources]


def _revise(current: Ranking, reason: str, *, asked_by: str | None, by: Actor, at: datetime) -> Ranking | None:
    """A new revision in the shadow, or the one that waits if it says the same; None when nothing is to be revised."""
    if current.month:
        computed = compute_month(current.month, current.subjects, shadows=True)
    else:
        computed = compute_campaign(current.campaign, current.subjects, shadows=True)
    waiting = _waiting(current)
    if computed is None or (waiting and waiting.replaces_id == current.pk and _same(waiting, computed)):
        return waiting
    unchanged = _same(current, computed)
    if waiting:
        _discard(waiting, UNDONE if unchanged else NEWER, by=by, at=at)
    if unchanged:
        return None
    found = _differences(current, computed)
    row = store(
        computed,
        at,
        state=states.SHADOW,
        revision=Ranking.objects.filter(**_kin(current)).count() + 1,
        replaces=current,
        reason=reason,
        asked_by_id=asked_by,
        changes=[change.to_data() for change in found],
    )
    _tell_revised(row, current, moved=sum(change.moved for change in found), by=by, at=at)
    return row


def _tell_revised(row: Ranking, current: Ranking, *, moved: int, by: Actor, at: datetime) -> None:
    event = RankingRevised(
        authority=row.authority_id,
        ranking=str(row.pk),
        replaces=str(current.pk),
        campaign=str(row.campaign_id),
        month=row.month.month if row.month else "",
        subjects=row.subjects,
        revision=row.revision,
        reason=row.reason,
        moved=moved,
        scheme_digest=row.scheme_digest,
        inputs_digest=row.inputs_digest,
        result_digest=row.result_digest,
        engine_version=row.engine_version,
    )
    ledger.record(event, by=by, at=at)


def in_force(campaign: Campaign, month: str, subjects: str) -> Ranking | None:
    """The revision that counts; ``month`` empty for the whole campaign."""
    rows = Ranking.objects.select_related("campaign__unit_scheme", "campaign__person_scheme", "month__campaign")
    wanted = {"month__month": month} if month else {"month": None}
    return rows.filter(campaign=campaign, subjects=subjects, state__in=IN_FORCE, **wanted).first()


def _carry_on(current: Ranking, reason: str, *, asked_by: str | None, by: Actor, at: datetime) -> None:
    """Revise the months after this one as long as what they carry forward from it is other than it was."""
    month = Month.parse(current.month.month).next if current.month and _carries(current) else None
    while month and (following := in_force(current.campaign, str(month), current.subjects)):
        before = _waiting(following)
        after = _revise(following, reason, asked_by=asked_by, by=by, at=at)
        month = month.next if before != after else None


def _carries(row: Ranking) -> bool:
    version = version_of(row.campaign, row.subjects)
    return version is not None and bool(scheme_of(version).carried)


@transaction.atomic
def recompute(ranking_id: str, *, reason: str, by: Actor, at: datetime) -> Ranking:
    """Compute a ranking again from what is written now. Where that differs, revision n + 1 waits in the shadow, and with it
    those of the months that carry forward from it and of the campaign, where there are any; asked again, it answers the
    same. Raises `WrongState` when the ranking is not in force or comes out as it is."""
    row = publications.hold(ranking_id, by=by)
    states.RANKING.step(row.state, "recompute", publications.roles(by))
    text = _required(reason)
    fresh = _revise(row, text, asked_by=by.account, by=by, at=at)
    if fresh is None:
        message = gettext_noop("Tính lại ra đúng bảng đang có hiệu lực; không có gì để thay.")
        raise WrongState("ranking.unchanged", message, state=row.state)
    _carry_on(row, text, asked_by=by.account, by=by, at=at)
    final = in_force(row.campaign, "", row.subjects) if row.month else None
    if final:
        _revise(final, text, asked_by=by.account, by=by, at=at)
    return fresh


@transaction.atomic
def follow_correction(event: EvaluationCorrected, at: datetime) -> None:
    """Revise the ranking of the month that was corrected, those of the months after it that carry forward what was corrected,
    and the campaign's if it is there already."""
    _follow(event, event.subject, event.proposed_by, at)


@transaction.atomic
def follow_booking(event: PointsBooked | PointsReversed, at: datetime) -> None:
    """Revise in the same way where points were booked or reversed in a month that is ranked; an open one follows at once."""
    _follow(event, event.person, event.asked_by or None, at)


@transaction.atomic
def follow_survey(event: SurveyAnswersExcluded | SurveyAnswersRestored, at: datetime) -> None:
    """Revise the units' ranking where answers were left out of a month that is ranked, or brought back into it. The counts with
    which it was ranked stay with its inputs."""
    _follow(event, "", event.asked_by, at)


Followed = EvaluationCorrected | PointsBooked | PointsReversed | SurveyAnswersExcluded | SurveyAnswersRestored


def _follow(event: Followed, person: str, asked_by: str | None, at: datetime) -> None:
    rows = Campaign.objects.select_for_update(no_key=True, of=("self",))
    campaign = rows.select_related("unit_scheme", "person_scheme").get(pk=event.campaign)
    subjects = Ranking.PEOPLE if person else Ranking.UNITS
    asked: dict[str, Any] = {"asked_by": asked_by, "by": system_actor(event.authority), "at": at}
    for month in (event.month, ""):
        current = in_force(campaign, month, subjects)
        if current:
            _revise(current, event.reason, **asked)
            _carry_on(current, event.reason, **asked)


@transaction.atomic
def apply_revision(ranking_id: str, *, reason: str, by: Actor, at: datetime) -> RankingPublication:
    """Put a revision into force: it is published, and the one before stays readable and marked as replaced.

    Raises `NotAllowed` for who asked for it, and for all but the authority and the chair where a final result is replaced.
    """
    row = publications.hold(ranking_id, by=by)
    held = publications.roles(by)
    states.REVISION.step(row.state, "apply", held)
    publications.require_other_eyes(by, row.asked_by_id, about=row.pk)
    text = _required(reason)
    current = in_force(row.campaign, row.month.month if row.month else "", row.subjects)
    if current is None or row.replaces_id != current.pk:
        message = gettext_noop("Bản này được so với một bản không còn hiệu lực; hãy tính lại.")
        raise WrongState("revision.stale", message, state=row.state, may=("discard",))
    if current.state == states.FINAL and not held & {AUTHORITY_HEAD, COUNCIL_CHAIR}:
        message = gettext_noop("Kết quả chính thức chỉ do người có thẩm quyền hoặc Chủ tịch Hội đồng thay thế.")
        raise NotAllowed("revision.final", message)
    publications.require_fresh_sources(row)
    _require_fresh_carry(row)
    Ranking.objects.filter(pk=current.pk).update(state=states.REPLACED)
    return publications.make_known(row, replaced=current, reason=text, by=by, at=at)


def _require_fresh_carry(row: Ranking) -> None:
    """Raise `WrongState` when a month carries forward from a revision of the month before that does not count."""
    version = version_of(row.campaign, row.subjects)
    if row.month is None or version is None:
        return
    inputs = unpacked(row.inputs)
    carried = carried_into(scheme_of(version), row.month, inputs["sheets"], row.subjects)
    now = {subject: sheet_to_data(sheet) for subject, sheet in carried.items() if subject in inputs["sheets"]}
    if now != inputs.get("previous", {}):
        message = gettext_noop(
            "Bảng này lấy số liệu chuyển sang từ một bản của tháng %(month)s không có hiệu lực. Hãy xử lý tháng đó trước."
        )
        before = str(Month.parse(row.month.month).previous)
        raise WrongState("revision.other_month_before", message, state=row.state, may=("discard",), month=before)


@transaction.atomic
def discard_revision(ranking_id: str, *, reason: str, by: Actor, at: datetime) -> Ranking:
    """Put a revision away; the ranking in force stays. The revisions that were made from it go with it: those of months that
    carry forward from it are computed without it, the campaign's is discarded."""
    row = publications.hold(ranking_id, by=by)
    states.REVISION.step(row.state, "discard", publications.roles(by))
    text = _required(reason)
    _discard(row, text, by=by, at=at)
    _carry_on(row, row.reason, asked_by=str(row.asked_by_id), by=by, at=at)
    final = Ranking.objects.filter(campaign=row.campaign_id, subjects=row.subjects, month=None, state=states.SHADOW)
    for orphan in final:
        if Ranking.objects.filter(pk__in=orphan.sources, state=states.DISCARDED).exists():
            _discard(orphan, MONTH_DISCARDED, by=by, at=at)
    return row


def _discard(row: Ranking, reason: str, *, by: Actor, at: datetime) -> None:
    row.state = states.DISCARDED
    Ranking.objects.filter(pk=row.pk).update(state=row.state)
    ledger.record(
        RankingRevisionDiscarded(authority=row.authority_id, ranking=str(row.pk), reason=reason), by=by, at=at
    )
