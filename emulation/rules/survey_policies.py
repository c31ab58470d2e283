"""How a scheme takes points from a survey: which figure, from how many answers on, and shrunken towards whom."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulation.rules.exact import exact_text, is_number
from emulation.rules.reading import Fields
from kernel.text import gettext_noop

SHARE, MEAN = "share", "mean"
NONE, ESTIMATE = "none", "estimate"
ALL = "all"


@dataclass(frozen=True)
class SurveyPolicy:
    """``measure``: the share of answers 4 and 5, or the mean on a scale of 0 to 100. ``shrink``: not at all, with a strength
    estimated when the ranking is frozen, or with this fixed strength. ``minimum`` None is the campaign's. ``within`` names the
    grouping towards whose mean figures are drawn."""

    measure: str = SHARE
    shrink: str | Decimal = NONE
    minimum: int | None = None
    within: str = "cluster"

    def to_data(self) -> dict[str, Any]:
        shrink = exact_text(self.shrink) if isinstance(self.shrink, Decimal) else self.shrink
        return {"measure": self.measure, "shrink": shrink, "minimum": self.minimum, "within": self.within}


def read_survey_policy(fields: Fields) -> SurveyPolicy:
    """The ``survey`` of a leaf that draws on one; absent fields take today's defaults."""
    data = fields.data.get("survey", {})
    inner = Fields(data, fields.at("survey"), fields.faults, ("measure", "shrink", "minimum", "within"))
    minimum = inner.whole("minimum", 1, 1, 1_000_000) if inner.data.get("minimum") is not None else None
    return SurveyPolicy(
        inner.choice("measure", (SHARE, MEAN), SHARE), _shrink(inner), minimum, inner.text("within", "cluster")
    )


def _shrink(fields: Fields) -> str | Decimal:
    value = fields.data.get("shrink", NONE)
    if value in (NONE, ESTIMATE):
        return str(value)
    if isinstance(value, str | int) and not isinstance(value, bool) and is_number(str(value)) and Decimal(value) > 0:
        return Decimal(value)
    message = gettext_noop("Độ co phải là “none”, “estimate” hoặc một số dương, ví dụ “30”.")
    fields.fault("shrink_malformed", message, "shrink")
    return NONE
