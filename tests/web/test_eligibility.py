"""The pages of eligibility: the catalogue by day, a check of somebody, a dossier's verdicts, and what is on record."""

from datetime import date

import pytest

from emulation.models import (
    AwardRule,
    Campaign,
    Decision,
    Discipline,
    EligibilityOverride,
    Forwarding,
    Initiative,
    Nomination,
    Person,
)
from kernel.text import search_key
from tests.api.conftest import visitor
from tests.web.test_pages import text
from tests.world import OWN, Town, World, person


@pytest.fixture
def town(world: World, clock: None) -> Town:
    return world.home


def test_the_catalogue_shows_the_law_of_a_day_and_takes_a_rule_of_the_authority(town: Town) -> None:
    office = visitor(town, "standing_officer")
    old = text(office.get("/award-rules/?on=2019-05-12&award=TTLDTT"))
    assert "Trên 50 phần trăm cá nhân có danh hiệu Lao động tiên tiến" in old
    assert "Điều 28 điểm c" in old and "Cần xác nhận" in old and "1.390.000" in old
    new = text(office.get("/award-rules/?on=2024-05-12&award=TTLDTT"))
    assert "Từ 70 phần trăm" in new and "Xã, phường, thị trấn tiêu biểu" in new
    general = text(office.get("/award-rules/?on=nay"))
    assert "Một thành tích chỉ được khen thưởng một lần" in general
    assert '<span class="fine">(không ai được bỏ qua)</span><br><code class="code">active</code>' in general
    assert "overridable=0</code>" not in general and '<code class="code">letter</code>' in general
    assert "đăng ký đến hết ngày 31/03" in general and "thủ tục đơn giản: Đột xuất" in general
    own = {
        "award_code": "TTLDTT", "aspect": "eligibility", "code": "members_award", "params": "members_award award=LDTT pct=80",
        "article": "Điều 3 Quy chế", "legal_basis": "Quy chế quận", "valid_from": "2019-05-01",
    }  # fmt: skip
    wrong = office.post("/award-rules/", {**own, "params": "members_award pct=nhiều", "valid_from": "mai"})
    assert wrong.status_code == 422 and "members_award pct=nhiều" in text(wrong)
    assert "Từ 80 phần trăm" in text(office.post("/award-rules/", own, follow=True))
    row = AwardRule.objects.get(authority_id=town.code, award_code="TTLDTT")
    office.post("/award-rules/", {"act": "end", "rule": str(row.pk), "valid_to": "2019-09-01", "reason": "Quy chế mới"})
    row.refresh_from_db()
    assert row.valid_to == date(2019, 9, 1)
    assert "Thêm quy định của cơ quan" not in text(visitor(town, "staff").get("/award-rules/"))


def test_somebody_is_checked_for_a_day_with_article_and_fact(town: Town) -> None:
    office = visitor(town, "standing_officer")
    asked = f"/eligibility/?subject={person(OWN, 3)}&award=CSTDCS&on=2019-05-12&year=2018&kind=merit"
    page = text(office.get(asked))
    assert "Chưa đủ điều kiện" in page and "Điều 23 khoản 1" in page
    assert "Có sáng kiến được công nhận phạm vi cơ sở: 3/QĐ." in page
    assert "Không có danh hiệu Lao động tiên tiến năm 2018" in page
    for bad in (
        f"subject={person(OWN, 3)}&award=TTLDTT",
        "subject=KHÔNG&award=LDTT",
        f"subject={OWN}&award=LDTT&year=nay",
    ):
        assert office.get(f"/eligibility/?{bad}").status_code == 422
    for bad in ("award=LDTT&kind=ad_hoc", "award=LDTT&kind=dream", "award=LDTT&campaign=KHÔNG"):
        assert office.get(f"/eligibility/?subject={person(OWN, 3)}&{bad}").status_code == 422
    code = Campaign.objects.get(pk=town.running).code
    assert office.get(f"{asked}&campaign={code}").status_code == 200
    assert visitor(town, "unit_officer").get(asked).status_code == 403
    man, other = (Person.objects.get(authority_id=town.code, code=person(OWN, place)) for place in (3, 1))
    named = f"/eligibility/?subject={search_key(man.full_name)}&award=CSTDCS&on=2019-05-12&year=2018&kind=merit"
    assert man.full_name in text(office.get(named))
    Person.objects.filter(pk=other.pk).update(search_name=man.search_name)
    several = office.get(named)
    assert several.status_code == 422 and f"{other.code} (" in text(several)


def test_the_dossier_shows_its_verdicts_caps_and_shares_and_the_chair_sets_one_aside(town: Town) -> None:
    row = Nomination.objects.get(pk=town.nominations[OWN, "received"])
    line = row.lines.get(person__code=person(OWN, 3))
    twin = row.lines.create(
        authority_id=town.code, nomination=row, place=3, subject_kind="person", person=line.person, unit=line.unit,
        award_code="GK_XA", achievement=line.achievement, citation="Tốt",
    )  # fmt: skip
    path = f"/nominations/{row.pk}/eligibility/"
    chair = visitor(town, "council_chair")
    page = text(chair.get(path))
    assert "Thành tích này còn được đề nghị hình thức khác" in page and "1 cá nhân" in page
    act = {"act": "override", "line": str(twin.pk), "check": "one_form", "reason": ""}
    assert chair.post(path, act).status_code == 422
    assert "Đã bỏ qua: Hai việc khác nhau" in text(
        chair.post(path, {**act, "reason": "Hai việc khác nhau"}, follow=True)
    )
    assert EligibilityOverride.objects.get(line=twin).check_code == "one_form"
    assert chair.post(path, {**act, "line": "không"}).status_code == 404
    assert "Bỏ qua điều kiện" not in text(visitor(town, "unit_officer").get(path))


def test_the_standing_body_records_and_takes_back(town: Town) -> None:
    office, who = visitor(town, "standing_officer"), person(OWN, 2)
    idea = {"act": "initiative", "person": who, "title": "Kho mẫu đơn", "reach": "province", "document": "9/QĐ"}
    assert office.post("/merit-records/", {**idea, "recognised_on": "x"}).status_code == 422
    assert "Kho mẫu đơn" in text(office.post("/merit-records/", {**idea, "recognised_on": "2019-05-01"}, follow=True))
    row = Initiative.objects.get(title="Kho mẫu đơn")
    office.post("/merit-records/", {"act": "initiative_withdraw", "row": str(row.pk), "reason": "Nhầm"})
    measure = {"act": "discipline", "person": who, "level": "warning", "decided_on": "2019-05-01", "document": "9/KL"}
    office.post("/merit-records/", measure)
    found = Discipline.objects.get(document="9/KL")
    office.post("/merit-records/", {"act": "discipline_end", "row": str(found.pk), "ends_on": "2020-05-01"})
    page = text(
        office.post(
            "/merit-records/", {"act": "discipline_withdraw", "row": str(found.pk), "reason": "Hủy"}, follow=True
        )
    )
    assert "đã rút: Nhầm" in page and "hết thời hạn 01/05/2020" in page and "đã rút: Hủy" in page
    assert office.post("/merit-records/", {"act": "dream"}).status_code == 422


def test_what_a_level_above_gave_and_ended_on_paper_is_entered_from_its_pages(town: Town) -> None:
    clerk, office = visitor(town, "clerk"), visitor(town, "standing_officer")
    row = Forwarding.objects.get(pk=town.forwardings[OWN])
    answer = {"act": "hear", "decision_number": "815/QĐ-TTg", "decided_on": "2019-05-12"}
    outcomes = {f"outcome-{one.line_id}": "pass" for one in row.lines.all()}
    assert clerk.post(f"/forwardings/{row.pk}/", {**answer, **outcomes}).status_code == 302
    known = Decision.objects.get(origin="above", number="815/QĐ-TTg", authority_id=town.code)
    page = text(clerk.get(f"/decisions/{known.pk}/"))
    assert row.to in page and "Ghi cấp trên hủy bỏ" in page and "Soạn quyết định sửa đổi" not in page
    assert row.to in text(office.get(f"/honours/person/{person(OWN, 3)}/"))
    ending = f"/decisions/{known.pk}/revoke/"
    award = known.awards.get(person__code=person(OWN, 3))
    typed = {"number": "", "decided_on": "2019-05-12", "ground": "a", "reason": "Gian dối", "award": str(award.pk)}
    wrong = clerk.post(ending, typed)
    assert wrong.status_code == 422 and "Gian dối" in text(wrong)
    assert clerk.post(ending, {**typed, "number": "9/QĐ-TTg"}).status_code == 302
    award.refresh_from_db()
    assert award.state == "revoked"
    below = {"source": "Quận khác", "forwarding": "", "on": "2019-05-12", "facts": row.lines.last().record}
    line = Nomination.objects.get(pk=town.nominations[OWN, "received"]).lines.first()
    type(line).objects.filter(pk=line.pk).update(certified=below)
    assert "Quận khác xác nhận ngày 12/05/2019" in text(office.get(f"/nominations/{line.nomination_id}/eligibility/"))
