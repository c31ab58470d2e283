"""What inspections go by in a campaign: the unit's days and the weights of the list drawn at random, as policy data."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from emulation.rules.reading import Fields
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

_WHOLE = {"answer_days": (1, 60), "least_weight": (1, 100), "unknown_weight": (1, 100), "list_size": (1, 1000)}


@dataclass(frozen=True)
class InspectionPolicy:
    """``answer_days``: working days in which a unit answers. Weights are those of the list drawn at random: the least one, and
    that of a unit of which too little is known; ``list_size`` is how many are usually drawn."""

    answer_days: int = 5
    least_weight: int = 10
    unknown_weight: int = 50
    list_size: int = 3

    def to_data(self) -> dict[str, int]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


def parse_inspection_policy(data: Mapping[str, Any]) -> InspectionPolicy:
    """Read a policy; what is absent takes its default. Raises one `Invalid` that lists every fault."""
    faults: list[Problem] = []
    usual = InspectionPolicy()
    read = Fields(data, "", faults, _WHOLE)
    values = {name: read.whole(name, getattr(usual, name), *span) for name, span in _WHOLE.items()}
    if faults:
        message = gettext_noop("Quy định về kiểm tra công vụ có %(count)d lỗi.")
        raise Invalid("inspections.invalid", message, problems=faults, count=len(faults))
    return InspectionPolicy(**values)
