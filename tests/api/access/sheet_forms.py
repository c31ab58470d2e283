"""Who gets what: forms of sheets while they are typed, sheets that are judged, a unit's history, one's own page."""

from tests.api.access.things import page_of_unit, running, sheet_of_unit, unit_month
from tests.api.access.words import (
    AUTHORITY_WIDE,
    MINE,
    NEAR,
    NOBODY,
    OFFICER,
    STAFF,
    WHOLE,
    On,
    Row,
    Values,
    everybody,
    fixed,
    who,
)
from tests.world import DRAFTED, SUBMITTED, person

KEEP = fixed(act="keep", **{"f.s.B1": "12,5", "o.s.B1": "27"})


def form_of_person(on: On) -> dict[str, str]:
    return {**page_of_unit(DRAFTED)(on), "person": person(on.unit, 3)}


def own_draft(on: On) -> str:
    return f"person={person(on.unit, 3)}"


def unit_of_campaign(on: On) -> dict[str, str]:
    return {**running(on), "unit": on.unit}


def page_of_history(on: On) -> dict[str, str]:
    return {"campaign": on.town.running, "unit": on.unit}


def submitted(on: On) -> dict[str, str]:
    return {"evaluation": str(on.town.evaluation(SUBMITTED, on.unit).pk)}


def queue_of(month: str) -> Values:
    return lambda on: {"campaign": on.town.running, "month": month}


ROWS: tuple[Row, ...] = (
    Row("api:sheet-draft", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=unit_month(DRAFTED)),
    Row(
        "api:sheet-draft",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=unit_month(DRAFTED),
        query=own_draft,
        label="of a person",
    ),
    Row(
        "api:sheet-draft",
        "patch",
        who("403", _200=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=unit_month(DRAFTED),
        body=fixed(values={"s.B1": "12,5"}, seen={"s.B1": "27"}),
    ),
    Row("api:unit-course", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=unit_of_campaign),
    Row("web:sheet-form", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=page_of_unit(DRAFTED)),
    Row(
        "web:sheet-form",
        "post",
        who("403", _200=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=page_of_unit(DRAFTED),
        body=KEEP,
    ),
    Row("web:sheet-form-person", "get", who("404", _200=NEAR | {STAFF}), who("404", _200=WHOLE), kwargs=form_of_person),
    Row(
        "web:sheet-form-person",
        "post",
        who("403", _200={OFFICER, STAFF}, _404={NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=form_of_person,
        body=KEEP,
    ),
    Row("web:hand-in", "get", who("404", _200=NEAR | {STAFF}), who("404", _200=WHOLE), kwargs=page_of_unit(DRAFTED)),
    Row(
        "web:hand-in",
        "post",
        who("403", _302=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=page_of_unit(DRAFTED),
        body=fixed(subject="-"),
    ),
    Row(
        "web:judging",
        "get",
        who("blind", sees={"unit_head"}),
        who("blind"),
        kwargs=queue_of(SUBMITTED),
        marker=lambda on: str(on.town.evaluation(SUBMITTED, on.unit).pk),
    ),
    Row(
        "web:judging",
        "post",
        who("403", _302={"unit_head"}),
        who("403"),
        kwargs=queue_of(SUBMITTED),
        body=lambda on: {"act": "confirm", "evaluation": str(on.town.evaluation(SUBMITTED, on.unit).pk)},
    ),
    Row(
        "web:judge",
        "get",
        who("404", _302=NEAR),
        who("404", _302=WHOLE),
        kwargs=lambda on: {"evaluation": sheet_of_unit(on)},
    ),
    Row(
        "web:judge",
        "post",
        who("404", _409=NEAR, _302={"unit_head"}),
        who("404", _409=WHOLE),
        kwargs=submitted,
        body=fixed(act="judge"),
    ),
    Row("web:unit-history", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=page_of_history),
    Row("web:me", "get", everybody("200"), others=MINE),
    Row("web:me-data", "get", everybody("200"), others=MINE),
)
