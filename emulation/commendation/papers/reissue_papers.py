"""Forms 2.1 to 2.4: asking that a certificate is exchanged or issued again, the list of such requests, and what certifies it.

What a certificate said is taken from the award and the register; why it is asked for is what the clerk fills in.
"""

from dataclasses import dataclass

from emulation.commendation.papers import blocks as b
from emulation.commendation.papers.decision_papers import number_of, register_of
from emulation.commendation.papers.dossier_papers import SIGNER
from emulation.commendation.papers.facts import Asked, Head, body_head, office_head, post_at
from emulation.commendation.papers.kinds import Blank, Kind
from emulation.models import Award
from emulation.rules.awards.wording import BLANK, capitals, short_day
from kernel.text import gettext_noop

EXCHANGE, REISSUE = "exchange", "reissue"
_ACTS = {EXCHANGE: "cấp đổi", REISSUE: "cấp lại", "": "cấp đổi (cấp lại)"}
_OLD = {
    EXCHANGE: "nộp lại bản cũ khi nhận bản mới",
    REISSUE: "không còn bản cũ",
    "": "……",
}


@dataclass(frozen=True)
class Copy:
    """One certificate that is asked for again."""

    place: int
    salutation: str
    name: str
    post: str
    award: str
    decision: str
    register: str
    reason: str


@dataclass(frozen=True)
class Request:
    """What the forms say. ``act`` is “cấp đổi” or “cấp lại”, ``old`` what becomes of the old paper."""

    head: Head
    act: str
    act_capitals: str
    old: str
    addressee: str
    authority: str
    salutation: str
    name: str
    position: str
    unit: str
    post: str
    award: str
    citation: str
    decision: str
    decision_number: str
    decision_day: str
    register: str
    reason: str
    address: str
    copies: tuple[Copy, ...]
    total: int
    signer_title: str
    signer: str
    recipients: tuple[str, ...]


def _request(award: Award, asked: Asked, head: Head, signer_title: str, signer: str) -> Request:
    decision, act = award.decision, asked.given.get("act", "")
    day = short_day(decision.decided_on)
    unit = "" if award.unit_name == award.recipient_name else award.unit_name
    about = {
        "salutation": award.salutation,
        "name": award.recipient_name,
        "post": post_at(award.position, unit),
        "award": award.award_type.name,
        "decision": f"{number_of(decision)} ngày {day}",
        "register": register_of(award) or BLANK,
        "reason": asked.text("reason"),
    }
    return Request(
        head=head,
        act=_ACTS[act],
        act_capitals=capitals(_ACTS[act]),
        old=_OLD[act],
        addressee=award.authority.head_title,
        authority=capitals(award.authority.head_title),
        position=award.position,
        unit=award.unit_name,
        citation=award.citation,
        decision_number=number_of(decision),
        decision_day=day,
        address=asked.text("address"),
        copies=(Copy(place=1, **about),),
        total=1,
        signer_title=asked.text("signer_title", signer_title),
        signer=asked.text("signer_name", signer),
        recipients=("Như trên;", "Lưu: VT."),
        **about,
    )


def of_unit(award: Award, asked: Asked) -> Request:
    head = body_head(award.authority, award.unit_name, number="……/CV", day=None, year=asked.on.year)
    return _request(award, asked, head, "THỦ TRƯỞNG ĐƠN VỊ", "")


def of_person(award: Award, asked: Asked) -> Request:
    head = office_head(award.authority, number="", day=None, year=asked.on.year)
    return _request(award, asked, head, "NGƯỜI LÀM ĐƠN", award.recipient_name if award.person_id else "")


def of_office(award: Award, asked: Asked) -> Request:
    head = office_head(award.authority, number="……/GCN", day=None, year=asked.on.year)
    return _request(award, asked, head, "CHỦ TỊCH", "")


_LETTER = (
    b.head(about="V/v đề nghị {{ act }} hiện vật khen thưởng"),
    b.addressed("{{ addressee }}"),
    b.text(
        "{{ name }} đã được tặng {{ award }} theo Quyết định số {{ decision }} của {{ addressee }}; số vào sổ: {{ register }}."
    ),
    b.text("{{ citation }}.", lead="Thành tích:"),
    b.text("{{ reason }}", lead="Lý do đề nghị {{ act }}:"),
    b.text("{{ name }} đề nghị {{ addressee }} xem xét, {{ act }} hiện vật khen thưởng nói trên ({{ old }})./."),
    b.issued(b.signature(title_="{{ signer_title }}", name="{{ signer }}")),
)
_PETITION = (
    b.nation(),
    b.title("ĐƠN ĐỀ NGHỊ {{ act_capitals }} HIỆN VẬT KHEN THƯỞNG"),
    b.addressed("{{ addressee }}"),
    b.text("{{ name }}", lead="Họ và tên (tên hộ gia đình):"),
    b.text("{{ post }}", lead="Chức vụ, đơn vị công tác khi được khen thưởng:"),
    b.text("{{ address }}", lead="Nơi ở hiện nay:"),
    b.text("{{ award }}", lead="Hình thức đã được khen thưởng:"),
    b.text("số {{ decision }}; số vào sổ: {{ register }}", lead="Quyết định khen thưởng:"),
    b.text("{{ reason }}", lead="Lý do đề nghị {{ act }}:"),
    b.text("Tôi xin cam đoan những lời khai trên là đúng sự thật và đề nghị {{ addressee }} xem xét, giải quyết./."),
    b.text("{{ head.place }}, {{ head.day }}", italic=True),
    b.signatures(
        b.signature(title_="XÁC NHẬN CỦA ĐƠN VỊ"), b.signature(title_="{{ signer_title }}", name="{{ signer }}")
    ),
)
_LIST = (
    b.head(numbered=False),
    b.title("DANH SÁCH", "Tập thể, cá nhân, hộ gia đình đề nghị {{ act }} hiện vật khen thưởng"),
    b.table(
        "copies",
        "one",
        [
            b.column("STT", "{{ one.place }}", 13, b.CENTRE),
            b.column("Họ và tên, tên tập thể", "{{ one.salutation }} {{ one.name }}", 52),
            b.column("Chức vụ, đơn vị khi được khen", "{{ one.post }}", 52),
            b.column("Hình thức", "{{ one.award }}", 45),
            b.column("Quyết định", "{{ one.decision }}", 42),
            b.column("Số vào sổ", "{{ one.register }}", 22, b.CENTRE),
            b.column("Lý do", "{{ one.reason }}", 36),
        ],
    ),
    b.text("Danh sách có {{ total }} trường hợp."),
    b.signatures(None, b.signature(title_="{{ signer_title }}", name="{{ signer }}")),
)
_CERTIFICATE = (
    b.head(),
    b.title("GIẤY CHỨNG NHẬN", "{{ act_capitals }} HIỆN VẬT KHEN THƯỞNG"),
    b.centred("{{ authority }}"),
    b.text("{{ salutation }} {{ name }}", lead="Chứng nhận:"),
    b.text("{{ post }}", lead="Chức vụ, đơn vị khi được khen thưởng:"),
    b.text("{{ award }}", lead="Đã được tặng:"),
    b.text("số {{ decision }}; số vào sổ: {{ register }}", lead="Theo Quyết định:"),
    b.text("{{ citation }}.", lead="Thành tích:"),
    b.text("{{ reason }}", lead="Được {{ act }} hiện vật khen thưởng vì:"),
    b.text("Giấy chứng nhận này có giá trị thay cho hiện vật khen thưởng đã tặng./."),
    b.signatures(None, b.signature(title_="{{ signer_title }}", name="{{ signer }}")),
)
_WHY = (
    Blank(
        "act",
        gettext_noop("Cấp đổi hay cấp lại"),
        (
            (EXCHANGE, gettext_noop("Cấp đổi (hỏng, in sai)")),
            (REISSUE, gettext_noop("Cấp lại (mất)")),
        ),
    ),
    Blank("reason", gettext_noop("Lý do")),
)
_ADDRESS = Blank("address", gettext_noop("Nơi ở hiện nay"))


def _of_body(award: Award) -> bool:
    return award.person_id is None and not award.household


PAPERS = (
    Kind(
        "exchange-letter", gettext_noop("Công văn đề nghị cấp đổi, cấp lại (mẫu 2.1)"), "award", Request, _LETTER, of_unit,
        blanks=(*_WHY, *SIGNER), fits=_of_body,
    ),
    Kind(
        "exchange-petition", gettext_noop("Đơn đề nghị cấp đổi, cấp lại (mẫu 2.2)"), "award", Request, _PETITION, of_person,
        blanks=(*_WHY, _ADDRESS, *SIGNER), fits=lambda award: not _of_body(award),
    ),
    Kind(
        "exchange-list", gettext_noop("Danh sách đề nghị cấp đổi, cấp lại (mẫu 2.3)"), "award", Request, _LIST, of_unit,
        landscape=True, blanks=(*_WHY, *SIGNER),
    ),
    Kind(
        "exchange-certificate", gettext_noop("Giấy chứng nhận cấp đổi, cấp lại (mẫu 2.4)"), "award", Request, _CERTIFICATE,
        of_office, blanks=(*_WHY, *SIGNER),
    ),
)  # fmt: skip
