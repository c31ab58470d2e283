"""Decisions beside the great one: from dossiers, by the simple procedure, from an old paper; a revocation; history."""

from typing import Any

from hoankiem.client import Caller, Refused, wait_until
from hoankiem.passers_by import await_paper
from hoankiem.story import Story, local, username

OLD = "1024/QĐ-UBND"
UNIT = "P02"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HEADER = "Số QĐ;Ngày ký;Về việc;Người ký;Chức vụ người ký;Hình thức khen thưởng;Mã CB;Đơn vị;Thành tích;Số sổ vàng"


def _refused(story: Story, caller: Caller, path: str, body: Any, code: str, sentence: str) -> None:
    try:
        caller.post(path, body)
        story.check(False, sentence)
    except Refused as refusal:
        found = {refusal.document.get("code")} | {one.get("code") for one in refusal.document.get("problems", [])}
        story.check(code in found, f"{sentence}: {found}")
        print(f"    từ chối: {refusal.document.get('title', '')}", flush=True)


def heading_of(story: Story, title: str, day: str) -> dict[str, Any]:
    head = username(story, "authority")
    chair = next(account for account in story.read("accounts.json") if account["username"] == head)
    return {"title": title, "decided_on": day, "signatory_name": chair["full_name"], "signatory_title": "CHỦ TỊCH"}


def number_and_sign(story: Story, decision: str, day: str) -> dict[str, Any]:
    """The clerk numbers it, the head signs."""
    clerk, head = story.caller(username(story, "clerk")), story.caller(username(story, "authority"))
    clerk.post(f"decisions/{decision}/number", {"decided_on": day})
    signed: dict[str, Any] = head.post(f"decisions/{decision}/sign")
    return signed


def live(story: Story) -> None:
    """Once: whoever waits in a dossier is awarded, a rescuer without a council; an old decision comes in; one is revoked."""
    office = story.caller(username(story, "standing_officer"))
    if office.get("decisions", state="signed", number="1024")["count"]:
        return
    story.at(local("2020-01-21", 14))
    _from_dossiers(story, office)
    rescuer = office.get("people", unit=UNIT, page_size=6)["results"][3]
    decision = _simple(story, office, rescuer["code"])
    _old(story, office, rescuer["code"])
    _revoke(story, office, decision)
    told = office.get(f"honours/person/{rescuer['code']}")
    story.check(
        [(one["state"], one["register"]) for one in told["honours"]][-1] == ("valid", "77/SV"),
        "history knows the old decision by its own register number",
    )
    story.check("revoked" in [one["state"] for one in told["honours"]], "history says what was revoked")
    found = [one["code"] for one in office.get("honours", q=rescuer["full_name"].split()[-1], kind="person")]
    story.check(rescuer["code"] in found, "somebody is found by the given name")


def _from_dossiers(story: Story, office: Caller) -> None:
    """Those whom the council advised, as far as dossiers wait."""
    heading = heading_of(story, "Khen thưởng theo đề nghị của Hội đồng", "2020-01-21")
    waiting = {line["id"]: line["nomination"] for line in office.get("decisions/nominees")}
    if not waiting:
        return
    made, kept = drafted(office, heading, list(waiting))
    head = story.caller(username(story, "authority"))
    _refused(story, head, f"decisions/{made['id']}/sign", None, "decision.no_number", "no signature without a number")
    signed = number_and_sign(story, made["id"], "2020-01-21")
    story.check(len(signed["awards"]) == len(kept), "every nominee who waited is awarded")
    again = {**heading_of(story, "Khen lần nữa", "2020-01-21"), "lines": kept}
    _refused(story, office, "decisions/from-dossiers", again, "decision.rewarded", "one achievement, one award")
    left = {line["nomination"] for line in office.get("decisions/nominees")}
    for nomination in {waiting[line] for line in kept} - left:
        wait_until(
            "the dossier to be decided", lambda id_=nomination: office.get(f"nominations/{id_}")["state"] == "decided"
        )


def drafted(caller: Caller, heading: dict[str, Any], lines: list[str]) -> tuple[dict[str, Any], list[str]]:
    """A draft for nominees without those against whom something stands, which a refused list says; and who is on it."""
    try:
        return caller.post("decisions/from-dossiers", {**heading, "lines": lines}), lines
    except Refused as refusal:
        for problem in refusal.document.get("problems", []):
            print(f"    từ chối: {problem.get('path')}: {problem.get('message')}", flush=True)
        barred = {problem.get("path", "") for problem in refusal.document.get("problems", [])}
        kept = [line for index, line in enumerate(lines) if f"awards[{index}]" not in barred]
        return caller.post("decisions/from-dossiers", {**heading, "lines": kept}), kept


def _simple(story: Story, office: Caller, person: str) -> str:
    body = {
        **heading_of(story, "Khen thưởng hành động dũng cảm cứu người", "2020-01-21"),
        "award_type": "GK_HUYEN",
        "unit": UNIT,
        "person": person,
        "deed": "Cứu người đuối nước tại hồ Hoàn Kiếm",
        "first_day": "2020-01-18",
        "last_day": "2020-01-18",
        "citation": "Dũng cảm cứu người đuối nước",
    }
    _refused(story, office, "decisions/simple", body, "simple.paper_needed", "the simple procedure needs its paper")
    paper = office.hand_in("decision_paper", "xac-nhan.pdf", PDF)
    made: str = office.post("decisions/simple", {**body, "papers": [paper[0]["id"]]})["id"]
    signed = number_and_sign(story, made, "2020-01-21")
    story.check(bool(signed["awards"][0]["register_number"]), "an award of the simple procedure is in the register")
    return made


def _old(story: Story, office: Caller, person: str) -> None:
    """A list with a fault is written in no part; mended, it comes in whole."""
    good = f"{OLD};15/12/2018;Khen thưởng năm 2018;Nguyễn Văn Cũ;Chủ tịch;GK_HUYEN;{person};{UNIT};Hoàn thành tốt;77/SV"
    bad = good.replace(UNIT, "??")
    for rows, faults in (([good, bad], 1), ([good], 0)):
        text = "\n".join([HEADER, *rows]).encode("utf-8-sig")
        row = office.upload("decisions", "quyet-dinh-cu.csv", text)
        address = f"imports/{row['id']}"
        wait_until("the check of old decisions", lambda a=address: office.get(a)["state"] != "uploaded")
        story.check(len(office.get(address)["problems"]) == faults, "every fault of old decisions is named")
        if faults:
            _refused(story, office, f"{address}/commit", {}, "backfill.not_whole", "old decisions come in whole")
            continue
        office.post(f"{address}/commit", {})
        wait_until("old decisions to be written", lambda a=address: office.get(a)["state"] == "committed")


def _revoke(story: Story, office: Caller, decision: str) -> None:
    award = office.get(f"decisions/{decision}")["awards"][0]
    ended = [{"award": award["id"], "ground": "a", "reason": "Kê khai gian dối, theo kết luận kiểm tra."}]
    heading = heading_of(story, "Hủy bỏ quyết định khen thưởng", "2020-01-22")
    story.at(local("2020-01-22", 9))
    await_paper(story, decision)
    made = office.post(f"decisions/{decision}/revoke", {**heading, "awards": ended})["id"]
    number_and_sign(story, made, "2020-01-22")
    now = office.get(f"decisions/{decision}")["awards"][0]
    story.check(
        (now["state"], now["register_number"]) == ("revoked", award["register_number"]),
        "a revoked award keeps its register number",
    )
