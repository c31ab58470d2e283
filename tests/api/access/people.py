"""Who gets what: units, people, accounts, leaves, delegations and calendars."""

from typing import Any

from tests.api.access.things import council, person_name, unit_month, unit_name
from tests.api.access.words import (
    ADMIN,
    AUTHORITY_WIDE,
    CLERK,
    COMMITTEE,
    HEAD,
    MINE,
    NEAR,
    NOBODY,
    OFFICE,
    OFFICER,
    RECORDS,
    STAFF,
    STRANGER,
    UNIT_HEAD,
    UNSEEN,
    WHOLE,
    On,
    Row,
    everybody,
    fixed,
    nothing,
    who,
)
from tests.world import DRAFTED, OWN, PASSWORD, TEAM, leave_of, person


def delegation_of(on: On) -> str:
    return on.town.delegations[on.unit]


def delegated(on: On) -> dict[str, Any]:
    suffix = "" if on.unit == OWN else f".{on.unit}"
    names = {"delegator": f"unit_head{suffix}@{on.town.code}", "delegate": f"unit_officer.P02@{on.town.code}"}
    days = {"starts_on": "2019-07-01", "ends_on": "2019-07-02"}
    return {**names, "role": "unit_head", "scope": "unit", "code": on.unit, **days, "reason": "Nghỉ phép"}


ROWS: tuple[Row, ...] = (
    Row("api:units", "get", everybody("sees"), marker=unit_name, others=UNSEEN),
    Row(
        "api:reorganisations",
        "post",
        who("403", _204=RECORDS),
        body=fixed(
            kind="merge", predecessors=["P01", "P02"], successors=["P02"], effective_on="2019-06-01", legal_basis="QĐ 1"
        ),
        others={STRANGER: "204"},
    ),
    Row(
        "api:people",
        "get",
        who("blind", sees=NEAR | {ADMIN, STAFF}),
        who("blind", sees=WHOLE | {ADMIN}),
        marker=person_name,
        others=UNSEEN,
    ),
    Row(
        "api:transfers",
        "post",
        who("403", _204=RECORDS),
        kwargs=lambda on: {"person": person(on.unit, 3)},
        body=fixed(to_unit="P02", effective_on="2019-06-01"),
        others={STRANGER: "204"},
    ),
    Row(
        "api:accounts",
        "post",
        who("403", _204=ADMIN),
        body=fixed(username="nguoi.moi", password=PASSWORD),
        others={STRANGER: "204"},
    ),
    Row(
        "api:grants",
        "post",
        who("403", _204=ADMIN),
        kwargs=lambda on: {"username": on.town.accounts[STAFF].username},
        body=fixed(role="unit_officer", scope="unit", code=OWN),
    ),
    Row(
        "api:grants",
        "patch",
        who("403", _204=ADMIN),
        kwargs=lambda on: {"username": on.town.accounts[OFFICER].username},
        body=fixed(role="unit_officer", scope="unit", code=OWN),
    ),
    Row(
        "api:calendar-days", "get", everybody("sees"), marker=lambda _: '"day":"2019-02-05"', others={STRANGER: "sees"}
    ),
    Row(
        "api:calendar-days",
        "post",
        who("403", _201=RECORDS),
        body=fixed(day="2019-10-16", kind="holiday", name="Nghỉ bão", legal_basis="CV 1"),
        others={STRANGER: "201"},
    ),
    Row("api:calendar-lacks", "get", everybody("200"), others=MINE),
    Row(
        "api:calendar-day-withdraw",
        "post",
        who("403", _200=RECORDS),
        kwargs=lambda on: {"calendar_day_id": on.town.calendar_day},
        body=fixed(reason="vì"),
    ),
    Row("api:leave-kinds", "get", everybody("200"), others=MINE),
    Row("api:service-rules", "get", everybody("200"), others=MINE),
    Row(
        "api:leaves",
        "get",
        who("blind", sees={OFFICE, UNIT_HEAD, OFFICER, STAFF}),
        who("blind", sees={OFFICE}),
        marker=lambda on: leave_of(on.town, on.unit),
        others=UNSEEN,
    ),
    Row(
        "api:leaves",
        "post",
        who("403", _201={OFFICE, UNIT_HEAD, OFFICER}, _404={NOBODY}),
        who("404", _201={OFFICE}, _403=AUTHORITY_WIDE - {OFFICE}),
        body=lambda on: {
            "person": person(on.unit, 3),
            "kind": "annual",
            "first_day": "2019-12-02",
            "last_day": "2019-12-03",
        },
        others={STRANGER: "201"},
    ),
    Row(
        "api:leave-withdraw",
        "post",
        who("404", _200={OFFICE, UNIT_HEAD, OFFICER}, _403={STAFF}),
        who("404", _200={OFFICE}),
        kwargs=lambda on: {"leave_id": on.town.leaves[on.unit]},
        body=fixed(reason="vì"),
    ),
    Row(
        "api:unit-service",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=unit_month(DRAFTED),
    ),
    Row(
        "api:absences",
        "post",
        who("403", _404={OFFICER, STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(DRAFTED),
    ),
    Row(
        "api:delegations",
        "get",
        who("blind", sees=COMMITTEE | {ADMIN, UNIT_HEAD}),
        who("blind", sees=COMMITTEE | {ADMIN}),
        marker=delegation_of,
        others=UNSEEN,
    ),
    Row(
        "api:delegations",
        "post",
        who("403", _201={UNIT_HEAD, ADMIN}),
        who("403", _201=ADMIN),
        body=delegated,
        others={STRANGER: "422"},
    ),
    Row(
        "api:delegation-end",
        "post",
        who("404", _200={UNIT_HEAD, ADMIN}),
        who("404", _200=ADMIN),
        kwargs=lambda on: {"delegation_id": delegation_of(on)},
        body=fixed(reason="vì"),
    ),
    Row(
        "api:inspection-team-leave",
        "post",
        who("403", _200={OFFICE, HEAD}),
        kwargs=lambda on: {"team": TEAM, "username": f"all_roles@{on.town.code}"},
        body=fixed(valid_to="2019-05-01"),
    ),
    Row(
        "api:council-leave",
        "post",
        who("403", _200=frozenset({OFFICE, HEAD})),
        kwargs=lambda on: {**council(council_id="council")(on), "username": on.town.accounts[CLERK].username},
        body=fixed(on="2019-05-12"),
    ),
    *(
        Row(
            "web:leave-withdraw",
            method,
            who("404", **{outcome: {OFFICE, UNIT_HEAD, OFFICER}}, _403={STAFF}),
            who("404", **{outcome: {OFFICE}}),
            kwargs=lambda on: {"unit": on.unit, "leave": on.town.leaves[on.unit]},
            body=fixed(reason="vì") if method == "post" else nothing,
        )
        for method, outcome in (("get", "_200"), ("post", "_302"))
    ),
    Row("web:calendar", "get", everybody("sees"), marker=lambda _: "05/02/2019", others={STRANGER: "sees"}),
    Row(
        "web:calendar",
        "post",
        who("403", _302=RECORDS),
        body=fixed(day="2019-10-16", kind="holiday", name="Nghỉ bão", legal_basis="CV 1"),
        others={STRANGER: "302"},
    ),
    Row(
        "web:calendar",
        "post",
        who("403", _302=RECORDS),
        body=lambda on: {"act": "withdraw", "row": on.town.calendar_day, "reason": "vì"},
        others={STRANGER: "404"},
        label="withdraw",
    ),
    Row(
        "web:leaves",
        "get",
        who("404", sees={OFFICE, UNIT_HEAD, OFFICER, STAFF}),
        who("404", sees={OFFICE}),
        kwargs=lambda on: {"unit": on.unit},
        marker=lambda on: leave_of(on.town, on.unit),
        others=UNSEEN,
    ),
    Row(
        "web:leaves",
        "post",
        who("404", _302={OFFICE, UNIT_HEAD, OFFICER}, _403={STAFF}),
        who("404", _302={OFFICE}),
        kwargs=lambda on: {"unit": on.unit},
        body=lambda on: {
            "person": person(on.unit, 3),
            "kind": "annual",
            "first_day": "2019-12-02",
            "last_day": "2019-12-03",
        },
        others={STRANGER: "302"},
    ),
    Row(
        "web:absences",
        "post",
        who("403", _404={OFFICER, STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=lambda on: {"campaign": on.town.running, "month": DRAFTED, "unit": on.unit},
    ),
    Row(
        "web:delegations",
        "get",
        who("blind", sees=COMMITTEE | {ADMIN, UNIT_HEAD}),
        who("blind", sees=COMMITTEE | {ADMIN}),
        marker=delegation_of,
        others=UNSEEN,
    ),
    Row("web:delegations", "post", everybody("302"), body=fixed(act="leave"), others={STRANGER: "302"}),
    Row(
        "web:delegation",
        "get",
        who("404", _200=COMMITTEE | {ADMIN, UNIT_HEAD}),
        who("404", _200=COMMITTEE | {ADMIN}),
        kwargs=lambda on: {"delegation": delegation_of(on)},
    ),
    Row(
        "web:delegation",
        "post",
        who("404", _403=COMMITTEE | {ADMIN, UNIT_HEAD}),
        who("404", _403=COMMITTEE | {ADMIN}),
        kwargs=lambda on: {"delegation": delegation_of(on)},
        body=fixed(act="use"),
    ),
)
