"""Who gets what: rules of awards, eligibility and records of merit."""

from typing import Any

from emulation.models import NominationLine
from tests.api.access.words import (
    CHAIR,
    CLUSTER,
    COMMITTEE,
    HEAD,
    MINE,
    OFFICE,
    RECORDS,
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
from tests.world import OWN, person


def submitted_dossier(on: On) -> dict[str, Any]:
    return {"nomination_id": on.town.nominations[on.unit, "submitted"]}


def first_line(on: On) -> dict[str, Any]:
    """Of a dossier that was received."""
    rows = NominationLine.objects.filter(nomination=on.town.nominations[OWN, "received"])
    return {"line_id": str(rows.earliest("place").pk)}


ROWS: tuple[Row, ...] = (
    Row("api:award-rules", "get", everybody("sees"), marker=lambda on: on.town.own_rule, others=UNSEEN),
    Row(
        "api:award-rules",
        "post",
        who("403", _201=RECORDS),
        body=fixed(
            award_code="LDTT",
            aspect="bonus",
            code="bonus",
            params={"multiple": "0.4"},
            article="Điều 1",
            legal_basis="Nghị quyết 1",
            valid_from="2019-06-01",
        ),
        others={STRANGER: "201"},
    ),
    Row(
        "api:award-rule-end",
        "post",
        who("403", _200=RECORDS),
        kwargs=lambda on: {"rule_id": on.town.own_rule},
        body=fixed(valid_to="2019-09-01", reason="vì"),
    ),
    Row("api:base-salaries", "get", everybody("sees"), marker=lambda _: "1490000", others={STRANGER: "sees"}),
    Row(
        "api:recipient-categories", "get", everybody("sees"), marker=lambda _: "ho-gia-dinh", others={STRANGER: "sees"}
    ),
    Row(
        "api:eligibility",
        "get",
        who("403", sees=COMMITTEE),
        query=lambda on: f"subject={person(on.unit, 3)}&award=LDTT",
        marker=lambda on: f"{on.unit} {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "api:nomination-verdicts",
        "get",
        who("404", _200=COMMITTEE | CLUSTER | UNIT),
        who("404", _200=COMMITTEE),
        kwargs=submitted_dossier,
    ),
    Row(
        "api:favourable-rules",
        "post",
        who("404", _422={HEAD, CHAIR}, _403=(COMMITTEE | CLUSTER | UNIT) - {HEAD, CHAIR}),
        kwargs=lambda on: {"nomination_id": on.town.nominations[OWN, "received"]},
        body=fixed(award_code="GK_HUYEN", day="2019-05-12", reason="vì"),
    ),
    Row(
        "api:eligibility-override",
        "post",
        who("404", _409={HEAD, CHAIR}, _403=(COMMITTEE | CLUSTER | UNIT) - {HEAD, CHAIR}),
        kwargs=first_line,
        body=fixed(check="one_form", reason="vì"),
    ),
    Row(
        "api:initiatives",
        "get",
        who("blind", sees=COMMITTEE | CLUSTER | UNIT | {STAFF}),
        who("blind", sees=COMMITTEE),
        marker=lambda on: on.town.initiatives[on.unit],
        others=UNSEEN,
    ),
    Row(
        "api:initiatives",
        "post",
        who("403", _201={OFFICE}),
        body=fixed(person=person(OWN, 2), title="Mới", reach="unit", recognised_on="2019-05-01", document="1/QĐ"),
        others={STRANGER: "201"},
    ),
    Row(
        "api:initiative-withdraw",
        "post",
        who("403", _200={OFFICE}),
        kwargs=lambda on: {"initiative_id": on.town.initiatives[OWN]},
        body=fixed(reason="vì"),
    ),
    Row(
        "api:disciplines",
        "get",
        who("blind", sees=COMMITTEE | {STAFF}),
        who("blind", sees=COMMITTEE),
        marker=lambda on: on.town.disciplines[on.unit],
        others=UNSEEN,
    ),
    Row(
        "api:disciplines",
        "post",
        who("403", _201={OFFICE}),
        body=fixed(person=person(OWN, 2), level="warning", decided_on="2019-05-01", document="1/KL"),
        others={STRANGER: "201"},
    ),
    Row(
        "api:discipline-end",
        "post",
        who("403", _200={OFFICE}),
        kwargs=lambda on: {"discipline_id": on.town.disciplines[OWN]},
        body=fixed(ends_on="2019-02-01"),
    ),
    Row(
        "api:discipline-withdraw",
        "post",
        who("403", _200={OFFICE}),
        kwargs=lambda on: {"discipline_id": on.town.disciplines[OWN]},
        body=fixed(reason="vì"),
    ),
    Row("api:award-types", "get", everybody("200"), others=MINE),
    Row(
        "web:award-rules",
        "get",
        everybody("sees"),
        query="award=CSTDCS&on=2019-05-12",
        marker=lambda on: f"Quy chế {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "web:award-rules",
        "post",
        who("403", _302=RECORDS),
        body=fixed(
            award_code="LDTT",
            aspect="bonus",
            code="bonus",
            params="multiple=0.4",
            article="Điều 1",
            legal_basis="NQ 1",
            valid_from="2019-06-01",
        ),
        others={STRANGER: "302"},
    ),
    Row(
        "web:award-rules",
        "post",
        who("403", _302=RECORDS),
        body=lambda on: {"act": "end", "rule": on.town.own_rule, "valid_to": "2019-09-01", "reason": "vì"},
        label="end",
    ),
    Row(
        "web:eligibility",
        "get",
        who("403", sees=COMMITTEE),
        query=lambda on: f"subject={person(on.unit, 3)}&award=LDTT",
        marker=lambda on: f"{on.unit} {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "web:merit-records",
        "get",
        who("blind", sees=COMMITTEE | {STAFF}),
        who("blind", sees=COMMITTEE),
        marker=lambda on: f"4/KL {on.unit} {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "web:merit-records",
        "post",
        who("403", _302={OFFICE}),
        body=fixed(
            act="initiative",
            person=person(OWN, 2),
            title="Mới",
            reach="unit",
            recognised_on="2019-05-01",
            document="1/QĐ",
        ),
        others={STRANGER: "302"},
    ),
    Row(
        "web:nomination-eligibility",
        "get",
        who("404", _200=COMMITTEE | CLUSTER | UNIT),
        who("404", _200=COMMITTEE),
        kwargs=lambda on: {"nomination": on.town.nominations[on.unit, "submitted"]},
    ),
    Row(
        "web:nomination-eligibility",
        "post",
        who("404", _422={HEAD, CHAIR}, _403=(COMMITTEE | CLUSTER | UNIT) - {HEAD, CHAIR}),
        kwargs=lambda on: {"nomination": on.town.nominations[OWN, "received"]},
        body=fixed(act="favourable", award="GK_HUYEN", day="2019-05-12", reason="vì"),
    ),
)
