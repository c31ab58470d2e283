"""What the level below certifies about its nominees: its own facts by value, and how they join what is on record here."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from emulation.rules.awards.merits import Achieved, CampaignFacts, Facts, Held, Initiative, Member
from emulation.rules.awards.rule_values import DISCIPLINES
from emulation.rules.awards.verdicts import DISCIPLINE_TITLES, GRADE_TITLES, REACH_TITLES
from kernel.text import gettext_noop

AWARD, GRADE, INITIATIVE, REGISTERED, DISCIPLINE, HOLD = (
    "award", "grade", "initiative", "registered", "discipline", "hold",
)  # fmt: skip
KIND_TITLES = {
    AWARD: gettext_noop("Khen thưởng"),
    GRADE: gettext_noop("Xếp loại"),
    INITIATIVE: gettext_noop("Sáng kiến"),
    REGISTERED: gettext_noop("Đăng ký thi đua"),
    DISCIPLINE: gettext_noop("Kỷ luật"),
    HOLD: gettext_noop("Tạm dừng xét"),
}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def told(facts: Facts) -> dict[str, Any]:
    """Facts as plain values. Places in clusters stay below: another level has clusters of its own."""
    campaign = facts.campaign
    return {
        "subject_kind": facts.subject_kind,
        "kind": facts.kind,
        "year": facts.year,
        "on": facts.on.isoformat(),
        "awards": [asdict(one) for one in facts.awards],
        "years_on_record": sorted(facts.years_on_record),
        "proposed": sorted(facts.proposed),
        "grades": {str(year): grade for year, grade in sorted(facts.grades.items())},
        "initiatives": [asdict(one) for one in facts.initiatives],
        "registered": None if facts.registered is None else sorted(facts.registered),
        "hold": facts.hold,
        "discipline": facts.discipline,
        "discipline_document": facts.discipline_document,
        "merit_from": _day(facts.merit_from),
        "dissolved_on": _day(facts.dissolved_on),
        "campaign": campaign
        and {**asdict(campaign), "starts_on": _day(campaign.starts_on), "ends_on": _day(campaign.ends_on)},
        "achieved": {"held": [list(one) for one in facts.achieved.held], "proposed": list(facts.achieved.proposed)},
        "members": None
        if facts.members is None
        else [{**asdict(one), "held": sorted(one.held), "proposed": sorted(one.proposed)} for one in facts.members],
    }


def read(data: Mapping[str, Any]) -> Facts:
    """Facts as they were told."""
    campaign, registered, members = data["campaign"], data["registered"], data["members"]
    held, proposed = data["achieved"]["held"], data["achieved"]["proposed"]
    return Facts(
        subject_kind=data["subject_kind"],
        kind=data["kind"],
        year=data["year"],
        on=date.fromisoformat(data["on"]),
        awards=tuple(Held(**one) for one in data["awards"]),
        years_on_record=frozenset(data["years_on_record"]),
        proposed=frozenset(data["proposed"]),
        grades={int(year): grade for year, grade in data["grades"].items()},
        initiatives=tuple(Initiative(**one) for one in data["initiatives"]),
        registered=None if registered is None else frozenset(registered),
        hold=data["hold"],
        discipline=data["discipline"],
        discipline_document=data["discipline_document"],
        merit_from=_read_day(data["merit_from"]),
        dissolved_on=_read_day(data["dissolved_on"]),
        campaign=campaign
        and CampaignFacts(
            **{**campaign, "starts_on": _read_day(campaign["starts_on"]), "ends_on": _read_day(campaign["ends_on"])}
        ),
        achieved=Achieved(tuple((code, cited) for code, cited in held), tuple(proposed)),
        members=None if members is None else tuple(_member(one) for one in members),
    )


def _member(data: Mapping[str, Any]) -> Member:
    return Member(**{**data, "held": frozenset(data["held"]), "proposed": frozenset(data["proposed"])})


def _gravest(own: Facts, below: Facts) -> dict[str, Any]:
    running = [one for one in (own, below) if one.discipline]
    worst = max(running, key=lambda one: DISCIPLINES.index(one.discipline), default=own)
    return {
        "discipline": worst.discipline,
        "discipline_document": worst.discipline_document,
        "merit_from": max(filter(None, (own.merit_from, below.merit_from)), default=None),
    }


def joined(own: Facts, below: Facts) -> Facts:
    """What is on record here with what the level below certifies. Here goes first where both know the same; what stands in the
    way below stands in the way here; whose decisions of a year are known is a matter of the level that knows the nominee."""
    known = {(one.award, one.year) for one in own.awards}
    more = [
        replace(one, decision=", ".join(filter(None, (one.decision, one.by))))
        for one in below.awards
        if (one.award, one.year) not in known
    ]
    held, proposed = {*own.achieved.held, *below.achieved.held}, {*own.achieved.proposed, *below.achieved.proposed}
    return replace(
        own,
        awards=(*own.awards, *more),
        years_on_record=below.years_on_record,
        proposed=own.proposed | below.proposed,
        grades={**below.grades, **own.grades},
        initiatives=(*own.initiatives, *(one for one in below.initiatives if one not in own.initiatives)),
        registered=below.registered if own.registered is None else own.registered,
        hold=own.hold or below.hold,
        dissolved_on=own.dissolved_on or below.dissolved_on,
        campaign=own.campaign or below.campaign,
        achieved=Achieved(tuple(sorted(held)), tuple(sorted(proposed))),
        members=own.members if below.members is None else below.members,
        **_gravest(own, below),
    )


@dataclass(frozen=True)
class Entry:
    """One thing on record, as a row of a table: ``document`` proves it, ``by`` names who gave or recognised it."""

    kind: str
    what: str
    year: str = ""
    document: str = ""
    by: str = ""


def entries(facts: Facts, names: Mapping[str, str], translate: Callable[[str], str] = str) -> list[Entry]:
    """All that is certified, as rows; ``names`` are of awards by code."""
    rows = [
        Entry(AWARD, names.get(one.award, one.award), str(one.year), one.decision, one.by)
        for one in sorted(facts.awards, key=lambda one: -one.year)
    ]
    rows += [
        Entry(GRADE, translate(GRADE_TITLES.get(grade, grade)), str(year))
        for year, grade in sorted(facts.grades.items(), reverse=True)
    ]
    for idea in facts.initiatives:
        reach = translate(REACH_TITLES.get(idea.reach, idea.reach))
        rows.append(Entry(INITIATIVE, f"{idea.title} ({reach})", str(idea.year), idea.document))
    if facts.registered is not None:
        said = ", ".join(names.get(code, code) for code in sorted(facts.registered)) or "–"
        rows.append(Entry(REGISTERED, said, str(facts.year)))
    if facts.discipline:
        level = translate(DISCIPLINE_TITLES.get(facts.discipline, facts.discipline))
        rows.append(Entry(DISCIPLINE, level, "", facts.discipline_document))
    if facts.hold:
        rows.append(Entry(HOLD, facts.hold))
    return rows
