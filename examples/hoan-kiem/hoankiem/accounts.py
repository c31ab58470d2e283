"""The log-ins of the example: the authority, its standing body and council, two for every unit, and some staff."""

from collections.abc import Iterator, Sequence
from typing import Any

from hoankiem.chance import stream
from hoankiem.names import FEMALE, MALE, kinh_name
from hoankiem.people import OFFICER_POST, Person, Transfer
from hoankiem.places import UNITS

_CENTRAL = (
    ("chutich.hk", "Chủ tịch UBND quận", (("authority", "authority", ""),)),
    ("thuongtruc1.hk", "Chuyên viên thường trực Hội đồng", (("standing_officer", "authority", ""),)),
    ("thuongtruc2.hk", "Chuyên viên thường trực Hội đồng", (("standing_officer", "authority", ""),)),
    ("vanthu.hk", "Văn thư UBND quận", (("clerk", "authority", ""),)),
    ("ketoan.hk", "Kế toán quỹ thi đua, khen thưởng", (("accountant", "authority", ""),)),
    ("chutichhd.hk", "Phó Chủ tịch UBND quận, Chủ tịch Hội đồng", (("council_chair", "authority", ""),)),
    ("thukyhd.hk", "Thư ký Hội đồng", (("council_secretary", "authority", ""),)),
    ("uyvien1.hk", "Ủy viên Hội đồng", (("council_member", "authority", ""),)),
    ("uyvien2.hk", "Ủy viên Hội đồng", (("council_member", "authority", ""),)),
    ("uyvien3.hk", "Ủy viên Hội đồng", (("council_member", "authority", ""),)),
    ("doankiemtra1.hk", "Thành viên đoàn kiểm tra công vụ số 1", (("inspector", "authority", ""),)),
    ("doankiemtra2.hk", "Thành viên đoàn kiểm tra công vụ số 2", (("inspector", "authority", ""),)),
    ("doankiemtra3.hk", "Thành viên đoàn kiểm tra công vụ số 3", (("inspector", "authority", ""),)),
    ("quantri.hk", "Quản trị hệ thống", (("administrator", "authority", ""),)),
    ("noivu.hk", "Trưởng phòng Nội vụ, Thường trực Hội đồng", (("unit_head", "authority", ""),)),
)
_HEADS = {"ward": "chutich", "division": "truongphong", "school": "hieutruong"}
_LEADS = {"P01": "CUM-1", "D02": "CUM-2", "S01": "CUM-3"}


def accounts(people: Sequence[Person], transfer: Transfer) -> list[dict[str, Any]]:
    """Every log-in with its grants (role, scope, code); the password is not the generator's business."""
    return [*_central(), *_of_units(people), *_of_staff(people, transfer)]


def _central() -> Iterator[dict[str, Any]]:
    chance = stream("accounts")
    for username, position, grants in _CENTRAL:
        name = kinh_name(chance, chance.choice((FEMALE, MALE)))
        yield _account(username, name, position, "", grants)


def _of_units(people: Sequence[Person]) -> Iterator[dict[str, Any]]:
    for unit in UNITS:
        members = [person for person in people if person.unit == unit.code]
        head, officer = members[0], members[OFFICER_POST]
        own = ("staff", "self", "")
        roles = [("unit_head", "unit", unit.code), own]
        if unit.code in _LEADS:
            roles.append(("cluster_lead", "cluster", _LEADS[unit.code]))
        place = unit.code.lower()
        yield _account(f"{_HEADS[unit.kind]}.{place}", head.name, head.position, head.code, roles)
        roles = [("unit_officer", "unit", unit.code), own]
        yield _account(f"canbo.{place}", officer.name, officer.position, officer.code, roles)


def _of_staff(people: Sequence[Person], transfer: Transfer) -> Iterator[dict[str, Any]]:
    for unit in UNITS:
        members = [person for person in people if person.unit == unit.code]
        chosen = {members[-1].code: members[-1], members[6].code: members[6]}
        if unit.code == transfer.person.unit:
            chosen[transfer.person.code] = transfer.person
        for person in chosen.values():
            yield _account(person.code.lower(), person.name, person.position, person.code, [("staff", "self", "")])


def _account(
    username: str, name: str, position: str, person: str, grants: Sequence[tuple[str, str, str]]
) -> dict[str, Any]:
    return {
        "username": username,
        "full_name": name,
        "position": position,
        "person": person or None,
        "grants": [{"role": role, "scope": scope, "code": code} for role, scope, code in grants],
    }
