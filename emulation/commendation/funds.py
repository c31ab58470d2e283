"""Acts on funds for emulation and commendation: opened, given money, put right; every movement is one entry of a fund's ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from emulation import visibility
from emulation.events import FundBooked, FundOpened, FundOverdraftSet
from emulation.models import Authority, AwardType, Fund, FundEntry, Unit
from emulation.rules.access import ACCOUNTANT, AUTHORITY_HEAD, READS_FUNDS
from emulation.rules.awards.bonuses import lacking
from emulation.rules.awards.money import figures
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Missing, NotAllowed, Problem, WrongState, refuse_all
from kernel.text import gettext_noop, nfc, paragraphs

MOST = 10**13
"""More than any fund of this kind has seen; an amount beyond it is a slip of the keyboard."""
SHORT = "short"


@dataclass(frozen=True)
class Opening:
    """``unit`` is empty for the authority's own fund; ``levels`` are those of award types that it pays for, all for none."""

    name: str
    document: str
    amount: int = 0
    unit: str = ""
    levels: Sequence[str] = ()


def seen(by: Actor) -> QuerySet[Fund]:
    """Funds are for the accountant and the committee."""
    rows = Fund.objects.filter(authority_id=by.authority).select_related("unit")
    return rows if visibility.holds(by, READS_FUNDS) else rows.none()


def find(fund_id: str, *, by: Actor) -> Fund:
    row = seen(by).filter(pk=fund_id).first()
    if row is None:
        raise Missing("fund.missing", gettext_noop("Không có quỹ này."))
    return row


def may_keep(by: Actor) -> bool:
    return visibility.holds(by, {ACCOUNTANT})


def may_allow(by: Actor) -> bool:
    return visibility.holds(by, {AUTHORITY_HEAD})


def _require_keeper(by: Actor) -> None:
    if not may_keep(by):
        raise NotAllowed("fund.not_allowed", gettext_noop("Chỉ kế toán ghi sổ quỹ thi đua, khen thưởng."))


def hold(fund_id: str, *, by: Actor) -> Fund:
    """The fund, locked: whoever moves its money next reads the balance that is left here."""
    row = Fund.objects.select_for_update(of=("self",)).filter(pk=fund_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("fund.missing", gettext_noop("Không có quỹ này."))
    return row


def _problem(code: str, message: str, path: str, **params: Any) -> Problem:
    return Problem(f"fund.{code}", message, path, params)


def _amount_faults(amount: int, *, least: int) -> list[Problem]:
    if least <= amount <= MOST:
        return []
    message = gettext_noop("Số tiền phải từ %(least)s đến %(most)s đồng.")
    return [_problem("amount", message, "amount", least=figures(least), most=figures(MOST))]


def _text_faults(texts: dict[str, str]) -> list[Problem]:
    return [_problem("text_needed", gettext_noop("Hãy ghi nội dung này."), n) for n, text in texts.items() if not text]


def _opening_faults(asked: Opening, unit: Unit | None) -> list[Problem]:
    faults = _text_faults({"name": nfc(asked.name), "document": nfc(asked.document)})
    faults += _amount_faults(asked.amount, least=0)
    if asked.unit and unit is None:
        faults.append(_problem("unit", gettext_noop("Không có đơn vị %(unit)s."), "unit", unit=asked.unit))
    wrong = sorted(set(asked.levels) - set(AwardType.LEVELS))
    if wrong:
        message = gettext_noop("Không có cấp khen thưởng “%(levels)s”.")
        faults.append(_problem("levels", message, "levels", levels=", ".join(wrong)))
    return faults


@transaction.atomic
def open_(asked: Opening, *, by: Actor, at: datetime) -> Fund:
    """Open the fund of the authority or of a unit with what it holds. One each; asked again in the same words, it answers the
    same. Raises `WrongState` where there is one already."""
    _require_keeper(by)
    Authority.objects.select_for_update().get(pk=by.authority)
    unit = Unit.objects.filter(authority_id=by.authority, code=asked.unit).first() if asked.unit else None
    refuse_all(_opening_faults(asked, unit))
    known = Fund.objects.filter(authority_id=by.authority, unit=unit).first()
    if known:
        first = known.entries.get(place=1)
        if (known.name, first.amount, first.document) == (nfc(asked.name), asked.amount, nfc(asked.document)):
            return known
        message = gettext_noop("Quỹ này đã mở; hãy cấp thêm hoặc điều chỉnh quỹ đang có.")
        raise WrongState("fund.open", message, state="open", may=("allocate", "adjust"))
    row = Fund.objects.create(
        authority_id=by.authority,
        unit=unit,
        name=nfc(asked.name),
        levels=[level for level in AwardType.LEVELS if level in (asked.levels or AwardType.LEVELS)],
        opened_by_id=by.account,
        opened_at=at,
    )
    book(row, FundEntry.OPENING, asked.amount, document=nfc(asked.document), by=by, at=at)
    event = FundOpened(authority=by.authority, fund=str(row.pk), unit=asked.unit, balance=row.balance)
    ledger.record(event, by=by, at=at)
    return row


def book(fund: Fund, kind: str, amount: int, *, document: str, by: Actor, at: datetime, **about: Any) -> FundEntry:
    """Write the next entry of a fund whose row the caller has locked. Raises `WrongState` for what the fund does not have."""
    short = lacking(fund.balance, fund.overdraft, -amount) if amount < 0 else 0
    if short:
        message = gettext_noop(
            "Quỹ “%(fund)s” còn %(balance)s đồng, không đủ %(wanted)s đồng: thiếu %(short)s đồng. "
            "Hãy cấp thêm vào quỹ, hoặc bớt danh sách rồi làm lại."
        )
        told: dict[str, Any] = {"balance": figures(fund.balance), "wanted": figures(-amount), "short": figures(short)}
        raise WrongState("fund.short", message, state=SHORT, may=("allocate",), fund=fund.name, **told)
    fund.balance += amount
    fund.entries_count += 1
    fund.save(update_fields=["balance", "entries_count"])
    return FundEntry.objects.create(
        authority_id=fund.authority_id,
        fund=fund,
        place=fund.entries_count,
        kind=kind,
        amount=amount,
        balance=fund.balance,
        document=document,
        by_id=by.account,
        at=at,
        **about,
    )


def _move(fund_id: str, kind: str, amount: int, document: str, note: str, *, by: Actor, at: datetime) -> FundEntry:
    """Book money under its paper, once: the same again answers the entry that is there."""
    fund = hold(fund_id, by=by)
    document, note = nfc(document), paragraphs(note)
    known = fund.entries.filter(kind=kind, document=document).first()
    if known and (known.amount, known.note) == (amount, note):
        return known
    if known:
        message = gettext_noop("Chứng từ này đã ghi vào quỹ với số tiền %(amount)s đồng.")
        refuse_all([_problem("document_booked", message, "document", amount=figures(known.amount))])
    entry = book(fund, kind, amount, document=document, note=note, by=by, at=at)
    event = FundBooked(
        authority=by.authority, fund=str(fund.pk), kind=kind, amount=amount, balance=entry.balance, document=document
    )
    ledger.record(event, by=by, at=at)
    return entry


@transaction.atomic
def allocate(fund_id: str, amount: int, *, document: str, note: str = "", by: Actor, at: datetime) -> FundEntry:
    """Money that came into the fund, under its paper."""
    _require_keeper(by)
    refuse_all([*_amount_faults(amount, least=1), *_text_faults({"document": nfc(document)})])
    return _move(fund_id, FundEntry.ALLOCATION, amount, document, note, by=by, at=at)


@transaction.atomic
def adjust(fund_id: str, amount: int, *, document: str, note: str, by: Actor, at: datetime) -> FundEntry:
    """Put right what was booked wrong, by an entry of its own with its reason; nothing booked is ever changed."""
    _require_keeper(by)
    texts = {"document": nfc(document), "note": paragraphs(note)}
    refuse_all([*_amount_faults(abs(amount), least=1), *_text_faults(texts)])
    return _move(fund_id, FundEntry.ADJUSTMENT, amount, document, note, by=by, at=at)


@transaction.atomic
def allow_overdraft(fund_id: str, amount: int, *, basis: str, by: Actor, at: datetime) -> Fund:
    """How far below nought a fund may go, where some rule (``basis``) allows it; nought ends that."""
    if not may_allow(by):
        message = gettext_noop("Chỉ người có thẩm quyền cho phép quỹ chi vượt số dư.")
        raise NotAllowed("fund.overdraft_not_allowed", message)
    basis = nfc(basis)
    refuse_all([*_amount_faults(amount, least=0), *(_text_faults({"basis": basis}) if amount else [])])
    fund = hold(fund_id, by=by)
    if (fund.overdraft, fund.overdraft_basis) == (amount, basis):
        return fund
    if fund.balance < -amount:
        message = gettext_noop("Quỹ đang âm %(balance)s đồng; hãy cấp thêm trước khi hạ mức này.")
        raise WrongState("fund.short", message, state=SHORT, may=("allocate",), balance=figures(-fund.balance))
    fund.overdraft, fund.overdraft_basis = amount, basis
    fund.save(update_fields=["overdraft", "overdraft_basis"])
    event = FundOverdraftSet(authority=by.authority, fund=str(fund.pk), overdraft=amount, basis=basis)
    ledger.record(event, by=by, at=at)
    return fund
