"""Achievement reports (forms 1.2 to 1.5): of collectives, of individuals, of a lifetime's service, of one deed or movement."""

from dataclasses import dataclass
from datetime import date

from emulation.commendation.papers import blocks as b
from emulation.commendation.papers.blocks import Block
from emulation.commendation.papers.dossier_papers import SIGNER, bases_of, day_of, figures_words
from emulation.commendation.papers.facts import Asked, Head, Names, body_head, lines_of, post_at
from emulation.commendation.papers.kinds import Blank, Kind
from emulation.decisions.lists import full_number
from emulation.models import Award, AwardType, Initiative, Nomination, NominationLine, Posting
from emulation.rules.awards.wording import BLANK, short_day
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Past:
    """An award of before."""

    year: int
    award: str
    decision: str


@dataclass(frozen=True)
class Recognised:
    title: str
    document: str


@dataclass(frozen=True)
class Service:
    """Where somebody served, from when until when."""

    since: str
    until: str
    position: str
    unit: str


@dataclass(frozen=True)
class Report:
    """What an achievement report says about one nominee."""

    head: Head
    award: str
    year: int
    kind: str
    name: str
    gender: str
    born: str
    home: str
    address: str
    training: str
    duties: str
    position: str
    unit: str
    post: str
    members: str
    achievement: str
    first_day: str
    last_day: str
    citation: str
    figures: str
    paragraphs: tuple[str, ...]
    initiatives: tuple[Recognised, ...]
    history: tuple[Past, ...]
    titles: tuple[Past, ...]
    forms: tuple[Past, ...]
    services: tuple[Service, ...]
    bases: tuple[str, ...]
    signer_title: str
    signer: str
    confirmer_title: str


def _history(line: NominationLine, on: date) -> list[tuple[str, Past]]:
    """Awards in force that the same subject got before, oldest first, each with whether it is a title or a form."""
    whose = {"person": line.person} if line.person else {"person": None, "unit": line.unit, "household": line.household}
    rows = Award.objects.filter(
        authority_id=line.authority_id,
        state=Award.VALID,
        decision__state="signed",
        decision__decided_on__lte=on,
        **whose,
    )
    rows = rows.select_related("award_type", "decision", "authority").order_by("decision__decided_on", "place")
    return [
        (
            row.award_type.kind,
            Past(
                row.decision.decided_on.year,
                row.award_type.name,
                f"{full_number(row.decision)} ngày {short_day(row.decision.decided_on)}; {row.authority.name}",
            ),
        )
        for row in rows
    ]


def _services(line: NominationLine, names: Names) -> tuple[Service, ...]:
    rows = (
        list(Posting.objects.filter(person=line.person).select_related("unit").order_by("valid_from"))
        if line.person
        else []
    )
    names.learn(units_=[row.unit_id for row in rows])
    return tuple(
        Service(
            short_day(row.valid_from),
            short_day(row.valid_to) if row.valid_to else "nay",
            row.position,
            names.unit(row.unit),
        )
        for row in rows
    )


def _initiatives(line: NominationLine, on: date) -> tuple[Recognised, ...]:
    rows = (
        Initiative.objects.filter(person=line.person, withdrawn_at=None, recognised_on__lte=on) if line.person else ()
    )
    return tuple(Recognised(row.title, row.document) for row in rows)


def gather(line: NominationLine, asked: Asked) -> Report:
    nomination, on = line.nomination, day_of(line.nomination, asked)
    names = Names(line.authority_id, on)
    names.learn(awards=[line.final_award], people=[line.person_id], units_=[line.unit_id])
    unit, position = names.unit(line.unit), names.post(line.person) if line.person else ""
    name = line.person.full_name if line.person else line.household or unit
    past = _history(line, on)
    return Report(
        head=body_head(nomination.authority, unit, number="……/BC", day=nomination.letter_on, year=asked.on.year),
        award=names.award(line.final_award),
        year=nomination.year,
        kind=nomination.kind,
        name=name,
        gender=line.person.gender if line.person else "",
        born=asked.text("born"),
        home=asked.text("home"),
        address=asked.text("address"),
        training=asked.text("training"),
        duties=asked.text("duties"),
        position=position,
        unit=unit,
        post=post_at(position, unit),
        members=asked.text("members"),
        achievement=line.achievement.title,
        first_day=short_day(line.achievement.first_day),
        last_day=short_day(line.achievement.last_day),
        citation=line.citation,
        figures=figures_words(line.figures),
        paragraphs=lines_of(line.report or line.achievement.text) or (BLANK,),
        initiatives=_initiatives(line, on),
        history=tuple(one for _, one in past),
        titles=tuple(one for kind, one in past if kind == AwardType.TITLE),
        forms=tuple(one for kind, one in past if kind == AwardType.FORM),
        services=_services(line, names),
        bases=bases_of({line.final_award}, on),
        signer_title=asked.text("signer_title", "NGƯỜI BÁO CÁO THÀNH TÍCH" if line.person else "THỦ TRƯỞNG ĐƠN VỊ"),
        signer=asked.text("signer_name", name if line.person else ""),
        confirmer_title="THỦ TRƯỞNG ĐƠN VỊ XÁC NHẬN"
        if line.person
        else "THỦ TRƯỞNG CẤP TRÊN TRỰC TIẾP NHẬN XÉT, XÁC NHẬN",
    )


def _merits(numeral: str, *before: Block) -> list[Block]:
    """``before`` is what the form asks for first."""
    return [
        b.heading(f"{numeral}. THÀNH TÍCH ĐẠT ĐƯỢC"),
        *before,
        b.text("{{ achievement }} (từ {{ first_day }} đến {{ last_day }}).", lead="- Nội dung thành tích:"),
        b.each("paragraphs", "paragraph", [b.text("{{ paragraph }}")]),
        b.when("figures", [b.text("{{ figures }}.", lead="- Kết quả đánh giá, xếp hạng:")]),
        b.when(
            "initiatives",
            [
                b.text("", lead="- Sáng kiến, đề tài được công nhận:"),
                b.each("initiatives", "one", [b.text("- {{ one.title }} ({{ one.document }});")]),
            ],
        ),
    ]


_DECIDED = "Số, ngày, tháng, năm của quyết định; cơ quan ban hành quyết định"


def _rewards(numeral: str) -> list[Block]:
    """Titles and forms each in their own table, as the forms have it."""

    def listed(rows: str, what: str) -> Block:
        columns = [
            b.column("Năm", "{{ one.year }}", 18, b.CENTRE),
            b.column(what, "{{ one.award }}", 67),
            b.column(_DECIDED, "{{ one.decision }}", 80),
        ]
        return b.table(rows, "one", columns)

    return [
        b.heading(f"{numeral}. CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG"),
        b.text("", lead="1. Danh hiệu thi đua:"),
        listed("titles", "Danh hiệu thi đua"),
        b.text("", lead="2. Hình thức khen thưởng:"),
        listed("forms", "Hình thức khen thưởng"),
    ]


_END = b.signatures(
    b.signature(title_="{{ confirmer_title }}"), b.signature(title_="{{ signer_title }}", name="{{ signer }}")
)
_WHO = (
    b.text("{{ name }}. Giới tính: {{ gender }}.", lead="- Họ và tên:"),
    b.text("{{ born }}", lead="- Sinh ngày, tháng, năm:"),
    b.text("{{ home }}", lead="- Quê quán:"),
    b.text("{{ address }}", lead="- Trú quán:"),
)
_ABOUT = "Đề nghị tặng {{ award }} năm {{ year }}"
_PERSON = (
    b.head(numbered=False),
    b.title("BÁO CÁO THÀNH TÍCH CÁ NHÂN", _ABOUT),
    b.heading("I. SƠ LƯỢC LÝ LỊCH"),
    *_WHO,
    b.text("{{ unit }}", lead="- Đơn vị công tác:"),
    b.text("{{ position }}", lead="- Chức vụ (Đảng, chính quyền, đoàn thể):"),
    b.text("{{ training }}", lead="- Trình độ chuyên môn, nghiệp vụ:"),
    *_merits("II", b.text("{{ duties }}", lead="- Quyền hạn, nhiệm vụ được giao hoặc đảm nhận:")),
    *_rewards("III"),
    _END,
)
_COLLECTIVE = (
    b.head(),
    b.title("BÁO CÁO THÀNH TÍCH TẬP THỂ", _ABOUT),
    b.heading("I. SƠ LƯỢC ĐẶC ĐIỂM, TÌNH HÌNH"),
    b.text("", lead="1. Đặc điểm, tình hình:"),
    b.text("{{ name }}", lead="- Tên đơn vị:"),
    b.text("{{ address }}", lead="- Địa điểm trụ sở chính:"),
    b.text("{{ members }}", lead="- Số cán bộ, công chức, viên chức, người lao động:"),
    b.text("{{ duties }}", lead="2. Chức năng, nhiệm vụ:"),
    *_merits("II"),
    *_rewards("III"),
    _END,
)
_DEDICATION = (
    b.head(numbered=False),
    b.title("BÁO CÁO QUÁ TRÌNH CỐNG HIẾN", _ABOUT),
    b.heading("I. SƠ LƯỢC LÝ LỊCH"),
    *_WHO,
    b.text("{{ post }}", lead="- Chức vụ, đơn vị hiện nay:"),
    b.heading("II. QUÁ TRÌNH CÔNG TÁC"),
    b.table(
        "services",
        "one",
        [
            b.column("Từ ngày", "{{ one.since }}", 26, b.CENTRE),
            b.column("Đến ngày", "{{ one.until }}", 26, b.CENTRE),
            b.column("Chức vụ", "{{ one.position }}", 55),
            b.column("Đơn vị", "{{ one.unit }}", 58),
        ],
    ),
    *_merits("III"),
    *_rewards("IV"),
    _END,
)
_DEED = (
    b.head(numbered=False),
    b.title("BÁO CÁO THÀNH TÍCH", "Đề nghị tặng {{ award }} (thành tích đột xuất, theo đợt, theo chuyên đề)"),
    b.heading("I. SƠ LƯỢC VỀ TẬP THỂ, CÁ NHÂN"),
    b.text("{{ name }}", lead="- Họ và tên, tên tập thể:"),
    b.text("{{ post }}", lead="- Chức vụ, đơn vị:"),
    b.heading("II. THÀNH TÍCH"),
    b.text("{{ achievement }} (từ {{ first_day }} đến {{ last_day }}).", lead="- Phong trào, vụ việc:"),
    b.text("{{ citation }}.", lead="- Tóm tắt thành tích:"),
    b.each("paragraphs", "paragraph", [b.text("{{ paragraph }}")]),
    b.when("figures", [b.text("{{ figures }}.", lead="- Kết quả đánh giá, xếp hạng:")]),
    _END,
)
_BORN = Blank("born", gettext_noop("Ngày, tháng, năm sinh"))
_HOME = Blank("home", gettext_noop("Quê quán"))
_ADDRESS = Blank("address", gettext_noop("Nơi ở; trụ sở của tập thể"))
_TRAINING = Blank("training", gettext_noop("Trình độ chuyên môn, nghiệp vụ"))
_DUTIES = Blank("duties", gettext_noop("Chức năng, nhiệm vụ được giao"))
_MEMBERS = Blank("members", gettext_noop("Số người của tập thể"))
_ONE_DEED = frozenset({Nomination.AD_HOC, Nomination.THEMATIC})


def _yearly(line: NominationLine) -> bool:
    return line.nomination.kind not in _ONE_DEED


PAPERS = (
    Kind(
        "report-collective", gettext_noop("Báo cáo thành tích tập thể"), "nomination-line", Report, _COLLECTIVE, gather,
        blanks=(_ADDRESS, _MEMBERS, _DUTIES, *SIGNER), fits=lambda line: _yearly(line) and line.person is None,
    ),
    Kind(
        "report-person", gettext_noop("Báo cáo thành tích cá nhân"), "nomination-line", Report, _PERSON, gather,
        blanks=(_BORN, _HOME, _ADDRESS, _TRAINING, _DUTIES, *SIGNER), fits=lambda line: _yearly(line) and line.person is not None,
    ),
    Kind(
        "report-dedication", gettext_noop("Báo cáo quá trình cống hiến"), "nomination-line", Report, _DEDICATION, gather,
        blanks=(_BORN, _HOME, _ADDRESS, *SIGNER),
        fits=lambda line: line.nomination.kind == Nomination.DEDICATION and line.person is not None,
    ),
    Kind(
        "report-deed", gettext_noop("Báo cáo thành tích đột xuất, chuyên đề"), "nomination-line", Report, _DEED, gather,
        blanks=SIGNER, fits=lambda line: not _yearly(line),
    ),
)  # fmt: skip
