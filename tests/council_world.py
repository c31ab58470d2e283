"""A council of nine in a town of the tests, with sessions in the states that others look at."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from emulation.commendation import ballot_counts, ballots, council_agendas, council_sessions, councils
from emulation.commendation.councils import Founding, Seat
from emulation.models import Nomination, SessionItem
from kernel.actors import Actor

SEATS = (
    ("council_chair", "chair"),
    ("authority", "vice"),
    ("council_secretary", "secretary"),
    ("council_member", "member"),
    ("standing_officer", "member"),
    ("clerk", "member"),
    ("accountant", "member"),
    ("inspector", "member"),
    ("unit_head.P02", "member"),
)
"""The standing officer appraised the dossiers, the head serves in P02: both are recused where it matters."""
DAY = date(2019, 5, 20)


def vote_rule(**params: Any) -> dict[str, Any]:
    """Rules of an award as they are pinned, with nothing but those of the vote; ``fewest_secret`` is of its procedure."""
    procedure = {"appraisal_days": 10, "fewest_secret": params.pop("fewest_secret", 3)}
    basis = {"article": "Điều thử 1", "legal_basis": "", "source": "", "to_confirm": False}
    asked = {"threshold_pct": "80", "secret": False, **params}
    return {
        "award_code": "GK_HUYEN",
        "rules": [
            {"aspect": "council", "code": "vote", "params": asked, "basis": basis},
            {"aspect": "procedure", "code": "steps", "params": procedure, "basis": basis},
        ],
    }


def pin(nomination: str, **params: Any) -> str:
    Nomination.objects.filter(pk=nomination).update(rules={"GK_HUYEN": vote_rule(**params)})
    return nomination


def found(code: str, actors: Mapping[str, Actor], *, at: datetime) -> str:
    """A council of nine; ``code`` is the authority's, as user names end."""
    seats = [Seat(f"{name}@{code}", role, f"Ủy viên {name}") for name, role in SEATS]
    founding = Founding(f"Hội đồng TĐ-KT {code}", "QĐ 12/QĐ-UBND", date(2019, 1, 1), seats)
    return str(councils.found(founding, by=actors["authority"], at=at).pk)


def convene(council: str, secretary: Actor, *nominations: str, at: datetime, **plan: Any) -> str:
    """A session with these dossiers on its agenda."""
    wanted = council_sessions.Plan(**{"held_on": DAY, "place": "Phòng họp số 2", **plan})
    session = str(council_sessions.convene(council, wanted, by=secretary, at=at).pk)
    for nomination in nominations:
        council_agendas.bring(session, nomination, by=secretary, at=at)
    return session


def fill(session: str, secretary: Actor, ways: Mapping[str, str], *, at: datetime) -> None:
    code = secretary.authority
    council_sessions.attend(session, {f"{name}@{code}": way for name, way in ways.items()}, by=secretary, at=at)


EVERYBODY = dict.fromkeys([name for name, _ in SEATS], "present")


def items(session: str) -> list[SessionItem]:
    return list(SessionItem.objects.filter(session=session).order_by("number"))


def sit(
    code: str, actors: Mapping[str, Actor], dossiers: Mapping[str, str], name: str, *, at: datetime
) -> dict[str, str]:
    """One session that is convened, and one that is open: a vote in it is closed, one goes on, one is secret."""
    secretary = actors["council_secretary"]
    found_ = {"council": found(code, actors, at=at)}
    found_["convened"] = convene(found_["council"], secretary, pin(dossiers["waiting"]), at=at)
    session = convene(
        found_["council"],
        secretary,
        pin(dossiers["open"]),
        pin(dossiers["secret"], secret=True, fewest_secret=1),
        at=at,
    )
    ways = {**EVERYBODY, "clerk": "written"}
    fill(session, secretary, ways, at=at)
    council_sessions.open_(session, by=secretary, at=at)
    voted_on, going_on, secret, _ = items(session)
    for item in (voted_on, going_on, secret):
        ballots.open_item(str(item.pk), by=secretary, at=at)
    for item in (voted_on, going_on):
        document = f"Ý kiến số {item.number} {name}"
        ballots.enter_opinion(str(item.pk), f"clerk@{code}", "no", document=document, by=secretary, at=at)
    ballots.cast(str(secret.pk), "no", receipt="RCP-SEC-RET", by=actors["council_member"], at=at)
    ballot_counts.close_item(str(voted_on.pk), by=secretary, at=at)
    return {
        **found_,
        "open": session,
        "voted_on": str(voted_on.pk),
        "going_on": str(going_on.pk),
        "secret": str(secret.pk),
        "waiting_item": str(items(found_["convened"])[0].pk),
    }
