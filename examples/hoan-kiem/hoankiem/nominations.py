"""Before the decision: who registers and who is reminded, dossiers from the year's ranking, one returned, one nominee refused."""

from typing import Any

from hoankiem.awards import PEOPLE_PER_CLUSTER, RANKED, UNITS_PER_CLUSTER
from hoankiem.client import Caller, Refused
from hoankiem.story import Story, at_once, local, username

YEAR, ROOT, AWARD = 2019, "HK", "GK_HUYEN"
PLEDGE = "Thực hiện nghiêm văn hóa công sở; mười chuẩn mực phục vụ; không để hồ sơ của dân quá hẹn."
PAPER = b"%PDF-1.7\ntrailer <<>>\n%%EOF\n"
TITLES = dict(zip(("units", "people"), RANKED, strict=True))
TOP = {"units": UNITS_PER_CLUSTER, "people": PEOPLE_PER_CLUSTER}


def register(story: Story) -> None:
    """The wards register and sign the pledge, all but the last, which is reminded; once."""
    office = story.caller(username(story, "standing_officer"))
    if office.get("registrations", page_size=1)["count"]:
        return
    story.at(local("2019-01-04", 9))
    office.put("pledges/text", {"year": YEAR, "text": PLEDGE})
    rows = office.get(f"registrations/terms/{YEAR}")["rows"]
    wards = [row["code"] for row in rows if row["code"].startswith("P")]

    def one(code: str) -> None:
        officer = story.caller(username(story, "unit_officer", code))
        head = story.caller(username(story, "unit_head", code))
        made = officer.post("registrations", {"unit": code, "year": YEAR, "lines": [{"award_code": AWARD}]})
        head.post(f"registrations/{made['id']}/submit", {})
        head.post("pledges", {"unit": code, "year": YEAR})
        office.post(f"registrations/{made['id']}/approve", {})

    at_once(one, wards[:-1])
    term = office.get(f"registrations/terms/{YEAR}")["rows"]
    missing = {row["code"] for row in term if row["missing"]}
    story.check(missing & set(wards) == {wards[-1]}, f"of the wards one has not registered: {sorted(missing)}")
    reminded = office.post("registrations/remind", {"year": YEAR})["units"]
    story.check(set(reminded) == missing, "all that have not registered are reminded at once")


def nominate(story: Story) -> list[str]:
    """Dossiers of the units and of the people that the final ranking puts forward, brought to their appraisal; and one of a ward
    that is given back. Answers the ids of the appraised ones."""
    office = story.caller(username(story, "standing_officer"))
    done = {row["title"]: row for row in office.pages("nominations", year=YEAR)}
    if not set(TITLES.values()) <= set(done):
        story.at(local("2020-01-15", 14))
        _returned(story, office)
        done = {TITLES[subjects]: _from_ranking(story, office, subjects) for subjects in TITLES}
    return [str(done[title]["id"]) for title in TITLES.values()]


def _from_ranking(story: Story, office: Caller, subjects: str) -> dict[str, Any]:
    ranking = office.get(f"{story.campaign}/rankings", final="true", subjects=subjects)["results"][0]
    choice = {
        "unit": ROOT,
        "award_code": AWARD,
        "citation": "Đạt {score} điểm, xếp thứ {rank} trong phong trào năm 2019",
        "title": TITLES[subjects],
        "top": TOP[subjects],
        "per": "cluster",
    }
    begun = office.post(f"rankings/{ranking['id']}/nominations", choice)
    made = begun["nomination"]
    left = [row["name"] for row in begun["left"]]
    tied = ", ".join(left) or "không có"
    print(f"    {TITLES[subjects]}: {len(made['lines'])} dòng, để Hội đồng xét vì đồng hạng: {tied}", flush=True)
    story.check(all(line["figures"]["rank_in_cluster"] <= TOP[subjects] for line in made["lines"]), "the first of each")
    try:
        office.post(f"rankings/{ranking['id']}/nominations", choice)
        story.check(False, "nobody is nominated twice for the same")
    except Refused as refusal:
        story.check(refusal.document.get("code") == "nomination.nobody", "nobody is nominated twice for the same")
    return _appraised(story, f"nominations/{made['id']}", office, refuse_last=subjects == "people")


def _appraised(story: Story, address: str, office: Caller, *, refuse_last: bool) -> dict[str, Any]:
    """Handed in with its papers, received, and appraised by the other officer; whom a rule bars fails with the article."""
    letter = {"letter_number": "45/TTr-NV", "letter_on": "2020-01-15"}
    signer, other = story.caller("noivu.hk"), story.caller(username(story, "standing_officer", nth=1))
    try:
        signer.post(f"{address}/submit", letter)
        story.check(False, "a dossier without its papers is not handed in")
    except Refused as refusal:
        story.check(refusal.document.get("code") == "nomination.incomplete", "a dossier without its papers stays")
        print(f"    {refusal.document['problems'][0]['message']}", flush=True)
    for code in ("minutes", "report"):
        rows = office.hand_in("nomination_paper", f"{code}.pdf", PAPER)
        office.post(f"{address}/papers", {"code": code, "files": [row["id"] for row in rows]})
    signer.post(f"{address}/submit", letter)
    lines = other.post(f"{address}/receive", {})["lines"]
    outcomes = {line["place"]: {"line": line["id"], "outcome": "pass"} for line in lines}
    if refuse_last:
        outcomes[lines[-1]["place"]] |= {"outcome": "fail", "reason": "Chưa đủ thành tích nổi bật."}
    try:
        return dict(other.post(f"{address}/appraise", {"outcomes": list(outcomes.values())}))
    except Refused as refusal:
        for problem in refusal.document["problems"]:
            print(f"    {problem['message']}", flush=True)
            place = int(problem["path"].removeprefix("outcomes[").removesuffix("]"))
            outcomes[place] |= {"outcome": "fail", "reason": problem["message"]}
    return dict(other.post(f"{address}/appraise", {"outcomes": list(outcomes.values())}))


def _returned(story: Story, office: Caller) -> None:
    """A ward's dossier by the simple procedure comes back with the reason."""
    officer = story.caller(username(story, "unit_officer", "P02"))
    head = story.caller(username(story, "unit_head", "P02"))
    deed = {"title": "Cứu người bị nạn ở hồ", "first_day": "2019-12-01", "last_day": "2019-12-01"}
    line = {"award_code": AWARD, "citation": "Dũng cảm cứu người bị nạn", "deed": deed}
    body = {"unit": "P02", "title": "Khen thưởng đột xuất", "kind": "ad_hoc", "procedure": "simple", "year": 2019}
    made = officer.post("nominations", {**body, "lines": [line]})
    address = f"nominations/{made['id']}"
    head.post(f"{address}/submit", {"letter_number": "7/TTr-UBND", "letter_on": "2020-01-14"})
    row = office.post(f"{address}/return", {"reason": "Thiếu xác nhận của công an phường."})
    story.check(
        (row["state"], row["steps"][-1]["act"]) == ("returned", "return"), "a dossier is returned with its reason"
    )
