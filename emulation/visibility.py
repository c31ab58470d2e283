"""Who may see what, as querysets: everything that is read for somebody starts from one of these."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from emulation import units
from emulation.models import (
    Appeal,
    Assignment,
    AssignmentPart,
    AuditList,
    Booking,
    Campaign,
    CommendationSuggestion,
    Contest,
    Correction,
    Delegation,
    EligibilityHold,
    Evaluation,
    Feedback,
    Finding,
    Import,
    InspectionVisit,
    Leave,
    Mail,
    NoticeCopy,
    PeerAssignment,
    Person,
    Posting,
    Ranking,
    RankingRuling,
    SchemeVersion,
    Standing,
    SurveyExclusion,
    SurveyPaper,
    TaskList,
    UnitVersion,
    in_force,
)
from emulation.rules import states
from emulation.rules.access import (
    ANSWERS_FEEDBACK,
    CLUSTER_DEPUTY,
    CLUSTER_LEAD,
    COLLECTS_SURVEYS,
    COMMITTEE,
    INSPECTOR,
    KEEPS_ORGANISATION,
    READS_FEEDBACK,
    READS_OPERATIONS,
    STANDING_OFFICER,
    UNIT_HEAD,
    UNIT_OFFICER,
)
from emulation.rules.inspection_states import TOLD_FINDINGS
from kernel.actors import SYSTEM, Actor, Place
from kernel.models import Delivery, LedgerEntry

WHOLE = frozenset({*COMMITTEE, INSPECTOR, SYSTEM})
IN_THE_SHADOW = ("shadow", "discarded")
UNIT_ROLES = frozenset({UNIT_OFFICER, UNIT_HEAD, CLUSTER_LEAD, CLUSTER_DEPUTY})


def holds(actor: Actor, roles: Iterable[str]) -> bool:
    """Whether the actor has one of these roles over the whole authority."""
    return bool(actor.roles_over(Place(actor.authority)) & frozenset(roles))


def own_units(actor: Actor, on: date) -> frozenset[str]:
    """Codes of the units over which the actor has a role of a unit or a cluster, with everything below them."""
    return frozenset(unit.code for unit in units.chart(actor.authority, on).seen_by(actor, UNIT_ROLES))


def unit_versions(actor: Actor, on: date) -> QuerySet[UnitVersion]:
    """The organisation chart is known to every member of the authority."""
    return UnitVersion.objects.filter(in_force(on), authority_id=actor.authority)


def people(actor: Actor, on: date) -> QuerySet[Person]:
    """Staff: all for the committee and those who keep the records, otherwise of the own units, otherwise oneself."""
    rows = Person.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE | KEEPS_ORGANISATION):
        return rows
    here = in_force(on, "postings__") & Q(postings__unit__code__in=own_units(actor, on))
    return rows.filter(here | Q(code=actor.person, code__gt="")).distinct()


def schemes(actor: Actor) -> QuerySet[SchemeVersion]:
    return SchemeVersion.objects.filter(authority_id=actor.authority)


def campaigns(actor: Actor) -> QuerySet[Campaign]:
    """Launched campaigns are known to every member; drafts to the committee alone."""
    rows = Campaign.objects.filter(authority_id=actor.authority)
    return rows if holds(actor, COMMITTEE) else rows.exclude(state="draft")


def evaluations(actor: Actor, on: date) -> QuerySet[Evaluation]:
    """All for the committee and inspectors, those of the own units for their people, one's own for staff."""
    rows = Evaluation.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE):
        return rows
    mine = Q(person__code=actor.person, person__code__gt="")
    return rows.filter(Q(unit__code__in=own_units(actor, on)) | mine)


def rankings(actor: Actor) -> QuerySet[Ranking]:
    """Rankings that are or were in force, for every member; revisions that are not applied for the committee alone."""
    rows = Ranking.objects.filter(authority_id=actor.authority)
    return rows if holds(actor, WHOLE) else rows.exclude(state__in=IN_THE_SHADOW)


def standings(actor: Actor, on: date) -> QuerySet[Standing]:
    """Units' places are known to every member; people's to the committee, to their unit, and to themselves."""
    rows = Standing.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE):
        return rows
    people_seen = Q(unit_code__in=own_units(actor, on)) | Q(subject=actor.person, subject__gt="")
    rows = rows.exclude(ranking__state__in=IN_THE_SHADOW)
    return rows.filter(Q(ranking__subjects=Ranking.UNITS) | people_seen)


def explained(actor: Actor, on: date) -> QuerySet[Standing]:
    """Standings whose figures the actor may follow down to the lines: the committee all, others those of their own."""
    rows = Standing.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE):
        return rows
    rows = rows.exclude(ranking__state__in=IN_THE_SHADOW)
    return rows.filter(Q(unit_code__in=own_units(actor, on)) | Q(subject=actor.person, subject__gt=""))


def corrections(actor: Actor, on: date) -> QuerySet[Correction]:
    """Of the evaluations that the actor may see."""
    rows = Correction.objects.filter(authority_id=actor.authority)
    return rows if holds(actor, WHOLE) else rows.filter(evaluation__in=evaluations(actor, on))


def appeals(actor: Actor, on: date) -> QuerySet[Appeal]:
    """All for the committee and inspectors; a unit's own for its people; a person's for nobody but that person."""
    rows = Appeal.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE):
        return rows
    mine = Q(person__code=actor.person, person__code__gt="")
    return rows.filter(Q(person=None, unit__code__in=own_units(actor, on)) | mine)


def rulings(actor: Actor, on: date) -> QuerySet[RankingRuling]:
    """All for the committee; those about their units and people for a unit's people; those about oneself for staff."""
    rows = RankingRuling.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE):
        return rows
    own, of_people = own_units(actor, on), Q(subjects=Ranking.PEOPLE, kind=RankingRuling.UNRANKED)
    here = Posting.objects.filter(in_force(on), authority_id=actor.authority, unit__code__in=own)
    colleagues = Q(target__in=here.values("person__code")) | Q(target=actor.person, target__gt="")
    return rows.filter((of_people & colleagues) | (~of_people & Q(target__in=own)))


def bookings(actor: Actor, on: date) -> QuerySet[Booking]:
    """All for the committee and inspectors, those on their units and people for a unit's people, one's own for staff."""
    rows = Booking.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE):
        return rows
    mine = Q(person__code=actor.person, person__code__gt="")
    return rows.filter(Q(unit__code__in=own_units(actor, on)) | mine)


def feedback(actor: Actor, on: date) -> QuerySet[Feedback]:
    """All for who handles feedback; what is routed to them at present, but no cluster's, for a unit's officer and head."""
    rows = Feedback.objects.filter(authority_id=actor.authority)
    if holds(actor, READS_FEEDBACK):
        return rows
    own = [unit.code for unit in units.chart(actor.authority, on).seen_by(actor, ANSWERS_FEEDBACK)]
    return rows.filter(unit__code__in=own).exclude(state__in=(states.RECEIVED, states.DISMISSED))


def assignments(actor: Actor, on: date) -> QuerySet[Assignment]:
    """All for the committee, drafts for it alone; those of the own units for their people, one's own for staff, and those
    in which one's unit or oneself takes part."""
    rows = Assignment.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE):
        return rows
    own, mine = own_units(actor, on), Q(person__code=actor.person, person__code__gt="")
    part = AssignmentPart.objects.filter(Q(unit__code__in=own) | Q(person__code=actor.person, person__code__gt=""))
    concerned = Q(unit__code__in=own) | mine | Q(pk__in=part.values("assignment"))
    return rows.filter(concerned).exclude(state="draft")


def survey_exclusions(actor: Actor, on: date) -> QuerySet[SurveyExclusion]:
    """All for the committee and inspectors; for a unit's people what was left out of the answers on their units, once decided."""
    rows = SurveyExclusion.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE):
        return rows
    return rows.filter(unit__code__in=own_units(actor, on), state__in=("excluded", "restored"))


def commendations(actor: Actor) -> QuerySet[CommendationSuggestion]:
    """For the committee alone: what is put away must not hurt whom it was about."""
    rows = CommendationSuggestion.objects.filter(authority_id=actor.authority)
    return rows if holds(actor, COMMITTEE) else rows.none()


def contests(actor: Actor) -> QuerySet[Contest]:
    """Contests that are open or over are known to every member; drafts to the committee alone."""
    rows = Contest.objects.filter(authority_id=actor.authority)
    return rows if holds(actor, WHOLE) else rows.exclude(state="draft")


def imports(actor: Actor, on: date) -> QuerySet[Import]:
    """Lists for those who keep the organisation, old decisions for the standing office; evaluations for their unit and the
    committee."""
    rows = Import.objects.filter(authority_id=actor.authority)
    own = Q(kind=Import.EVALUATIONS, unit__code__in=own_units(actor, on))
    if holds(actor, KEEPS_ORGANISATION):
        own |= Q(kind__in=(Import.UNITS, Import.STAFF))
    if holds(actor, {STANDING_OFFICER}):
        own |= Q(kind=Import.DECISIONS)
    if holds(actor, WHOLE):
        own |= Q(kind=Import.EVALUATIONS)
    return rows.filter(own)


def notices(actor: Actor) -> QuerySet[NoticeCopy]:
    """One's own inbox; nobody reads that of another."""
    return NoticeCopy.objects.filter(account_id=actor.account)


def chased_units(actor: Actor, chart: units.Chart) -> frozenset[str]:
    """The units whose missing sheets the actor may see: all for the committee, their own for heads of units."""
    if holds(actor, COMMITTEE):
        return frozenset(chart.units)
    return frozenset(unit.code for unit in chart.seen_by(actor, {UNIT_HEAD}))


def mails(actor: Actor) -> QuerySet[Mail]:
    rows = Mail.objects.filter(authority_id=actor.authority)
    return rows if holds(actor, READS_OPERATIONS) else rows.none()


def deliveries(actor: Actor) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(authority=actor.authority)
    return rows if holds(actor, READS_OPERATIONS) else rows.none()


def ledger_entries(actor: Actor) -> QuerySet[LedgerEntry]:
    rows = LedgerEntry.objects.filter(authority=actor.authority)
    return rows if holds(actor, {*COMMITTEE, *READS_OPERATIONS}) else rows.none()


def home_units(actor: Actor, on: date) -> frozenset[str]:
    """Codes of the units that are the actor's own: by a role over them, or by serving there."""
    here = Posting.objects.filter(in_force(on), authority_id=actor.authority, person__code=actor.person)
    serving = here.values_list("unit__code", flat=True) if actor.person else ()
    return own_units(actor, on) | frozenset(serving)


def visits(actor: Actor, on: date) -> QuerySet[InspectionVisit]:
    """All for the committee and inspectors, those to their units for a unit's people. A surprise visit that has not begun is
    hidden from everybody who belongs to the unit, whatever else they are."""
    rows = InspectionVisit.objects.filter(authority_id=actor.authority)
    home = home_units(actor, on)
    hidden = Q(surprise=True, begun_at=None, unit__code__in=home)
    if holds(actor, WHOLE):
        return rows.exclude(hidden)
    return rows.filter(unit__code__in=own_units(actor, on)).exclude(surprise=True, begun_at=None)


def findings(actor: Actor, on: date) -> QuerySet[Finding]:
    """All for the committee and inspectors; from the report on those of their units for a unit's people and those about
    themselves for staff."""
    rows = Finding.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE):
        return rows
    mine = Q(visit__unit__code__in=own_units(actor, on)) | Q(person__code=actor.person, person__code__gt="")
    return rows.filter(mine, state__in=TOLD_FINDINGS)


def eligibility_holds(actor: Actor, on: date) -> QuerySet[EligibilityHold]:
    """All for the committee and inspectors, those on them and their people for units, those on oneself for staff."""
    rows = EligibilityHold.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE):
        return rows
    mine = Q(subjects=EligibilityHold.PERSON, subject=actor.person, subject__gt="")
    return rows.filter(Q(unit_code__in=own_units(actor, on)) | mine)


def audit_lists(actor: Actor) -> QuerySet[AuditList]:
    """That a drawing was bound is known to every member, and after the month is closed what was drawn; before that the list is
    for the committee and inspectors alone, as `reads_audit_list` says."""
    return AuditList.objects.filter(authority_id=actor.authority)


def reads_audit_list(actor: Actor, row: AuditList) -> bool:
    """Whether the units, weights and seed of a drawing may be shown: to those who check at once, to all once the month is over."""
    return row.drawn_at is not None and (holds(actor, WHOLE) or row.month.state == "closed")


def survey_papers(actor: Actor, on: date) -> QuerySet[SurveyPaper]:
    """For those who type and check them."""
    rows = SurveyPaper.objects.filter(authority_id=actor.authority)
    return rows if holds(actor, COLLECTS_SURVEYS) else rows.none()


def leaves(actor: Actor, on: date) -> QuerySet[Leave]:
    """Why somebody is away may be about their health: for the standing officer, for officer and head of a unit where the person
    serves during the leave or now, and for the person; not for the committee, inspectors and clusters."""
    rows = Leave.objects.filter(authority_id=actor.authority)
    if holds(actor, {STANDING_OFFICER, SYSTEM}):
        return rows
    own = [unit.code for unit in units.chart(actor.authority, on).seen_by(actor, {UNIT_OFFICER, UNIT_HEAD})]
    here = Posting.objects.filter(person=OuterRef("person"), unit__code__in=own)
    then = Q(valid_from__lte=OuterRef("last_day")) & (Q(valid_to=None) | Q(valid_to__gt=OuterRef("first_day")))
    mine = Q(person__code=actor.person, person__code__gt="")
    return rows.filter(Exists(here.filter(then | in_force(on))) | mine)


def delegations(actor: Actor) -> QuerySet[Delegation]:
    """All for the committee and the administrator; those that one gave or took for everybody else."""
    rows = Delegation.objects.filter(authority_id=actor.authority)
    if holds(actor, {*COMMITTEE, *READS_OPERATIONS}):
        return rows
    return rows.filter(Q(delegator=actor.account) | Q(delegate=actor.account))


def peer_assignments(actor: Actor, on: date) -> QuerySet[PeerAssignment]:
    """All for the committee; for others those in which they, or their units, are to score. Who is scored does not see by whom."""
    rows = PeerAssignment.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE):
        return rows
    own = Q(subjects="units", scorer__in=own_units(actor, on))
    return rows.filter(own | Q(subjects="people", scorer=actor.person, scorer__gt=""))


def task_lists(actor: Actor, on: date) -> QuerySet[TaskList]:
    """All for the committee, those of the own units for their people, one's own for staff."""
    rows = TaskList.objects.filter(authority_id=actor.authority)
    if holds(actor, WHOLE):
        return rows
    return rows.filter(Q(unit__code__in=own_units(actor, on)) | Q(person__code=actor.person, person__code__gt=""))
