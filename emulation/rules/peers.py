"""Peer scores: who may score whom, how the marks of several become one figure, and what the figure is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import HALF_UP, rounded
from emulation.rules.reading import Fields
from kernel.errors import Problem
from kernel.text import gettext_noop

ADVICE, CRITERION = "advice", "criterion"
MEAN, MEDIAN, TRIMMED_MEAN = "mean", "median", "trimmed_mean"
SUBJECTS = ("units", "people")
FIGURE_DECIMALS = 4


@dataclass(frozen=True)
class PeerPolicy:
    """For one kind of subject: as ``advice`` the figures stand beside the self-score; as a ``criterion`` those of the named
    ``criteria`` are taken into the sheet when it is judged beyond its unit. Fewer scorers than ``minimum`` make none."""

    mode: str = ADVICE
    criteria: tuple[str, ...] = ()
    aggregate: str = MEAN
    minimum: int = 2

    def to_data(self) -> dict[str, Any]:
        return {
            "mode": self.mode,
            "criteria": list(self.criteria),
            "aggregate": self.aggregate,
            "minimum": self.minimum,
        }


def read_peer_policies(fields: Fields) -> dict[str, PeerPolicy]:
    """The ``peers`` of a campaign's policy, by kind of subject."""
    data = fields.data.get("peers")
    if data is None:
        return {}
    outer = Fields(data, fields.at("peers"), fields.faults, SUBJECTS)
    return {kind: _read(Fields(outer.data[kind], outer.at(kind), fields.faults, _FIELDS)) for kind in outer.data}


_FIELDS = ("mode", "criteria", "aggregate", "minimum")


def _read(fields: Fields) -> PeerPolicy:
    criteria = tuple(str(code) for code, _ in fields.rows("criteria"))
    mode = fields.choice("mode", (ADVICE, CRITERION), ADVICE)
    if mode == CRITERION and not criteria:
        fields.fault("criteria_needed", gettext_noop("Hãy nêu các tiêu chí lấy điểm chấm chéo."), "criteria")
    aggregate = fields.choice("aggregate", (MEAN, MEDIAN, TRIMMED_MEAN), MEAN)
    return PeerPolicy(mode, criteria, aggregate, fields.whole("minimum", 2, 1, 1000))


def combined(marks: Sequence[Decimal], how: str) -> Fraction:
    """One figure of several marks, exactly. A trimmed mean leaves one out at each end, where more than two are there."""
    if not marks:
        raise ValueError("a figure is made of at least one mark")
    ordered = sorted(Fraction(mark) for mark in marks)
    if how == MEDIAN:
        middle = len(ordered) // 2
        return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    kept = ordered[1:-1] if how == TRIMMED_MEAN and len(ordered) > 2 else ordered
    return sum(kept, Fraction(0)) / len(kept)


def figures(policy: PeerPolicy, sheets: Sequence[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """By leaf the figure of those who marked it, where they are enough, with the decimals of a sheet."""
    found: dict[str, Decimal] = {}
    for leaf in sorted({code for sheet in sheets for code in sheet}):
        marks = [sheet[leaf] for sheet in sheets if leaf in sheet]
        if len(marks) >= policy.minimum and (policy.mode == ADVICE or leaf in policy.criteria):
            found[leaf] = rounded(combined(marks, policy.aggregate), FIGURE_DECIMALS, HALF_UP)
    return found


def pair_problems(pairs: Sequence[tuple[str, str]], known: Sequence[str]) -> list[Problem]:
    """Whom nobody knows here, and who would score themselves."""
    found = []
    for place, (scorer, target) in enumerate(pairs):
        if scorer == target:
            message = gettext_noop("%(code)s không được tự chấm chéo mình.")
            found.append(Problem("peers.oneself", message, f"pairs[{place}]", {"code": scorer}))
        for code in dict.fromkeys((scorer, target)):
            if code not in known:
                message = gettext_noop("Không có đối tượng %(code)s trong phong trào; hãy kiểm tra lại mã.")
                found.append(Problem("peers.unknown", message, f"pairs[{place}]", {"code": code}))
    return found
