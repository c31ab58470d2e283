"""The pages of certificate templates: a field is moved in millimetres, seen before it is saved, published by another."""

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from certificates.models import Batch, Certificate, PrinterOffset, Template, TemplateUse, TemplateVersion
from emulation import decisions
from tests.web.conftest import SignIn
from tests.web.district import HOME, NOW, District, person_of

LISTED, PRINTERS = "/certificate-templates/", "/printers/"


def typed(template: Template, **changed: str) -> dict[str, str]:
    """The form of the newest version with some fields typed anew."""
    version = template.versions.order_by("-number")[0]
    names = ("x", "y", "width", "height", "size", "floor", "lines", "align", "fit")
    return {f"{box['key']}-{name}": str(box[name]) for box in version.layout["boxes"] for name in names} | {
        "version": str(version.pk), **changed,
    }  # fmt: skip


def test_a_design_is_adopted_changed_seen_and_published_by_another(sign_in: SignIn, district: District) -> None:
    clerk, head = sign_in("vanthu"), sign_in("chutich")
    clerk.post(LISTED, {"act": "adopt", "preset": "guilloche-person", "page": "A3", "code": "rieng"})
    template = Template.objects.get(authority=HOME, code="rieng")
    page = reverse("web:certificate-template", args=[template.pk])
    shown: Any = clerk.get(page)
    assert "{recipient_name}" in shown.content.decode() and "420" in shown.content.decode()
    change = {"name-size": "38,5", "name-align": "left"}
    preview = clerk.post(f"{LISTED}preview.pdf", typed(template, **change, texts="usual"))
    assert preview.content[:5] == b"%PDF-"
    clerk.post(page, typed(template, **change, act="write"))
    (name,) = [box for box in template.versions.get().layout["boxes"] if box["key"] == "name"]
    assert (name["size"], name["align"]) == (38.5, "left")
    wrong: Any = clerk.post(page, typed(template, **{"name-size": "to", "post-x": "-1"}, act="write"))
    said = wrong.content.decode()
    assert wrong.status_code == 422 and 'value="to"' in said
    assert "được khen, Cỡ chữ: Phải là một số." in said and "đơn vị, Trái: Phải từ 0 đến 1000." in said
    assert clerk.post(page, {"act": "publish"}).status_code == 403
    head.post(page, {"act": "publish"})
    assert template.versions.get().state == "published"
    head.post(
        LISTED, {"act": "choose", "template": str(template.pk), "subject": "person", "in_effect_from": "2026-01-01"}
    )
    assert TemplateUse.objects.get(authority=HOME).subject == "person"
    head.post(page, {"act": "retire"})
    assert template.versions.get().state == "retired"


def test_a_template_shows_names_of_whom_it_is_for(sign_in: SignIn, district: District) -> None:
    clerk, head = sign_in("vanthu"), sign_in("chutich")
    for preset, code in (("lotus-collective", "tap-the"), ("lotus", "chung")):
        clerk.post(LISTED, {"act": "adopt", "preset": preset, "page": "A4", "code": code})
    bodies, anybody = (Template.objects.get(authority=HOME, code=code) for code in ("tap-the", "chung"))
    page = clerk.get(reverse("web:certificate-template", args=[bodies.pk])).content.decode()
    assert '<option value="own_body" selected>' in page
    assert '<option value="own">' not in page
    pages = [
        clerk.get(f"{LISTED}preview.pdf", {"version": str(one.versions.get().pk)}).content for one in (bodies, anybody)
    ]
    texts = ["".join(PdfReader(BytesIO(one)).pages[0].extract_text().split()) for one in pages]
    assert [("BanChỉđạo" in text, "CôngTằngTônNữ" in text) for text in texts] == [(True, False), (False, True)]
    head.post(reverse("web:certificate-template", args=[anybody.pk]), {"act": "publish"})
    chosen = {"act": "choose", "template": str(anybody.pk), "in_effect_from": "2026-01-01"}
    head.post(LISTED, {**chosen, "subject": "household"})
    page = clerk.get(reverse("web:certificate-template", args=[anybody.pk])).content.decode()
    assert '<option value="household" selected>' in page
    assert '<option value="own_body">' not in page
    head.post(LISTED, {**chosen, "subject": "person", "award_code": "GK_HUYEN"})
    page = clerk.get(reverse("web:certificate-template", args=[anybody.pk])).content.decode()
    assert ('<option value="own" selected>' in page, '<option value="own_body">' in page) == (True, True)


def test_a_printers_offset_is_written_as_it_is_read_and_refused_in_words(sign_in: SignIn, district: District) -> None:
    clerk = sign_in("vanthu")
    clerk.post(PRINTERS, {"act": "measured", "printer": "Canon", "right": "1,5", "down": "-0.8"})
    row = PrinterOffset.objects.get(authority=HOME)
    assert (row.right, row.down) == (15, -8)
    wrong: Any = clerk.post(PRINTERS, {"act": "set", "printer": "Canon", "right": "lệch", "down": "0"})
    assert wrong.status_code == 422 and "Độ lệch là số mm" in wrong.content.decode()
    page: Any = clerk.get(f"{LISTED}calibration.pdf?printer=Canon")
    assert page.content[:5] == b"%PDF-"


def test_the_check_before_printing_stands_on_the_page_of_a_draft(sign_in: SignIn, district: District) -> None:
    award = decisions.Proposal("GIAY_KHEN", "P01", "Hoàn thành xuất sắc nhiệm vụ năm 2019", person_of("P01", 3))
    draft = decisions.Draft(
        title="Về việc khen thưởng", number="", decided_on=date(2019, 3, 20), signatory_name="Lê Minh Đức",
        signatory_title="CHỦ TỊCH", awards=[award], campaign="",
    )  # fmt: skip
    row = decisions.draft(draft, by=district.actors["vanthu"], at=NOW)
    page = reverse("web:decision", args=[row.pk])
    said: Any = sign_in("vanthu").get(page)
    assert "1 giấy khen in được đúng như dự thảo" in said.content.decode()
    row.awards.update(recipient_name="Nguyễn 漢 An")
    said = sign_in("vanthu").get(page)
    assert "1. Nguyễn 漢 An" in said.content.decode() and "U+6F22" in said.content.decode()
    assert "giấy khen in được" not in shown_to_staff(sign_in, page)


def shown_to_staff(sign_in: SignIn, page: str) -> str:
    return str(sign_in("nhanvien.p01").get(page).content.decode())


def test_a_public_address_that_moved_is_told_before_anybody_prints_with_the_old_one(
    sign_in: SignIn, district: District, settings: Any
) -> None:
    told = "Địa chỉ công khai đã đổi"
    pages = {"vanthu": LISTED, "quantri": "/operations/"}
    assert not any(told in sign_in(who).get(page).content.decode() for who, page in pages.items())
    settings.PUBLIC_URL = "https://khenthuong.example.vn"
    old = TemplateVersion.objects.filter(state="published", template__authority=HOME)[0]
    pages["chutich"] = reverse("web:certificate-template", args=[old.template_id])
    for who, page in pages.items():
        shown = sign_in(who).get(page).content.decode()
        assert told in shown and "HTTPS://KHENTHUONG.EXAMPLE.VN/V/" in shown


def test_images_of_a_signature_and_a_seal_are_handed_in_and_published_by_somebody_else(
    sign_in: SignIn, district: District
) -> None:
    clerk, head = sign_in("vanthu"), sign_in("chutich")
    clerk.post(LISTED, {"act": "adopt", "preset": "lotus-person", "page": "A4"})
    template = Template.objects.get(authority=HOME, code="lotus-person")
    page = reverse("web:certificate-template", args=[template.pk])

    def image(name: str, colour: tuple[int, ...]) -> SimpleUploadedFile:
        out = BytesIO()
        Image.new("RGBA" if len(colour) == 4 else "RGB", (60, 24), colour).save(out, "PNG")
        return SimpleUploadedFile(f"{name}.png", out.getvalue(), "image/png")

    said = {"act": "stamp", "of": "Trần Quốc Bảo"}
    opaque = clerk.post(page, {**said, "seal": image("seal", (255, 0, 0))})
    assert opaque.status_code == 422 and "nền trong suốt" in opaque.content.decode()
    nobodys = clerk.post(page, {"act": "stamp", "signature": image("ky", (0, 0, 200, 90))})
    assert nobodys.status_code == 422 and "Hãy ghi họ tên người có chữ ký này" in nobodys.content.decode()
    images = {"signature": image("ky", (0, 0, 200, 90)), "seal": image("dau", (200, 0, 0, 90))}
    assert clerk.post(page, {**said, **images}).status_code == 302
    version = template.versions.get()
    assert [one["of"] for one in version.layout["pictures"]] == ["Trần Quốc Bảo", ""]
    assert 'value="Trần Quốc Bảo"' in clerk.get(page).content.decode()
    head.post(page, {"act": "publish"})
    version.refresh_from_db()
    assert version.state == "published"


def test_the_certificates_of_a_decision_come_on_blanks_in_its_order_moved_for_the_printer(
    sign_in: SignIn, district: District
) -> None:
    clerk, head = sign_in("vanthu"), sign_in("chutich")
    clerk.post(LISTED, {"act": "adopt", "preset": "overlay", "page": "A4"})
    clerk.post(PRINTERS, {"act": "set", "printer": "Canon", "right": "2", "down": "1"})
    template = Template.objects.get(authority=HOME, code="overlay")
    page = reverse("web:certificate-template", args=[template.pk])
    version = template.versions.get()
    rows = list(Certificate.objects.filter(state=Certificate.ISSUED).order_by("place_in_decision"))
    asked = f"{reverse('web:certificate-blanks')}?version={version.pk}&decision={rows[0].decision}"
    assert clerk.get(asked).status_code == 409
    head.post(page, {"act": "publish"})
    files = {}
    for printer in ("", "Canon"):
        answer: Any = clerk.get(f"{asked}&printer={printer}")
        files[printer] = b"".join(answer.streaming_content)
    assert clerk.get(f"{asked}&printer=Epson").status_code == 404
    for file in files.values():
        pages = [one.extract_text() for one in PdfReader(BytesIO(file)).pages]
        assert [row.recipient_name in text for row, text in zip(rows, pages, strict=True)] == [True] * len(rows)
        assert not any("CỘNG HÒA" in text or "GIẤY KHEN" in text for text in pages)
    assert files[""] != files["Canon"]


def test_the_page_keeps_the_draft_itself_and_tells_what_somebody_else_kept_meanwhile(
    sign_in: SignIn, district: District
) -> None:
    clerk, office = sign_in("vanthu"), sign_in("thuongtruc")
    clerk.post(LISTED, {"act": "adopt", "preset": "lotus-bilingual", "page": "A4", "code": "tu-luu"})
    template = Template.objects.get(authority=HOME, code="tu-luu")
    page = reverse("web:certificate-template", args=[template.pk])
    shown: Any = clerk.get(page)
    said, seen = shown.content.decode(), shown.context["mark"]
    picture: Any = clerk.get(f"{LISTED}trial.json?version={template.versions.get().pk}&as=svg")
    assert "as=svg" in said and b'data-text="name"' in picture.content
    assert "tiếng Anh" in said and 'step="0.25"' in said
    asks = {"headers": {"Accept": "application/json"}}
    change = {**typed(template, **{"name-size": "27"}), "act": "write", "seen": seen}
    first: Any = clerk.post(page, change, **asks)
    assert first.status_code == 200 and first.json()["mark"] != seen and "tự giữ" in first.json()["text"]
    capitals: Any = clerk.post(page, {**change, "name-capitals": "capitals", "seen": first.json()["mark"]}, **asks)
    (name,) = [box for box in template.versions.get().layout["boxes"] if box["key"] == "name"]
    assert capitals.status_code == 200 and name["capitals"] is True
    assert "chưa ai bấm “Lưu dự thảo”" in sign_in("chutich").get(page).content.decode()
    late: Any = office.post(page, {**change, "name-size": "26"}, **asks)
    assert (late.status_code, late.json()["code"]) == (409, "template.changed")
    wrong: Any = clerk.post(page, {**change, "name-size": "to"}, **asks)
    assert wrong.status_code == 422
    trial: Any = clerk.post(f"{LISTED}trial.json", {**change, "name-y": "60", "texts": "own"})
    told = trial.json()
    assert not told["good"] and {"name", "authority"} <= {one["box"] for one in told["findings"]}
    assert any("Thẩm quyền khen thưởng" in one["text"] for one in told["findings"] if one["box"] == "name")
    clerk.post(page, {"act": "add", "value": "place"})
    assert "place" in [box["key"] for box in template.versions.get().layout["boxes"]]
    clerk.post(page, {"act": "remove:place"})
    assert "place" not in [box["key"] for box in template.versions.get().layout["boxes"]]
    clerk.post(page, {"act": "discard"})
    assert template.versions.get().layout["boxes"][8]["size"] != 27
    assert office.get(f"{LISTED}art.svg?art=lotus&width=297&height=9000").status_code == 404


def test_what_was_read_on_the_sheet_is_added_to_what_it_was_printed_with_once(
    sign_in: SignIn, district: District
) -> None:
    clerk = sign_in("vanthu")
    clerk.post(PRINTERS, {"act": "set", "printer": "Ricoh", "right": "1,5", "down": "0"})
    read = {
        "act": "measured",
        "printer": "Ricoh",
        "right": "0,2",
        "down": "−1",
        "before_right": "1.5",
        "before_down": "0",
    }
    for _ in range(2):
        clerk.post(PRINTERS, read)
    row = PrinterOffset.objects.get(authority=HOME, printer="Ricoh")
    assert (row.right, row.down) == (17, -10)
    shown: Any = clerk.get(f"{PRINTERS}?printer=Ricoh")
    assert "phải 1,7 mm, xuống -1,0 mm" in shown.content.decode() and 'd="M13.0 71V40.0H91"' in shown.content.decode()


def test_a_batch_tells_how_far_it_is_and_the_register_is_searched_without_accents(
    sign_in: SignIn, district: District
) -> None:
    clerk = sign_in("vanthu")
    batch = Batch.objects.get(pk=district.certificates["staff"].batch_id)
    page = reverse("web:batch", args=[batch.pk])
    far: Any = clerk.get(f"{page}?part=progress")
    said = far.content.decode()
    assert "<html" not in said and f"trên {batch.total} giấy khen" in said
    assert (far.headers.get("HX-Refresh") == "true") == (batch.state == Batch.DONE) == ("hx-trigger" not in said)
    certificate = district.certificates["staff"]
    register = reverse("web:award-register")
    found: Any = clerk.get(f"{register}?q=tran+duc+uong&number={certificate.register_number}")
    lines = found.context["lines"]
    assert {line.award.recipient_name for line in lines} == {"Trần Đức Ưởng"}
    assert b"found-row" in found.content
    none: Any = clerk.get(f"{register}?number=99999&decision={certificate.decision}")
    assert "Không có số 99999" in none.content.decode() and len(none.context["lines"]) == batch.total
    assert "Từ chữ ký đến giấy khen" in clerk.get(reverse("web:decision", args=[certificate.decision])).content.decode()
