"""The commendation decision with its list, and the decisions that amend or revoke an earlier one."""

from collections.abc import Iterator
from dataclasses import dataclass

from emulation.commendation.papers import blocks as b
from emulation.commendation.papers.facts import (
    COUNCIL,
    Asked,
    Count,
    Head,
    Names,
    counted,
    how_many,
    lines_of,
    office_head,
    post_at,
)
from emulation.commendation.papers.kinds import Kind
from emulation.models import Award, Decision, SessionItem
from emulation.rules.awards.ballots import DENOMINATOR_TITLES, HALF, said
from emulation.rules.awards.wording import BLANK, capitals, short_day
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Recipient:
    """A line of the list."""

    place: int
    salutation: str
    name: str
    post: str
    award: str
    citation: str
    register: str


@dataclass(frozen=True)
class Ruling:
    """What a decision says. ``gives``, ``amends`` and ``revokes`` say which kind it is: one of them is true."""

    head: Head
    title: str
    authority: str
    authority_name: str
    bases: tuple[str, ...]
    proposal: str
    gives: bool
    amends: bool
    revokes: bool
    target: str
    total_words: str
    counts: tuple[Count, ...]
    recipients_list: tuple[Recipient, ...]
    signer_title: str
    signer: str
    recipients: tuple[str, ...]


def number_of(decision: Decision) -> str:
    return f"{decision.number or BLANK}/{decision.authority.document_mark}"


def _subject(award: Award) -> str:
    if award.household:
        return "household"
    return "person" if award.person_id else "collective"


def register_of(award: Award) -> str:
    """The number in the award register; of an award from old papers the one that stands there."""
    entry = getattr(award, "register_entry", None)
    return f"{entry.number}/{entry.year}" if entry else award.book_number


def _recipient(place: int, award: Award, words: str) -> Recipient:
    """A person with their post; a collective's name is that of its unit and is not said twice."""
    unit = "" if award.unit_name == award.recipient_name else award.unit_name
    return Recipient(
        place=place,
        salutation=award.salutation,
        name=award.recipient_name,
        post=post_at(award.position, unit),
        award=award.award_type.name,
        citation=words,
        register=register_of(award),
    )


def awards_of(decision: Decision) -> list[tuple[Award, str]]:
    """Those that a decision gives, each with what for; of one that revokes those that it ends, each with why."""
    if decision.kind == Decision.REVOKE:
        ended = decision.revocations.select_related("award__award_type", "award__register_entry")
        return [(row.award, f"Hủy bỏ (điểm {row.ground}): {row.reason}") for row in ended]
    rows = decision.awards.select_related("award_type", "register_entry").order_by("place")
    return [(award, award.citation) for award in rows]


def _minutes(awards: list[Award]) -> Iterator[str]:
    """The council's minutes that advise these awards, each with the share that its votes had to reach."""
    lines = [award.line_id for award in awards if award.line_id]
    items = SessionItem.objects.filter(line__in=lines, passed=True, threshold__isnull=False)
    rows = items.order_by("session__held_on").values_list(
        "session__council__name", "session__number", "session__held_on", "threshold", "strict", "denominator"
    )
    for name, number, held_on, threshold, strict, denominator in rows.distinct():
        if threshold is None:
            continue
        of = DENOMINATOR_TITLES[denominator]
        share = f"{said(threshold)} %"
        reached = f"từ {share}" if not strict else "quá bán (trên 50 %)" if threshold == HALF else f"trên {share}"
        yield f"Biên bản họp {name}, phiên số {number} ngày {short_day(held_on)}, thông qua khi đạt {reached} {of}"


def gather(decision: Decision, asked: Asked) -> Ruling:
    listed = awards_of(decision)
    awards = [award for award, _ in listed]
    names = Names(decision.authority_id, decision.decided_on)
    names.learn(awards=[award.award_type.code for award in awards])
    kinds = [_subject(award) for award in awards]
    target = decision.target
    return Ruling(
        head=office_head(decision.authority, number=number_of(decision), day=decision.decided_on),
        title=decision.title,
        authority=capitals(decision.authority.head_title),
        authority_name=decision.authority.head_title,
        bases=(*dict.fromkeys(award.award_type.legal_basis for award in awards), *_minutes(awards)),
        proposal=f"Thường trực {COUNCIL}" if decision.origin == Decision.SIMPLE else COUNCIL,
        gives=decision.kind == Decision.AWARD,
        amends=decision.kind == Decision.AMEND,
        revokes=decision.kind == Decision.REVOKE,
        target=f"số {number_of(target)} ngày {short_day(target.decided_on)}" if target else "",
        total_words=how_many({kind: kinds.count(kind) for kind in ("collective", "person", "household")}),
        counts=counted([(award.award_type.code, kind) for award, kind in zip(awards, kinds, strict=True)], names),
        recipients_list=tuple(_recipient(place, award, words) for place, (award, words) in enumerate(listed, start=1)),
        signer_title=capitals(decision.signatory_title),
        signer=decision.signatory_name,
        recipients=lines_of(f"Như Điều 3;\n{COUNCIL};\nLưu: VT, hồ sơ khen thưởng."),
    )


_COUNTS = b.each("counts", "count", [b.text("- {{ count.award }}: {{ count.words }}.")])
_DECISION = (
    b.head(),
    b.title("QUYẾT ĐỊNH", "{{ title }}"),
    b.centred("{{ authority }}"),
    b.each("bases", "basis", [b.text("Căn cứ {{ basis }};", italic=True)]),
    b.when("target", [b.text("Căn cứ Quyết định {{ target }};", italic=True)]),
    b.text("Xét đề nghị của {{ proposal }}.", italic=True),
    b.centred("QUYẾT ĐỊNH:"),
    b.when("gives", [b.text("Khen thưởng {{ total_words }} (có danh sách kèm theo), gồm:", lead="Điều 1."), _COUNTS]),
    b.when(
        "amends",
        [
            b.text("Sửa đổi danh sách kèm theo Quyết định {{ target }} như danh sách kèm theo, gồm:", lead="Điều 1."),
            _COUNTS,
        ],
    ),
    b.when(
        "revokes",
        [
            b.text(
                "Hủy bỏ kết quả khen thưởng tại Quyết định {{ target }} đối với {{ total_words }} (có danh sách kèm theo); thu hồi "
                "hiện vật và tiền thưởng đã trao.",
                lead="Điều 1.",
            ),
            _COUNTS,
        ],
    ),
    b.when(
        "gives",
        [b.text("Mức tiền thưởng kèm theo thực hiện theo quy định hiện hành, trích từ quỹ thi đua, khen thưởng.", lead="Điều 2.")],
    ),
    b.when(
        "amends", [b.text("Các nội dung khác của Quyết định {{ target }} giữ nguyên hiệu lực.", lead="Điều 2.")]
    ),
    b.when(
        "revokes", [b.text("Sổ khen thưởng ghi việc hủy bỏ; số đã cấp không cấp lại cho đối tượng khác.", lead="Điều 2.")]
    ),
    b.text(
        "Thủ trưởng các đơn vị liên quan và các tập thể, cá nhân có tên trong danh sách chịu trách nhiệm thi hành Quyết định "
        "này kể từ ngày ký./.",
        lead="Điều 3.",
    ),
    b.issued(b.signature(title_="{{ signer_title }}", name="{{ signer }}")),
    b.annex(),
    b.title("DANH SÁCH", "{{ title }}", "(Kèm theo Quyết định số {{ head.number }} {{ head.day }} của {{ authority_name }})"),
    b.table(
        "recipients_list",
        "one",
        [
            b.column("STT", "{{ one.place }}", 11, b.CENTRE),
            b.column("Họ và tên, tên tập thể", "{{ one.salutation }} {{ one.name }}", 36),
            b.column("Chức vụ, đơn vị", "{{ one.post }}", 32),
            b.column("Danh hiệu, hình thức", "{{ one.award }}", 28),
            b.column("Thành tích, lý do", "{{ one.citation }}", 36),
            b.column("Số vào sổ", "{{ one.register }}", 22, b.CENTRE),
        ],
    ),
    b.text("Danh sách có {{ total_words }}./."),
)  # fmt: skip


def _our_own(decision: Decision) -> bool:
    """A level above writes its own papers."""
    return decision.origin != Decision.ABOVE


PAPERS = (
    Kind(
        "decision",
        gettext_noop("Quyết định khen thưởng và danh sách"),
        "decision",
        Ruling,
        _DECISION,
        gather,
        fits=_our_own,
    ),
)
