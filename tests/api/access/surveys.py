"""Who gets what: surveys, their points and their figures."""

from collections.abc import Callable

from emulation.rules import survey_codes
from tests.api.access.things import month_of, page_of_month, page_of_unit, running, unit_name
from tests.api.access.words import (
    COMMITTEE,
    INSPECTOR,
    MINE,
    NEAR,
    OFFICE,
    OPENERS,
    PUBLISHERS,
    RECORDS,
    STRANGER,
    UNSEEN,
    WHOLE,
    On,
    Row,
    Values,
    everybody,
    fixed,
    who,
)
from tests.world import DRAFTED, OWN


def exclusion(state: str, name: str) -> Values:
    return lambda on: {name: on.town.exclusions[on.unit, state]}


def of_survey(name: str, key: str) -> Values:
    return lambda on: {name: on.town.surveys[key]}


def survey_marker(key: str) -> Callable[[On], str]:
    return lambda on: on.town.surveys[key]


_TEMPLATE = {"code": "moi", "template": "ten-service-standards"}

_PLACE = {"unit": "P01", "counter": "Q-1"}

_CODES = {**_PLACE, "kind": "code", "label": "Đợt 2", "size": 8, "until": "2019-05-31"}

_PAPER = {**_PLACE, "batch": "1", "number": 1, "answered_on": "2019-05-12", "marks": {"S1": 5}}

_FORM = {"title-vi": "Ông/bà có hài lòng?", "item-0-code": "Q1", "item-0-vi": "Thái độ", "limit": "5", "window": "5"}

ROWS: tuple[Row, ...] = (
    Row("api:surveys", "get", who("blind", sees=COMMITTEE), kwargs=running, marker=survey_marker("draft")),
    Row("api:surveys", "post", who("403", _201=OFFICE), kwargs=running, body=fixed(**_TEMPLATE)),
    Row("api:survey-open", "post", who("403", _200=OPENERS), kwargs=of_survey("version_id", "draft")),
    Row("api:survey-close", "post", who("403", _200=OPENERS | {OFFICE}), kwargs=of_survey("version_id", "open")),
    Row(
        "api:survey-papers",
        "post",
        who("403", _200=OFFICE),
        kwargs=of_survey("version_id", "open"),
        body=fixed(**_PAPER),
    ),
    Row(
        "api:survey-batches",
        "get",
        who("403", sees=OFFICE),
        kwargs=of_survey("survey_id", "survey"),
        marker=survey_marker("batch"),
    ),
    Row(
        "api:survey-batches",
        "post",
        who("403", _201=OFFICE),
        kwargs=of_survey("survey_id", "survey"),
        body=fixed(**_CODES),
    ),
    Row("api:survey-batch-end", "post", who("403", _200=OFFICE), kwargs=of_survey("batch_id", "batch")),
    Row(
        "api:survey-points",
        "get",
        who("403", sees=OFFICE),
        kwargs=of_survey("survey_id", "survey"),
        marker=survey_marker("qr"),
    ),
    Row(
        "api:survey-points",
        "post",
        who("403", _201=OFFICE),
        kwargs=of_survey("survey_id", "survey"),
        body=fixed(**_PLACE, kind="qr"),
    ),
    Row("api:survey-point-close", "post", who("403", _200=OFFICE), kwargs=of_survey("point_id", "qr")),
    Row(
        "api:survey-point-answers",
        "post",
        everybody("404"),
        kwargs=fixed(token="x"),
        public=True,
        body=fixed(answers=[{"key": "0123456789abcdef", "marks": {"S1": 5}}]),
    ),
    Row(
        "api:service-registers",
        "get",
        everybody("sees"),
        marker=lambda on: f"Quầy 1 {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "api:service-registers",
        "post",
        who("403", _200=RECORDS),
        body=fixed(counters=[{"code": "Q-2", "name": "Quầy 2", "unit": "P02"}]),
        others=MINE,
    ),
    Row(
        "api:survey-results",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"campaign_id": on.town.running, "month": DRAFTED},
        marker=lambda on: f'"unit":"{on.unit}"',
    ),
    Row(
        "api:survey-index",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=month_of(DRAFTED),
        marker=lambda on: f'"unit":"{on.unit}"',
    ),
    Row("api:survey-flags", "get", who("403", _200=WHOLE), kwargs=month_of(DRAFTED)),
    *(
        Row(
            "api:survey-exclusions",
            "get",
            who("blind", sees=NEAR if state == "excluded" else WHOLE),
            who("blind", sees=WHOLE),
            kwargs=running,
            marker=lambda on, state=state: on.town.exclusions[on.unit, state],
            label=state,
        )
        for state in ("excluded", "proposed")
    ),
    Row(
        "api:survey-exclusions",
        "post",
        who("403", _201={OFFICE, INSPECTOR}),
        kwargs=running,
        body=lambda on: {"month": DRAFTED, "unit": on.unit, "channel": "giấy", "reason": "vì"},
    ),
    Row("api:exclude", "post", who("403", _200=PUBLISHERS), kwargs=exclusion("proposed", "exclusion_id")),
    Row(
        "api:exclusion-decline",
        "post",
        who("403", _200=PUBLISHERS),
        kwargs=exclusion("proposed", "exclusion_id"),
        body=fixed(reason="vì"),
    ),
    Row(
        "api:exclusion-restore",
        "post",
        who("403", _200=PUBLISHERS),
        kwargs=exclusion("excluded", "exclusion_id"),
        body=fixed(reason="vì"),
    ),
    Row("api:sample-size", "get", everybody("200"), others=MINE, query="served=1000"),
    Row(
        "api:survey-answers",
        "post",
        who("403", _200=OFFICE),
        kwargs=running,
        body=fixed(
            answers=[{"key": "k", "unit": OWN, "answered_on": "2019-04-02", "channel": "giấy", "marks": {"Q1": 4}}]
        ),
    ),
    Row(
        "web:surveys",
        "get",
        who("blind", sees=COMMITTEE),
        kwargs=lambda on: {"campaign": on.town.running},
        marker=survey_marker("draft"),
    ),
    Row(
        "web:surveys",
        "post",
        who("403", _302=OFFICE),
        kwargs=lambda on: {"campaign": on.town.running},
        body=fixed(**_TEMPLATE),
    ),
    Row("web:survey-version", "get", who("404", _200=COMMITTEE), kwargs=of_survey("version", "draft")),
    Row("web:survey-version", "get", everybody("200"), kwargs=of_survey("version", "open"), label="open"),
    Row(
        "web:survey-version",
        "get",
        who("blind", sees=OFFICE),
        kwargs=of_survey("version", "open"),
        label="ways in",
        marker=survey_marker("kiosk"),
    ),
    Row(
        "web:survey-version",
        "post",
        who("403", _302=OPENERS | {OFFICE}),
        kwargs=of_survey("version", "open"),
        body=fixed(act="close"),
    ),
    Row("web:survey-builder", "get", who("403", _200=OFFICE), kwargs=of_survey("version", "open")),
    Row(
        "web:survey-builder", "post", who("403", _302=OFFICE), kwargs=of_survey("version", "open"), body=fixed(**_FORM)
    ),
    Row("web:survey-preview", "get", who("404", _200=COMMITTEE), kwargs=of_survey("version", "draft")),
    Row("web:survey-paper", "get", who("403", _200=OFFICE), kwargs=of_survey("version", "open")),
    Row("web:survey-paper", "post", who("403", _422=OFFICE), kwargs=of_survey("version", "open"), body=fixed(batch="")),
    Row("web:survey-poster", "get", who("403", _200=OFFICE), kwargs=of_survey("point", "qr")),
    Row(
        "web:service-registers",
        "get",
        everybody("sees"),
        marker=lambda on: f"Quầy 1 {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "web:service-registers",
        "post",
        who("403", _302=RECORDS),
        body=fixed(code="TT", name="Chứng thực"),
        others={STRANGER: "302"},
    ),
    Row("web:survey-code", "get", everybody("200"), public=True),
    Row("web:survey-code", "post", everybody("404"), public=True, body=fixed(code=survey_codes.code_of(b"nobody's"))),
    Row("web:survey-link", "get", everybody("404"), public=True, kwargs=fixed(token="x")),
    Row("web:survey-link", "post", everybody("404"), public=True, kwargs=fixed(token="x")),
    Row("web:survey-point", "get", everybody("409"), public=True, kwargs=of_survey("token", "kiosk")),
    Row("web:survey-point", "post", everybody("404"), public=True, kwargs=fixed(token="x")),
    Row("web:survey-kiosk-worker", "get", everybody("200"), public=True, kwargs=of_survey("token", "kiosk")),
    Row(
        "web:survey-results",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=page_of_month(DRAFTED),
        marker=unit_name,
    ),
    Row("web:survey-file", "get", everybody("200"), kwargs=page_of_month(DRAFTED)),
    Row("web:survey-unit", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=page_of_unit(DRAFTED)),
    Row("web:survey-flags", "get", who("403", _200=WHOLE), kwargs=page_of_month(DRAFTED)),
    Row("web:survey-exclude", "get", who("403", _200={OFFICE, INSPECTOR}), kwargs=page_of_month(DRAFTED)),
    Row(
        "web:survey-exclude",
        "post",
        who("403", _302={OFFICE, INSPECTOR}),
        kwargs=page_of_month(DRAFTED),
        body=lambda on: {"unit": on.unit, "channel": "giấy", "reason": "vì"},
    ),
    *(
        Row(
            "web:survey-exclusion",
            "get",
            who("404", _200=NEAR if state == "excluded" else WHOLE),
            who("404", _200=WHOLE),
            kwargs=exclusion(state, "exclusion"),
            label=state,
        )
        for state in ("excluded", "proposed")
    ),
    Row(
        "web:survey-exclusion",
        "post",
        who("404", _302=PUBLISHERS, _403=NEAR - PUBLISHERS),
        who("404", _302=PUBLISHERS, _403=WHOLE - PUBLISHERS),
        kwargs=exclusion("excluded", "exclusion"),
        body=fixed(act="restore", reason="vì"),
    ),
    Row("web:sample-size", "get", everybody("200"), others=MINE),
)
