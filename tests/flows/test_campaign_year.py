"""A whole campaign through the HTTP API on real processes: web, relay, sealer, worker and beat, on a clock that is set."""

import io
import json
import os
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql
from pypdf import PdfReader

from devstack.stack import Services
from emulation.workbooks import EvaluationForm, Leaf, PersonFill, UnitFill, evaluation_template
from tests.faults.stage import Stage
from tests.flows import commendation
from tests.flows.place import PASSWORD, Place, account, free_port, until
from tests.world import PERSON_MARKS, PRESETS, SURVEY, UNIT_MARKS, points

pytestmark = pytest.mark.timeout(420)

HOME = "hoan-kiem"
UNITS = ("P01", "P02", "D01")
PEOPLE = {unit: [f"CB-{unit}-{place}" for place in (1, 2, 3)] for unit in UNITS}
UNITS_FILE = """Mã đơn vị,Tên đơn vị,Loại đơn vị,Mã đơn vị cấp trên,Mã cụm/khối,Tên cụm/khối,Từ ngày
HK,UBND quận Hoàn Kiếm,authority_office,,,,2018-01-01
P01,UBND phường Hàng Trống,ward,HK,CUM-1,Cụm thi đua các phường,2018-01-01
P02,UBND phường Đồng Xuân,ward,HK,CUM-1,Cụm thi đua các phường,2018-01-01
D01,Phòng Nội vụ,division,HK,CUM-2,Khối các phòng chuyên môn,2018-01-01
"""
STAFF_FILE = "Mã cán bộ,Họ và tên,Giới tính,Mã đơn vị,Chức vụ,Nhóm vị trí,Thủ trưởng,Từ ngày\n" + "".join(
    f"{code},{name},{gender},{unit},Chuyên viên,Chuyên môn,{'x' if head else ''},2018-01-01\n"
    for unit in UNITS
    for code, (name, gender, head) in zip(
        PEOPLE[unit],
        [("Nguyễn Thị Hòa", "nữ", True), ("H'Hen Niê", "nữ", False), ("Trần Đức Ưởng", "nam", False)],
        strict=True,
    )
)
B1 = {"P01": "29", "P02": "25", "D01": "21"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    files = tmp_path_factory.mktemp("year")
    name, port, clock = f"year_{os.getpid()}", free_port(), files / "clock"
    with Services.throwaway(database_url=os.environ["DATABASE_URL"], redis_url="") as guest:
        url = guest.create_database(name)
        stage = Stage(
            url,
            guest.redis_url,
            files,
            SIMULATED_CLOCK_FILE=str(clock),
            LOG_LEVEL="INFO",
            WEB_HOST="127.0.0.1",
            WEB_PORT=str(port),
            PUBLIC_URL=f"http://localhost:{port}",
            ADMIN_PASSWORD=PASSWORD,
        )
        made = Place(stage, f"http://127.0.0.1:{port}", clock)
        try:
            made.set_clock("2019-01-02T09:00:00+07:00")
            stage.processes.once("migrate")
            for process in ("web", "relay", "sealer", "worker", "beat"):
                stage.processes.start(process)
            found(made)
            yield made
        finally:
            for caller in made.people.values():
                caller.http.close()
            stage.close()
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
                connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def found(place: Place) -> None:
    """The authority with its administrator, as an operator opens it, and the web ready."""
    words = ("found_authority", HOME, "--name", "Quận Hoàn Kiếm", "--head-title")
    words = (*words, "Chủ tịch Ủy ban nhân dân quận Hoàn Kiếm", "--place", "Hoàn Kiếm", "--admin", "quantri")
    place.stage.processes.run_command("found", ("python", "manage.py", *words))
    assert place.stage.processes.supervisor.wait("found", 60) == 0, place.stage.logs()

    def answers() -> bool:
        try:
            return httpx.get(f"{place.base}/healthz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    until("the web to answer", answers)


def organise(place: Place) -> None:
    place.sign_in("quantri")
    for username, role in (("thuongtruc", "standing_officer"), ("chutich", "authority"), ("vanthu", "clerk")):
        account(place, username, role)
    assert place.take_in("thuongtruc", "units", "đơn vị.csv", UNITS_FILE.encode())["counts"]["committed"] == 4
    assert place.take_in("thuongtruc", "staff", "cán bộ.csv", STAFF_FILE.encode())["counts"]["committed"] == 9
    for unit in UNITS:
        head, officer, _ = PEOPLE[unit]
        account(place, f"thutruong.{unit}", "unit_head", "unit", unit, head)
        account(place, f"canbo.{unit}", "unit_officer", "unit", unit, officer)
    account(place, "nhanvien", "staff", "self", "", PEOPLE["P01"][2])


def launch(place: Place) -> None:
    office, chair = place.as_("thuongtruc"), place.as_("chutich")
    for preset in ("hanoi-3814-unit", "hanoi-3814-person"):
        definition = json.loads((PRESETS / f"{preset}.json").read_text(encoding="utf-8"))
        office.put(f"/schemes/{preset}/versions/1", {**definition, "minimum_months": 1})
    drafted = office.post(
        "/campaigns",
        {
            "code": "VHCS-2019", "name": "Thi đua thực hiện văn hóa công sở", "goal": "Nâng cao ý thức phục vụ.",
            "scope": "Toàn quận.", "subjects": "Tập thể và cá nhân.", "criteria": "Chấm điểm hằng tháng.",
            "starts_on": "2019-01-01", "ends_on": "2019-02-28", "plan": "Theo kế hoạch.", "measures": "Kiểm tra.",
            "legal_basis": "Luật Thi đua, khen thưởng", "survey": SURVEY, "policy": {"minimum_survey_answers": 5},
            "unit_scheme": {"code": "hanoi-3814-unit", "version": 1},
            "person_scheme": {"code": "hanoi-3814-person", "version": 1},
        },
    )  # fmt: skip
    place.campaign = drafted["id"]
    assert chair.post(f"/campaigns/{place.campaign}/launch")["state"] == "launched"


def workbook(unit: str, month: str) -> bytes:
    leaves = {code: Leaf(code, code, None) for code in {**UNIT_MARKS, **PERSON_MARKS}}
    form = EvaluationForm(
        campaign="VHCS-2019",
        unit=unit,
        month=month,
        unit_leaves=[leaves[code] for code in UNIT_MARKS],
        unit_vetoes=[Leaf("V1", "Kỷ luật")],
        person_leaves=[leaves[code] for code in PERSON_MARKS],
        person_vetoes=[Leaf("V1", "Kỷ luật")],
        people=[PersonFill(code, code, points(PERSON_MARKS)) for code in PEOPLE[unit][:2]]
        + [PersonFill(PEOPLE[unit][2], PEOPLE[unit][2], absent=True, note="Đi học")],
        unit_values={code: UnitFill(value) for code, value in points(UNIT_MARKS, B1=B1[unit]).items()},
    )
    return evaluation_template(form)


def month(place: Place, name: str, handing_in: str) -> None:
    """Every unit's sheets from the workbook to the appraisal, and the answers of citizens."""
    place.set_clock(handing_in)
    for unit in UNITS:
        where = f"/campaigns/{place.campaign}/units/{unit}/months/{name}"
        place.take_in(f"canbo.{unit}", "evaluations", f"phiếu {unit}.xlsx", workbook(unit, name), unit)
        assert place.as_(f"canbo.{unit}").post(f"{where}/submit", {})["handled"] == 4
        assert place.as_(f"thutruong.{unit}").post(f"{where}/confirm", {})["handled"] == 3
        assert place.as_("thuongtruc").post(f"{where}/appraise", {})["handled"] == 4
    answers = [
        {"key": f"{name}-{n}", "unit": "P01", "answered_on": f"{name}-10", "channel": "qr", "marks": {"Q1": 4 + n % 2}}
        for n in range(6)
    ]
    for counted in (6, 0):
        told = place.as_("thuongtruc").post(f"/campaigns/{place.campaign}/survey-answers", {"answers": answers})
        assert told == {"counted": counted, "repeated": 6 - counted}


def ranking(place: Place, **which: Any) -> list[dict[str, Any]]:
    """The lines of a ranking once it stands; none before."""
    office = place.as_("thuongtruc")
    rows = office.get(f"/campaigns/{place.campaign}/rankings", **which)["results"]
    return office.get(f"/rankings/{rows[0]['id']}/standings")["results"] if rows else []


def reward(place: Place) -> None:
    best = ranking(place, final="true", subjects="units")[0]["subject"]
    citation = "Đạt thành tích xuất sắc trong phong trào thi đua thực hiện văn hóa công sở năm 2019"
    awards = [
        {"award_type": "GK_HUYEN", "unit": best, "citation": citation},
        {"award_type": "GK_HUYEN", "unit": "P01", "person": PEOPLE["P01"][2], "citation": citation},
    ]
    body = {"title": "Về việc khen thưởng", "number": "215", "decided_on": "2019-03-20", "awards": awards}
    body |= {"signatory_name": "Lê Minh Đức", "signatory_title": "Chủ tịch", "campaign": place.campaign}
    place.decision = place.as_("vanthu").post("/decisions", body)["id"]
    assert place.as_("chutich").post(f"/decisions/{place.decision}/sign")["state"] == "signed"


@pytest.fixture(scope="module")
def year(place: Place) -> Place:
    """The campaign from the first list to the last certificate. Months close by the timetable alone."""
    organise(place)
    commendation.register(place, UNITS)
    launch(place)
    for name, handing_in, closing in (
        ("2019-01", "2019-02-04T10:00:00+07:00", "2019-02-11T00:00:00+07:00"),
        ("2019-02", "2019-03-06T10:00:00+07:00", "2019-03-11T00:00:00+07:00"),
    ):
        month(place, name, handing_in)
        place.set_clock(closing)
        for subjects in ("units", "people"):
            until(f"the ranking of {name}", lambda n=name, s=subjects: ranking(place, month=n, subjects=s))
    place.set_clock("2019-03-20T09:00:00+07:00")
    assert place.as_("chutich").post(f"/campaigns/{place.campaign}/close")["state"] == "closed"
    for subjects in ("units", "people"):
        until("the final ranking", lambda s=subjects: ranking(place, final="true", subjects=s))
    reward(place)
    until("the certificates", lambda: len(issued(place)) == 2)
    place.as_("chutich").post(f"/campaigns/{place.campaign}/conclude", {"summary": "Phong trào đạt kết quả tốt."})
    return place


def issued(place: Place) -> list[dict[str, Any]]:
    return place.as_("vanthu").get("/certificates", decision=place.decision, state="issued")["results"]


# What stands at the end


def test_the_final_ranking_follows_from_the_sheets_and_the_survey(year: Place) -> None:
    table = {row["subject"]: row for row in ranking(year, final="true", subjects="units")}
    assert [(unit, table[unit]["rank"], table[unit]["rank_in_cluster"]) for unit in UNITS] == [
        ("P01", 1, 1), ("P02", 2, 2), ("D01", 3, 1),
    ]  # fmt: skip
    explained = year.as_("thuongtruc").get(f"/standings/{table['P01']['id']}/explanation")
    assert explained["counted"] == 2
    january = {row["subject"]: row for row in ranking(year, month="2019-01", subjects="units")}
    tree = year.as_("thuongtruc").get(f"/standings/{january['P01']['id']}/explanation")
    b4 = next(leaf for leaf in tree["contributions"][1]["children"] if leaf["code"] == "B4")
    assert b4["points"] == "10"
    assert float(january["P01"]["score"]) == sum(map(float, {**UNIT_MARKS, "B1": B1["P01"]}.values())) + 10
    away = {row["subject"]: row["unranked_because"] for row in ranking(year, month="2019-01", subjects="people")}
    assert Counter(away.values()) == {"": 6, "absent": 3}


def test_late_sheets_are_marked_by_the_servers_clock(year: Place) -> None:
    """January came in on the 4th of February, February on the 6th of March; the deadline is the 5th."""
    rows = year.as_("thuongtruc").get(f"/campaigns/{year.campaign}/evaluations", page_size=100)["results"]
    assert {(row["month"], row["late"]) for row in rows} == {("2019-01", False), ("2019-02", True)}


def test_the_timetable_closed_every_month_exactly_once(year: Place) -> None:
    query = """select payload->>'month', count(*), min(actor) from kernel_ledgerentry
                where type = 'emulation.month.closed.v1' group by 1 order by 1"""
    assert year.stage.ask(query) == [("2019-01", 1, "system"), ("2019-02", 1, "system")]
    query = "select month, state, closed_at from emulation_campaignmonth order by month"
    closed = {name: (state, at.isoformat()) for name, state, at in year.stage.ask(query)}
    assert {name: state for name, (state, _) in closed.items()} == {"2019-01": "closed", "2019-02": "closed"}
    rankings = year.as_("thuongtruc").get(f"/campaigns/{year.campaign}/rankings")["results"]
    assert len(rankings) == 6


def test_the_certificate_is_a_paper_that_says_what_the_public_is_shown(year: Place) -> None:
    rows = {row["person"]: row for row in issued(year)}
    own = year.as_("nhanvien").get("/certificates")["results"]
    assert [row["id"] for row in own] == [rows[PEOPLE["P01"][2]]["id"]]
    paper = year.as_("nhanvien").http.get(f"/api/v1/certificates/{own[0]['id']}/pdf")
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf")
    assert sha256(paper.content).hexdigest() == own[0]["sha256"]
    text = PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    assert "Trần Đức Ưởng" in " ".join(text.split())
    assert "215/QĐ-UBND" in text
    shown = httpx.get(f"{year.base}/V/{own[0]['token']}", timeout=20)
    assert shown.status_code == 200
    assert "Trần Đức Ưởng" in shown.text
    assert own[0]["sha256"] in shown.text
    assert httpx.get(f"{year.base}/V/{'A' * 26}", timeout=20).status_code == 404
    assert sorted(row["register_number"] for row in rows.values()) == [1, 2]


def test_the_id_of_a_request_goes_with_it_into_the_ledger_and_the_workers_log(year: Place) -> None:
    office = year.as_("thuongtruc")
    content = UNITS_FILE.replace("Hàng Trống", "Hàng Bông").encode()
    response = office.upload("units", "đơn vị 2.csv", content)
    id_, asked = response.json()["id"], response.headers["X-Request-Id"]
    until("the check", lambda: office.get(f"/imports/{id_}")["state"] == "validated")
    told = {row["type"]: row["request_id"] for row in office.get("/ledger/entries", key=id_)["results"]}
    assert told == {"emulation.import.uploaded.v1": asked, "emulation.import.validated.v1": asked}
    log = year.stage.processes.log("worker").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{") and asked in line]
    assert lines, log[-2000:]
    assert any(line.get("request_id") == asked for line in lines)
    web = year.stage.processes.log("web").read_text(encoding="utf-8")
    assert asked in web
    office.post(f"/imports/{id_}/discard")


def test_units_were_told_of_the_launch(year: Place) -> None:
    kinds = Counter(row["kind"] for row in year.as_("canbo.P01").get("/notices")["results"])
    assert kinds["campaign_launched"] == 1


def test_repeating_what_was_done_changes_nothing(year: Place) -> None:
    before = year.stage.count("select count(*) from kernel_ledgerentry")
    office, chair = year.as_("thuongtruc"), year.as_("chutich")
    office.post(f"/campaigns/{year.campaign}/months/2019-01/close")
    office.post("/campaigns", {"code": "VHCS-2019", "name": "Khác"})
    for refused in (
        chair.http.post(f"/api/v1/campaigns/{year.campaign}/launch"),
        chair.http.post(f"/api/v1/decisions/{year.decision}/sign"),
        chair.http.post(f"/api/v1/campaigns/{year.campaign}/close"),
    ):
        assert refused.status_code == 409
        assert refused.json()["may"] == []
    assert year.stage.count("select count(*) from kernel_ledgerentry") == before


# What machines ask


def figures(place: Place) -> dict[str, float]:
    lines = httpx.get(f"{place.base}/metrics", timeout=20).text.splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line and line[0] != "#")}


def test_health_readiness_and_figures_are_told(year: Place) -> None:
    assert httpx.get(f"{year.base}/healthz", timeout=20).json() == {"status": "ok"}
    ready = httpx.get(f"{year.base}/readyz", timeout=20)
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "faults": []})
    until(
        "the last delivery",
        lambda: year.stage.count("select count(*) from kernel_delivery where state = 'pending'") == 0,
    )
    told = figures(year)
    done = year.stage.count("select count(*) from kernel_delivery where state = 'done'")
    assert told['thidua_deliveries{state="done"}'] == done > 20
    assert told['thidua_deliveries{state="pending"}'] == told['thidua_deliveries{state="dead"}'] == 0
    assert told["thidua_oldest_due_seconds"] == 0
    assert told["thidua_database_up"] == 1
    assert any(name.startswith("django_http_requests_latency_seconds_by_view_method_bucket") for name in told)


def test_every_entry_is_sealed_and_the_close_is_anchored(year: Place) -> None:
    query = "select count(*) from kernel_backlog"
    year.stage.until(query, lambda found: found == 0)
    heads = year.as_("thuongtruc").get("/ledger/heads")["heads"]
    assert "campaign VHCS-2019 closed" in [head["reason"] for head in heads]
    assert list((year.stage.files / "anchors").glob("*campaign-vhcs-2019-closed.json"))
    status = year.as_("quantri").get("/operations/status")
    assert status["entries"] == status["sealed"]


def test_a_hundred_megabytes_are_refused_and_leave_nothing(year: Place) -> None:
    before = year.stage.count("select count(*) from emulation_import")
    boundary = "b" * 20
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    ).encode()
    size = 100 * 1024 * 1024

    def body() -> Iterator[bytes]:
        yield head
        for _ in range(size // 65536):
            yield b"x" * 65536

    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(size + len(head))}
    try:
        answer = year.as_("thuongtruc").http.post("/api/v1/imports", content=body(), headers=headers)
    except httpx.TransportError:
        pass  # the server need not wait for the end of what it will not read
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "import.too_large")
    assert year.stage.count("select count(*) from emulation_import") == before
    assert httpx.get(f"{year.base}/healthz", timeout=20).status_code == 200
    assert not [file for file in year.stage.files.rglob("*") if file.is_file() and file.stat().st_size > size // 2]


# What a year of commendation leaves behind


@pytest.fixture(scope="module")
def commended(year: Place) -> commendation.Found:
    """From the ranking to the money that came back, after everything else that was asked of the year."""

    return commendation.commend(year)


def test_the_council_advised_by_counted_votes_and_the_secret_ones_can_be_counted_again(
    commended: commendation.Found,
) -> None:
    assert commended.refused == [
        "nomination.incomplete", "council_session.no_quorum", "session_item.recused", "session_item.voted_already",
        "decision.not_consulted", "consultation.unanswered", "decision.no_number", "decision.not_allowed", "decision.rewarded",
        "fund.short",
    ]  # fmt: skip
    assert commended.recounted == commended.receipts
    assert commended.advised == {"P01": True, "P02": True, "D01": False}


def test_the_register_has_no_gap_and_no_number_is_given_twice(commended: commendation.Found, year: Place) -> None:
    rows = year.stage.ask("select number, award_id from emulation_registerentry order by entered_at, number")
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
    assert len({award for _, award in rows}) == len(rows) == 2 + len(commended.awards)
    revoked = year.stage.ask(
        "select r.number from emulation_registerentry r join emulation_award a on a.id = r.award_id where a.state = 'revoked'"
    )
    assert revoked == [(commended.revoked,)]
    numbers = year.stage.ask(
        "select number from emulation_decision where state = 'signed' order by decided_on, signed_at"
    )
    assert [number for (number,) in numbers] == ["215", "216", "217"]


def test_what_followed_came_through_the_relay_exactly_once(commended: commendation.Found, year: Place) -> None:
    year.stage.until("select count(*) from kernel_delivery where state <> 'done'", lambda found: found == 0)
    done = year.stage.ask(
        """select d.reaction, count(*), count(distinct d.entry_id), max(d.attempts) from kernel_delivery d
            where reaction = any(%s) group by 1""",
        [*commendation.FOLLOWED],
    )
    assert {name: (times, entries, attempts) for name, times, entries, attempts in done} == {
        name: (times, times, 1) for name, times in commendation.FOLLOWED.items()
    }
    assert commended.money == {"paid": commended.paid, "recovery": 420_000, "balance": 420_000}
    states = Counter(state for (state,) in year.stage.ask("select state from emulation_bonusentitlement"))
    assert states == {"due": 2, "paid": len(commended.awards) - 1, "recovered": 1}
