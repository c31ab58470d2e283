"""Facts for every kind of document as a ward has them, made by the shape of the facts: long names, long lists, marks."""

from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from emulation.commendation.papers.filling import filled
from emulation.commendation.papers.kinds import Kind

LINES = 14
"""So many that every list goes over a page."""
_TEXTS = {
    "superior": "ỦY BAN NHÂN DÂN QUẬN HOÀN KIẾM",
    "body": "ỦY BAN NHÂN DÂN PHƯỜNG HÀNG BẠC",
    "number": "128/QĐ-UBND",
    "place": "Hoàn Kiếm",
    "day": "ngày 05 tháng 9 năm 2019",
    "name": "Nguyễn Thị Hường",
    "unit": "Ủy ban nhân dân phường Hàng Bạc",
    "post": "Công chức Văn hóa – Xã hội, Ủy ban nhân dân phường Hàng Bạc",
    "position": "Công chức Văn hóa – Xã hội",
    "salutation": "Bà",
    "gender": "nữ",
    "award": "Giấy khen của Chủ tịch Ủy ban nhân dân cấp huyện",
    "title": "Phong trào thi đua “Thực hiện văn hóa công sở và nơi công cộng” năm 2019",
    "citation": "Đã có thành tích xuất sắc trong phong trào thi đua <thực hiện văn hóa công sở> & nơi công cộng năm 2019",
    "authority": "CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN HOÀN KIẾM",
    "signer_title": "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    "signer": "Trần Đức Ưởng",
    "basis": "Luật Thi đua, khen thưởng số 06/2022/QH15",
    "paragraph": "Trong năm, tập thể đã chủ động tham mưu, phối hợp chặt chẽ, giải quyết đúng hạn 100% hồ sơ của công dân. "
    * 3,
    "words": "12 tập thể, 22 cá nhân",
    "women_share": "58,82%",
}
_SHORT = {"bases": 2, "recipients": 3, "papers": 3, "counts": 2, "groups": 2, "paragraphs": 4, "items": 6, "members": 9}


def fact(kind: Any, name: str = "") -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return {one.name: fact(hints[one.name], one.name) for one in fields(kind)}
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        made = [fact(inner, name.rstrip("s") if name != "bases" else "basis") for _ in range(_SHORT.get(name, LINES))]
        for place, one in enumerate(made, start=1):
            if isinstance(one, dict) and "place" in one and isinstance(one["place"], int):
                one["place"] = place
        return made
    if kind is bool:
        return name in ("gives", "passed", "secret")
    return {int: 7}.get(kind) or _TEXTS.get(name, f"nội dung {name}".replace("_", " "))


def facts_of(kind: Kind) -> dict[str, Any]:
    made: dict[str, Any] = fact(kind.facts)
    return made


def blocks_of(kind: Kind) -> list[dict[str, Any]]:
    return filled(kind.blocks, facts_of(kind))
