"""A small district in the middle of its campaign, made through the acts: what the tests of the pages look at.

January is closed and ranked (with a tie, a disqualified unit and a late one), February is past its deadline with sheets
in every state, March has begun; a first campaign of last year is closed, with its final ranking and certificates.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from certificates import batches, copies
from certificates.models import Batch, Certificate
from emulation import (
    accounts,
    appeals,
    assignment_plans,
    assignments,
    audit_lists,
    bookings,
    campaigns,
    catalogue,
    checklists,
    contest_plans,
    contest_rounds,
    contests,
    corrections,
    decisions,
    delegations,
    evaluations,
    evidences,
    feedback,
    feedback_desk,
    findings,
    imports,
    inspection_teams,
    leaves,
    logins,
    months,
    notices,
    peers,
    people,
    publications,
    rankings,
    rulings,
    scheme_drafts,
    schemes,
    survey_exclusions,
    surveys,
    unit_books,
    units,
    visits,
)
from emulation.appeal_lines import Contested
from emulation.commendation import (
    ballot_counts,
    ballots,
    bonuses,
    council_sessions,
    councils,
    forwardings,
    funds,
    nominations,
    payments,
    registrations,
)
from emulation.commendation.forwardings import Cover
from emulation.commendation.nomination_lines import Deed, Wanted
from emulation.events import (
    CampaignClosed,
    CampaignLaunched,
    DecisionSigned,
    EvaluationsReturned,
    ImportUploaded,
    MonthClosed,
)
from emulation.files import Upload
from emulation.models import (
    Account,
    AwardRule,
    AwardType,
    Campaign,
    Evaluation,
    Forwarding,
    Import,
    Nomination,
    PeerAssignment,
    Ranking,
    Standing,
)
from emulation.people import StaffRow
from emulation.rules import access, tracking_codes
from emulation.rules.assignments import Part, Step, Task
from emulation.rules.checklists import Checked
from emulation.rules.contests import Contestant, Criterion, Judge, Plan, Prize, Round
from emulation.rules.inspections import Observed
from emulation.rules.periods import local_date
from emulation.rules.policies import parse_policy
from emulation.rules.survey_groups import Group
from emulation.units import UnitRow
from kernel import ledger
from kernel.actors import AUTHORITY, SELF, UNIT, Actor, Grant, system_actor
from kernel.events import Event
from kernel.models import Delivery, LedgerEntry
from tests import council_world
from tests.survey_world import survey_of

HOME, ELSEWHERE = "hoan-kiem", "dong-da"
PASSWORD = "Thi-đua-2019!"
PRESETS = Path(__file__).parents[2] / "emulation" / "presets"
NOW = datetime(2019, 3, 9, 2, 0, tzinfo=UTC)
CLUSTERS = {"CUM-1": "Cụm thi đua các phường", "CUM-2": "Khối các phòng chuyên môn"}
UNITS = {
    "P01": ("UBND phường Chương Dương", "ward", "CUM-1"),
    "P02": ("UBND phường Cửa Đông", "ward", "CUM-1"),
    "P03": ("UBND phường Cửa Nam", "ward", "CUM-1"),
    "P04": ("UBND phường Đồng Xuân", "ward", "CUM-1"),
    "D01": ("Phòng Nội vụ", "division", "CUM-2"),
    "D02": ("Phòng Tư pháp", "division", "CUM-2"),
}
NAMES = ("Nguyễn Thị Hòa", "H'Hen Niê", "Lò Văn Pấng", "Trần Đức Ưởng", "Phạm Ngọc Ánh", "Vũ Thúy Quỳnh")
ACCOUNTS: tuple[tuple[str, str, Grant], ...] = (
    ("chutich", "Lê Minh Đức", Grant(access.AUTHORITY_HEAD, AUTHORITY)),
    ("thuongtruc", "Đỗ Thu Hằng", Grant(access.STANDING_OFFICER, AUTHORITY)),
    ("vanthu", "Bùi Thị Lan", Grant(access.CLERK, AUTHORITY)),
    ("quantri", "Hoàng Văn Nam", Grant(access.ADMINISTRATOR, AUTHORITY)),
    ("thuky", "Mai Thanh Tùng", Grant(access.COUNCIL_SECRETARY, AUTHORITY)),
    ("kiemtra", "Ngô Quốc Việt", Grant(access.INSPECTOR, AUTHORITY)),
    ("ketoan", "Vũ Minh Châu", Grant(access.ACCOUNTANT, AUTHORITY)),
)
MARKS = {"A1": "5", "A2": "5", "A3": "4.5", "A4": "5", "B1": "27", "B2": "18", "B3": "9"}
PERSONAL = {"A1": "5", "A2": "5", "A3": "5", "A4": "4.5", "B1": "28", "B2": "22", "B3": "13"}


@dataclass
class District:
    """Actors by user name, and the things whose pages are looked at."""

    actors: dict[str, Actor] = field(default_factory=dict)
    campaign: str = ""
    last_year: str = ""
    draft: str = ""
    scheme_draft: str = ""
    ranking: str = ""
    certificates: dict[str, Certificate] = field(default_factory=dict)
    requested: str = ""
    correction: str = ""
    ruling: str = ""
    copy: str = ""
    exclusion: str = ""
    fund: str = ""
    payment_list: str = ""
    visit: str = ""
    surprise: str = ""
    finding: str = ""
    audit: str = ""
    feedback: str = ""
    booking: str = ""
    file: str = ""
    appeal: str = ""
    assignment: str = ""
    contest: str = ""
    council: dict[str, str] = field(default_factory=dict)
    delegation: str = ""
    leave: str = ""
    peer: str = ""
    surveys: dict[str, str] = field(default_factory=dict)
    nomination: str = ""
    dossier: str = ""
    forwarding: str = ""
    registration: str = ""
    book: str = ""
    dead: int = 0
    stuck: int = 0

    def evaluation(self, month: str, unit: str, person: str = "") -> Evaluation:
        return Evaluation.objects.get(
            campaign=self.campaign, month__month=month, unit__code=unit, person__code=person or None
        )

    def standing(self, month: str, subject: str, campaign: str = "") -> Standing:
        month_ = {"ranking__month__month": month} if month else {"ranking__month": None}
        return Standing.objects.get(ranking__campaign=campaign or self.campaign, subject=subject, **month_)


def event(type_: type[Event], **about: str) -> Any:
    """The newest event of a type, as a reaction gets it."""
    rows = LedgerEntry.objects.filter(type=type_.type, **{f"payload__{name}": value for name, value in about.items()})
    return type_.of(rows.latest("id").payload)


def points(marks: Mapping[str, str], **changed: str) -> dict[str, Any]:
    return {code: Decimal(text) for code, text in {**marks, **changed}.items()}


def person_of(unit: str, place: int) -> str:
    return f"CB-{unit}-{place}"


def found() -> District:
    district = District()
    start = datetime(2017, 12, 1, tzinfo=UTC)
    for code, name in ((HOME, "Quận Hoàn Kiếm"), (ELSEWHERE, "Quận Đống Đa")):
        units.found_authority(
            code,
            name=name,
            head_title=f"Chủ tịch Ủy ban nhân dân {name.lower()}",
            place=name,
            by=system_actor(code),
            at=start,
        )
    _organise(HOME, start)
    _organise(ELSEWHERE, start)
    _accounts(district, start)
    AwardType.objects.get_or_create(
        code="GIAY_KHEN",
        valid_from=date(2014, 6, 1),
        defaults={
            "name": "Giấy khen của Chủ tịch UBND quận",
            "name_en": "Certificate of merit of the district's chairman",
            "kind": AwardType.FORM,
            "subjects": AwardType.BOTH,
            "certificate_title": "GIẤY KHEN",
            "register_book": "GIAY_KHEN",
            "legal_basis": "Luật Thi đua, khen thưởng",
        },
    )
    _schemes(district, start)
    _last_year(district)
    _this_year(district)
    _inspect(district)
    _draft(district)
    _assign(district)
    _heard(district)
    _compete(district)
    _deliveries(district)
    _delegate(district)
    _pair(district)
    _sit(district)
    by = {"office": district.actors["thuongtruc"], "chair": district.actors["chutich"]}
    district.surveys = survey_of(district.campaign, "Hoàn Kiếm", at=NOW, until=date(2019, 3, 31), **by)
    _send_book(district)
    _nominate(district)
    _register(district)
    return district


def _nominate(district: District) -> None:
    """A dossier of P03 about its year, of the unit and of its third person."""
    lines = (Wanted("TTLDTT", "Hoàn thành tốt nhiệm vụ"), Wanted("LDTT", "Tốt", person=person_of("P03", 3)))
    contents = nominations.Contents("Đề nghị danh hiệu năm 2018", "merit", 2018, lines=lines)
    row = nominations.start("P03", contents, by=district.actors["canbo.p03"], at=NOW)
    district.nomination = str(row.pk)


def _send_book(district: District) -> None:
    """The prefilled workbook of P03 for February comes back as it was."""
    by = district.actors["canbo.p03"]
    content = unit_books.workbook(district.campaign, "2019-02", "P03", by=by)
    row = imports.upload(Import.EVALUATIONS, "thang-2.xlsx", content, unit="P03", by=by, at=NOW)
    imports.validate(event(ImportUploaded, import_id=str(row.pk)), NOW)
    district.book = str(row.pk)


def _register(district: District) -> None:
    """What D02 registered, and its dossier, which the standing body has received."""
    officer, head = district.actors["canbo.d02"], district.actors["thutruong.d02"]
    aims = [registrations.Aim("GK_HUYEN")]
    row = registrations.write("D02", 2019, aims, by=officer, at=NOW)
    district.registration = str(registrations.submit(str(row.pk), by=head, at=NOW).pk)
    line = Wanted("GK_HUYEN", "Dũng cảm chữa cháy", deed=Deed("Chữa cháy", date(2019, 1, 2), date(2019, 1, 2)))
    contents = nominations.Contents("Khen thưởng đột xuất", "ad_hoc", 2019, "", "simple", (line,))
    district.dossier = str(nominations.start("D02", contents, by=officer, at=NOW).pk)
    nominations.submit(district.dossier, letter_number="3/TTr", letter_on=date(2019, 2, 1), by=head, at=NOW)
    nominations.receive(district.dossier, by=district.actors["thuongtruc"], at=NOW)
    sent = nominated(district, "trình lên")
    forwardings.forward(sent, Cover(to="UBND thành phố"), by=district.actors["chutich"], at=NOW)
    district.forwarding = str(Forwarding.objects.get(nomination=sent).pk)


def _pair(district: District) -> None:
    """P04 scores P02 in the running campaign, beside what the units say of themselves."""
    policy = parse_policy({"peers": {"units": {"minimum": 1}}}).to_data()
    Campaign.objects.filter(pk=district.campaign).update(policy=policy)
    peers.assign(district.campaign, "units", [("P04", "P02")], by=district.actors["thuongtruc"], at=NOW)
    district.peer = str(PeerAssignment.objects.get(campaign=district.campaign).pk)


def _assign(district: District) -> None:
    """A task of P01 and its third person in the campaign that runs, assigned and not reported done."""
    task = Task(
        code="NV-01",
        title="Rà soát thủ tục một cửa",
        unit="P01",
        person=person_of("P01", 3),
        responsibility="Chủ trì, chịu trách nhiệm về tiến độ",
        steps=(Step("Khảo sát", date(2019, 2, 1)),),
        product="Báo cáo rà soát",
        check="Thường trực đối chiếu hồ sơ",
        deadline=date(2019, 2, 15),
        parts=(Part("P02", "phối hợp"),),
    )
    by, at = district.actors["thuongtruc"], datetime(2019, 1, 2, tzinfo=UTC)
    row = assignment_plans.enter(district.campaign, task, by=by, at=at)
    district.assignment = str(assignments.move(str(row.pk), "assign", by=by, at=at).pk)


def _delegate(district: District) -> None:
    """The head of P01 is away for some days; the head of P02 stands in."""
    wanted = delegations.Wanted(
        "thutruong.p01",
        "thutruong.p02",
        Grant(access.UNIT_HEAD, UNIT, "P01"),
        NOW.date(),
        date(2019, 3, 20),
        "Đi công tác tại Huế.",
    )
    days = (date(2019, 2, 18), date(2019, 2, 28))
    ill = leaves.record(person_of("P01", 3), "sick", *days, by=district.actors["thutruong.p01"], at=NOW)
    district.leave = str(ill.pk)
    district.delegation = str(delegations.delegate(wanted, by=district.actors["thutruong.p01"], at=NOW).pk)


def _heard(district: District) -> None:
    """A citizen told something about the legal division, which answered it."""
    told = feedback.Told("proposal", "Nên đăng thủ tục lên bảng tin.", "D02")
    row = feedback.receive(HOME, told, code=tracking_codes.code_of(1), at=NOW)
    district.feedback = str(row.pk)
    office = district.actors["thuongtruc"]
    feedback_desk.route(district.feedback, "D02", by=office, at=NOW)
    feedback_desk.answer(district.feedback, "Đã đăng.", by=district.actors["canbo.d02"], at=NOW)
    feedback_desk.send(district.feedback, by=office, at=NOW)


def _compete(district: District) -> None:
    """A contest of two units in the campaign that runs, judged by the chairman alone and published."""
    office, chair, at = district.actors["thuongtruc"], district.actors["chutich"], datetime(2019, 1, 20, tzinfo=UTC)
    plan = Plan(
        code="HT-01",
        name="Hội thi dân vận khéo",
        criteria=(Criterion("ND", "Nội dung", Decimal(10)),),
        rounds=(Round(1, "Chung kết", date(2019, 1, 20), "Hội trường UBND quận"),),
        entrants=(
            Contestant("P01", "Đội Chương Dương", "unit", "P01"),
            Contestant("P02", "Đội Cửa Nam", "unit", "P02"),
        ),
        judges=(Judge("chutich", presides=True),),
        prizes=(Prize("nhat", "Giải nhất", 1, Decimal(2)),),
        aggregate="mean",
    )
    id_ = district.contest = str(contest_plans.draft(district.campaign, plan, by=office, at=at).pk)
    contests.open_(id_, by=office, at=at)
    contest_rounds.open_round(id_, 1, by=office, at=at)
    for unit, mark in (("P01", "9.5"), ("P02", "8.5")):
        contest_rounds.mark(id_, 1, unit, {"ND": Decimal(mark)}, by=chair, at=at)
    contest_rounds.hand_in(id_, 1, by=chair, at=at)
    contest_rounds.close_round(id_, 1, by=chair, at=at)
    contests.award(id_, {"P01": "nhat"}, by=office, at=at)
    contests.sign(id_, by=chair, at=at)
    contests.publish(id_, by=office, at=at)


COUNCIL = ("chutich", "thuky", "vanthu", "kiemtra", "quantri", "thutruong.p03")


def _sit(district: District) -> None:
    """A council of six: a session about somebody of P02, closed after a secret vote, and one that goes on."""
    secretary, actors = district.actors["thuky"], district.actors
    roles = {"chutich": councils.CHAIR, "thuky": councils.SECRETARY}
    seats = [councils.Seat(name, roles.get(name, councils.MEMBER)) for name in COUNCIL]
    founding = councils.Founding("Hội đồng TĐ-KT quận", "QĐ 15/QĐ-UBND", date(2018, 1, 1), seats)
    council = str(councils.found(founding, by=actors["chutich"], at=NOW).pk)
    for name, secret in (("closed", True), ("open", False)):
        dossier = council_world.pin(nominated(district, name), secret=secret, threshold_pct="66.67")
        session = council_world.convene(council, secretary, dossier, at=NOW, held_on=NOW.date())
        council_sessions.attend(session, dict.fromkeys(COUNCIL, "present"), by=secretary, at=NOW)
        council_sessions.open_(session, by=secretary, at=NOW)
        (item,) = council_world.items(session)
        ballots.open_item(str(item.pk), by=secretary, at=NOW)
        district.council |= {name: session, f"{name} item": str(item.pk)}
    item = district.council["closed item"]
    for number, name in enumerate(COUNCIL[:5]):
        receipt = f"RCP-{number}AB-CD{number}"
        ballots.cast(item, "no" if number == 4 else "yes", receipt=receipt, by=actors[name], at=NOW)
    ballot_counts.close_item(item, by=secretary, at=NOW)
    council_sessions.close(district.council["closed"], by=secretary, at=NOW)


def nominated(district: District, name: str) -> str:
    """A dossier of P02 about one person, as it is after its appraisal."""
    deed = Deed(f"Việc tốt {name}", date(2018, 5, 1), date(2018, 5, 2))
    lines = [Wanted("GK_HUYEN", f"Có thành tích {name}", person=person_of("P02", 3), report="Đã làm tốt.", deed=deed)]
    contents_ = nominations.Contents(f"Đề nghị khen {name}", "ad_hoc", 2018, lines=lines)
    row = nominations.start("P02", contents_, by=district.actors["canbo.p02"], at=NOW)
    row.lines.update(outcome="pass")
    Nomination.objects.filter(pk=row.pk).update(state="appraised")
    return str(row.pk)


def _organise(authority: str, at: datetime) -> None:
    by = system_actor(authority)
    rows = [UnitRow("HK", "UBND quận", "authority_office", "", "", "", date(2018, 1, 1))]
    rows += [
        UnitRow(code, name, kind, "HK", cluster, CLUSTERS[cluster], date(2018, 1, 1))
        for code, (name, kind, cluster) in UNITS.items()
    ]
    units.register(authority, rows, source="tests", by=by, at=at)
    staff = [
        StaffRow(
            code=person_of(unit, place),
            full_name=NAMES[(place + index) % len(NAMES)] + ("" if authority == HOME else " Đống Đa"),
            gender="nữ" if (place + index) % 2 == 0 else "nam",
            unit=unit,
            position="Thủ trưởng" if place == 1 else "Chuyên viên",
            duty_group="Lãnh đạo" if place == 1 else "Chuyên môn",
            is_head=place == 1,
            valid_from=date(2018, 1, 1),
        )
        for index, unit in enumerate(UNITS)
        for place in (1, 2, 3)
    ]
    people.register(authority, staff, source="tests", by=by, at=at)


def _accounts(district: District, at: datetime) -> None:
    def account(authority: str, username: str, name: str, person: str, *grants: Grant) -> None:
        by = system_actor(authority)
        opened = accounts.open_account(authority, username, password=PASSWORD, name=name, person=person, by=by, at=at)
        for grant in grants:
            accounts.grant_role(authority, username, grant, by=by, at=at)
        district.actors[username] = accounts.actor_of(Account.objects.get(pk=opened.pk))

    own = Grant(access.STAFF, SELF)
    for username, name, grant in ACCOUNTS:
        account(HOME, username, name, "", grant)
    for unit in UNITS:
        low = unit.lower()
        account(HOME, f"thutruong.{low}", "", person_of(unit, 1), Grant(access.UNIT_HEAD, UNIT, unit), own)
        account(HOME, f"canbo.{low}", "", person_of(unit, 2), Grant(access.UNIT_OFFICER, UNIT, unit), own)
    account(HOME, "nhanvien.p01", "", person_of("P01", 3), own)
    account(HOME, "nhanvien.p02", "", person_of("P02", 3), own)
    logins.appoint("quantri", by=system_actor(access.NATION), at=at)
    account(ELSEWHERE, "thuongtruc.dd", "Người Đống Đa", "", Grant(access.STANDING_OFFICER, AUTHORITY))


def _schemes(district: District, at: datetime) -> None:
    for name in ("hanoi-3814-unit", "hanoi-3814-person"):
        definition = json.loads((PRESETS / f"{name}.json").read_text(encoding="utf-8"))
        definition["minimum_months"] = 1
        schemes.publish(definition, by=district.actors["thuongtruc"], at=at)
        if definition["subject"] == "unit":
            written = scheme_drafts.begin(definition, by=district.actors["thuongtruc"], at=at)
            district.scheme_draft = str(written.pk)


def contents(code: str, name: str, starts_on: date, ends_on: date) -> campaigns.Draft:
    return campaigns.Draft(
        code=code,
        name=name,
        goal="Nâng cao ý thức, trách nhiệm của cán bộ, công chức.\nLấy sự hài lòng của người dân làm thước đo.",
        scope="Toàn quận: các phường và phòng chuyên môn.",
        subjects="Tập thể và cá nhân cán bộ, công chức, viên chức, người lao động.",
        criteria="Chấm điểm hằng tháng theo thang 20 + 70 + 10.",
        starts_on=starts_on,
        ends_on=ends_on,
        plan="Phát động tháng 01; sơ kết tháng 7; tổng kết tháng 01 năm sau.",
        measures="Tuyên truyền, kiểm tra công vụ, khảo sát sự hài lòng.",
        legal_basis="Luật Thi đua, khen thưởng;\nQuy định số 3814-QĐ/TU ngày 16/5/2018.",
        launch_document="Kế hoạch số 01/KH-UBND ngày 02/01/2019",
        unit_scheme=("hanoi-3814-unit", 1),
        person_scheme=("hanoi-3814-person", 1),
    )


def _launched(district: District, draft: campaigns.Draft, at: datetime) -> str:
    campaign = campaigns.draft(draft, by=district.actors["thuongtruc"], at=at)
    campaigns.launch(str(campaign.pk), by=district.actors["chutich"], at=at)
    notices.tell_of_launch(event(CampaignLaunched, campaign=str(campaign.pk)), at)
    return str(campaign.pk)


def _hand_in(district: District, campaign: str, month: str, unit: str, at: datetime, **changed: str) -> None:
    officer = district.actors[f"canbo.{unit.lower()}"]
    vetoes = tuple(changed.pop("vetoes", "").split())
    lines = [evaluations.Line("", points(MARKS, **changed), vetoes, note="Theo báo cáo tháng của đơn vị.")]
    lines += [evaluations.Line(person_of(unit, place), points(PERSONAL, B1=str(30 - place))) for place in (1, 2, 3)]
    evaluations.save(campaign, month, unit, lines, by=officer, at=at)
    evaluations.submit(campaign, month, unit, by=officer, at=at)


def _confirm(district: District, campaign: str, month: str, unit: str, at: datetime) -> None:
    evaluations.confirm(campaign, month, unit, by=district.actors[f"thutruong.{unit.lower()}"], at=at)


def _appraise(district: District, campaign: str, month: str, unit: str, at: datetime, lower: str = "") -> None:
    lines = (
        [evaluations.Line("", {"B1": Decimal(lower)}, None, note="Một nhiệm vụ hoàn thành chậm 5 ngày.")]
        if lower
        else []
    )
    evaluations.appraise(campaign, month, unit, lines=lines, by=district.actors["thuongtruc"], at=at)


def _close(district: District, campaign: str, month: str, at: datetime) -> None:
    months.close(campaign, month, by=district.actors["thuongtruc"], at=at)
    closed = event(MonthClosed, campaign=campaign, month=month)
    rankings.rank_units(closed, at)
    rankings.rank_people(closed, at)


def _last_year(district: District) -> None:
    draft = contents(
        "VHCS-2018", "Thi đua thực hiện văn hóa công sở quý IV năm 2018", date(2018, 11, 1), date(2018, 12, 31)
    )
    district.last_year = campaign = _launched(district, draft, datetime(2018, 10, 30, tzinfo=UTC))
    for number, month in ((12, "2018-11"), (13, "2018-12")):
        at = datetime(2018, 12, 3, tzinfo=UTC) if number == 12 else datetime(2019, 1, 3, tzinfo=UTC)
        for index, unit in enumerate(UNITS):
            _hand_in(district, campaign, month, unit, at, B2=str(20 - index))
            _confirm(district, campaign, month, unit, at)
            _appraise(district, campaign, month, unit, at)
        _close(district, campaign, month, at.replace(day=11))
    at = datetime(2019, 1, 15, tzinfo=UTC)
    campaigns.review(campaign, summary="Các đơn vị nộp phiếu đúng hạn.", by=district.actors["thuongtruc"], at=at)
    campaigns.close(campaign, by=district.actors["chutich"], at=at)
    rankings.rank_campaign(event(CampaignClosed, campaign=campaign), at)
    campaigns.conclude(campaign, summary="Phong trào đạt kết quả tốt.", by=district.actors["chutich"], at=at)
    district.ranking = str(Ranking.objects.get(campaign=campaign, month=None, subjects=Ranking.UNITS).pk)
    publications.publish(district.ranking, by=district.actors["thuongtruc"], at=at)
    asked = evaluations.Line("", points({"B3": "8"}), None, note="Kết luận kiểm tra số 3.")
    officer = district.actors["thuongtruc"]
    district.correction = str(corrections.correct(campaign, "2018-12", "P03", asked, by=officer, at=at).pk)
    about = (campaign, Ranking.PEOPLE, "exceptional", "P04")
    made = rulings.decide(*about, reason="Dẫn đầu thành phố.", by=district.actors["chutich"], at=at)
    district.ruling = str(made.pk)
    found = bookings.Source("finding", "kt-12", "KT-12/2018")
    where = {"campaign": campaign, "month": "2018-12", "unit": "P03", "veto": "V1"}
    asked_for = bookings.propose(found, **where, reason="Vi phạm nghiêm trọng.", by=officer, at=at)
    district.booking = str(asked_for.pk)
    _reward(district, campaign, at)


def _leave_out(district: District, campaign: str, at: datetime) -> None:
    """In the month that is open three answers of one hand wait to be left out."""
    sent = [surveys.Answer(str(n), "P03", date(2019, 2, 4), "giấy", {}) for n in range(3)]
    by = district.actors["thuongtruc"]
    surveys.count(campaign, sent, by=by, at=at)
    made = survey_exclusions.propose(campaign, "2019-02", Group("P03", "giấy"), reason="Một tay viết.", by=by, at=at)
    district.exclusion = str(made.pk)


def _reward(district: District, campaign: str, at: datetime) -> None:
    awards = [
        decisions.Proposal("GIAY_KHEN", "P01", "Đã có thành tích xuất sắc trong phong trào thi đua năm 2018"),
        decisions.Proposal("GIAY_KHEN", "P01", "Gương mẫu, tận tụy phục vụ nhân dân năm 2018", person_of("P01", 3)),
        decisions.Proposal("GIAY_KHEN", "P02", "Hoàn thành xuất sắc nhiệm vụ năm 2018", person_of("P02", 3)),
    ]
    draft = decisions.Draft(
        title="Về việc khen thưởng tổng kết phong trào thi đua",
        number="215",
        decided_on=date(2019, 1, 15),
        signatory_name="Lê Minh Đức",
        signatory_title="CHỦ TỊCH",
        awards=awards,
        campaign=campaign,
    )
    drafted = decisions.draft(draft, by=district.actors["vanthu"], at=at)
    decisions.sign(str(drafted.pk), by=district.actors["chutich"], at=at)
    batches.request(event(DecisionSigned, decision=str(drafted.pk)), at)
    _pay(district, str(drafted.pk), at)
    rows = list(Certificate.objects.order_by("place_in_decision"))
    batches.issue(rows[:2], at)
    Batch.objects.update(state=Batch.DONE, sealed_at=at, done_at=at)
    asked = copies.ask(
        rows[1],
        "exchange",
        "Giấy bị ướt.",
        over=units.chart(HOME, local_date(at)).place("P01", rows[1].person),
        by=district.actors["nhanvien.p01"],
        at=at,
    )
    district.copy = str(asked.pk)
    district.certificates = {
        name: Certificate.objects.get(pk=row.pk) for name, row in zip(("P01", "staff", "other"), rows, strict=True)
    }


def _pay(district: District, decision: str, at: datetime) -> None:
    """The bonuses of a decision, in a list that waits for its approval."""
    about = {"award_code": "GIAY_KHEN", "aspect": AwardRule.BONUS, "code": "bonus", "valid_from": date(2018, 1, 1)}
    texts = {"article": "Điều 73 Nghị định 91/2017/NĐ-CP", "legal_basis": "Nghị định 91/2017/NĐ-CP"}
    AwardRule.objects.create(params={"multiple": "0.3", "collective_multiple": "2"}, **about, **texts)
    bonuses.compute(event(DecisionSigned, decision=decision), at)
    by = district.actors["ketoan"]
    fund = funds.open_(funds.Opening("Quỹ thi đua, khen thưởng của quận", "QĐ 02/QĐ-UBND", 90_000_000), by=by, at=at)
    asked = payments.Draft(str(fund.pk), "01", "Chi thưởng tổng kết năm 2018")
    district.fund, district.payment_list = str(fund.pk), str(payments.draft(asked, by=by, at=at).pk)


def _this_year(district: District) -> None:
    name = "Cán bộ, công chức, viên chức, người lao động thi đua thực hiện văn hóa công sở và nơi công cộng"
    draft = contents("VHCS-2019", name, date(2019, 1, 1), date(2019, 6, 30))
    district.campaign = campaign = _launched(district, draft, datetime(2019, 1, 2, tzinfo=UTC))
    in_time, late = datetime(2019, 2, 3, tzinfo=UTC), datetime(2019, 2, 8, tzinfo=UTC)
    january: dict[str, dict[str, str]] = {
        "P01": {"C1": "5", "B2": "20"}, "P02": {}, "P03": {}, "P04": {"B1": "18", "D1": "2"}, "D01": {"vetoes": "V1"},
        "D02": {"B3": "6"},
    }  # fmt: skip
    for unit, marks in january.items():
        at = late if unit == "P04" else in_time
        _hand_in(district, campaign, "2019-01", unit, at, **marks)
        _confirm(district, campaign, "2019-01", unit, at)
        _appraise(district, campaign, "2019-01", unit, late, lower="24" if unit == "D02" else "")
    _close(district, campaign, "2019-01", datetime(2019, 2, 11, tzinfo=UTC))
    campaigns.review(
        campaign,
        summary="Nền nếp nộp phiếu khá tốt; còn một đơn vị nộp muộn.",
        by=district.actors["thuongtruc"],
        at=late,
    )
    _leave_out(district, campaign, late)
    in_window = datetime(2019, 2, 12, tzinfo=UTC)
    contested, of_units = [Contested("2019-01", "B1", "28")], {"campaign": campaign, "subjects": Ranking.UNITS}
    asked = {"text": "Chưa tính hồ sơ nộp bổ sung.", "by": district.actors["thutruong.d02"], "at": in_window}
    row = appeals.submit(str(Ranking.objects.get(month__month="2019-01", **of_units).pk), "D02", contested, **asked)
    district.appeal = str(row.pk)
    _february(district, campaign, datetime(2019, 3, 4, tzinfo=UTC))


TEAM = "DOAN-1"
SHIPPED = ("ky-cuong-phuc-vu", 1)
FOUND = "Bộ phận một cửa mở muộn 20 phút."


def _inspect(district: District) -> None:
    """A team that went to P02 in February and plans a surprise at P01 in March; a list that is drawn for February."""
    office, chair, lead = (district.actors[name] for name in ("thuongtruc", "chutich", "kiemtra"))
    shipped = next(catalogue.checklists())
    at = datetime(2019, 2, 20, 2, 0, tzinfo=UTC)
    checklists.publish(shipped, by=office, at=at)
    members = (inspection_teams.Member("kiemtra", "Phó Chủ tịch UBND quận", leads=True),)
    team = inspection_teams.Team(TEAM, "Đoàn kiểm tra số 1", "QĐ 12/QĐ-UBND", date(2019, 1, 1), members)
    inspection_teams.set_up(team, by=chair, at=at)
    wanted = visits.Plan("P02", TEAM, SHIPPED, date(2019, 2, 20))
    district.visit = str(visits.plan(district.campaign, wanted, by=chair, at=at).pk)
    hidden = visits.Plan("P01", TEAM, SHIPPED, date(2019, 3, 8), surprise=True)
    district.surprise = str(visits.plan(district.campaign, hidden, by=chair, at=at).pk)
    visits.begin(district.visit, by=lead, at=at)
    marks = {item["code"]: Checked("met") for section in shipped["sections"] for item in section["items"]}
    visits.fill(district.visit, marks, by=lead, at=at)
    seen = Observed("breach", FOUND, basis="Nội quy cơ quan, Điều 3")
    row = findings.record(district.visit, seen, key=uuid4(), by=lead, at=at)
    district.finding = str(row.pk)
    visits.report(district.visit, summary="Đơn vị chấp hành khá tốt.", by=lead, at=NOW)
    found = audit_lists.commit(district.campaign, "2019-02", seed="0f" * 32, size=2, by=office, at=NOW)
    district.audit = str(audit_lists.draw(str(found.pk), words="83916", by=chair, at=NOW).pk)


def _february(district: District, campaign: str, at: datetime) -> None:
    month = "2019-02"
    for unit in ("P01", "P02", "D01"):
        _hand_in(district, campaign, month, unit, at)
    _confirm(district, campaign, month, "P02", at)
    _confirm(district, campaign, month, "D01", at)
    _appraise(district, campaign, month, "D01", at)
    lines = [evaluations.Line("", points(MARKS))]
    evaluations.save(campaign, month, "P03", lines, by=district.actors["canbo.p03"], at=at)
    photo = Upload("Biên bản tháng 2.pdf", b"%PDF-1.7\ntrailer <<>>\n%%EOF\n")
    sheet = str(district.evaluation(month, "P03").pk)
    (row,) = evidences.hand_in(sheet, [photo], criterion="B1", by=district.actors["canbo.p03"], at=at)
    district.file = str(row.pk)
    reason = "Điểm B2 chưa khớp với báo cáo một cửa."
    by = district.actors["thutruong.p01"]
    evaluations.return_(campaign, month, "P01", subjects=[""], reason=reason, by=by, at=at)
    notices.tell_of_return(event(EvaluationsReturned, campaign=campaign), at)


def _draft(district: District) -> None:
    draft = contents("VHCS-2020", "Dự thảo chưa ai được biết", date(2020, 1, 1), date(2020, 12, 31))
    row = campaigns.draft(draft, by=district.actors["thuongtruc"], at=NOW)
    Campaign.objects.filter(pk=row.pk).update(goal="")
    district.draft = str(row.pk)


def _deliveries(district: District) -> None:
    ledger.seal()
    entry = LedgerEntry.objects.filter(type=MonthClosed.type).latest("id")
    fields: dict[str, Any] = {"entry": entry, "authority": HOME}
    error = "Traceback (most recent call last):\n  …\nConnectionError: máy in không trả lời"
    district.dead = Delivery.objects.create(
        **fields, reaction="rank_units_of_month", state=Delivery.DEAD, attempts=5, error=error
    ).pk
    district.stuck = Delivery.objects.create(
        **fields, reaction="rank_people_of_month", attempts=2, error="Unavailable: thử lại"
    ).pk
    other = LedgerEntry.objects.filter(authority=ELSEWHERE).latest("id")
    Delivery.objects.create(
        entry=other, authority=ELSEWHERE, reaction="việc-của-Đống-Đa", state=Delivery.DEAD, attempts=5, error="bí mật"
    )
