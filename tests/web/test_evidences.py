"""Files on the pages: handed in at a criterion, shown at it, handed out in a way that does no harm."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.acts.test_files import photo
from tests.web.conftest import SignIn
from tests.web.district import District
from tests.web.test_pages import shown, text


def sent(*parts: tuple[str, bytes], label: str = "B2") -> dict[str, Any]:
    return {"act": "attach", "label": label, "files": [SimpleUploadedFile(name, data) for name, data in parts]}


def test_evidence_is_handed_in_on_its_page_and_shown_at_its_criterion(sign_in: SignIn, district: District) -> None:
    client, sheet = sign_in("canbo.p03"), district.evaluation("2019-02", "P03").pk
    page, evaluation = reverse("web:evidence", args=[sheet]), reverse("web:evaluation", args=[sheet])
    assert page in shown(client, evaluation)
    answer = client.post(page, sent(("ảnh hội nghị.jpeg", photo()), ("b.pdf", b"%PDF-1.7\n%%EOF\n")), follow=True)
    assert "ảnh hội nghị.jpg" in text(answer)
    line = shown(client, evaluation).partition(">B2</span>")[2].partition("</tr>")[0]
    assert "ảnh hội nghị.jpg" in line
    assert "3 tệp" in shown(client, f"/campaigns/{district.campaign}/months/2019-02/units/P03/")


def test_what_is_wrong_is_said_with_the_files_name_and_nothing_is_kept(sign_in: SignIn, district: District) -> None:
    client, sheet = sign_in("canbo.p03"), district.evaluation("2019-02", "P03").pk
    page = reverse("web:evidence", args=[sheet])
    answer = client.post(page, sent(("tốt.pdf", b"%PDF-1.7\n%%EOF\n"), ("hại.pdf", b"MZ" + bytes(80))))
    assert answer.status_code == 422
    assert "hại.pdf: Tệp chứa mã thực thi" in text(answer)
    assert 'value="B2" selected' in text(answer)
    assert "tốt.pdf" not in shown(client, page)
    assert client.post(page, {"act": "attach", "label": "B2"}).status_code == 422
    for file in ("", "x", "\0", str(sheet)):
        assert client.post(page, {"act": "detach", "label": "B2", "file": file}).status_code == 404


def test_a_file_is_handed_out_as_a_download_and_shown_only_where_it_can_do_no_harm(
    sign_in: SignIn, district: District
) -> None:
    client, path = sign_in("canbo.p03"), reverse("web:file", args=[district.file])
    answer = client.get(path)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Bi%C3%AAn%20b%E1%BA%A3n")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert client.get(f"{path}?inline")["Content-Disposition"].startswith("inline")
    sheet = district.evaluation("2019-02", "P03").pk
    client.post(reverse("web:evidence", args=[sheet]), sent(("ghi chú.txt", "Đã họp.".encode())))
    page = shown(client, reverse("web:evidence", args=[sheet]))
    plain = page.partition(">ghi chú.txt</a>")[0].rpartition('href="')[2].rstrip('"')
    assert client.get(f"{plain}?inline")["Content-Disposition"].startswith("attachment")
    assert sign_in("canbo.p01").get(path).status_code == 404
