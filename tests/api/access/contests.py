"""Who gets what: contests and assigned tasks."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.access.things import running
from tests.api.access.words import (
    CHAIR,
    CLUSTER,
    COMMITTEE,
    HEAD,
    JUDGES,
    NEAR,
    OFFICE,
    PUBLISHERS,
    STAFF,
    UNIT,
    WHOLE,
    On,
    Row,
    Values,
    everybody,
    fixed,
    who,
)
from tests.world import HIDDEN, OWN


def assignment(on: On) -> dict[str, Any]:
    return {"assignment_id": on.town.assignments[on.unit]}


def assignment_act(act: str) -> Values:
    return lambda on: {**assignment(on), "act": act}


def assignment_page(on: On) -> dict[str, Any]:
    return {"assignment": on.town.assignments[on.unit]}


TASK = {
    "code": "NV-MOI", "title": "Việc mới", "unit": OWN, "responsibility": "Chủ trì", "product": "Báo cáo", "check": "Đối chiếu",
    "deadline": "2019-03-01", "steps": [{"title": "Họp", "due": "2019-02-01"}],
}  # fmt: skip

TASKS = (
    "Mã nhiệm vụ;Nội dung nhiệm vụ;Đơn vị chủ trì;Trách nhiệm;Quy trình;Kết quả;Cách kiểm tra;Thời hạn\n"
    "NV-MOI;Việc mới;P01;Chủ trì;Họp (01/02/2019);Báo cáo;Đối chiếu;01/03/2019"
)


def contest(name: str) -> Values:
    return lambda on: {"contest_id": on.town.contests[name]}


def contest_round(on: On) -> dict[str, Any]:
    return {"contest_id": on.town.contests["open"], "number": 1}


def contest_page(name: str) -> Values:
    return lambda on: {"contest": on.town.contests[name]}


def contest_sheets(on: On) -> dict[str, Any]:
    return {"contest": on.town.contests["open"], "number": 1}


CONTEST = {
    "code": "HT-MOI", "name": "Hội thi mới", "aggregate": "mean", "criteria": [{"code": "ND", "title": "Nội dung", "max": "10"}],
    "rounds": [{"number": 1, "title": "Chung kết", "held_on": "2019-04-10"}],
    "prizes": [{"code": "nhat", "title": "Nhất", "count": 1}],
    "entrants": [{"code": OWN, "name": "Đơn vị", "kind": "unit", "unit": OWN}],
}  # fmt: skip


def plan_of_contest(on: On) -> dict[str, Any]:
    return {**CONTEST, "judges": [{"username": on.town.accounts[HEAD].username, "presides": True}]}


def lines_of_contest(on: On) -> dict[str, Any]:
    parts = {"criteria": "ND; Nội dung; 10", "rounds": "1; Chung kết; 2019-04-10", "prizes": "nhat; Giải nhất; 1"}
    parts |= {"entrants": f"{OWN}; Đơn vị; unit; {OWN}", "judges": f"{on.town.accounts[HEAD].username}; trưởng ban"}
    return {"code": "HT-MOI", "name": "Hội thi mới", "aggregate": "mean", **parts}


def upload_of_tasks(on: On) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("phan-cong.csv", TASKS.encode())}


ROWS: tuple[Row, ...] = (
    Row(
        "api:contests",
        "get",
        everybody("sees"),
        kwargs=running,
        marker=lambda on: on.town.contests["open"],
    ),
    Row("api:contests", "post", who("403", _201=OFFICE), kwargs=running, body=plan_of_contest),
    Row("api:contest", "get", everybody("200"), kwargs=contest("open")),
    Row("api:contest-results", "get", everybody("200"), kwargs=contest("published")),
    Row("api:contest-results", "get", everybody("404"), kwargs=contest("open"), label="not judged"),
    Row(
        "api:contest-act",
        "post",
        who("403", _200={OFFICE, HEAD}),
        kwargs=lambda on: {**contest("open")(on), "act": "cancel"},
        body=fixed(text="vì"),
    ),
    Row(
        "api:contest-sheets",
        "get",
        who("404", sees=HEAD, blind=WHOLE - {HEAD}),
        kwargs=contest_round,
        marker=lambda _: HIDDEN,
    ),
    Row(
        "api:contest-sheets",
        "put",
        who("403", _200=JUDGES),
        kwargs=contest_round,
        body=fixed(entrant=OWN, marks={"ND": "7"}),
    ),
    Row(
        "api:contest-protests",
        "post",
        who("403", _409=UNIT),
        who("403"),
        kwargs=contest_round,
        body=lambda on: {"entrant": on.unit, "text": "vì"},
    ),
    Row(
        "api:contest-round-act",
        "post",
        who("403", _200=HEAD, _422=CHAIR),
        kwargs=lambda on: {**contest_round(on), "act": "hand-in"},
    ),
    Row(
        "api:assignments",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=running,
        marker=lambda on: on.town.assignments[on.unit],
    ),
    Row("api:assignments", "post", who("403", _201=OFFICE), kwargs=running, body=fixed(**TASK)),
    Row("api:assignments-table", "get", everybody("200"), kwargs=running),
    Row(
        "api:assignments-table",
        "post",
        who("403", _201=OFFICE),
        kwargs=running,
        body=upload_of_tasks,
        multipart=True,
    ),
    Row(
        "api:assignments-counts",
        "get",
        who("blind", sees=COMMITTEE),
        kwargs=running,
        marker=lambda on: f'"code":"{on.unit}"',
    ),
    Row("api:assignment", "get", who("404", _200=NEAR | {STAFF}), who("404", _200=WHOLE), kwargs=assignment),
    Row(
        "api:assignment",
        "put",
        who("404", _409=OFFICE, _403=(NEAR | {STAFF}) - {OFFICE}),
        who("404", _409=OFFICE, _403=WHOLE - {OFFICE}),
        kwargs=assignment,
        body=fixed(**TASK),
    ),
    Row(
        "api:assignment-act",
        "post",
        who("404", _200=UNIT | {STAFF}, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=assignment_act("acknowledge"),
    ),
    Row(
        "api:assignment-act",
        "post",
        who("404", _200=PUBLISHERS, _403=(NEAR | {STAFF}) - PUBLISHERS),
        who("404", _200=PUBLISHERS, _403=WHOLE - PUBLISHERS),
        kwargs=assignment_act("excuse"),
        body=fixed(text="vì"),
        label="excuse",
    ),
    Row(
        "web:contests",
        "get",
        everybody("sees"),
        kwargs=lambda on: {"campaign": on.town.running},
        marker=lambda on: on.town.contests["open"],
    ),
    Row("web:contest-write", "get", who("403", _200=OFFICE), kwargs=lambda on: {"campaign": on.town.running}),
    Row(
        "web:contest-write",
        "post",
        who("403", _302=OFFICE),
        kwargs=lambda on: {"campaign": on.town.running},
        body=lines_of_contest,
    ),
    Row("web:contest", "get", everybody("200"), kwargs=contest_page("open")),
    Row(
        "web:contest",
        "post",
        who("403", _302={OFFICE, HEAD}),
        kwargs=contest_page("open"),
        body=fixed(act="cancel", text="vì"),
    ),
    Row(
        "web:contest-sheets",
        "get",
        who("404", sees=HEAD, blind=WHOLE - {HEAD}),
        kwargs=contest_sheets,
        marker=lambda _: HIDDEN.replace(".", ","),
    ),
    Row(
        "web:contest-sheets",
        "post",
        who("403", _302=JUDGES),
        kwargs=contest_sheets,
        body=fixed(**{"entrant": OWN, "mark-ND": "7"}),
    ),
    Row("web:contest-minutes", "get", everybody("200"), kwargs=contest_page("published")),
    Row("web:contest-workbook", "get", everybody("200"), kwargs=contest_page("published")),
    Row("web:contest-results", "get", everybody("200"), kwargs=contest_page("published"), public=True),
    Row(
        "web:contest-results", "get", everybody("404"), kwargs=contest_page("open"), public=True, label="not published"
    ),
    Row(
        "web:assignments",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running},
        marker=lambda on: on.town.assignments[on.unit],
    ),
    Row("web:assignments-table", "get", everybody("200"), kwargs=lambda on: {"campaign": on.town.running}),
    Row(
        "web:assignments-table",
        "post",
        who("403", _302=OFFICE),
        kwargs=lambda on: {"campaign": on.town.running},
        body=upload_of_tasks,
    ),
    Row("web:assignment-write", "get", who("403", _200=OFFICE), kwargs=lambda on: {"campaign": on.town.running}),
    Row(
        "web:assignment-write",
        "post",
        who("403", _302=OFFICE),
        kwargs=lambda on: {"campaign": on.town.running},
        body=fixed(**{**TASK, "steps": "Họp (01/02/2019)"}),
    ),
    Row("web:assignment", "get", who("404", _200=NEAR | {STAFF}), who("404", _200=WHOLE), kwargs=assignment_page),
    Row(
        "web:assignment",
        "post",
        who("404", _302=UNIT | {STAFF}, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=assignment_page,
        body=fixed(act="acknowledge"),
    ),
)
