"""Who gets what: the search over everything, the results and honours that are for everybody, and how pages look."""

from typing import Any

from emulation.models import Ranking
from tests.api.access.words import (
    COMMITTEE,
    DOSSIERS,
    MINE,
    OFFICE,
    STAFF,
    STRANGER,
    UNSEEN,
    On,
    Row,
    Values,
    everybody,
    fixed,
    who,
)
from tests.world import person


def dossier_of(on: On) -> str:
    return on.town.nominations[on.unit, "submitted"]


def here(on: On) -> dict[str, Any]:
    return {"authority": on.town.code}


def result(subjects: str, name: str = "ranking") -> Values:
    return lambda on: {**here(on), name: on.town.published[subjects]}


def staff_of(on: On) -> dict[str, Any]:
    return {"person": person(on.unit, 3)}


def of_units(on: On) -> str:
    return on.town.published[Ranking.UNITS]


_FOUND = (who("blind", sees=DOSSIERS), who("blind", sees=COMMITTEE))
_NAMES = (
    ("api:withheld-name", "put"),
    ("api:withheld-name", "delete"),
    ("web:name-in-public", "get"),
    ("web:name-in-public", "post"),
)
_DONE = {"put": "_204", "delete": "_204", "get": "_200", "post": "_302"}
_NAMING = (
    {method: who("404", **{done: {OFFICE, STAFF}}) for method, done in _DONE.items()},
    {method: who("404", **{done: {OFFICE}}) for method, done in _DONE.items()},
)
_TITLE = "q=de nghi KHEN thuong&group=nominations"

ROWS: tuple[Row, ...] = (
    Row("web:display", "post", everybody("302"), body=fixed(theme="dark"), public=True),
    Row("api:search", "get", *_FOUND, query=_TITLE, marker=dossier_of, others=UNSEEN),
    Row("web:help", "get", everybody("200"), others=MINE),
    Row("web:help-topic", "get", everybody("200"), kwargs=fixed(slug="bat-dau"), others=MINE),
    *(
        Row(
            route,
            method,
            _NAMING[0][method],
            _NAMING[1][method],
            kwargs=staff_of,
            body=fixed(reason="vì"),
            others={STRANGER: _DONE[method][1:]},
        )
        for route, method in _NAMES
    ),
    Row("web:open-start", "get", everybody("200"), public=True),
    Row("web:open-authority", "get", everybody("sees"), kwargs=here, marker=of_units, public=True),
    Row("web:open-results", "get", everybody("200"), kwargs=result(Ranking.UNITS), public=True),
    Row("web:open-results", "get", everybody("404"), kwargs=result(Ranking.PEOPLE), public=True, label="of people"),
    Row("web:open-honours", "get", everybody("200"), kwargs=here, public=True),
    Row("api:open-results", "get", everybody("sees"), kwargs=here, marker=of_units, public=True),
    Row("api:open-result", "get", everybody("200"), kwargs=result(Ranking.UNITS, "ranking_id"), public=True),
    Row(
        "api:open-result",
        "get",
        everybody("404"),
        kwargs=result(Ranking.PEOPLE, "ranking_id"),
        public=True,
        label="of people",
    ),
    Row("api:open-honours", "get", everybody("200"), kwargs=here, public=True),
    Row(
        "web:ceremony",
        "get",
        who("403", _200=COMMITTEE),
        kwargs=lambda on: {"ranking": on.town.published[Ranking.UNITS]},
    ),
    Row(
        "api:calibration",
        "get",
        who("403", _200=COMMITTEE),
        kwargs=lambda on: {"ranking_id": on.town.published[Ranking.UNITS]},
    ),
    Row(
        "web:calibration",
        "get",
        who("403", _200=COMMITTEE),
        kwargs=lambda on: {"ranking": on.town.published[Ranking.UNITS]},
    ),
    Row("web:search", "get", *_FOUND, query=_TITLE, marker=dossier_of, others=UNSEEN),
)
