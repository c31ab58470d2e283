"""The campaign workbench on its pages: the list, the wizard from a template to the launch, the scheme editor, the try-out."""

import io
from typing import Any

from django.urls import reverse

from emulation.models import Campaign, SchemeDraft, SchemeVersion
from tests.web.conftest import SignIn
from tests.web.district import District
from tests.web.test_rulings import shown


def draft_page(campaign: Any, step: str) -> str:
    return reverse("web:campaign-draft", args=[campaign, step])


def test_the_list_is_narrowed_by_state_year_and_words_without_accents(sign_in: SignIn, district: District) -> None:
    office, path = sign_in("thuongtruc"), reverse("web:campaigns")
    page = shown(office, path)
    assert all(code in page for code in ("VHCS-2018", "VHCS-2019", "VHCS-2020"))
    assert "còn thiếu 1 nội dung" in page
    found = shown(office, f"{path}?state=launched&year=2019&q=van+hoa+cong+so")
    assert ("VHCS-2019" in found, "VHCS-2020" in found) == (True, False)
    assert "Không có phong trào nào như vậy." in shown(office, f"{path}?q=zzz&year=x")
    theirs = shown(sign_in("canbo.p01"), path)
    assert ("VHCS-2020" in theirs, "Dự thảo mới" in theirs) == (False, False)


def test_a_campaign_goes_from_a_template_through_its_steps_to_the_launch_by_another(
    sign_in: SignIn, district: District
) -> None:
    office, chair, new = sign_in("thuongtruc"), sign_in("chutich"), reverse("web:campaign-new")
    shown(chair, new, 403)
    given = {"origin": "template:van-hoa-cong-so", "code": "có dấu", "name": ""}
    wrong: Any = office.post(new, given)
    assert (wrong.status_code, 'href="#code"' in wrong.content.decode(), 'value="có dấu"' in wrong.content.decode()) == (
        422, True, True,
    )  # fmt: skip
    office.post(new, {**given, "code": "MOI-2019", "name": "Phong trào mới"})
    row = Campaign.objects.get(code="MOI-2019")
    contents, time = draft_page(row.pk, "contents"), draft_page(row.pk, "time")
    assert "Điều 17 Luật Thi đua, khen thưởng" in shown(office, contents)
    texts = {name: f"Về {name}." for name in ("goal", "scope", "subjects", "criteria", "plan", "measures")}
    checked: Any = office.post(contents, {**texts, "name": "Phong trào mới", "goal": "", "act": "check"})
    assert "Chưa có nội dung “Mục tiêu”" in checked.content.decode()
    assert office.post(contents, {**texts, "name": "Phong trào mới"}).headers["Location"] == time
    days = {"form": "regular", "starts_on": "2019-04-01", "ends_on": "2019-05-31", "legal_basis": "Luật",
            "deadline_day": "12", "closing_day": "6", "reminder_days_before": "3, 1"}  # fmt: skip
    wrong = office.post(time, days)
    assert "Ngày khóa tháng không được trước ngày hết hạn nộp." in wrong.content.decode()
    assert 'value="12"' in wrong.content.decode()
    office.post(time, {**days, "deadline_day": "4"})
    units = {"offered_clusters": ["CUM-1", "CUM-2"], "offered_units": ["P01", "P02", "P03", "P04", "D01", "D02"]}
    part = draft_page(row.pk, "units")
    assert "6 đơn vị sẽ được ghi danh" in shown(office, part)
    office.post(part, {**units, "clusters": ["CUM-1"], "units": ["P01", "P02", "D01", "D02"], "heads": "1"})
    assert "2 đơn vị sẽ được ghi danh" in shown(office, part)
    schemes, rules = draft_page(row.pk, "schemes"), draft_page(row.pk, "rules")
    office.post(schemes, {"unit_scheme": "hanoi-3814-unit:1", "person_scheme": ""})
    page = shown(office, rules)
    assert "Khảo sát người dân" in page
    numbers = {"minimum_survey_answers": "20", "appeal_days": "5", "appeal_answer_days": "10", "hours_between_reminders": "24",
               "answer_days": "5", "list_size": "3", "least_weight": "10", "unknown_weight": "500"}  # fmt: skip
    wrong = office.post(rules, {**numbers, "survey": "Q1; Thái độ"})
    assert 'id="fault-unknown_weight"' in wrong.content.decode()
    office.post(rules, {**numbers, "unknown_weight": "50", "survey": "Q1; Thái độ", "cluster_step": ["units"]})
    preview = draft_page(row.pk, "preview")
    assert "Người soạn không tự phát động" in shown(office, preview)
    page = shown(chair, preview)
    digest = page.split('class="digest">')[1].split("<")[0]
    launch = reverse("web:campaign-act", args=[row.pk, "launch"])
    assert launch in page
    assert digest in shown(chair, launch)
    assert office.post(launch, {"seen": digest}).status_code == 403
    assert chair.post(launch, {"seen": "0" * 64}).status_code == 409
    assert chair.post(launch, {"seen": digest}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.policy_digest, row.policy["cluster_step"]) == ("launched", digest, ["units"])
    assert list(row.participations.values_list("unit__code", flat=True).order_by("unit__code")) == ["P01", "P02"]
    shown(office, preview, 404)


def test_a_scheme_is_edited_by_buttons_checked_live_and_published(sign_in: SignIn, district: District) -> None:
    office, new = sign_in("thuongtruc"), reverse("web:scheme-new")
    office.post(new, {"origin": "blank", "code": "bo-moi", "title": "Bộ mới", "subject": "unit"})
    row = SchemeDraft.objects.get(code="bo-moi")
    path = reverse("web:scheme-draft", args=[row.pk])
    shown(sign_in("chutich"), path, 404)
    typed = {"seen": "1", "code-1.0": "B1", "vi-1.0": "Nhiệm vụ", "max-1.0": "60,5"}
    checked: Any = office.post(path, {**typed, "act": "check"})
    assert "các mục 60,5, nhóm 70" in checked.content.decode()
    assert office.post(path, {**typed, "act": "after:1.0"}).status_code == 302
    row.refresh_from_db()
    lines = row.definition["components"][1]["children"]
    assert [(one["code"], one["max"]) for one in lines] == [("B1", "60.5"), ("B2", "1")]
    assert office.post(path, {**typed, "act": "save"}).status_code == 409
    page = shown(office, path)
    assert "Tổng điểm tối đa của các mục con là 61.5" in page
    node = reverse("web:scheme-node", args=[row.pk, "1.1"])
    assert 'name="appraiser"' in shown(office, node)
    own = {"seen": "2", "code": "B2", "vi": "Khảo sát", "kind": "criteria", "max": "9.5", "weight": "1", "source": "survey",
           "missing": "rebase", "not_applicable": "rebase", "measure": "share", "minimum": "20"}  # fmt: skip
    assert office.post(node, own).status_code == 302
    rules = reverse("web:scheme-rules", args=[row.pk])
    grades = {f"grade-{n}-{name}": value for n, one in enumerate((("A", "90"), ("B", "0"))) for name, value in
              zip(("code", "at_least", "vi"), (*one, "Loại"), strict=True)}  # fmt: skip
    quota = {
        "quota-0-code": "q",
        "quota-0-grade": "A",
        "quota-0-share": "20",
        "quota-0-base": "rated",
        "quota-0-within": "cluster",
    }
    whole = {"title": "Bộ mới", "subject": "unit", "floor": "0", "ceiling": "100", "decimals": "2", "method": "mean",
             "minimum_months": "1", "tie_breaks": "B, -D", "seen": "3"}  # fmt: skip
    assert office.post(rules, {**whole, **grades, **quota}).status_code == 302
    shown(office, rules)
    publish = reverse("web:scheme-publish", args=[row.pk])
    assert "Không còn vướng mắc nào." in shown(office, publish)
    office.post(publish, {"seen": "4"})
    version = SchemeVersion.objects.get(code="bo-moi")
    assert (version.definition["quotas"][0]["share"], version.definition["tie_breaks"]) == ("0.2", ["B", "-D"])
    assert version.digest in shown(sign_in("canbo.p01"), reverse("web:scheme", args=["bo-moi", 1]))
    book: Any = office.get(reverse("web:scheme-file", args=["bo-moi", 1, "xlsx"]))
    again = {"origin": "file", "code": "bo-hai", "title": "x", "subject": "unit"}
    file = io.BytesIO(book.content)
    file.name = "bo.xlsx"
    office.post(new, {**again, "file": file})
    tree = SchemeDraft.objects.get(code="bo-hai").definition["components"]
    assert [node["code"] for node in tree] == ["A", "B", "C", "D"]
    discarded: Any = office.post(
        reverse("web:scheme-publish", args=[SchemeDraft.objects.get(code="bo-hai").pk]), {"act": "discard"}
    )
    assert discarded.status_code == 302


def test_a_try_out_shows_who_moves_on_real_months_and_on_marked_samples(sign_in: SignIn, district: District) -> None:
    office, path = sign_in("thuongtruc"), reverse("web:scheme-tryout", args=[district.scheme_draft])
    assert "Số liệu mẫu do máy bịa ra" in shown(office, path)
    page = shown(office, f"{path}?on=sample&seed=hai")
    assert ("không phải kết quả của ai" in page, "Đơn vị mẫu 101" in page) == (True, True)
    page = shown(office, f"{path}?on=campaign:{district.campaign}:units")
    assert ("UBND phường Cửa Đông" in page, "kết quả đã công bố giữ nguyên" in page) == (True, True)
    made: Any = office.post(path, {"on": f"campaign:{district.campaign}:units"})
    assert "Đã tính 0 trên 1 tháng." in shown(office, made.headers["Location"])
    shown(office, f"{path}?on=campaign:nothing:units", 404)
