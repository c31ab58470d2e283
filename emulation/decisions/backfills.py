"""Acts that enter old decisions from their papers in one step: as they were signed then, with the numbers of the paper register."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from emulation import files
from emulation.decisions import backfill_checks
from emulation.decisions.lists import recipient
from emulation.events import DecisionsEntered
from emulation.models import (
    Authority,
    Award,
    AwardType,
    Decision,
    Import,
    Person,
    StoredFile,
    Unit,
    UnitVersion,
    in_force,
)
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.awards import states
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop

RECORD, SCAN = "decision", "scan"
TITLE = "Về việc khen thưởng"
SIGNATORY_TITLE = "Thủ trưởng"


def require_enterer(by: Actor) -> None:
    if STANDING_OFFICER not in by.roles_over(Place(by.authority)):
        message = gettext_noop("Chỉ chuyên viên thường trực Hội đồng được nhập quyết định cũ.")
        raise NotAllowed("backfill.not_allowed", message)


def require_whole(row: Import, keys: Sequence[str]) -> None:
    """Old decisions are written all or not at all: a list with holes would be believed."""
    wrong = sum(1 for entry in row.rows if entry["problems"])
    if wrong or keys:
        message = gettext_noop("Tệp quyết định cũ được ghi toàn bộ hoặc không ghi gì: còn %(count)s dòng sai.")
        raise Invalid("backfill.not_whole", message, count=wrong)


def unit_name(unit: Unit, day: date) -> str:
    versions = UnitVersion.objects.filter(unit=unit)
    there = versions.filter(in_force(day)).first() or versions.order_by("valid_from").first()
    return there.name if there else unit.code


def _decision(values: dict[str, Any], *, by: Actor, at: datetime) -> Decision:
    """The old decision, entered once; what it says of itself is taken from its first line."""
    day = date.fromisoformat(values["decided_on"])
    rows = Decision.objects.filter(authority_id=by.authority, number=values["number"], decided_on=day)
    found = rows.filter(origin=Decision.BACKFILL).first()
    return found or Decision.objects.create(
        authority_id=by.authority,
        origin=Decision.BACKFILL,
        state=states.SIGNED,
        number=values["number"],
        decided_on=day,
        title=values["title"] or TITLE,
        signatory_name=values["signatory_name"],
        signatory_title=values["signatory_title"] or SIGNATORY_TITLE,
        drafted_by_id=by.account,
        drafted_at=at,
    )


def _award(values: dict[str, Any], decision: Decision) -> Award:
    day, authority = decision.decided_on, decision.authority_id
    unit = Unit.objects.get(authority_id=authority, code=values["unit"])
    person = Person.objects.filter(authority_id=authority, code=values["person"]).first() if values["person"] else None
    called = unit_name(unit, day)
    return Award.objects.create(
        authority_id=authority,
        decision=decision,
        place=decision.awards.count() + 1,
        award_type=backfill_checks.types_on(AwardType.objects.filter(code=values["award"]), day)[values["award"]],
        person=person,
        unit=unit,
        position=values["position"],
        unit_name=called,
        citation=values["citation"],
        book_number=values["book_number"],
        **recipient(person, values["household"], called),
    )


@transaction.atomic
def enter(rows: Sequence[dict[str, Any]], *, source: str, by: Actor, at: datetime) -> tuple[int, int]:
    """Write awards of old decisions; answers how many are new and how many were there. What is there stays as it is: a line is
    the same by number, day, award and subject."""
    require_enterer(by)
    Authority.objects.select_for_update().get(pk=by.authority)
    there = backfill_checks.known(by.authority, at=at)
    told, unchanged = [], 0
    for values in rows:
        asked = ("number", "decided_on", "award", "person", "unit", "household")
        if backfill_checks.identity(*(values[name] for name in asked)) in there.entered:
            unchanged += 1
            continue
        other = there.numbers.get((values["number"], int(values["decided_on"][:4])))
        if other and (other.origin != Decision.BACKFILL or other.decided_on.isoformat() != values["decided_on"]):
            message = gettext_noop("Số quyết định này đã dùng trong năm.")
            problems = [Problem("backfill.number_taken", message, values["number"])]
            raise Invalid("backfill.number_taken", message, problems=problems)
        award = _award(values, _decision(values, by=by, at=at))
        told.append({name: values[name] for name in (*asked, "book_number")} | {"id": str(award.pk)})
    if told:
        ledger.record(DecisionsEntered(authority=by.authority, source=source, awards=told), by=by, at=at)
    return len(told), unchanged


@transaction.atomic
def attach_scan(decision_id: str, ids: Sequence[str], *, by: Actor, at: datetime) -> list[StoredFile]:
    """Put the scan of an old decision at what was entered from it."""
    require_enterer(by)
    row = Decision.objects.filter(pk=decision_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("decision.missing", gettext_noop("Không có quyết định này."))
    if row.origin != Decision.BACKFILL:
        message = gettext_noop("Chỉ đính kèm bản chụp cho quyết định cũ được nhập lại.")
        raise WrongState("backfill.not_old", message, state=row.state)
    return files.attach(ids, record_type=RECORD, record=str(row.pk), label=SCAN, by=by, at=at)
