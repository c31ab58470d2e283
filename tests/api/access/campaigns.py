"""Who gets what: campaigns, schemes and months."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.access.things import page, page_of_month, running, stage, unit_name
from tests.api.access.words import (
    CHAIR,
    COMMITTEE,
    HEAD,
    MINE,
    NEAR,
    OFFICE,
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
from tests.world import CLOSED, DRAFTED


def draft_of_campaign(on: On) -> dict[str, Any]:
    return {"code": "NEW", "name": "Phong trào mới"}


def what_if(_: On) -> dict[str, Any]:
    scheme = b'{"code": "thu", "components": [{"code": "A", "max": "10"}]}'
    return {
        "scheme": SimpleUploadedFile("thu.json", scheme),
        "table": SimpleUploadedFile("bang.csv", "Tên,A\nX,9\nY,8\n".encode()),
    }


def scheme_draft(on: On) -> str:
    return on.town.scheme_draft


def written(on: On) -> dict[str, Any]:
    return {"draft_id": on.town.scheme_draft}


def act_on(name: str, act: str) -> Values:
    return lambda on: {"campaign": on.town.stages[name], "act": act}


def closing(on: On) -> dict[str, Any]:
    return {"campaign": on.town.stages["launched"], "month": CLOSED}


ROWS: tuple[Row, ...] = (
    Row("api:schemes", "get", everybody("sees"), marker=lambda on: on.town.scheme["code"], others=UNSEEN),
    Row(
        "api:scheme",
        "get",
        everybody("200"),
        kwargs=lambda on: {"code": on.town.scheme["code"], "version": 1},
    ),
    Row(
        "api:scheme",
        "put",
        who("403", _200=OFFICE),
        kwargs=lambda on: {"code": on.town.scheme["code"], "version": 2},
        body=lambda on: {**on.town.scheme, "version": 2},
        others=MINE,
    ),
    Row("api:scheme-drafts", "get", who("blind", sees=OFFICE), marker=scheme_draft, others=UNSEEN),
    Row("api:scheme-drafts", "post", who("403", _201=OFFICE), body=fixed(code="moi"), others={STRANGER: "201"}),
    Row("api:scheme-draft", "get", who("404", _200=OFFICE), kwargs=written),
    Row(
        "api:scheme-draft",
        "put",
        who("404", _200=OFFICE),
        kwargs=written,
        body=fixed(seen=1, definition={"floor": "1"}),
    ),
    Row("api:scheme-draft-problems", "get", who("404", _200=OFFICE), kwargs=written),
    Row("api:scheme-draft-publish", "post", who("404", _200=OFFICE), kwargs=written, body=fixed(seen=1)),
    Row("api:scheme-draft-try", "post", who("404", _200=OFFICE), kwargs=written, body=fixed(seed="2")),
    Row("api:score", "post", everybody("200"), body=what_if, multipart=True, others=MINE),
    Row("api:campaigns", "get", everybody("sees"), marker=lambda on: on.town.running, others=UNSEEN),
    Row(
        "api:campaigns",
        "get",
        who("blind", sees=COMMITTEE),
        marker=lambda on: on.town.stages["draft"],
        others=UNSEEN,
        label="of drafts",
    ),
    Row("api:campaigns", "post", who("403", _201=OFFICE), body=draft_of_campaign, others={STRANGER: "201"}),
    Row("api:campaign", "get", everybody("200"), kwargs=running),
    Row("api:campaign", "get", who("404", _200=COMMITTEE), kwargs=stage("draft"), label="draft"),
    Row(
        "api:campaign",
        "put",
        who("404", _200=OFFICE, _403=COMMITTEE - {OFFICE}),
        kwargs=stage("draft"),
        body=draft_of_campaign,
    ),
    Row("api:campaign-templates", "get", everybody("200"), others=MINE),
    Row("api:campaign-drafts", "post", who("403", _201=OFFICE), body=draft_of_campaign, others={STRANGER: "201"}),
    Row("api:cockpit", "get", everybody("200"), kwargs=running),
    Row("api:cockpit", "get", who("404", _200=COMMITTEE), kwargs=stage("draft"), label="draft"),
    Row("api:launch", "post", who("404", _200=HEAD, _403=COMMITTEE - {HEAD}), kwargs=stage("draft")),
    Row("api:suspend", "post", who("403", _200=HEAD), kwargs=stage("launched"), body=fixed(reason="vì")),
    Row("api:resume", "post", who("403", _200=HEAD), kwargs=stage("suspended")),
    Row("api:close", "post", who("403", _200={OFFICE, HEAD}), kwargs=stage("closable")),
    Row("api:conclude", "post", who("403", _200=HEAD), kwargs=stage("closed"), body=fixed(summary="tốt")),
    Row("api:cancel", "post", who("403", _200=HEAD), kwargs=stage("launched"), body=fixed(reason="vì")),
    Row("api:reviews", "get", everybody("200"), kwargs=running),
    Row("api:reviews", "post", who("403", _201={OFFICE, CHAIR}), kwargs=stage("launched"), body=fixed(summary="tốt")),
    Row("api:blockers", "get", everybody("200"), kwargs=running),
    Row("api:blockers", "get", who("404", _200=COMMITTEE), kwargs=stage("draft"), label="draft"),
    Row("api:months", "get", everybody("200"), kwargs=running),
    Row(
        "api:month-close",
        "post",
        who("403", _200=OFFICE),
        kwargs=lambda on: {"campaign_id": on.town.stages["launched"], "month": CLOSED},
    ),
    Row("web:campaign", "get", everybody("200"), kwargs=lambda on: {"campaign": on.town.running}),
    Row("web:campaign", "get", who("404", _200=COMMITTEE), kwargs=page("draft"), label="draft"),
    Row(
        "web:campaign-act",
        "get",
        who("404", _200=HEAD, _403=COMMITTEE - {HEAD}),
        kwargs=act_on("draft", "launch"),
        label="launch",
    ),
    Row(
        "web:campaign-act",
        "post",
        who("404", _302=HEAD, _403=COMMITTEE - {HEAD}),
        kwargs=act_on("draft", "launch"),
        label="launch",
    ),
    Row("web:campaign-act", "get", who("403", _200=HEAD), kwargs=act_on("launched", "suspend"), label="suspend"),
    Row(
        "web:campaign-act",
        "post",
        who("403", _302=HEAD),
        kwargs=act_on("launched", "suspend"),
        body=fixed(text="vì"),
        label="suspend",
    ),
    Row(
        "web:campaign-act",
        "post",
        who("403", _302={OFFICE, CHAIR}),
        kwargs=act_on("launched", "review"),
        body=fixed(text="tốt"),
        label="review",
    ),
    Row("web:campaign-act", "post", who("403", _302=HEAD), kwargs=act_on("suspended", "resume"), label="resume"),
    Row("web:campaign-act", "post", who("403", _302={OFFICE, HEAD}), kwargs=act_on("closable", "close"), label="close"),
    Row(
        "web:campaign-act",
        "post",
        who("403", _302=HEAD),
        kwargs=act_on("closed", "conclude"),
        body=fixed(text="tốt"),
        label="conclude",
    ),
    Row(
        "web:campaign-act",
        "post",
        who("403", _302=HEAD),
        kwargs=act_on("launched", "cancel"),
        body=fixed(text="vì"),
        label="cancel",
    ),
    Row(
        "web:month",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        kwargs=page_of_month(DRAFTED),
        marker=unit_name,
    ),
    Row("web:month-close", "get", who("403", _200=OFFICE), kwargs=closing),
    Row("web:month-close", "post", who("403", _302=OFFICE), kwargs=closing),
)
