"""Who gets what from every address: the table that the matrix of access is compared with.

An outcome is a status; for lists and pages that show everybody something, `sees` or `blind` says whether the thing asked
for is on it; `login` is the way to the log-in page. ``own`` is what the accounts have a role over (unit P01, its cluster,
its person), ``other`` the same of a unit of their authority over which they have none. Whoever is not named in a row gets
its ``rest``, and ``rest`` is a no or a look at what every member may know. A stranger (all roles of another authority)
and somebody without an authority are expected by `MOUTH_DEFAULTS` unless the row names them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from certificates.models import Certificate
from emulation import catalogue, mail_tokens
from emulation.models import Award, Mail, NominationLine, NoticeCopy, Ranking, SessionItem, Standing
from emulation.rules import access, survey_codes
from tests.world import (
    CLOSED,
    CONFIRMED,
    DRAFTED,
    HIDDEN,
    OTHER,
    OWN,
    PASSWORD,
    PERSON_MARKS,
    PLAIN_PDF,
    SHIPPED,
    SUBMITTED,
    TEAM,
    UNIT_MARKS,
    Town,
    found_at,
    leave_of,
    mishap,
    objection,
    person,
    tracking_code,
    workbook,
)

OFFICE, HEAD, CLERK, ADMIN = ("standing_officer", "authority", "clerk", "administrator")
CHAIR, INSPECTOR, ACCOUNTANT = ("council_chair", "inspector", "accountant")
LEAD, DEPUTY, UNIT_HEAD, OFFICER, STAFF = ("cluster_lead", "cluster_deputy", "unit_head", "unit_officer", "staff")
COMMITTEE = frozenset({OFFICE, HEAD, CHAIR, "council_member", "council_secretary"})
WHOLE = COMMITTEE | {INSPECTOR}
CLUSTER = frozenset({LEAD, DEPUTY})
UNIT = frozenset({UNIT_HEAD, OFFICER})
NEAR = WHOLE | CLUSTER | UNIT
PAPER = COMMITTEE | {CLERK, ACCOUNTANT}
RECORDS = frozenset({OFFICE, ADMIN})
HANDLES = frozenset({OFFICE, HEAD, INSPECTOR})
PUBLISHERS = frozenset({OFFICE, CHAIR, HEAD})
AUTHORITY_WIDE = WHOLE | {CLERK, ACCOUNTANT, ADMIN}
NOBODY = "nobody"
MEMBERS = frozenset(access.ROLES) | {NOBODY}
ANONYMOUS, STRANGER, HOMELESS = "anonymous", "stranger", "without an authority"
MOUTH_DEFAULTS = {
    "api": {ANONYMOUS: "401", STRANGER: "404", HOMELESS: "403"},
    "web": {ANONYMOUS: "login", STRANGER: "404", HOMELESS: "403"},
}

Who = frozenset[str]
Values = Callable[["On"], Mapping[str, Any]]


@dataclass(frozen=True)
class On:
    """On what somebody asks to act: a thing of this town that belongs to this unit."""

    town: Town
    unit: str


def nothing(_: On) -> Mapping[str, Any]:
    return {}


Expected = Mapping[str, Who | str]


def who(rest: str, /, **outcomes: Who | str) -> dict[str, Who | str]:
    """``who("403", _200=WHOLE)``: these get 200, every other member 403."""
    return {"rest": rest, **{outcome.lstrip("_"): members for outcome, members in outcomes.items()}}


def everybody(outcome: str) -> dict[str, Who | str]:
    return who(outcome)


@dataclass(frozen=True)
class Row:
    """One address and method. ``marker`` is a text that shows the thing asked for; ``public`` asks only without log-in;
    ``takes_in`` is for what anybody may leave with an authority."""

    route: str
    method: str
    own: Expected
    other: Expected | None = None
    kwargs: Values = nothing
    body: Values = nothing
    query: str | Callable[[On], str] = ""
    marker: Callable[[On], str] | None = None
    public: bool = False
    takes_in: bool = False
    multipart: bool = False
    others: Mapping[str, str] = field(default_factory=dict)
    label: str = ""

    @property
    def mouth(self) -> str:
        return self.route.partition(":")[0]

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.route, self.method, self.label)))

    def expected(self, target: Expected) -> dict[str, str]:
        found = {member: str(target["rest"]) for member in MEMBERS}
        for outcome, members in target.items():
            if outcome != "rest":
                found |= dict.fromkeys({members} if isinstance(members, str) else members, outcome)
        return found | MOUTH_DEFAULTS[self.mouth] | dict(self.others)


def running(on: On) -> dict[str, Any]:
    return {"campaign_id": on.town.running}


def stage(name: str) -> Values:
    return lambda on: {"campaign_id": on.town.stages[name]}


def unit_month(month: str) -> Values:
    return lambda on: {"campaign_id": on.town.running, "unit": on.unit, "month": month}


def month_of(month: str) -> Values:
    return lambda on: {"campaign_id": on.town.running, "month": month}


def person_month(month: str) -> Values:
    return lambda on: {"campaign_id": on.town.running, "person": person(on.unit, 3), "month": month}


def import_of(on: On) -> dict[str, Any]:
    return {"import_id": on.town.imports[on.unit]}


def import_of_units(on: On) -> dict[str, Any]:
    return {"import_id": on.town.imports["units"]}


def draft_of_campaign(on: On) -> dict[str, Any]:
    return {"code": "NEW", "name": "Phong trào mới"}


def draft_of_decision(on: On) -> dict[str, Any]:
    return {
        "title": "Khen thưởng",
        "number": "300",
        "decided_on": "2019-05-11",
        "signatory_name": "Lê Minh Đức",
        "signatory_title": "Chủ tịch",
        "awards": [{"award_type": "GK_HUYEN", "unit": OWN, "citation": "Thành tích"}],
    }


def drafted_dossier(on: On) -> dict[str, Any]:
    return {"record": "nomination", "record_id": on.town.nominations[on.unit, "draft"]}


def paper_of_dossier(on: On) -> dict[str, Any]:
    return {"kind": "submission", "record_id": on.town.nominations[on.unit, "draft"]}


def paper_of_decision(on: On) -> dict[str, Any]:
    return {"kind": "decision", "record_id": on.town.drafted}


HEADED = {
    "title": "Khen thưởng",
    "decided_on": "2019-05-13",
    "signatory_name": "Lê Minh Đức",
    "signatory_title": "Chủ tịch",
}
SIMPLE_DEED = {
    "award_type": "GK_HUYEN",
    "deed": "Cứu người",
    "first_day": "2019-05-01",
    "last_day": "2019-05-01",
    "citation": "Cứu người",
    "kind": "ad_hoc",
}


def drafted_decision(on: On) -> dict[str, Any]:
    return {"decision_id": on.town.drafted}


def drafted_page(on: On) -> dict[str, Any]:
    return {"decision": on.town.drafted}


def signed_page(on: On) -> dict[str, Any]:
    return {"decision": on.town.signed}


def first_award(on: On) -> str:
    return str(Award.objects.filter(decision=on.town.signed).earliest("place").pk)


def awardable(on: On) -> list[str]:
    """Of an appraised dossier the line of a person, who is not on hold."""
    rows = NominationLine.objects.filter(nomination=on.town.nominations[on.unit, "appraised"])
    return [str(rows.get(place=2).pk)]


def paper_of_payment(on: On) -> dict[str, Any]:
    return {"kind": "payments", "record_id": on.town.payment_list}


def paper_of_campaign(on: On) -> dict[str, Any]:
    return {"kind": "review", "record_id": on.town.running}


def delegation_of(on: On) -> str:
    return on.town.delegations[on.unit]


def delegated(on: On) -> dict[str, Any]:
    suffix = "" if on.unit == OWN else f".{on.unit}"
    names = {"delegator": f"unit_head{suffix}@{on.town.code}", "delegate": f"unit_officer.P02@{on.town.code}"}
    days = {"starts_on": "2019-07-01", "ends_on": "2019-07-02"}
    return {**names, "role": "unit_head", "scope": "unit", "code": on.unit, **days, "reason": "Nghỉ phép"}


def week_of(day: str) -> Values:
    return lambda on: {"person": person(on.unit, 3), "week": day}


def fixed(**values: Any) -> Values:
    return lambda _: values


def marks(values: Mapping[str, str]) -> Values:
    return fixed(scores=dict(values))


def unit_name(on: On) -> str:
    return f"Đơn vị {on.unit} {on.town.name}"


def person_name(on: On) -> str:
    return f"Ưởng {on.unit} {on.town.name}"


def colleague(on: On) -> str:
    return f"Hòa {on.unit} {on.town.name}"


def sheet_of_unit(on: On) -> str:
    return str(on.town.evaluation(DRAFTED, on.unit).pk)


def sheet_of_person(on: On) -> str:
    return str(on.town.evaluation(DRAFTED, on.unit, person(on.unit, 3)).pk)


def certificate_of_unit(on: On) -> str:
    return on.town.certificates[on.unit]


def certificate_of_person(on: On) -> str:
    return on.town.certificates[person(on.unit, 3)]


def notice_of_launch(on: On) -> str:
    return f'"unit":"{on.unit}","kind":"campaign_launched","title":"Phong trào “Phong trào VHCS-2019 {on.town.name}”'


def notice_copy(on: On) -> str:
    """What the head of the unit was told of the launch."""
    head = UNIT_HEAD if on.unit == OWN else f"{UNIT_HEAD}.{on.unit}"
    row = NoticeCopy.objects.get(account=on.town.accounts[head], notice__about__campaign=on.town.running)
    return str(row.pk)


def mail_token(purpose: str) -> Values:
    """A link of ours to somebody who never asked for mails: it may be opened, and does nothing."""
    content = {"at": "2019-05-12", "address": "a@example.vn"}
    return lambda on: {
        "token": mail_tokens.made(purpose, {**content, "account": str(on.town.accounts["unit_head"].pk)})
    }


def stopped_mail(on: On) -> str:
    """One that was given up, to the head of the unit."""
    return str(Mail.objects.get(authority=on.town.code, state=Mail.STOPPED).pk)


def in_the_shadow(on: On) -> dict[str, Any]:
    return {"ranking_id": on.town.shadow}


def published(subjects: str) -> Values:
    return lambda on: {"ranking_id": on.town.published[subjects]}


def waiting(on: On) -> dict[str, Any]:
    return {"correction_id": on.town.correction()}


def booked(on: On) -> dict[str, Any]:
    return {"booking_id": on.town.bookings[on.unit]}


def booking_page(on: On) -> dict[str, Any]:
    return {"booking": on.town.bookings[on.unit]}


def exclusion(state: str, name: str) -> Values:
    return lambda on: {name: on.town.exclusions[on.unit, state]}


def item_of(on: On) -> dict[str, Any]:
    return {"feedback_id": on.town.feedback[on.unit]}


def page_of_item(on: On) -> dict[str, Any]:
    return {"feedback": on.town.feedback[on.unit]}


def code_of(on: On) -> dict[str, Any]:
    return {"code": tracking_code(on.town, on.unit)}


def ruling_page(on: On) -> dict[str, Any]:
    return {"ruling": on.town.rulings[on.unit]}


def assignment(on: On) -> dict[str, Any]:
    return {"assignment_id": on.town.assignments[on.unit]}


def assignment_act(act: str) -> Values:
    return lambda on: {**assignment(on), "act": act}


def assignment_page(on: On) -> dict[str, Any]:
    return {"assignment": on.town.assignments[on.unit]}


TASK = {
    "code": "NV-MOI", "title": "Việc mới", "unit": OWN, "responsibility": "Chủ trì", "product": "Báo cáo", "check": "Đối chiếu",
    "deadline": "2019-03-01", "steps": [{"title": "Họp", "due": "2019-02-01"}],
}  # fmt: skip
TASKS = (
    "Mã nhiệm vụ;Nội dung nhiệm vụ;Đơn vị chủ trì;Trách nhiệm;Quy trình;Kết quả;Cách kiểm tra;Thời hạn\n"
    "NV-MOI;Việc mới;P01;Chủ trì;Họp (01/02/2019);Báo cáo;Đối chiếu;01/03/2019"
)


def contest(name: str) -> Values:
    return lambda on: {"contest_id": on.town.contests[name]}


def contest_round(on: On) -> dict[str, Any]:
    return {"contest_id": on.town.contests["open"], "number": 1}


def contest_page(name: str) -> Values:
    return lambda on: {"contest": on.town.contests[name]}


def contest_sheets(on: On) -> dict[str, Any]:
    return {"contest": on.town.contests["open"], "number": 1}


CONTEST = {
    "code": "HT-MOI", "name": "Hội thi mới", "aggregate": "mean", "criteria": [{"code": "ND", "title": "Nội dung", "max": "10"}],
    "rounds": [{"number": 1, "title": "Chung kết", "held_on": "2019-04-10"}],
    "prizes": [{"code": "nhat", "title": "Nhất", "count": 1}],
    "entrants": [{"code": OWN, "name": "Đơn vị", "kind": "unit", "unit": OWN}],
}  # fmt: skip


def plan_of_contest(on: On) -> dict[str, Any]:
    return {**CONTEST, "judges": [{"username": on.town.accounts[HEAD].username, "presides": True}]}


def lines_of_contest(on: On) -> dict[str, Any]:
    parts = {"criteria": "ND; Nội dung; 10", "rounds": "1; Chung kết; 2019-04-10", "prizes": "nhat; Giải nhất; 1"}
    parts |= {"entrants": f"{OWN}; Đơn vị; unit; {OWN}", "judges": f"{on.town.accounts[HEAD].username}; trưởng ban"}
    return {"code": "HT-MOI", "name": "Hội thi mới", "aggregate": "mean", **parts}


JUDGES = frozenset({HEAD, CHAIR})


SEATED = frozenset({CLERK, ACCOUNTANT})
"""Members of the council whose roles alone would not show them its sessions; the unit head of P02 is one too."""
AT_COUNCIL = WHOLE | SEATED
SECRETARY = "council_secretary"
CONVENERS = frozenset({CHAIR, SECRETARY, OFFICE})
UNCONCERNED = frozenset({CHAIR, HEAD, SECRETARY, "council_member", INSPECTOR, ACCOUNTANT})
COUNCIL = {"name": "Hội đồng mới", "document": "QĐ 1", "valid_from": "2019-01-01"}


def council(**names: str) -> Values:
    """Ids of the town's council, sessions and items, by the names in the address."""
    return lambda on: {name: on.town.council[what] for name, what in names.items()}


def council_dossier(on: On) -> dict[str, Any]:
    line = SessionItem.objects.get(pk=on.town.council["waiting_item"]).line
    return {**council(session_id="convened")(on), "nomination_id": line.nomination_id if line else ""}


def upload_of_tasks(on: On) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("phan-cong.csv", TASKS.encode())}


def page_of_published(subjects: str) -> Values:
    return lambda on: {"ranking": on.town.published[subjects]}


def act_on_shadow(act: str) -> Values:
    return lambda on: {"ranking": on.town.shadow, "act": act}


def delivery(on: On) -> dict[str, Any]:
    return {"delivery_id": on.town.delivery}


def upload(on: On) -> dict[str, Any]:
    return {
        "kind": "evaluations",
        "unit": on.unit,
        "file": SimpleUploadedFile("phieu.xlsx", workbook(on.unit, DRAFTED)),
    }


def file_of_unit(on: On) -> str:
    return on.town.files[on.unit]


def file_of_person(on: On) -> str:
    return on.town.files[person(on.unit, 3)]


def sheet_of_evidence(on: On) -> dict[str, Any]:
    return {"evaluation_id": sheet_of_unit(on)}


def page_of_evidence(on: On) -> dict[str, Any]:
    return {"evaluation": sheet_of_unit(on)}


def appeal_of(on: On) -> dict[str, Any]:
    return {"appeal_id": on.town.appeals[on.unit]}


def page_of_appeal(on: On) -> dict[str, Any]:
    return {"appeal": on.town.appeals[on.unit]}


def standing_of_published(on: On) -> dict[str, Any]:
    return {"standing": str(Standing.objects.get(ranking=on.town.published[Ranking.UNITS], subject=on.unit).pk)}


NO_ROW = "00000000-0000-7000-8000-000000000000"


def file_sent(_: On) -> dict[str, Any]:
    return {"purpose": "evidence", "files": [SimpleUploadedFile("bien-ban.pdf", PLAIN_PDF)]}


def upload_of_units(on: On) -> dict[str, Any]:
    return {"kind": "units", "file": SimpleUploadedFile("don-vi.csv", b"x")}


def what_if(_: On) -> dict[str, Any]:
    scheme = b'{"code": "thu", "components": [{"code": "A", "max": "10"}]}'
    return {
        "scheme": SimpleUploadedFile("thu.json", scheme),
        "table": SimpleUploadedFile("bang.csv", "Tên,A\nX,9\nY,8\n".encode()),
    }


VISIT_PLANNERS = frozenset({OFFICE, HEAD, INSPECTOR})
DRAWERS = frozenset({OFFICE, HEAD, CHAIR, "council_secretary", INSPECTOR})


def visit(on: On) -> dict[str, Any]:
    return {"visit_id": on.town.visits[on.unit]}


def surprise(on: On) -> dict[str, Any]:
    return {"visit_id": on.town.surprises[on.unit]}


def finding(on: On) -> dict[str, Any]:
    return {"finding_id": on.town.findings[on.unit]}


def of_running(on: On) -> dict[str, Any]:
    return {"campaign": on.town.running}


def of_visit(on: On) -> dict[str, Any]:
    return {"visit": on.town.visits[on.unit]}


def of_finding(on: On) -> dict[str, Any]:
    return {"finding": on.town.findings[on.unit]}


def drawn(on: On) -> dict[str, Any]:
    return {"list_id": on.town.audit}


def team_of_another_name(on: On) -> dict[str, Any]:
    member = {"username": f"inspector@{on.town.code}", "leads": True}
    return {"code": "DOAN-9", "name": "Đoàn 9", "document": "QĐ 9", "valid_from": "2019-05-01", "members": [member]}


def submitted_dossier(on: On) -> dict[str, Any]:
    return {"nomination_id": on.town.nominations[on.unit, "submitted"]}


def first_line(on: On) -> dict[str, Any]:
    """Of a dossier that was received."""
    rows = NominationLine.objects.filter(nomination=on.town.nominations[OWN, "received"])
    return {"line_id": str(rows.earliest("place").pk)}


MINE = {STRANGER: "200"}
"""Addresses without anybody's id in them answer a stranger with the stranger's own authority."""
UNSEEN = {STRANGER: "blind"}


def of_survey(name: str, key: str) -> Values:
    return lambda on: {name: on.town.surveys[key]}


def survey_marker(key: str) -> Callable[[On], str]:
    return lambda on: on.town.surveys[key]


_TEMPLATE = {"code": "moi", "template": "ten-service-standards"}
_PLACE = {"unit": "P01", "counter": "Q-1"}
_CODES = {**_PLACE, "kind": "code", "label": "Đợt 2", "size": 8, "until": "2019-05-31"}
_PAPER = {**_PLACE, "batch": "1", "number": 1, "answered_on": "2019-05-12", "marks": {"S1": 5}}
OPENERS = frozenset({HEAD, CHAIR})

FUNDS = COMMITTEE | {ACCOUNTANT}


def fund_of(on: On) -> dict[str, Any]:
    return {"fund_id": on.town.fund}


def fund_page(on: On) -> dict[str, Any]:
    return {"fund": on.town.fund}


def list_of(on: On) -> dict[str, Any]:
    return {"payment_list_id": on.town.payment_list}


def list_page(on: On) -> dict[str, Any]:
    return {"payment_list": on.town.payment_list}


def bonus_of(on: On) -> str:
    return on.town.bonuses[on.unit]


def persons_bonus(on: On) -> str:
    return on.town.bonuses[person(on.unit, 3)]


def new_list(on: On) -> dict[str, Any]:
    return {"fund": on.town.fund, "number": "09", "title": "Chi", "bonuses": None}


PAPER_OF_MONEY = {"amount": 1000, "document": "QĐ 9", "note": "vì"}
MONEY = (
    Row("api:funds", "get", who("blind", sees=FUNDS), marker=lambda on: on.town.fund, others=UNSEEN),
    Row(
        "api:funds",
        "post",
        who("403", _201=ACCOUNTANT),
        body=fixed(name="Quỹ P02", document="QĐ 1", unit="P02"),
        others={STRANGER: "201"},
    ),
    Row("api:fund-entries", "get", who("404", sees=FUNDS), kwargs=fund_of, marker=lambda _: "QĐ 02"),
    Row("api:fund-allocate", "post", who("403", _201=ACCOUNTANT), kwargs=fund_of, body=fixed(**PAPER_OF_MONEY)),
    Row("api:fund-adjust", "post", who("403", _201=ACCOUNTANT), kwargs=fund_of, body=fixed(**PAPER_OF_MONEY)),
    Row("api:fund-overdraft", "put", who("403", _200=HEAD), kwargs=fund_of, body=fixed(amount=1, basis="NQ 1")),
    Row(
        "api:bonuses",
        "get",
        who("blind", sees=FUNDS | {UNIT_HEAD}),
        who("blind", sees=FUNDS),
        marker=bonus_of,
        others=UNSEEN,
    ),
    Row(
        "api:bonuses",
        "get",
        who("blind", sees=FUNDS | {STAFF}),
        who("blind", sees=FUNDS),
        marker=persons_bonus,
        others=UNSEEN,
        label="of a person",
    ),
    Row(
        "api:bonus-recover",
        "post",
        who("404", _409=ACCOUNTANT, _403=COMMITTEE | {UNIT_HEAD}),
        who("404", _409=ACCOUNTANT, _403=COMMITTEE),
        kwargs=lambda on: {"bonus_id": bonus_of(on)},
        body=fixed(document="PT 1"),
    ),
    Row("api:payment-lists", "get", who("blind", sees=FUNDS), marker=lambda on: on.town.payment_list, others=UNSEEN),
    Row("api:payment-lists", "post", who("403", _201={ACCOUNTANT, OFFICE}), body=new_list),
    Row(
        "api:payment-list",
        "get",
        who("404", sees=FUNDS),
        kwargs=list_of,
        marker=lambda on: bonus_of(On(on.town, OTHER)),
    ),
    Row(
        "api:payment-list",
        "put",
        who("404", _200={ACCOUNTANT, OFFICE}, _403=COMMITTEE - {OFFICE}),
        kwargs=list_of,
        body=new_list,
    ),
    Row("api:payment-list-file", "get", who("404", _200=FUNDS), kwargs=list_of),
    Row("api:payment-list-approve", "post", who("403", _200=HEAD), kwargs=list_of),
    Row(
        "api:payment-list-return",
        "post",
        who("403", _200=HEAD, _409=ACCOUNTANT),
        kwargs=list_of,
        body=fixed(reason="vì"),
    ),
    Row("api:payment-list-discard", "post", who("403", _200={ACCOUNTANT, OFFICE}), kwargs=list_of),
    Row(
        "api:payment-list-pay",
        "post",
        who("404", _409=ACCOUNTANT, _403=COMMITTEE),
        kwargs=list_of,
        body=fixed(document="PC 1"),
    ),
    *(
        Row(route, "get", who("403", _200=PAPER), kwargs=fixed(year=2019), others={STRANGER: "200"})
        for route in ("api:statistics", "api:statistics-file", "web:statistics-workbook")
    ),
    Row("web:statistics", "get", who("403", _200=PAPER), others={STRANGER: "200"}),
    Row("web:funds", "get", who("403", sees=FUNDS), marker=lambda on: on.town.fund, others=UNSEEN),
    Row(
        "web:funds",
        "post",
        who("403", _302=ACCOUNTANT),
        body=fixed(act="open", name="Quỹ P02", document="QĐ 1", amount="0", unit="P02"),
        others={STRANGER: "302"},
    ),
    Row("web:fund", "get", who("404", sees=FUNDS), kwargs=fund_page, marker=lambda _: "QĐ 02"),
    Row(
        "web:fund",
        "post",
        who("404", _302=ACCOUNTANT, _403=COMMITTEE),
        kwargs=fund_page,
        body=fixed(act="allocate", **PAPER_OF_MONEY),
    ),
    Row(
        "web:bonuses",
        "get",
        who("blind", sees=FUNDS | {UNIT_HEAD}),
        who("blind", sees=FUNDS),
        marker=bonus_of,
        others=UNSEEN,
    ),
    Row(
        "web:bonuses",
        "post",
        who("404", _409=ACCOUNTANT, _403=COMMITTEE | {UNIT_HEAD}),
        who("404", _409=ACCOUNTANT, _403=COMMITTEE),
        body=lambda on: {"act": "recover", "bonus": bonus_of(on), "document": "PT 1"},
    ),
    Row(
        "web:payment-list",
        "get",
        who("404", sees=FUNDS),
        kwargs=list_page,
        marker=lambda on: f"Chi thưởng {on.town.name}",
    ),
    Row(
        "web:payment-list",
        "post",
        who("404", _302=HEAD, _403=FUNDS - {HEAD}),
        kwargs=list_page,
        body=fixed(act="approve"),
    ),
    Row("web:payment-list-workbook", "get", who("404", _200=FUNDS), kwargs=list_page),
)


SURVEYS_API = (
    Row("api:surveys", "get", who("blind", sees=COMMITTEE), kwargs=running, marker=survey_marker("draft")),
    Row("api:surveys", "post", who("403", _201=OFFICE), kwargs=running, body=fixed(**_TEMPLATE)),
    Row("api:survey-open", "post", who("403", _200=OPENERS), kwargs=of_survey("version_id", "draft")),
    Row("api:survey-close", "post", who("403", _200=OPENERS | {OFFICE}), kwargs=of_survey("version_id", "open")),
    Row("api:survey-papers", "post", who("403", _200=OFFICE), kwargs=of_survey("version_id", "open"), body=fixed(**_PAPER)),
    Row(
        "api:survey-batches", "get", who("403", sees=OFFICE), kwargs=of_survey("survey_id", "survey"),
        marker=survey_marker("batch"),
    ),
    Row("api:survey-batches", "post", who("403", _201=OFFICE), kwargs=of_survey("survey_id", "survey"), body=fixed(**_CODES)),
    Row("api:survey-batch-end", "post", who("403", _200=OFFICE), kwargs=of_survey("batch_id", "batch")),
    Row(
        "api:survey-points", "get", who("403", sees=OFFICE), kwargs=of_survey("survey_id", "survey"),
        marker=survey_marker("qr"),
    ),
    Row(
        "api:survey-points", "post", who("403", _201=OFFICE), kwargs=of_survey("survey_id", "survey"),
        body=fixed(**_PLACE, kind="qr"),
    ),
    Row("api:survey-point-close", "post", who("403", _200=OFFICE), kwargs=of_survey("point_id", "qr")),
    Row(
        "api:survey-point-answers", "post", everybody("404"), kwargs=fixed(token="x"), public=True,
        body=fixed(answers=[{"key": "0123456789abcdef", "marks": {"S1": 5}}]),
    ),
    Row(
        "api:service-registers", "get", everybody("sees"), marker=lambda on: f"Quầy 1 {on.town.name}", others=UNSEEN,
    ),
    Row(
        "api:service-registers", "post", who("403", _200=RECORDS),
        body=fixed(counters=[{"code": "Q-2", "name": "Quầy 2", "unit": "P02"}]), others=MINE,
    ),
)  # fmt: skip

API = (
    *SURVEYS_API,
    Row("api:schema", "get", everybody("200"), public=True),
    Row("api:docs", "get", everybody("200"), public=True),
    Row("api:redoc", "get", everybody("200"), public=True),
    Row(
        "api:token",
        "post",
        everybody("201"),
        body=lambda on: {"username": on.town.accounts[STAFF].username, "password": PASSWORD},
        public=True,
    ),
    Row("api:token", "post", everybody("403"), body=fixed(username="ai", password="gì"), public=True, label="wrong"),
    Row("api:token", "delete", everybody("204"), others={STRANGER: "204"}),
    Row("api:me", "get", everybody("200"), others=MINE),
    Row("api:units", "get", everybody("sees"), marker=unit_name, others=UNSEEN),
    Row(
        "api:reorganisations",
        "post",
        who("403", _204=RECORDS),
        body=fixed(
            kind="merge", predecessors=["P01", "P02"], successors=["P02"], effective_on="2019-06-01", legal_basis="QĐ 1"
        ),
        others={STRANGER: "204"},
    ),
    Row(
        "api:people",
        "get",
        who("blind", sees=NEAR | {ADMIN, STAFF}),
        who("blind", sees=WHOLE | {ADMIN}),
        marker=person_name,
        others=UNSEEN,
    ),
    Row(
        "api:transfers",
        "post",
        who("403", _204=RECORDS),
        kwargs=lambda on: {"person": person(on.unit, 3)},
        body=fixed(to_unit="P02", effective_on="2019-06-01"),
        others={STRANGER: "204"},
    ),
    Row(
        "api:accounts",
        "post",
        who("403", _204=ADMIN),
        body=fixed(username="nguoi.moi", password=PASSWORD),
        others={STRANGER: "204"},
    ),
    Row(
        "api:grants",
        "post",
        who("403", _204=ADMIN),
        kwargs=lambda on: {"username": on.town.accounts[STAFF].username},
        body=fixed(role="unit_officer", scope="unit", code=OWN),
    ),
    Row(
        "api:grants",
        "patch",
        who("403", _204=ADMIN),
        kwargs=lambda on: {"username": on.town.accounts[OFFICER].username},
        body=fixed(role="unit_officer", scope="unit", code=OWN),
    ),
    Row(
        "api:calendar-days", "get", everybody("sees"), marker=lambda _: '"day":"2019-02-05"', others={STRANGER: "sees"}
    ),
    Row(
        "api:calendar-days",
        "post",
        who("403", _201=RECORDS),
        body=fixed(day="2019-10-16", kind="holiday", name="Nghỉ bão", legal_basis="CV 1"),
        others={STRANGER: "201"},
    ),
    Row("api:award-rules", "get", everybody("sees"), marker=lambda on: on.town.own_rule, others=UNSEEN),
    Row(
        "api:award-rules",
        "post",
        who("403", _201=RECORDS),
        body=fixed(
            award_code="LDTT",
            aspect="bonus",
            code="bonus",
            params={"multiple": "0.4"},
            article="Điều 1",
            legal_basis="Nghị quyết 1",
            valid_from="2019-06-01",
        ),
        others={STRANGER: "201"},
    ),
    Row(
        "api:award-rule-end",
        "post",
        who("403", _200=RECORDS),
        kwargs=lambda on: {"rule_id": on.town.own_rule},
        body=fixed(valid_to="2019-09-01", reason="vì"),
    ),
    Row("api:base-salaries", "get", everybody("sees"), marker=lambda _: "1490000", others={STRANGER: "sees"}),
    Row(
        "api:recipient-categories", "get", everybody("sees"), marker=lambda _: "ho-gia-dinh", others={STRANGER: "sees"}
    ),
    Row(
        "api:eligibility",
        "get",
        who("403", sees=COMMITTEE),
        query=lambda on: f"subject={person(on.unit, 3)}&award=LDTT",
        marker=lambda on: f"{on.unit} {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "api:nomination-verdicts",
        "get",
        who("404", _200=COMMITTEE | CLUSTER | UNIT),
        who("404", _200=COMMITTEE),
        kwargs=submitted_dossier,
    ),
    Row(
        "api:favourable-rules",
        "post",
        who("404", _422={HEAD, CHAIR}, _403=(COMMITTEE | CLUSTER | UNIT) - {HEAD, CHAIR}),
        kwargs=lambda on: {"nomination_id": on.town.nominations[OWN, "received"]},
        body=fixed(award_code="GK_HUYEN", day="2019-05-12", reason="vì"),
    ),
    Row(
        "api:eligibility-override",
        "post",
        who("404", _409={HEAD, CHAIR}, _403=(COMMITTEE | CLUSTER | UNIT) - {HEAD, CHAIR}),
        kwargs=first_line,
        body=fixed(check="one_form", reason="vì"),
    ),
    Row(
        "api:initiatives",
        "get",
        who("blind", sees=COMMITTEE | CLUSTER | UNIT | {STAFF}),
        who("blind", sees=COMMITTEE),
        marker=lambda on: on.town.initiatives[on.unit],
        others=UNSEEN,
    ),
    Row(
        "api:initiatives",
        "post",
        who("403", _201={OFFICE}),
        body=fixed(person=person(OWN, 2), title="Mới", reach="unit", recognised_on="2019-05-01", document="1/QĐ"),
        others={STRANGER: "201"},
    ),
    Row(
        "api:initiative-withdraw",
        "post",
        who("403", _200={OFFICE}),
        kwargs=lambda on: {"initiative_id": on.town.initiatives[OWN]},
        body=fixed(reason="vì"),
    ),
    Row(
        "api:disciplines",
        "get",
        who("blind", sees=COMMITTEE | {STAFF}),
        who("blind", sees=COMMITTEE),
        marker=lambda on: on.town.disciplines[on.unit],
        others=UNSEEN,
    ),
    Row(
        "api:disciplines",
        "post",
        who("403", _201={OFFICE}),
        body=fixed(person=person(OWN, 2), level="warning", decided_on="2019-05-01", document="1/KL"),
        others={STRANGER: "201"},
    ),
    Row(
        "api:discipline-end",
        "post",
        who("403", _200={OFFICE}),
        kwargs=lambda on: {"discipline_id": on.town.disciplines[OWN]},
        body=fixed(ends_on="2019-02-01"),
    ),
    Row(
        "api:discipline-withdraw",
        "post",
        who("403", _200={OFFICE}),
        kwargs=lambda on: {"discipline_id": on.town.disciplines[OWN]},
        body=fixed(reason="vì"),
    ),
    Row("api:calendar-lacks", "get", everybody("200"), others=MINE),
    Row(
        "api:calendar-day-withdraw",
        "post",
        who("403", _200=RECORDS),
        kwargs=lambda on: {"calendar_day_id": on.town.calendar_day},
        body=fixed(reason="vì"),
    ),
    Row(
        "api:feedback-intake",
        "post",
        everybody("201"),
        body=lambda on: {"authority": on.town.code, "kind": "praise", "text": "Cảm ơn."},
        public=True,
        takes_in=True,
    ),
    Row("api:feedback-track", "post", everybody("200"), body=code_of, public=True),
    Row("api:feedback-track", "post", everybody("404"), body=fixed(code="2222-2222-2223"), public=True, label="wrong"),
    Row("api:feedback-reopen", "post", everybody("409"), body=lambda on: {**code_of(on), "reason": "vì"}, public=True),
    Row("api:feedback-published", "get", everybody("200"), kwargs=lambda on: {"authority": on.town.code}, public=True),
    Row(
        "api:feedback",
        "get",
        who("blind", sees=HANDLES | UNIT),
        who("blind", sees=HANDLES),
        marker=lambda on: on.town.feedback[on.unit],
        others=UNSEEN,
    ),
    Row(
        "api:feedback",
        "get",
        who("blind", sees=HANDLES),
        marker=lambda on: on.town.feedback["P02"],
        others=UNSEEN,
        label="not routed",
    ),
    Row(
        "api:feedback-item",
        "get",
        who("404", blind=HANDLES - {OFFICE} | UNIT, sees=OFFICE),
        who("404", blind=HANDLES - {OFFICE}, sees=OFFICE),
        kwargs=item_of,
        marker=lambda _: "0912 345 678",
        label="with the contact",
    ),
    Row(
        "api:feedback-route",
        "post",
        who("404", _403=HANDLES - {OFFICE} | UNIT, _200=OFFICE),
        who("404", _403=HANDLES - {OFFICE}, _200=OFFICE),
        kwargs=item_of,
        body=fixed(unit="P02", reason="vì"),
    ),
    Row(
        "api:feedback-dismiss",
        "post",
        who("404", _403=HANDLES - {OFFICE} | UNIT, _200=OFFICE),
        who("404", _403=HANDLES - {OFFICE}, _200=OFFICE),
        kwargs=item_of,
        body=fixed(reason="vì", where_to_go="Công an"),
    ),
    Row(
        "api:feedback-answer",
        "post",
        who("404", _403=HANDLES, _200=UNIT),
        who("404", _403=HANDLES),
        kwargs=item_of,
        body=fixed(text="Đã làm."),
    ),
    *(
        Row(
            f"api:feedback-{act}",
            "post",
            who("404", _403=HANDLES - {OFFICE} | UNIT, _409=OFFICE),
            who("404", _403=HANDLES - {OFFICE}, _409=OFFICE),
            kwargs=item_of,
            body=fixed(**body),
        )
        for act, body in (
            ("return", {"reason": "vì"}),
            ("send", {}),
            ("close", {}),
            ("publish", {"question": "Hỏi", "answer": "Đáp"}),
            ("unpublish", {"reason": "vì"}),
        )
    ),
    Row(
        "api:feedback-figures",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        marker=lambda on: f'"unit":"{on.unit}"',
        others={STRANGER: "sees"},
    ),
    Row("api:feedback-policy", "get", everybody("200"), others=MINE),
    Row(
        "api:feedback-policy",
        "put",
        who("403", _200={OFFICE, HEAD}),
        body=fixed(valid_from="2019-06-01", legal_basis="Quy chế", policy={"answer_days": 5}),
        others=MINE,
    ),
    Row(
        "api:notices",
        "get",
        who("blind", sees=UNIT),
        who("blind"),
        marker=notice_of_launch,
        others=UNSEEN,
    ),
    Row("api:notices-read", "post", everybody("200"), others={STRANGER: "200"}),
    Row(
        "api:notice-read",
        "post",
        who("404", _200=UNIT_HEAD),
        who("404"),
        kwargs=lambda on: {"notice_id": notice_copy(on)},
    ),
    Row(
        "api:missing",
        "get",
        who("403", sees=COMMITTEE | {UNIT_HEAD}),
        who("403", sees=COMMITTEE, blind=UNIT_HEAD),
        kwargs=month_of(DRAFTED),
        marker=lambda on: f'"subject":"{person(on.unit, 3)}"',
    ),
    Row(
        "api:missing-workbook",
        "get",
        who("403", _200=COMMITTEE | {UNIT_HEAD}),
        kwargs=month_of(DRAFTED),
    ),
    Row(
        "api:missing-remind",
        "post",
        who("403", _200={OFFICE, "council_secretary", UNIT_HEAD}),
        who("403", _200={OFFICE, "council_secretary"}, _404=UNIT_HEAD),
        kwargs=month_of(DRAFTED),
        body=lambda on: {"unit": on.unit},
    ),
    Row("api:mail-preference", "get", everybody("200"), others={STRANGER: "200"}),
    Row(
        "api:mail-preference",
        "put",
        everybody("200"),
        body=fixed(frequency="off"),
        others={STRANGER: "200"},
    ),
    Row("api:mails", "get", who("blind", sees=RECORDS), marker=stopped_mail, others=UNSEEN),
    Row("api:mail-retry", "post", who("403", _200=ADMIN), kwargs=lambda on: {"mail_id": stopped_mail(on)}),
    Row(
        "api:imports",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        marker=lambda on: on.town.imports[on.unit],
        others=UNSEEN,
    ),
    Row(
        "api:imports",
        "get",
        who("blind", sees=RECORDS),
        marker=lambda on: on.town.imports["units"],
        others=UNSEEN,
        label="of units",
    ),
    Row(
        "api:imports",
        "post",
        who("403", _202=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        body=upload,
        multipart=True,
        others={STRANGER: "202"},
    ),
    Row(
        "api:imports",
        "post",
        who("403", _202=RECORDS),
        body=upload_of_units,
        multipart=True,
        others={STRANGER: "202"},
        label="of units",
    ),
    Row("api:import", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=import_of),
    Row("api:import", "get", who("404", _200=RECORDS), kwargs=import_of_units, label="of units"),
    Row("api:import-annotated", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=import_of),
    Row("api:import-annotated", "get", who("404", _200=RECORDS), kwargs=import_of_units, label="of units"),
    Row(
        "api:import-commit",
        "post",
        who("403", _202=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=import_of,
    ),
    Row("api:import-commit", "post", who("403", _202=RECORDS), kwargs=import_of_units, label="of units"),
    Row(
        "api:import-discard",
        "post",
        who("403", _200=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=import_of,
    ),
    Row("api:import-discard", "post", who("403", _200=RECORDS), kwargs=import_of_units, label="of units"),
    Row("api:files", "get", who("blind", sees=NEAR), who("blind", sees=WHOLE), marker=file_of_unit, others=UNSEEN),
    Row(
        "api:files",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        marker=file_of_person,
        others=UNSEEN,
        label="of a person",
    ),
    Row(
        "api:files",
        "post",
        who("403", _201=MEMBERS - {NOBODY}),
        body=file_sent,
        multipart=True,
        others={STRANGER: "201"},
    ),
    *(
        Row(
            route, "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=lambda on: {"file_id": file_of_unit(on)}
        )
        for route in ("api:file", "api:file-content")
    ),
    Row(
        "api:evidence",
        "get",
        who("404", sees=NEAR),
        who("404", sees=WHOLE),
        kwargs=sheet_of_evidence,
        marker=file_of_unit,
    ),
    Row(
        "api:evidence",
        "post",
        who("404", _200=OFFICER, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=sheet_of_evidence,
        body=lambda on: {"criterion": "B1", "files": [file_of_unit(on)]},
    ),
    Row(
        "api:evidence-remove",
        "post",
        who("404", _200=UNIT, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=sheet_of_evidence,
        body=lambda on: {"criterion": "B1", "file": file_of_unit(on)},
    ),
    Row(
        "api:appeals",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=stage("corrected"),
        marker=lambda on: on.town.appeals[on.unit],
    ),
    Row(
        "api:appeals",
        "get",
        who("blind", sees=WHOLE | {STAFF}),
        kwargs=stage("corrected"),
        marker=lambda on: on.town.appeals[person(on.unit, 3)],
        label="of a person",
    ),
    Row(
        "api:ranking-appeals",
        "post",
        who("403", _422=UNIT),
        who("403"),
        kwargs=published(Ranking.UNITS),
        body=lambda on: {"subject": on.unit, "text": "vì", "lines": [{"month": CLOSED, "criterion": "A3"}]},
    ),
    Row("api:ranking-affected", "get", who("404", _200=WHOLE), kwargs=in_the_shadow),
    Row("api:appeal", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=appeal_of),
    Row(
        "api:appeal-take-up",
        "post",
        who("403", _200={OFFICE, CHAIR, "council_secretary"}, _404={STAFF, NOBODY, CLERK, ACCOUNTANT, ADMIN}),
        who("404", _200={OFFICE, CHAIR, "council_secretary"}, _403={HEAD, "council_member", INSPECTOR}),
        kwargs=appeal_of,
    ),
    Row(
        "api:appeal-withdraw",
        "post",
        who("404", _200=UNIT, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=appeal_of,
    ),
    Row(
        "api:appeal-decide",
        "post",
        who("404", _422=COMMITTEE - {OFFICE}, _403={OFFICE, INSPECTOR, STAFF}),
        kwargs=lambda on: {"appeal_id": on.town.appeals[person(OWN, 3)]},
        body=fixed(answer="vì", lines=[{"line": NO_ROW, "upheld": False}]),
    ),
    Row("api:schemes", "get", everybody("sees"), marker=lambda on: on.town.scheme["code"], others=UNSEEN),
    Row(
        "api:scheme",
        "get",
        everybody("200"),
        kwargs=lambda on: {"code": on.town.scheme["code"], "version": 1},
    ),
    Row(
        "api:scheme",
        "put",
        who("403", _200=OFFICE),
        kwargs=lambda on: {"code": on.town.scheme["code"], "version": 2},
        body=lambda on: {**on.town.scheme, "version": 2},
        others=MINE,
    ),
    Row("api:score", "post", everybody("200"), body=what_if, multipart=True, others=MINE),
    Row("api:campaigns", "get", everybody("sees"), marker=lambda on: on.town.running, others=UNSEEN),
    Row(
        "api:campaigns",
        "get",
        who("blind", sees=COMMITTEE),
        marker=lambda on: on.town.stages["draft"],
        others=UNSEEN,
        label="of drafts",
    ),
    Row("api:campaigns", "post", who("403", _201=OFFICE), body=draft_of_campaign, others={STRANGER: "201"}),
    Row("api:campaign", "get", everybody("200"), kwargs=running),
    Row("api:campaign", "get", who("404", _200=COMMITTEE), kwargs=stage("draft"), label="draft"),
    Row("api:campaign", "put", who("403", _200=OFFICE), kwargs=stage("draft"), body=draft_of_campaign),
    Row("api:launch", "post", who("403", _200=HEAD), kwargs=stage("draft")),
    Row("api:suspend", "post", who("403", _200=HEAD), kwargs=stage("launched"), body=fixed(reason="vì")),
    Row("api:resume", "post", who("403", _200=HEAD), kwargs=stage("suspended")),
    Row("api:close", "post", who("403", _200={OFFICE, HEAD}), kwargs=stage("closable")),
    Row("api:conclude", "post", who("403", _200=HEAD), kwargs=stage("closed"), body=fixed(summary="tốt")),
    Row("api:cancel", "post", who("403", _200=HEAD), kwargs=stage("launched"), body=fixed(reason="vì")),
    Row("api:reviews", "get", everybody("200"), kwargs=running),
    Row("api:reviews", "post", who("403", _201={OFFICE, CHAIR}), kwargs=stage("launched"), body=fixed(summary="tốt")),
    Row("api:blockers", "get", everybody("200"), kwargs=running),
    Row("api:blockers", "get", who("404", _200=COMMITTEE), kwargs=stage("draft"), label="draft"),
    Row("api:months", "get", everybody("200"), kwargs=running),
    Row(
        "api:month-close",
        "post",
        who("403", _200=OFFICE),
        kwargs=lambda on: {"campaign_id": on.town.stages["launched"], "month": CLOSED},
    ),
    Row(
        "api:survey-results",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"campaign_id": on.town.running, "month": DRAFTED},
        marker=lambda on: f'"unit":"{on.unit}"',
    ),
    Row(
        "api:survey-index",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=month_of(DRAFTED),
        marker=lambda on: f'"unit":"{on.unit}"',
    ),
    Row("api:survey-flags", "get", who("403", _200=WHOLE), kwargs=month_of(DRAFTED)),
    *(
        Row(
            "api:survey-exclusions",
            "get",
            who("blind", sees=NEAR if state == "excluded" else WHOLE),
            who("blind", sees=WHOLE),
            kwargs=running,
            marker=lambda on, state=state: on.town.exclusions[on.unit, state],
            label=state,
        )
        for state in ("excluded", "proposed")
    ),
    Row(
        "api:survey-exclusions",
        "post",
        who("403", _201={OFFICE, INSPECTOR}),
        kwargs=running,
        body=lambda on: {"month": DRAFTED, "unit": on.unit, "channel": "giấy", "reason": "vì"},
    ),
    Row("api:exclude", "post", who("403", _200=PUBLISHERS), kwargs=exclusion("proposed", "exclusion_id")),
    Row(
        "api:exclusion-decline",
        "post",
        who("403", _200=PUBLISHERS),
        kwargs=exclusion("proposed", "exclusion_id"),
        body=fixed(reason="vì"),
    ),
    Row(
        "api:exclusion-restore",
        "post",
        who("403", _200=PUBLISHERS),
        kwargs=exclusion("excluded", "exclusion_id"),
        body=fixed(reason="vì"),
    ),
    Row("api:sample-size", "get", everybody("200"), others=MINE, query="served=1000"),
    Row(
        "api:evaluations",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=running,
        query=f"month={DRAFTED}",
        marker=sheet_of_unit,
    ),
    Row(
        "api:evaluations",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=running,
        query=f"month={DRAFTED}",
        marker=sheet_of_person,
        label="of people",
    ),
    Row(
        "api:unit-evaluation",
        "get",
        who("404", _200=NEAR),
        who("404", _200=WHOLE),
        kwargs=unit_month(DRAFTED),
    ),
    Row(
        "api:workbook",
        "get",
        who("404", _200=NEAR, _403={CLERK, ACCOUNTANT, ADMIN}),
        who("404", _200=WHOLE, _403={CLERK, ACCOUNTANT, ADMIN}),
        kwargs=unit_month(DRAFTED),
    ),
    Row(
        "api:unit-evaluation",
        "put",
        who("403", _200=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(DRAFTED),
        body=marks(UNIT_MARKS),
    ),
    Row(
        "api:submit",
        "post",
        who("403", _200=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(DRAFTED),
    ),
    Row(
        "api:submit",
        "post",
        who("403", _200={OFFICER, STAFF}, _404=NOBODY),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(DRAFTED),
        body=lambda on: {"subjects": [person(on.unit, 3)]},
        label="of a person",
    ),
    Row(
        "api:confirm",
        "post",
        who("403", _200=UNIT_HEAD, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(SUBMITTED),
    ),
    Row(
        "api:assess",
        "post",
        who("403", _409={LEAD, DEPUTY}, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(CONFIRMED),
        body=fixed(subjects=[""]),
    ),
    Row(
        "api:import-differences",
        "get",
        who("403", _200=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=import_of,
    ),
    Row(
        "api:import-accept",
        "post",
        who("403", _409=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=import_of,
        body=fixed(seen={}),
    ),
    Row(
        "api:derivation",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {**running(on), "subjects": "people", "subject": person(on.unit, 3)},
    ),
    Row(
        "api:task-list",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=week_of("2019-05-08"),
        others=MINE,
    ),
    Row(
        "api:task-list",
        "put",
        who("403", _200={OFFICER, STAFF}, _404=NOBODY),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=week_of("2019-04-29"),
        body=fixed(tasks=[]),
        others=MINE,
    ),
    Row(
        "api:task-act",
        "post",
        who("403", _200={UNIT_HEAD, OFFICE}, _404=NOBODY),
        who("404", _200=OFFICE, _403=AUTHORITY_WIDE - {OFFICE}),
        kwargs=lambda on: {**week_of("2019-05-06")(on), "act": "confirm"},
        others=MINE,
    ),
    Row(
        "api:task-feed",
        "post",
        who("403", _422={OFFICER, STAFF}, _404=NOBODY),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=person_month(DRAFTED),
    ),
    Row("api:leave-kinds", "get", everybody("200"), others=MINE),
    Row("api:service-rules", "get", everybody("200"), others=MINE),
    Row(
        "api:leaves",
        "get",
        who("blind", sees={OFFICE, UNIT_HEAD, OFFICER, STAFF}),
        who("blind", sees={OFFICE}),
        marker=lambda on: leave_of(on.town, on.unit),
        others=UNSEEN,
    ),
    Row(
        "api:leaves",
        "post",
        who("403", _201={OFFICE, UNIT_HEAD, OFFICER}, _404={NOBODY}),
        who("404", _201={OFFICE}, _403=AUTHORITY_WIDE - {OFFICE}),
        body=lambda on: {
            "person": person(on.unit, 3),
            "kind": "annual",
            "first_day": "2019-12-02",
            "last_day": "2019-12-03",
        },
        others={STRANGER: "201"},
    ),
    Row(
        "api:leave-withdraw",
        "post",
        who("404", _200={OFFICE, UNIT_HEAD, OFFICER}, _403={STAFF}),
        who("404", _200={OFFICE}),
        kwargs=lambda on: {"leave_id": on.town.leaves[on.unit]},
        body=fixed(reason="vì"),
    ),
    Row(
        "api:unit-service",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=unit_month(DRAFTED),
    ),
    Row(
        "api:absences",
        "post",
        who("403", _404={OFFICER, STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(DRAFTED),
    ),
    Row(
        "api:peer-assignments",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=stage("peers"),
        marker=lambda on: on.town.peers[on.unit],
    ),
    Row(
        "api:peer-assignments",
        "post",
        who("403", _201={OFFICE, LEAD, DEPUTY}),
        who("403", _201=OFFICE),
        kwargs=stage("peers"),
        body=lambda on: {"subjects": "units", "pairs": [[on.unit, "P02"]]},
    ),
    Row(
        "api:peer-withdraw",
        "post",
        who("403", _200=OFFICE),
        kwargs=lambda on: {"peer_id": on.town.peers[on.unit]},
    ),
    Row(
        "api:peer-score",
        "put",
        who("403", _409=UNIT),
        who("403"),
        kwargs=lambda on: {"peer_id": on.town.peers[on.unit], "month": CLOSED},
        body=fixed(scores={"B1": "20"}),
    ),
    Row(
        "api:delegations",
        "get",
        who("blind", sees=COMMITTEE | {ADMIN, UNIT_HEAD}),
        who("blind", sees=COMMITTEE | {ADMIN}),
        marker=delegation_of,
        others=UNSEEN,
    ),
    Row(
        "api:delegations",
        "post",
        who("403", _201={UNIT_HEAD, ADMIN}),
        who("403", _201=ADMIN),
        body=delegated,
        others={STRANGER: "422"},
    ),
    Row(
        "api:delegation-end",
        "post",
        who("404", _200={UNIT_HEAD, ADMIN}),
        who("404", _200=ADMIN),
        kwargs=lambda on: {"delegation_id": delegation_of(on)},
        body=fixed(reason="vì"),
    ),
    Row(
        "api:appraise",
        "post",
        who("403", _200={OFFICE, LEAD}, _404={STAFF, NOBODY}),
        who("404", _200=OFFICE, _403=AUTHORITY_WIDE - {OFFICE}),
        kwargs=unit_month(CONFIRMED),
        body=fixed(subjects=[""]),
    ),
    Row(
        "api:return",
        "post",
        who("403", _200={OFFICE, LEAD}, _409={UNIT_HEAD, DEPUTY}, _404={STAFF, NOBODY}),
        who("404", _200=OFFICE, _403=AUTHORITY_WIDE - {OFFICE}),
        kwargs=unit_month(CONFIRMED),
        body=fixed(subjects=[""], reason="vì"),
    ),
    Row(
        "api:person-evaluation",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=person_month(DRAFTED),
    ),
    Row(
        "api:person-evaluation",
        "put",
        who("404", _200={OFFICER, STAFF}, _403=NEAR - {OFFICER} | {ADMIN}),
        who("404", _403=WHOLE | {ADMIN}),
        kwargs=person_month(DRAFTED),
        body=marks(PERSON_MARKS),
    ),
    Row(
        "api:survey-answers",
        "post",
        who("403", _200=OFFICE),
        kwargs=running,
        body=fixed(
            answers=[{"key": "k", "unit": OWN, "answered_on": "2019-04-02", "channel": "giấy", "marks": {"Q1": 4}}]
        ),
    ),
    Row(
        "api:fairness",
        "get",
        who("403", sees=WHOLE),
        who("403", sees=WHOLE),
        kwargs=running,
        query=f"month={CLOSED}",
        marker=unit_name,
    ),
    Row(
        "api:double-scores",
        "get",
        who("blind", sees=WHOLE),
        who("blind", sees=WHOLE),
        kwargs=month_of(CLOSED),
        marker=lambda on: f'"person":"{person(on.unit, 3)}"',
    ),
    Row(
        "api:double-scores",
        "post",
        who("403", _200=INSPECTOR),
        who("403", _200=INSPECTOR),
        kwargs=month_of(DRAFTED),
        body=lambda on: {"team": "Đoàn 1", "lines": [{"subject": person(on.unit, 3), "scores": dict(PERSON_MARKS)}]},
    ),
    Row("api:rankings", "get", everybody("200"), kwargs=running),
    Row("api:board", "get", everybody("sees"), everybody("sees"), kwargs=running, marker=lambda on: on.unit),
    Row(
        "api:board",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=running,
        query="subjects=people",
        marker=lambda on: person(on.unit, 3),
        label="of people",
    ),
    Row(
        "api:standings",
        "get",
        everybody("sees"),
        everybody("sees"),
        kwargs=lambda on: {"ranking_id": on.town.ranking()},
        marker=unit_name,
        others=UNSEEN,
    ),
    Row(
        "api:standings",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"ranking_id": on.town.ranking(Ranking.PEOPLE)},
        marker=person_name,
        others=UNSEEN,
        label="of people",
    ),
    Row(
        "api:certainty",
        "get",
        everybody("sees"),
        everybody("sees"),
        kwargs=lambda on: {"ranking_id": on.town.ranking()},
        marker=lambda on: f'"subject":"{on.unit}"',
    ),
    Row(
        "api:certainty",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"ranking_id": on.town.ranking(Ranking.PEOPLE)},
        marker=lambda on: f'"subject":"{person(on.unit, 3)}"',
        label="of people",
    ),
    Row(
        "api:explanation",
        "get",
        who("404", _200=NEAR),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"standing_id": on.town.standing(on.unit)},
    ),
    Row(
        "api:explanation",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"standing_id": on.town.standing(person(on.unit, 3))},
        label="of a person",
    ),
    *(
        Row(
            "api:explanation",
            "get",
            who("404", _200=NEAR | {STAFF}),
            who("404", _200=WHOLE),
            kwargs=lambda on: {"standing_id": on.town.standing(person(on.unit, 3))},
            query=f"format={kind}",
            label=f"of a person as {kind}",
        )
        for kind in ("txt", "xlsx")
    ),
    Row("api:ranking", "get", everybody("200"), kwargs=lambda on: {"ranking_id": on.town.ranking()}),
    Row("api:ranking", "get", who("404", _200=WHOLE), kwargs=in_the_shadow, label="in the shadow"),
    Row(
        "api:standings",
        "get",
        who("blind", sees=WHOLE),
        who("blind", sees=WHOLE),
        kwargs=in_the_shadow,
        marker=unit_name,
        others=UNSEEN,
        label="in the shadow",
    ),
    Row(
        "api:ranking-publish", "post", who("403", _200=PUBLISHERS), kwargs=lambda on: {"ranking_id": on.town.ranking()}
    ),
    Row("api:ranking-finalise", "post", who("403", _200={HEAD, CHAIR}), kwargs=published(Ranking.UNITS)),
    Row(
        "api:ranking-recompute",
        "post",
        who("403", _409=OFFICE),
        kwargs=published(Ranking.UNITS),
        body=fixed(reason="vì"),
    ),
    Row("api:revision-apply", "post", who("403", _200=PUBLISHERS), kwargs=in_the_shadow, body=fixed(reason="vì")),
    Row("api:revision-discard", "post", who("403", _200=PUBLISHERS), kwargs=in_the_shadow, body=fixed(reason="vì")),
    Row("api:ranking-changes", "get", who("404", _200=WHOLE), kwargs=in_the_shadow),
    Row("api:ranking-verification", "get", who("403", _200=WHOLE), kwargs=published(Ranking.UNITS)),
    Row("api:bundle", "get", everybody("200"), kwargs=published(Ranking.UNITS)),
    Row("api:bundle", "get", who("403", _200=WHOLE), kwargs=published(Ranking.PEOPLE), label="of people"),
    Row(
        "api:corrections",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=stage("corrected"),
        marker=lambda on: on.town.corrections[on.unit],
    ),
    Row(
        "api:correct",
        "post",
        who("403", _201=OFFICE),
        who("403", _201=OFFICE),
        kwargs=unit_month(CLOSED),
        body=fixed(subject="", scores={"B1": "20"}, reason="vì"),
    ),
    Row("api:correction-approve", "post", who("403", _200=PUBLISHERS), kwargs=waiting),
    Row("api:correction-decline", "post", who("403", _200=PUBLISHERS), kwargs=waiting, body=fixed(reason="vì")),
    Row(
        "api:rulings",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=stage("launched"),
        marker=lambda on: on.town.rulings[on.unit],
    ),
    Row(
        "api:rulings",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=stage("launched"),
        marker=lambda on: on.town.rulings[person(on.unit, 3)],
        label="of a person",
    ),
    Row(
        "api:rulings",
        "post",
        who("403", _201={HEAD, CHAIR}),
        kwargs=stage("launched"),
        body=fixed(subjects="units", kind="unranked", target="P02", reason="vì"),
    ),
    Row(
        "api:ruling-lift",
        "post",
        who("403", _200={HEAD, CHAIR}),
        kwargs=lambda on: {"ruling_id": on.town.rulings[on.unit]},
        body=fixed(reason="vì"),
    ),
    Row(
        "api:bookings",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=stage("launched"),
        marker=lambda on: on.town.bookings[on.unit],
    ),
    Row("api:booking-book", "post", who("403", _200=OFFICE), kwargs=booked),
    Row("api:booking-decline", "post", who("403", _200={OFFICE, INSPECTOR}), kwargs=booked, body=fixed(reason="vì")),
    Row("api:booking-reverse", "post", who("403", _409=PUBLISHERS), kwargs=booked, body=fixed(reason="vì")),
    Row("api:inspection-teams", "get", everybody("sees"), marker=lambda on: f"Đoàn {on.town.name}", others=UNSEEN),
    Row(
        "api:inspection-teams",
        "post",
        who("403", _201={OFFICE, HEAD}),
        body=team_of_another_name,
        others={STRANGER: "422"},
    ),
    Row(
        "api:inspection-team-join",
        "post",
        who("403", _201={OFFICE, HEAD}),
        kwargs=fixed(team=TEAM),
        body=lambda on: {"username": f"inspector@{on.town.code}", "valid_from": "2019-05-01"},
        others={STRANGER: "422"},
    ),
    Row(
        "api:inspection-team-leave",
        "post",
        who("403", _200={OFFICE, HEAD}),
        kwargs=lambda on: {"team": TEAM, "username": f"all_roles@{on.town.code}"},
        body=fixed(valid_to="2019-05-01"),
    ),
    Row("api:inspection-checklists", "get", everybody("200"), others=MINE),
    Row(
        "api:inspection-checklists",
        "post",
        who("403", _201=OFFICE),
        body=lambda _: next(catalogue.checklists()),
        others={STRANGER: "201"},
    ),
    Row(
        "api:visits",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=running,
        marker=lambda on: on.town.visits[on.unit],
    ),
    Row(
        "api:visits",
        "get",
        who("blind", sees=WHOLE),
        who("blind", sees=WHOLE),
        kwargs=running,
        marker=lambda on: on.town.surprises[on.unit],
        label="surprise",
    ),
    Row(
        "api:visits",
        "post",
        who("403", _201={OFFICE, HEAD, INSPECTOR}),
        kwargs=running,
        body=fixed(unit="P02", team=TEAM, checklist=SHIPPED[0], planned_on="2019-04-26"),
    ),
    Row(
        "api:findings",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=running,
        marker=lambda on: found_at(on.town, on.unit),
    ),
    Row("api:visit", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=visit),
    Row("api:visit", "get", who("404", _200=WHOLE), who("404", _200=WHOLE), kwargs=surprise, label="surprise"),
    Row("api:visit-begin", "post", who("404", _403=COMMITTEE, _200=INSPECTOR), kwargs=surprise),
    Row(
        "api:visit-cancel",
        "post",
        who("404", _403=WHOLE - VISIT_PLANNERS, _200=VISIT_PLANNERS),
        kwargs=surprise,
        body=fixed(reason="vì"),
    ),
    *(
        Row(
            route,
            method,
            who("404", _403=NEAR - {INSPECTOR}, _409=INSPECTOR),
            kwargs=visit,
            body=body,
        )
        for route, method, body in (
            ("api:visit-fill", "put", fixed(marks=[{"item": "P1", "result": "met"}])),
            ("api:visit-minutes", "post", fixed(summary="Xong.")),
            ("api:visit-findings", "post", fixed(key=str(UUID(int=5)), kind="shortcoming", text="Chậm.")),
        )
    ),
    Row(
        "api:finding",
        "get",
        who("404", _200=NEAR),
        who("404", _200=WHOLE),
        kwargs=finding,
    ),
    *(
        Row(
            route,
            "post",
            who("404", _403=NEAR - {one}, _409={one}),
            kwargs=finding,
            body=body,
        )
        for route, one, body in (
            ("api:finding-withdraw", INSPECTOR, fixed()),
            ("api:finding-propose", INSPECTOR, fixed(kind="veto", veto="V1", reason="vì")),
            ("api:finding-waive", INSPECTOR, fixed(reason="vì")),
            ("api:finding-book", OFFICE, fixed()),
            ("api:finding-decline", OFFICE, fixed(reason="vì")),
        )
    ),
    Row(
        "api:finding-explain",
        "post",
        who("404", _403=NEAR - UNIT, _200=UNIT),
        who("404", _403=WHOLE),
        kwargs=finding,
        body=fixed(text="Đã khắc phục."),
    ),
    Row(
        "api:holds",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        marker=lambda on: on.town.holds[on.unit],
        others=UNSEEN,
    ),
    Row(
        "api:hold-lift",
        "post",
        who("403", _200={HEAD, CHAIR}),
        kwargs=lambda on: {"hold_id": on.town.holds[on.unit]},
        body=fixed(reason="vì"),
    ),
    Row("api:audit-lists", "get", everybody("sees"), kwargs=running, marker=lambda on: on.town.bound),
    Row(
        "api:audit-lists",
        "post",
        who("403", _201=DRAWERS),
        kwargs=running,
        body=fixed(month=DRAFTED),
    ),
    Row(
        "api:audit-draw",
        "post",
        who("403", _200=DRAWERS - {OFFICE}),
        kwargs=lambda on: {"list_id": on.town.bound},
        body=fixed(words="83916"),
    ),
    Row("api:audit-file", "get", who("403", _200=WHOLE), kwargs=drawn),
    Row("api:audit-verification", "get", who("403", _200=WHOLE), kwargs=drawn),
    Row("api:award-types", "get", everybody("200"), others=MINE),
    Row("api:list-form", "get", everybody("200"), others=MINE, kwargs=lambda _: {"kind": "staff"}),
    Row(
        "api:record-documents",
        "get",
        who("404", _200=COMMITTEE | CLUSTER | UNIT),
        who("404", _200=COMMITTEE),
        kwargs=drafted_dossier,
    ),
    Row(
        "api:document",
        "get",
        who("404", _200=COMMITTEE | CLUSTER | UNIT),
        who("404", _200=COMMITTEE),
        kwargs=paper_of_dossier,
    ),
    Row("api:document", "get", who("404", _200=PAPER), kwargs=paper_of_decision, label="of a draft"),
    Row("api:document", "get", who("404", _200=FUNDS), kwargs=paper_of_payment, label="of money"),
    Row("api:document", "get", who("404", _200=COMMITTEE), kwargs=paper_of_campaign, label="of a campaign"),
    Row(
        "api:document-templates",
        "get",
        who("403", sees=RECORDS),
        marker=lambda on: f"Mẫu {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "api:document-templates",
        "post",
        who("403", _404=RECORDS),
        body=lambda on: {"kind": "nominees", "file": on.town.files[OWN]},
    ),
    Row(
        "api:document-template",
        "get",
        who("403", _200=RECORDS),
        kwargs=fixed(kind="proposal"),
        others={STRANGER: "200"},
    ),
    Row(
        "api:document-template",
        "delete",
        who("403", _204=RECORDS),
        kwargs=fixed(kind="nominees"),
        others={STRANGER: "204"},
    ),
    Row("api:decisions", "get", everybody("sees"), marker=lambda on: on.town.signed, others=UNSEEN),
    Row(
        "api:decisions",
        "get",
        who("blind", sees=PAPER),
        marker=lambda on: on.town.drafted,
        others=UNSEEN,
        label="of drafts",
    ),
    Row("api:decisions", "post", who("403", _201={OFFICE, CLERK}), body=draft_of_decision, others={STRANGER: "201"}),
    Row("api:decision", "get", everybody("200"), kwargs=lambda on: {"decision_id": on.town.signed}),
    Row(
        "api:decision",
        "get",
        who("404", _200=PAPER),
        kwargs=lambda on: {"decision_id": on.town.drafted},
        label="draft",
    ),
    Row(
        "api:decision",
        "put",
        who("403", _200={OFFICE, CLERK}),
        kwargs=lambda on: {"decision_id": on.town.drafted},
        body=draft_of_decision,
    ),
    Row("api:sign", "post", who("403", _200=HEAD), kwargs=lambda on: {"decision_id": on.town.drafted}),
    Row(
        "api:decision-discard",
        "post",
        who("403", _200={OFFICE, CLERK}),
        kwargs=lambda on: {"decision_id": on.town.drafted},
    ),
    Row("api:decision-number", "post", who("403", _200={CLERK}), kwargs=drafted_decision),
    Row("api:decision-unnumber", "post", who("403", _409={CLERK}), kwargs=drafted_decision),
    Row("api:decision-consult", "post", who("403", _201={OFFICE}), kwargs=drafted_decision, body=fixed(days=3)),
    Row("api:decision-settle", "post", who("403", _409={OFFICE}), kwargs=lambda on: {"decision_id": on.town.consulted}),
    Row(
        "api:decision-from-dossiers",
        "post",
        who("403", _201={OFFICE, CLERK}),
        body=lambda on: {**HEADED, "lines": awardable(on)},
        others={STRANGER: "422"},
    ),
    Row(
        "api:decision-nominees",
        "get",
        who("blind", sees=COMMITTEE | UNIT | CLUSTER),
        who("blind", sees=COMMITTEE),
        marker=lambda on: awardable(on)[0],
        others=UNSEEN,
    ),
    Row(
        "api:decision-simple",
        "post",
        who("403", _422={OFFICE}),
        body=lambda on: {**HEADED, **SIMPLE_DEED, "unit": on.unit},
        others={STRANGER: "422"},
    ),
    Row(
        "api:decision-amend",
        "post",
        who("403", _201={OFFICE, CLERK}),
        kwargs=lambda on: {"decision_id": on.town.signed},
        body=lambda on: {**HEADED, "lines": [{"award": first_award(on), "citation": "Khác"}]},
    ),
    Row(
        "api:decision-revoke",
        "post",
        who("403", _201={OFFICE, CLERK}),
        kwargs=lambda on: {"decision_id": on.town.signed},
        body=lambda on: {**HEADED, "awards": [{"award": first_award(on), "ground": "a", "reason": "vì"}]},
    ),
    Row("api:decision-papers", "get", who("404", _200=PAPER), kwargs=lambda on: {"decision_id": on.town.signed}),
    Row(
        "api:decision-papers",
        "post",
        who("403", _409={OFFICE}),
        kwargs=lambda on: {"decision_id": on.town.signed},
        body=fixed(files=[]),
    ),
    Row("api:consultations", "get", everybody("sees"), marker=lambda on: on.town.consultation, others=UNSEEN),
    Row(
        "api:consultation",
        "get",
        who("blind", sees=COMMITTEE | {STAFF}),
        kwargs=lambda on: {"consultation_id": on.town.consultation},
        marker=lambda on: objection(on.town),
    ),
    Row(
        "api:objections",
        "post",
        everybody("201"),
        kwargs=lambda on: {"consultation_id": on.town.consultation},
        body=fixed(text="Chưa đủ thời gian."),
    ),
    Row(
        "api:objection-answer",
        "post",
        who("403", _200={OFFICE}),
        kwargs=lambda on: {"objection_id": on.town.objection},
        body=fixed(text="Có biên bản."),
    ),
    Row(
        "api:honours",
        "get",
        everybody("sees"),
        marker=lambda on: f"Đơn vị {on.unit} {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "api:honour",
        "get",
        everybody("200"),
        kwargs=lambda on: {"kind": "collective", "code": on.unit},
        others=MINE,
    ),
    Row(
        "api:certificates",
        "get",
        who("blind", sees=PAPER | CLUSTER | UNIT),
        who("blind", sees=PAPER),
        marker=certificate_of_unit,
        others=UNSEEN,
    ),
    Row(
        "api:certificates",
        "get",
        who("blind", sees=PAPER | CLUSTER | UNIT | {STAFF}),
        who("blind", sees=PAPER),
        marker=certificate_of_person,
        others=UNSEEN,
        label="of people",
    ),
    Row(
        "api:certificate",
        "get",
        who("404", _200=PAPER | CLUSTER | UNIT | {STAFF}),
        who("404", _200=PAPER),
        kwargs=lambda on: {"certificate_id": certificate_of_person(on)},
    ),
    Row(
        "api:certificate-pdf",
        "get",
        who("404", _200=PAPER | CLUSTER | UNIT | {STAFF}),
        who("404", _200=PAPER),
        kwargs=lambda on: {"certificate_id": certificate_of_person(on)},
    ),
    Row(
        "api:entries",
        "get",
        who("blind", sees=COMMITTEE | {ADMIN}),
        query=lambda on: f"key={on.town.running}",
        marker=lambda on: on.town.running,
        others=UNSEEN,
    ),
    Row("api:heads", "get", who("403", _200=COMMITTEE | {ADMIN}), others=MINE),
    Row("api:status", "get", who("403", _200=RECORDS), others=MINE),
    Row(
        "api:deliveries",
        "get",
        who("blind", sees=RECORDS),
        marker=lambda on: mishap(on.town),
        others=UNSEEN,
    ),
    Row("api:retry", "post", who("403", _204=ADMIN), kwargs=delivery),
    Row("api:discard", "post", who("403", _204=ADMIN), kwargs=delivery, body=fixed(reason="vì")),
    Row(
        "api:commendation-suggestions",
        "get",
        who("blind", sees=COMMITTEE),
        marker=lambda on: on.town.suggestion,
        others=UNSEEN,
    ),
    Row("api:commendation-suggestions", "post", who("403", _201=PUBLISHERS), others={STRANGER: "201"}),
    Row(
        "api:commendation-decide",
        "post",
        who("404", _200=PUBLISHERS, _403=COMMITTEE - PUBLISHERS),
        kwargs=lambda on: {"suggestion_id": on.town.suggestion, "act": "take-up"},
        body=fixed(reason="vì"),
    ),
    Row(
        "api:councils",
        "get",
        everybody("sees"),
        marker=lambda on: on.town.council["council"],
        others={STRANGER: "blind"},
    ),
    Row(
        "api:councils",
        "post",
        who("403", _201=frozenset({OFFICE, HEAD})),
        body=lambda on: {**COUNCIL, "seats": [{"account": on.town.accounts[HEAD].username, "role": "chair"}]},
        others={STRANGER: "422"},
    ),
    Row(
        "api:council-seats",
        "post",
        who("403", _201=frozenset({OFFICE, HEAD})),
        kwargs=council(council_id="council"),
        body=lambda on: {"account": on.town.accounts[NOBODY].username, "from_day": "2019-05-12"},
    ),
    Row(
        "api:council-leave",
        "post",
        who("403", _200=frozenset({OFFICE, HEAD})),
        kwargs=lambda on: {**council(council_id="council")(on), "username": on.town.accounts[CLERK].username},
        body=fixed(on="2019-05-12"),
    ),
    Row(
        "api:council-convene",
        "post",
        who("403", _201=CONVENERS),
        kwargs=council(council_id="council"),
        body=fixed(held_on="2019-05-30"),
    ),
    Row(
        "api:council-sessions",
        "get",
        who("blind", sees=AT_COUNCIL),
        marker=lambda on: on.town.council["open"],
        others={STRANGER: "blind"},
    ),
    Row("api:council-session", "get", who("404", _200=AT_COUNCIL), kwargs=council(session_id="open")),
    Row(
        "api:council-bring",
        "post",
        {**who("404", _201=frozenset({OFFICE, SECRETARY}), _403=AT_COUNCIL - {OFFICE, SECRETARY})},
        kwargs=council(session_id="convened"),
        body=lambda on: {"nomination": on.town.nominations[OWN, "appraised"]},
        others={STRANGER: "404"},
    ),
    Row(
        "api:council-take-off",
        "post",
        {**who("404", _200=frozenset({OFFICE, SECRETARY}), _403=AT_COUNCIL - {OFFICE, SECRETARY})},
        kwargs=council_dossier,
        body=fixed(reason="vì"),
    ),
    Row(
        "api:council-choices",
        "post",
        {**who("404", _201=CONVENERS, _403=AT_COUNCIL - CONVENERS)},
        kwargs=council(session_id="convened"),
        body=fixed(items=[1, 2], seats=1),
    ),
    Row(
        "api:council-attendance",
        "put",
        {**who("404", _200=CONVENERS, _403=AT_COUNCIL - CONVENERS)},
        kwargs=council(session_id="convened"),
        body=lambda on: {"ways": {on.town.accounts[CLERK].username: "present"}},
    ),
    Row(
        "api:council-sheet",
        "post",
        {**who("404", _201=UNCONCERNED, _403=OFFICE, _409=CLERK)},
        kwargs=council(session_id="open"),
        body=fixed(choices={"2": "yes"}),
    ),
    Row(
        "api:council-open-all",
        "post",
        {**who("404", _200=frozenset({CHAIR, SECRETARY}), _403=AT_COUNCIL - {CHAIR, SECRETARY})},
        kwargs=council(session_id="open"),
    ),
    Row(
        "api:council-close-all",
        "post",
        {**who("404", _200=frozenset({CHAIR, SECRETARY}), _403=AT_COUNCIL - {CHAIR, SECRETARY})},
        kwargs=council(session_id="open"),
    ),
    Row(
        "api:council-session-act",
        "post",
        {**who("404", _200=SECRETARY, _403=AT_COUNCIL - {SECRETARY})},
        kwargs=lambda on: {**council(session_id="convened")(on), "act": "cancel"},
        body=fixed(text="vì"),
    ),
    Row(
        "api:council-item",
        "get",
        who("404", blind=AT_COUNCIL),
        kwargs=council(item_id="going_on"),
        marker=lambda on: f"Ý kiến số 2 {on.town.name}",
        label="while it goes on",
    ),
    Row(
        "api:council-item",
        "get",
        who("404", sees=AT_COUNCIL),
        kwargs=council(item_id="voted_on"),
        marker=lambda on: f"Ý kiến số 1 {on.town.name}",
        label="when it is closed",
    ),
    Row(
        "api:council-item",
        "get",
        who("404", blind=AT_COUNCIL),
        kwargs=council(item_id="secret"),
        marker=lambda _: "RCP-SEC-RET",
        label="in secret",
    ),
    Row(
        "api:council-item-open",
        "post",
        {**who("404", _409=frozenset({CHAIR, SECRETARY}), _403=AT_COUNCIL - {CHAIR, SECRETARY})},
        kwargs=council(item_id="going_on"),
        label="opened already",
    ),
    Row(
        "api:council-item-close",
        "post",
        {**who("404", _200=frozenset({CHAIR, SECRETARY}), _403=AT_COUNCIL - {CHAIR, SECRETARY})},
        kwargs=council(item_id="going_on"),
    ),
    Row(
        "api:council-vote",
        "post",
        {**who("404", _201=UNCONCERNED, _403=OFFICE, _409=CLERK)},
        kwargs=council(item_id="going_on"),
        body=fixed(choice="yes"),
    ),
    Row(
        "api:council-vote",
        "post",
        {**who("404", _201=(UNCONCERNED | {CLERK}) - {"council_member"}, _403=OFFICE, _409="council_member")},
        kwargs=council(item_id="secret"),
        body=fixed(choice="yes"),
        label="in secret",
    ),
    Row(
        "api:council-opinion",
        "post",
        {**who("404", _409=SECRETARY, _403=AT_COUNCIL - {SECRETARY})},
        kwargs=council(item_id="going_on"),
        body=lambda on: {"member": on.town.accounts[CLERK].username, "choice": "yes", "document": "CV 2"},
        label="entered already",
    ),
    Row(
        "api:council-recusal",
        "post",
        {**who("404", _201=frozenset({CHAIR, SECRETARY, CLERK}), _403=AT_COUNCIL - {CHAIR, SECRETARY, CLERK})},
        kwargs=council(item_id="waiting_item"),
        body=lambda on: {"member": on.town.accounts[CLERK].username, "reason": "vì"},
    ),
    Row(
        "api:council-tie",
        "post",
        {**who("404", _409=CHAIR, _403=AT_COUNCIL - {CHAIR})},
        kwargs=council(item_id="going_on"),
        body=fixed(chosen=["1"], reason="vì"),
        label="nothing is tied",
    ),
    Row(
        "api:council-recount",
        "get",
        everybody("404"),
        kwargs=council(item_id="secret"),
        public=True,
        label="not closed",
    ),
    Row(
        "api:contests",
        "get",
        everybody("sees"),
        kwargs=running,
        marker=lambda on: on.town.contests["open"],
    ),
    Row("api:contests", "post", who("403", _201=OFFICE), kwargs=running, body=plan_of_contest),
    Row("api:contest", "get", everybody("200"), kwargs=contest("open")),
    Row("api:contest-results", "get", everybody("200"), kwargs=contest("published")),
    Row("api:contest-results", "get", everybody("404"), kwargs=contest("open"), label="not judged"),
    Row(
        "api:contest-act",
        "post",
        who("403", _200={OFFICE, HEAD}),
        kwargs=lambda on: {**contest("open")(on), "act": "cancel"},
        body=fixed(text="vì"),
    ),
    Row(
        "api:contest-sheets",
        "get",
        who("404", sees=HEAD, blind=WHOLE - {HEAD}),
        kwargs=contest_round,
        marker=lambda _: HIDDEN,
    ),
    Row(
        "api:contest-sheets",
        "put",
        who("403", _200=JUDGES),
        kwargs=contest_round,
        body=fixed(entrant=OWN, marks={"ND": "7"}),
    ),
    Row(
        "api:contest-protests",
        "post",
        who("403", _409=UNIT),
        who("403"),
        kwargs=contest_round,
        body=lambda on: {"entrant": on.unit, "text": "vì"},
    ),
    Row(
        "api:contest-round-act",
        "post",
        who("403", _200=HEAD, _422=CHAIR),
        kwargs=lambda on: {**contest_round(on), "act": "hand-in"},
    ),
    Row(
        "api:assignments",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=running,
        marker=lambda on: on.town.assignments[on.unit],
    ),
    Row("api:assignments", "post", who("403", _201=OFFICE), kwargs=running, body=fixed(**TASK)),
    Row("api:assignments-table", "get", everybody("200"), kwargs=running),
    Row(
        "api:assignments-table",
        "post",
        who("403", _201=OFFICE),
        kwargs=running,
        body=upload_of_tasks,
        multipart=True,
    ),
    Row(
        "api:assignments-counts",
        "get",
        who("blind", sees=COMMITTEE),
        kwargs=running,
        marker=lambda on: f'"code":"{on.unit}"',
    ),
    Row("api:assignment", "get", who("404", _200=NEAR | {STAFF}), who("404", _200=WHOLE), kwargs=assignment),
    Row(
        "api:assignment",
        "put",
        who("404", _409=OFFICE, _403=(NEAR | {STAFF}) - {OFFICE}),
        who("404", _409=OFFICE, _403=WHOLE - {OFFICE}),
        kwargs=assignment,
        body=fixed(**TASK),
    ),
    Row(
        "api:assignment-act",
        "post",
        who("404", _200=UNIT | {STAFF}, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=assignment_act("acknowledge"),
    ),
    Row(
        "api:assignment-act",
        "post",
        who("404", _200=PUBLISHERS, _403=(NEAR | {STAFF}) - PUBLISHERS),
        who("404", _200=PUBLISHERS, _403=WHOLE - PUBLISHERS),
        kwargs=assignment_act("excuse"),
        body=fixed(text="vì"),
        label="excuse",
    ),
)


def page(name: str) -> Values:
    return lambda on: {"campaign": on.town.stages[name]}


def act_on(name: str, act: str) -> Values:
    return lambda on: {"campaign": on.town.stages[name], "act": act}


def page_of_month(month: str) -> Values:
    return lambda on: {"campaign": on.town.running, "month": month}


def page_of_unit(month: str) -> Values:
    return lambda on: {"campaign": on.town.running, "month": month, "unit": on.unit}


def closing(on: On) -> dict[str, Any]:
    return {"campaign": on.town.stages["launched"], "month": CLOSED}


def closed_sheet(on: On) -> dict[str, Any]:
    return {"evaluation": str(on.town.evaluation(CLOSED, on.unit).pk)}


def page_of_delivery(on: On) -> dict[str, Any]:
    return {"delivery": on.town.delivery}


_FORM = {"title-vi": "Ông/bà có hài lòng?", "item-0-code": "Q1", "item-0-vi": "Thái độ", "limit": "5", "window": "5"}
SURVEYS_WEB = (
    Row(
        "web:surveys", "get", who("blind", sees=COMMITTEE), kwargs=lambda on: {"campaign": on.town.running},
        marker=survey_marker("draft"),
    ),
    Row(
        "web:surveys", "post", who("403", _302=OFFICE), kwargs=lambda on: {"campaign": on.town.running},
        body=fixed(**_TEMPLATE),
    ),
    Row("web:survey-version", "get", who("404", _200=COMMITTEE), kwargs=of_survey("version", "draft")),
    Row("web:survey-version", "get", everybody("200"), kwargs=of_survey("version", "open"), label="open"),
    Row(
        "web:survey-version", "get", who("blind", sees=OFFICE), kwargs=of_survey("version", "open"), label="ways in",
        marker=survey_marker("kiosk"),
    ),
    Row(
        "web:survey-version", "post", who("403", _302=OPENERS | {OFFICE}), kwargs=of_survey("version", "open"),
        body=fixed(act="close"),
    ),
    Row("web:survey-builder", "get", who("403", _200=OFFICE), kwargs=of_survey("version", "open")),
    Row("web:survey-builder", "post", who("403", _302=OFFICE), kwargs=of_survey("version", "open"), body=fixed(**_FORM)),
    Row("web:survey-preview", "get", who("404", _200=COMMITTEE), kwargs=of_survey("version", "draft")),
    Row("web:survey-paper", "get", who("403", _200=OFFICE), kwargs=of_survey("version", "open")),
    Row("web:survey-paper", "post", who("403", _422=OFFICE), kwargs=of_survey("version", "open"), body=fixed(batch="")),
    Row("web:survey-poster", "get", who("403", _200=OFFICE), kwargs=of_survey("point", "qr")),
    Row(
        "web:service-registers", "get", everybody("sees"), marker=lambda on: f"Quầy 1 {on.town.name}", others=UNSEEN,
    ),
    Row(
        "web:service-registers", "post", who("403", _302=RECORDS), body=fixed(code="TT", name="Chứng thực"),
        others={STRANGER: "302"},
    ),
    Row("web:survey-code", "get", everybody("200"), public=True),
    Row("web:survey-code", "post", everybody("404"), public=True, body=fixed(code=survey_codes.code_of(b"nobody's"))),
    Row("web:survey-link", "get", everybody("404"), public=True, kwargs=fixed(token="x")),
    Row("web:survey-link", "post", everybody("404"), public=True, kwargs=fixed(token="x")),
    Row("web:survey-point", "get", everybody("409"), public=True, kwargs=of_survey("token", "kiosk")),
    Row("web:survey-point", "post", everybody("404"), public=True, kwargs=fixed(token="x")),
    Row("web:survey-kiosk-worker", "get", everybody("200"), public=True, kwargs=of_survey("token", "kiosk")),
)  # fmt: skip

WEB = (
    *MONEY,
    *SURVEYS_WEB,
    *(
        Row(
            "web:leave-withdraw",
            method,
            who("404", **{outcome: {OFFICE, UNIT_HEAD, OFFICER}}, _403={STAFF}),
            who("404", **{outcome: {OFFICE}}),
            kwargs=lambda on: {"unit": on.unit, "leave": on.town.leaves[on.unit]},
            body=fixed(reason="vì") if method == "post" else nothing,
        )
        for method, outcome in (("get", "_200"), ("post", "_302"))
    ),
    Row("web:home", "get", everybody("sees"), marker=lambda on: on.town.running, others=UNSEEN),
    Row(
        "web:home",
        "get",
        who("blind", sees=COMMITTEE),
        marker=lambda on: on.town.stages["draft"],
        others=UNSEEN,
        label="of drafts",
    ),
    Row(
        "web:evidence",
        "get",
        who("404", sees=NEAR),
        who("404", sees=WHOLE),
        kwargs=page_of_evidence,
        marker=file_of_unit,
    ),
    Row(
        "web:evidence",
        "post",
        who("404", _302=UNIT, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=page_of_evidence,
        body=lambda on: {"act": "detach", "label": "B1", "file": file_of_unit(on)},
    ),
    Row(
        "web:appeals",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=page("corrected"),
        marker=lambda on: on.town.appeals[on.unit],
    ),
    Row("web:appeal", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=page_of_appeal),
    Row(
        "web:appeal",
        "post",
        who("404", _302=UNIT, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=page_of_appeal,
        body=fixed(act="withdraw"),
    ),
    Row("web:appeal-submit", "get", who("403", _200=UNIT), who("403"), kwargs=standing_of_published),
    Row(
        "web:appeal-submit",
        "post",
        who("403", _422=UNIT),
        who("403"),
        kwargs=standing_of_published,
        body=fixed(text="vì"),
    ),
    Row("web:file", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=lambda on: {"file": file_of_unit(on)}),
    Row(
        "web:file",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"file": file_of_person(on)},
        label="of a person",
    ),
    Row("web:login", "get", everybody("200"), public=True),
    Row(
        "web:login",
        "post",
        everybody("302"),
        body=lambda on: {"username": on.town.accounts[STAFF].username, "password": PASSWORD},
        public=True,
    ),
    Row("web:logout", "post", everybody("302"), public=True),
    Row("web:language", "get", everybody("302"), public=True),
    Row("web:language", "post", everybody("302"), body=fixed(language="en"), public=True),
    Row("web:campaign", "get", everybody("200"), kwargs=lambda on: {"campaign": on.town.running}),
    Row("web:campaign", "get", who("404", _200=COMMITTEE), kwargs=page("draft"), label="draft"),
    Row(
        "web:campaign-act",
        "get",
        who("404", _200=HEAD, _403=COMMITTEE - {HEAD}),
        kwargs=act_on("draft", "launch"),
        label="launch",
    ),
    Row("web:campaign-act", "post", who("403", _302=HEAD), kwargs=act_on("draft", "launch"), label="launch"),
    Row("web:bookings", "get", everybody("200"), kwargs=page("launched")),
    Row("web:booking", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=booking_page),
    Row(
        "web:booking",
        "post",
        who("404", _302=OFFICE, _403=NEAR - {OFFICE}),
        who("404", _302=OFFICE, _403=WHOLE - {OFFICE}),
        kwargs=booking_page,
        body=fixed(act="book"),
    ),
    Row(
        "web:commendations",
        "get",
        who("403", sees=COMMITTEE),
        marker=lambda on: on.town.suggestion,
        others=UNSEEN,
    ),
    Row(
        "web:commendations",
        "post",
        who("404", _302=PUBLISHERS, _403=COMMITTEE - PUBLISHERS),
        body=lambda on: {"suggestion": on.town.suggestion, "act": "discard", "reason": "vì"},
    ),
    Row(
        "web:councils",
        "get",
        everybody("sees"),
        marker=lambda on: on.town.council["council"],
        others={STRANGER: "blind"},
    ),
    Row(
        "web:councils",
        "post",
        who("403", _302=CONVENERS),
        body=lambda on: {
            "act": "convene",
            "council": on.town.council["council"],
            "held_on": "2019-05-30",
            "form": "online",
        },
    ),
    Row("web:council-session", "get", who("404", _200=AT_COUNCIL), kwargs=council(session="open")),
    Row(
        "web:council-session",
        "post",
        {**who("404", _302=SECRETARY, _403=AT_COUNCIL - {SECRETARY})},
        kwargs=council(session="convened"),
        body=fixed(act="cancel", text="vì"),
    ),
    Row("web:council-live", "get", who("404", _200=AT_COUNCIL), kwargs=council(session="open")),
    Row("web:council-minutes", "get", everybody("404"), kwargs=council(session="open"), label="not closed"),
    Row(
        "web:council-item",
        "get",
        who("404", blind=AT_COUNCIL),
        kwargs=council(item="going_on"),
        marker=lambda on: f"Ý kiến số 2 {on.town.name}",
        label="while it goes on",
    ),
    Row(
        "web:council-item",
        "get",
        who("404", sees=AT_COUNCIL),
        kwargs=council(item="voted_on"),
        marker=lambda on: f"Ý kiến số 1 {on.town.name}",
        label="when it is closed",
    ),
    Row(
        "web:council-item",
        "post",
        {**who("404", _302=UNCONCERNED, _403=OFFICE, _409=CLERK)},
        kwargs=council(item="going_on"),
        body=fixed(act="vote", choice="yes"),
    ),
    Row("web:council-recount", "get", everybody("404"), kwargs=council(item="secret"), public=True, label="not closed"),
    Row(
        "web:contests",
        "get",
        everybody("sees"),
        kwargs=lambda on: {"campaign": on.town.running},
        marker=lambda on: on.town.contests["open"],
    ),
    Row("web:contest-write", "get", who("403", _200=OFFICE), kwargs=lambda on: {"campaign": on.town.running}),
    Row(
        "web:contest-write",
        "post",
        who("403", _302=OFFICE),
        kwargs=lambda on: {"campaign": on.town.running},
        body=lines_of_contest,
    ),
    Row("web:contest", "get", everybody("200"), kwargs=contest_page("open")),
    Row(
        "web:contest",
        "post",
        who("403", _302={OFFICE, HEAD}),
        kwargs=contest_page("open"),
        body=fixed(act="cancel", text="vì"),
    ),
    Row(
        "web:contest-sheets",
        "get",
        who("404", sees=HEAD, blind=WHOLE - {HEAD}),
        kwargs=contest_sheets,
        marker=lambda _: HIDDEN.replace(".", ","),
    ),
    Row(
        "web:contest-sheets",
        "post",
        who("403", _302=JUDGES),
        kwargs=contest_sheets,
        body=fixed(**{"entrant": OWN, "mark-ND": "7"}),
    ),
    Row("web:contest-minutes", "get", everybody("200"), kwargs=contest_page("published")),
    Row("web:contest-workbook", "get", everybody("200"), kwargs=contest_page("published")),
    Row("web:contest-results", "get", everybody("200"), kwargs=contest_page("published"), public=True),
    Row(
        "web:contest-results", "get", everybody("404"), kwargs=contest_page("open"), public=True, label="not published"
    ),
    Row(
        "web:assignments",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running},
        marker=lambda on: on.town.assignments[on.unit],
    ),
    Row("web:assignments-table", "get", everybody("200"), kwargs=lambda on: {"campaign": on.town.running}),
    Row(
        "web:assignments-table",
        "post",
        who("403", _302=OFFICE),
        kwargs=lambda on: {"campaign": on.town.running},
        body=upload_of_tasks,
    ),
    Row("web:assignment-write", "get", who("403", _200=OFFICE), kwargs=lambda on: {"campaign": on.town.running}),
    Row(
        "web:assignment-write",
        "post",
        who("403", _302=OFFICE),
        kwargs=lambda on: {"campaign": on.town.running},
        body=fixed(**{**TASK, "steps": "Họp (01/02/2019)"}),
    ),
    Row("web:assignment", "get", who("404", _200=NEAR | {STAFF}), who("404", _200=WHOLE), kwargs=assignment_page),
    Row(
        "web:assignment",
        "post",
        who("404", _302=UNIT | {STAFF}, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=assignment_page,
        body=fixed(act="acknowledge"),
    ),
    Row(
        "web:visits",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=of_running,
        marker=lambda on: on.town.visits[on.unit],
    ),
    Row(
        "web:visits",
        "get",
        who("blind", sees=WHOLE),
        kwargs=of_running,
        marker=lambda on: on.town.surprises[on.unit],
        label="surprise",
    ),
    Row("web:visit-plan", "get", who("403", _200=VISIT_PLANNERS), kwargs=of_running),
    Row(
        "web:visit-plan",
        "post",
        who("403", _302=VISIT_PLANNERS),
        kwargs=of_running,
        body=fixed(unit="P02", team=TEAM, checklist="ky-cuong-phuc-vu:1", planned_on="2019-04-26"),
    ),
    Row("web:visit", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=of_visit),
    Row(
        "web:visit",
        "post",
        who("404", _403=COMMITTEE, _302=INSPECTOR),
        kwargs=lambda on: {"visit": on.town.surprises[on.unit]},
        body=fixed(act="begin"),
    ),
    Row("web:visit-minutes", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=of_visit),
    Row("web:finding", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=of_finding),
    Row(
        "web:finding",
        "post",
        who("404", _403=NEAR - UNIT, _302=UNIT),
        kwargs=of_finding,
        body=fixed(act="explain", answer="Đã khắc phục."),
    ),
    Row("web:audits", "get", everybody("sees"), kwargs=of_running, marker=lambda on: on.town.bound),
    Row(
        "web:audits",
        "post",
        who("403", _302=DRAWERS),
        kwargs=of_running,
        body=fixed(month=DRAFTED, size="1"),
    ),
    Row(
        "web:audit",
        "get",
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"audit": on.town.audit},
        marker=lambda on: f"83916 {on.town.name}",
    ),
    Row(
        "web:audit",
        "post",
        who("403", _302=DRAWERS - {OFFICE}),
        kwargs=lambda on: {"audit": on.town.bound},
        body=fixed(words="83916"),
    ),
    Row("web:audit-file", "get", who("403", _200=WHOLE), kwargs=lambda on: {"audit": on.town.audit}),
    Row("web:inspection-teams", "get", everybody("sees"), marker=lambda on: f"Đoàn {on.town.name}", others=UNSEEN),
    Row(
        "web:inspection-teams",
        "post",
        who("403", _302={OFFICE, HEAD}),
        body=lambda on: {**team_of_another_name(on), "members": "", "lead": f"inspector@{on.town.code}"},
        others={STRANGER: "422"},
    ),
    Row("web:ruling-decide", "get", who("403", _200={HEAD, CHAIR}), kwargs=page("launched")),
    Row(
        "web:ruling-decide",
        "post",
        who("403", _302={HEAD, CHAIR}),
        kwargs=page("launched"),
        body=fixed(what="unranked-units", target="P02", reason="vì"),
    ),
    Row(
        "web:ruling-lift",
        "get",
        who("404", _200={HEAD, CHAIR}, _403=NEAR - {HEAD, CHAIR}),
        who("404", _200={HEAD, CHAIR}, _403=WHOLE - {HEAD, CHAIR}),
        kwargs=ruling_page,
    ),
    Row(
        "web:ruling-lift",
        "post",
        who("404", _302={HEAD, CHAIR}, _403=NEAR - {HEAD, CHAIR}),
        who("404", _302={HEAD, CHAIR}, _403=WHOLE - {HEAD, CHAIR}),
        kwargs=ruling_page,
        body=fixed(reason="vì"),
    ),
    Row(
        "web:correct",
        "get",
        who("404", _200=OFFICE, _403=NEAR - {OFFICE}),
        who("404", _200=OFFICE, _403=WHOLE - {OFFICE}),
        kwargs=closed_sheet,
    ),
    Row(
        "web:correct",
        "post",
        who("404", _302=OFFICE, _403=NEAR - {OFFICE}),
        who("404", _302=OFFICE, _403=WHOLE - {OFFICE}),
        kwargs=closed_sheet,
        body=fixed(**{"score-B1": "20", "reason": "vì"}),
    ),
    Row(
        "web:corrections",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=page("corrected"),
        marker=lambda on: on.town.corrections[on.unit],
    ),
    Row(
        "web:correction",
        "get",
        who("404", _200=NEAR),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"correction": on.town.corrections[on.unit]},
    ),
    Row(
        "web:correction",
        "post",
        who("403", _302=PUBLISHERS),
        kwargs=lambda on: {"correction": on.town.correction()},
        body=fixed(act="approve"),
    ),
    Row("web:campaign-act", "get", who("403", _200=HEAD), kwargs=act_on("launched", "suspend"), label="suspend"),
    Row(
        "web:campaign-act",
        "post",
        who("403", _302=HEAD),
        kwargs=act_on("launched", "suspend"),
        body=fixed(text="vì"),
        label="suspend",
    ),
    Row(
        "web:campaign-act",
        "post",
        who("403", _302={OFFICE, CHAIR}),
        kwargs=act_on("launched", "review"),
        body=fixed(text="tốt"),
        label="review",
    ),
    Row("web:campaign-act", "post", who("403", _302=HEAD), kwargs=act_on("suspended", "resume"), label="resume"),
    Row("web:campaign-act", "post", who("403", _302={OFFICE, HEAD}), kwargs=act_on("closable", "close"), label="close"),
    Row(
        "web:campaign-act",
        "post",
        who("403", _302=HEAD),
        kwargs=act_on("closed", "conclude"),
        body=fixed(text="tốt"),
        label="conclude",
    ),
    Row(
        "web:campaign-act",
        "post",
        who("403", _302=HEAD),
        kwargs=act_on("launched", "cancel"),
        body=fixed(text="vì"),
        label="cancel",
    ),
    Row(
        "web:month",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=page_of_month(DRAFTED),
        marker=unit_name,
    ),
    Row(
        "web:survey-results",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=page_of_month(DRAFTED),
        marker=unit_name,
    ),
    Row("web:survey-file", "get", everybody("200"), kwargs=page_of_month(DRAFTED)),
    Row("web:survey-unit", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=page_of_unit(DRAFTED)),
    Row("web:survey-flags", "get", who("403", _200=WHOLE), kwargs=page_of_month(DRAFTED)),
    Row("web:survey-exclude", "get", who("403", _200={OFFICE, INSPECTOR}), kwargs=page_of_month(DRAFTED)),
    Row(
        "web:survey-exclude",
        "post",
        who("403", _302={OFFICE, INSPECTOR}),
        kwargs=page_of_month(DRAFTED),
        body=lambda on: {"unit": on.unit, "channel": "giấy", "reason": "vì"},
    ),
    *(
        Row(
            "web:survey-exclusion",
            "get",
            who("404", _200=NEAR if state == "excluded" else WHOLE),
            who("404", _200=WHOLE),
            kwargs=exclusion(state, "exclusion"),
            label=state,
        )
        for state in ("excluded", "proposed")
    ),
    Row(
        "web:survey-exclusion",
        "post",
        who("404", _302=PUBLISHERS, _403=NEAR - PUBLISHERS),
        who("404", _302=PUBLISHERS, _403=WHOLE - PUBLISHERS),
        kwargs=exclusion("excluded", "exclusion"),
        body=fixed(act="restore", reason="vì"),
    ),
    Row("web:sample-size", "get", everybody("200"), others=MINE),
    Row("web:month-close", "get", who("403", _200=OFFICE), kwargs=closing),
    Row("web:month-close", "post", who("403", _302=OFFICE), kwargs=closing),
    Row(
        "web:workbook",
        "get",
        who("404", _200=NEAR, _403={CLERK, ACCOUNTANT, ADMIN}),
        who("404", _200=WHOLE, _403={CLERK, ACCOUNTANT, ADMIN}),
        kwargs=page_of_unit(DRAFTED),
    ),
    Row(
        "web:unit-month",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=page_of_unit(DRAFTED),
    ),
    Row(
        "web:unit-month",
        "get",
        who("404", sees=NEAR, blind=STAFF),
        who("404", sees=WHOLE),
        kwargs=page_of_unit(DRAFTED),
        marker=colleague,
        label="of a colleague",
    ),
    Row(
        "web:board",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running},
        query="subjects=people",
        marker=person_name,
    ),
    Row(
        "web:ranking",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running},
        query=f"subjects=people&month={CLOSED}",
        marker=person_name,
    ),
    Row(
        "web:fairness",
        "get",
        who("403", sees=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running},
        marker=unit_name,
    ),
    Row(
        "web:ranking-act",
        "get",
        who("403", _200=PUBLISHERS),
        kwargs=lambda on: {"ranking": on.town.ranking(), "act": "publish"},
        label="publish",
    ),
    Row(
        "web:ranking-act",
        "post",
        who("403", _302=PUBLISHERS),
        kwargs=lambda on: {"ranking": on.town.ranking(), "act": "publish"},
        label="publish",
    ),
    Row(
        "web:ranking-act",
        "post",
        who("403", _302={HEAD, CHAIR}),
        kwargs=lambda on: {"ranking": on.town.published[Ranking.UNITS], "act": "finalise"},
        label="finalise",
    ),
    Row(
        "web:ranking-act",
        "get",
        who("404", _200=PUBLISHERS, _403=WHOLE - PUBLISHERS),
        kwargs=act_on_shadow("apply"),
        label="apply",
    ),
    Row(
        "web:ranking-act",
        "post",
        who("404", _302=PUBLISHERS, _403=WHOLE - PUBLISHERS),
        kwargs=act_on_shadow("apply"),
        body=fixed(text="vì"),
        label="apply",
    ),
    Row("web:ranking-changes", "get", who("404", _200=WHOLE), kwargs=lambda on: {"ranking": on.town.shadow}),
    Row("web:ranking-verification", "get", who("403", _200=WHOLE), kwargs=page_of_published(Ranking.UNITS)),
    Row("web:bundle", "get", everybody("200"), kwargs=page_of_published(Ranking.UNITS)),
    Row("web:bundle", "get", who("403", _200=WHOLE), kwargs=page_of_published(Ranking.PEOPLE), label="of people"),
    Row(
        "web:standing",
        "get",
        who("404", _200=NEAR),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"standing": on.town.standing(on.unit)},
    ),
    Row(
        "web:standing",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"standing": on.town.standing(person(on.unit, 3))},
        label="of a person",
    ),
    *(
        Row(
            "web:standing-file",
            "get",
            who("404", _200=NEAR | {STAFF}),
            who("404", _200=WHOLE),
            kwargs=lambda on, kind=kind: {"standing": on.town.standing(person(on.unit, 3)), "kind": kind},
            label=f"of a person as {kind}",
        )
        for kind in ("txt", "xlsx")
    ),
    Row(
        "web:evaluation",
        "get",
        who("404", _200=NEAR),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"evaluation": sheet_of_unit(on)},
    ),
    Row(
        "web:evaluation",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"evaluation": sheet_of_person(on)},
        label="of a person",
    ),
    Row("web:feedback-start", "get", everybody("200"), public=True),
    Row("web:feedback-track", "get", everybody("200"), public=True),
    Row("web:feedback-track", "post", everybody("200"), body=code_of, public=True),
    Row("web:feedback-tell", "get", everybody("200"), kwargs=lambda on: {"authority": on.town.code}, public=True),
    Row("web:feedback-tell", "post", everybody("422"), kwargs=lambda on: {"authority": on.town.code}, public=True),
    Row("web:feedback-published", "get", everybody("200"), kwargs=lambda on: {"authority": on.town.code}, public=True),
    Row(
        "web:feedback-desk",
        "get",
        who("blind", sees=HANDLES | UNIT),
        who("blind", sees=HANDLES),
        marker=lambda on: on.town.feedback[on.unit],
        others=UNSEEN,
    ),
    Row(
        "web:feedback-item",
        "get",
        who("404", blind=HANDLES - {OFFICE} | UNIT, sees=OFFICE),
        who("404", blind=HANDLES - {OFFICE}, sees=OFFICE),
        kwargs=page_of_item,
        marker=lambda _: "0912 345 678",
    ),
    Row(
        "web:feedback-item",
        "post",
        who("404", _403=HANDLES, _302=UNIT),
        who("404", _403=HANDLES),
        kwargs=page_of_item,
        body=fixed(act="answer", text="Đã làm."),
    ),
    Row(
        "web:feedback-publish",
        "get",
        who("404", _403=HANDLES - {OFFICE} | UNIT, _409=OFFICE),
        who("404", _403=HANDLES - {OFFICE}, _409=OFFICE),
        kwargs=page_of_item,
    ),
    Row(
        "web:feedback-publish",
        "post",
        who("404", _403=HANDLES - {OFFICE} | UNIT, _409=OFFICE),
        who("404", _403=HANDLES - {OFFICE}, _409=OFFICE),
        kwargs=page_of_item,
        body=fixed(act="publish", question="Hỏi", answer="Đáp"),
    ),
    Row(
        "web:feedback-figures",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        marker=unit_name,
        others=UNSEEN,
    ),
    Row("web:calendar", "get", everybody("sees"), marker=lambda _: "05/02/2019", others={STRANGER: "sees"}),
    Row(
        "web:calendar",
        "post",
        who("403", _302=RECORDS),
        body=fixed(day="2019-10-16", kind="holiday", name="Nghỉ bão", legal_basis="CV 1"),
        others={STRANGER: "302"},
    ),
    Row(
        "web:calendar",
        "post",
        who("403", _302=RECORDS),
        body=lambda on: {"act": "withdraw", "row": on.town.calendar_day, "reason": "vì"},
        others={STRANGER: "404"},
        label="withdraw",
    ),
    Row("web:decisions", "get", everybody("sees"), marker=lambda on: on.town.signed, others=UNSEEN),
    Row(
        "web:decisions",
        "get",
        who("blind", sees=PAPER),
        marker=lambda on: on.town.drafted,
        others=UNSEEN,
        label="of drafts",
    ),
    Row("web:decision", "get", everybody("200"), kwargs=lambda on: {"decision": on.town.signed}),
    Row("web:decision", "get", who("404", _200=PAPER), kwargs=drafted_page, label="draft"),
    Row(
        "web:decision",
        "post",
        who("403", _302={CLERK}),
        kwargs=drafted_page,
        body=fixed(act="number", decided_on="2019-05-13"),
    ),
    Row("web:decision", "post", who("403", _302={HEAD}), kwargs=drafted_page, body=fixed(act="sign"), label="sign"),
    Row(
        "web:decision-new",
        "get",
        who("403", sees={OFFICE}, blind={CLERK}),
        marker=lambda on: awardable(on)[0],
        others=UNSEEN,
    ),
    Row(
        "web:decision-new",
        "post",
        who("403", _302={OFFICE, CLERK}),
        body=lambda on: {**HEADED, "line": awardable(on)},
        others={STRANGER: "422"},
    ),
    Row("web:decision-simple", "get", who("403", _200={OFFICE}), others=MINE),
    Row(
        "web:decision-simple",
        "post",
        who("403", _422={OFFICE}),
        body=lambda on: {**HEADED, **SIMPLE_DEED, "unit": on.unit},
        others={STRANGER: "422"},
    ),
    Row("web:decision-amend", "get", who("403", _200={OFFICE, CLERK}), kwargs=signed_page),
    Row("web:decision-amend", "post", who("403", _422={OFFICE, CLERK}), kwargs=signed_page, body=fixed(**HEADED)),
    Row("web:decision-revoke", "get", who("403", _200={OFFICE, CLERK}), kwargs=signed_page),
    Row("web:decision-revoke", "post", who("403", _422={OFFICE, CLERK}), kwargs=signed_page, body=fixed(**HEADED)),
    Row(
        "web:consultation",
        "get",
        who("blind", sees=COMMITTEE | {STAFF}),
        kwargs=lambda on: {"consultation": on.town.consultation},
        marker=lambda on: objection(on.town),
    ),
    Row(
        "web:consultation",
        "post",
        everybody("302"),
        kwargs=lambda on: {"consultation": on.town.consultation},
        body=fixed(act="say", text="Chưa đủ thời gian."),
    ),
    Row("web:old-decisions", "get", who("403", _200={OFFICE}), others={STRANGER: "200"}),
    Row("web:old-decisions", "post", who("403", _422={OFFICE}), others={STRANGER: "422"}),
    Row("web:old-decision", "get", who("404"), kwargs=lambda on: {"import_id": on.town.imports["units"]}),
    Row("web:old-decision", "post", who("404"), kwargs=lambda on: {"import_id": on.town.imports["units"]}),
    Row("web:old-decision-faults", "get", who("404"), kwargs=lambda on: {"import_id": on.town.imports["units"]}),
    Row(
        "web:honours",
        "get",
        everybody("sees"),
        marker=lambda on: f"Đơn vị {on.unit} {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "web:honour",
        "get",
        everybody("200"),
        kwargs=lambda on: {"kind": "collective", "code": on.unit},
        others=MINE,
    ),
    Row(
        "web:certificates",
        "get",
        who("blind", sees=PAPER | CLUSTER | UNIT | {STAFF}),
        who("blind", sees=PAPER),
        marker=certificate_of_person,
        others=UNSEEN,
    ),
    Row(
        "web:certificate-paper",
        "get",
        who("404", _200=PAPER | CLUSTER | UNIT),
        who("404", _200=PAPER),
        kwargs=lambda on: {"certificate": certificate_of_unit(on)},
    ),
    Row("web:verify", "get", everybody("200"), public=True),
    Row(
        "web:certificate-verify",
        "get",
        everybody("200"),
        kwargs=lambda on: {"token": Certificate.objects.get(pk=certificate_of_unit(on)).token},
        public=True,
    ),
    Row(
        "web:inbox",
        "get",
        who("blind", sees=UNIT),
        who("blind"),
        marker=lambda on: f'<span class="code">{on.unit}</span>',
        others=UNSEEN,
    ),
    Row(
        "web:chase",
        "get",
        who("403", sees=COMMITTEE | {UNIT_HEAD}),
        who("403", sees=COMMITTEE, blind=UNIT_HEAD),
        kwargs=page_of_month(DRAFTED),
        marker=lambda on: f'<span class="code">{person(on.unit, 3)}</span>',
    ),
    Row("web:chase-workbook", "get", who("403", _200=COMMITTEE | {UNIT_HEAD}), kwargs=page_of_month(DRAFTED)),
    Row(
        "web:chase-remind",
        "post",
        who("403", _302={OFFICE, "council_secretary", UNIT_HEAD}),
        who("403", _302={OFFICE, "council_secretary"}, _404=UNIT_HEAD),
        kwargs=page_of_month(DRAFTED),
        body=lambda on: {"unit": on.unit},
    ),
    Row(
        "web:documents",
        "get",
        who("404", _200=COMMITTEE | CLUSTER | UNIT),
        who("404", _200=COMMITTEE),
        kwargs=drafted_dossier,
    ),
    Row(
        "web:document",
        "get",
        who("404", _200=COMMITTEE | CLUSTER | UNIT),
        who("404", _200=COMMITTEE),
        kwargs=lambda on: {**paper_of_dossier(on), "form": "pdf"},
    ),
    Row(
        "web:document-templates",
        "get",
        who("403", sees=RECORDS),
        marker=lambda on: f"Mẫu {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "web:document-templates",
        "post",
        who("403", _302=RECORDS),
        body=fixed(act="retire", kind="nominees"),
        others={STRANGER: "302"},
    ),
    Row(
        "web:document-template",
        "get",
        who("403", _200=RECORDS),
        kwargs=fixed(kind="proposal"),
        others={STRANGER: "200"},
    ),
    Row("web:mail-preferences", "get", everybody("200"), others={STRANGER: "200"}),
    Row(
        "web:mail-preferences",
        "post",
        everybody("302"),
        body=fixed(frequency="off", language="vi", quiet_from="21:00", quiet_to="06:30"),
        others={STRANGER: "302"},
    ),
    *(
        Row(
            f"web:mail-{purpose}",
            method,
            everybody("200" if method == "get" else outcome),
            kwargs=mail_token(f"mail.{purpose}"),
            public=True,
        )
        for purpose, outcome in (("confirm", "404"), ("unsubscribe", "404"))
        for method in ("get", "post")
    ),
    Row(
        "web:mail-retry",
        "post",
        who("403", _302=ADMIN),
        kwargs=lambda on: {"mail": stopped_mail(on)},
    ),
    Row("web:inbox-read", "post", everybody("302"), others={STRANGER: "302"}),
    Row(
        "web:notice",
        "get",
        who("404", _302=UNIT_HEAD),
        who("404"),
        kwargs=lambda on: {"notice": notice_copy(on)},
    ),
    Row(
        "web:operations",
        "get",
        who("403", sees=RECORDS),
        marker=lambda on: mishap(on.town),
        others=UNSEEN,
    ),
    Row("web:delivery-retry", "post", who("403", _302=ADMIN), kwargs=page_of_delivery),
    Row("web:delivery-discard", "post", who("403", _302=ADMIN), kwargs=page_of_delivery, body=fixed(reason="vì")),
    Row(
        "web:award-rules",
        "get",
        everybody("sees"),
        query="award=CSTDCS&on=2019-05-12",
        marker=lambda on: f"Quy chế {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "web:award-rules",
        "post",
        who("403", _302=RECORDS),
        body=fixed(
            award_code="LDTT",
            aspect="bonus",
            code="bonus",
            params="multiple=0.4",
            article="Điều 1",
            legal_basis="NQ 1",
            valid_from="2019-06-01",
        ),
        others={STRANGER: "302"},
    ),
    Row(
        "web:award-rules",
        "post",
        who("403", _302=RECORDS),
        body=lambda on: {"act": "end", "rule": on.town.own_rule, "valid_to": "2019-09-01", "reason": "vì"},
        label="end",
    ),
    Row(
        "web:eligibility",
        "get",
        who("403", sees=COMMITTEE),
        query=lambda on: f"subject={person(on.unit, 3)}&award=LDTT",
        marker=lambda on: f"{on.unit} {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "web:merit-records",
        "get",
        who("blind", sees=COMMITTEE | {STAFF}),
        who("blind", sees=COMMITTEE),
        marker=lambda on: f"4/KL {on.unit} {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "web:merit-records",
        "post",
        who("403", _302={OFFICE}),
        body=fixed(
            act="initiative",
            person=person(OWN, 2),
            title="Mới",
            reach="unit",
            recognised_on="2019-05-01",
            document="1/QĐ",
        ),
        others={STRANGER: "302"},
    ),
    Row(
        "web:nomination-eligibility",
        "get",
        who("404", _200=COMMITTEE | CLUSTER | UNIT),
        who("404", _200=COMMITTEE),
        kwargs=lambda on: {"nomination": on.town.nominations[on.unit, "submitted"]},
    ),
    Row(
        "web:nomination-eligibility",
        "post",
        who("404", _422={HEAD, CHAIR}, _403=(COMMITTEE | CLUSTER | UNIT) - {HEAD, CHAIR}),
        kwargs=lambda on: {"nomination": on.town.nominations[OWN, "received"]},
        body=fixed(act="favourable", award="GK_HUYEN", day="2019-05-12", reason="vì"),
    ),
    Row(
        "web:import-differences",
        "get",
        who("404", _200=OFFICER, _403=NEAR - {OFFICER}),
        who("404", _403=WHOLE),
        kwargs=import_of,
    ),
    Row(
        "web:import-differences",
        "post",
        who("404", _409=OFFICER, _403=NEAR - {OFFICER}),
        who("404", _403=WHOLE),
        kwargs=import_of,
    ),
    Row(
        "web:round-trip",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running, "month": DRAFTED, "unit": on.unit},
    ),
    Row(
        "web:round-trip",
        "post",
        who("404", _422=NEAR | {STAFF}),
        who("404", _422=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running, "month": DRAFTED, "unit": on.unit},
    ),
    Row(
        "web:derivation",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running, "subjects": "people", "subject": person(on.unit, 3)},
    ),
    Row(
        "web:leaves",
        "get",
        who("404", sees={OFFICE, UNIT_HEAD, OFFICER, STAFF}),
        who("404", sees={OFFICE}),
        kwargs=lambda on: {"unit": on.unit},
        marker=lambda on: leave_of(on.town, on.unit),
        others=UNSEEN,
    ),
    Row(
        "web:leaves",
        "post",
        who("404", _302={OFFICE, UNIT_HEAD, OFFICER}, _403={STAFF}),
        who("404", _302={OFFICE}),
        kwargs=lambda on: {"unit": on.unit},
        body=lambda on: {
            "person": person(on.unit, 3),
            "kind": "annual",
            "first_day": "2019-12-02",
            "last_day": "2019-12-03",
        },
        others={STRANGER: "302"},
    ),
    Row(
        "web:absences",
        "post",
        who("403", _404={OFFICER, STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=lambda on: {"campaign": on.town.running, "month": DRAFTED, "unit": on.unit},
    ),
    Row("web:task-lists", "get", everybody("200"), others=MINE),
    Row(
        "web:task-list",
        "get",
        who("404", _200=NEAR | {STAFF, ADMIN}),
        who("404", _200=WHOLE | {ADMIN}),
        kwargs=week_of("2019-05-06"),
        others=MINE,
    ),
    Row(
        "web:task-list",
        "post",
        who("404", _409={OFFICER, STAFF}, _403=NEAR - {OFFICER} | {ADMIN}),
        who("404", _403=WHOLE | {ADMIN}),
        kwargs=week_of("2019-05-06"),
        body=fixed(act="submit"),
        others={STRANGER: "409"},
    ),
    Row(
        "web:peers",
        "get",
        who("blind", sees=UNIT | {OFFICE}),
        who("blind", sees=OFFICE),
        kwargs=lambda on: {"campaign": on.town.stages["peers"], "month": CLOSED},
        marker=lambda on: on.town.peers[on.unit],
    ),
    Row(
        "web:peers",
        "post",
        who("403", _302={OFFICE, LEAD, DEPUTY}),
        who("403", _302=OFFICE),
        kwargs=lambda on: {"campaign": on.town.stages["peers"], "month": CLOSED},
        body=lambda on: {"subjects": "units", "pairs": f"{on.unit} P02"},
    ),
    Row(
        "web:peer-score",
        "get",
        who("404", _200=UNIT, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=lambda on: {"assignment": on.town.peers[on.unit], "month": CLOSED},
    ),
    Row(
        "web:peer-score",
        "post",
        who("404", _409=UNIT, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=lambda on: {"assignment": on.town.peers[on.unit], "month": CLOSED},
        body=fixed(**{"score-B1": "20"}),
    ),
    Row(
        "web:delegations",
        "get",
        who("blind", sees=COMMITTEE | {ADMIN, UNIT_HEAD}),
        who("blind", sees=COMMITTEE | {ADMIN}),
        marker=delegation_of,
        others=UNSEEN,
    ),
    Row("web:delegations", "post", everybody("302"), body=fixed(act="leave"), others={STRANGER: "302"}),
    Row(
        "web:delegation",
        "get",
        who("404", _200=COMMITTEE | {ADMIN, UNIT_HEAD}),
        who("404", _200=COMMITTEE | {ADMIN}),
        kwargs=lambda on: {"delegation": delegation_of(on)},
    ),
    Row(
        "web:delegation",
        "post",
        who("404", _403=COMMITTEE | {ADMIN, UNIT_HEAD}),
        who("404", _403=COMMITTEE | {ADMIN}),
        kwargs=lambda on: {"delegation": delegation_of(on)},
        body=fixed(act="use"),
    ),
)

DOSSIERS = COMMITTEE | CLUSTER | UNIT
WRITERS = frozenset({OFFICER, OFFICE})
SECRETARY = "council_secretary"


def dossier_of(state: str, name: str = "nomination_id", **more: Any) -> Values:
    return lambda on: {name: on.town.nominations[on.unit, state], **more}


def new_dossier(on: On) -> dict[str, Any]:
    return {"unit": on.unit, "title": "Khen thưởng", "kind": "thematic", "procedure": "normal", "year": 2019}


def from_ranking(on: On) -> dict[str, Any]:
    return {"unit": on.unit, "award_code": "GK_HUYEN", "citation": "Tốt", "kind": "thematic", "per": "all"}


def filed_paper(on: On) -> dict[str, Any]:
    return {"code": "minutes", "files": [str(UUID(int=1))], "file": str(UUID(int=1))}


def registration_of(name: str, **more: Any) -> Values:
    return lambda on: {name: on.town.registrations[on.unit], **more}


def registered(on: On) -> dict[str, Any]:
    return {"unit": on.unit, "year": 2020, "lines": [{"award_code": "GK_HUYEN"}]}


def no_workbook(on: On) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("ds.xlsx", b"x")}


_SUGGESTED = who("404", _409=OFFICE, _403=COMMITTEE - {OFFICE})
_DRAFTED = (
    who("404", _200=WRITERS, _403=DOSSIERS - WRITERS),
    who("404", _200=OFFICE, _403=COMMITTEE - {OFFICE}),
)
_APPRAISED = (
    who("404", _409=OFFICE, _403=DOSSIERS - {OFFICE}),
    who("404", _409=OFFICE, _403=COMMITTEE - {OFFICE}),
)
_READ = (who("404", _200=DOSSIERS), who("404", _200=COMMITTEE))
_SEEN = (who("blind", sees=DOSSIERS), who("blind", sees=COMMITTEE))
_FOUND_FILE = (who("404", _403=DOSSIERS - WRITERS), who("404", _403=COMMITTEE - {OFFICE}))
_BAD_FILE = (
    who("404", _422=WRITERS, _403=DOSSIERS - WRITERS),
    who("404", _422=OFFICE, _403=COMMITTEE - {OFFICE}),
)
_BEGUN = (who("403", _201=WRITERS), who("403", _201=OFFICE))
_APPROVED = (
    who("404", _200=OFFICE, _403=DOSSIERS - {OFFICE}),
    who("404", _409=OFFICE, _403=COMMITTEE - {OFFICE}),
)
_WITHDRAWN = (
    who("404", _200=UNIT_HEAD, _409=OFFICER, _403=DOSSIERS - UNIT),
    who("404", _403=COMMITTEE),
)
DOSSIERS_API = (
    Row("api:nominations", "get", *_SEEN, marker=lambda on: on.town.nominations[on.unit, "submitted"], others=UNSEEN),
    Row("api:nominations", "post", *_BEGUN, body=new_dossier, others={STRANGER: "201"}),
    Row("api:nomination", "get", *_READ, kwargs=dossier_of("submitted")),
    Row("api:nomination", "put", *_DRAFTED, kwargs=dossier_of("draft"), body=new_dossier),
    Row(
        "api:nomination-outcomes",
        "post",
        *_APPRAISED,
        kwargs=dossier_of("appraised"),
        body=fixed(outcomes=[]),
    ),
    Row("api:nomination-likeness", "get", *_READ, kwargs=dossier_of("draft")),
    Row("api:nomination-papers", "get", *_READ, kwargs=dossier_of("draft")),
    Row("api:nomination-papers", "post", *_FOUND_FILE, kwargs=dossier_of("draft"), body=filed_paper),
    Row("api:nomination-paper-removal", "post", *_FOUND_FILE, kwargs=dossier_of("draft"), body=filed_paper),
    Row("api:nomination-list", "get", *_READ, kwargs=dossier_of("draft")),
    Row("api:nomination-list", "post", *_BAD_FILE, kwargs=dossier_of("draft"), body=no_workbook, multipart=True),
    Row(
        "api:nomination-act",
        "post",
        *_WITHDRAWN,
        kwargs=dossier_of("submitted", act="withdraw"),
        body=fixed(reason="vì"),
    ),
    Row(
        "api:nomination-act",
        "post",
        who("404", _200=OFFICE, _403=DOSSIERS - {OFFICE}),
        who("404", _200=OFFICE, _403=COMMITTEE - {OFFICE}),
        kwargs=dossier_of("submitted", act="receive"),
        label="receive",
    ),
    Row("api:nomination-from-ranking", "post", *_BEGUN, kwargs=published(Ranking.PEOPLE), body=from_ranking),
    Row(
        "api:nomination-from-suggestion",
        "post",
        _SUGGESTED,
        kwargs=lambda on: {"suggestion_id": on.town.suggestion},
        body=fixed(award_code="GK_HUYEN"),
    ),
    Row("api:registrations", "get", *_SEEN, marker=lambda on: on.town.registrations[on.unit], others=UNSEEN),
    Row("api:registrations", "post", who("403", _201=OFFICER), who("403"), body=registered, others={STRANGER: "201"}),
    Row("api:registration-act", "post", *_APPROVED, kwargs=registration_of("registration_id", act="approve")),
    Row("api:registration-term", "get", *_SEEN, kwargs=fixed(year=2019), marker=unit_name, others=UNSEEN),
    Row(
        "api:registration-remind",
        "post",
        who("403", _200={OFFICE, SECRETARY}),
        body=fixed(year=2019),
        others={STRANGER: "200"},
    ),
    Row("api:pledges", "get", everybody("sees"), marker=lambda on: on.town.pledges[on.unit], others=UNSEEN),
    Row(
        "api:pledges",
        "post",
        who("403", _201=UNIT_HEAD),
        who("403"),
        body=lambda on: {"unit": on.unit, "year": 2018},
        others={STRANGER: "201"},
    ),
    Row(
        "api:pledge-text",
        "put",
        who("403", _200={OFFICE, HEAD}),
        body=fixed(year=2020, text="Thi đua."),
        others={STRANGER: "200"},
    ),
)
_SENT = (who("404", _302=WRITERS, _403=DOSSIERS - WRITERS), who("404", _302=OFFICE, _403=COMMITTEE - {OFFICE}))
DOSSIERS_WEB = (
    Row("web:nominations", "get", *_SEEN, marker=lambda on: on.town.nominations[on.unit, "submitted"], others=UNSEEN),
    Row(
        "web:nomination-start",
        "get",
        who("403", _200=WRITERS),
        who("403", _200=OFFICE),
        kwargs=lambda on: {"unit": on.unit},
        others={STRANGER: "200"},
    ),
    Row(
        "web:nomination-start",
        "post",
        who("403", _302=WRITERS),
        who("403", _302=OFFICE),
        kwargs=lambda on: {"unit": on.unit},
        body=new_dossier,
        others={STRANGER: "302"},
    ),
    Row(
        "web:nomination-ranking",
        "get",
        who("403", _200=WRITERS),
        kwargs=lambda on: {"ranking": on.town.published[Ranking.PEOPLE]},
    ),
    Row(
        "web:nomination-ranking",
        "post",
        who("403", _302=WRITERS),
        who("403", _302=OFFICE),
        kwargs=lambda on: {"ranking": on.town.published[Ranking.PEOPLE]},
        body=from_ranking,
    ),
    Row("web:nomination-suggestion", "get", _SUGGESTED, kwargs=lambda on: {"suggestion": on.town.suggestion}),
    Row("web:nomination-suggestion", "post", _SUGGESTED, kwargs=lambda on: {"suggestion": on.town.suggestion}),
    Row("web:nomination", "get", *_READ, kwargs=dossier_of("submitted", "nomination")),
    Row(
        "web:nomination",
        "post",
        who("404", _302=UNIT_HEAD, _409=OFFICER, _403=DOSSIERS - UNIT),
        who("404", _403=COMMITTEE),
        kwargs=dossier_of("submitted", "nomination"),
        body=fixed(act="withdraw", reason="vì"),
    ),
    Row("web:nomination-write", "get", *_DRAFTED, kwargs=dossier_of("draft", "nomination")),
    Row("web:nomination-write", "post", *_SENT, kwargs=dossier_of("draft", "nomination"), body=new_dossier),
    Row("web:nomination-line", "get", *_DRAFTED, kwargs=dossier_of("draft", "nomination")),
    Row(
        "web:nomination-line",
        "post",
        *_SENT,
        kwargs=dossier_of("draft", "nomination"),
        query="place=2",
        body=fixed(act="remove"),
    ),
    Row("web:nomination-table", "get", *_READ, kwargs=dossier_of("draft", "nomination")),
    Row("web:nomination-table", "post", *_BAD_FILE, kwargs=dossier_of("draft", "nomination"), body=no_workbook),
    Row("web:nomination-appraise", "get", *_APPRAISED, kwargs=dossier_of("submitted", "nomination")),
    Row("web:nomination-appraise", "post", *_APPRAISED, kwargs=dossier_of("submitted", "nomination")),
    Row("web:registrations", "get", *_SEEN, query="year=2019", marker=unit_name, others=UNSEEN),
    Row(
        "web:registrations",
        "post",
        who("403", _302={OFFICE, SECRETARY}),
        query="year=2019",
        body=fixed(act="remind"),
        others={STRANGER: "302"},
    ),
    Row(
        "web:registration-write",
        "get",
        who("403", _200=OFFICER),
        who("403"),
        kwargs=lambda on: {"unit": on.unit},
        query="year=2020",
        others={STRANGER: "200"},
    ),
    Row(
        "web:registration-write",
        "post",
        who("403", _302=OFFICER),
        who("403"),
        kwargs=lambda on: {"unit": on.unit},
        query="year=2020",
        body=fixed(aim="GK_HUYEN|"),
        others={STRANGER: "302"},
    ),
    Row("web:registration", "get", *_READ, kwargs=registration_of("registration")),
    Row(
        "web:registration",
        "post",
        who("404", _302=OFFICE, _403=DOSSIERS - {OFFICE}),
        who("404", _409=OFFICE, _403=COMMITTEE - {OFFICE}),
        kwargs=registration_of("registration"),
        body=fixed(act="approve"),
    ),
)

TABLE = API + WEB + DOSSIERS_API + DOSSIERS_WEB
UNITS_ASKED = {"own": OWN, "other": OTHER}
