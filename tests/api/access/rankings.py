"""Who gets what: boards, rankings, standings and their proofs."""

from emulation.models import Ranking
from tests.api.access.things import in_the_shadow, month_of, person_name, published, running, unit_name
from tests.api.access.words import (
    CHAIR,
    HEAD,
    INSPECTOR,
    NEAR,
    OFFICE,
    PUBLISHERS,
    STAFF,
    UNSEEN,
    WHOLE,
    Row,
    Values,
    everybody,
    fixed,
    who,
)
from tests.world import CLOSED, DRAFTED, PERSON_MARKS, person


def page_of_published(subjects: str) -> Values:
    return lambda on: {"ranking": on.town.published[subjects]}


def act_on_shadow(act: str) -> Values:
    return lambda on: {"ranking": on.town.shadow, "act": act}


ROWS: tuple[Row, ...] = (
    Row(
        "api:fairness",
        "get",
        who("403", sees=WHOLE),
        who("403", sees=WHOLE),
        kwargs=running,
        query=f"month={CLOSED}",
        marker=unit_name,
    ),
    Row(
        "api:double-scores",
        "get",
        who("blind", sees=WHOLE),
        who("blind", sees=WHOLE),
        kwargs=month_of(CLOSED),
        marker=lambda on: f'"person":"{person(on.unit, 3)}"',
    ),
    Row(
        "api:double-scores",
        "post",
        who("403", _200=INSPECTOR),
        who("403", _200=INSPECTOR),
        kwargs=month_of(DRAFTED),
        body=lambda on: {"team": "Đoàn 1", "lines": [{"subject": person(on.unit, 3), "scores": dict(PERSON_MARKS)}]},
    ),
    Row("api:rankings", "get", everybody("200"), kwargs=running),
    Row("api:board", "get", everybody("sees"), everybody("sees"), kwargs=running, marker=lambda on: on.unit),
    Row(
        "api:board",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=running,
        query="subjects=people",
        marker=lambda on: person(on.unit, 3),
        label="of people",
    ),
    Row(
        "api:standings",
        "get",
        everybody("sees"),
        everybody("sees"),
        kwargs=lambda on: {"ranking_id": on.town.ranking()},
        marker=unit_name,
        others=UNSEEN,
    ),
    Row(
        "api:standings",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"ranking_id": on.town.ranking(Ranking.PEOPLE)},
        marker=person_name,
        others=UNSEEN,
        label="of people",
    ),
    Row(
        "api:certainty",
        "get",
        everybody("sees"),
        everybody("sees"),
        kwargs=lambda on: {"ranking_id": on.town.ranking()},
        marker=lambda on: f'"subject":"{on.unit}"',
    ),
    Row(
        "api:certainty",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"ranking_id": on.town.ranking(Ranking.PEOPLE)},
        marker=lambda on: f'"subject":"{person(on.unit, 3)}"',
        label="of people",
    ),
    Row(
        "api:explanation",
        "get",
        who("404", _200=NEAR),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"standing_id": on.town.standing(on.unit)},
    ),
    Row(
        "api:explanation",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"standing_id": on.town.standing(person(on.unit, 3))},
        label="of a person",
    ),
    *(
        Row(
            "api:explanation",
            "get",
            who("404", _200=NEAR | {STAFF}),
            who("404", _200=WHOLE),
            kwargs=lambda on: {"standing_id": on.town.standing(person(on.unit, 3))},
            query=f"format={kind}",
            label=f"of a person as {kind}",
        )
        for kind in ("txt", "xlsx")
    ),
    Row("api:ranking", "get", everybody("200"), kwargs=lambda on: {"ranking_id": on.town.ranking()}),
    Row("api:ranking", "get", who("404", _200=WHOLE), kwargs=in_the_shadow, label="in the shadow"),
    Row(
        "api:standings",
        "get",
        who("blind", sees=WHOLE),
        who("blind", sees=WHOLE),
        kwargs=in_the_shadow,
        marker=unit_name,
        others=UNSEEN,
        label="in the shadow",
    ),
    Row(
        "api:ranking-publish", "post", who("403", _200=PUBLISHERS), kwargs=lambda on: {"ranking_id": on.town.ranking()}
    ),
    Row("api:ranking-finalise", "post", who("403", _200={HEAD, CHAIR}), kwargs=published(Ranking.UNITS)),
    Row(
        "api:ranking-recompute",
        "post",
        who("403", _409=OFFICE),
        kwargs=published(Ranking.UNITS),
        body=fixed(reason="vì"),
    ),
    Row("api:revision-apply", "post", who("403", _200=PUBLISHERS), kwargs=in_the_shadow, body=fixed(reason="vì")),
    Row("api:revision-discard", "post", who("403", _200=PUBLISHERS), kwargs=in_the_shadow, body=fixed(reason="vì")),
    Row("api:ranking-changes", "get", who("404", _200=WHOLE), kwargs=in_the_shadow),
    Row("api:ranking-verification", "get", who("403", _200=WHOLE), kwargs=published(Ranking.UNITS)),
    Row("api:bundle", "get", everybody("200"), kwargs=published(Ranking.UNITS)),
    Row("api:bundle", "get", who("403", _200=WHOLE), kwargs=published(Ranking.PEOPLE), label="of people"),
    Row(
        "web:board",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running},
        query="subjects=people",
        marker=person_name,
    ),
    Row(
        "web:ranking",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running},
        query=f"subjects=people&month={CLOSED}",
        marker=person_name,
    ),
    Row(
        "web:fairness",
        "get",
        who("403", sees=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running},
        marker=unit_name,
    ),
    Row(
        "web:ranking-act",
        "get",
        who("403", _200=PUBLISHERS),
        kwargs=lambda on: {"ranking": on.town.ranking(), "act": "publish"},
        label="publish",
    ),
    Row(
        "web:ranking-act",
        "post",
        who("403", _302=PUBLISHERS),
        kwargs=lambda on: {"ranking": on.town.ranking(), "act": "publish"},
        label="publish",
    ),
    Row(
        "web:ranking-act",
        "post",
        who("403", _302={HEAD, CHAIR}),
        kwargs=lambda on: {"ranking": on.town.published[Ranking.UNITS], "act": "finalise"},
        label="finalise",
    ),
    Row(
        "web:ranking-act",
        "get",
        who("404", _200=PUBLISHERS, _403=WHOLE - PUBLISHERS),
        kwargs=act_on_shadow("apply"),
        label="apply",
    ),
    Row(
        "web:ranking-act",
        "post",
        who("404", _302=PUBLISHERS, _403=WHOLE - PUBLISHERS),
        kwargs=act_on_shadow("apply"),
        body=fixed(text="vì"),
        label="apply",
    ),
    Row("web:ranking-changes", "get", who("404", _200=WHOLE), kwargs=lambda on: {"ranking": on.town.shadow}),
    Row("web:ranking-verification", "get", who("403", _200=WHOLE), kwargs=page_of_published(Ranking.UNITS)),
    Row("web:bundle", "get", everybody("200"), kwargs=page_of_published(Ranking.UNITS)),
    Row("web:bundle", "get", who("403", _200=WHOLE), kwargs=page_of_published(Ranking.PEOPLE), label="of people"),
    Row(
        "web:standing",
        "get",
        who("404", _200=NEAR),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"standing": on.town.standing(on.unit)},
    ),
    Row(
        "web:standing",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"standing": on.town.standing(person(on.unit, 3))},
        label="of a person",
    ),
    *(
        Row(
            "web:standing-file",
            "get",
            who("404", _200=NEAR | {STAFF}),
            who("404", _200=WHOLE),
            kwargs=lambda on, kind=kind: {"standing": on.town.standing(person(on.unit, 3)), "kind": kind},
            label=f"of a person as {kind}",
        )
        for kind in ("txt", "xlsx")
    ),
)
