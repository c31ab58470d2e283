"""Events of funds, bonuses and their payment. Amounts are totals in đồng; what each got stands in the tables, for few to read."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class FundOpened(Event):
    type = "emulation.fund.opened.v1"
    fund: str
    unit: str
    balance: int


@dataclass(frozen=True, kw_only=True)
class FundBooked(Event):
    """``kind`` is allocation or adjustment."""

    type = "emulation.fund.booked.v1"
    fund: str
    kind: str
    amount: int
    balance: int
    document: str


@dataclass(frozen=True, kw_only=True)
class FundOverdraftSet(Event):
    type = "emulation.fund.overdraft_set.v1"
    fund: str
    overdraft: int
    basis: str


@dataclass(frozen=True, kw_only=True)
class BonusesComputed(Event):
    """Of the awards of a signed decision; ``total`` is that of those that are paid."""

    type = "emulation.bonuses.computed.v1"
    decision: str
    bonuses: int
    total: int


@dataclass(frozen=True, kw_only=True)
class BonusesRevoked(Event):
    """Bonuses whose awards a later ``decision`` revoked: not to be paid, or to be claimed back."""

    type = "emulation.bonuses.revoked.v1"
    decision: str
    cancelled: int
    claimed: int


@dataclass(frozen=True, kw_only=True)
class BonusRecovered(Event):
    type = "emulation.bonus.recovered.v1"
    bonus: str
    fund: str
    document: str


@dataclass(frozen=True, kw_only=True)
class PaymentListDrafted(Event):
    type = "emulation.payment_list.drafted.v1"
    payment_list: str
    fund: str
    bonuses: int
    total: int


@dataclass(frozen=True, kw_only=True)
class PaymentListRevised(Event):
    type = "emulation.payment_list.revised.v1"
    payment_list: str
    fund: str
    bonuses: int
    total: int


@dataclass(frozen=True, kw_only=True)
class PaymentListMoved(Event):
    """``act`` is approve, return or discard."""

    type = "emulation.payment_list.moved.v1"
    payment_list: str
    act: str
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PaymentListPaid(Event):
    type = "emulation.payment_list.paid.v1"
    payment_list: str
    fund: str
    bonuses: int
    total: int
    document: str
