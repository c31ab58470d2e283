"""The pages of weekly task lists: a week written on a phone, faults at their tasks, the head's word."""

from typing import Any

from django.urls import reverse

from emulation.models import TaskList
from tests.web.conftest import SignIn
from tests.web.district import District, person_of

TASK = {
    "name-0": "Giải quyết hồ sơ", "product-0": "Hồ sơ", "assigned_by-0": "Chủ tịch phường", "planned-0": "12",
    "done-0": "11,5", "accepted-0": "", "coefficient-0": "1,5", "deadline-0": "2019-03-08", "done_on-0": "",
}  # fmt: skip


def test_a_week_is_written_handed_in_and_confirmed_on_its_page(sign_in: SignIn, district: District) -> None:
    path = reverse("web:task-list", args=[person_of("P01", 3), "2019-03-06"])
    own = sign_in("nhanvien.p01")
    assert "Việc 2" in own.get(path).content.decode()
    wrong: Any = own.post(path, {**TASK, "done-0": "nhiều", "act": "submit"})
    page = wrong.content.decode()
    assert (wrong.status_code, "tasks[0].done" in page, 'value="nhiều"' in page) == (422, True, True)
    assert not TaskList.objects.exists()
    answer: Any = own.post(path, {**TASK, "act": "submit"})
    assert answer.status_code == 302
    row = TaskList.objects.get(person__code=person_of("P01", 3))
    assert (row.state, row.tasks[0]["done"], row.tasks[0]["accepted"], row.tasks[0]["coefficient"]) == (
        "submitted", "11.5", "11.5", "1.5",
    )  # fmt: skip
    head = sign_in("thutruong.p01")
    assert path.replace("03-06", "03-04") in head.get(reverse("web:task-lists")).content.decode()
    back: Any = head.post(path, {"act": "return", "reason": ""})
    assert (back.status_code, "phải ghi lý do" in back.content.decode()) == (422, True)
    assert head.post(path, {"act": "confirm"}).status_code == 302
    assert "Xác nhận" in own.get(path).content.decode()
    assert sign_in("nhanvien.p02").get(path).status_code == 404
