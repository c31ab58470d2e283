"""Reads for the page of inspection teams: who is and was in each, the published checklists, and who may be chosen."""

from dataclasses import dataclass
from datetime import date, datetime

from emulation import catalogue, checklists, inspection_teams, visibility
from emulation.models import Account, InspectionChecklist, InspectionTeam, InspectionTeamMember, RoleGrant
from emulation.rules.access import INSPECTOR, STANDING_OFFICER
from emulation.rules.periods import local_date
from kernel.actors import Actor


@dataclass(frozen=True)
class TeamRow:
    """A team with all who ever were in it; ``may_leave`` are those who are there to stay and do not lead."""

    team: InspectionTeam
    members: list[InspectionTeamMember]
    may_leave: list[InspectionTeamMember]
    over: bool


@dataclass(frozen=True)
class TeamsBoard:
    """The teams with their members; ``inspectors`` may be chosen by whoever sets teams up, ``shipped`` says whether the checklist
    that ships with the platform is published."""

    teams: list[TeamRow]
    checklists: list[InspectionChecklist]
    inspectors: list[Account]
    may_keep: bool
    may_publish: bool


def _team_row(row: InspectionTeam, on: date) -> TeamRow:
    members = sorted(row.members.all(), key=lambda one: (one.valid_to is not None, not one.leads, one.valid_from))
    staying = [one for one in members if one.valid_to is None and not one.leads]
    return TeamRow(row, members, staying, bool(row.valid_to and row.valid_to <= on))


def teams(*, by: Actor, at: datetime) -> TeamsBoard:
    keeps = visibility.holds(by, inspection_teams.KEEPERS)
    rows = inspection_teams.visible(by).prefetch_related("members__account").order_by("code")
    published = list(checklists.visible(by).order_by("code", "version"))
    known = {(row.code, row.version) for row in published}
    shipped = {(one["code"], one["version"]) for one in catalogue.checklists()}
    able = RoleGrant.objects.filter(authority_id=by.authority, role=INSPECTOR, ended_at=None).values("account")
    return TeamsBoard(
        teams=[_team_row(row, local_date(at)) for row in rows],
        checklists=published,
        inspectors=list(Account.objects.filter(pk__in=able).order_by("first_name", "username")) if keeps else [],
        may_keep=keeps,
        may_publish=visibility.holds(by, (STANDING_OFFICER,)) and not shipped <= known,
    )
