"""The pages of a council: a ballot that works on a phone without a script, a receipt shown once, the arithmetic, the recount."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from emulation.models import Account, SecretBallot, SessionItem
from tests import council_world
from tests.web.conftest import SignIn
from tests.web.district import HOME, District, nominated


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return str(answer.content.decode())


def posted(client: Client, path: str, status: int = 302, **values: Any) -> Any:
    answer = client.post(path, values)
    assert answer.status_code == status, (path, answer.status_code)
    return answer


def test_a_vote_is_cast_seen_by_nobody_else_and_counted_in_words(sign_in: SignIn, district: District) -> None:
    item = reverse("web:council-item", args=[district.council["open item"]])
    session = reverse("web:council-session", args=[district.council["open"]])
    clerk, secretary = sign_in("vanthu"), sign_in("thuky")
    assert session in shown(clerk, reverse("web:home"))
    assert "cá nhân, trong đó" in shown(clerk, session)
    page = shown(clerk, item)
    assert 'name="choice"' in page
    assert "Đã làm tốt." in page
    posted(clerk, item, 422, act="vote", choice="maybe")
    posted(clerk, item, act="vote", choice="no")
    assert "Bạn đã biểu quyết" in shown(clerk, item)
    assert session not in shown(clerk, reverse("web:home"))
    assert "Biểu quyết của từng người" not in shown(secretary, item)
    live = secretary.get(reverse("web:council-live", args=[district.council["open"]])).json()
    assert (live["present"], live["items"]) == (6, [{"number": 1, "state": "open", "voted": 1, "voting": 6}])
    posted(clerk, item, 409, act="vote", choice="yes")
    shown(sign_in("nhanvien.p01"), item, 404)
    posted(secretary, item, act="close")
    closed = shown(clerk, item)
    assert "Cần 66,67% của 6, làm tròn lên là 5 phiếu đồng ý." in closed
    assert "Bùi Thị Lan: Không đồng ý" in closed
    posted(secretary, session, act="close", text="")
    posted(secretary, session, act="minute", text="Đã thảo luận.")
    minutes = shown(clerk, reverse("web:council-minutes", args=[district.council["open"]]))
    assert "Có mặt 6/6 thành viên" in minutes
    assert "Đã thảo luận." in minutes


def test_a_receipt_is_shown_once_survives_a_lost_answer_and_stands_in_the_recount(
    sign_in: SignIn, district: District, passer_by: Client
) -> None:
    row = SessionItem.objects.get(pk=district.council["open item"])
    session, secretary = reverse("web:council-session", args=[row.session_id]), sign_in("thuky")
    SessionItem.objects.filter(pk=row.pk).update(state="waiting", secret=True)
    item = reverse("web:council-item", args=[row.pk])
    posted(secretary, item, act="open")
    receipts = {}
    for name in ("vanthu", "kiemtra", "quantri"):
        client = sign_in(name)
        (paper,) = re.findall(r'name="paper" value="([^"]+)"', shown(client, item))
        posted(client, item, 422, act="vote", choice="yes", paper=paper + "x")
        first = posted(client, item, 200, act="vote", choice="yes", paper=paper)
        again = posted(client, item, 200, act="vote", choice="yes", paper=paper)
        (receipt,) = set(re.findall(r"<code>([0-9A-Z-]{11})</code>", first.content.decode() + again.content.decode()))
        receipts[name] = receipt
        assert "no-store" in first.headers["Cache-Control"]
        assert receipt not in shown(client, item) + str(dict(client.session))
    recount = reverse("web:council-recount", args=[row.pk])
    shown(passer_by, recount, 404)
    posted(secretary, item, act="close")
    posted(secretary, session, act="close")
    listed = shown(passer_by, recount)
    assert re.findall(r"<code>([^<]+)</code>", listed) == sorted(receipts.values())
    assert row.title not in listed
    assert SecretBallot.objects.filter(item=row).count() == 3


def test_a_whole_list_is_voted_on_with_one_sheet(sign_in: SignIn, district: District) -> None:
    row = SessionItem.objects.get(pk=district.council["open item"])
    session, secretary, clerk = (
        reverse("web:council-session", args=[row.session_id]),
        sign_in("thuky"),
        sign_in("vanthu"),
    )
    dossier = council_world.pin(nominated(district, "sheet"), secret=True)
    posted(secretary, session, act="bring", nomination=dossier)
    posted(secretary, session, act="open_all")
    page = shown(clerk, session)
    assert ('name="choice-1"' in page, 'name="choice-2"' in page) == (True, True)
    (paper,) = re.findall(r'name="paper-2" value="([^"]+)"', page)
    values = {"act": "sheet", "choice-1": "yes", "choice-2": "no", "paper-2": paper}
    posted(clerk, session, 422, **{**values, "paper-2": "x"})
    answer = posted(clerk, session, 200, **values).content.decode()
    assert len(re.findall(r"<code>[0-9A-Z-]{11}</code>", answer)) == 1
    assert 'name="choice-1"' not in shown(clerk, session)


def test_a_council_is_entered_and_a_session_prepared_on_pages(sign_in: SignIn, district: District) -> None:
    head, secretary = sign_in("chutich"), sign_in("thuky")
    councils = reverse("web:councils")
    given = {"act": "found", "name": "Hội đồng mới", "document": "QĐ 20", "valid_from": "2019-01-01", "quorum": "1/2"}
    lines = "chutich; Chủ tịch Hội đồng; Chủ tịch\nthuky; Thư ký Hội đồng\n\nkiemtra"
    wrong = posted(head, councils, 422, **given, seats="ai-do; chair").content.decode()
    assert "Không có tài khoản ai-do" in wrong
    posted(head, councils, 422, **{**given, "valid_from": "hôm qua"}, seats=lines)
    posted(head, councils, **given, seats=lines)
    (council,) = set(re.findall(r'name="council" value="([0-9a-f-]{36})"', shown(secretary, councils))) - {
        str(SessionItem.objects.get(pk=district.council["open item"]).session.council_id)
    }
    made = posted(
        secretary, councils, act="convene", council=council, held_on="2019-03-20", form="in_person", place="P1"
    )
    page = made.headers["Location"]
    assert "Chưa đủ số người để họp" in shown(secretary, page)
    names = Account.objects.filter(authority=HOME, username__in=("chutich", "thuky", "kiemtra"))
    posted(secretary, page, act="attend", **{f"way-{one.username}": "present" for one in names})
    assert "Đủ số người để họp" in shown(secretary, page)
    posted(secretary, page, 422, act="bring", nomination="x")
    posted(secretary, page, 422, act="choose", items=["1"], seats="1", secret="1")
    posted(secretary, page, 422, act="cancel", text=" ")
    posted(secretary, page, act="cancel", text="Hoãn.")
