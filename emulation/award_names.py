"""What awards are called, by code: of the newest text, where several have the code."""

from datetime import date

from django.utils.translation import get_language

from emulation.models import AwardType, in_force
from emulation.rules.awards.verdicts import AwardName


def titles(on: date | None = None) -> dict[str, AwardName]:
    """In both languages, for sentences whose reader is not known yet; those of a day, or all."""
    rows = AwardType.objects.filter(in_force(on)) if on else AwardType.objects.all()
    found = rows.order_by("valid_from").values_list("code", "name", "name_en")
    return {code: AwardName(name, name_en) for code, name, name_en in found}


def spoken(on: date | None = None) -> dict[str, str]:
    """In the language that is spoken at the moment."""
    english = get_language() == "en"
    return {code: name.said(str, english=english) for code, name in titles(on).items()}
