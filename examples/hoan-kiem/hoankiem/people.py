"""The 504 members of staff: who serves where, as what, and who heads each unit; and the transfer in June."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from hoankiem.chance import stream
from hoankiem.names import FEMALE, MALE, kinh_name, rare_names
from hoankiem.places import UNITS, Unit

_LEADERS, _EXPERTS, _TEACHERS, _SUPPORT = "Lãnh đạo, quản lý", "Chuyên môn, nghiệp vụ", "Giáo viên", "Hỗ trợ, phục vụ"
_POSTS: dict[str, tuple[tuple[str, str], ...]] = {
    "ward": (
        ("Chủ tịch UBND phường", _LEADERS),
        ("Phó Chủ tịch UBND phường", _LEADERS),
        ("Phó Chủ tịch UBND phường", _LEADERS),
        ("Công chức Văn phòng - Thống kê", _EXPERTS),
        ("Công chức Văn phòng - Thống kê", _EXPERTS),
        ("Công chức Tư pháp - Hộ tịch", _EXPERTS),
        ("Công chức Tư pháp - Hộ tịch", _EXPERTS),
        ("Công chức Địa chính - Xây dựng - Đô thị và Môi trường", _EXPERTS),
        ("Công chức Địa chính - Xây dựng - Đô thị và Môi trường", _EXPERTS),
        ("Công chức Tài chính - Kế toán", _EXPERTS),
        ("Công chức Văn hóa - Xã hội", _EXPERTS),
        ("Công chức Văn hóa - Xã hội", _EXPERTS),
        ("Nhân viên bộ phận Một cửa", _SUPPORT),
        ("Nhân viên bộ phận Một cửa", _SUPPORT),
        ("Người hoạt động không chuyên trách", _SUPPORT),
        ("Người hoạt động không chuyên trách", _SUPPORT),
    ),
    "division": (
        ("Trưởng phòng", _LEADERS),
        ("Phó Trưởng phòng", _LEADERS),
        ("Phó Trưởng phòng", _LEADERS),
        ("Chuyên viên chính", _EXPERTS),
        ("Chuyên viên chính", _EXPERTS),
        ("Chuyên viên", _EXPERTS),
        ("Chuyên viên", _EXPERTS),
        ("Chuyên viên", _EXPERTS),
        ("Chuyên viên", _EXPERTS),
        ("Chuyên viên", _EXPERTS),
        ("Cán sự", _SUPPORT),
        ("Nhân viên hợp đồng", _SUPPORT),
    ),
    "school": (
        ("Hiệu trưởng", _LEADERS),
        ("Phó Hiệu trưởng", _LEADERS),
        ("Phó Hiệu trưởng", _LEADERS),
        ("Tổ trưởng chuyên môn", _TEACHERS),
        ("Tổ trưởng chuyên môn", _TEACHERS),
        ("Giáo viên", _TEACHERS),
        ("Giáo viên", _TEACHERS),
        ("Giáo viên", _TEACHERS),
        ("Giáo viên", _TEACHERS),
        ("Giáo viên", _TEACHERS),
        ("Kế toán", _SUPPORT),
        ("Nhân viên văn thư", _SUPPORT),
    ),
}
_OTHER_TITLES = {"D01": ("Chánh Văn phòng", "Phó Chánh Văn phòng"), "D10": ("Chánh Thanh tra", "Phó Chánh Thanh tra")}
JOINER, JOINED = "CB0480", date(2019, 1, 14)
"""Who comes in the middle of a month."""
OFFICER_POST = 3  # the member of each unit who keeps its emulation papers


@dataclass(frozen=True)
class Person:
    code: str
    name: str
    gender: str
    unit: str
    position: str
    duty_group: str
    is_head: bool
    since: date


@dataclass(frozen=True)
class Transfer:
    person: Person
    to_unit: str
    position: str
    effective_on: date

    @property
    def first_month(self) -> str:
        return f"{self.effective_on:%Y-%m}"


def everybody() -> tuple[Person, ...]:
    """All staff on 1 January 2019, in the order of their codes."""
    chance = stream("staff")
    places = [(unit, rank) for unit in UNITS for rank in range(len(_POSTS[unit.kind]))]
    rare = dict(zip(_places_of_rare(chance, places), rare_names(), strict=True))
    people = []
    for number, (unit, rank) in enumerate(places, start=1):
        name, gender = rare.get((unit.code, rank)) or _kinh(chance)
        position, group = _post(unit, rank)
        since = date(chance.randint(2011, 2018), chance.randint(1, 12), 1)
        people.append(Person(f"CB{number:04d}", name, gender, unit.code, position, group, rank == 0, since))
    return tuple(replace(p, since=JOINED) if p.code == JOINER else p for p in people)


def _places_of_rare(chance: random.Random, places: Sequence[tuple[Unit, int]]) -> list[tuple[str, int]]:
    ordinary = [(unit.code, rank) for unit, rank in places if rank > OFFICER_POST]
    return chance.sample(ordinary, len(rare_names()))


def _kinh(chance: random.Random) -> tuple[str, str]:
    gender = FEMALE if chance.random() < 0.54 else MALE
    return kinh_name(chance, gender), gender


def _post(unit: Unit, rank: int) -> tuple[str, str]:
    position, group = _POSTS[unit.kind][rank]
    titles = _OTHER_TITLES.get(unit.code)
    if titles and group == _LEADERS:
        position = titles[min(rank, 1)]
    return position, group


def the_transfer(people: Sequence[Person]) -> Transfer:
    """One member of ward P05 moves to the division of home affairs on 1 June 2019."""
    mover = next(p for p in people if p.unit == "P05" and p.position == "Công chức Văn hóa - Xã hội")
    return Transfer(mover, "D02", "Chuyên viên", date(2019, 6, 1))


def roster(people: Sequence[Person], transfer: Transfer, unit: str, month: str) -> list[Person]:
    """The staff of a unit in a month."""
    moved = month >= transfer.first_month
    found = [p for p in people if p.unit == unit and not (moved and p.code == transfer.person.code)]
    if moved and unit == transfer.to_unit:
        found.append(replace(transfer.person, unit=unit, position=transfer.position))
    return found
