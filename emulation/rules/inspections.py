"""What makes an inspection's finding and a proposal about it complete, told as faults at their fields."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from emulation.rules.bookings import FINDING, takers
from emulation.rules.exact import exact_text
from emulation.rules.nodes import Node
from emulation.rules.schemes import Scheme
from kernel.errors import Problem
from kernel.text import gettext_noop

BREACH, SHORTCOMING, GOOD_PRACTICE = "breach", "shortcoming", "good_practice"
KIND_TITLES = {
    BREACH: gettext_noop("Vi phạm"),
    SHORTCOMING: gettext_noop("Thiếu sót"),
    GOOD_PRACTICE: gettext_noop("Việc làm tốt"),
}
LIGHT, SERIOUS, GRAVE = "light", "serious", "grave"
SEVERITY_TITLES = {
    LIGHT: gettext_noop("Nhẹ"),
    SERIOUS: gettext_noop("Nghiêm trọng"),
    GRAVE: gettext_noop("Rất nghiêm trọng"),
}
DEDUCTION, VETO, HOLD = "deduction", "veto", "hold"
MEASURE_TITLES = {
    DEDUCTION: gettext_noop("Trừ điểm"),
    VETO: gettext_noop("Không xét xếp hạng"),
    HOLD: gettext_noop("Tạm dừng đề nghị khen thưởng"),
}
TEXT_LIMIT = 4000


@dataclass(frozen=True)
class Observed:
    """What an inspector writes down. ``basis`` is the article or standard; ``criterion``, ``points`` or ``veto`` are what they
    have in mind, and bind nobody before the lead proposes."""

    kind: str
    text: str
    severity: str = LIGHT
    basis: str = ""
    item: str = ""
    person: str = ""
    criterion: str = ""
    points: Decimal | None = None
    veto: str = ""


@dataclass(frozen=True)
class Measure:
    """What the team's lead proposes after the unit has answered, or has not."""

    kind: str
    reason: str
    criterion: str = ""
    points: Decimal | None = None
    veto: str = ""
    hold_from: date | None = None
    hold_to: date | None = None
    document: str = ""


def check_observed(seen: Observed, scheme: Scheme | None) -> list[Problem]:
    """Every fault of what was written down, each at its field."""
    faults = []
    if seen.kind not in KIND_TITLES:
        faults.append(Problem("finding.kind", gettext_noop("Hãy chọn loại phát hiện."), "kind"))
    if seen.severity not in SEVERITY_TITLES:
        faults.append(Problem("finding.severity", gettext_noop("Hãy chọn mức độ."), "severity"))
    faults += _check_text(seen.text, "text")
    if seen.kind == GOOD_PRACTICE and (seen.criterion or seen.points is not None or seen.veto):
        message = gettext_noop("Việc làm tốt không kèm trừ điểm; hãy bỏ tiêu chí, điểm và trường hợp loại.")
        faults.append(Problem("finding.praise_with_points", message, "criterion"))
    if seen.kind == BREACH and not seen.basis:
        message = gettext_noop("Vi phạm phải nêu điều khoản hoặc tiêu chuẩn bị vi phạm.")
        faults.append(Problem("finding.basis_needed", message, "basis"))
    return faults + _check_effect(seen.criterion, seen.points, seen.veto, scheme)


def check_measure(measure: Measure, scheme: Scheme | None) -> list[Problem]:
    """Every fault of a proposal: each kind asks for its own fields, and takes no others."""
    if measure.kind not in MEASURE_TITLES:
        return [Problem("finding.measure", gettext_noop("Hãy chọn hình thức xử lý."), "measure")]
    faults = _check_text(measure.reason, "reason")
    if measure.kind == DEDUCTION and (not measure.criterion or measure.points is None):
        message = gettext_noop("Trừ điểm phải nêu tiêu chí và số điểm.")
        faults.append(Problem("finding.criterion_needed", message, "criterion"))
    if measure.kind == VETO and not measure.veto:
        faults.append(Problem("finding.veto_needed", gettext_noop("Hãy chọn trường hợp loại."), "veto"))
    if measure.kind == HOLD:
        return faults + _check_hold(measure)
    return faults + _check_effect(measure.criterion, measure.points, measure.veto, scheme)


def bookable(scheme: Scheme | None) -> list[Node]:
    """The criteria that take points from findings."""
    return [] if scheme is None else list(takers(scheme.leaves, FINDING))


def _check_text(text: str, path: str) -> list[Problem]:
    if not text:
        return [Problem("finding.text_needed", gettext_noop("Hãy ghi nội dung."), path)]
    if len(text) > TEXT_LIMIT:
        message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
        return [Problem("finding.too_long", message, path, {"longest": TEXT_LIMIT})]
    return []


def _check_hold(measure: Measure) -> list[Problem]:
    faults = []
    if measure.hold_from is None:
        faults.append(Problem("finding.hold_from", gettext_noop("Hãy ghi ngày bắt đầu tạm dừng."), "hold_from"))
    elif measure.hold_to is not None and measure.hold_to <= measure.hold_from:
        message = gettext_noop("Ngày kết thúc phải sau ngày bắt đầu tạm dừng.")
        faults.append(Problem("finding.hold_to", message, "hold_to"))
    return faults


def _check_effect(criterion: str, points: Decimal | None, veto: str, scheme: Scheme | None) -> list[Problem]:
    faults = []
    leaves = {leaf.code: leaf for leaf in bookable(scheme)}
    if criterion and criterion not in leaves:
        message = gettext_noop("Bộ tiêu chí không có tiêu chí %(code)s nhận điểm trừ của kiểm tra.")
        faults.append(Problem("finding.criterion", message, "criterion", {"code": criterion}))
    if points is not None and not criterion:
        faults.append(Problem("finding.points_alone", gettext_noop("Số điểm phải đi cùng một tiêu chí."), "criterion"))
    maximum = leaves[criterion].maximum if criterion in leaves else None
    if points is not None and (points <= 0 or (maximum is not None and points > maximum)):
        message = gettext_noop("Số điểm phải lớn hơn 0 và không quá %(most)s, điểm tối đa của tiêu chí.")
        most = "–" if maximum is None else exact_text(maximum)
        faults.append(Problem("finding.points", message, "points", {"most": most}))
    if veto and (scheme is None or veto not in scheme.veto_by_code):
        message = gettext_noop("Bộ tiêu chí không có trường hợp loại %(code)s.")
        faults.append(Problem("finding.veto", message, "veto", {"code": veto}))
    return faults
