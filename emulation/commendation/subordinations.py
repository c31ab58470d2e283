"""Acts on who takes in whose dossiers: the level above says so from a day on, and which of its units stands for the one below."""

from datetime import date, datetime

from django.db import transaction

from emulation import units
from emulation.events import SubordinationRecorded
from emulation.models import Authority, Subordination, Unit, in_force
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop, nfc, sort_key

LONGEST = 300


def below(authority: str) -> list[Subordination]:
    """Whose dossiers an authority takes in or took in."""
    return list(Subordination.objects.filter(authority_id=authority).select_related("subordinate", "unit"))


def offered(authority: str) -> list[Authority]:
    """The platform's other authorities whose dossiers may be taken in: not taken in yet, and not this one's own level above."""
    now = Subordination.objects.filter(valid_to=None)
    taken = now.filter(authority_id=authority).values("subordinate")
    over = now.filter(subordinate_id=authority).values("authority")
    rows = Authority.objects.exclude(pk=authority).exclude(pk__in=taken).exclude(pk__in=over)
    return sorted(rows, key=lambda row: (sort_key(row.name), row.pk))


def above(authority: str, on: date) -> list[Subordination]:
    """The authorities that take in this one's dossiers on a day."""
    rows = Subordination.objects.filter(in_force(on), subordinate_id=authority)
    return list(rows.select_related("authority", "unit").order_by("authority__name"))


def _faults(by: Actor, subordinate: str, unit: str, valid_from: date, basis: str) -> list[Problem]:
    faults = []
    if subordinate == by.authority or not Authority.objects.filter(pk=subordinate).exists():
        message = gettext_noop("Không có cơ quan nào khác mang mã này trên nền tảng.")
        faults.append(Problem("subordination.unknown", message, "subordinate"))
    elif Subordination.objects.filter(authority_id=subordinate, subordinate_id=by.authority, valid_to=None).exists():
        message = gettext_noop("Cơ quan ấy là cấp trên của cơ quan này.")
        faults.append(Problem("subordination.round", message, "subordinate"))
    if unit not in units.branch(by.authority, unit, valid_from).units:
        message = gettext_noop("Không có đơn vị này vào ngày bắt đầu.")
        faults.append(Problem("subordination.unit", message, "unit"))
    if not 0 < len(basis) <= LONGEST:
        message = gettext_noop("Hãy ghi căn cứ (số, ngày văn bản), nhiều nhất 300 ký tự.")
        faults.append(Problem("subordination.basis", message, "legal_basis"))
    return faults


def _told(row: Subordination, *, by: Actor, at: datetime) -> Subordination:
    event = SubordinationRecorded(
        authority=row.authority_id,
        subordinate=row.subordinate_id,
        unit=row.unit.code,
        valid_from=row.valid_from.isoformat(),
        valid_to=row.valid_to.isoformat() if row.valid_to else "",
        legal_basis=row.legal_basis,
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def record(
    subordinate: str, unit: str, valid_from: date, legal_basis: str, *, by: Actor, at: datetime
) -> Subordination:
    """Take in the dossiers of an authority from a day on; ``unit`` (a code of the actor's own chart) stands for it. Repeated, it
    answers the same. Raises `NotAllowed`, and `Invalid` with everything that is wrong."""
    units.require_keeper(by, by.authority)
    Authority.objects.select_for_update().get(pk=by.authority)
    basis = nfc(legal_basis)
    faults = _faults(by, subordinate, unit, valid_from, basis)
    if faults:
        raise Invalid("subordination.invalid", gettext_noop("Chưa ghi được cơ quan cấp dưới."), problems=faults)
    stands = Unit.objects.get(authority_id=by.authority, code=unit)
    rows = Subordination.objects.filter(authority_id=by.authority, subordinate_id=subordinate, valid_to=None)
    known = rows.select_related("unit").first()
    if known and (known.unit_id, known.valid_from, known.legal_basis) == (stands.pk, valid_from, basis):
        return known
    if known:
        message = gettext_noop("Cơ quan này đã là cấp dưới; hãy ghi thôi nhận trước khi ghi lại.")
        problem = Problem("subordination.there", message, "subordinate")
        raise Invalid("subordination.invalid", gettext_noop("Chưa ghi được cơ quan cấp dưới."), problems=[problem])
    row = Subordination.objects.create(
        authority_id=by.authority,
        subordinate_id=subordinate,
        unit=stands,
        valid_from=valid_from,
        legal_basis=basis,
        recorded_by_id=by.account,
        recorded_at=at,
    )
    return _told(row, by=by, at=at)


@transaction.atomic
def end(subordination_id: str, valid_to: date, *, by: Actor, at: datetime) -> Subordination:
    """Take in nothing more of an authority from a day on; what came before stays. Repeated, it answers the same."""
    units.require_keeper(by, by.authority)
    rows = Subordination.objects.select_for_update(of=("self",)).select_related("unit")
    row = rows.filter(pk=subordination_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("subordination.missing", gettext_noop("Không có cơ quan cấp dưới này."))
    if row.valid_to == valid_to:
        return row
    if row.valid_to or valid_to < row.valid_from:
        message = gettext_noop("Đã thôi nhận, hoặc ngày thôi nhận trước ngày bắt đầu.")
        problem = Problem("subordination.order", message, "valid_to")
        raise Invalid("subordination.invalid", gettext_noop("Chưa ghi được."), problems=[problem])
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    return _told(row, by=by, at=at)
