"""Who takes part in a campaign: which clusters, which units of them do not, and which of their people are scored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulation.rules.reading import Fields
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

_FIELDS = ("clusters", "left_out", "heads", "duty_groups")


@dataclass(frozen=True)
class TakingPart:
    """Nothing named means everybody: every cluster, no unit left out, all duty groups, heads of units too."""

    clusters: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    heads: bool = True
    duty_groups: tuple[str, ...] = ()

    def takes_unit(self, code: str, cluster: str) -> bool:
        return bool(cluster) and (not self.clusters or cluster in self.clusters) and code not in self.left_out

    def takes_person(self, duty_group: str, *, is_head: bool) -> bool:
        return (self.heads or not is_head) and (not self.duty_groups or duty_group in self.duty_groups)

    def to_data(self) -> dict[str, Any]:
        return {
            "clusters": list(self.clusters),
            "left_out": list(self.left_out),
            "heads": self.heads,
            "duty_groups": list(self.duty_groups),
        }


EVERYBODY = TakingPart()


def parse_taking_part(data: Mapping[str, Any]) -> TakingPart:
    """Read it; what is absent leaves nobody out. Raises one `Invalid` that lists every fault."""
    faults: list[Problem] = []
    fields = Fields(data, "", faults, _FIELDS)
    named = {key: _codes(fields, key) for key in ("clusters", "left_out", "duty_groups")}
    read = TakingPart(heads=fields.flag("heads", default=True), **named)
    if faults:
        message = gettext_noop("Phạm vi tham gia có %(count)d lỗi.")
        raise Invalid("taking_part.invalid", message, problems=faults, count=len(faults))
    return read


def _codes(fields: Fields, key: str) -> tuple[str, ...]:
    found = []
    for member, path in fields.rows(key):
        if isinstance(member, str) and member:
            found.append(member)
        else:
            fields.faults.append(Problem("text_needed", gettext_noop("Cần một đoạn văn bản không rỗng."), path))
    return tuple(dict.fromkeys(found))
