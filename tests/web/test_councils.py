"""The pages of a council: a ballot that works on a phone without a script, a receipt shown once, the arithmetic, the recount."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from emulation.models import Account, Council, CouncilMember, SecretBallot, SessionItem
from kernel.text import search_key
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


def seats(*rows: tuple[str, str, str]) -> dict[str, list[str]]:
    return {name: [row[at] for row in rows] for at, name in enumerate(("member", "member_role", "member_title"))}


def test_members_are_picked_by_name_without_accents_and_a_fault_stands_at_its_row(
    sign_in: SignIn, district: District
) -> None:
    head, path = sign_in("chutich"), reverse("web:councils")
    chair, secretary = (Account.objects.get(authority=HOME, username=name) for name in ("chutich", "thuky"))
    assert f'<option value="{secretary.get_full_name()} (thuky)">{search_key(secretary.get_full_name())}' in shown(
        head, path
    )
    assert "council-people" not in shown(sign_in("vanthu"), path)
    given = {"name": "Hội đồng mới", "document": "QĐ 20", "valid_from": "2019-01-01", "quorum": "1/2"}
    rows = seats(
        (chair.get_full_name(), "chair", "Chủ tịch"),
        (search_key(secretary.get_full_name()), "secretary", "Phó phòng"),
        ("thuky", "member", ""),
        ("Người Lạ", "chair", "Khách"),
        ("", "member", "Trưởng phòng"),
    )
    page = posted(head, path, 422, act="found", **{**given, "valid_from": ""}, **rows).content.decode()
    for line, said in (
        (3, "Người này đã có ở dòng 2."),
        (4, "Không có tài khoản Người Lạ"),
        (5, "Hãy chọn người cho dòng này."),
    ):
        assert f'id="member-fault-{line}">{said}' in page
        assert f'<a href="#member-{line}">Dòng {line}: {said}' in page
    assert "member-fault-1" not in page
    assert "Hội đồng có đúng một Chủ tịch." in page
    assert 'id="fault-valid_from">Ngày không đúng' in page
    assert re.findall(r'name="member_title" maxlength="200" value="([^"]*)"', page) == list(rows["member_title"])
    assert not Council.objects.filter(name="Hội đồng mới").exists()
    picked = seats(
        (f"{chair.get_full_name()} (chutich)", "chair", "Chủ tịch"),
        (search_key(secretary.get_full_name()), "secretary", "Phó phòng"),
    )
    posted(head, path, act="found", **given, **picked)
    made = (
        Council.objects.get(name="Hội đồng mới")
        .members.order_by("id")
        .values_list("account__username", "role", "title")
    )
    assert list(made) == [("chutich", "chair", "Chủ tịch"), ("thuky", "secretary", "Phó phòng")]


def test_rows_of_members_come_and_go_and_keep_what_was_typed(sign_in: SignIn, district: District) -> None:
    head, path = sign_in("chutich"), reverse("web:councils")
    rows = seats(("chutich", "chair", "Chủ tịch"), ("ai đó", "member", "<b>"), ("thuky", "secretary", ""))
    more = posted(head, path, 200, act="row", name="Hội đồng “mới”", **rows).content.decode()
    assert re.findall(r'name="member" [^>]*value="([^"]*)"', more) == ["chutich", "ai đó", "thuky", ""]
    assert more.count("autofocus") == 1
    assert 'value="Hội đồng “mới”"' in more
    fewer = posted(head, path, 200, act="drop-2", **rows).content.decode()
    assert re.findall(r'name="member" [^>]*value="([^"]*)"', fewer) == ["chutich", "thuky"]
    assert "alert--bad" not in more + fewer


def test_who_joins_is_picked_by_name_and_who_leaves_from_the_list(sign_in: SignIn, district: District) -> None:
    head, path = sign_in("chutich"), reverse("web:councils")
    council = str(SessionItem.objects.get(pk=district.council["open item"]).session.council_id)
    officer = Account.objects.get(authority=HOME, username="thuongtruc")
    joins = {"act": "seat", "council": council, "role": "member", "title": "Ủy viên", "day": "2019-02-01"}
    refused = posted(head, path, 422, **{**joins, "account": "không ai cả"}).content.decode()
    assert "Không có tài khoản không ai cả" in refused
    assert 'value="không ai cả"' in refused
    posted(head, path, **joins, account=search_key(officer.get_full_name()))
    seat = CouncilMember.objects.get(council=council, account=officer)
    assert (seat.role, seat.title) == ("member", "Ủy viên")
    chairs = posted(head, path, 409, **{**joins, "role": "chair", "account": "ketoan"}).content.decode()
    assert "hãy ghi thôi tham gia trước" in chairs
    assert '<option value="thuongtruc">' in shown(head, path)
    early = posted(head, path, 422, act="leave", council=council, account="thuongtruc", day="2018-01-01")
    assert "không được trước ngày bắt đầu" in early.content.decode()
    posted(head, path, act="leave", council=council, account="thuongtruc", day="2019-03-01")
    seat.refresh_from_db()
    assert str(seat.valid_to) == "2019-03-01"


def test_a_council_is_entered_and_a_session_prepared_on_pages(sign_in: SignIn, district: District) -> None:
    head, secretary = sign_in("chutich"), sign_in("thuky")
    councils = reverse("web:councils")
    given = {"act": "found", "name": "Hội đồng mới", "document": "QĐ 20", "valid_from": "2019-01-01", "quorum": "1/2"}
    rows = seats(
        ("chutich", "chair", "Chủ tịch"), ("thuky", "secretary", ""), ("", "member", ""), ("kiemtra", "member", "")
    )
    wrong = posted(head, councils, 422, **given, **seats(("ai-do", "chair", ""))).content.decode()
    assert "Không có tài khoản ai-do" in wrong
    posted(head, councils, 422, **{**given, "valid_from": "hôm qua"}, **rows)
    posted(head, councils, **given, **rows)
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
