"""Who gets what: registrations, pledges and dossiers of nomination."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from emulation.models import Ranking
from tests.api.access.things import published, unit_name
from tests.api.access.words import (
    COMMITTEE,
    DOSSIERS,
    HEAD,
    OFFICE,
    OFFICER,
    SECRETARY,
    STRANGER,
    UNIT,
    UNIT_HEAD,
    UNSEEN,
    WRITERS,
    On,
    Row,
    Values,
    everybody,
    fixed,
    who,
)


def dossier_of(state: str, name: str = "nomination_id", **more: Any) -> Values:
    return lambda on: {name: on.town.nominations[on.unit, state], **more}


def new_dossier(on: On) -> dict[str, Any]:
    return {"unit": on.unit, "title": "Khen thưởng", "kind": "thematic", "procedure": "normal", "year": 2019}


def from_ranking(on: On) -> dict[str, Any]:
    return {"unit": on.unit, "award_code": "GK_HUYEN", "citation": "Tốt", "kind": "thematic", "per": "all"}


def filed_paper(on: On) -> dict[str, Any]:
    return {"code": "minutes", "files": [str(UUID(int=1))], "file": str(UUID(int=1))}


def registration_of(name: str, **more: Any) -> Values:
    return lambda on: {name: on.town.registrations[on.unit], **more}


def registered(on: On) -> dict[str, Any]:
    return {"unit": on.unit, "year": 2020, "lines": [{"award_code": "GK_HUYEN"}]}


def no_workbook(on: On) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("ds.xlsx", b"x")}


_SUGGESTED = who("404", _409=OFFICE, _403=COMMITTEE - {OFFICE})

_DRAFTED = (
    who("404", _200=WRITERS, _403=DOSSIERS - WRITERS),
    who("404", _200=OFFICE, _403=COMMITTEE - {OFFICE}),
)

_APPRAISED = (
    who("404", _409=OFFICE, _403=DOSSIERS - {OFFICE}),
    who("404", _409=OFFICE, _403=COMMITTEE - {OFFICE}),
)

_READ = (who("404", _200=DOSSIERS), who("404", _200=COMMITTEE))

_SEEN = (who("blind", sees=DOSSIERS), who("blind", sees=COMMITTEE))

_FOUND_FILE = (who("404", _403=DOSSIERS - WRITERS), who("404", _403=COMMITTEE - {OFFICE}))

_BAD_FILE = (
    who("404", _422=WRITERS, _403=DOSSIERS - WRITERS),
    who("404", _422=OFFICE, _403=COMMITTEE - {OFFICE}),
)

_BEGUN = (who("403", _201=WRITERS), who("403", _201=OFFICE))

_APPROVED = (
    who("404", _200=OFFICE, _403=DOSSIERS - {OFFICE}),
    who("404", _409=OFFICE, _403=COMMITTEE - {OFFICE}),
)

_WITHDRAWN = (
    who("404", _200=UNIT_HEAD, _409=OFFICER, _403=DOSSIERS - UNIT),
    who("404", _403=COMMITTEE),
)

_SENT = (who("404", _302=WRITERS, _403=DOSSIERS - WRITERS), who("404", _302=OFFICE, _403=COMMITTEE - {OFFICE}))

ROWS: tuple[Row, ...] = (
    Row("api:nominations", "get", *_SEEN, marker=lambda on: on.town.nominations[on.unit, "submitted"], others=UNSEEN),
    Row("api:nominations", "post", *_BEGUN, body=new_dossier, others={STRANGER: "201"}),
    Row("api:nomination", "get", *_READ, kwargs=dossier_of("submitted")),
    Row("api:nomination", "put", *_DRAFTED, kwargs=dossier_of("draft"), body=new_dossier),
    Row(
        "api:nomination-outcomes",
        "post",
        *_APPRAISED,
        kwargs=dossier_of("appraised"),
        body=fixed(outcomes=[]),
    ),
    Row("api:nomination-likeness", "get", *_READ, kwargs=dossier_of("draft")),
    Row("api:nomination-lines", "get", *_READ, kwargs=dossier_of("draft")),
    Row("api:nomination-papers", "get", *_READ, kwargs=dossier_of("draft")),
    Row("api:nomination-papers", "post", *_FOUND_FILE, kwargs=dossier_of("draft"), body=filed_paper),
    Row("api:nomination-paper-removal", "post", *_FOUND_FILE, kwargs=dossier_of("draft"), body=filed_paper),
    Row("api:nomination-list", "get", *_READ, kwargs=dossier_of("draft")),
    Row("api:nomination-list", "post", *_BAD_FILE, kwargs=dossier_of("draft"), body=no_workbook, multipart=True),
    Row(
        "api:nomination-act",
        "post",
        *_WITHDRAWN,
        kwargs=dossier_of("submitted", act="withdraw"),
        body=fixed(reason="vì"),
    ),
    Row(
        "api:nomination-act",
        "post",
        who("404", _200=OFFICE, _403=DOSSIERS - {OFFICE}),
        who("404", _200=OFFICE, _403=COMMITTEE - {OFFICE}),
        kwargs=dossier_of("submitted", act="receive"),
        label="receive",
    ),
    Row("api:nomination-from-ranking", "post", *_BEGUN, kwargs=published(Ranking.PEOPLE), body=from_ranking),
    Row(
        "api:nomination-from-suggestion",
        "post",
        _SUGGESTED,
        kwargs=lambda on: {"suggestion_id": on.town.suggestion},
        body=fixed(award_code="GK_HUYEN"),
    ),
    Row("api:registrations", "get", *_SEEN, marker=lambda on: on.town.registrations[on.unit], others=UNSEEN),
    Row("api:registrations", "post", who("403", _201=OFFICER), who("403"), body=registered, others={STRANGER: "201"}),
    Row("api:registration-act", "post", *_APPROVED, kwargs=registration_of("registration_id", act="approve")),
    Row("api:registration-term", "get", *_SEEN, kwargs=fixed(year=2019), marker=unit_name, others=UNSEEN),
    Row(
        "api:registration-remind",
        "post",
        who("403", _200={OFFICE, SECRETARY}),
        body=fixed(year=2019),
        others={STRANGER: "200"},
    ),
    Row("api:pledges", "get", everybody("sees"), marker=lambda on: on.town.pledges[on.unit], others=UNSEEN),
    Row(
        "api:pledges",
        "post",
        who("403", _201=UNIT_HEAD),
        who("403"),
        body=lambda on: {"unit": on.unit, "year": 2018},
        others={STRANGER: "201"},
    ),
    Row(
        "api:pledge-text",
        "put",
        who("403", _200={OFFICE, HEAD}),
        body=fixed(year=2020, text="Thi đua."),
        others={STRANGER: "200"},
    ),
    Row("web:nominations", "get", *_SEEN, marker=lambda on: on.town.nominations[on.unit, "submitted"], others=UNSEEN),
    Row(
        "web:nomination-start",
        "get",
        who("403", _200=WRITERS),
        who("403", _200=OFFICE),
        kwargs=lambda on: {"unit": on.unit},
        others={STRANGER: "200"},
    ),
    Row(
        "web:nomination-start",
        "post",
        who("403", _302=WRITERS),
        who("403", _302=OFFICE),
        kwargs=lambda on: {"unit": on.unit},
        body=new_dossier,
        others={STRANGER: "302"},
    ),
    Row(
        "web:nomination-ranking",
        "get",
        who("403", _200=WRITERS),
        kwargs=lambda on: {"ranking": on.town.published[Ranking.PEOPLE]},
    ),
    Row(
        "web:nomination-ranking",
        "post",
        who("403", _302=WRITERS),
        who("403", _302=OFFICE),
        kwargs=lambda on: {"ranking": on.town.published[Ranking.PEOPLE]},
        body=from_ranking,
    ),
    Row("web:nomination-suggestion", "get", _SUGGESTED, kwargs=lambda on: {"suggestion": on.town.suggestion}),
    Row("web:nomination-suggestion", "post", _SUGGESTED, kwargs=lambda on: {"suggestion": on.town.suggestion}),
    Row("web:nomination", "get", *_READ, kwargs=dossier_of("submitted", "nomination")),
    Row(
        "web:nomination",
        "post",
        who("404", _302=UNIT_HEAD, _409=OFFICER, _403=DOSSIERS - UNIT),
        who("404", _403=COMMITTEE),
        kwargs=dossier_of("submitted", "nomination"),
        body=fixed(act="withdraw", reason="vì"),
    ),
    Row("web:nomination-write", "get", *_DRAFTED, kwargs=dossier_of("draft", "nomination")),
    Row("web:nomination-write", "post", *_SENT, kwargs=dossier_of("draft", "nomination"), body=new_dossier),
    Row("web:nomination-line", "get", *_DRAFTED, kwargs=dossier_of("draft", "nomination")),
    Row(
        "web:nomination-line",
        "post",
        *_SENT,
        kwargs=dossier_of("draft", "nomination"),
        query="place=2",
        body=fixed(act="remove"),
    ),
    Row("web:nomination-table", "get", *_READ, kwargs=dossier_of("draft", "nomination")),
    Row("web:nomination-table", "post", *_BAD_FILE, kwargs=dossier_of("draft", "nomination"), body=no_workbook),
    Row("web:nomination-appraise", "get", *_APPRAISED, kwargs=dossier_of("submitted", "nomination")),
    Row("web:nomination-appraise", "post", *_APPRAISED, kwargs=dossier_of("submitted", "nomination")),
    Row("web:registrations", "get", *_SEEN, query="year=2019", marker=unit_name, others=UNSEEN),
    Row(
        "web:registrations",
        "post",
        who("403", _302={OFFICE, SECRETARY}),
        query="year=2019",
        body=fixed(act="remind"),
        others={STRANGER: "302"},
    ),
    Row(
        "web:registration-write",
        "get",
        who("403", _200=OFFICER),
        who("403"),
        kwargs=lambda on: {"unit": on.unit},
        query="year=2020",
        others={STRANGER: "200"},
    ),
    Row(
        "web:registration-write",
        "post",
        who("403", _302=OFFICER),
        who("403"),
        kwargs=lambda on: {"unit": on.unit},
        query="year=2020",
        body=fixed(aim="GK_HUYEN|"),
        others={STRANGER: "302"},
    ),
    Row("web:registration", "get", *_READ, kwargs=registration_of("registration")),
    Row(
        "web:registration",
        "post",
        who("404", _302=OFFICE, _403=DOSSIERS - {OFFICE}),
        who("404", _409=OFFICE, _403=COMMITTEE - {OFFICE}),
        kwargs=registration_of("registration"),
        body=fixed(act="approve"),
    ),
)
