"""Who gets what: appeals, corrections, rulings and bookings."""

from typing import Any

from emulation.models import Ranking, Standing
from tests.api.access.things import in_the_shadow, page, published, stage, unit_month
from tests.api.access.words import (
    ACCOUNTANT,
    ADMIN,
    CHAIR,
    CLERK,
    CLUSTER,
    COMMITTEE,
    HEAD,
    INSPECTOR,
    NEAR,
    NOBODY,
    OFFICE,
    PUBLISHERS,
    STAFF,
    UNIT,
    WHOLE,
    On,
    Row,
    everybody,
    fixed,
    who,
)
from tests.world import CLOSED, OWN, person


def waiting(on: On) -> dict[str, Any]:
    return {"correction_id": on.town.correction()}


def booked(on: On) -> dict[str, Any]:
    return {"booking_id": on.town.bookings[on.unit]}


def booking_page(on: On) -> dict[str, Any]:
    return {"booking": on.town.bookings[on.unit]}


def ruling_page(on: On) -> dict[str, Any]:
    return {"ruling": on.town.rulings[on.unit]}


def appeal_of(on: On) -> dict[str, Any]:
    return {"appeal_id": on.town.appeals[on.unit]}


def page_of_appeal(on: On) -> dict[str, Any]:
    return {"appeal": on.town.appeals[on.unit]}


def standing_of_published(on: On) -> dict[str, Any]:
    return {"standing": str(Standing.objects.get(ranking=on.town.published[Ranking.UNITS], subject=on.unit).pk)}


NO_ROW = "00000000-0000-7000-8000-000000000000"


def closed_sheet(on: On) -> dict[str, Any]:
    return {"evaluation": str(on.town.evaluation(CLOSED, on.unit).pk)}


ROWS: tuple[Row, ...] = (
    Row(
        "api:appeals",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=stage("corrected"),
        marker=lambda on: on.town.appeals[on.unit],
    ),
    Row(
        "api:appeals",
        "get",
        who("blind", sees=WHOLE | {STAFF}),
        kwargs=stage("corrected"),
        marker=lambda on: on.town.appeals[person(on.unit, 3)],
        label="of a person",
    ),
    Row(
        "api:ranking-appeals",
        "post",
        who("403", _422=UNIT),
        who("403"),
        kwargs=published(Ranking.UNITS),
        body=lambda on: {"subject": on.unit, "text": "vì", "lines": [{"month": CLOSED, "criterion": "A3"}]},
    ),
    Row("api:ranking-affected", "get", who("404", _200=WHOLE), kwargs=in_the_shadow),
    Row("api:appeal", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=appeal_of),
    Row(
        "api:appeal-take-up",
        "post",
        who("403", _200={OFFICE, CHAIR, "council_secretary"}, _404={STAFF, NOBODY, CLERK, ACCOUNTANT, ADMIN}),
        who("404", _200={OFFICE, CHAIR, "council_secretary"}, _403={HEAD, "council_member", INSPECTOR}),
        kwargs=appeal_of,
    ),
    Row(
        "api:appeal-withdraw",
        "post",
        who("404", _200=UNIT, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=appeal_of,
    ),
    Row(
        "api:appeal-decide",
        "post",
        who("404", _422=COMMITTEE - {OFFICE}, _403={OFFICE, INSPECTOR, STAFF}),
        kwargs=lambda on: {"appeal_id": on.town.appeals[person(OWN, 3)]},
        body=fixed(answer="vì", lines=[{"line": NO_ROW, "upheld": False}]),
    ),
    Row(
        "api:corrections",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=stage("corrected"),
        marker=lambda on: on.town.corrections[on.unit],
    ),
    Row(
        "api:correct",
        "post",
        who("403", _201=OFFICE),
        who("403", _201=OFFICE),
        kwargs=unit_month(CLOSED),
        body=fixed(subject="", scores={"B1": "20"}, reason="vì"),
    ),
    Row("api:correction-approve", "post", who("403", _200=PUBLISHERS), kwargs=waiting),
    Row("api:correction-decline", "post", who("403", _200=PUBLISHERS), kwargs=waiting, body=fixed(reason="vì")),
    Row(
        "api:rulings",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=stage("launched"),
        marker=lambda on: on.town.rulings[on.unit],
    ),
    Row(
        "api:rulings",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=stage("launched"),
        marker=lambda on: on.town.rulings[person(on.unit, 3)],
        label="of a person",
    ),
    Row(
        "api:rulings",
        "post",
        who("403", _201={HEAD, CHAIR}),
        kwargs=stage("launched"),
        body=fixed(subjects="units", kind="unranked", target="P02", reason="vì"),
    ),
    Row(
        "api:ruling-lift",
        "post",
        who("403", _200={HEAD, CHAIR}),
        kwargs=lambda on: {"ruling_id": on.town.rulings[on.unit]},
        body=fixed(reason="vì"),
    ),
    Row(
        "api:bookings",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=stage("launched"),
        marker=lambda on: on.town.bookings[on.unit],
    ),
    Row("api:booking-book", "post", who("403", _200=OFFICE), kwargs=booked),
    Row("api:booking-decline", "post", who("403", _200={OFFICE, INSPECTOR}), kwargs=booked, body=fixed(reason="vì")),
    Row("api:booking-reverse", "post", who("403", _409=PUBLISHERS), kwargs=booked, body=fixed(reason="vì")),
    Row(
        "web:appeals",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=page("corrected"),
        marker=lambda on: on.town.appeals[on.unit],
    ),
    Row("web:appeal", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=page_of_appeal),
    Row(
        "web:appeal",
        "post",
        who("404", _302=UNIT, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=page_of_appeal,
        body=fixed(act="withdraw"),
    ),
    Row("web:appeal-submit", "get", who("403", _200=UNIT), who("403"), kwargs=standing_of_published),
    Row(
        "web:appeal-submit",
        "post",
        who("403", _422=UNIT),
        who("403"),
        kwargs=standing_of_published,
        body=fixed(text="vì"),
    ),
    Row("web:bookings", "get", everybody("200"), kwargs=page("launched")),
    Row("web:booking", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=booking_page),
    Row(
        "web:booking",
        "post",
        who("404", _302=OFFICE, _403=NEAR - {OFFICE}),
        who("404", _302=OFFICE, _403=WHOLE - {OFFICE}),
        kwargs=booking_page,
        body=fixed(act="book"),
    ),
    Row("web:ruling-decide", "get", who("403", _200={HEAD, CHAIR}), kwargs=page("launched")),
    Row(
        "web:ruling-decide",
        "post",
        who("403", _302={HEAD, CHAIR}),
        kwargs=page("launched"),
        body=fixed(what="unranked-units", target="P02", reason="vì"),
    ),
    Row(
        "web:ruling-lift",
        "get",
        who("404", _200={HEAD, CHAIR}, _403=NEAR - {HEAD, CHAIR}),
        who("404", _200={HEAD, CHAIR}, _403=WHOLE - {HEAD, CHAIR}),
        kwargs=ruling_page,
    ),
    Row(
        "web:ruling-lift",
        "post",
        who("404", _302={HEAD, CHAIR}, _403=NEAR - {HEAD, CHAIR}),
        who("404", _302={HEAD, CHAIR}, _403=WHOLE - {HEAD, CHAIR}),
        kwargs=ruling_page,
        body=fixed(reason="vì"),
    ),
    Row(
        "web:correct",
        "get",
        who("404", _200=OFFICE, _403=NEAR - {OFFICE}),
        who("404", _200=OFFICE, _403=WHOLE - {OFFICE}),
        kwargs=closed_sheet,
    ),
    Row(
        "web:correct",
        "post",
        who("404", _302=OFFICE, _403=NEAR - {OFFICE}),
        who("404", _302=OFFICE, _403=WHOLE - {OFFICE}),
        kwargs=closed_sheet,
        body=fixed(**{"score-B1": "20", "reason": "vì"}),
    ),
    Row(
        "web:corrections",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=page("corrected"),
        marker=lambda on: on.town.corrections[on.unit],
    ),
    Row(
        "web:correction",
        "get",
        who("404", _200=NEAR),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"correction": on.town.corrections[on.unit]},
    ),
    Row(
        "web:correction",
        "post",
        who("403", _302=PUBLISHERS),
        kwargs=lambda on: {"correction": on.town.correction()},
        body=fixed(act="approve"),
    ),
)
