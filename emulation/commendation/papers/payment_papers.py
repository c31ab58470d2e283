"""The list by which bonuses are paid (danh sách chi thưởng), with how each was computed and the total in words."""

from dataclasses import dataclass
from decimal import Decimal

from emulation.commendation.papers import blocks as b
from emulation.commendation.papers.decision_papers import number_of
from emulation.commendation.papers.facts import Asked, Head, office_head, post_at
from emulation.commendation.papers.kinds import Blank, Kind
from emulation.models import BonusEntitlement, PaymentList
from emulation.rules.awards import money
from emulation.rules.awards.wording import BLANK, short_day
from emulation.rules.periods import local_date
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Payee:
    """A line of the list. ``computed`` is the multiple times the base salary."""

    place: int
    salutation: str
    name: str
    post: str
    award: str
    decision: str
    computed: str
    amount: str


@dataclass(frozen=True)
class Payment:
    """What a payment list says."""

    head: Head
    number: str
    year: int
    title: str
    fund: str
    payees: tuple[Payee, ...]
    count: int
    total: str
    total_words: str
    bases: tuple[str, ...]
    document: str
    drafter: str
    accountant: str
    approver_title: str
    approver: str


def _multiple(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _payee(place: int, row: BonusEntitlement) -> Payee:
    award = row.award
    unit = "" if award.unit_name == award.recipient_name else award.unit_name
    return Payee(
        place=place,
        salutation=award.salutation,
        name=award.recipient_name,
        post=post_at(award.position, unit),
        award=row.award_name,
        decision=f"{number_of(row.decision)} ngày {short_day(row.decided_on)}",
        computed=f"{_multiple(row.multiple)} × {money.figures(row.base_salary)}",
        amount=money.figures(row.amount),
    )


def gather(row: PaymentList, asked: Asked) -> Payment:
    bonuses = row.bonuses.select_related("award", "decision__authority").order_by(
        "decided_on", "decision", "award__place"
    )
    listed = list(bonuses)
    total = sum(bonus.amount for bonus in listed)
    return Payment(
        head=office_head(
            row.authority,
            number=row.number,
            day=local_date(row.approved_at) if row.approved_at else None,
            year=row.year,
        ),
        number=row.number,
        year=row.year,
        title=row.title,
        fund=row.fund.name,
        payees=tuple(_payee(place, bonus) for place, bonus in enumerate(listed, start=1)),
        count=len(listed),
        total=money.figures(total),
        total_words=money.in_words(total),
        bases=tuple(dict.fromkeys(bonus.basis for bonus in listed)),
        document=row.document or BLANK,
        drafter=row.drafted_by.get_full_name(),
        accountant=row.paid_by.get_full_name() if row.paid_by else "",
        approver_title=asked.text("approver_title", "THỦ TRƯỞNG ĐƠN VỊ"),
        approver=row.approved_by.get_full_name() if row.approved_by else "",
    )


_LIST = (
    b.head(),
    b.title("DANH SÁCH CHI TIỀN THƯỞNG", "{{ title }}"),
    b.each("bases", "basis", [b.text("Căn cứ {{ basis }};", italic=True)]),
    b.text("{{ fund }}, năm {{ year }}.", lead="Nguồn chi:"),
    b.table(
        "payees",
        "one",
        [
            b.column("STT", "{{ one.place }}", 13, b.CENTRE),
            b.column("Họ và tên, tên tập thể", "{{ one.salutation }} {{ one.name }}", 48),
            b.column("Chức vụ, đơn vị", "{{ one.post }}", 48),
            b.column("Danh hiệu, hình thức", "{{ one.award }}", 40),
            b.column("Quyết định", "{{ one.decision }}", 36),
            b.column("Mức × lương cơ sở", "{{ one.computed }}", 32, b.RIGHT),
            b.column("Số tiền (đồng)", "{{ one.amount }}", 28, b.RIGHT),
            b.column("Ký nhận", "", 24),
        ],
        total=["", "Cộng ({{ count }})", "", "", "", "", "{{ total }}", ""],
    ),
    b.text("{{ total_words }}.", lead="Bằng chữ:"),
    b.text("{{ document }}", lead="Chứng từ chi:"),
    b.signatures(
        b.signature(title_="KẾ TOÁN", name="{{ accountant }}"),
        b.signature(title_="{{ approver_title }}", name="{{ approver }}"),
    ),
)

PAPERS = (
    Kind(
        "payments", gettext_noop("Danh sách chi thưởng"), "payment-list", Payment, _LIST, gather, landscape=True,
        blanks=(Blank("approver_title", gettext_noop("Chức vụ người duyệt")),),
    ),
)  # fmt: skip
