"""Reads for the pages of peer scores: whom the reader scores this month, who scores whom, and one sheet to fill in."""

from dataclasses import dataclass

from emulation import peers, units, visibility
from emulation.boards import campaigns
from emulation.models import Campaign, CampaignMonth, PeerAssignment, Person
from emulation.rankings import version_of
from emulation.rules.nodes import EVALUATION, Node
from emulation.rules.peers import CRITERION
from emulation.rules.periods import Month
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import Missing, NotAllowed
from kernel.text import gettext_noop


@dataclass(frozen=True)
class PeerLine:
    assignment: PeerAssignment
    scorer: str
    target: str
    done: bool
    mine: bool


@dataclass(frozen=True)
class PeersBoard:
    """``mine`` are the reader's to score; ``all`` is for those who assign; ``clusters`` may be paired as a whole."""

    campaign: Campaign
    month: CampaignMonth
    mine: list[PeerLine]
    all: list[PeerLine]
    clusters: list[str]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class PeerForm:
    """``kinds`` says of each leaf whether it is a criterion, a bonus or a deduction."""

    assignment: PeerAssignment
    month: CampaignMonth
    target: str
    leaves: list[Node]
    given: dict[str, str]
    note: str
    kinds: dict[str, str]


def _names(campaign: Campaign) -> dict[str, str]:
    found = dict(campaign.participations.values_list("unit__code", "unit_name"))
    people = {code for pair in campaign.peer_assignments.filter(subjects=peers.PEOPLE) for code in _pair(pair)}
    rows = Person.objects.filter(authority_id=campaign.authority_id, code__in=people)
    return found | dict(rows.values_list("code", "full_name"))


def _pair(row: PeerAssignment) -> tuple[str, str]:
    return row.scorer, row.target


def of_month(campaign_id: str, month: str, *, by: Actor) -> PeersBoard:
    """Everybody sees their own tasks; who assigns sees all within their reach."""
    campaign = campaigns.find(campaign_id, by=by)
    found = campaigns.find_month(campaign, month)
    chart = units.chart(by.authority, Month.parse(month).last_day)
    names = _names(campaign)
    rows = list(campaign.peer_assignments.filter(withdrawn_at=None))
    done = set(found.peer_scores.values_list("assignment_id", flat=True))
    lines = [
        PeerLine(
            row,
            names.get(row.scorer, row.scorer),
            names.get(row.target, row.target),
            row.pk in done,
            peers.may_score(row, chart, by),
        )
        for row in rows
    ]
    entries = campaign.participations.filter(to_month="").values_list("cluster_code", flat=True).distinct()
    assigns = visibility.holds(by, {*peers.ASSIGNERS})
    clusters = sorted(code for code in entries if code and assigns)
    kinds = tuple(peers.policies(campaign))
    return PeersBoard(campaign, found, [line for line in lines if line.mine], lines if assigns else [], clusters, kinds)


def form(assignment_id: str, month: str, *, by: Actor) -> PeerForm:
    """One sheet to fill in, with what its scorer wrote before. Raises `Missing` for what is not the reader's."""
    day = Month.parse(month).last_day
    rows = visibility.peer_assignments(by, day).select_related("campaign__unit_scheme", "campaign__person_scheme")
    row = rows.filter(pk=assignment_id, withdrawn_at=None).first()
    if row is None:
        raise Missing("peers.missing", gettext_noop("Không có phân công chấm chéo này."))
    if not peers.may_score(row, units.chart(by.authority, day), by):
        raise NotAllowed("peers.not_yours", gettext_noop("Bạn không được phân công chấm chéo đối tượng này."))
    found = campaigns.find_month(row.campaign, month)
    version, policy = version_of(row.campaign, row.subjects), peers.policies(row.campaign)[row.subjects]
    tops = scheme_of(version).components if version else ()
    kinds = {node.code: top.kind for top in tops for node in top.walk() if node.is_leaf}
    asked = [
        leaf
        for leaf in (node for top in tops for node in top.walk() if node.is_leaf)
        if leaf.source == EVALUATION and (policy.mode != CRITERION or leaf.code in policy.criteria)
    ]
    last = row.scores.filter(month=found).order_by("-revision").first()
    name = _names(row.campaign).get(row.target, row.target)
    return PeerForm(row, found, name, asked, last.scores if last else {}, last.note if last else "", kinds)
