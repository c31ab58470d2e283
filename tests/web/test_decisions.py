"""The pages of decisions as their people use them: faults beside what was typed, an old list mended, changes drafted, history."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from emulation import imports
from emulation.events import ImportCommitRequested, ImportUploaded
from emulation.models import Award, Decision, NominationLine, Objection
from emulation.workbooks import open_book
from tests.world import NOW, OWN, Town, World, event, objection, person

HEADING = {
    "title": "Sửa đổi",
    "decided_on": "2019-05-20",
    "signatory_name": "Lê Minh Đức",
    "signatory_title": "Chủ tịch",
}
HEADER = "Số QĐ;Ngày ký;Người ký;Hình thức khen thưởng;Mã CB;Đơn vị;Thành tích;Số sổ vàng"


def at_the_door(town: Town, name: str) -> Client:
    client = Client()
    client.force_login(town.accounts[name], "django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, path: str, status: int = 200, **posted: Any) -> str:
    """What a page says. Looking locks nothing: outside of these tests no transaction is open then, and a lock is an error."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(path, posted) if posted else client.get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    assert posted or not [one["sql"] for one in asked if " FOR UPDATE" in one["sql"] or " FOR NO KEY" in one["sql"]]
    return answer.content.decode()


def test_a_draft_goes_its_way_on_its_page(world: World) -> None:
    town = world.home
    office, clerk, chair = (at_the_door(town, name) for name in ("standing_officer", "clerk", "authority"))
    held = str(NominationLine.objects.get(nomination=town.nominations[OWN, "appraised"], place=1).pk)
    wrong = page(office, "/decisions/new/", 422, **HEADING, line=[held])
    assert "Dòng 1: Đang tạm dừng đề nghị khen thưởng" in wrong and 'value="Lê Minh Đức"' in wrong
    line = str(NominationLine.objects.get(nomination=town.nominations["P02", "appraised"], place=2).pk)
    made = office.post("/decisions/new/", {**HEADING, "line": [line]}).headers["Location"]
    assert 'value="217"' in page(clerk, made)
    assert "Số quyết định này đã dùng" in page(clerk, made, 422, act="number", number="215", decided_on="2019-05-20")
    page(clerk, made, 302, act="number", number="217", decided_on="2019-05-20")
    assert "Điều sẽ xảy ra khi ký" in page(chair, made) and "Ký quyết định" not in page(clerk, made)
    page(chair, made, 302, act="sign")
    assert "5/2019" in page(at_the_door(town, "staff"), made)


def test_changes_of_a_signed_decision_are_drafted_on_pages(world: World) -> None:
    town = world.home
    office, path = at_the_door(town, "standing_officer"), f"/decisions/{town.signed}/"
    award = Award.objects.get(decision=town.signed, place=2)
    assert "Danh sách khen thưởng còn trống" in page(office, f"{path}amend/", 422, **HEADING)
    page(office, f"{path}amend/", 302, **HEADING, **{f"recipient_name-{award.pk}": "Trần Đức Ương"})
    fixed = Award.objects.get(replaces=award)
    assert (fixed.recipient_name, fixed.citation) == ("Trần Đức Ương", award.citation)
    asked = {**HEADING, "ground": "d", "award": [str(award.pk)]}
    assert "Hãy ghi lý do" in page(office, f"{path}revoke/", 422, **asked, reason=" ")
    page(office, f"{path}revoke/", 302, **asked, reason="Kết luận thanh tra.")
    row = Decision.objects.get(kind="revoke", target=town.signed)
    assert "khoản 2 Điều 93" in page(office, f"/decisions/{row.pk}/")


def test_members_object_and_the_office_answers(world: World) -> None:
    town = world.home
    path, staff, office = (
        f"/consultations/{town.consultation}/",
        at_the_door(town, "staff"),
        at_the_door(town, "standing_officer"),
    )
    assert "cá nhân, trong đó" in page(staff, path)
    assert "Hãy ghi nội dung này, không quá" in page(staff, path, 422, act="say", text=" ", place="1")
    paper = SimpleUploadedFile("anh.txt", "Lịch trực hôm đó.".encode())
    assert staff.post(path, {"act": "say", "text": "Xem lịch trực.", "files": [paper]}).status_code == 302
    assert "anh.txt" in page(office, path) and "Xem lịch trực" not in page(at_the_door(town, "staff.P02"), path)
    first = Objection.objects.get(pk=town.objection)
    page(office, path, 302, act="answer", objection=str(first.pk), answer="Có biên bản.")
    assert "Có biên bản." in page(staff, path) and objection(town) in page(staff, path)


def test_an_old_list_is_mended_written_and_found_in_the_history(world: World) -> None:
    town = world.home
    office, who = at_the_door(town, "standing_officer"), person("P02", 3)
    good = f"88;20/01/2018;Đỗ Văn Cường;GK_HUYEN;{who};P02;Hoàn thành tốt;9/SV"
    for text, faults in ((good.replace(";P02;", ";P99;"), 1), (good, 0)):
        sent = SimpleUploadedFile("cu.csv", f"{HEADER}\n{text}".encode("utf-8-sig"))
        path = office.post("/decisions/old/", {"files": sent}).headers["Location"]
        assert "Đang xử lý" in page(office, path)
        id_ = path.split("/")[-2]
        imports.validate(event(ImportUploaded, import_id=id_), NOW)
        shown = page(office, path)
        assert ("!F2</span>" in shown, "Ghi toàn bộ vào sổ" in shown) == (bool(faults), not faults)
        assert office.get(f"{path}faults.xlsx").status_code == (200 if faults else 404)
    page(office, path, 302, act="commit")
    imports.write(event(ImportCommitRequested, import_id=id_), NOW)
    decision = Decision.objects.get(origin="backfill", authority=town.code)
    assert "Nhập từ bản giấy" in page(office, f"/decisions/{decision.pk}/")
    mine = at_the_door(town, "staff.P02")
    assert "9/SV" in page(mine, f"/honours/person/{who}/")
    book = open_book(mine.get(f"/honours/person/{who}/?xlsx").content, "lich-su.xlsx")
    assert "9/SV" in [cell.text for cell in (book.sheets[0].cell(2, column) for column in range(1, 8))]
    assert f"/honours/person/{who}/" in page(mine, "/honours/?q=uong&kind=person")
    assert io.BytesIO(mine.get("/honours/?xlsx").content).read(2) == b"PK"
