"""Kinds of units: the code that is stored, the title that people read and write; other kinds stay as they are written."""

from collections.abc import Callable

from kernel.text import gettext_noop, nfc, search_key

SUBORDINATE = "subordinate"
"""The kind of a unit that is only known because a level below nominated it or its people; it takes part in nothing."""
TITLES = {
    "authority_office": gettext_noop("Cơ quan"),
    "city": gettext_noop("Thành phố"),
    "district": gettext_noop("Quận, huyện"),
    "ward": gettext_noop("Phường"),
    "commune": gettext_noop("Xã, thị trấn"),
    "department": gettext_noop("Sở, ban, ngành"),
    "division": gettext_noop("Phòng, ban chuyên môn"),
    "public_service": gettext_noop("Đơn vị sự nghiệp"),
    "school": gettext_noop("Trường học"),
    "health_facility": gettext_noop("Cơ sở y tế"),
    "organisation": gettext_noop("Đoàn thể, tổ chức"),
    "enterprise": gettext_noop("Doanh nghiệp"),
    SUBORDINATE: gettext_noop("Đơn vị của cấp dưới"),
}
OFFERED = tuple(kind for kind in TITLES if kind != SUBORDINATE)
"""What people choose from; units of a level below come with its dossiers."""


def read(typed: str, translate: Callable[[str], str] = str) -> str:
    """The kind meant by its code or its title, with or without accents; what is no known kind stays as it is written."""
    wanted = search_key(typed)
    named = (kind for kind, title in TITLES.items() if wanted in (kind, *map(search_key, (title, translate(title)))))
    return next(named, nfc(typed))
