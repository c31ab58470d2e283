"""A year of commendation over HTTP: from the registration over ranking, council and decision to the money that comes back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.flows.place import Caller, Place, account, until

YEAR, AWARD, ROOT = 2019, "GK_HUYEN", "HK"
HEAD_OF_OFFICE = "noivu"
CHAIR, SECRETARY, AWAY = "chutichhd", "thukyhd", "uyvien2"
CONCERNED = "thutruong.P01"
MEMBERS = (CHAIR, SECRETARY, "uyvien1", AWAY, "ketoan", "vanthu", CONCERNED)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"
BONUSES = {("collective", 840_000), ("person", 420_000), ("person", 210_000)}
"""Twice 0.3, 0.3 and, for the commune's, 0.15 of 1 390 000, the base salary of March 2019, up to tens of thousands."""
FOLLOWED = {
    "invite_council": 1,
    "write_council_advice": 1,
    "tell_of_consultation": 1,
    "tell_of_objection": 1,
    "tell_of_objection_answer": 1,
    "settle_dossiers": 2,
    "compute_bonuses": 2,
    "end_bonuses": 1,
    "tell_of_revocation": 1,
}
"""How often each reaction is due: two decisions give awards, one revokes."""


@dataclass
class Found:
    """What the year left behind, for those who look at it afterwards."""

    refused: list[str] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    recounted: dict[str, str] = field(default_factory=dict)
    advised: dict[str, bool] = field(default_factory=dict)
    awards: list[dict[str, Any]] = field(default_factory=list)
    money: dict[str, int] = field(default_factory=dict)
    paid: int = 0
    revoked: int = 0

    def refuse(self, caller: Caller, path: str, body: Any = None) -> None:
        """Ask for what must not be, and keep what the answer says."""
        answer = caller.http.post(f"/api/v1{path}", json=body)
        assert answer.status_code >= 400, f"{path} was not refused: {answer.text[:500]}"
        told = answer.json()
        inner = [one["code"] for one in told.get("problems", [])]
        self.refused.append(inner[0] if told["code"] in ("decision.invalid", "decision.not_signable") else told["code"])


def register(place: Place, units: Sequence[str]) -> None:
    """At the start of the year: who will work on dossiers, the rule of open lists, and every unit's registration."""
    for name, role in (
        ("thuongtruc2", "standing_officer"), (CHAIR, "council_chair"), (SECRETARY, "council_secretary"),
        ("uyvien1", "council_member"), (AWAY, "council_member"), ("ketoan", "accountant"),
    ):  # fmt: skip
        account(place, name, role)
    account(place, HEAD_OF_OFFICE, "unit_head", "unit", ROOT)
    office = place.as_("thuongtruc")
    rule = {"award_code": AWARD, "aspect": "procedure", "code": "steps", "valid_from": "2019-01-01"}
    rule |= {"article": "Điều 4", "legal_basis": "Quy chế thi đua, khen thưởng của quận"}
    params = {
        "appraisal_days": "10",
        "fewest_secret": "3",
        "public_notice_days": "2",
        "register_by": "03-31",
        "simple_kinds": "ad_hoc",
    }
    office.post("/award-rules", {**rule, "params": params})
    assert _missing(office) == set(units)
    for unit in units:
        made = place.as_(f"canbo.{unit}").post(
            "/registrations", {"unit": unit, "year": YEAR, "lines": [{"award_code": AWARD}]}
        )
        place.as_(f"thutruong.{unit}").post(f"/registrations/{made['id']}/submit", {})
        office.post(f"/registrations/{made['id']}/approve", {})
    assert not _missing(office)


def _missing(office: Caller) -> set[str]:
    return {row["code"] for row in office.get(f"/registrations/terms/{YEAR}")["rows"] if row["missing"]}


def commend(place: Place) -> Found:
    found = Found()
    dossiers = [_dossier(place, found, subjects) for subjects in ("units", "people")]
    _sit(place, found, dossiers)
    decision = _decide(place, found, dossiers)
    _pay(place, found, decision)
    return found


def _dossier(place: Place, found: Found, subjects: str) -> str:
    """From the published ranking to the appraisal, with other outcomes than passing."""
    office, chair = place.as_("thuongtruc"), place.as_("chutich")
    ranking = office.get(f"/campaigns/{place.campaign}/rankings", final="true", subjects=subjects)["results"][0]["id"]
    chair.post(f"/rankings/{ranking}/publish", {})
    choice = {"unit": ROOT, "award_code": AWARD, "citation": "Đạt {score} điểm, xếp thứ {rank}", "per": "all", "top": 9}
    made = office.post(f"/rankings/{ranking}/nominations", {**choice, "title": f"Đề nghị {subjects}"})["nomination"]
    address = f"/nominations/{made['id']}"
    letter = {"letter_number": "45/TTr-NV", "letter_on": "2019-03-20"}
    if not found.refused:
        found.refuse(place.as_(HEAD_OF_OFFICE), f"{address}/submit", letter)
    for code in ("minutes", "report"):
        file = office.hand_in("nomination_paper", f"{code}.pdf", PDF)
        office.post(f"{address}/papers", {"code": code, "files": [file]})
    place.as_(HEAD_OF_OFFICE).post(f"{address}/submit", letter)
    other = place.as_("thuongtruc2")
    lines = other.post(f"{address}/receive", {})["lines"]
    outcomes = [{"line": line["id"], "outcome": "pass"} for line in lines]
    if subjects == "people":
        outcomes[-1] |= {"outcome": "fail", "reason": "Chưa đủ thành tích nổi bật."}
        outcomes[-2] |= {"outcome": "lower", "award": "GK_XA", "reason": "Thuộc thẩm quyền cấp xã."}
    other.post(f"{address}/appraise", {"outcomes": outcomes})
    return str(made["id"])


def _sit(place: Place, found: Found, dossiers: Sequence[str]) -> None:
    """Seven members, one of them away and heard in writing, one of a nominee's unit; a secret choice, then the open list."""
    secretary = place.as_(SECRETARY)
    seats = [
        {"account": name, "role": {CHAIR: "chair", SECRETARY: "secretary"}.get(name, "member")} for name in MEMBERS
    ]
    founding = {"name": "Hội đồng", "document": "QĐ 15", "valid_from": "2019-01-02", "seats": seats}
    council = place.as_("chutich").post("/councils", founding)["id"]
    plan = {"held_on": "2019-03-20", "place": "Phòng họp số 1"}
    address = f"/council-sessions/{secretary.post(f'/councils/{council}/sessions', plan)['session']['id']}"
    agenda = [secretary.post(f"{address}/nominations", {"nomination": one}) for one in dossiers]
    units, people = agenda
    pair = [item["number"] for item in people][:2]
    choice = secretary.post(f"{address}/choices", {"items": pair, "seats": 1})["id"]
    ways = dict.fromkeys(MEMBERS[:4], "absent")
    secretary.http.put(f"/api/v1{address}/attendance", json={"ways": ways})
    found.refuse(secretary, f"{address}/open")
    secretary.put(f"{address}/attendance", {"ways": {**dict.fromkeys(MEMBERS, "present"), AWAY: "written"}})
    secretary.post(f"{address}/open", {})
    _choose(place, found, choice, pair)
    secretary.post(f"{address}/items/open")
    _vote(place, address, max(item["number"] for item in units))
    secretary.post(f"{address}/items/close")
    secretary.post(f"{address}/close", {})
    secretary.post(f"{address}/minute", {"text": "Hội đồng đã thảo luận."})
    told = secretary.get(f"/council-items/{choice}/recount")
    found.recounted = {row["receipt"]: row["choice"] for row in told["rows"]}
    for dossier in dossiers:
        until("the advice", lambda d=dossier: secretary.get(f"/nominations/{d}")["state"] == "considered")
    lines = secretary.get(f"/nominations/{dossiers[0]}")["lines"]
    found.advised = {line["unit"]: line["recommended"] for line in lines}


def _choose(place: Place, found: Found, choice: str, pair: Sequence[int]) -> None:
    place.as_(SECRETARY).post(f"/council-items/{choice}/open")
    votes = dict(zip(MEMBERS, [str(pair[0])] * 4 + [str(pair[1])] * 3, strict=True))
    recused = {CONCERNED}
    found.refuse(place.as_(CONCERNED), f"/council-items/{choice}/vote", {"choice": votes[CONCERNED]})
    for name in MEMBERS:
        if name not in recused:
            told = place.as_(name).post(f"/council-items/{choice}/vote", {"choice": votes[name]})
            found.receipts[told["receipt"]] = votes[name]
    found.refuse(place.as_(CHAIR), f"/council-items/{choice}/vote", {"choice": str(pair[1])})
    place.as_(SECRETARY).post(f"/council-items/{choice}/close")


def _vote(place: Place, address: str, last: int) -> None:
    """All agree but on the last unit; who is away sends an opinion, which the secretary enters from its paper."""
    secretary = place.as_(SECRETARY)
    items = [one for one in secretary.get(address)["items"] if one["state"] == "open"]
    barred = {one["number"]: _recused(secretary, one["id"]) for one in items}
    choices = {str(one["number"]): "no" if one["number"] == last else "yes" for one in items}
    for one in items:
        opinion = {"member": AWAY, "choice": choices[str(one["number"])], "document": "CV 12 ngày 19/03/2019"}
        secretary.post(f"/council-items/{one['id']}/opinions", opinion)
    for name in MEMBERS:
        own = {number: choice for number, choice in choices.items() if name not in barred[int(number)]}
        if own and name != AWAY:
            place.as_(name).post(f"{address}/sheet", {"choices": own})


def _recused(secretary: Caller, item: str) -> set[str]:
    return {one["name"] for one in secretary.get(f"/council-items/{item}")["recused"]}


def _heading(title: str, day: str) -> dict[str, Any]:
    return {"title": title, "decided_on": day, "signatory_name": "Lê Minh Đức", "signatory_title": "CHỦ TỊCH"}


def _decide(place: Place, found: Found, dossiers: Sequence[str]) -> str:
    """From the nominees who wait to the signature, with the list open for comment between; answers the decision's path."""
    office, clerk, head = (place.as_(name) for name in ("thuongtruc", "vanthu", "chutich"))
    waiting = [line for line in office.get("/decisions/nominees") if line["nomination"] in dossiers]
    lines = {"lines": [line["id"] for line in waiting]}
    heading = {**_heading("Khen thưởng năm 2019", "2019-03-25"), "campaign": place.campaign}
    made = f"/decisions/{office.post('/decisions/from-dossiers', {**heading, **lines})['id']}"
    office.post(f"{made}/discard")
    made = f"/decisions/{office.post('/decisions/from-dossiers', {**heading, **lines})['id']}"
    _consult(place, found, made)
    clerk.post(f"{made}/number", {"decided_on": "2019-03-25"})
    found.refuse(office, f"{made}/sign")
    found.awards = head.post(f"{made}/sign")["awards"]
    assert len(found.awards) == len(waiting)
    found.refuse(office, "/decisions/from-dossiers", {**_heading("Lần nữa", "2019-03-25"), **lines})
    for dossier in dossiers:
        until("the dossier to be decided", lambda d=dossier: office.get(f"/nominations/{d}")["state"] == "decided")
    return made


def _consult(place: Place, found: Found, made: str) -> None:
    """Two working days over a week end, one objection, which is answered."""
    office, head = place.as_("thuongtruc"), place.as_("chutich")
    number = {"decided_on": "2019-03-25"}
    place.as_("vanthu").post(f"{made}/number", number)
    found.refuse(head, f"{made}/sign")
    place.as_("vanthu").post(f"{made}/unnumber")
    consultation = office.post(f"{made}/consult", {})["id"]
    said = {"text": "Đề nghị xem lại thành tích.", "place": 1}
    objection = place.as_("nhanvien").post(f"/consultations/{consultation}/objections", said)["id"]
    place.set_clock("2019-03-25T08:00:00+07:00")
    found.refuse(office, f"{made}/settle")
    office.post(f"/objections/{objection}/answer", {"text": "Đã xem lại, thành tích đúng."})
    office.post(f"{made}/settle")
    found.refuse(head, f"{made}/sign")


def _pay(place: Place, found: Found, decision: str) -> None:
    """Paid once by four eyes from a fund that was short, then one award is revoked and its money comes back."""
    accountant, head = place.as_("ketoan"), place.as_("chutich")
    asked = {"decision": decision.rpartition("/")[2]}
    until("the bonuses", lambda: accountant.get("/bonuses", **asked)["count"] == len(found.awards))
    bonuses = accountant.get("/bonuses", **asked)["results"]
    assert {(row["subject_kind"], row["amount"]) for row in bonuses} == BONUSES
    found.paid = -sum(row["amount"] for row in bonuses)
    fund = accountant.post("/funds", {"name": "Quỹ thi đua, khen thưởng", "document": "QĐ 05", "amount": 1000})["id"]
    ids = [row["id"] for row in bonuses]
    made = accountant.post("/payment-lists", {"fund": fund, "number": "01", "title": "Chi thưởng", "bonuses": ids})
    row = f"/payment-lists/{made['id']}"
    head.post(f"{row}/approve")
    found.refuse(accountant, f"{row}/pay", {"document": "PC 01"})
    accountant.post(f"/funds/{fund}/allocations", {"amount": -found.paid - 1000, "document": "QĐ 06"})
    accountant.post(f"{row}/pay", {"document": "PC 01"})
    _revoke(place, found, decision)
    claimed = {**asked, "state": "recovery_due"}
    until("the claim", lambda: accountant.get("/bonuses", **claimed)["count"] == 1)
    due = accountant.get("/bonuses", **claimed)["results"][0]
    accountant.post(f"/bonuses/{due['id']}/recover", {"document": "PT 01"})
    entries = {entry["kind"]: entry for entry in accountant.get(f"/funds/{fund}/entries")["results"]}
    found.money = {
        "paid": entries["payment"]["amount"],
        "recovery": entries["recovery"]["amount"],
        "balance": entries["recovery"]["balance"],
    }


def _revoke(place: Place, found: Found, decision: str) -> None:
    place.set_clock("2019-04-02T09:00:00+07:00")
    award = next(one for one in found.awards if one["person"] and one["award_type"] == AWARD)
    found.revoked = award["register_number"]
    ended = [{"award": award["id"], "ground": "a", "reason": "Kê khai gian dối."}]
    made = place.as_("thuongtruc").post(
        f"{decision}/revoke", {**_heading("Hủy bỏ quyết định khen thưởng", "2019-04-02"), "awards": ended}
    )["id"]
    place.as_("vanthu").post(f"/decisions/{made}/number", {"decided_on": "2019-04-02"})
    place.as_("chutich").post(f"/decisions/{made}/sign")
