"""Reads for the pages of money: funds with their ledgers, bonuses, payment lists, and what the reader may do with each."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q, Sum

from emulation.boards.errands import Errand
from emulation.commendation import award_statistics, bonuses, funds, payments
from emulation.models import AwardType, BonusEntitlement, Fund, FundEntry, PaymentList
from emulation.rules.access import ACCOUNTANT, AUTHORITY_HEAD, READS_FUNDS, STANDING_OFFICER
from emulation.rules.awards import payment_states as states
from emulation.rules.awards.bonuses import lacking
from emulation.rules.periods import local_date
from emulation.visibility import holds
from kernel.actors import Actor, Place
from kernel.errors import NotAllowed
from kernel.text import gettext_noop

PAGE, CHOOSABLE = 50, 500


@dataclass(frozen=True)
class FundRow:
    fund: Fund
    waiting: int
    waiting_total: int


@dataclass(frozen=True)
class FundsBoard:
    funds: list[FundRow]
    lists: list[PaymentList]
    levels: tuple[str, ...]
    may_open: bool


@dataclass(frozen=True)
class FundBoard:
    """``choosable`` are the bonuses offered for a list, empty where there are more than a page can hold."""

    fund: Fund
    entries: Page[FundEntry]
    lists: list[PaymentList]
    waiting: int
    waiting_total: int
    choosable: list[BonusEntitlement]
    may_keep: bool
    may_allow: bool
    may_draft: bool


@dataclass(frozen=True)
class BonusRow:
    bonus: BonusEntitlement
    name: str
    may_recover: bool


@dataclass(frozen=True)
class BonusesBoard:
    """``whole`` says that these are everybody's, not the reader's own; ``counts`` that the reader may see statistics."""

    rows: list[BonusRow]
    page: Page[BonusEntitlement]
    state: str
    total: int
    whole: bool
    counts: bool


@dataclass(frozen=True)
class ListBoard:
    """``short`` is what the fund lacks for it, ``acts`` what the reader may do now."""

    row: PaymentList
    lines: list[payments.Line]
    words: str
    short: int
    acts: tuple[str, ...]


APPROVE, PAY, LIST, RECOVER = "payment_approve", "payment_pay", "bonus_list", "bonus_recover"


def errands(*, by: Actor) -> list[Errand]:
    """What waits for whoever approves, pays and recovers, on their first page."""
    roles = by.roles_over(Place(by.authority))
    lists, found = payments.seen(by), BonusEntitlement.objects.filter(authority_id=by.authority)
    waiting: dict[str, tuple[int, str]] = {}
    if AUTHORITY_HEAD in roles:
        drafts = lists.filter(~Q(drafted_by__in=by.accounts), state=states.DRAFT)
        waiting[APPROVE] = drafts.count(), "funds"
    if ACCOUNTANT in roles:
        approved = lists.filter(~Q(approved_by__in=by.accounts), state=states.APPROVED)
        waiting[PAY] = approved.count(), "funds"
        waiting[LIST] = found.filter(state=states.DUE).count(), "funds"
        waiting[RECOVER] = found.filter(state=states.RECOVERY_DUE).count(), "bonuses"
    return [Errand(act, count, "", {"page": page}) for act, (count, page) in waiting.items() if count]


def _require(by: Actor) -> None:
    if not holds(by, READS_FUNDS):
        message = gettext_noop("Chỉ kế toán, thường trực, Hội đồng và người có thẩm quyền xem quỹ khen thưởng.")
        raise NotAllowed("fund.not_seen", message)


def _sum(fund: Fund) -> tuple[int, int]:
    rows = payments.payable(fund)
    return rows.count(), rows.aggregate(total=Sum("amount"))["total"] or 0


def listed(*, by: Actor) -> FundsBoard:
    """All funds, and the newest lists. Raises `NotAllowed` for who sees no money."""
    _require(by)
    rows = [FundRow(fund, *_sum(fund)) for fund in funds.seen(by)]
    lists = list(payments.seen(by)[:PAGE])
    return FundsBoard(rows, lists, AwardType.LEVELS, funds.may_keep(by))


def one(fund_id: str, *, page: int = 1, by: Actor) -> FundBoard:
    """A fund with its ledger, newest entries first. Raises `Missing` for who sees no money."""
    fund = funds.find(fund_id, by=by)
    count, total = _sum(fund)
    entries = Paginator(fund.entries.select_related("by", "payment_list").order_by("-place"), PAGE)
    drafts = bool(by.roles_over(Place(by.authority)) & {ACCOUNTANT, STANDING_OFFICER})
    return FundBoard(
        fund=fund,
        entries=entries.get_page(page),
        lists=list(payments.seen(by).filter(fund=fund)[:PAGE]),
        waiting=count,
        waiting_total=total,
        choosable=list(payments.payable(fund)) if drafts and count <= CHOOSABLE else [],
        may_keep=funds.may_keep(by),
        may_allow=funds.may_allow(by),
        may_draft=drafts,
    )


def of_awards(*, state: str = "", page: int = 1, by: Actor, at: datetime) -> BonusesBoard:
    """Bonuses that the reader may see, those of one state where one is named."""
    rows = bonuses.seen(by, local_date(at))
    if state:
        rows = rows.filter(state=state)
    shown = Paginator(rows.select_related("award__decision", "decision", "unit", "person", "payment_list"), PAGE)
    here = shown.get_page(page)
    found = list(here.object_list)
    names = bonuses.recipients(found)
    keeps = funds.may_keep(by)
    return BonusesBoard(
        rows=[
            BonusRow(row, names[str(row.pk)].recipient_name, keeps and row.state == states.RECOVERY_DUE)
            for row in found
        ],
        page=here,
        state=state,
        total=rows.aggregate(total=Sum("amount"))["total"] or 0,
        whole=holds(by, READS_FUNDS),
        counts=award_statistics.may_read(by),
    )


def of_list(list_id: str, *, by: Actor) -> ListBoard:
    """A payment list with its recipients. Raises `Missing` for who sees no money."""
    row = payments.find(list_id, by=by)
    short = lacking(row.fund.balance, row.fund.overdraft, row.total) if row.state != states.PAID else 0
    told = payments.context(row)
    acts = states.PAYMENT_LIST.possible(row.state, by.roles_over(Place(by.authority)))
    mine = {"approve": str(row.drafted_by_id), "pay": str(row.approved_by_id)}
    offered = tuple(act for act in acts if mine.get(act, "") not in by.accounts)
    return ListBoard(row, payments.lines(row), told["total_words"], short, offered)
