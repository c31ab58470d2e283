"""Who gets what of what goes between two levels: what was sent up, its package, its answer, and whose dossiers are taken in."""

from typing import Any

from emulation.models import Authority
from tests.api.access.words import CLERK, DOSSIERS, MINE, OFFICE, RECORDS, STRANGER, Row, Values, everybody, fixed, who
from tests.api.access.words import COMMITTEE as WHOLE_COMMITTEE

SEES = (who("404", _200=DOSSIERS | {CLERK}), who("404", _200=WHOLE_COMMITTEE | {CLERK}))


def sent(name: str = "forwarding_id") -> Values:
    return lambda on: {name: on.town.forwardings[on.unit]}


def _answered(done: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """By the clerk or the standing office; others who see it may not."""
    may = {CLERK, OFFICE}
    return (
        who("404", **{f"_{done}": may}, _403=DOSSIERS - may),
        who("404", **{f"_{done}": may}, _403=WHOLE_COMMITTEE - may),
    )


BELOW = {"subordinate": "", "unit": "P02", "valid_from": "2019-01-01", "legal_basis": "QĐ 1"}


def another(on: Any) -> dict[str, Any]:
    """The other town as one below this one."""
    return {
        **BELOW,
        "subordinate": Authority.objects.exclude(pk=on.town.code).order_by("pk").values_list("pk", flat=True)[0],
    }


ROWS: tuple[Row, ...] = (
    Row("api:forwarding", "get", *SEES, kwargs=sent()),
    Row("api:forwarding-package", "get", *SEES, kwargs=sent()),
    Row("api:forwarding-come-back", "post", *_answered("200"), kwargs=sent(), body=fixed(reason="vì")),
    Row("api:forwarding-hear", "post", *_answered("422"), kwargs=sent(), body=fixed(results=[])),
    Row("api:superiors", "get", everybody("200"), others=MINE),
    Row("api:subordinates", "get", everybody("200"), others=MINE),
    Row("api:subordinates", "post", who("403", _201=RECORDS), body=another, others={STRANGER: "422"}),
    Row(
        "api:subordinate-end",
        "post",
        who("403", _404=RECORDS),
        kwargs=lambda on: {"subordination_id": on.town.forwardings[on.unit]},
        body=fixed(valid_to="2019-06-01"),
    ),
    Row("web:forwarding", "get", *SEES, kwargs=sent("forwarding")),
    Row(
        "web:forwarding", "post", *_answered("302"), kwargs=sent("forwarding"), body=fixed(act="come_back", reason="vì")
    ),
    Row("web:forwarding-package", "get", *SEES, kwargs=sent("forwarding")),
    Row("web:subordinates", "get", everybody("200"), others=MINE),
    Row("web:subordinates", "post", who("403", _302=RECORDS), body=another, others={STRANGER: "422"}),
)
