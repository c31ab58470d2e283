"""Acts that rule who is not ranked and which groups have a quota's exceptional share: made by one person, lifted by another."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from emulation import rollups
from emulation.events import RankingRulingLifted, RankingRulingMade
from emulation.models import Campaign, Posting, Ranking, RankingRuling, in_force
from emulation.rankings import version_of
from emulation.rules import states
from emulation.rules.access import AUTHORITY_HEAD, COUNCIL_CHAIR
from emulation.rules.periods import local_date
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc, paragraphs

IN_FORCE, LIFTED = "in_force", "lifted"
UNRANKED, EXCEPTIONAL = RankingRuling.UNRANKED, RankingRuling.EXCEPTIONAL
DECIDERS = frozenset({AUTHORITY_HEAD, COUNCIL_CHAIR})
"""Those who declare results official. Who collects figures and computes with them does not rule whom they rank."""


def may_rule(by: Actor) -> bool:
    return bool(by.roles_over(Place(by.authority)) & DECIDERS)


def _refuse(code: str, message: str, path: str) -> None:
    raise Invalid(code, message, problems=[Problem(code, message, path)])


def require_sense(campaign: Campaign, *, by: Actor) -> None:
    """Raise `NotAllowed` for all but those who declare results official, and `WrongState` where nothing is ranked: in a draft
    nobody takes part yet and the scheme may still be another; a cancelled campaign has no results. A closed one still has
    revisions."""
    if not may_rule(by):
        message = gettext_noop(
            "Chỉ người có thẩm quyền hoặc Chủ tịch Hội đồng quyết định ai không xếp hạng, nhóm nào hưởng tỷ lệ đặc biệt."
        )
        raise NotAllowed("ruling.not_allowed", message)
    if campaign.state in (states.DRAFT, states.CANCELLED):
        message = gettext_noop("Chỉ quyết định được cho phong trào đã phát động và không bị hủy.")
        raise WrongState("ruling.nothing_ranked", message, state=campaign.state)


def require_liftable(row: RankingRuling, *, by: Actor) -> None:
    """Raise `WrongState` for what is lifted already and `NotAllowed` for who made the ruling."""
    if row.lifted_at:
        raise WrongState("ruling.lifted", gettext_noop("Quyết định này đã được gỡ."), state=LIFTED)
    if str(row.decided_by_id) == by.account:
        message = gettext_noop("Người đã quyết định không được tự gỡ; phải là người khác có thẩm quyền.")
        raise NotAllowed("ruling.own_decision", message)


def _hold(campaign_id: str | UUID, *, by: Actor) -> Campaign:
    """The campaign, locked: its rulings and rankings come one after the other."""
    rows = Campaign.objects.select_for_update(no_key=True, of=("self",))
    rows = rows.select_related("unit_scheme", "person_scheme")
    campaign = rows.filter(pk=campaign_id, authority_id=by.authority).first()
    if campaign is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    require_sense(campaign, by=by)
    return campaign


def _postings(campaign: Campaign) -> QuerySet[Posting]:
    """Of all who served, at any time of the campaign, in a unit that takes part."""
    after = Q(valid_to__isnull=True) | Q(valid_to__gt=campaign.starts_on)
    units = campaign.participations.values("unit")
    return Posting.objects.filter(after, valid_from__lte=campaign.ends_on, unit__in=units)


def groups_with_a_share(campaign: Campaign, subjects: str) -> dict[str, str]:
    """The groups that may get an exceptional share, with their names: those into which a quota that has one divides."""
    version = version_of(campaign, subjects)
    quotas = scheme_of(version).quotas if version else ()
    within = {name for quota in quotas if quota.exceptional_share is not None for name in quota.within}
    units = list(campaign.participations.values_list("unit__code", "unit_name", "cluster_code").order_by("unit__code"))
    found = {cluster: cluster for _, _, cluster in units} if "cluster" in within else {}
    if subjects == Ranking.PEOPLE and "unit" in within:
        found |= {code: name for code, name, _ in units}
    if subjects == Ranking.PEOPLE and "duty_group" in within:
        found |= {name: name for name in _postings(campaign).values_list("duty_group", flat=True)}
    return {code: name for code, name in sorted(found.items()) if code}


def subject_name(campaign: Campaign, subjects: str, code: str) -> str:
    """The name of a unit or person who takes part at some time; empty for everybody else."""
    if subjects == Ranking.UNITS:
        entry = campaign.participations.filter(unit__code=code).first()
        return entry.unit_name if entry else ""
    posting = _postings(campaign).filter(person__code=code).select_related("person").first()
    return posting.person.full_name if posting else ""


def _known_name(campaign: Campaign, subjects: str, kind: str, target: str) -> str:
    """The name of what is ruled about. Raises `Invalid` for what cannot be ruled about in this campaign."""
    if kind not in (UNRANKED, EXCEPTIONAL):
        _refuse("ruling.kind", gettext_noop("Hãy chọn loại quyết định: không xếp hạng hoặc tỷ lệ đặc biệt."), "kind")
    if subjects not in (Ranking.UNITS, Ranking.PEOPLE) or version_of(campaign, subjects) is None:
        _refuse("ruling.subjects", gettext_noop("Phong trào không xếp hạng đối tượng này."), "subjects")
    if kind == UNRANKED:
        name = subject_name(campaign, subjects, target)
        if not name:
            message = gettext_noop("Đối tượng này không tham gia phong trào; hãy kiểm tra lại mã.")
            _refuse("ruling.unknown_subject", message, "target")
        return name
    groups = groups_with_a_share(campaign, subjects)
    if not groups:
        message = gettext_noop("Bộ tiêu chí không quy định tỷ lệ đặc biệt cho nhóm nào.")
        _refuse("ruling.no_exceptional_share", message, "kind")
    if target not in groups:
        message = gettext_noop(
            "Không nhóm nào mang mã này được chia tỷ lệ riêng trong phong trào; hãy kiểm tra lại mã."
        )
        _refuse("ruling.unknown_group", message, "target")
    return groups[target]


def _require_distance(campaign: Campaign, subjects: str, kind: str, target: str, *, by: Actor, at: datetime) -> None:
    """Nobody rules over themselves, over colleagues or for a group in which they are."""
    if not by.person:
        return
    here = Posting.objects.filter(in_force(local_date(at)), authority_id=by.authority).select_related("unit")
    mine = here.filter(person__code=by.person).first()
    near = {by.person} if (kind, subjects) == (UNRANKED, Ranking.PEOPLE) else set()
    if mine and near:
        near |= set(here.filter(unit=mine.unit).values_list("person__code", flat=True))
    elif mine:
        near = {mine.unit.code}
    if mine and kind == EXCEPTIONAL:
        clusters = campaign.participations.filter(unit=mine.unit).values_list("cluster_code", flat=True)
        near |= {mine.duty_group, *clusters}
    if target in near:
        message = gettext_noop("Không ai được quyết định về mình, đơn vị mình hoặc nhóm có mình.")
        raise NotAllowed("ruling.own", message)


def _required(reason: str) -> str:
    text = paragraphs(reason)
    if not text:
        _refuse("ruling.reason_needed", gettext_noop("Hãy ghi lý do."), "reason")
    return text


@transaction.atomic
def decide(
    campaign_id: str,
    subjects: str,
    kind: str,
    target: str,
    *,
    reason: str,
    legal_basis: str = "",
    by: Actor,
    at: datetime,
) -> RankingRuling:
    """Rule that a subject is not eligible to be ranked, or that a group has the exceptional share. The live board follows at
    once, rankings from the next computation on; those that are there stay until they are revised. Repeated, it answers the
    same. Raises `WrongState` where another ruling about the same is in force."""
    campaign = _hold(campaign_id, by=by)
    target = nfc(target)
    name = _known_name(campaign, subjects, kind, target)
    _require_distance(campaign, subjects, kind, target, by=by, at=at)
    texts = {"reason": _required(reason), "legal_basis": nfc(legal_basis)}
    about = {"subjects": subjects, "kind": kind, "target": target}
    known = RankingRuling.objects.filter(campaign=campaign, lifted_at=None, **about).first()
    if known:
        if str(known.decided_by_id) == by.account and all(getattr(known, n) == text for n, text in texts.items()):
            return known
        message = gettext_noop("Đã có một quyết định đang có hiệu lực về đối tượng này; hãy gỡ quyết định đó trước.")
        raise WrongState("ruling.in_force", message, state=IN_FORCE, may=("lift",))
    row = RankingRuling.objects.create(
        authority_id=by.authority, campaign=campaign, decided_by_id=by.account, decided_at=at, **about, **texts
    )
    event = RankingRulingMade(authority=by.authority, ruling=str(row.pk), campaign=str(campaign.pk), **about, **texts)
    ledger.record(event, by=by, at=at)
    if kind == UNRANKED:
        rollups.stand_aside(campaign, subjects, target, name, aside=True)
    return row


@transaction.atomic
def lift(ruling_id: str, *, reason: str, by: Actor, at: datetime) -> RankingRuling:
    """End a ruling. Raises `NotAllowed` for who made it and `WrongState` where it was lifted before."""
    known = RankingRuling.objects.filter(pk=ruling_id, authority_id=by.authority).first()
    if known is None:
        raise Missing("ruling.missing", gettext_noop("Không có quyết định này."))
    campaign = _hold(known.campaign_id, by=by)
    row = RankingRuling.objects.select_for_update().get(pk=known.pk)
    require_liftable(row, by=by)
    _require_distance(campaign, row.subjects, row.kind, row.target, by=by, at=at)
    row.lift_reason, row.lifted_by_id, row.lifted_at = _required(reason), by.account, at
    row.save(update_fields=["lift_reason", "lifted_by", "lifted_at"])
    event = RankingRulingLifted(
        authority=by.authority,
        ruling=str(row.pk),
        campaign=str(row.campaign_id),
        subjects=row.subjects,
        kind=row.kind,
        target=row.target,
        reason=row.lift_reason,
    )
    ledger.record(event, by=by, at=at)
    if row.kind == UNRANKED:
        name = subject_name(campaign, row.subjects, row.target)
        rollups.stand_aside(campaign, row.subjects, row.target, name or row.target, aside=False)
    return row
