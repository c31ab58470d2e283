"""Who gets what: certificates."""

from certificates.models import Certificate
from tests.api.access.words import CLUSTER, PAPER, STAFF, UNIT, UNSEEN, On, Row, everybody, who
from tests.world import person


def certificate_of_unit(on: On) -> str:
    return on.town.certificates[on.unit]


def certificate_of_person(on: On) -> str:
    return on.town.certificates[person(on.unit, 3)]


ROWS: tuple[Row, ...] = (
    Row(
        "api:certificates",
        "get",
        who("blind", sees=PAPER | CLUSTER | UNIT),
        who("blind", sees=PAPER),
        marker=certificate_of_unit,
        others=UNSEEN,
    ),
    Row(
        "api:certificates",
        "get",
        who("blind", sees=PAPER | CLUSTER | UNIT | {STAFF}),
        who("blind", sees=PAPER),
        marker=certificate_of_person,
        others=UNSEEN,
        label="of people",
    ),
    Row(
        "api:certificate",
        "get",
        who("404", _200=PAPER | CLUSTER | UNIT | {STAFF}),
        who("404", _200=PAPER),
        kwargs=lambda on: {"certificate_id": certificate_of_person(on)},
    ),
    Row(
        "api:certificate-pdf",
        "get",
        who("404", _200=PAPER | CLUSTER | UNIT | {STAFF}),
        who("404", _200=PAPER),
        kwargs=lambda on: {"certificate_id": certificate_of_person(on)},
    ),
    Row(
        "web:certificates",
        "get",
        who("blind", sees=PAPER | CLUSTER | UNIT | {STAFF}),
        who("blind", sees=PAPER),
        marker=certificate_of_person,
        others=UNSEEN,
    ),
    Row(
        "web:certificate-paper",
        "get",
        who("404", _200=PAPER | CLUSTER | UNIT),
        who("404", _200=PAPER),
        kwargs=lambda on: {"certificate": certificate_of_unit(on)},
    ),
    Row("web:verify", "get", everybody("200"), public=True),
    Row(
        "web:certificate-verify",
        "get",
        everybody("200"),
        kwargs=lambda on: {"token": Certificate.objects.get(pk=certificate_of_unit(on)).token},
        public=True,
    ),
)
