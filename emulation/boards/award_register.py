"""Reads of the award register (sổ khen thưởng): every number that was given, in order, with what became of its award."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Func, Q, QuerySet, TextField

from emulation import visibility
from emulation.commendation.papers import blocks as b
from emulation.commendation.papers.facts import office_head
from emulation.commendation.papers.filling import filled
from emulation.decisions.lists import full_number
from emulation.models import Authority, Award, RegisterBook, RegisterEntry
from emulation.rules.access import READS_DECISIONS
from emulation.rules.awards.wording import short_day
from emulation.workbooks import Column, table_form
from kernel.actors import Actor, Place
from kernel.errors import NotAllowed
from kernel.text import gettext_noop, search_key

STATES = {
    Award.VALID: gettext_noop("Có hiệu lực"),
    Award.AMENDED: gettext_noop("Đã sửa đổi"),
    Award.REVOKED: gettext_noop("Đã hủy bỏ"),
}
_COLUMNS = (
    Column("number", "Số vào sổ", width=10),
    Column("recipient", "Họ tên, tên tập thể", width=34),
    Column("post", "Chức vụ, đơn vị khi được khen", width=36),
    Column("award", "Danh hiệu, hình thức khen thưởng", width=30),
    Column("citation", "Thành tích", width=44),
    Column("decision", "Quyết định", width=22),
    Column("day", "Ngày quyết định", width=14),
    Column("issue", "Bản giấy khen", width=14),
    Column("note", "Ghi chú", width=44),
)
_PAGE = (
    b.head(numbered=False),
    b.title("SỔ KHEN THƯỞNG", "{{ about }}"),
    b.table(
        "rows",
        "one",
        [
            b.column("Số", "{{ one.number }}", 18, b.CENTRE),
            b.column("Họ tên, tên tập thể", "{{ one.recipient }}", 48),
            b.column("Chức vụ, đơn vị", "{{ one.post }}", 48),
            b.column("Hình thức", "{{ one.award }}", 36),
            b.column("Quyết định", "{{ one.decision }} ngày {{ one.day }}", 36),
            b.column("Bản", "{{ one.issue }}", 14, b.CENTRE),
            b.column("Ghi chú", "{{ one.note }}", 52),
        ],
    ),
    b.text("Sổ có {{ total }} số."),
    b.signatures(None, b.signature(title_="NGƯỜI GIỮ SỔ")),
)

Issues = Mapping[tuple[str, int, int], int]
"""By book, year and number how often a certificate was issued; who composes the page knows it."""


@dataclass(frozen=True)
class Line:
    """One number. ``award`` is the award as it reads now; ``first`` the one that the number was given to."""

    entry: RegisterEntry
    award: Award
    issue: int

    @property
    def key(self) -> tuple[str, int, int]:
        return self.entry.book, self.entry.year, self.entry.number

    @property
    def decision_number(self) -> str:
        return full_number(self.entry.award.decision)

    @property
    def note(self) -> str:
        """What a later decision made of it, in Vietnamese, as it is written into the book."""
        said = []
        if self.award.pk != self.entry.award_id:
            amending = self.award.decision
            said.append(f"Sửa đổi theo QĐ số {full_number(amending)} ngày {short_day(amending.decided_on)}")
        if self.award.state == Award.REVOKED and self.award.ended_by:
            ending = self.award.ended_by
            ground = f"điểm {self.award.ended_ground} khoản 2 Điều 93"
            said.append(f"Hủy bỏ theo QĐ số {full_number(ending)} ngày {short_day(ending.decided_on)}, {ground}")
        return "; ".join(said)


class _Plain(Func):
    """A name as `kernel.text.search_key` makes it: small letters without marks, whatever the database's collation."""

    template = (
        "lower(replace(replace(regexp_replace(normalize(%(expressions)s, NFD), "
        "'[\u0300-\u036f]', '', 'g'), 'đ', 'd'), 'Đ', 'd'))"
    )
    output_field = TextField()


@dataclass(frozen=True)
class Sought:
    """What somebody looks for in the book: a year and a book of it, words of a name, one decision's numbers. Empty means any."""

    year: int | None = None
    book: str = ""
    words: str = ""
    decision: UUID | None = None


def found(by: Actor, sought: Sought) -> QuerySet[RegisterEntry]:
    """The numbers that are looked for; names have all words somewhere, with or without accents, as entered or as amended."""
    rows = entries(by, year=sought.year, book=sought.book)
    if sought.decision:
        rows = rows.filter(award__decision=sought.decision)
    words = search_key(sought.words).split()
    if not words:
        return rows
    rows = rows.annotate(plain=_Plain(F("recipient_name")), unit_plain=_Plain(F("award__unit_name")))
    for word in words:
        rows = rows.filter(Q(plain__contains=word) | Q(unit_plain__contains=word))
    return rows


def before(rows: QuerySet[RegisterEntry], number: int) -> int | None:
    """How many of the rows stand before a number, so that its page can be opened; None where the number is not among them. Where
    no year and book are chosen the newest number of that kind is meant."""
    entry = rows.filter(number=number).first()
    if entry is None:
        return None
    earlier = Q(year__gt=entry.year) | Q(year=entry.year, book__lt=entry.book)
    return rows.filter(earlier | Q(year=entry.year, book=entry.book, number__lt=number)).count()


def entries(by: Actor, *, year: int | None = None, book: str = "") -> QuerySet[RegisterEntry]:
    """The numbers of a book and year, for those who work on decisions. Raises `NotAllowed` for everybody else."""
    if not by.roles_over(Place(by.authority)) & READS_DECISIONS:
        raise NotAllowed("register.not_allowed", gettext_noop("Chỉ người làm công tác khen thưởng xem cả sổ."))
    rows = RegisterEntry.objects.filter(authority_id=by.authority).order_by("-year", "book", "number")
    rows = rows.filter(year=year) if year else rows
    rows = rows.filter(book=book) if book else rows
    return rows.select_related("award__award_type", "award__decision__authority", "award__ended_by__authority")


def books(by: Actor) -> list[tuple[str, int, int]]:
    """Each book and year with its last number."""
    rows = RegisterBook.objects.filter(authority_id=by.authority, last_number__gt=0).order_by("-year", "book")
    return list(rows.values_list("book", "year", "last_number"))


def _heirs(authority: str) -> dict[object, Award]:
    rows = Award.objects.filter(authority_id=authority, replaces__isnull=False, decision__state="signed")
    found = rows.select_related("award_type", "decision__authority", "ended_by__authority")
    return {award.replaces_id: award for award in found}


def lines(found: Iterable[RegisterEntry], authority: str, issues: Issues) -> list[Line]:
    """Numbers with their awards as they read now."""
    heirs, told = _heirs(authority), []
    for entry in found:
        award = entry.award
        while award.pk in heirs:
            award = heirs[award.pk]
        told.append(Line(entry, award, issues.get((entry.book, entry.year, entry.number), 0)))
    return told


def _told(one: Line) -> dict[str, str]:
    award = one.award
    unit = "" if award.unit_name == award.recipient_name else award.unit_name
    return {
        "number": f"{one.entry.number}/{one.entry.year}",
        "recipient": f"{award.salutation} {award.recipient_name}".strip(),
        "post": ", ".join(part for part in (award.position, unit) if part),
        "award": award.award_type.name,
        "citation": award.citation,
        "decision": one.decision_number,
        "day": short_day(one.entry.award.decision.decided_on),
        "issue": f"lần {one.issue}" if one.issue else "–",
        "note": one.note,
    }


def workbook(rows: Sequence[Line]) -> bytes:
    return table_form(_COLUMNS, [_told(one) for one in rows], "Sổ khen thưởng")


def page(rows: Sequence[Line], authority: str, about: str, on: date) -> list[b.Block]:
    """The book as filled blocks, for whoever draws pages; across the long side."""
    head = office_head(Authority.objects.get(pk=authority), number="", day=None, year=on.year)
    told = [_told(one) for one in rows]
    facts = {"head": vars(head), "about": about, "rows": told, "total": len(told)}
    return filled(_PAGE, facts)


def may_read(by: Actor) -> bool:
    return visibility.holds(by, READS_DECISIONS)
