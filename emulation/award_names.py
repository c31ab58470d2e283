"""What awards are called, by code: of the newest text, where several have the code."""

from emulation.models import AwardType
from emulation.rules.awards.verdicts import AwardName


def titles() -> dict[str, AwardName]:
    """In both languages, for sentences whose reader is not known yet."""
    rows = AwardType.objects.order_by("valid_from").values_list("code", "name", "name_en")
    return {code: AwardName(name, name_en) for code, name, name_en in rows}


def names(*, english: bool = False) -> dict[str, str]:
    return {code: name.said(str, english=english) for code, name in titles().items()}
