"""The final report (báo cáo tổng kết) of a campaign: how it was run, what came out, who was commended."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count as Counted

from emulation.commendation.papers import blocks as b
from emulation.commendation.papers.dossier_papers import SIGNER
from emulation.commendation.papers.facts import Asked, Count, Head, Names, counted, lines_of, office_head
from emulation.commendation.papers.kinds import Kind
from emulation.models import Award, Campaign, Decision, Ranking, Standing
from emulation.models.rankings import IN_FORCE
from emulation.rules.awards.money import figures
from emulation.rules.awards.wording import BLANK, capitals, day_words, short_day
from emulation.rules.periods import local_date
from kernel.models import LedgerEntry
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Place:
    """A unit in the final ranking."""

    rank: str
    name: str
    cluster: str
    score: str
    grade: str


@dataclass(frozen=True)
class Share:
    """How many units have a grade."""

    grade: str
    units: int


@dataclass(frozen=True)
class Reviewed:
    day: str
    text: str


@dataclass(frozen=True)
class Review:
    """What a final report says of a campaign."""

    head: Head
    title: str
    year: int
    launched: str
    first_day: str
    last_day: str
    goal: str
    subjects: str
    units: str
    people: str
    clusters: int
    months: int
    months_closed: int
    reviews: tuple[Reviewed, ...]
    ranking: tuple[Place, ...]
    grades: tuple[Share, ...]
    decisions: tuple[str, ...]
    counts: tuple[Count, ...]
    summary: tuple[str, ...]
    signer_title: str
    signer: str
    recipients: tuple[str, ...]


def _final(campaign: Campaign, subjects: str) -> Ranking | None:
    rows = Ranking.objects.filter(campaign=campaign, month=None, subjects=subjects, state__in=IN_FORCE)
    return rows.order_by("-revision").first()


def _places(ranking: Ranking | None) -> tuple[Place, ...]:
    rows = Standing.objects.filter(ranking=ranking).defer("inputs").order_by("order") if ranking else ()
    return tuple(
        Place(
            rank=str(row.rank or ""),
            name=row.name,
            cluster=row.cluster_code,
            score=f"{row.score:.2f}".replace(".", ",") if row.score is not None else "",
            grade=row.grade,
        )
        for row in rows
    )


def _summary(campaign: Campaign) -> tuple[str, ...]:
    """What the final review said, as the ledger has it."""
    told = LedgerEntry.objects.filter(
        authority=campaign.authority_id,
        type__startswith="emulation.campaign.concluded.",
        payload__campaign=str(campaign.pk),
    )
    entry = told.order_by("-id").first()
    return lines_of(entry.payload["summary"]) if entry else (BLANK,)


def _counts(campaign: Campaign, names: Names) -> tuple[Count, ...]:
    awards = Award.objects.filter(decision__campaign=campaign, decision__state="signed", state=Award.VALID)
    rows = list(awards.order_by("place").values_list("award_type__code", "person", "household"))
    names.learn(awards=[code for code, _, _ in rows])
    kinds = (("household" if house else "person" if person else "collective") for _, person, house in rows)
    return counted([(row[0], kind) for row, kind in zip(rows, kinds, strict=True)], names)


def gather(campaign: Campaign, asked: Asked) -> Review:
    places = _places(_final(campaign, Ranking.UNITS))
    people = _final(campaign, Ranking.PEOPLE)
    grades = Counter(place.grade for place in places if place.grade)
    months = campaign.months.aggregate(all=Counted("pk"))["all"]
    signed = Decision.objects.filter(campaign=campaign, state="signed").order_by("decided_on", "number")
    return Review(
        head=office_head(campaign.authority, number="……/BC", day=None, year=asked.on.year),
        title=campaign.name,
        year=(campaign.ends_on or asked.on).year,
        launched=campaign.launch_document or BLANK,
        first_day=short_day(campaign.starts_on),
        last_day=short_day(campaign.ends_on),
        goal=campaign.goal or BLANK,
        subjects=campaign.subjects or BLANK,
        units=figures(campaign.participations.count()),
        people=figures(people.standings.count()) if people else "",
        clusters=campaign.participations.values("cluster_code").distinct().count(),
        months=months,
        months_closed=campaign.months.filter(state="closed").count(),
        reviews=tuple(Reviewed(day_words(local_date(row.at)), row.summary) for row in campaign.reviews.all()),
        ranking=places,
        grades=tuple(Share(grade, count) for grade, count in sorted(grades.items())),
        decisions=tuple(
            f"Quyết định số {row.number}/{row.authority.document_mark} ngày {short_day(row.decided_on)}: {row.title}"
            for row in signed.select_related("authority")
        ),
        counts=_counts(campaign, Names(str(campaign.authority_id), asked.on)),
        summary=_summary(campaign),
        signer_title=asked.text("signer_title", capitals("Chủ tịch")),
        signer=asked.text("signer_name", ""),
        recipients=("Hội đồng Thi đua - Khen thưởng;", "Các đơn vị tham gia;", "Lưu: VT."),
    )


_REPORT = (
    b.head(),
    b.title("BÁO CÁO", "Tổng kết {{ title }}"),
    b.heading("I. CÔNG TÁC CHỈ ĐẠO, PHÁT ĐỘNG"),
    b.text("{{ launched }}, từ ngày {{ first_day }} đến ngày {{ last_day }}.", lead="1. Phát động:"),
    b.text("{{ goal }}", lead="2. Mục tiêu:"),
    b.text(
        "{{ subjects }}. Có {{ units }} đơn vị tham gia, chia thành {{ clusters }} cụm, khối.", lead="3. Đối tượng:"
    ),
    b.text("Đã chấm điểm, khóa sổ {{ months_closed }}/{{ months }} tháng.", lead="4. Tổ chức thực hiện:"),
    b.each("reviews", "review", [b.text("{{ review.text }}", lead="Sơ kết {{ review.day }}:")]),
    b.heading("II. KẾT QUẢ"),
    b.when(
        "people",
        [b.text("Đã xếp hạng {{ units }} đơn vị và {{ people }} cán bộ, công chức, viên chức, người lao động.")],
    ),
    b.each("grades", "share", [b.text("- Xếp loại {{ share.grade }}: {{ share.units }} đơn vị.")]),
    b.table(
        "ranking",
        "one",
        [
            b.column("Hạng", "{{ one.rank }}", 16, b.CENTRE),
            b.column("Đơn vị", "{{ one.name }}", 84),
            b.column("Cụm, khối", "{{ one.cluster }}", 25, b.CENTRE),
            b.column("Điểm", "{{ one.score }}", 22, b.RIGHT),
            b.column("Xếp loại", "{{ one.grade }}", 18, b.CENTRE),
        ],
    ),
    b.heading("III. KHEN THƯỞNG"),
    b.each("decisions", "decision", [b.text("- {{ decision }}.")]),
    b.each("counts", "count", [b.text("- {{ count.award }}: {{ count.words }}.")]),
    b.heading("IV. ĐÁNH GIÁ CHUNG, PHƯƠNG HƯỚNG"),
    b.each("summary", "one", [b.text("{{ one }}")]),
    b.issued(b.signature(title_="{{ signer_title }}", name="{{ signer }}")),
)

PAPERS = (
    Kind("review", gettext_noop("Báo cáo tổng kết phong trào"), "campaign", Review, _REPORT, gather, blanks=SIGNER),
)
