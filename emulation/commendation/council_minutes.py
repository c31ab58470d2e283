"""What the minutes of a session hold, by value: who was there, the quorum, each vote with its arithmetic, and what it advises."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from emulation.models import (
    Account,
    Attendance,
    CastMark,
    CouncilMember,
    CouncilSession,
    CouncilVote,
    SessionItem,
    Unit,
    UnitVersion,
    in_force,
)
from emulation.rules.awards.ballots import LINE, quorum_of


def unit_name(unit: Unit, on: date | None) -> str:
    """The name of a unit on a day, otherwise its last one."""
    rows = UnitVersion.objects.filter(unit=unit)
    found = (rows.filter(in_force(on)) if on else rows).order_by("-valid_from").first()
    return found.name if found else unit.code


def name_of(account: Account) -> str:
    return account.get_full_name() or account.username


def voters(item: SessionItem) -> dict[str, bool]:
    """Who voted on an item, by member, and whether in writing; how stands elsewhere."""
    rows: Iterable[CastMark | CouncilVote] = item.marks.all() if item.secret else item.votes.all()
    return {str(row.member_id): row.written for row in rows}


def _member(row: CouncilMember, way: str) -> dict[str, str]:
    return {
        "account": str(row.account_id),
        "name": name_of(row.account),
        "title": row.title,
        "role": row.role,
        "way": way,
    }


def votes(item: SessionItem) -> list[dict[str, Any]]:
    """Open votes by name; of secret ones there are none to tell."""
    rows = item.votes.select_related("member__account").order_by("member__valid_from", "member_id")
    return [
        {
            "name": name_of(row.member.account),
            "choice": row.choice,
            "written": row.written,
            "document": row.document,
        }
        for row in rows
    ]


def _item(item: SessionItem) -> dict[str, Any]:
    recused = item.recusals.select_related("member__account")
    return {
        "id": str(item.pk),
        "number": item.number,
        "kind": item.kind,
        "title": item.title,
        "award": item.award_code,
        "secret": item.secret,
        "article": item.article,
        "passed": item.passed,
        "result": item.result,
        "recused": [
            {"name": name_of(one.member.account), "ground": one.ground, "reason": one.reason} for one in recused
        ],
        "votes": votes(item),
    }


def figures(row: CouncilSession) -> dict[str, Any]:
    """All that a session came to, fixed when it is closed."""
    seats = CouncilMember.objects.filter(in_force(row.held_on), council=row.council).select_related("account")
    known = {str(one.member_id): one.way for one in row.attendance.all()}
    by_writing = row.form == CouncilSession.WRITING
    usual = Attendance.WRITTEN if by_writing else Attendance.ABSENT
    members = [_member(one, usual if by_writing else known.get(str(one.pk), usual)) for one in seats]
    there = sum(one["way"] in Attendance.THERE for one in members)
    return {
        "council": row.council.name,
        "document": row.council.document,
        "members": members,
        "present": there,
        "total": len(members),
        "quorum": {"share": row.quorum, "needed": quorum_of(row.quorum, len(members)) if members else 0},
        "items": [_item(item) for item in row.items.prefetch_related("recusals", "votes")],
    }


def advice(row: CouncilSession) -> list[dict[str, Any]]:
    """By nominee what the council advises."""
    items = row.items.filter(kind=LINE).select_related("line")
    return [
        {
            "line": str(item.line_id),
            "nomination": str(item.line.nomination_id) if item.line else "",
            "passed": bool(item.passed),
            "yes": item.result.get("yes", 0),
            "denominator": item.result.get("denominator", 0),
            "needed": item.result.get("needed", 0),
        }
        for item in items
    ]
