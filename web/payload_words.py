"""What an entry of the ledger says, for people: words for the names of its values, and pages where a value has one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from emulation import reach
from emulation.rules import titles
from emulation.rules.access import ROLE_TITLES
from emulation.rules.periods import local_date
from kernel.actors import Actor
from kernel.events import EVENTS
from kernel.text import gettext_noop
from web import links, texts

NAMES: Mapping[str, str] = {
    "account": gettext_noop("Tài khoản liên quan"),
    "act": gettext_noop("Đã làm gì"),
    "answer": gettext_noop("Câu trả lời"),
    "answer_by": gettext_noop("Hạn trả lời"),
    "answers": gettext_noop("Số phiếu trả lời"),
    "appeal": gettext_noop("Đơn khiếu nại"),
    "article": gettext_noop("Điều, khoản"),
    "asked_by": gettext_noop("Người đề nghị"),
    "assignment": gettext_noop("Việc được giao"),
    "audit_list": gettext_noop("Danh sách kiểm tra ngẫu nhiên"),
    "authority": gettext_noop("Cơ quan"),
    "authority_title": gettext_noop("Thẩm quyền ký"),
    "award_code": gettext_noop("Mã danh hiệu, hình thức"),
    "awards": gettext_noop("Các khen thưởng"),
    "balance": gettext_noop("Số dư"),
    "batch": gettext_noop("Đợt"),
    "bonus": gettext_noop("Khoản tiền thưởng"),
    "bonuses": gettext_noop("Các khoản tiền thưởng"),
    "booking": gettext_noop("Điểm ghi theo việc"),
    "campaign": gettext_noop("Phong trào"),
    "certificate": gettext_noop("Tờ giấy khen"),
    "certificates": gettext_noop("Các giấy khen"),
    "chunk": gettext_noop("Phần của đợt"),
    "code": gettext_noop("Mã"),
    "codes": gettext_noop("Các mã"),
    "consultation": gettext_noop("Lần lấy ý kiến"),
    "contest": gettext_noop("Cuộc thi"),
    "copy": gettext_noop("Đề nghị cấp đổi, cấp lại"),
    "correction": gettext_noop("Đính chính"),
    "council": gettext_noop("Hội đồng"),
    "counter": gettext_noop("Quầy phục vụ"),
    "criterion": gettext_noop("Tiêu chí"),
    "day": gettext_noop("Ngày"),
    "deadline": gettext_noop("Thời hạn"),
    "decided_on": gettext_noop("Ngày quyết định"),
    "decision": gettext_noop("Quyết định"),
    "decision_number": gettext_noop("Số quyết định"),
    "delegate": gettext_noop("Người được ủy quyền"),
    "delegation": gettext_noop("Lần ủy quyền"),
    "delegator": gettext_noop("Người ủy quyền"),
    "delivery": gettext_noop("Việc xử lý"),
    "digest": gettext_noop("Mã băm"),
    "discipline": gettext_noop("Mục kỷ luật"),
    "document": gettext_noop("Văn bản"),
    "draft": gettext_noop("Bản nháp"),
    "due": gettext_noop("Thời hạn"),
    "effective_on": gettext_noop("Có hiệu lực từ"),
    "ends_on": gettext_noop("Kết thúc vào"),
    "engine_version": gettext_noop("Phiên bản bộ tính điểm"),
    "evaluation": gettext_noop("Phiếu đánh giá này"),
    "exclusion": gettext_noop("Lần loại phiếu khảo sát"),
    "feedback": gettext_noop("Phản ánh, kiến nghị"),
    "file": gettext_noop("Tệp"),
    "files": gettext_noop("Các tệp"),
    "finding": gettext_noop("Điều phát hiện"),
    "first_day": gettext_noop("Ngày đầu"),
    "forwarding": gettext_noop("Lần trình cấp trên"),
    "forwarded_to": gettext_noop("Trình lên"),
    "fund": gettext_noop("Quỹ"),
    "held_on": gettext_noop("Ngày họp"),
    "hold": gettext_noop("Lần tạm dừng đề nghị"),
    "import_id": gettext_noop("Tệp nhập"),
    "in_effect_from": gettext_noop("Áp dụng từ"),
    "initiative": gettext_noop("Sáng kiến"),
    "inputs_digest": gettext_noop("Mã băm của số liệu"),
    "item": gettext_noop("Nội dung họp"),
    "kind": gettext_noop("Thuộc loại"),
    "last_day": gettext_noop("Ngày cuối"),
    "leave": gettext_noop("Thời gian nghỉ"),
    "legal_basis": gettext_noop("Căn cứ"),
    "letter": gettext_noop("Tờ trình"),
    "level": gettext_noop("Mức, cấp"),
    "lines": gettext_noop("Các dòng"),
    "measure": gettext_noop("Cách xử lý"),
    "members": gettext_noop("Thành viên"),
    "method": gettext_noop("Cách ký"),
    "month": gettext_noop("Tháng"),
    "name": gettext_noop("Tên"),
    "new": gettext_noop("Nay là"),
    "nomination": gettext_noop("Hồ sơ đề nghị"),
    "number": gettext_noop("Số"),
    "objection": gettext_noop("Góp ý"),
    "old": gettext_noop("Trước đó là"),
    "on_behalf_of": gettext_noop("Thay mặt"),
    "payment_list": gettext_noop("Danh sách chi thưởng"),
    "person": gettext_noop("Người liên quan"),
    "points": gettext_noop("Số điểm"),
    "proposed_by": gettext_noop("Người đề nghị"),
    "ranking": gettext_noop("Bảng xếp hạng"),
    "reaction": gettext_noop("Loại việc xử lý"),
    "reason": gettext_noop("Lý do"),
    "recused": gettext_noop("Không tham gia biểu quyết"),
    "registration": gettext_noop("Bản đăng ký"),
    "replaces": gettext_noop("Thay cho"),
    "result_digest": gettext_noop("Mã băm của kết quả"),
    "revision": gettext_noop("Lần ghi"),
    "role": gettext_noop("Vai trò"),
    "round": gettext_noop("Vòng thi"),
    "row": gettext_noop("Dòng danh mục"),
    "rule": gettext_noop("Quy định"),
    "ruling": gettext_noop("Quyết định trường hợp riêng"),
    "scheme_code": gettext_noop("Mã bộ tiêu chí"),
    "scheme_digest": gettext_noop("Mã băm của bộ tiêu chí"),
    "scope": gettext_noop("Phạm vi"),
    "scorer": gettext_noop("Người chấm"),
    "secret": gettext_noop("Biểu quyết kín"),
    "session": gettext_noop("Lần họp Hội đồng"),
    "sha256": gettext_noop("Mã băm của tệp"),
    "signatory_name": gettext_noop("Người ký"),
    "signatory_title": gettext_noop("Chức vụ người ký"),
    "signers": gettext_noop("Những người ký"),
    "source": gettext_noop("Nguồn"),
    "starts_on": gettext_noop("Bắt đầu vào"),
    "state": gettext_noop("Trạng thái sau đó"),
    "subject": gettext_noop("Đối tượng được xét"),
    "subjects": gettext_noop("Tập thể hay cá nhân"),
    "summary": gettext_noop("Tổng hợp"),
    "surprise": gettext_noop("Đột xuất"),
    "survey": gettext_noop("Khảo sát"),
    "table": gettext_noop("Bảng danh mục"),
    "task_list": gettext_noop("Bảng công việc tuần"),
    "team": gettext_noop("Đoàn kiểm tra"),
    "template": gettext_noop("Mẫu"),
    "text": gettext_noop("Nội dung"),
    "title": gettext_noop("Tên gọi"),
    "total": gettext_noop("Tổng"),
    "unit": gettext_noop("Đơn vị"),
    "units": gettext_noop("Các đơn vị"),
    "username": gettext_noop("Tên đăng nhập"),
    "valid_from": gettext_noop("Hiệu lực từ"),
    "valid_to": gettext_noop("Hiệu lực đến"),
    "values": gettext_noop("Các giá trị"),
    "version": gettext_noop("Phiên bản"),
    "visit": gettext_noop("Cuộc kiểm tra"),
    "week": gettext_noop("Tuần"),
    "year": gettext_noop("Năm"),
}
"""The names that stand in many events and mean the same in all of them; any other is shown as it is written."""
PAGES = {"session": "council_session"}
"""Where the page of a value has another name than the value."""
NOTHING = "–"


@dataclass(frozen=True)
class Row:
    """One value: ``label`` is empty where its name has no words, ``code`` where it is shown as it is kept."""

    name: str
    label: str
    value: str
    code: str = ""
    address: str = ""


def rows(type_: str, payload: Mapping[str, Any]) -> list[Row]:
    """The values of an entry in the order of its event, whose they are comes last; without pages."""
    order = [field.name for field in fields(EVENTS[type_])[1:]] if type_ in EVENTS else []
    named = [name for name in order if name in payload]
    return [_row(type_, name, payload[name]) for name in (*named, *(name for name in payload if name not in named))]


def linked(type_: str, payload: Mapping[str, Any], *, by: Actor, at: datetime) -> list[Row]:
    """The same with the addresses of the pages that this reader may open."""
    return [
        Row(row.name, row.label, row.value, row.code, _address(row.name, payload, by, at))
        for row in rows(type_, payload)
    ]


def _row(type_: str, name: str, value: Any) -> Row:
    label = gettext(NAMES[name]) if name in NAMES else ""
    words = _words(type_.split(".")[1], name, value) if isinstance(value, str) else ""
    return Row(name, label, gettext(words), value) if words else Row(name, label, plain(value))


def _words(noun: str, name: str, code: str) -> str:
    """The message for a code of ours; nothing where it has none."""
    if name == "act":
        words = titles.act_title(code, noun)
    elif name == "state":
        words = titles.state_title(code, noun)
    else:
        words = {"role": ROLE_TITLES, "subjects": texts.SUBJECTS}.get(name, {}).get(code, "")
    return "" if words == code else words


def plain(value: Any) -> str:
    """A value as text: words with commas, what is more than that as JSON, one thing a line."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return ", ".join(str(one) for one in value)
    if isinstance(value, list):
        return "\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)


def _address(name: str, payload: Mapping[str, Any], by: Actor, at: datetime) -> str:
    """The page that a value names, if there is one and the reader may open it."""
    page = PAGES.get(name, name)
    needed = links.PAGES.get(page, ())
    if name not in needed or not all(_names_one(one, payload.get(one)) for one in needed):
        return ""
    about = {"page": page, **{one: str(payload[one]) for one in needed}}
    return links.address(about) if reach.may_open(by, about, local_date(at)) else ""


def _names_one(name: str, value: Any) -> bool:
    """Whether it is filled as an address asks: a month as it is called, anything else by its id."""
    if not isinstance(value, str):
        return False
    try:
        return bool(value) if name == "month" else bool(UUID(value))
    except ValueError:
        return False
