"""One month's survey looked at with care: the index and its interval, the flags, and a channel left out and brought back."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from hoankiem.client import Caller, Refused

MONTH, UNIT, CHANNEL = "2019-03", "P01", "paper"


def look(month: str, officer: Caller, other: Caller, campaign: str, check: Callable[[bool, str], None]) -> None:
    """While its month is open: what one proposes another decides, the figures follow and come back exactly."""
    if month != MONTH:
        return
    before = _figures(officer, campaign)
    check(all(_holds(row) for row in before.values()), "every index lies within its interval, few answers show none")
    flags = officer.get(f"{campaign}/months/{MONTH}/survey-flags")
    check(all(flag["honest"] <= 5 for flag in flags), "every flag says how often honest data show it")
    group = {"month": MONTH, "unit": UNIT, "channel": CHANNEL, "reason": "Phiếu giấy của một buổi do một người ghi."}
    exclusion = f"survey-exclusions/{officer.post(f'{campaign}/survey-exclusions', group)['id']}"
    check(_refused(officer, f"{exclusion}/exclude"), "who proposed it does not leave answers out")
    left_out = other.post(f"{exclusion}/exclude")["answers"]
    during = _figures(officer, campaign)[UNIT]
    missing = before[UNIT]["respondents"] - during["respondents"]
    check(during["left_out"] == left_out and 0 < missing <= left_out, "the answers that were left out count no longer")
    officer.post(f"{exclusion}/restore", {"reason": "Đã đối chiếu bản giấy: mỗi phiếu một người."})
    check(_figures(officer, campaign) == before, "what is brought back gives exactly the figures from before")


def _figures(caller: Caller, campaign: str) -> dict[str, Any]:
    return {row["unit"]: row for row in caller.get(f"{campaign}/months/{MONTH}/survey-index")}


def _holds(row: dict[str, Any]) -> bool:
    index = row["index"]
    if index is None:
        return bool(row["few_answers"])
    return Fraction(index["low"]) <= Fraction(index["value"]) <= Fraction(index["high"])


def _refused(caller: Caller, address: str) -> bool:
    try:
        caller.post(address)
    except Refused as no:
        return no.status == 403
    return False
