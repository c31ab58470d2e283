"""Acts on payment lists (danh sách chi thưởng): drafted by one, approved by another, paid by the accountant out of one fund."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from emulation import reasons, visibility
from emulation.commendation import bonuses, funds
from emulation.events import PaymentListDrafted, PaymentListMoved, PaymentListPaid, PaymentListRevised
from emulation.models import BonusEntitlement, Fund, FundEntry, PaymentList
from emulation.rules.access import READS_FUNDS
from emulation.rules.awards import payment_states as states
from emulation.rules.awards.bonuses import COLLECTIVE, pays
from emulation.rules.awards.money import figures, in_words
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState, invalid_at
from kernel.text import gettext_noop, nfc

MOST_LINES = 20_000


@dataclass(frozen=True)
class Draft:
    """``bonuses`` are ids; None takes all that are due and that this fund pays."""

    fund: str
    number: str
    title: str
    bonuses: Sequence[str] | None = None


def seen(by: Actor) -> QuerySet[PaymentList]:
    rows = PaymentList.objects.filter(authority_id=by.authority).select_related(
        "fund", "drafted_by", "approved_by", "paid_by"
    )
    return rows if visibility.holds(by, READS_FUNDS) else rows.none()


def find(list_id: str, *, by: Actor) -> PaymentList:
    row = seen(by).filter(pk=list_id).first()
    if row is None:
        raise Missing("payment_list.missing", gettext_noop("Không có danh sách chi thưởng này."))
    return row


def _hold(list_id: str, *, by: Actor) -> PaymentList:
    rows = PaymentList.objects.select_for_update(of=("self",)).select_related("fund")
    row = rows.filter(pk=list_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("payment_list.missing", gettext_noop("Không có danh sách chi thưởng này."))
    return row


def _roles(by: Actor) -> frozenset[str]:
    return by.roles_over(Place(by.authority))


def payable(fund: Fund) -> QuerySet[BonusEntitlement]:
    """The bonuses that wait for a list and that are this fund's to pay."""
    rows = BonusEntitlement.objects.filter(authority_id=fund.authority_id, state=states.DUE, level__in=fund.levels)
    if fund.unit_id:
        rows = rows.filter(unit=fund.unit_id)
    return rows.select_related("award", "unit", "person", "decision")


def _problem(code: str, message: str, path: str, **params: Any) -> Problem:
    return Problem(f"payment_list.{code}", message, path, params)


def _chosen(asked: Draft, fund: Fund) -> list[BonusEntitlement]:
    """The bonuses that are asked for, locked. Raises `Invalid` with everything that cannot stand in this list."""
    rows = BonusEntitlement.objects.select_for_update(of=("self",)).select_related("award", "unit").order_by("pk")
    rows = rows.filter(authority_id=fund.authority_id)
    ids = [str(row.pk) for row in payable(fund)[:MOST_LINES]] if asked.bonuses is None else list(asked.bonuses)
    known = {str(row.pk): row for row in rows.filter(pk__in=ids)}
    faults = [fault for n, id_ in enumerate(ids) for fault in _line_faults(n, known.get(id_), fund)]
    if not ids:
        message = gettext_noop("Danh sách còn trống: không có khoản thưởng nào chờ chi từ quỹ này.")
        faults.append(_problem("empty", message, "bonuses"))
    texts = {"number": nfc(asked.number), "title": nfc(asked.title)}
    faults += [
        _problem("text_needed", gettext_noop("Hãy ghi nội dung này."), n) for n, text in texts.items() if not text
    ]
    if faults:
        message = gettext_noop("Danh sách chi thưởng có %(count)s lỗi.")
        raise Invalid("payment_list.invalid", message, problems=faults, count=len(faults))
    return list(known.values())


def _line_faults(n: int, row: BonusEntitlement | None, fund: Fund) -> list[Problem]:
    path = f"bonuses[{n}]"
    if row is None:
        return [_problem("unknown_bonus", gettext_noop("Không có khoản thưởng này."), path)]
    name = row.award.recipient_name
    if row.state != states.DUE:
        message = gettext_noop("%(name)s: khoản thưởng này không ở tình trạng chờ chi.")
        return [_problem("not_due", message, path, name=name)]
    fund_unit = fund.unit.code if fund.unit else ""
    if not pays(fund_unit, fund.levels, unit=row.unit.code, level=row.level):
        message = gettext_noop(
            "%(name)s: cấp nào quyết định thì cấp đó chi; quỹ này không chi cho “%(award)s” của đơn vị %(unit)s. "
            "Hãy chọn quỹ của cấp quyết định."
        )
        return [_problem("other_fund", message, path, name=name, award=row.award_name, unit=row.unit.code)]
    return []


def _enter(list_: PaymentList, rows: Sequence[BonusEntitlement]) -> None:
    due = [row.pk for row in rows if row.state == states.DUE]
    listed = states.BONUS.step(states.DUE, "list", {"system"})
    BonusEntitlement.objects.filter(pk__in=[row.pk for row in rows]).update(payment_list=list_)
    BonusEntitlement.objects.filter(pk__in=due).update(state=listed)


def _leave(list_: PaymentList) -> None:
    """Take everything out of a list. What was cancelled in the meantime stays cancelled."""
    rows = list(list_.bonuses.select_for_update().order_by("pk"))
    listed = [row.pk for row in rows if row.state == states.LISTED]
    due = states.BONUS.step(states.LISTED, "unlist", {"system"})
    BonusEntitlement.objects.filter(pk__in=listed).update(state=due)
    BonusEntitlement.objects.filter(pk__in=[row.pk for row in rows]).update(payment_list=None)


def _known(asked: Draft, fund: Fund, year: int, *, by: Actor) -> PaymentList | None:
    """The same list drafted before. Raises `Invalid` for a number that another has."""
    rows = PaymentList.objects.filter(authority_id=by.authority, year=year, number=nfc(asked.number))
    row = rows.exclude(state=states.DISCARDED).first()
    if row is None:
        return None
    same = asked.bonuses is None or {str(pk) for pk in row.bonuses.values_list("pk", flat=True)} == set(asked.bonuses)
    if row.fund_id == fund.pk and row.title == nfc(asked.title) and same and str(row.drafted_by_id) == by.account:
        return row
    message = gettext_noop("Số danh sách này đã dùng trong năm.")
    raise invalid_at("payment_list.number_taken", message, "number")


@transaction.atomic
def draft(asked: Draft, *, by: Actor, at: datetime) -> PaymentList:
    """Draft a list of bonuses to be paid from a fund. Repeated, it answers the list that is there."""
    states.PAYMENT_LIST.step(states.DRAFT, "revise", _roles(by))
    fund, year = funds.hold(asked.fund, by=by), local_date(at).year
    known = _known(asked, fund, year, by=by)
    if known:
        return known
    rows = _chosen(asked, fund)
    row = PaymentList.objects.create(
        authority_id=by.authority,
        fund=fund,
        number=nfc(asked.number),
        year=year,
        title=nfc(asked.title),
        total=sum(one.amount for one in rows),
        drafted_by_id=by.account,
        drafted_at=at,
    )
    _enter(row, rows)
    event = PaymentListDrafted(
        authority=by.authority, payment_list=str(row.pk), fund=str(fund.pk), bonuses=len(rows), total=row.total
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def revise(list_id: str, asked: Draft, *, by: Actor, at: datetime) -> PaymentList:
    """Replace what a draft or a returned list says, fund and all; it is then a draft of whoever revised it."""
    find(list_id, by=by)
    fund = funds.hold(asked.fund, by=by)
    row = _hold(list_id, by=by)
    row.state = states.PAYMENT_LIST.step(row.state, "revise", _roles(by))
    if nfc(asked.number) != row.number:
        _known(asked, fund, row.year, by=by)
    _leave(row)
    rows = _chosen(asked, fund)
    row.fund, row.number, row.title = fund, nfc(asked.number), nfc(asked.title)
    row.total = sum(one.amount for one in rows)
    row.drafted_by_id, row.drafted_at = by.account, at
    row.approved_by_id = row.approved_at = None
    row.reason = ""
    row.save()
    _enter(row, rows)
    event = PaymentListRevised(
        authority=by.authority, payment_list=str(row.pk), fund=str(fund.pk), bonuses=len(rows), total=row.total
    )
    ledger.record(event, by=by, at=at)
    return row


def _moved(row: PaymentList, act: str, *, reason: str = "", by: Actor, at: datetime) -> PaymentList:
    event = PaymentListMoved(authority=by.authority, payment_list=str(row.pk), act=act, state=row.state, reason=reason)
    ledger.record(event, by=by, at=at)
    return row


def _require_intact(row: PaymentList) -> None:
    """Raises `WrongState` where an award was revoked since the list was drafted: what is approved or paid is what is owed."""
    gone = list(row.bonuses.exclude(state=states.LISTED).select_related("award"))
    if gone or not row.bonuses.exists():
        message = gettext_noop("%(name)s không còn được thưởng; hãy trả lại danh sách để lập lại.")
        faults = [_problem("revoked", message, "bonuses", name=one.award.recipient_name) for one in gone]
        text = gettext_noop("Danh sách có người không còn được thưởng hoặc còn trống; hãy trả lại để lập lại.")
        may = ("return", "revise")
        raise WrongState("payment_list.not_intact", text, state=row.state, may=may, problems=faults)


@transaction.atomic
def approve(list_id: str, *, by: Actor, at: datetime) -> PaymentList:
    """The authority approves what somebody else drafted, unless it names the approver among those who get money."""
    row = _hold(list_id, by=by)
    target = states.PAYMENT_LIST.step(row.state, "approve", _roles(by))
    if str(row.drafted_by_id) in by.accounts:
        message = gettext_noop("Người lập danh sách không tự duyệt; phải là người khác có thẩm quyền.")
        raise NotAllowed("payment_list.own_draft", message)
    if row.bonuses.filter(person__code__in=by.persons).exists():
        message = gettext_noop("Người có tên trong danh sách không tự duyệt; hãy ủy quyền cho người khác.")
        raise NotAllowed("payment_list.own_bonus", message)
    _require_intact(row)
    row.state, row.approved_by_id, row.approved_at = target, by.account, at
    row.save(update_fields=["state", "approved_by", "approved_at"])
    return _moved(row, "approve", by=by, at=at)


@transaction.atomic
def return_(list_id: str, *, reason: str, by: Actor, at: datetime) -> PaymentList:
    """Send a list back to who drafts, with the reason."""
    row = _hold(list_id, by=by)
    target = states.PAYMENT_LIST.step(row.state, "return", _roles(by))
    reason = reasons.reasoned(reason, "payment_list.reason_needed")
    row.state, row.reason = target, reason
    row.approved_by_id = row.approved_at = None
    row.save(update_fields=["state", "reason", "approved_by", "approved_at"])
    return _moved(row, "return", reason=reason, by=by, at=at)


@transaction.atomic
def discard(list_id: str, *, by: Actor, at: datetime) -> PaymentList:
    """Put a list away; its bonuses wait for another one."""
    row = _hold(list_id, by=by)
    row.state = states.PAYMENT_LIST.step(row.state, "discard", _roles(by))
    _leave(row)
    row.save(update_fields=["state"])
    return _moved(row, "discard", by=by, at=at)


@transaction.atomic
def pay(list_id: str, *, document: str, by: Actor, at: datetime) -> PaymentList:
    """The accountant pays an approved list: one entry of the fund, every bonus in it paid. Raises `WrongState` where the fund
    does not have so much, and `NotAllowed` for who approved it."""
    known, document = find(list_id, by=by), nfc(document)
    fund = funds.hold(str(known.fund_id), by=by)
    row = _hold(list_id, by=by)
    if row.state == states.PAID and row.document == document and str(row.paid_by_id) == by.account:
        return row
    target = states.PAYMENT_LIST.step(row.state, "pay", _roles(by))
    if str(row.approved_by_id) in by.accounts:
        raise NotAllowed("payment_list.own_approval", gettext_noop("Người duyệt danh sách không tự chi."))
    if not document:
        message = gettext_noop("Hãy ghi số, ngày chứng từ.")
        raise invalid_at("payment_list.document_needed", message, "document")
    _require_intact(row)
    rows = list(row.bonuses.select_for_update().order_by("pk"))
    funds.book(fund, FundEntry.PAYMENT, -row.total, document=document, payment_list=row, by=by, at=at)
    for state in {one.state for one in rows}:
        paid = states.BONUS.step(state, "pay", {"system"})
        BonusEntitlement.objects.filter(payment_list=row, state=state).update(state=paid, paid_at=at)
    row.state, row.document, row.paid_by_id, row.paid_at = target, document, by.account, at
    row.save(update_fields=["state", "document", "paid_by", "paid_at"])
    event = PaymentListPaid(
        authority=by.authority,
        payment_list=str(row.pk),
        fund=str(fund.pk),
        bonuses=len(rows),
        total=row.total,
        document=document,
    )
    ledger.record(event, by=by, at=at)
    return row


@dataclass(frozen=True)
class Line:
    """One recipient of a list as it is printed."""

    place: int
    bonus: BonusEntitlement
    name: str
    salutation: str
    position: str
    unit_name: str
    decision: str


def lines(row: PaymentList) -> list[Line]:
    """By decision and place in it; names as the award reads now."""
    found = row.bonuses.select_related("award", "decision", "unit", "person")
    rows = list(found.order_by("decided_on", "decision__number", "award__place"))
    names = bonuses.recipients(rows)
    made = []
    for place, one in enumerate(rows, start=1):
        award = names[str(one.pk)]
        number = f"{one.decision.number}, {one.decided_on:%d/%m/%Y}"
        made.append(Line(place, one, award.recipient_name, award.salutation, award.position, award.unit_name, number))
    return made


def context(row: PaymentList) -> dict[str, Any]:
    """Everything that the printed list says, as plain values."""
    rows = lines(row)
    kinds = {COLLECTIVE: [one.bonus.amount for one in rows if one.bonus.subject_kind == COLLECTIVE]}
    return {
        "authority": row.authority.name,
        "place": row.authority.place,
        "fund": row.fund.name,
        "number": row.number,
        "year": row.year,
        "title": row.title,
        "state": row.state,
        "lines": [
            {
                "place": one.place,
                "salutation": one.salutation,
                "name": one.name,
                "position": one.position,
                "unit": one.unit_name,
                "award": one.bonus.award_name,
                "decision": one.decision,
                "multiple": str(one.bonus.multiple.normalize()),
                "base_salary": one.bonus.base_salary,
                "amount": one.bonus.amount,
                "amount_text": figures(one.bonus.amount),
                "article": one.bonus.article,
            }
            for one in rows
        ],
        "collectives": len(kinds[COLLECTIVE]),
        "collectives_total": sum(kinds[COLLECTIVE]),
        "total": row.total,
        "total_text": figures(row.total),
        "total_words": in_words(row.total),
        "bases": sorted({one.bonus.basis for one in rows}),
        "drafted_by": row.drafted_by.get_full_name(),
        "drafted_on": local_date(row.drafted_at),
        "approved_by": row.approved_by.get_full_name() if row.approved_by else "",
        "approved_on": local_date(row.approved_at) if row.approved_at else None,
        "paid_by": row.paid_by.get_full_name() if row.paid_by else "",
        "paid_on": local_date(row.paid_at) if row.paid_at else None,
        "document": row.document,
    }
