"""The words of the tables of access: who asks, and what a row says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulation.rules import access
from tests.world import Town

OFFICE, HEAD, CLERK, ADMIN = ("standing_officer", "authority", "clerk", "administrator")
CHAIR, INSPECTOR, ACCOUNTANT = ("council_chair", "inspector", "accountant")
LEAD, DEPUTY, UNIT_HEAD, OFFICER, STAFF = ("cluster_lead", "cluster_deputy", "unit_head", "unit_officer", "staff")
COMMITTEE = frozenset({OFFICE, HEAD, CHAIR, "council_member", "council_secretary"})
WHOLE = COMMITTEE | {INSPECTOR}
CLUSTER = frozenset({LEAD, DEPUTY})
UNIT = frozenset({UNIT_HEAD, OFFICER})
NEAR = WHOLE | CLUSTER | UNIT
PAPER = COMMITTEE | {CLERK, ACCOUNTANT}
RECORDS = frozenset({OFFICE, ADMIN})
HANDLES = frozenset({OFFICE, HEAD, INSPECTOR})
PUBLISHERS = frozenset({OFFICE, CHAIR, HEAD})
AUTHORITY_WIDE = WHOLE | {CLERK, ACCOUNTANT, ADMIN}
JUDGES = frozenset({HEAD, CHAIR})
SEATED = frozenset({CLERK, ACCOUNTANT})
"""Members of the council whose roles alone would not show them its sessions; the unit head of P02 is one too."""
AT_COUNCIL = WHOLE | SEATED
SECRETARY = "council_secretary"
CONVENERS = frozenset({CHAIR, SECRETARY, OFFICE})
UNCONCERNED = frozenset({CHAIR, HEAD, SECRETARY, "council_member", INSPECTOR, ACCOUNTANT})
VISIT_PLANNERS = frozenset({OFFICE, HEAD, INSPECTOR})
DRAWERS = frozenset({OFFICE, HEAD, CHAIR, "council_secretary", INSPECTOR})
OPENERS = frozenset({HEAD, CHAIR})
FUNDS = COMMITTEE | {ACCOUNTANT}
DOSSIERS = COMMITTEE | CLUSTER | UNIT
WRITERS = frozenset({OFFICER, OFFICE})
NOBODY = "nobody"
MEMBERS = frozenset(access.ROLES) | {NOBODY}
ANONYMOUS, STRANGER, HOMELESS = "anonymous", "stranger", "without an authority"
MOUTH_DEFAULTS = {
    "api": {ANONYMOUS: "401", STRANGER: "404", HOMELESS: "403"},
    "web": {ANONYMOUS: "login", STRANGER: "404", HOMELESS: "403"},
}
MINE = {STRANGER: "200"}
"""Addresses without anybody's id in them answer a stranger with the stranger's own authority."""
UNSEEN = {STRANGER: "blind"}
Who = frozenset[str]
Values = Callable[["On"], Mapping[str, Any]]


@dataclass(frozen=True)
class On:
    """On what somebody asks to act: a thing of this town that belongs to this unit."""

    town: Town
    unit: str


def nothing(_: On) -> Mapping[str, Any]:
    return {}


Expected = Mapping[str, Who | str]


def who(rest: str, /, **outcomes: Who | str) -> dict[str, Who | str]:
    """``who("403", _200=WHOLE)``: these get 200, every other member 403."""
    return {"rest": rest, **{outcome.lstrip("_"): members for outcome, members in outcomes.items()}}


def everybody(outcome: str) -> dict[str, Who | str]:
    return who(outcome)


@dataclass(frozen=True)
class Row:
    """One address and method. ``marker`` is a text that shows the thing asked for; ``public`` asks only without log-in;
    ``takes_in`` is for what anybody may leave with an authority."""

    route: str
    method: str
    own: Expected
    other: Expected | None = None
    kwargs: Values = nothing
    body: Values = nothing
    query: str | Callable[[On], str] = ""
    marker: Callable[[On], str] | None = None
    public: bool = False
    takes_in: bool = False
    multipart: bool = False
    others: Mapping[str, str] = field(default_factory=dict)
    label: str = ""

    @property
    def mouth(self) -> str:
        return self.route.partition(":")[0]

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.route, self.method, self.label)))

    def expected(self, target: Expected) -> dict[str, str]:
        found = {member: str(target["rest"]) for member in MEMBERS}
        for outcome, members in target.items():
            if outcome != "rest":
                found |= dict.fromkeys({members} if isinstance(members, str) else members, outcome)
        return found | MOUTH_DEFAULTS[self.mouth] | dict(self.others)


def fixed(**values: Any) -> Values:
    return lambda _: values
