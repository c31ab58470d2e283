"""Who gets what: certificates."""

from certificates.models import Certificate
from tests.api.access.words import CLUSTER, PAPER, STAFF, UNIT, UNSEEN, On, Row, everybody, fixed, who
from tests.world import person


def certificate_of_unit(on: On) -> str:
    return on.town.certificates[on.unit]


def certificate_of_person(on: On) -> str:
    return on.town.certificates[person(on.unit, 3)]


def token_of_unit(on: On) -> dict[str, str]:
    return {"token": Certificate.objects.get(pk=certificate_of_unit(on)).token}


def code_of_unit(on: On) -> dict[str, str]:
    return {"code": token_of_unit(on)["token"]}


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
    Row("web:verify", "post", everybody("422"), public=True),
    Row("web:verify-old", "get", everybody("301"), kwargs=fixed(token="x"), public=True),
    Row("web:certificate-verify", "get", everybody("200"), kwargs=token_of_unit, public=True),
    Row("web:certificate-verify", "post", everybody("200"), kwargs=token_of_unit, public=True),
    Row("web:certificate-verify", "get", everybody("404"), kwargs=fixed(token="X"), public=True, label="unknown"),
    Row("web:robots", "get", everybody("200"), public=True),
    Row("web:credential-keys", "get", everybody("200"), public=True),
    Row("web:credential-issuer", "get", everybody("200"), kwargs=lambda on: {"authority": on.town.code}, public=True),
    Row(
        "web:credential-status",
        "get",
        everybody("404"),
        kwargs=lambda on: {"authority": on.town.code, "purpose": "revocation", "number": 7},
        public=True,
    ),
    Row("api:verification", "get", everybody("200"), kwargs=code_of_unit, public=True),
    Row("api:verification", "get", everybody("404"), kwargs=fixed(code="X"), public=True, label="unknown"),
    Row("api:verification-files", "post", everybody("200"), body=fixed(sha256="0" * 64), public=True),
)
