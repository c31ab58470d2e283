"""The pages of batches, of one certificate and of requests for another copy."""

from django.urls import reverse

from certificates.copies import issue
from certificates.events import CopyApproved
from certificates.models import Certificate
from tests.web.conftest import SignIn
from tests.web.district import NOW, District
from tests.web.test_rulings import shown
from tests.world import event


def test_a_copy_is_asked_for_checked_and_granted_on_the_pages(sign_in: SignIn, district: District) -> None:
    path = reverse("web:copy", args=[district.copy])
    clerk, head = sign_in("vanthu"), sign_in("chutich")
    assert "Ghi đã đối chiếu" in shown(clerk, path)
    wrong = clerk.post(path, {"act": "check", "text": " "})
    assert (wrong.status_code, "Hãy ghi từ 1 đến 2000 ký tự." in wrong.content.decode()) == (422, True)
    assert clerk.post(path, {"act": "check", "text": "Khớp sổ, đã nộp bản cũ."}).status_code == 302
    assert "Duyệt, lập bản mới" not in shown(clerk, path)
    assert "Duyệt, lập bản mới" in shown(head, path)
    assert head.post(path, {"act": "approve"}).status_code == 302
    issue(event(CopyApproved, copy=district.copy), NOW)
    made = Certificate.objects.get(replaces=district.certificates["staff"])
    page = shown(sign_in("nhanvien.p01"), reverse("web:certificate", args=[made.pk]))
    assert "Cấp đổi" in page
    assert "Đã thay bằng bản mới" in page
    assert "Gửi yêu cầu" in page
    assert "Khớp sổ, đã nộp bản cũ." in shown(sign_in("nhanvien.p01"), path)
    book = shown(clerk, reverse("web:award-register"))
    assert "bản 2" in book


def test_a_batch_shows_how_far_it_is_and_offers_its_files_when_it_is_done(sign_in: SignIn, district: District) -> None:
    batch = district.certificates["staff"].batch
    assert batch is not None
    clerk, path = sign_in("vanthu"), reverse("web:batch", args=[batch.pk])
    assert "Tất cả tệp PDF (ZIP)" in shown(clerk, path)
    assert path in shown(clerk, reverse("web:batches"))
    type(batch).objects.filter(pk=batch.pk).update(state="sealed", done_at=None)
    page = shown(clerk, path)
    assert "part=progress" in page
    assert "Tất cả tệp PDF (ZIP)" not in page
    assert "đang được lập" in shown(clerk, reverse("web:batch-zip", args=[batch.pk]), 409)
