"""Who gets what: the word of citizens."""

from typing import Any

from tests.api.access.things import unit_name
from tests.api.access.words import (
    HANDLES,
    HEAD,
    MINE,
    NEAR,
    OFFICE,
    STRANGER,
    UNIT,
    UNSEEN,
    WHOLE,
    On,
    Row,
    everybody,
    fixed,
    who,
)
from tests.world import tracking_code


def item_of(on: On) -> dict[str, Any]:
    return {"feedback_id": on.town.feedback[on.unit]}


def page_of_item(on: On) -> dict[str, Any]:
    return {"feedback": on.town.feedback[on.unit]}


def code_of(on: On) -> dict[str, Any]:
    return {"code": tracking_code(on.town, on.unit)}


ROWS: tuple[Row, ...] = (
    Row(
        "api:feedback-intake",
        "post",
        everybody("201"),
        body=lambda on: {"authority": on.town.code, "kind": "praise", "text": "Cảm ơn."},
        public=True,
        takes_in=True,
    ),
    Row("api:feedback-track", "post", everybody("200"), body=code_of, public=True),
    Row("api:feedback-track", "post", everybody("404"), body=fixed(code="2222-2222-2223"), public=True, label="wrong"),
    Row("api:feedback-reopen", "post", everybody("409"), body=lambda on: {**code_of(on), "reason": "vì"}, public=True),
    Row("api:feedback-published", "get", everybody("200"), kwargs=lambda on: {"authority": on.town.code}, public=True),
    Row(
        "api:feedback",
        "get",
        who("blind", sees=HANDLES | UNIT),
        who("blind", sees=HANDLES),
        marker=lambda on: on.town.feedback[on.unit],
        others=UNSEEN,
    ),
    Row(
        "api:feedback",
        "get",
        who("blind", sees=HANDLES),
        marker=lambda on: on.town.feedback["P02"],
        others=UNSEEN,
        label="not routed",
    ),
    Row(
        "api:feedback-item",
        "get",
        who("404", blind=HANDLES - {OFFICE} | UNIT, sees=OFFICE),
        who("404", blind=HANDLES - {OFFICE}, sees=OFFICE),
        kwargs=item_of,
        marker=lambda _: "0912 345 678",
        label="with the contact",
    ),
    Row(
        "api:feedback-route",
        "post",
        who("404", _403=HANDLES - {OFFICE} | UNIT, _200=OFFICE),
        who("404", _403=HANDLES - {OFFICE}, _200=OFFICE),
        kwargs=item_of,
        body=fixed(unit="P02", reason="vì"),
    ),
    Row(
        "api:feedback-dismiss",
        "post",
        who("404", _403=HANDLES - {OFFICE} | UNIT, _200=OFFICE),
        who("404", _403=HANDLES - {OFFICE}, _200=OFFICE),
        kwargs=item_of,
        body=fixed(reason="vì", where_to_go="Công an"),
    ),
    Row(
        "api:feedback-answer",
        "post",
        who("404", _403=HANDLES, _200=UNIT),
        who("404", _403=HANDLES),
        kwargs=item_of,
        body=fixed(text="Đã làm."),
    ),
    *(
        Row(
            f"api:feedback-{act}",
            "post",
            who("404", _403=HANDLES - {OFFICE} | UNIT, _409=OFFICE),
            who("404", _403=HANDLES - {OFFICE}, _409=OFFICE),
            kwargs=item_of,
            body=fixed(**body),
        )
        for act, body in (
            ("return", {"reason": "vì"}),
            ("send", {}),
            ("close", {}),
            ("publish", {"question": "Hỏi", "answer": "Đáp"}),
            ("unpublish", {"reason": "vì"}),
        )
    ),
    Row(
        "api:feedback-figures",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        marker=lambda on: f'"unit":"{on.unit}"',
        others={STRANGER: "sees"},
    ),
    Row("api:feedback-policy", "get", everybody("200"), others=MINE),
    Row(
        "api:feedback-policy",
        "put",
        who("403", _200={OFFICE, HEAD}),
        body=fixed(valid_from="2019-06-01", legal_basis="Quy chế", policy={"answer_days": 5}),
        others=MINE,
    ),
    Row("web:feedback-start", "get", everybody("200"), public=True),
    Row("web:feedback-track", "get", everybody("200"), public=True),
    Row("web:feedback-track", "post", everybody("200"), body=code_of, public=True),
    Row("web:feedback-tell", "get", everybody("200"), kwargs=lambda on: {"authority": on.town.code}, public=True),
    Row("web:feedback-tell", "post", everybody("422"), kwargs=lambda on: {"authority": on.town.code}, public=True),
    Row("web:feedback-published", "get", everybody("200"), kwargs=lambda on: {"authority": on.town.code}, public=True),
    Row(
        "web:feedback-desk",
        "get",
        who("blind", sees=HANDLES | UNIT),
        who("blind", sees=HANDLES),
        marker=lambda on: on.town.feedback[on.unit],
        others=UNSEEN,
    ),
    Row(
        "web:feedback-item",
        "get",
        who("404", blind=HANDLES - {OFFICE} | UNIT, sees=OFFICE),
        who("404", blind=HANDLES - {OFFICE}, sees=OFFICE),
        kwargs=page_of_item,
        marker=lambda _: "0912 345 678",
    ),
    Row(
        "web:feedback-item",
        "post",
        who("404", _403=HANDLES, _302=UNIT),
        who("404", _403=HANDLES),
        kwargs=page_of_item,
        body=fixed(act="answer", text="Đã làm."),
    ),
    Row(
        "web:feedback-publish",
        "get",
        who("404", _403=HANDLES - {OFFICE} | UNIT, _409=OFFICE),
        who("404", _403=HANDLES - {OFFICE}, _409=OFFICE),
        kwargs=page_of_item,
    ),
    Row(
        "web:feedback-publish",
        "post",
        who("404", _403=HANDLES - {OFFICE} | UNIT, _409=OFFICE),
        who("404", _403=HANDLES - {OFFICE}, _409=OFFICE),
        kwargs=page_of_item,
        body=fixed(act="publish", question="Hỏi", answer="Đáp"),
    ),
    Row(
        "web:feedback-figures",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        marker=unit_name,
        others=UNSEEN,
    ),
)
