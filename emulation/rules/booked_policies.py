"""How a scheme takes points from outside the evaluation sheets: from which kinds of things, and what one costs or earns."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulation.rules.exact import exact_text
from emulation.rules.reading import Fields
from kernel.text import gettext_noop

OVERDUE_ASSIGNMENT, FINDING, OVERDUE_FEEDBACK, PRIZE = "overdue_assignment", "finding", "overdue_feedback", "prize"
KIND_TITLES = {
    OVERDUE_ASSIGNMENT: gettext_noop("Nhiệm vụ được giao quá hạn"),
    FINDING: gettext_noop("Kết luận kiểm tra công vụ"),
    OVERDUE_FEEDBACK: gettext_noop("Phản ánh, kiến nghị trả lời quá hạn"),
    PRIZE: gettext_noop("Giải thưởng hội thi"),
}
KINDS = tuple(KIND_TITLES)


@dataclass(frozen=True)
class BookedPolicy:
    """The kinds that a leaf takes points from; ``each`` is what one costs or earns where nobody says it for the single one."""

    kinds: tuple[str, ...]
    each: Decimal | None = None

    def to_data(self) -> dict[str, Any]:
        return {"from": list(self.kinds), "each": None if self.each is None else exact_text(self.each)}


def read_booked_policy(fields: Fields) -> BookedPolicy:
    """The ``booked`` of a leaf that is not filled in by anybody but booked line by line."""
    inner = Fields(fields.data.get("booked", {}), fields.at("booked"), fields.faults, ("from", "each"))
    kinds = inner.data.get("from")
    known = isinstance(kinds, list) and kinds and all(kind in KINDS for kind in kinds)
    if not known or len(set(kinds or ())) != len(kinds or ()):
        message = gettext_noop("Hãy ghi danh sách nguồn ghi điểm, không trùng nhau, trong số: %(kinds)s.")
        inner.fault("booked_from", message, "from", kinds=", ".join(KINDS))
        kinds = []
    each = inner.number("each", None)
    if each is not None and each <= 0:
        inner.fault("booked_each", gettext_noop("Điểm mỗi lần phải là số dương."), "each")
        each = None
    return BookedPolicy(tuple(kinds or ()), each)
