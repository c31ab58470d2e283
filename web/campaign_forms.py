"""What the steps of the launch wizard ask and what their forms hold, as fields of a draft."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from emulation.models import Campaign
from emulation.rules.policies import SUBJECTS
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

Given = Mapping[str, str]
LONGEST = 20_000
CONTENTS, TIME, UNITS, SCHEMES, RULES, PREVIEW = "contents", "time", "units", "schemes", "rules", "preview"
STEPS = {
    CONTENTS: gettext_noop("Nội dung"),
    TIME: gettext_noop("Thời gian, căn cứ"),
    UNITS: gettext_noop("Phạm vi tham gia"),
    SCHEMES: gettext_noop("Bộ tiêu chí"),
    RULES: gettext_noop("Kênh chấm, quy định"),
    PREVIEW: gettext_noop("Xem lại, phát động"),
}


@dataclass(frozen=True)
class Text:
    """One of the contents: its field, how it is called, and what the law or custom wants to read there."""

    name: str
    label: str
    hint: str
    rows: int = 4


TEXTS = (
    Text("goal", gettext_noop("Mục tiêu"), gettext_noop("Phong trào nhằm đạt điều gì; nêu được bằng số thì tốt.")),
    Text("scope", gettext_noop("Phạm vi"), gettext_noop("Diễn ra ở đâu, trong ngành, lĩnh vực hoặc địa bàn nào."), 2),
    Text("subjects", gettext_noop("Đối tượng"), gettext_noop("Tập thể và cá nhân nào được chấm, được khen."), 2),
    Text("criteria", gettext_noop("Nội dung và tiêu chí"),
         gettext_noop("Thi đua về những việc gì; bộ tiêu chí chấm điểm chọn ở bước 4.")),
    Text("plan", gettext_noop("Kế hoạch"), gettext_noop("Các bước: phát động, sơ kết, tổng kết.")),
    Text("measures", gettext_noop("Biện pháp tổ chức"), gettext_noop("Tuyên truyền, kiểm tra, khảo sát, khen thưởng.")),
)  # fmt: skip
STEP_OF = {
    **dict.fromkeys(("name", "goal", "scope", "subjects", "criteria", "plan", "measures"), CONTENTS),
    **dict.fromkeys(("starts_on", "ends_on", "legal_basis", "launch_document", "level", "form"), TIME),
    **dict.fromkeys(("deadline_day", "closing_day", "reminder_days_before"), TIME),
    "taking_part": UNITS,
    **dict.fromkeys(("unit_scheme", "person_scheme"), SCHEMES),
}
POLICY_NUMBERS = (
    ("minimum_survey_answers", gettext_noop("Số phiếu khảo sát tối thiểu của một đơn vị")),
    ("appeal_days", gettext_noop("Nhận khiếu nại trong (ngày làm việc)")),
    ("appeal_answer_days", gettext_noop("Trả lời khiếu nại trong (ngày làm việc)")),
    ("hours_between_reminders", gettext_noop("Giờ tối thiểu giữa hai lần nhắc")),
)
INSPECTION_NUMBERS = (
    ("answer_days", gettext_noop("Đơn vị giải trình trong (ngày làm việc)")),
    ("list_size", gettext_noop("Số đơn vị bốc thăm mỗi lần")),
    ("least_weight", gettext_noop("Trọng số thấp nhất khi bốc thăm")),
    ("unknown_weight", gettext_noop("Trọng số của đơn vị chưa biết nhiều")),
)


def step_of(path: str) -> str:
    """Where what a problem is about is written."""
    return STEP_OF.get(path.split(".")[0].split("[")[0], RULES)


def _refuse(path: str, message: str) -> None:
    raise Invalid("campaign.field", message, problems=[Problem("campaign.field", message, path)])


def _text(given: Given, name: str, longest: int = LONGEST) -> str:
    text = given.get(name, "")
    if len(text) > longest:
        message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
        problem = Problem("campaign.too_long", message, name, {"longest": longest})
        raise Invalid("campaign.too_long", message, problems=[problem], longest=longest)
    return text


def _day(given: Given, name: str) -> date | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse(name, gettext_noop("Ngày viết theo dạng năm-tháng-ngày, ví dụ 2026-01-31."))
        raise


def _whole(text: str) -> int | str:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 10 else plain


def contents(given: Given, lists: Mapping[str, list[str]]) -> dict[str, Any]:
    name = _text(given, "name", 500)
    if not name:
        _refuse("name", gettext_noop("Hãy ghi tên phong trào, không quá 500 ký tự."))
    return {"name": name, **{one.name: _text(given, one.name) for one in TEXTS}}


def time(given: Given, lists: Mapping[str, list[str]]) -> dict[str, Any]:
    days = [_whole(day) for day in given.get("reminder_days_before", "").split(",") if day.strip()]
    form = given.get("form", Campaign.THEMATIC)
    if form not in (Campaign.REGULAR, Campaign.THEMATIC):
        _refuse("form", gettext_noop("Hãy chọn hình thức: thường xuyên hoặc theo chuyên đề."))
    return {
        "form": form,
        "level": given.get("level", ""),
        "starts_on": _day(given, "starts_on"),
        "ends_on": _day(given, "ends_on"),
        "legal_basis": _text(given, "legal_basis"),
        "launch_document": _text(given, "launch_document", 200),
        "policy": {
            "deadline_day": _whole(given.get("deadline_day", "")),
            "closing_day": _whole(given.get("closing_day", "")),
            "reminder_days_before": days,
        },
    }


def units(given: Given, lists: Mapping[str, list[str]]) -> dict[str, Any]:
    """Who is in it. All that there is to choose, chosen, is kept as nothing named: what comes later is in it, too."""
    offered, chosen = lists.get("offered_clusters", []), lists.get("clusters", [])
    groups, wanted = lists.get("offered_groups", []), lists.get("duty_groups", [])
    units_there, units_in = lists.get("offered_units", []), lists.get("units", [])
    if not chosen:
        _refuse("taking_part", gettext_noop("Hãy chọn ít nhất một cụm, khối tham gia."))
    scope = {
        "clusters": [] if set(offered) <= set(chosen) else chosen,
        "left_out": [code for code in units_there if code not in units_in],
        "heads": "heads" in given,
        "duty_groups": [] if set(groups) <= set(wanted) else wanted,
    }
    return {"policy": {"taking_part": scope}}


def schemes(given: Given, lists: Mapping[str, list[str]]) -> dict[str, Any]:
    return {name: _reference(given.get(name, "")) for name in ("unit_scheme", "person_scheme")}


def _reference(text: str) -> tuple[str, int] | None:
    code, _, version = text.rpartition(":")
    return (code, int(version) if version.isdecimal() and len(version) < 8 else 0) if code else None


def rules(given: Given, lists: Mapping[str, list[str]]) -> dict[str, Any]:
    numbers = {name: _whole(given.get(name, "")) for name, _ in POLICY_NUMBERS}
    inspections = {name: _whole(given.get(name, "")) for name, _ in INSPECTION_NUMBERS}
    steps = [name for name in SUBJECTS if name in lists.get("cluster_step", [])]
    policy = {**numbers, "inspections": inspections, "cluster_step": steps or None}
    return {"survey": _items(given.get("survey", "")), "policy": policy}


def _items(text: str) -> list[dict[str, str]]:
    """The questions that are scored, one a line: ``Q1; Thái độ phục vụ; Manner``."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        code, _, rest = line.partition(";")
        vi, _, en = rest.partition(";")
        if not (code.strip().isalnum() and len(code.strip()) <= 20 and vi.strip()):
            message = gettext_noop("Không đọc được dòng “%(line)s”; hãy viết mã; câu hỏi, ví dụ Q1; Thái độ phục vụ.")
            problem = Problem("campaign.survey", message, "survey", {"line": line[:80]})
            raise Invalid("campaign.survey", message, problems=[problem], line=line[:80])
        found.append({"code": code.strip(), "vi": vi.strip()[:300], "en": en.strip()[:300]})
    return found


def items_written(survey: list[dict[str, str]]) -> str:
    """The questions as they are typed."""
    return "\n".join("; ".join(filter(None, (one["code"], one["vi"], one.get("en", "")))) for one in survey)


READ: Mapping[str, Callable[[Given, Mapping[str, list[str]]], dict[str, Any]]] = {
    CONTENTS: contents,
    TIME: time,
    UNITS: units,
    SCHEMES: schemes,
    RULES: rules,
}
