"""Who gets what: evaluations, lists of tasks and scores of peers."""

from collections.abc import Mapping

from tests.api.access.things import page_of_unit, running, sheet_of_unit, stage, unit_month
from tests.api.access.words import (
    ADMIN,
    AUTHORITY_WIDE,
    CLUSTER,
    DEPUTY,
    LEAD,
    MINE,
    NEAR,
    NOBODY,
    OFFICE,
    OFFICER,
    STAFF,
    STRANGER,
    UNIT,
    UNIT_HEAD,
    WHOLE,
    On,
    Row,
    Values,
    everybody,
    fixed,
    who,
)
from tests.world import CLOSED, CONFIRMED, DRAFTED, PERSON_MARKS, SUBMITTED, UNIT_MARKS, person


def person_month(month: str) -> Values:
    return lambda on: {"campaign_id": on.town.running, "person": person(on.unit, 3), "month": month}


def week_of(day: str) -> Values:
    return lambda on: {"person": person(on.unit, 3), "week": day}


def marks(values: Mapping[str, str]) -> Values:
    return fixed(scores=dict(values))


def colleague(on: On) -> str:
    return f"Hòa {on.unit} {on.town.name}"


def sheet_of_person(on: On) -> str:
    return str(on.town.evaluation(DRAFTED, on.unit, person(on.unit, 3)).pk)


ROWS: tuple[Row, ...] = (
    Row(
        "api:evaluations",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=running,
        query=f"month={DRAFTED}",
        marker=sheet_of_unit,
    ),
    Row(
        "api:evaluations",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=running,
        query=f"month={DRAFTED}",
        marker=sheet_of_person,
        label="of people",
    ),
    Row(
        "api:unit-evaluation",
        "get",
        who("404", _200=NEAR),
        who("404", _200=WHOLE),
        kwargs=unit_month(DRAFTED),
    ),
    Row(
        "api:unit-evaluation",
        "put",
        who("403", _200=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(DRAFTED),
        body=marks(UNIT_MARKS),
    ),
    Row(
        "api:submit",
        "post",
        who("403", _200=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(DRAFTED),
    ),
    Row(
        "api:submit",
        "post",
        who("403", _200={OFFICER, STAFF}, _404=NOBODY),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(DRAFTED),
        body=lambda on: {"subjects": [person(on.unit, 3)]},
        label="of a person",
    ),
    Row(
        "api:confirm",
        "post",
        who("403", _200=UNIT_HEAD, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(SUBMITTED),
    ),
    Row(
        "api:assess",
        "post",
        who("403", _409={LEAD, DEPUTY}, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(CONFIRMED),
        body=fixed(subjects=[""]),
    ),
    Row(
        "api:derivation",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {**running(on), "subjects": "people", "subject": person(on.unit, 3)},
    ),
    Row(
        "api:task-list",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=week_of("2019-05-08"),
        others=MINE,
    ),
    Row(
        "api:task-list",
        "put",
        who("403", _200={OFFICER, STAFF}, _404=NOBODY),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=week_of("2019-04-29"),
        body=fixed(tasks=[]),
        others=MINE,
    ),
    Row(
        "api:task-act",
        "post",
        who("403", _200={UNIT_HEAD, OFFICE}, _404=NOBODY),
        who("404", _200=OFFICE, _403=AUTHORITY_WIDE - {OFFICE}),
        kwargs=lambda on: {**week_of("2019-05-06")(on), "act": "confirm"},
        others=MINE,
    ),
    Row(
        "api:task-feed",
        "post",
        who("403", _422={OFFICER, STAFF}, _404=NOBODY),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=person_month(DRAFTED),
    ),
    Row(
        "api:peer-assignments",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=stage("peers"),
        marker=lambda on: on.town.peers[on.unit],
    ),
    Row(
        "api:peer-assignments",
        "post",
        who("403", _201={OFFICE, LEAD, DEPUTY}),
        who("403", _201=OFFICE),
        kwargs=stage("peers"),
        body=lambda on: {"subjects": "units", "pairs": [[on.unit, "P02"]]},
    ),
    Row(
        "api:peer-withdraw",
        "post",
        who("403", _200=OFFICE),
        kwargs=lambda on: {"peer_id": on.town.peers[on.unit]},
    ),
    Row(
        "api:peer-score",
        "put",
        who("403", _409=UNIT),
        who("403"),
        kwargs=lambda on: {"peer_id": on.town.peers[on.unit], "month": CLOSED},
        body=fixed(scores={"B1": "20"}),
    ),
    Row(
        "api:appraise",
        "post",
        who("403", _200={OFFICE, LEAD}, _404={STAFF, NOBODY}),
        who("404", _200=OFFICE, _403=AUTHORITY_WIDE - {OFFICE}),
        kwargs=unit_month(CONFIRMED),
        body=fixed(subjects=[""]),
    ),
    Row(
        "api:return",
        "post",
        who("403", _200={OFFICE, LEAD}, _409={UNIT_HEAD, DEPUTY}, _404={STAFF, NOBODY}),
        who("404", _200=OFFICE, _403=AUTHORITY_WIDE - {OFFICE}),
        kwargs=unit_month(CONFIRMED),
        body=fixed(subjects=[""], reason="vì"),
    ),
    Row(
        "api:person-evaluation",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=person_month(DRAFTED),
    ),
    Row(
        "api:person-evaluation",
        "put",
        who("404", _200={OFFICER, STAFF}, _403=NEAR - {OFFICER} | {ADMIN}),
        who("404", _403=WHOLE | {ADMIN}),
        kwargs=person_month(DRAFTED),
        body=marks(PERSON_MARKS),
    ),
    Row(
        "web:unit-month",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=page_of_unit(DRAFTED),
    ),
    Row(
        "web:unit-month",
        "get",
        who("404", sees=NEAR, blind=STAFF),
        who("404", sees=WHOLE),
        kwargs=page_of_unit(DRAFTED),
        marker=colleague,
        label="of a colleague",
    ),
    Row(
        "web:evaluation",
        "get",
        who("404", _200=NEAR),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"evaluation": sheet_of_unit(on)},
    ),
    Row(
        "web:evaluation",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"evaluation": sheet_of_person(on)},
        label="of a person",
    ),
    Row(
        "web:derivation",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running, "subjects": "people", "subject": person(on.unit, 3)},
    ),
    Row("web:task-lists", "get", everybody("200"), others=MINE),
    Row(
        "web:task-list",
        "get",
        who("404", _200=NEAR | {STAFF, ADMIN}),
        who("404", _200=WHOLE | {ADMIN}),
        kwargs=week_of("2019-05-06"),
        others=MINE,
    ),
    Row(
        "web:task-list",
        "post",
        who("404", _409={OFFICER, STAFF}, _403=NEAR - {OFFICER} | {ADMIN}),
        who("404", _403=WHOLE | {ADMIN}),
        kwargs=week_of("2019-05-06"),
        body=fixed(act="submit"),
        others={STRANGER: "409"},
    ),
    Row(
        "web:peers",
        "get",
        who("blind", sees=UNIT | {OFFICE}),
        who("blind", sees=OFFICE),
        kwargs=lambda on: {"campaign": on.town.stages["peers"], "month": CLOSED},
        marker=lambda on: on.town.peers[on.unit],
    ),
    Row(
        "web:peers",
        "post",
        who("403", _302={OFFICE, LEAD, DEPUTY}),
        who("403", _302=OFFICE),
        kwargs=lambda on: {"campaign": on.town.stages["peers"], "month": CLOSED},
        body=lambda on: {"subjects": "units", "pairs": f"{on.unit} P02"},
    ),
    Row(
        "web:peer-score",
        "get",
        who("404", _200=UNIT, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=lambda on: {"assignment": on.town.peers[on.unit], "month": CLOSED},
    ),
    Row(
        "web:peer-score",
        "post",
        who("404", _409=UNIT, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=lambda on: {"assignment": on.town.peers[on.unit], "month": CLOSED},
        body=fixed(**{"score-B1": "20"}),
    ),
)
