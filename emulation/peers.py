"""Acts on peer scores: who scores whom is laid down, each writes of a month, and the figures come to the sheet's judges."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from emulation import months, units
from emulation.events import PeersAssigned, PeerScored, PeerWithdrawn
from emulation.models import Campaign, CampaignMonth, Evaluation, PeerAssignment, PeerScore, Posting, in_force
from emulation.rankings import version_of
from emulation.rules import states
from emulation.rules.access import CLUSTER_DEPUTY, CLUSTER_LEAD, STANDING_OFFICER, UNIT_HEAD, UNIT_OFFICER
from emulation.rules.nodes import EVALUATION
from emulation.rules.peers import CRITERION, SUBJECTS, PeerPolicy, figures, pair_problems
from emulation.rules.periods import Month, local_date
from emulation.rules.policies import parse_policy
from emulation.rules.sheets import NOT_APPLICABLE, Entry, check_sheet, sheet_to_data
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import digest, gettext_noop, nfc

UNITS, PEOPLE = SUBJECTS
ASSIGNERS = frozenset({STANDING_OFFICER, CLUSTER_LEAD, CLUSTER_DEPUTY})


def policies(campaign: Campaign) -> Mapping[str, PeerPolicy]:
    """By kind of subject; none where the campaign has no peer scores of it."""
    return parse_policy(campaign.policy).peers


def _campaign(campaign_id: str | UUID, subjects: str, *, by: Actor) -> Campaign:
    rows = Campaign.objects.select_for_update(no_key=True, of=("self",))
    row = rows.filter(pk=campaign_id, authority_id=by.authority).exclude(state=states.DRAFT).first()
    if row is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    if subjects not in policies(row):
        message = gettext_noop("Quy định của phong trào không có chấm chéo cho đối tượng này.")
        raise Invalid("peers.none", message, problems=[Problem("peers.none", message, "subjects")])
    return row


def _clusters(campaign: Campaign, subjects: str, at: datetime) -> dict[str, str]:
    """The cluster of each that takes part, by the code of the unit or person."""
    by_unit = dict(campaign.participations.filter(to_month="").values_list("unit__code", "cluster_code"))
    if subjects == UNITS:
        return by_unit
    here = Posting.objects.filter(in_force(local_date(at)), unit__code__in=by_unit, authority_id=campaign.authority_id)
    return {person: by_unit[unit] for person, unit in here.values_list("person__code", "unit__code")}


@transaction.atomic
def assign(campaign_id: str | UUID, subjects: str, pairs: Sequence[tuple[str, str]], *, by: Actor, at: datetime) -> int:
    """Lay down who scores whom; answers how many are new. The standing officer anywhere, a cluster's lead or deputy within
    their cluster."""
    campaign = _campaign(campaign_id, subjects, by=by)
    clusters = _clusters(campaign, subjects, at)
    problems = pair_problems(pairs, list(clusters))
    if problems:
        message = gettext_noop("Danh sách chấm chéo có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("peers.invalid", message, problems=problems, count=len(problems))
    touched = {clusters[code] for pair in pairs for code in pair}
    if any(not by.roles_over(Place(by.authority, cluster)) & ASSIGNERS for cluster in touched):
        message = gettext_noop("Chỉ chuyên viên thường trực hoặc cụm trưởng, cụm phó phân công chấm chéo.")
        raise NotAllowed("peers.not_allowed", message)
    known = set(campaign.peer_assignments.filter(subjects=subjects, withdrawn_at=None).values_list("scorer", "target"))
    fresh = [pair for pair in dict.fromkeys(pairs) if pair not in known]
    PeerAssignment.objects.bulk_create(
        PeerAssignment(
            authority_id=by.authority,
            campaign=campaign,
            subjects=subjects,
            scorer=scorer,
            target=target,
            made_by_id=by.account,
            made_at=at,
        )
        for scorer, target in fresh
    )
    if fresh:
        told = PeersAssigned(
            authority=by.authority, campaign=str(campaign.pk), subjects=subjects, pairs=[list(pair) for pair in fresh]
        )
        ledger.record(told, by=by, at=at)
    return len(fresh)


def within_cluster(campaign: Campaign, cluster: str) -> list[tuple[str, str]]:
    """Every unit of a cluster with every other one."""
    rows = campaign.participations.filter(cluster_code=cluster, to_month="").order_by("unit__code")
    codes = list(rows.values_list("unit__code", flat=True))
    return [(scorer, target) for scorer in codes for target in codes if scorer != target]


def hold(assignment_id: str | UUID, *, by: Actor) -> PeerAssignment:
    rows = PeerAssignment.objects.select_for_update(of=("self",)).select_related(
        "campaign__unit_scheme", "campaign__person_scheme"
    )
    row = rows.filter(pk=assignment_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("peers.missing", gettext_noop("Không có phân công chấm chéo này."))
    return row


@transaction.atomic
def withdraw(assignment_id: str | UUID, *, by: Actor, at: datetime) -> PeerAssignment:
    """Take a pair back; what was scored stays readable and no longer counts. Repeating it changes nothing."""
    row = hold(assignment_id, by=by)
    if STANDING_OFFICER not in by.roles_over(Place(by.authority)):
        raise NotAllowed("peers.not_allowed", gettext_noop("Chỉ chuyên viên thường trực được rút phân công."))
    if row.withdrawn_at is None:
        row.withdrawn_by_id, row.withdrawn_at = by.account, at
        row.save(update_fields=["withdrawn_by", "withdrawn_at"])
        told = PeerWithdrawn(
            authority=by.authority,
            assignment=str(row.pk),
            campaign=str(row.campaign_id),
            subjects=row.subjects,
            scorer=row.scorer,
            target=row.target,
        )
        ledger.record(told, by=by, at=at)
    return row


def may_score(row: PeerAssignment, chart: units.Chart, by: Actor) -> bool:
    """A person scores as themselves; a unit by its head or officer, who are not of the target."""
    if row.subjects == PEOPLE:
        return by.principal is None and by.person == row.scorer
    speaks = by.roles_over(chart.place(row.scorer)) & {UNIT_HEAD, UNIT_OFFICER}
    return bool(speaks) and not by.roles_over(chart.place(row.target)) & {UNIT_HEAD, UNIT_OFFICER}


def _sheet(row: PeerAssignment, month: CampaignMonth) -> Evaluation:
    """The sheet that is scored, as long as nobody beyond the unit has judged it."""
    rows = Evaluation.objects.filter(month=month)
    whose = {"person__code": row.target} if row.subjects == PEOPLE else {"unit__code": row.target, "person": None}
    sheet = rows.filter(**whose).first()
    if sheet is None or sheet.state not in (states.SUBMITTED, states.CONFIRMED):
        message = gettext_noop("Chỉ chấm chéo phiếu đã nộp và chưa được cụm, khối hoặc thường trực thẩm định.")
        raise WrongState("peers.not_now", message, state=sheet.state if sheet else states.DRAFT)
    return sheet


@transaction.atomic
def score(
    assignment_id: str | UUID,
    month: str,
    scores: Mapping[str, Entry],
    *,
    note: str = "",
    by: Actor,
    at: datetime,
) -> PeerScore:
    """Write the marks of one scorer for one target's month; the same again answers what is there."""
    row = hold(assignment_id, by=by)
    held = months.hold_open(str(row.campaign_id), month, authority=by.authority)
    if row.withdrawn_at or not may_score(row, units.chart(by.authority, Month.parse(month).last_day), by):
        raise NotAllowed("peers.not_yours", gettext_noop("Bạn không được phân công chấm chéo đối tượng này."))
    _sheet(row, held)
    version = version_of(row.campaign, row.subjects)
    if version is None:
        raise Invalid("evaluation.no_scheme", gettext_noop("Phong trào không chấm điểm đối tượng này."))
    policy = policies(row.campaign)[row.subjects]
    problems = [*check_sheet(scheme_of(version), scores, source=EVALUATION), *_beside(policy, scores)]
    if problems:
        message = gettext_noop("Phiếu chấm chéo có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("peers.invalid", message, problems=problems, count=len(problems))
    return _write(row, held, sheet_to_data(scores), nfc(note), by=by, at=at)


def _beside(policy: PeerPolicy, scores: Mapping[str, Entry]) -> list[Problem]:
    """Leaves that peers are not asked about, and no marks at all."""
    message = gettext_noop("Tiêu chí %(code)s không lấy điểm chấm chéo.")
    asked = policy.criteria if policy.mode == CRITERION else tuple(scores)
    found = [Problem("peers.not_asked", message, code, {"code": code}) for code in scores if code not in asked]
    if not scores or NOT_APPLICABLE in scores.values():
        message = gettext_noop("Hãy chấm ít nhất một tiêu chí, mỗi tiêu chí một số điểm.")
        found.append(Problem("peers.empty", message, "scores"))
    return found


def _write(
    row: PeerAssignment, month: CampaignMonth, scores: dict[str, str], note: str, *, by: Actor, at: datetime
) -> PeerScore:
    last = row.scores.filter(month=month).order_by("-revision").first()
    if last and (last.scores, last.note) == (scores, note):
        return last
    made = PeerScore.objects.create(
        authority_id=row.authority_id,
        assignment=row,
        month=month,
        revision=last.revision + 1 if last else 1,
        scores=scores,
        note=note,
        by_id=by.account,
        behalf_id=by.behalf or None,
        at=at,
    )
    told = PeerScored(
        authority=row.authority_id,
        assignment=str(row.pk),
        campaign=str(row.campaign_id),
        month=month.month,
        subjects=row.subjects,
        scorer=row.scorer,
        target=row.target,
        revision=made.revision,
        digest=digest(scores),
    )
    ledger.record(told, by=by, at=at)
    return made


def standing(month: CampaignMonth, subjects: str, targets: Iterable[str]) -> dict[str, list[PeerScore]]:
    """By target the last word of each scorer of a month whose assignment stands."""
    rows = PeerScore.objects.filter(month=month, assignment__subjects=subjects, assignment__withdrawn_at=None)
    found: dict[str, dict[UUID, PeerScore]] = {}
    for row in rows.filter(assignment__target__in=list(targets)).select_related("assignment").order_by("revision"):
        found.setdefault(row.assignment.target, {})[row.assignment_id] = row
    return {target: list(words.values()) for target, words in found.items()}


def combined(policy: PeerPolicy, words: Sequence[PeerScore]) -> dict[str, Decimal]:
    """The figures that these scorers make together."""
    return figures(policy, [{leaf: Decimal(points) for leaf, points in word.scores.items()} for word in words])


def decided(month: CampaignMonth, subjects: str, targets: Sequence[str]) -> dict[str, tuple[dict[str, Decimal], int]]:
    """By target the figures that are to be taken into the sheet, and of how many scorers: where they are a criterion."""
    policy = policies(month.campaign).get(subjects)
    if policy is None or policy.mode != CRITERION:
        return {}
    words = standing(month, subjects, targets)
    return {target: (combined(policy, given), len(given)) for target, given in words.items()}
