"""What each role sees on the pages, that nobody sees what is not theirs, and what each page costs in queries."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from certificates.models import Template
from emulation import bundles, corrections, revisions
from emulation.desks import Line
from emulation.events import EvaluationCorrected
from emulation.models import Campaign, CampaignMonth, CampaignReview, Decision, NoticeCopy, Ranking
from emulation.rules import states
from kernel.models import Delivery, LedgerEntry
from tests.web.conftest import SignIn
from tests.web.district import HOME, MARKS, NAMES, NOW, PASSWORD, District, event, person_of, points
from web.urls import urlpatterns

UNREAD = ("3", "thông báo chưa đọc")
TASK = ("1", "nhiệm vụ được giao chưa xong")
PUBLIC = {"contest-results", "login", "logout", "language", "verify", "certificate-verify"}
PUBLIC |= {"verify-old", "robots", "credential-keys", "credential-issuer", "credential-status"}
PUBLIC |= {"survey-code", "survey-link", "survey-point", "survey-kiosk-worker"}
PUBLIC |= {"council-recount"}
PUBLIC |= {"display"}
PUBLIC |= {"public-decision", "public-decision-file", "certificate-ask"}
PUBLIC |= {"display", "open-start", "open-authority", "open-results", "open-honours"}
PUBLIC |= {"password-choose"}
RECORDS_WITHOUT_IDS = {
    "registrations",
    "registration-write",
    "account",
    "accounts",
    "account-new",
    "password",
    "ledger",
    "unit-new",
    "unit-reorganise",
    "units",
    "unit",
}
PUBLIC |= {"mail-confirm", "mail-unsubscribe"}
PUBLIC |= {"feedback-start", "feedback-track", "feedback-tell", "feedback-published"}
DECISIONS_ELSEWHERE = {
    "search",
    *("help", "help-topic"),
    *("decisions", "decision-new", "decision-simple", "old-decisions", "honours", "honour"),
    *("consultation", "old-decision", "old-decision-faults", "decision-paper", "decision-paper-file"),
}
"""Without an id in the address, or about what the little district has none of."""
MONEY_WITHOUT_IDS = {"funds", "bonuses", "statistics", "statistics-workbook"}
FEEDBACK_WITHOUT_IDS = {"calendar", "feedback-desk", "feedback-figures"}
FEEDBACK_WITHOUT_IDS |= {"award-rules", "eligibility", "merit-records"}
FEEDBACK_WITHOUT_IDS |= {"me", "me-data"}
SCHEMES_WITHOUT_IDS = {"campaigns", "campaign-new", "schemes", "scheme-new", "scheme-trial"}
SHEET_OF_D02 = "Một nhiệm vụ hoàn thành chậm 5 ngày."


def text(response: Any) -> str:
    return str(response.content.decode())


def shown(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return text(response)


TEMPLATES_WITHOUT_IDS = {
    "certificate-templates",
    "printer-calibration",
    "certificate-blanks",
    "certificate-art",
    "printers",
}


def template_of(authority: str) -> Template:
    """The template that the platform adopted when the authority's decision was signed."""
    return Template.objects.filter(authority=authority).order_by("made_at")[0]


def entry_of(authority: str) -> int:
    """An entry of the authority's ledger."""
    return int(LedgerEntry.objects.filter(authority=authority).earliest("id").pk)


def member_pages(district: District) -> dict[str, str]:
    """One address for every page that asks for a log-in."""
    month = {"campaign": district.campaign, "month": "2019-02"}
    decision = Decision.objects.earliest("drafted_at").pk
    return {
        "home": reverse("web:home"),
        "campaigns": reverse("web:campaigns"),
        "campaign-new": reverse("web:campaign-new"),
        "campaign-draft": reverse("web:campaign-draft", args=[district.draft, "time"]),
        "schemes": reverse("web:schemes"),
        "scheme-new": reverse("web:scheme-new"),
        **{
            name: reverse(f"web:{name}", args=[district.scheme_draft])
            for name in ("scheme-draft", "scheme-rules", "scheme-tryout", "scheme-publish")
        },
        "scheme-node": reverse("web:scheme-node", args=[district.scheme_draft, "1.0"]),
        "scheme-draft-file": reverse("web:scheme-draft-file", args=[district.scheme_draft, "xlsx"]),
        "scheme-trial": reverse("web:scheme-trial", args=[UUID(int=1)]),
        "scheme": reverse("web:scheme", args=["hanoi-3814-unit", 1]),
        "scheme-file": reverse("web:scheme-file", args=["hanoi-3814-unit", 1, "json"]),
        "campaign": reverse("web:campaign", args=[district.campaign]),
        "campaign-act": reverse("web:campaign-act", args=[district.campaign, "suspend"]),
        "month": reverse("web:month", kwargs=month),
        "month-close": reverse("web:month-close", kwargs=month),
        "survey-results": reverse("web:survey-results", kwargs=month),
        "survey-file": reverse("web:survey-file", kwargs=month),
        "survey-unit": reverse("web:survey-unit", kwargs={**month, "unit": "P01"}),
        "survey-flags": reverse("web:survey-flags", kwargs=month),
        "survey-exclude": reverse("web:survey-exclude", kwargs=month),
        "survey-exclusion": reverse("web:survey-exclusion", args=[district.exclusion]),
        "sample-size": reverse("web:sample-size"),
        "unit-month": reverse("web:unit-month", kwargs={**month, "unit": "P01"}),
        "workbook": reverse("web:workbook", kwargs={"campaign": district.campaign, "month": "2019-03", "unit": "P01"}),
        "corrections": reverse("web:corrections", args=[district.last_year]),
        "correct": reverse("web:correct", args=[district.evaluation("2019-01", "D02").pk]),
        "correction": reverse("web:correction", args=[district.correction]),
        "visits": reverse("web:visits", args=[district.campaign]),
        "visit-plan": reverse("web:visit-plan", args=[district.campaign]),
        "visit": reverse("web:visit", args=[district.visit]),
        "visit-minutes": reverse("web:visit-minutes", args=[district.visit]),
        "finding": reverse("web:finding", args=[district.finding]),
        "audits": reverse("web:audits", args=[district.campaign]),
        "audit": reverse("web:audit", args=[district.audit]),
        "audit-file": reverse("web:audit-file", args=[district.audit]),
        "inspection-teams": reverse("web:inspection-teams"),
        "surveys": reverse("web:surveys", args=[district.campaign]),
        "survey-version": reverse("web:survey-version", args=[district.surveys["open"]]),
        "survey-builder": reverse("web:survey-builder", args=[district.surveys["draft"]]),
        "survey-preview": reverse("web:survey-preview", args=[district.surveys["open"]]),
        "survey-paper": reverse("web:survey-paper", args=[district.surveys["open"]]),
        "survey-poster": reverse("web:survey-poster", args=[district.surveys["qr"]]),
        "service-registers": reverse("web:service-registers"),
        "fairness": reverse("web:fairness", args=[district.campaign]),
        "charts": reverse("web:charts", args=[district.campaign]),
        "charts-file": reverse("web:charts-file", args=[district.campaign]),
        "chart": reverse("web:chart", args=[district.campaign, "heat"]),
        "radar": reverse("web:radar", args=[district.campaign]),
        "radar-file": reverse("web:radar-file", args=[district.campaign]),
        "ranking-rows": reverse("web:ranking-rows", args=[district.last_year]),
        "board-rows": reverse("web:board-rows", args=[district.campaign]),
        "board-line": reverse("web:board-line", args=[district.campaign, "units", "P01"]),
        "board": reverse("web:board", args=[district.campaign]),
        "ranking": reverse("web:ranking", args=[district.campaign]),
        "bookings": reverse("web:bookings", args=[district.campaign]),
        "booking": reverse("web:booking", args=[district.booking]),
        "commendations": reverse("web:commendations"),
        "funds": reverse("web:funds"),
        "fund": reverse("web:fund", args=[district.fund]),
        "bonuses": reverse("web:bonuses"),
        "payment-list": reverse("web:payment-list", args=[district.payment_list]),
        "payment-list-workbook": reverse("web:payment-list-workbook", args=[district.payment_list]),
        "statistics": reverse("web:statistics"),
        "statistics-workbook": reverse("web:statistics-workbook", args=[2019]),
        "councils": reverse("web:councils"),
        "council-session": reverse("web:council-session", args=[district.council["open"]]),
        "council-live": reverse("web:council-live", args=[district.council["open"]]),
        "council-minutes": reverse("web:council-minutes", args=[district.council["closed"]]),
        "council-item": reverse("web:council-item", args=[district.council["open item"]]),
        "nominations": reverse("web:nominations"),
        "nomination-start": reverse("web:nomination-start", args=["D02"]),
        "nomination-ranking": reverse("web:nomination-ranking", args=[district.ranking]),
        "nomination-suggestion": reverse("web:nomination-suggestion", args=[UUID(int=1)]),
        "nomination": reverse("web:nomination", args=[district.dossier]),
        "nomination-write": reverse("web:nomination-write", args=[district.nomination]),
        "nomination-line": reverse("web:nomination-line", args=[district.nomination]),
        "nomination-table": reverse("web:nomination-table", args=[district.dossier]),
        "forwarding": reverse("web:forwarding", args=[district.forwarding]),
        "forwarding-package": reverse("web:forwarding-package", args=[district.forwarding]),
        "subordinates": reverse("web:subordinates"),
        "nomination-appraise": reverse("web:nomination-appraise", args=[district.dossier]),
        "registrations": reverse("web:registrations"),
        "registration-write": reverse("web:registration-write", args=["D02"]),
        "registration": reverse("web:registration", args=[district.registration]),
        "contests": reverse("web:contests", args=[district.campaign]),
        "contest-write": reverse("web:contest-write", args=[district.campaign]),
        "contest": reverse("web:contest", args=[district.contest]),
        "contest-sheets": reverse("web:contest-sheets", args=[district.contest, 1]),
        "contest-minutes": reverse("web:contest-minutes", args=[district.contest]),
        "contest-workbook": reverse("web:contest-workbook", args=[district.contest]),
        "assignments": reverse("web:assignments", args=[district.campaign]),
        "assignments-table": reverse("web:assignments-table", args=[district.campaign]),
        "assignment-write": reverse("web:assignment-write", args=[district.campaign]),
        "assignment": reverse("web:assignment", args=[district.assignment]),
        "ruling-decide": reverse("web:ruling-decide", args=[district.campaign]),
        "ruling-lift": reverse("web:ruling-lift", args=[district.ruling]),
        "ranking-act": reverse("web:ranking-act", args=[district.ranking, "finalise"]),
        "ranking-changes": reverse("web:ranking-changes", args=[district.ranking]),
        "ranking-verification": reverse("web:ranking-verification", args=[district.ranking]),
        "bundle": reverse("web:bundle", args=[district.ranking]),
        "standing": reverse("web:standing", args=[district.standing("2019-01", "D02").pk]),
        "standing-file": reverse("web:standing-file", args=[district.standing("2019-01", "D02").pk, "txt"]),
        "evidence": reverse("web:evidence", args=[district.evaluation("2019-02", "P03").pk]),
        "appeals": reverse("web:appeals", args=[district.campaign]),
        "appeal": reverse("web:appeal", args=[district.appeal]),
        "appeal-submit": reverse("web:appeal-submit", args=[district.standing("2019-01", "D02").pk]),
        "file": reverse("web:file", args=[district.file]),
        "evaluation": reverse("web:evaluation", args=[district.evaluation("2019-01", "D02").pk]),
        "feedback-desk": reverse("web:feedback-desk"),
        "feedback-figures": reverse("web:feedback-figures"),
        "feedback-item": reverse("web:feedback-item", args=[district.feedback]),
        "feedback-publish": reverse("web:feedback-publish", args=[district.feedback]),
        "documents": reverse("web:documents", args=["campaign", district.last_year]),
        "document": reverse("web:document", args=["review", district.last_year, "pdf"]),
        "document-templates": reverse("web:document-templates"),
        "certificate-templates": reverse("web:certificate-templates"),
        "certificate-template": reverse("web:certificate-template", args=[template_of(HOME).pk]),
        "certificate-template-preview": reverse("web:certificate-template-preview")
        + f"?version={template_of(HOME).versions.all()[0].pk}",
        "certificate-trial": reverse("web:certificate-trial") + f"?version={template_of(HOME).versions.all()[0].pk}",
        "certificate-art": reverse("web:certificate-art") + "?art=lotus&width=297&height=210",
        "certificate-blanks": reverse("web:certificate-blanks"),
        "printers": reverse("web:printers"),
        "printer-calibration": reverse("web:printer-calibration"),
        "document-template": reverse("web:document-template", args=["decision"]),
        "calendar": reverse("web:calendar"),
        "award-rules": reverse("web:award-rules"),
        "eligibility": reverse("web:eligibility"),
        "merit-records": reverse("web:merit-records"),
        "nomination-eligibility": reverse("web:nomination-eligibility", args=[district.nomination]),
        "decisions": reverse("web:decisions"),
        "decision-new": reverse("web:decision-new"),
        "decision-simple": reverse("web:decision-simple"),
        "decision": reverse("web:decision", args=[decision]),
        "decision-paper": reverse("web:decision-paper", args=[decision]),
        "decision-paper-file": reverse("web:decision-paper-file", args=[decision, "prepared"]),
        "signing-methods": reverse("web:signing-methods"),
        "decision-amend": reverse("web:decision-amend", args=[decision]),
        "decision-revoke": reverse("web:decision-revoke", args=[decision]),
        "consultation": reverse("web:consultation", args=[UUID(int=1)]),
        "old-decisions": reverse("web:old-decisions"),
        "old-decision": reverse("web:old-decision", args=[UUID(int=1)]),
        "old-decision-faults": reverse("web:old-decision-faults", args=[UUID(int=1)]),
        "honours": reverse("web:honours"),
        "search": reverse("web:search"),
        "help": reverse("web:help"),
        "help-topic": reverse("web:help-topic", args=["bat-dau"]),
        "calibration": reverse("web:calibration", args=[district.ranking]),
        "ceremony": reverse("web:ceremony", args=[district.ranking]),
        "honour": reverse("web:honour", args=["person", person_of("P01", 3)]),
        "certificates": reverse("web:certificates"),
        "batches": reverse("web:batches"),
        **{
            name: reverse(f"web:{name}", args=[district.certificates["staff"].batch_id])
            for name in ("batch", "batch-zip", "batch-archive", "batch-print")
        },
        "certificate": reverse("web:certificate", args=[district.certificates["staff"].pk]),
        "copies": reverse("web:copies"),
        "copy": reverse("web:copy", args=[district.copy]),
        "award-register": reverse("web:award-register"),
        "certificate-paper": reverse("web:certificate-paper", args=[district.certificates["staff"].pk]),
        "chase": reverse("web:chase", kwargs=month),
        "chase-workbook": reverse("web:chase-workbook", kwargs=month),
        "chase-remind": reverse("web:chase-remind", kwargs=month),
        "inbox": reverse("web:inbox"),
        "inbox-read": reverse("web:inbox-read"),
        "notice": reverse(
            "web:notice", args=[NoticeCopy.objects.filter(account__username="thutruong.p01").earliest("at").pk]
        ),
        "leaves": reverse("web:leaves", args=["P01"]),
        "leave-withdraw": reverse("web:leave-withdraw", args=["P01", district.leave]),
        "absences": reverse("web:absences", kwargs={**month, "unit": "P01"}),
        "mail-preferences": reverse("web:mail-preferences"),
        "mail-retry": reverse("web:mail-retry", args=[UUID(int=1)]),
        "operations": reverse("web:operations"),
        "accounts": reverse("web:accounts"),
        "account-new": reverse("web:account-new"),
        "account": reverse("web:account", args=[district.actors["vanthu"].account]),
        "password": reverse("web:password"),
        "ledger": reverse("web:ledger"),
        "ledger-entry": reverse("web:ledger-entry", args=[entry_of(HOME)]),
        "units": reverse("web:units"),
        "unit-new": reverse("web:unit-new"),
        "unit-reorganise": reverse("web:unit-reorganise"),
        "unit": reverse("web:unit", args=["P01"]),
        "derivation": reverse("web:derivation", args=[district.campaign, "units", "P01"]),
        "round-trip": reverse("web:round-trip", args=[district.campaign, "2019-03", "P01"]),
        "import-differences": reverse("web:import-differences", args=[district.book]),
        "task-lists": reverse("web:task-lists"),
        "task-list": reverse("web:task-list", args=[person_of("P01", 3), "2019-03-04"]),
        "peers": reverse("web:peers", kwargs=month),
        "peer-score": reverse("web:peer-score", kwargs={"assignment": district.peer, "month": "2019-02"}),
        "delegations": reverse("web:delegations"),
        "delegation": reverse("web:delegation", args=[district.delegation]),
        "delivery-retry": reverse("web:delivery-retry", args=[district.dead]),
        "delivery-discard": reverse("web:delivery-discard", args=[district.dead]),
        "sheet-form": reverse("web:sheet-form", kwargs={**month, "unit": "P01"}),
        "sheet-form-person": reverse(
            "web:sheet-form-person", kwargs={**month, "unit": "P01", "person": person_of("P01", 3)}
        ),
        "hand-in": reverse("web:hand-in", kwargs={**month, "unit": "P01"}),
        "judging": reverse("web:judging", kwargs=month),
        "judge": reverse("web:judge", args=[district.evaluation("2019-02", "P02").pk]),
        "unit-history": reverse("web:unit-history", args=[district.campaign, "P01"]),
        "name-in-public": reverse("web:name-in-public", args=[person_of("P01", 3)]),
        "me": reverse("web:me"),
        "me-data": reverse("web:me-data"),
    }


def names() -> Iterator[str]:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        yield str(pattern.name)


def test_every_page_but_the_named_public_ones_asks_for_a_log_in(passer_by: Client, district: District) -> None:
    pages = member_pages(district)
    assert set(names()) == PUBLIC | set(pages)
    for pattern in urlpatterns:
        if pattern.name not in PUBLIC:
            assert getattr(pattern.callback, "for_members", False), pattern.name
    for name, path in pages.items():
        answer = (
            passer_by.post(path)
            if name.startswith(("delivery", "inbox-", "mail-retry", "chase-remind", "absences"))
            else passer_by.get(path)
        )
        assert (name, answer.status_code) == (name, 302)
        assert answer.headers["Location"].startswith("/login/?next=/")


def test_members_of_another_authority_find_nothing_of_this_one(sign_in: SignIn, district: District) -> None:
    theirs, ours = sign_in("thuongtruc.dd"), sign_in("thuongtruc")
    for name, path in member_pages(district).items():
        if name in (
            "home",
            "campaigns",
            "certificates",
            "operations",
            "delegations",
            "sample-size",
            "inspection-teams",
        ):
            continue
        if name in TEMPLATES_WITHOUT_IDS | {
            "service-registers",
            "document-templates",
            "document-template",
            "signing-methods",
        }:
            continue
        if name in (
            "batches",
            "copies",
            "award-register",
            "councils",
            "commendations",
            "honour",
            "name-in-public",
            "leaves",
            "task-list",
            "task-lists",
            "subordinates",
        ):
            continue
        if name in {"nominations", "nomination-start", "nomination-suggestion"} | RECORDS_WITHOUT_IDS:
            continue
        if name in SCHEMES_WITHOUT_IDS | FEEDBACK_WITHOUT_IDS | MONEY_WITHOUT_IDS | DECISIONS_ELSEWHERE:
            continue
        if name.startswith(("delivery", "inbox", "notice", "mail", "chase-remind", "absences")):
            continue
        assert ours.get(path).status_code in (200, 403), name
        assert theirs.get(path).status_code == 404, name
    assert "VHCS-2019" in shown(ours, "/")
    assert "VHCS-2019" not in shown(theirs, "/")
    assert "Trần Đức Ưởng" in shown(ours, "/certificates/")
    assert "Trần Đức Ưởng" not in shown(theirs, "/certificates/")


def test_a_draft_is_known_to_the_committee_alone(sign_in: SignIn, district: District) -> None:
    path = f"/campaigns/{district.draft}/"
    assert "Dự thảo chưa ai được biết" in shown(sign_in("thuongtruc"), path)
    for username in ("canbo.p01", "thutruong.p01", "nhanvien.p01", "vanthu", "quantri", "kiemtra"):
        client = sign_in(username)
        assert "Dự thảo chưa ai được biết" not in shown(client, "/")
        assert "Dự thảo chưa ai được biết" not in shown(client, path, 404)


@pytest.mark.parametrize("username", ["canbo.p01", "thutruong.p01", "nhanvien.p01", "vanthu", "quantri"])
def test_another_units_sheet_and_its_explanation_stay_closed(
    sign_in: SignIn, district: District, username: str
) -> None:
    client, committee = sign_in(username), sign_in("thuongtruc")
    evaluation = f"/evaluations/{district.evaluation('2019-01', 'D02').pk}/"
    standing = f"/standings/{district.standing('2019-01', 'D02').pk}/"
    unit = f"/campaigns/{district.campaign}/months/2019-01/units/D02/"
    for path in (evaluation, standing):
        assert SHEET_OF_D02 in shown(committee, path)
    for path in (evaluation, standing, unit):
        assert SHEET_OF_D02 not in shown(client, path, 404)


def test_a_units_people_follow_their_own_figures(sign_in: SignIn, district: District) -> None:
    client = sign_in("canbo.d02")
    assert SHEET_OF_D02 in shown(client, f"/evaluations/{district.evaluation('2019-01', 'D02').pk}/")
    assert SHEET_OF_D02 in shown(client, f"/standings/{district.standing('2019-01', 'D02').pk}/")
    ranking = shown(client, f"/campaigns/{district.campaign}/ranking/")
    assert ranking.count('href="/standings/') == 1
    assert "UBND phường Chương Dương" in ranking


def test_staff_see_their_own_place_among_people_and_no_colleagues(sign_in: SignIn, district: District) -> None:
    path = f"/campaigns/{district.campaign}/ranking/?subjects=people"
    mine = shown(sign_in("nhanvien.p01"), path)
    assert person_of("P01", 3) in mine
    others = [person_of(unit, place) for unit in ("P01", "P02") for place in (1, 2, 3) if (unit, place) != ("P01", 3)]
    assert not [code for code in others if code in mine]
    assert all(code in shown(sign_in("thuongtruc"), path) for code in others)


def test_counts_of_a_month_are_of_the_units_that_one_may_see(sign_in: SignIn, district: District) -> None:
    path = f"/campaigns/{district.campaign}/"
    assert re.search(r'share__text">2/6<', shown(sign_in("thuongtruc"), path))
    own = shown(sign_in("canbo.p02"), path)
    assert re.search(r'share__text">1/1<', own)
    assert "/6<" not in own
    assert "share__text" not in shown(sign_in("nhanvien.p02"), path)


def test_the_ranking_shows_ties_as_ties_and_says_why_somebody_is_not_ranked(
    sign_in: SignIn, district: District
) -> None:
    page = shown(sign_in("thuongtruc"), f"/campaigns/{district.campaign}/ranking/?month=2019-01")
    places = re.findall(r'<td class="num rank.*?<span[^>]*>(.*?)</span>.*?class="name"[^>]*>(.*?)</', page, re.DOTALL)
    assert places == [
        ("1", "UBND phường Chương Dương"),
        ("=2", "UBND phường Cửa Đông"),
        ("=2", "UBND phường Cửa Nam"),
        ("4", "Phòng Tư pháp"),
        ("5", "UBND phường Đồng Xuân"),
        ("–", "Phòng Nội vụ"),
    ]
    assert "Không xét xếp hạng do thuộc trường hợp bị loại" in page
    assert "Kết quả tháng" in page
    assert "Kết quả chung cuộc" not in page


def test_inside_a_cluster_the_places_are_those_of_the_cluster(sign_in: SignIn, district: District) -> None:
    page = shown(sign_in("thuongtruc"), f"/campaigns/{district.campaign}/ranking/?month=2019-01&cluster=CUM-1")
    assert re.findall(r'class="num rank.*?<span[^>]*>(.*?)</span>', page) == ["1", "=2", "=2", "4"]
    assert "Phòng Tư pháp" not in page


def test_a_closed_campaign_opens_with_its_final_ranking(sign_in: SignIn, district: District) -> None:
    page = shown(sign_in("canbo.p01"), f"/campaigns/{district.last_year}/ranking/")
    assert "Kết quả chung cuộc" in page
    assert "84,83" in page


def test_nonsense_in_the_address_of_a_ranking_asks_for_nothing(sign_in: SignIn, district: District) -> None:
    client = sign_in("thuongtruc")
    for asked in ("month=2019-99", "page=0", "page=x&subjects=cats", "cluster=%27%3B--", "page=99999999999"):
        shown(client, f"/campaigns/{district.campaign}/ranking/?{asked}")


def test_a_survey_that_nobody_answered_says_so(sign_in: SignIn, district: District) -> None:
    page = shown(sign_in("thuongtruc"), f"/campaigns/{district.campaign}/months/2019-01/survey/")
    assert "Chưa có phiếu khảo sát nào trong tháng này." in page
    alone = shown(sign_in("nhanvien.p01"), f"/campaigns/{district.campaign}/months/2019-01/survey/")
    assert "Không có đơn vị nào trong phạm vi bạn được xem." in alone
    assert "Chưa có phiếu khảo sát nào" not in alone


def test_an_explanation_goes_down_to_lines_maxima_policies_and_layers(sign_in: SignIn, district: District) -> None:
    page = shown(sign_in("thuongtruc"), f"/standings/{district.standing('2019-01', 'D02').pk}/")
    for words in (
        "Thực hiện văn hóa công sở",
        "quy đổi theo phần điểm tối đa còn lại",
        "Đỗ Thu Hằng",
        SHEET_OF_D02,
        "75,50",
    ):
        assert words in page
    year = shown(sign_in("thuongtruc"), f"/standings/{district.standing('', 'P01', district.last_year).pk}/")
    month = district.standing("2018-11", "P01", district.last_year)
    assert f'href="/standings/{month.pk}/"' in year


def test_a_sheet_shows_what_each_layer_said_and_marks_what_it_changed(sign_in: SignIn, district: District) -> None:
    page = shown(sign_in("thuongtruc"), f"/evaluations/{district.evaluation('2019-01', 'D02').pk}/")
    line = re.search(r"Thực hiện nhiệm vụ chính trị được giao.*?</tr>", page, re.DOTALL)
    assert line
    assert re.findall(r">([0-9,]+)</td>", line[0]) == ["30", "27", "27", "24"]
    assert re.search(r'class="num changed">.*?24</td>', line[0])
    late = shown(sign_in("thuongtruc"), f"/evaluations/{district.evaluation('2019-01', 'P04').pk}/")
    assert "Nộp muộn" in late
    assert "Nộp muộn" not in page
    returned = shown(sign_in("canbo.p01"), f"/evaluations/{district.evaluation('2019-02', 'P01').pk}/")
    assert "Điểm B2 chưa khớp với báo cáo một cửa." in returned
    assert "Bị trả lại" in returned


@pytest.mark.parametrize(
    ("username", "tasks"),
    [
        (
            "thuongtruc",
            [
                ("5", "phiếu chờ thẩm định"),
                ("4", "đơn vị chưa nộp phiếu, cần đôn đốc"),
                ("1", "khiếu nại chờ nhận giải quyết"),
                ("1", "bản đăng ký thi đua chờ duyệt"),
                ("1", "hồ sơ khen thưởng chờ thẩm định"),
            ],
        ),
        ("canbo.p01", [TASK, ("1", "phiếu chờ nộp"), ("1", "phiếu đơn vị chưa lập"), UNREAD]),
        ("thutruong.p01", [TASK, ("2", "phiếu chờ thủ trưởng xác nhận"), UNREAD]),
        ("thutruong.p02", [("1", "phát hiện kiểm tra chờ đơn vị giải trình"), ("2", "thông báo chưa đọc")]),
        ("nhanvien.p01", [TASK]),
        ("vanthu", [("1", "nội dung của Hội đồng chờ bạn bỏ phiếu")]),
    ],
)
def test_home_counts_what_waits_for_whoever_looks(
    sign_in: SignIn, district: District, username: str, tasks: list[tuple[str, str]]
) -> None:
    page = shown(sign_in(username), "/")
    found = re.findall(r'task__count">(\d+)</span>\s*<span class="task__text">\s*<strong>(.*?)</strong>', page)
    assert found == tasks


def test_notices_go_to_their_unit(sign_in: SignIn, district: District) -> None:
    words = "Điểm B2 chưa khớp với báo cáo một cửa."
    assert words in shown(sign_in("canbo.p01"), "/")
    assert words not in shown(sign_in("canbo.p02"), "/")


# Acts


def test_buttons_are_those_that_state_and_roles_allow(sign_in: SignIn, district: District) -> None:
    path = f"/campaigns/{district.campaign}/"

    def acts(username: str) -> list[str]:
        return re.findall(rf'href="{path}acts/(\w+)/"', shown(sign_in(username), path))

    assert acts("chutich") == ["suspend", "close", "cancel"]
    assert acts("thuongtruc") == ["review", "close"]
    assert acts("canbo.p01") == acts("quantri") == acts("nhanvien.p01") == []
    assert "months/2019-02/close/" in shown(sign_in("thuongtruc"), path)
    assert "months/2019-02/close/" not in shown(sign_in("chutich"), path)


def test_an_act_is_asked_for_with_its_consequences_and_then_done(sign_in: SignIn, district: District) -> None:
    client, path = sign_in("thuongtruc"), f"/campaigns/{district.campaign}/acts/review/"
    assert "không sửa được sau khi ghi" in shown(client, path)
    answer = client.post(path, {"text": "Sơ kết quý I: đạt."}, follow=True)
    assert "Đã ghi sơ kết." in text(answer)
    assert "Sơ kết quý I: đạt." in text(answer)
    assert CampaignReview.objects.filter(campaign=district.campaign).count() == 2


def test_asking_changes_nothing(sign_in: SignIn, district: District) -> None:
    client = sign_in("chutich")
    shown(client, f"/campaigns/{district.campaign}/acts/suspend/")
    assert Campaign.objects.get(pk=district.campaign).state == states.LAUNCHED


def test_an_act_without_its_reason_is_refused_as_a_page(sign_in: SignIn, district: District) -> None:
    answer = sign_in("chutich").post(f"/campaigns/{district.campaign}/acts/suspend/", {"text": "  "})
    assert answer.status_code == 422
    assert "Hãy ghi nội dung này." in text(answer)
    assert Campaign.objects.get(pk=district.campaign).state == states.LAUNCHED


def test_closing_too_early_lists_what_is_in_the_way(sign_in: SignIn, district: District) -> None:
    answer = sign_in("thuongtruc").post(f"/campaigns/{district.campaign}/months/2019-02/close/")
    assert answer.status_code == 409
    assert "Tháng 2/2019 còn 7 phiếu đánh giá chưa thẩm định." in text(answer)
    assert CampaignMonth.objects.get(campaign=district.campaign, month="2019-02").state == states.OPEN


def test_who_lacks_the_role_is_refused_however_they_come(sign_in: SignIn, district: District) -> None:
    for username in ("canbo.p01", "thutruong.p01", "nhanvien.p01", "quantri"):
        client = sign_in(username)
        for act in ("suspend", "close", "cancel", "review"):
            path = f"/campaigns/{district.campaign}/acts/{act}/"
            assert client.get(path).status_code == 403
            assert client.post(path, {"text": "x"}).status_code == 403
        assert client.post(f"/campaigns/{district.campaign}/months/2019-02/close/").status_code == 403
    assert Campaign.objects.get(pk=district.campaign).state == states.LAUNCHED
    assert shown(sign_in("chutich"), f"/campaigns/{district.campaign}/acts/explode/", 404)


def test_a_form_from_elsewhere_is_refused(district: District, db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/login/", {"username": "thuongtruc", "password": PASSWORD})
    assert answer.status_code == 403
    assert "Biểu mẫu đã hết hạn" in text(answer)


# Certificates


def test_everybody_lists_the_certificates_they_may_have(sign_in: SignIn, district: District) -> None:
    listed = {
        username: set(re.findall(r'class="name">(.*?)<', shown(sign_in(username), "/certificates/")))
        for username in ("vanthu", "canbo.p01", "nhanvien.p01", "nhanvien.p02", "canbo.d01")
    }
    unit, staff, other = "UBND phường Chương Dương", "Trần Đức Ưởng", "Phạm Ngọc Ánh"
    assert listed == {
        "vanthu": {unit, staff, other},
        "canbo.p01": {unit, staff},
        "nhanvien.p01": {staff},
        "nhanvien.p02": {other},
        "canbo.d01": set(),
    }
    assert staff in NAMES
    assert other in NAMES


def test_a_search_needs_no_accents(sign_in: SignIn, district: District) -> None:
    page = shown(sign_in("vanthu"), "/certificates/?q=tran+duc+uong")
    assert "Trần Đức Ưởng" in page
    assert "Phạm Ngọc Ánh" not in page


def test_the_paper_comes_as_a_download_to_those_who_may_have_it(sign_in: SignIn, district: District) -> None:
    certificate = district.certificates["staff"]
    path = f"/certificates/{certificate.pk}/paper.pdf"
    answer = sign_in("nhanvien.p01").get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "filename*=utf-8''Gi%E1%BA%A5y%20khen%20-%20Tr%E1%BA%A7n" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    body = b"".join(answer)  # type: ignore[arg-type]
    assert body.startswith(b"%PDF-")
    assert hashlib.sha256(body).hexdigest() == certificate.sha256
    for username in ("nhanvien.p02", "canbo.d01", "quantri", "thuongtruc.dd"):
        assert sign_in(username).get(path).status_code == 404


def test_a_paper_that_is_not_made_yet_is_not_there(sign_in: SignIn, district: District) -> None:
    assert "đang được in" in shown(
        sign_in("nhanvien.p02"), f"/certificates/{district.certificates['other'].pk}/paper.pdf", 409
    )


# Operations


def test_operations_are_for_those_who_keep_the_platform_running(sign_in: SignIn, district: District) -> None:
    page = shown(sign_in("quantri"), "/operations/")
    assert "máy in không trả lời" in page
    assert "rank_people_of_month" in page
    assert "việc-của-Đống-Đa" not in page
    assert "bí mật" not in page
    for username in ("chutich", "vanthu", "canbo.p01", "nhanvien.p01", "kiemtra"):
        assert "máy in không trả lời" not in shown(sign_in(username), "/operations/", 403)


def test_counts_of_operations_are_written_with_marks_between_thousands(sign_in: SignIn, district: District) -> None:
    entry = LedgerEntry.objects.filter(authority=HOME).earliest("id")
    Delivery.objects.filter(authority=HOME, state=Delivery.DONE).delete()
    rows = [Delivery(entry=entry, authority=HOME, state=Delivery.DONE, reaction=f"việc {n}") for n in range(1152)]
    Delivery.objects.bulk_create(rows)
    assert "<dt>Đã xong</dt><dd>1.152</dd>" in shown(sign_in("quantri"), "/operations/")


def test_a_dead_delivery_is_retried_or_given_up_with_a_reason(sign_in: SignIn, district: District) -> None:
    client = sign_in("quantri")
    refused = client.post(f"/operations/{district.dead}/discard/", {"reason": ""})
    assert refused.status_code == 422
    client.post(f"/operations/{district.stuck}/retry/")
    client.post(f"/operations/{district.dead}/discard/", {"reason": "đã xử lý tay"})
    found = dict(Delivery.objects.filter(authority="hoan-kiem").values_list("pk", "state"))
    assert found == {district.dead: Delivery.DISCARDED, district.stuck: Delivery.PENDING}
    assert Delivery.objects.get(pk=district.stuck).attempts == 0


def test_who_only_reads_operations_gets_no_button_and_no_effect(sign_in: SignIn, district: District) -> None:
    client = sign_in("thuongtruc")
    assert "/retry/" not in shown(client, "/operations/")
    assert "/retry/" in shown(sign_in("quantri"), "/operations/")
    assert client.post(f"/operations/{district.dead}/retry/").status_code == 403
    other = Delivery.objects.get(authority="dong-da")
    assert sign_in("quantri").post(f"/operations/{other.pk}/retry/").status_code == 404
    assert Delivery.objects.get(pk=district.dead).state == Delivery.DEAD


# Log-in, language, frame


def test_wrong_passwords_lock_and_say_so(district: District, db: None) -> None:
    client = Client()
    wrong = {"username": "vanthu", "password": "x"}
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in text(client.post("/login/", wrong))
    for _ in range(4):
        answer = client.post("/login/", wrong)
    assert answer.status_code == 429
    assert "Đã nhập sai mật khẩu quá nhiều lần" in text(answer)
    assert client.post("/login/", {"username": "vanthu", "password": PASSWORD}).status_code == 429


def test_logging_in_leads_to_where_one_wanted_to_go_and_nowhere_else(district: District, db: None) -> None:
    given = {"username": "vanthu", "password": PASSWORD}
    assert Client().post("/login/", {**given, "next": "/certificates/"}).headers["Location"] == "/certificates/"
    assert Client().post("/login/", {**given, "next": "https://example.org/"}).headers["Location"] == "/"


def test_pages_are_vietnamese_until_somebody_switches(sign_in: SignIn, district: District) -> None:
    client = sign_in("thuongtruc")
    english = {"Accept-Language": "en-US,en"}
    assert '<html lang="vi">' in text(client.get("/", headers=english))
    assert (
        client.post("/language/", {"language": "en", "next": "/certificates/"}).headers["Location"] == "/certificates/"
    )
    page = shown(client, f"/standings/{district.standing('2019-01', 'D02').pk}/")
    assert '<html lang="en">' in page
    assert "Office culture" in page
    assert "75.50" in page
    client.post("/language/", {"language": "vi", "next": "/"})
    assert '<html lang="vi">' in shown(client, "/")


def test_errors_have_pages_of_their_own(sign_in: SignIn, district: District) -> None:
    assert "Không tìm thấy" in shown(sign_in("vanthu"), "/khong-co-trang-nay", 404)


def test_no_page_carries_script_or_style_of_its_own(sign_in: SignIn, passer_by: Client, district: District) -> None:
    client = sign_in("thuongtruc")
    paths = [
        path
        for name, path in member_pages(district).items()
        if name not in ("document", "document-template")
        and not name.startswith(
            (
                "delivery",
                "certificate-",
                "workbook",
                "bundle",
                "assignments-table",
                "nomination-table",
                "forwarding-package",
                "survey-file",
                "inbox-",
                "notice",
                "mail-retry",
                "chase-",
                "absences",
                "contest-workbook",
                "survey-poster",
                "file",
            )
        )
    ]
    answers = [client.get(path) for path in paths]
    answers += [passer_by.get(path) for path in ("/login/", "/verify/", f"/V/{district.certificates['P01'].token}")]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        assert not re.search(r"<script(?! src=\"/static/)|<style|\sstyle=|\son[a-z]+=|javascript:", text(answer)), (
            answer.request["PATH_INFO"]
        )


def test_what_people_wrote_is_shown_as_text(sign_in: SignIn, district: District) -> None:
    evil = "<script>alert(1)</script><b onmouseover=x>"
    client = sign_in("thuongtruc")
    page = text(client.post(f"/campaigns/{district.campaign}/acts/review/", {"text": evil}, follow=True))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>" not in page


def test_the_addresses_of_the_pages_are_part_of_the_site() -> None:
    assert get_resolver().resolve("/").view_name == "web:home"


@pytest.mark.parametrize(
    ("username", "name", "queries"),
    [
        ("thuongtruc", "home", 26),
        ("canbo.p01", "home", 20),
        ("thuongtruc", "month", 10),
        ("thuongtruc", "campaigns", 8),
        ("thuongtruc", "campaign-draft", 10),
        ("thuongtruc", "schemes", 7),
        ("thuongtruc", "scheme-draft", 5),
        ("thuongtruc", "campaign", 23),
        ("thuongtruc", "ranking", 14),
        ("canbo.p01", "ranking", 16),
        ("thuongtruc", "standing", 9),
        ("thuongtruc", "evaluation", 10),
        ("thuongtruc", "certificates", 7),
        ("thuongtruc", "operations", 16),
    ],
)
def test_a_page_costs_this_many_queries(
    sign_in: SignIn, district: District, username: str, name: str, queries: int
) -> None:
    client, path = sign_in(username), member_pages(district)[name]
    with CaptureQueriesContext(connection) as seen:
        shown(client, path)
    assert len(seen) == queries, [query["sql"][:150] for query in seen]


# The state of a ranking


def test_a_ranking_says_beyond_doubt_whether_it_is_provisional_published_or_official(
    sign_in: SignIn, district: District
) -> None:
    month = f"/campaigns/{district.campaign}/ranking/?month=2019-01"
    final = f"/campaigns/{district.last_year}/ranking/"
    provisional = shown(sign_in("canbo.p01"), month)
    assert 'class="seal seal--provisional"' in provisional
    assert "<strong>Tạm tính</strong>" in provisional
    assert "bundle.zip" not in provisional
    published = shown(sign_in("canbo.p01"), final)
    assert "<strong>Đã công bố</strong>" in published
    assert f"/rankings/{district.ranking}/bundle.zip" in published
    assert "acts/finalise/" not in published
    assert "acts/finalise/" not in shown(sign_in("thuongtruc"), final)
    chair = sign_in("chutich")
    assert "acts/finalise/" in shown(chair, final)
    answer = chair.post(f"/rankings/{district.ranking}/acts/finalise/", follow=True)
    assert "Đã xác nhận bảng xếp hạng là chính thức." in text(answer)
    assert "<strong>Chính thức</strong>" in text(answer)
    assert "Lê Minh Đức" in text(answer)


def test_the_check_of_a_ranking_and_its_bundle_come_to_those_who_may_have_them(
    sign_in: SignIn, district: District
) -> None:
    page = shown(sign_in("kiemtra"), f"/rankings/{district.ranking}/verification/")
    assert "KHỚP: tính lại ra đúng từng byte." in page
    assert "KHÔNG KHỚP" not in page
    shown(sign_in("canbo.p01"), f"/rankings/{district.ranking}/verification/", 403)
    answer = sign_in("canbo.p01").get(f"/rankings/{district.ranking}/bundle.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert "no-store" in answer.headers["Cache-Control"]
    report = bundles.replay_bytes(answer.content)
    assert report.ok, report.lines


def test_a_revision_is_seen_by_the_committee_until_it_is_applied_and_then_by_everybody(
    sign_in: SignIn, district: District
) -> None:
    office, chair = district.actors["thuongtruc"], district.actors["chutich"]
    line = Line("", points(MARKS, B1="20"), None, note="Thanh tra kết luận lại.")
    asked = corrections.correct(district.campaign, "2019-01", "P03", line, by=office, at=NOW)
    corrections.approve(str(asked.pk), by=chair, at=NOW)
    revisions.follow_correction(event(EvaluationCorrected, campaign=district.campaign), NOW)
    shadow = Ranking.objects.get(campaign=district.campaign, state="shadow")
    sheet = shown(sign_in("canbo.p03"), f"/evaluations/{asked.evaluation_id}/")
    line = re.search(r"Thực hiện nhiệm vụ chính trị được giao.*?</tr>", sheet, re.DOTALL)
    assert line
    assert re.findall(r">([0-9,]+)</td>", line[0]) == ["30", "27", "27", "27", "20"]
    assert "Đính chính" in sheet
    path, month = f"/rankings/{shadow.pk}/changes/", f"/campaigns/{district.campaign}/ranking/?month=2019-01"
    assert "Có một bản tính lại đang chờ áp dụng." in shown(sign_in("thuongtruc"), month)
    assert "bản tính lại" not in shown(sign_in("canbo.p01"), month)
    shown(sign_in("canbo.p01"), path, 404)
    moves = shown(sign_in("chutich"), path)
    assert "<code>B1</code>: 27 → 20" in moves
    assert "27 → 20" in moves
    assert "UBND phường Cửa Nam" in moves
    assert "acts/apply/" in moves
    assert "acts/apply/" not in shown(sign_in("thuongtruc"), path)
    answer = sign_in("chutich").post(f"/rankings/{shadow.pk}/acts/apply/", {"text": "Theo kết luận."}, follow=True)
    assert "Đã áp dụng bản tính lại." in text(answer)
    seen = shown(sign_in("canbo.p01"), month)
    assert "<strong>Đã công bố</strong> <span>lần tính 2</span>" in seen
    assert "Theo kết luận." in seen
    assert "<code>B1</code>" not in shown(sign_in("canbo.p01"), path)
    old = shown(sign_in("canbo.p01"), f"{month}&revision=1")
    assert "<strong>Đã được thay thế</strong>" in old
    assert "Xem bản đang có hiệu lực" in old
