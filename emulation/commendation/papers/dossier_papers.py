"""Papers of a nomination dossier: the submission letter (form 1.1) and the lists of nominees."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from emulation import files
from emulation.commendation import nomination_papers
from emulation.commendation.papers import blocks as b
from emulation.commendation.papers.facts import (
    KINDS,
    Asked,
    Count,
    Head,
    Names,
    Nominee,
    body_head,
    counted,
    how_many,
    post_at,
    salutation,
)
from emulation.commendation.papers.kinds import Blank, Kind
from emulation.models import AwardType, Nomination, NominationLine, Person, in_force
from emulation.rules.awards.wording import count_words, fraction_percent
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Group:
    """The nominees of one award, in the order of the dossier."""

    place: int
    award: str
    words: str
    lines: tuple[Nominee, ...]


@dataclass(frozen=True)
class Submission:
    """What a submission letter and the lists of a dossier say."""

    head: Head
    title: str
    year: int
    kind: str
    unit: str
    addressee: str
    bases: tuple[str, ...]
    total_words: str
    counts: tuple[Count, ...]
    groups: tuple[Group, ...]
    lines: tuple[Nominee, ...]
    total: int
    people: int
    women: int
    women_share: str
    leaders: int
    leaders_share: str
    papers: tuple[str, ...]
    signer_title: str
    signer: str
    recipients: tuple[str, ...]


def figures_words(figures: dict[str, object]) -> str:
    """What a nominee was chosen by, as a short text: rank, score and grade where they are there."""
    said = (("rank", "hạng {}"), ("score", "{} điểm"), ("grade", "xếp loại {}"))
    return "; ".join(words.format(str(figures[name]).replace(".", ",")) for name, words in said if figures.get(name))


def named(lines: list[NominationLine], names: Names) -> tuple[Nominee, ...]:
    return tuple(
        Nominee(
            place=line.place,
            salutation=salutation(line.subject_kind, line.person),
            name=line.person.full_name if line.person else line.household or names.unit(line.unit),
            gender=line.person.gender if line.person else "",
            position=names.post(line.person) if line.person else "",
            unit=names.unit(line.unit),
            post=post_at(names.post(line.person), names.unit(line.unit)) if line.person else names.unit(line.unit),
            award=names.award(line.final_award),
            category=line.category.name if line.category else "",
            citation=line.citation,
            figures=figures_words(line.figures),
            outcome=line.outcome,
        )
        for line in lines
    )


def lines_of(nomination: Nomination) -> list[NominationLine]:
    return list(nomination.lines.select_related("person", "unit", "category", "achievement").order_by("place"))


def names_for(lines: list[NominationLine], authority: str, on: date) -> Names:
    names = Names(authority, on)
    names.learn(
        awards=[line.final_award for line in lines],
        people=[line.person_id for line in lines],
        units_=[line.unit_id for line in lines],
    )
    return names


def bases_of(codes: set[str], on: date) -> tuple[str, ...]:
    """The texts of law on which the awards stand on a day, each once."""
    rows = AwardType.objects.filter(in_force(on), code__in=codes).order_by("code").values_list("legal_basis", flat=True)
    return tuple(dict.fromkeys(rows))


def day_of(nomination: Nomination, asked: Asked) -> date:
    return nomination.letter_on or asked.on


def _papers(nomination: Nomination) -> tuple[str, ...]:
    """What lies with the dossier, by kind of paper: those of single nominees are counted together."""
    counts: Counter[str] = Counter()
    for label, rows in files.by_label("nomination", str(nomination.pk)).items():
        counts[label.partition(":")[0]] += len(rows)
    return tuple(
        f"{nomination_papers.TITLES.get(code, code)} ({count_words(count)} bản)" for code, count in counts.items()
    )


def gather(nomination: Nomination, asked: Asked) -> Submission:
    return gathered(nomination, lines_of(nomination), asked)


def gathered(nomination: Nomination, lines: list[NominationLine], asked: Asked) -> Submission:
    """Of these nominees alone."""
    on = day_of(nomination, asked)
    names = names_for(lines, nomination.authority_id, on)
    names.learn(units_=[nomination.unit_id])
    rows = named(lines, names)
    pairs = [(line.final_award, line.subject_kind) for line in lines]
    counts = counted(pairs, names)
    kinds = [kind for _, kind in pairs]
    people = [line for line in lines if line.person]
    women = sum(1 for line in people if line.person and line.person.gender == Person.FEMALE)
    leaders = sum(1 for line in people if line.category and line.category.leads)
    unit = names.unit(nomination.unit)
    submitter = nomination.submitted_by
    return Submission(
        head=body_head(
            nomination.authority, unit, number=nomination.letter_number or "……/TTr", day=nomination.letter_on,
            year=asked.on.year,
        ),
        title=nomination.title,
        year=nomination.year,
        kind=KINDS[nomination.kind],
        unit=unit,
        addressee=nomination.authority.head_title,
        bases=bases_of({code for code, _ in pairs}, on),
        total_words=how_many({kind: kinds.count(kind) for kind in ("person", "collective", "household")}),
        counts=counts,
        groups=tuple(
            Group(place, count.award, count.words, tuple(row for row in rows if row.award == count.award))
            for place, count in enumerate(counts, start=1)
        ),
        lines=rows,
        total=len(rows),
        people=len(people),
        women=women,
        women_share=fraction_percent(women, len(people)),
        leaders=leaders,
        leaders_share=fraction_percent(leaders, len(people)),
        papers=_papers(nomination),
        signer_title=asked.text("signer_title", "THỦ TRƯỞNG ĐƠN VỊ"),
        signer=asked.text("signer_name", submitter.get_full_name() if submitter else ""),
        recipients=("Như trên;", f"Thường trực {COUNCIL_WORD};", "Lưu: VT."),
    )  # fmt: skip


COUNCIL_WORD = "Hội đồng Thi đua - Khen thưởng"
SIGNER = (
    Blank("signer_title", gettext_noop("Chức vụ người ký")),
    Blank("signer_name", gettext_noop("Họ tên người ký")),
)
LETTER_BLOCKS = (
    b.head(),
    b.title("TỜ TRÌNH", "Về việc đề nghị khen thưởng: {{ title }}"),
    b.addressed("{{ addressee }}"),
    b.each("bases", "basis", [b.text("Căn cứ {{ basis }};", italic=True)]),
    b.text(
        "{{ unit }} kính trình {{ addressee }} xét, khen thưởng {{ kind }} năm {{ year }} cho {{ total_words }}, cụ thể như sau:"
    ),
    b.each(
        "groups",
        "group",
        [
            b.heading("{{ group.place }}. {{ group.award }} ({{ group.words }})"),
            b.table(
                "group.lines",
                "line",
                [
                    b.column("STT", "{{ loop.index }}", 11, b.CENTRE),
                    b.column("Họ và tên, tên tập thể", "{{ line.salutation }} {{ line.name }}", 50),
                    b.column("Chức vụ, đơn vị", "{{ line.post }}", 50),
                    b.column("Tóm tắt thành tích", "{{ line.citation }}", 54),
                ],
            ),
        ],
    ),
    b.when(
        "people",
        [
            b.text(
                "Trong {{ people }} cá nhân được đề nghị có {{ women }} nữ ({{ women_share }}) và {{ leaders }} lãnh đạo, quản lý "
                "({{ leaders_share }})."
            )
        ],
    ),
    b.when("papers", [b.text("Hồ sơ kèm theo gồm có:"), b.each("papers", "paper", [b.text("- {{ paper }};")])]),
    b.text("{{ unit }} kính trình {{ addressee }} xem xét, quyết định./."),
    b.issued(b.signature(title_="{{ signer_title }}", name="{{ signer }}")),
)
_LIST = (
    b.head(numbered=False),
    b.title(
        "DANH SÁCH TRÍCH NGANG",
        "Tập thể, cá nhân đề nghị khen thưởng: {{ title }}",
        "(Kèm theo Tờ trình số {{ head.number }} {{ head.day }})",
    ),
    b.table(
        "lines",
        "line",
        [
            b.column("STT", "{{ line.place }}", 13, b.CENTRE),
            b.column("Họ và tên, tên tập thể", "{{ line.salutation }} {{ line.name }}", 45),
            b.column("Giới tính", "{{ line.gender }}", 15, b.CENTRE),
            b.column("Chức vụ", "{{ line.position }}", 35),
            b.column("Đơn vị", "{{ line.unit }}", 42),
            b.column("Đề nghị", "{{ line.award }}", 38),
            b.column("Kết quả", "{{ line.figures }}", 30),
            b.column("Tóm tắt thành tích", "{{ line.citation }}", 55),
        ],
    ),
    b.text("Danh sách có {{ total_words }}."),
    b.signatures(None, b.signature(title_="{{ signer_title }}", name="{{ signer }}")),
)  # fmt: skip
_PROPOSAL = (
    b.head(),
    b.title("PHIẾU ĐỀ NGHỊ KHEN THƯỞNG", "{{ title }}"),
    b.text("{{ unit }}", lead="1. Đơn vị đề nghị:"),
    b.text("{{ kind }}, năm {{ year }}", lead="2. Loại khen thưởng:"),
    b.text("", lead="3. Đề nghị:"),
    b.table(
        "counts",
        "count",
        [
            b.column("Danh hiệu, hình thức", "{{ count.award }}", 75),
            b.column("Tập thể", "{{ count.collectives }}", 30, b.CENTRE),
            b.column("Cá nhân", "{{ count.people }}", 30, b.CENTRE),
            b.column("Hộ gia đình", "{{ count.households }}", 30, b.CENTRE),
        ],
    ),
    b.text("{{ women }} nữ ({{ women_share }}); {{ leaders }} lãnh đạo, quản lý ({{ leaders_share }}).", lead="4. Cơ cấu:"),
    b.text("", lead="5. Hồ sơ kèm theo:"),
    b.each("papers", "paper", [b.text("- {{ paper }};")]),
    b.signatures(None, b.signature(title_="{{ signer_title }}", name="{{ signer }}")),
)  # fmt: skip

PAPERS = (
    Kind(
        "submission",
        gettext_noop("Tờ trình đề nghị khen thưởng"),
        "nomination",
        Submission,
        LETTER_BLOCKS,
        gather,
        blanks=SIGNER,
    ),
    Kind(
        "nominees",
        gettext_noop("Danh sách trích ngang"),
        "nomination",
        Submission,
        _LIST,
        gather,
        landscape=True,
        blanks=SIGNER,
    ),
    Kind(
        "proposal",
        gettext_noop("Phiếu đề nghị khen thưởng"),
        "nomination",
        Submission,
        _PROPOSAL,
        gather,
        blanks=SIGNER,
    ),
)
