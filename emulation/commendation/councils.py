"""Acts on councils: founded as a decision has it, seats taken and left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from emulation import award_visibility, visibility
from emulation.events import CouncilFounded, CouncilSeatChanged
from emulation.models import Account, Council, CouncilMember, in_force
from emulation.rules.access import AUTHORITY_HEAD, STANDING_OFFICER
from emulation.rules.awards.ballots import is_share
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState, invalid_at
from kernel.text import gettext_noop, nfc

KEEPERS = frozenset({AUTHORITY_HEAD, STANDING_OFFICER})
"""Those who enter what the founding decision says."""
CHAIR, VICE, SECRETARY, MEMBER = CouncilMember.CHAIR, CouncilMember.VICE, CouncilMember.SECRETARY, CouncilMember.MEMBER
ROLE_TITLES = {
    CHAIR: gettext_noop("Chủ tịch Hội đồng"),
    VICE: gettext_noop("Phó Chủ tịch Hội đồng"),
    SECRETARY: gettext_noop("Thư ký Hội đồng"),
    MEMBER: gettext_noop("Ủy viên Hội đồng"),
}


@dataclass(frozen=True)
class Seat:
    """``account`` is a user name or the code of a member of staff."""

    account: str
    role: str = MEMBER
    title: str = ""


@dataclass(frozen=True)
class Founding:
    """A council as its decision has it; ``quorum`` is a share of all members, such as ``2/3``."""

    name: str
    document: str
    valid_from: date
    seats: Sequence[Seat]
    quorum: str = "2/3"


def may_keep(by: Actor) -> bool:
    return visibility.holds(by, KEEPERS)


def _require_keeper(by: Actor) -> None:
    if not may_keep(by):
        message = gettext_noop("Chỉ người có thẩm quyền hoặc thường trực ghi thành phần Hội đồng theo quyết định.")
        raise NotAllowed("council.not_allowed", message)


def find(council_id: str, *, by: Actor) -> Council:
    row = award_visibility.councils(by).filter(pk=council_id).first()
    if row is None:
        raise Missing("council.missing", gettext_noop("Không có Hội đồng này."))
    return row


def members_on(council: Council, on: date) -> QuerySet[CouncilMember]:
    """Who sits in the council on a day; a seat that is left on a day is not held on it."""
    rows = CouncilMember.objects.filter(in_force(on), council=council).select_related("account__person")
    return rows.order_by("valid_from", "id")


def _account(authority: str, name: str) -> Account | None:
    wanted = Q(username=name) | Q(person__code=name)
    return Account.objects.filter(wanted, authority_id=authority, is_active=True).first() if name else None


def _seat_faults(seats: Sequence[Seat], found: Sequence[Account | None]) -> list[Problem]:
    faults = []
    for number, (seat, account) in enumerate(zip(seats, found, strict=True)):
        path = f"seats[{number}]"
        if account is None:
            message = gettext_noop("Không có tài khoản %(name)s; hãy ghi tên đăng nhập hoặc mã cán bộ.")
            faults.append(Problem("council.unknown_account", message, f"{path}.account", {"name": seat.account}))
        if seat.role not in CouncilMember.ROLES:
            message = gettext_noop("Hãy chọn vai trò trong Hội đồng.")
            faults.append(Problem("council.role", message, f"{path}.role"))
    known = [account.pk for account in found if account]
    if len(known) != len(set(known)):
        faults.append(Problem("council.twice", gettext_noop("Một người chỉ có một chỗ trong Hội đồng."), "seats"))
    if sum(seat.role == CHAIR for seat in seats) != 1:
        faults.append(Problem("council.one_chair", gettext_noop("Hội đồng có đúng một Chủ tịch."), "seats"))
    return faults


def _text_faults(founding: Founding) -> list[Problem]:
    asked = (
        (0 < len(nfc(founding.name)) <= 200, "name", gettext_noop("Hãy ghi tên Hội đồng, không quá 200 ký tự.")),
        (0 < len(nfc(founding.document)) <= 300, "document", gettext_noop("Hãy ghi số, ngày quyết định thành lập.")),
        (is_share(founding.quorum), "quorum", gettext_noop("Hãy ghi tỷ lệ thành viên phải có mặt, ví dụ 2/3.")),
    )
    return [Problem(f"council.{name}", message, name) for good, name, message in asked if not good]


def faults(founding: Founding, *, by: Actor) -> list[Problem]:
    """Everything that is wrong with a council as somebody would enter it."""
    _require_keeper(by)
    accounts = [_account(by.authority, seat.account) for seat in founding.seats]
    return [*_text_faults(founding), *_seat_faults(founding.seats, accounts)]


@transaction.atomic
def found(founding: Founding, *, by: Actor, at: datetime) -> Council:
    """Enter a council with its members. Entered again with the same name and day it answers the one that is there. Raises
    `Invalid` with everything that is wrong."""
    _require_keeper(by)
    name, document = nfc(founding.name), nfc(founding.document)
    known = Council.objects.filter(authority_id=by.authority, name=name, valid_from=founding.valid_from).first()
    if known:
        return known
    accounts = [_account(by.authority, seat.account) for seat in founding.seats]
    faults = [*_text_faults(founding), *_seat_faults(founding.seats, accounts)]
    if faults:
        raise Invalid("council.invalid", gettext_noop("Chưa ghi được Hội đồng."), problems=faults)
    row = Council.objects.create(
        authority_id=by.authority,
        name=name,
        document=document,
        quorum=founding.quorum,
        valid_from=founding.valid_from,
        entered_by_id=by.account,
        entered_at=at,
    )
    taken = [
        CouncilMember(
            authority_id=by.authority,
            council=row,
            account=account,
            role=seat.role,
            title=nfc(seat.title)[:200],
            valid_from=founding.valid_from,
        )
        for seat, account in zip(founding.seats, accounts, strict=True)
        if account
    ]
    CouncilMember.objects.bulk_create(taken)
    event = CouncilFounded(
        authority=by.authority,
        council=str(row.pk),
        name=name,
        document=document,
        quorum=row.quorum,
        members=[[str(one.account_id), one.role] for one in taken],
    )
    ledger.record(event, by=by, at=at)
    return row


def _hold(council_id: str, *, by: Actor) -> Council:
    _require_keeper(by)
    find(council_id, by=by)
    return Council.objects.select_for_update().get(pk=council_id)


def _tell(row: CouncilMember, role: str, day: date, *, by: Actor, at: datetime) -> None:
    event = CouncilSeatChanged(
        authority=row.authority_id,
        council=str(row.council_id),
        account=str(row.account_id),
        role=role,
        day=day.isoformat(),
    )
    ledger.record(event, by=by, at=at)


@transaction.atomic
def seat(council_id: str, wanted: Seat, *, from_day: date, by: Actor, at: datetime) -> CouncilMember:
    """Give somebody a seat from a day on. Raises `WrongState` for a second chair."""
    council = _hold(council_id, by=by)
    account = _account(by.authority, wanted.account)
    faults = [fault for fault in _seat_faults([wanted], [account]) if fault.code != "council.one_chair"]
    if faults or account is None:
        raise Invalid("council.invalid", gettext_noop("Chưa ghi được Hội đồng."), problems=faults)
    known = council.members.filter(account=account, valid_to=None).first()
    if known and known.role == wanted.role:
        return known
    if known or (wanted.role == CHAIR and council.members.filter(role=CHAIR, valid_to=None).exists()):
        message = gettext_noop("Người này hoặc chức danh này đang có trong Hội đồng; hãy ghi thôi tham gia trước.")
        raise WrongState("council.seated", message, state="seated", may=("leave",))
    row = CouncilMember.objects.create(
        authority_id=by.authority,
        council=council,
        account=account,
        role=wanted.role,
        title=nfc(wanted.title)[:200],
        valid_from=from_day,
    )
    _tell(row, row.role, from_day, by=by, at=at)
    return row


@transaction.atomic
def leave(council_id: str, username: str, *, on: date, by: Actor, at: datetime) -> CouncilMember:
    """End a seat: from that day on its holder does not vote."""
    council = _hold(council_id, by=by)
    row = council.members.filter(account__username=username, valid_to=None).first()
    if row is None:
        raise Missing("council.no_seat", gettext_noop("Người này không có trong Hội đồng."))
    if on < row.valid_from:
        message = gettext_noop("Ngày thôi tham gia không được trước ngày bắt đầu.")
        raise invalid_at("council.leaves_before", message, "on")
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    _tell(row, "", on, by=by, at=at)
    return row
