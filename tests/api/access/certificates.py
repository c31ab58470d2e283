"""Who gets what: certificates."""

from certificates.models import Certificate, DecisionPaper
from tests.api.access.words import (
    CLERK,
    CLUSTER,
    HEAD,
    MINE,
    OFFICE,
    PAPER,
    STAFF,
    UNIT,
    UNSEEN,
    On,
    Row,
    Values,
    everybody,
    fixed,
    who,
)
from tests.world import person


def certificate_of_unit(on: On) -> str:
    return on.town.certificates[on.unit]


def certificate_of_person(on: On) -> str:
    return on.town.certificates[person(on.unit, 3)]


def token_of_unit(on: On) -> dict[str, str]:
    return {"token": Certificate.objects.get(pk=certificate_of_unit(on)).token}


def token_of_paper(on: On) -> dict[str, str]:
    return {"token": DecisionPaper.objects.get(decision=on.town.signed).token}


def code_of_unit(on: On) -> dict[str, str]:
    return {"code": token_of_unit(on)["token"]}


DECIDES = frozenset({OFFICE, CLERK, HEAD})


def copy_of(on: On) -> str:
    return on.town.copies[on.unit]


def api_copy(on: On) -> dict[str, str]:
    return {"copy_id": copy_of(on)}


def of_batch(mouth: str) -> Values:
    return lambda on: {"batch_id" if mouth == "api" else "batch": on.town.batch}


def first_name(on: On) -> str:
    return f"Đơn vị {on.unit} {on.town.name}"


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
    *(
        Row(f"{mouth}:batches", "get", rest, marker=lambda on: on.town.batch, others=seen)
        for mouth, rest, seen in (
            ("api", who("blind", sees=PAPER), UNSEEN),
            ("web", who("403", sees=PAPER), UNSEEN),
        )
    ),
    *(
        Row(f"{mouth}:{name}", "get", who("404", _200=PAPER), kwargs=of_batch(mouth))
        for mouth in ("api", "web")
        for name in ("batch", "batch-zip", "batch-archive", "batch-print")
    ),
    Row("api:award-register", "get", who("403", sees=PAPER), marker=first_name, others=UNSEEN),
    Row("api:award-register-file", "get", who("403", _200=PAPER), others=MINE),
    Row("web:award-register", "get", who("403", sees=PAPER), marker=first_name, others=UNSEEN),
    *(
        Row(
            f"{mouth}:copies",
            "get",
            who("blind", sees=DECIDES | CLUSTER | UNIT | {STAFF}),
            who("blind", sees=DECIDES),
            marker=copy_of,
            others=UNSEEN,
        )
        for mouth in ("api", "web")
    ),
    Row(
        "web:copy",
        "get",
        who("404", _200=DECIDES | CLUSTER | UNIT | {STAFF}),
        who("404", _200=DECIDES),
        kwargs=lambda on: {"copy": copy_of(on)},
    ),
    Row(
        "web:copy",
        "post",
        who("404", _302={OFFICE, CLERK}, _403={HEAD, STAFF} | CLUSTER | UNIT),
        who("404", _302={OFFICE, CLERK}, _403={HEAD}),
        kwargs=lambda on: {"copy": copy_of(on)},
        body=fixed(act="check", text="Khớp sổ."),
    ),
    Row(
        "web:certificate",
        "get",
        who("404", _200=PAPER | CLUSTER | UNIT | {STAFF}),
        who("404", _200=PAPER),
        kwargs=lambda on: {"certificate": certificate_of_person(on)},
    ),
    *(
        Row(
            route,
            "post",
            {**who("404", _403=(PAPER - {OFFICE, CLERK}) | CLUSTER), done: UNIT | {OFFICE, CLERK}},
            {**who("404", _403=PAPER - {OFFICE, CLERK}), done: frozenset({OFFICE, CLERK})},
            kwargs=lambda on, name=name: {name: certificate_of_unit(on)},
            body=fixed(act="reissue", reason="Bị mất."),
        )
        for route, name, done in (("api:copy-ask", "certificate_id", "201"), ("web:certificate", "certificate", "302"))
    ),
    *(
        Row(f"api:copy-{act}", "post", allowed, allowed, kwargs=api_copy, body=fixed(text="Khớp sổ."))
        for act, allowed in (
            ("check", who("403", _200={OFFICE, CLERK})),
            ("approve", who("403", _409={OFFICE, HEAD})),
            ("decline", who("403", _200=DECIDES)),
        )
    ),
    Row("api:copy-withdraw", "post", who("403", _200=STAFF), who("403"), kwargs=api_copy),
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
    Row("web:certificate-ask", "get", everybody("302"), public=True),
    Row("web:public-decision", "get", everybody("404"), kwargs=token_of_paper, public=True, label="waits"),
    Row("web:public-decision-file", "get", everybody("404"), kwargs=token_of_paper, public=True, label="waits"),
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
