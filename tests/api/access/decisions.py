"""Who gets what: decisions, consultations, old decisions and the honours of people."""

from typing import Any

from emulation.models import Award, NominationLine
from tests.api.access.words import (
    CLERK,
    CLUSTER,
    COMMITTEE,
    HEAD,
    MINE,
    OFFICE,
    PAPER,
    PUBLISHERS,
    STAFF,
    STRANGER,
    UNIT,
    UNSEEN,
    On,
    Row,
    everybody,
    fixed,
    who,
)
from tests.world import OWN, objection


def draft_of_decision(on: On) -> dict[str, Any]:
    return {
        "title": "Khen thưởng",
        "number": "300",
        "decided_on": "2019-05-11",
        "signatory_name": "Lê Minh Đức",
        "signatory_title": "Chủ tịch",
        "awards": [{"award_type": "GK_HUYEN", "unit": OWN, "citation": "Thành tích"}],
    }


HEADED = {
    "title": "Khen thưởng",
    "decided_on": "2019-05-13",
    "signatory_name": "Lê Minh Đức",
    "signatory_title": "Chủ tịch",
}

SIMPLE_DEED = {
    "award_type": "GK_HUYEN",
    "deed": "Cứu người",
    "first_day": "2019-05-01",
    "last_day": "2019-05-01",
    "citation": "Cứu người",
    "kind": "ad_hoc",
}


def drafted_decision(on: On) -> dict[str, Any]:
    return {"decision_id": on.town.drafted}


def drafted_page(on: On) -> dict[str, Any]:
    return {"decision": on.town.drafted}


def signed_page(on: On) -> dict[str, Any]:
    return {"decision": on.town.signed}


def first_award(on: On) -> str:
    return str(Award.objects.filter(decision=on.town.signed).earliest("place").pk)


def awardable(on: On) -> list[str]:
    """Of an appraised dossier the line of a person, who is not on hold."""
    rows = NominationLine.objects.filter(nomination=on.town.nominations[on.unit, "appraised"])
    return [str(rows.get(place=2).pk)]


ROWS: tuple[Row, ...] = (
    Row("api:decisions", "get", everybody("sees"), marker=lambda on: on.town.signed, others=UNSEEN),
    Row(
        "api:decisions",
        "get",
        who("blind", sees=PAPER),
        marker=lambda on: on.town.drafted,
        others=UNSEEN,
        label="of drafts",
    ),
    Row("api:decisions", "post", who("403", _201={OFFICE, CLERK}), body=draft_of_decision, others={STRANGER: "201"}),
    Row("api:decision", "get", everybody("200"), kwargs=lambda on: {"decision_id": on.town.signed}),
    Row("api:decision-awards", "get", who("404", _200=PAPER), kwargs=lambda on: {"decision_id": on.town.drafted}),
    Row(
        "api:decision",
        "get",
        who("404", _200=PAPER),
        kwargs=lambda on: {"decision_id": on.town.drafted},
        label="draft",
    ),
    Row(
        "api:decision",
        "put",
        who("404", _200={OFFICE, CLERK}, _403=PAPER - {OFFICE, CLERK}),
        kwargs=lambda on: {"decision_id": on.town.drafted},
        body=draft_of_decision,
    ),
    Row(
        "api:sign",
        "post",
        who("404", _200=HEAD, _403=PAPER - {HEAD}),
        kwargs=lambda on: {"decision_id": on.town.drafted},
    ),
    Row(
        "api:decision-discard",
        "post",
        who("404", _200={OFFICE, CLERK}, _403=PAPER - {OFFICE, CLERK}),
        kwargs=lambda on: {"decision_id": on.town.drafted},
    ),
    Row("api:decision-number", "post", who("404", _200={CLERK}, _403=PAPER - {CLERK}), kwargs=drafted_decision),
    Row("api:decision-unnumber", "post", who("404", _409={CLERK}, _403=PAPER - {CLERK}), kwargs=drafted_decision),
    Row(
        "api:decision-consult",
        "post",
        who("404", _201={OFFICE}, _403=PAPER - {OFFICE}),
        kwargs=drafted_decision,
        body=fixed(days=3),
    ),
    Row(
        "api:decision-settle",
        "post",
        who("404", _409={OFFICE}, _403=PAPER - {OFFICE}),
        kwargs=lambda on: {"decision_id": on.town.consulted},
    ),
    Row(
        "api:decision-from-dossiers",
        "post",
        who("403", _201={OFFICE, CLERK}),
        body=lambda on: {**HEADED, "lines": awardable(on)},
        others={STRANGER: "422"},
    ),
    Row(
        "api:decision-nominees",
        "get",
        who("blind", sees=COMMITTEE | UNIT | CLUSTER),
        who("blind", sees=COMMITTEE),
        marker=lambda on: awardable(on)[0],
        others=UNSEEN,
    ),
    Row(
        "api:decision-simple",
        "post",
        who("403", _422={OFFICE}),
        body=lambda on: {**HEADED, **SIMPLE_DEED, "unit": on.unit},
        others={STRANGER: "422"},
    ),
    Row(
        "api:decision-amend",
        "post",
        who("403", _201={OFFICE, CLERK}),
        kwargs=lambda on: {"decision_id": on.town.signed},
        body=lambda on: {**HEADED, "lines": [{"award": first_award(on), "citation": "Khác"}]},
    ),
    Row(
        "api:decision-revoke",
        "post",
        who("403", _201={OFFICE, CLERK}),
        kwargs=lambda on: {"decision_id": on.town.signed},
        body=lambda on: {**HEADED, "awards": [{"award": first_award(on), "ground": "a", "reason": "vì"}]},
    ),
    Row(
        "api:decision-revoked-above",
        "post",
        who("403", _409={OFFICE, CLERK}),
        kwargs=lambda on: {"decision_id": on.town.signed},
        body=fixed(number="1/QĐ-UBND", decided_on="2019-05-12", awards=[]),
    ),
    Row("api:decision-papers", "get", who("404", _200=PAPER), kwargs=lambda on: {"decision_id": on.town.signed}),
    Row(
        "api:decision-papers",
        "post",
        who("403", _409={OFFICE}),
        kwargs=lambda on: {"decision_id": on.town.signed},
        body=fixed(files=[]),
    ),
    Row("api:consultations", "get", everybody("sees"), marker=lambda on: on.town.consultation, others=UNSEEN),
    Row(
        "api:consultation",
        "get",
        who("blind", sees=COMMITTEE | {STAFF}),
        kwargs=lambda on: {"consultation_id": on.town.consultation},
        marker=lambda on: objection(on.town),
    ),
    Row(
        "api:objections",
        "post",
        everybody("201"),
        kwargs=lambda on: {"consultation_id": on.town.consultation},
        body=fixed(text="Chưa đủ thời gian."),
    ),
    Row(
        "api:objection-answer",
        "post",
        who("403", _200={OFFICE}),
        kwargs=lambda on: {"objection_id": on.town.objection},
        body=fixed(text="Có biên bản."),
    ),
    Row(
        "api:honours",
        "get",
        everybody("sees"),
        marker=lambda on: f"Đơn vị {on.unit} {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "api:honour",
        "get",
        everybody("200"),
        kwargs=lambda on: {"kind": "collective", "code": on.unit},
        others=MINE,
    ),
    Row(
        "api:commendation-suggestions",
        "get",
        who("blind", sees=COMMITTEE),
        marker=lambda on: on.town.suggestion,
        others=UNSEEN,
    ),
    Row("api:commendation-suggestions", "post", who("403", _201=PUBLISHERS), others={STRANGER: "201"}),
    Row(
        "api:commendation-decide",
        "post",
        who("404", _200=PUBLISHERS, _403=COMMITTEE - PUBLISHERS),
        kwargs=lambda on: {"suggestion_id": on.town.suggestion, "act": "take-up"},
        body=fixed(reason="vì"),
    ),
    Row(
        "web:commendations",
        "get",
        who("403", sees=COMMITTEE),
        marker=lambda on: on.town.suggestion,
        others=UNSEEN,
    ),
    Row(
        "web:commendations",
        "post",
        who("404", _302=PUBLISHERS, _403=COMMITTEE - PUBLISHERS),
        body=lambda on: {"suggestion": on.town.suggestion, "act": "discard", "reason": "vì"},
    ),
    Row("web:decisions", "get", everybody("sees"), marker=lambda on: on.town.signed, others=UNSEEN),
    Row(
        "web:decisions",
        "get",
        who("blind", sees=PAPER),
        marker=lambda on: on.town.drafted,
        others=UNSEEN,
        label="of drafts",
    ),
    Row("web:decision", "get", everybody("200"), kwargs=lambda on: {"decision": on.town.signed}),
    Row("web:decision", "get", who("404", _200=PAPER), kwargs=drafted_page, label="draft"),
    Row(
        "web:decision",
        "post",
        who("404", _302={CLERK}, _403=PAPER - {CLERK}),
        kwargs=drafted_page,
        body=fixed(act="number", decided_on="2019-05-13"),
    ),
    Row(
        "web:decision",
        "post",
        who("404", _302={HEAD}, _403=PAPER - {HEAD}),
        kwargs=drafted_page,
        body=fixed(act="sign"),
        label="sign",
    ),
    Row(
        "web:decision-new",
        "get",
        who("403", sees={OFFICE}, blind={CLERK}),
        marker=lambda on: awardable(on)[0],
        others=UNSEEN,
    ),
    Row(
        "web:decision-new",
        "post",
        who("403", _302={OFFICE, CLERK}),
        body=lambda on: {**HEADED, "line": awardable(on)},
        others={STRANGER: "422"},
    ),
    Row("web:decision-simple", "get", who("403", _200={OFFICE}), others=MINE),
    Row(
        "web:decision-simple",
        "post",
        who("403", _422={OFFICE}),
        body=lambda on: {**HEADED, **SIMPLE_DEED, "unit": on.unit},
        others={STRANGER: "422"},
    ),
    Row("web:decision-amend", "get", who("403", _200={OFFICE, CLERK}), kwargs=signed_page),
    Row("web:decision-amend", "post", who("403", _422={OFFICE, CLERK}), kwargs=signed_page, body=fixed(**HEADED)),
    Row("web:decision-revoke", "get", who("403", _200={OFFICE, CLERK}), kwargs=signed_page),
    Row("web:decision-revoke", "post", who("403", _422={OFFICE, CLERK}), kwargs=signed_page, body=fixed(**HEADED)),
    Row(
        "web:consultation",
        "get",
        who("blind", sees=COMMITTEE | {STAFF}),
        kwargs=lambda on: {"consultation": on.town.consultation},
        marker=lambda on: objection(on.town),
    ),
    Row(
        "web:consultation",
        "post",
        everybody("302"),
        kwargs=lambda on: {"consultation": on.town.consultation},
        body=fixed(act="say", text="Chưa đủ thời gian."),
    ),
    Row("web:old-decisions", "get", who("403", _200={OFFICE}), others={STRANGER: "200"}),
    Row("web:old-decisions", "post", who("403", _422={OFFICE}), others={STRANGER: "422"}),
    Row("web:old-decision", "get", who("404"), kwargs=lambda on: {"import_id": on.town.imports["units"]}),
    Row("web:old-decision", "post", who("404"), kwargs=lambda on: {"import_id": on.town.imports["units"]}),
    Row("web:old-decision-faults", "get", who("404"), kwargs=lambda on: {"import_id": on.town.imports["units"]}),
    Row(
        "web:honours",
        "get",
        everybody("sees"),
        marker=lambda on: f"Đơn vị {on.unit} {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "web:honour",
        "get",
        everybody("200"),
        kwargs=lambda on: {"kind": "collective", "code": on.unit},
        others=MINE,
    ),
)
