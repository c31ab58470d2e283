"""Acts on inspection teams: set up by a document with a lead, joined and left; and who is in which team on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from emulation import visibility
from emulation.events import InspectionMemberJoined, InspectionMemberLeft, InspectionTeamSetUp
from emulation.models import Account, Authority, InspectionTeam, InspectionTeamMember, RoleGrant, in_force
from emulation.rules.access import AUTHORITY_HEAD, INSPECTOR, STANDING_OFFICER
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc

KEEPERS = (STANDING_OFFICER, AUTHORITY_HEAD)
SET_UP, LEFT = "set_up", "left"


@dataclass(frozen=True)
class Member:
    """Somebody to join a team, by user name, with the title that the minutes give them."""

    username: str
    title: str = ""
    leads: bool = False


@dataclass(frozen=True)
class Team:
    """A team as it is set up; exactly one of its ``members`` leads."""

    code: str
    name: str
    document: str
    valid_from: date
    members: tuple[Member, ...]
    valid_to: date | None = None


def visible(by: Actor) -> QuerySet[InspectionTeam]:
    """Who inspects is known to every member: a unit may ask whether somebody at its door is of a team."""
    return InspectionTeam.objects.filter(authority_id=by.authority)


def members(team: InspectionTeam, on: date) -> QuerySet[InspectionTeamMember]:
    """Who is in the team on a day; nobody before it begins or after it ends."""
    alive = in_force(on, "team__")
    last_day = InspectionTeamMember.objects.filter(alive, team=team, valid_from__lte=on)
    return (last_day.filter(valid_to=None) | last_day.filter(valid_to__gte=on)).select_related("account")


def require_member(team: InspectionTeam, *, by: Actor, on: date) -> None:
    """Raise `NotAllowed` unless the actor is in the team on that day."""
    if not members(team, on).filter(account_id=by.account).exists():
        message = gettext_noop("Chỉ thành viên đang ở trong đoàn kiểm tra “%(team)s” được làm việc này.")
        raise NotAllowed("visit.not_in_team", message, team=team.name)


def require_lead(team: InspectionTeam, *, by: Actor, on: date) -> None:
    """Raise `NotAllowed` unless the actor leads the team on that day."""
    if not members(team, on).filter(account_id=by.account, leads=True).exists():
        message = gettext_noop("Chỉ trưởng đoàn kiểm tra “%(team)s” được làm việc này.")
        raise NotAllowed("visit.not_lead", message, team=team.name)


def find(code: str, *, by: Actor) -> InspectionTeam:
    row = visible(by).filter(code=code).first()
    if row is None:
        raise Missing("inspection_team.missing", gettext_noop("Không có đoàn kiểm tra mang mã %(code)s."), code=code)
    return row


def _require_keeper(by: Actor) -> None:
    if not visibility.holds(by, KEEPERS):
        message = gettext_noop("Chỉ thường trực Hội đồng hoặc người có thẩm quyền được lập đoàn kiểm tra.")
        raise NotAllowed("inspection_team.not_allowed", message)


def _accounts(authority: str, wanted: Iterable[Member]) -> dict[str, Account]:
    """By user name those who may inspect. Raises one `Invalid` that names everybody who may not."""
    asked = list(wanted)
    names = [one.username for one in asked]
    able = RoleGrant.objects.filter(authority_id=authority, role=INSPECTOR, ended_at=None)
    rows = Account.objects.filter(authority_id=authority, username__in=names, pk__in=able.values("account"))
    found = {row.username: row for row in rows}
    message = gettext_noop("Tài khoản %(name)s không có vai trò thành viên đoàn kiểm tra công vụ.")
    faults = [
        Problem("inspection_team.no_inspector", message, f"members[{place}].username", {"name": name})
        for place, name in enumerate(names)
        if name not in found
    ]
    if len(set(names)) != len(names):
        faults.append(Problem("inspection_team.twice", gettext_noop("Một người chỉ ghi một lần."), "members"))
    if faults:
        refusal = gettext_noop("Danh sách đoàn kiểm tra có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("inspection_team.invalid", refusal, problems=faults, count=len(faults))
    return found


@transaction.atomic
def set_up(team: Team, *, by: Actor, at: datetime) -> InspectionTeam:
    """Set a team up. The same again answers the team that is there; another content under its code is refused."""
    _require_keeper(by)
    Authority.objects.select_for_update().get(pk=by.authority)
    fields = {
        "name": nfc(team.name),
        "document": nfc(team.document),
        "valid_from": team.valid_from,
        "valid_to": team.valid_to,
    }
    code = nfc(team.code)
    known = visible(by).filter(code=code).first()
    if known and all(getattr(known, name) == value for name, value in fields.items()):
        return known
    if known:
        message = gettext_noop("Mã đoàn %(code)s đã dùng cho một đoàn khác.")
        raise WrongState("inspection_team.taken", message, state=SET_UP, code=code)
    if not code or not fields["name"] or not fields["document"]:
        message = gettext_noop("Đoàn kiểm tra phải có mã, tên và văn bản thành lập.")
        raise Invalid("inspection_team.incomplete", message, problems=[Problem("needed", message, "document")])
    if [one.leads for one in team.members].count(True) != 1:
        message = gettext_noop("Mỗi đoàn có đúng một trưởng đoàn.")
        raise Invalid("inspection_team.one_lead", message, problems=[Problem("lead", message, "members")])
    found = _accounts(by.authority, team.members)
    row = InspectionTeam.objects.create(authority_id=by.authority, code=code, **fields)
    lead = next(one.username for one in team.members if one.leads)
    event = InspectionTeamSetUp(
        authority=by.authority,
        team=str(row.pk),
        name=row.name,
        document=row.document,
        lead=str(found[lead].pk),
    )
    ledger.record(event, by=by, at=at)
    for member in team.members:
        _join(row, found[member.username], member, team.valid_from, by=by, at=at)
    return row


def _join(team: InspectionTeam, account: Account, member: Member, day: date, *, by: Actor, at: datetime) -> None:
    fields = {"title": nfc(member.title), "leads": member.leads, "valid_from": day}
    InspectionTeamMember.objects.create(team=team, account=account, **fields)
    event = InspectionMemberJoined(
        authority=by.authority,
        team=str(team.pk),
        account=str(account.pk),
        leads=member.leads,
        valid_from=day.isoformat(),
    )
    ledger.record(event, by=by, at=at)


@transaction.atomic
def join(code: str, member: Member, *, valid_from: date, by: Actor, at: datetime) -> InspectionTeam:
    """Let somebody join; a new lead ends the former one's membership on the day before. Repeating it changes nothing."""
    _require_keeper(by)
    team = find(code, by=by)
    InspectionTeam.objects.select_for_update().get(pk=team.pk)
    account = _accounts(by.authority, [member])[member.username]
    present = team.members.filter(valid_to=None)
    known = present.filter(account=account).first()
    if known and (known.leads or not member.leads):
        return team
    leaving = present.filter(leads=True) if member.leads else present.none()
    for row in (leaving | present.filter(account=account)).order_by("pk"):
        _end(row, max(row.valid_from, valid_from), by=by, at=at)
    _join(team, account, member, valid_from, by=by, at=at)
    return team


@transaction.atomic
def leave(code: str, username: str, *, valid_to: date, by: Actor, at: datetime) -> InspectionTeam:
    """End a membership with its last day. A lead leaves when somebody else takes over. Repeating it changes nothing."""
    _require_keeper(by)
    team = find(code, by=by)
    row = team.members.select_for_update(of=("self",)).filter(account__username=username, valid_to=None).first()
    if row is None:
        if team.members.filter(account__username=username).exists():
            return team
        message = gettext_noop("%(name)s không ở trong đoàn này.")
        raise Missing("inspection_team.no_member", message, name=username)
    if row.leads:
        message = gettext_noop("Hãy cử trưởng đoàn mới; trưởng đoàn cũ sẽ thôi ngay khi đó.")
        raise WrongState("inspection_team.lead_leaves", message, state=SET_UP)
    _end(row, max(row.valid_from, valid_to), by=by, at=at)
    return team


def _end(row: InspectionTeamMember, day: date, *, by: Actor, at: datetime) -> None:
    row.valid_to = day
    row.save(update_fields=["valid_to"])
    event = InspectionMemberLeft(
        authority=by.authority, team=str(row.team_id), account=str(row.account_id), valid_to=day.isoformat()
    )
    ledger.record(event, by=by, at=at)
