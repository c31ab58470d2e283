"""Who may get which award by the law of 2019: a check that passes, and one refused of each kind, with article and fact."""

from typing import Any

from hoankiem.awards import final
from hoankiem.client import Caller
from hoankiem.story import Story, username

YEAR = 2019


def _asked(officer: Caller, subject: str, award: str, **more: str) -> dict[str, Any]:
    answer = officer.get("eligibility", subject=subject, award=award, year=YEAR, **more)
    return {"may": answer["may"], **{one["check"]: one for one in answer["verdicts"]}}


def _tell(story: Story, answer: dict[str, Any], check: str, outcome: str, what: str) -> None:
    """The verdict as expected, with its article, and said aloud."""
    found = answer.get(check, {"outcome": "", "facts": [], "article": ""})
    story.check(found["outcome"] == outcome and bool(found["article"]), f"điều kiện {check}: {what}")
    print(f"    {what}: {' '.join(fact['text'] for fact in found['facts'])} [{found['article']}]", flush=True)


def check(story: Story) -> None:
    """Asked by the standing body after the final ranking is published. The campaign is one by topic: its results lead to
    commendations by topic, and are no basis for merit."""
    officer = story.caller(username(story, "standing_officer"))
    people, campaign = final(story, "people"), story.read("campaign.json")["code"]
    best, last = people[0]["subject"], people[-1]["subject"]
    topic = {"kind": "thematic", "campaign": campaign}
    first = _asked(officer, best, "GK_HUYEN", **topic)
    story.check(first["may"], "người dẫn đầu phong trào được đề nghị giấy khen")
    _tell(story, first, "no_hold", "pass", "đủ điều kiện")
    merit = _asked(officer, best, "LDTT", campaign=campaign)
    _tell(story, merit, "merit_basis", "fail", "chuyên đề không làm căn cứ công trạng")
    _tell(story, merit, "grade", "unknown", "chưa đủ dữ liệu")
    _ideas_and_measures(story, officer, best, last)
    second = next(line for line in final(story, "units") if line["rank_in_cluster"] == 2)["subject"]
    _tell(story, _asked(officer, second, "CO_TINH", **topic), "leader", "fail", "không dẫn đầu cụm")
    _tell(story, _asked(officer, second, "TTLDTT"), "members_award", "fail", "tập thể chưa đủ tỷ lệ")
    _own_rule(story, officer)


def _ideas_and_measures(story: Story, officer: Caller, best: str, last: str) -> None:
    """An initiative opens the way to the next title; somebody disciplined is not nominated."""
    before = _asked(officer, best, "CSTDCS")
    story.check(not before["may"], "chưa có danh hiệu Lao động tiên tiến thì chưa được Chiến sĩ thi đua cơ sở")
    _tell(story, before, "title", "fail", "thiếu danh hiệu")
    idea = {"person": best, "title": "Mẫu đơn điền sẵn cho người cao tuổi", "reach": "unit"}
    officer.post("initiatives", {**idea, "recognised_on": "2019-11-15", "document": "215/QĐ-UBND"})
    _tell(story, _asked(officer, best, "CSTDCS"), "initiative", "pass", "có sáng kiến")
    measure = {"person": last, "level": "warning", "decided_on": "2019-10-01", "document": "97/QĐ-UBND"}
    officer.post("disciplines", measure)
    _tell(story, _asked(officer, last, "LDTT"), "merit", "fail", "đang bị kỷ luật")


def _own_rule(story: Story, officer: Caller) -> None:
    """The district votes in secret on grassroots titles too; its row goes before the nation's."""
    row = {
        "award_code": "CSTDCS",
        "aspect": "council",
        "code": "vote",
        "params": {"threshold_pct": "66.67", "secret": True},
        "article": "Điều 8 Quy chế Hội đồng Thi đua - Khen thưởng quận",
        "legal_basis": "Quy chế Hội đồng Thi đua - Khen thưởng quận",
        "valid_from": "2019-01-01",
    }
    own = officer.post("award-rules", row)
    found = officer.get("award-rules", award_code="CSTDCS", aspect="council", on="2019-12-01")["results"]
    story.check(own["id"] in {one["id"] for one in found}, "quy định riêng của quận có trong danh mục")
