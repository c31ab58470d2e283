"""Who gets what: inspections, findings, holds and audits."""

from typing import Any
from uuid import UUID

from emulation import catalogue
from tests.api.access.things import running
from tests.api.access.words import (
    CHAIR,
    COMMITTEE,
    DRAWERS,
    HEAD,
    INSPECTOR,
    MINE,
    NEAR,
    OFFICE,
    STRANGER,
    UNIT,
    UNSEEN,
    VISIT_PLANNERS,
    WHOLE,
    On,
    Row,
    everybody,
    fixed,
    who,
)
from tests.world import DRAFTED, SHIPPED, TEAM, found_at


def visit(on: On) -> dict[str, Any]:
    return {"visit_id": on.town.visits[on.unit]}


def surprise(on: On) -> dict[str, Any]:
    return {"visit_id": on.town.surprises[on.unit]}


def finding(on: On) -> dict[str, Any]:
    return {"finding_id": on.town.findings[on.unit]}


def of_running(on: On) -> dict[str, Any]:
    return {"campaign": on.town.running}


def of_visit(on: On) -> dict[str, Any]:
    return {"visit": on.town.visits[on.unit]}


def of_finding(on: On) -> dict[str, Any]:
    return {"finding": on.town.findings[on.unit]}


def drawn(on: On) -> dict[str, Any]:
    return {"list_id": on.town.audit}


def team_of_another_name(on: On) -> dict[str, Any]:
    member = {"username": f"inspector@{on.town.code}", "leads": True}
    return {"code": "DOAN-9", "name": "Đoàn 9", "document": "QĐ 9", "valid_from": "2019-05-01", "members": [member]}


ROWS: tuple[Row, ...] = (
    Row("api:inspection-teams", "get", everybody("sees"), marker=lambda on: f"Đoàn {on.town.name}", others=UNSEEN),
    Row(
        "api:inspection-teams",
        "post",
        who("403", _201={OFFICE, HEAD}),
        body=team_of_another_name,
        others={STRANGER: "422"},
    ),
    Row(
        "api:inspection-team-join",
        "post",
        who("403", _201={OFFICE, HEAD}),
        kwargs=fixed(team=TEAM),
        body=lambda on: {"username": f"inspector@{on.town.code}", "valid_from": "2019-05-01"},
        others={STRANGER: "422"},
    ),
    Row("api:inspection-checklists", "get", everybody("200"), others=MINE),
    Row(
        "api:inspection-checklists",
        "post",
        who("403", _201=OFFICE),
        body=lambda _: next(catalogue.checklists()),
        others={STRANGER: "201"},
    ),
    Row(
        "api:visits",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=running,
        marker=lambda on: on.town.visits[on.unit],
    ),
    Row(
        "api:visits",
        "get",
        who("blind", sees=WHOLE),
        who("blind", sees=WHOLE),
        kwargs=running,
        marker=lambda on: on.town.surprises[on.unit],
        label="surprise",
    ),
    Row(
        "api:visits",
        "post",
        who("403", _201={OFFICE, HEAD, INSPECTOR}),
        kwargs=running,
        body=fixed(unit="P02", team=TEAM, checklist=SHIPPED[0], planned_on="2019-04-26"),
    ),
    Row(
        "api:findings",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=running,
        marker=lambda on: found_at(on.town, on.unit),
    ),
    Row("api:visit", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=visit),
    Row("api:visit", "get", who("404", _200=WHOLE), who("404", _200=WHOLE), kwargs=surprise, label="surprise"),
    Row("api:visit-begin", "post", who("404", _403=COMMITTEE, _200=INSPECTOR), kwargs=surprise),
    Row(
        "api:visit-cancel",
        "post",
        who("404", _403=WHOLE - VISIT_PLANNERS, _200=VISIT_PLANNERS),
        kwargs=surprise,
        body=fixed(reason="vì"),
    ),
    *(
        Row(
            route,
            method,
            who("404", _403=NEAR - {INSPECTOR}, _409=INSPECTOR),
            kwargs=visit,
            body=body,
        )
        for route, method, body in (
            ("api:visit-fill", "put", fixed(marks=[{"item": "P1", "result": "met"}])),
            ("api:visit-minutes", "post", fixed(summary="Xong.")),
            ("api:visit-findings", "post", fixed(key=str(UUID(int=5)), kind="shortcoming", text="Chậm.")),
        )
    ),
    Row(
        "api:finding",
        "get",
        who("404", _200=NEAR),
        who("404", _200=WHOLE),
        kwargs=finding,
    ),
    *(
        Row(
            route,
            "post",
            who("404", _403=NEAR - {one}, _409={one}),
            kwargs=finding,
            body=body,
        )
        for route, one, body in (
            ("api:finding-withdraw", INSPECTOR, fixed()),
            ("api:finding-propose", INSPECTOR, fixed(kind="veto", veto="V1", reason="vì")),
            ("api:finding-waive", INSPECTOR, fixed(reason="vì")),
            ("api:finding-book", OFFICE, fixed()),
            ("api:finding-decline", OFFICE, fixed(reason="vì")),
        )
    ),
    Row(
        "api:finding-explain",
        "post",
        who("404", _403=NEAR - UNIT, _200=UNIT),
        who("404", _403=WHOLE),
        kwargs=finding,
        body=fixed(text="Đã khắc phục."),
    ),
    Row(
        "api:holds",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        marker=lambda on: on.town.holds[on.unit],
        others=UNSEEN,
    ),
    Row(
        "api:hold-lift",
        "post",
        who("403", _200={HEAD, CHAIR}),
        kwargs=lambda on: {"hold_id": on.town.holds[on.unit]},
        body=fixed(reason="vì"),
    ),
    Row("api:audit-lists", "get", everybody("sees"), kwargs=running, marker=lambda on: on.town.bound),
    Row(
        "api:audit-lists",
        "post",
        who("403", _201=DRAWERS),
        kwargs=running,
        body=fixed(month=DRAFTED),
    ),
    Row(
        "api:audit-draw",
        "post",
        who("403", _200=DRAWERS - {OFFICE}),
        kwargs=lambda on: {"list_id": on.town.bound},
        body=fixed(words="83916"),
    ),
    Row("api:audit-file", "get", who("403", _200=WHOLE), kwargs=drawn),
    Row("api:audit-verification", "get", who("403", _200=WHOLE), kwargs=drawn),
    Row(
        "web:visits",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=of_running,
        marker=lambda on: on.town.visits[on.unit],
    ),
    Row(
        "web:visits",
        "get",
        who("blind", sees=WHOLE),
        kwargs=of_running,
        marker=lambda on: on.town.surprises[on.unit],
        label="surprise",
    ),
    Row("web:visit-plan", "get", who("403", _200=VISIT_PLANNERS), kwargs=of_running),
    Row(
        "web:visit-plan",
        "post",
        who("403", _302=VISIT_PLANNERS),
        kwargs=of_running,
        body=fixed(unit="P02", team=TEAM, checklist="ky-cuong-phuc-vu:1", planned_on="2019-04-26"),
    ),
    Row("web:visit", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=of_visit),
    Row(
        "web:visit",
        "post",
        who("404", _403=COMMITTEE, _302=INSPECTOR),
        kwargs=lambda on: {"visit": on.town.surprises[on.unit]},
        body=fixed(act="begin"),
    ),
    Row("web:visit-minutes", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=of_visit),
    Row("web:finding", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=of_finding),
    Row(
        "web:finding",
        "post",
        who("404", _403=NEAR - UNIT, _302=UNIT),
        kwargs=of_finding,
        body=fixed(act="explain", answer="Đã khắc phục."),
    ),
    Row("web:audits", "get", everybody("sees"), kwargs=of_running, marker=lambda on: on.town.bound),
    Row(
        "web:audits",
        "post",
        who("403", _302=DRAWERS),
        kwargs=of_running,
        body=fixed(month=DRAFTED, size="1"),
    ),
    Row(
        "web:audit",
        "get",
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"audit": on.town.audit},
        marker=lambda on: f"83916 {on.town.name}",
    ),
    Row(
        "web:audit",
        "post",
        who("403", _302=DRAWERS - {OFFICE}),
        kwargs=lambda on: {"audit": on.town.bound},
        body=fixed(words="83916"),
    ),
    Row("web:audit-file", "get", who("403", _200=WHOLE), kwargs=lambda on: {"audit": on.town.audit}),
    Row("web:inspection-teams", "get", everybody("sees"), marker=lambda on: f"Đoàn {on.town.name}", others=UNSEEN),
    Row(
        "web:inspection-teams",
        "post",
        who("403", _302={OFFICE, HEAD}),
        body=lambda on: {**team_of_another_name(on), "members": "", "lead": f"inspector@{on.town.code}"},
        others={STRANGER: "422"},
    ),
)
