"""Things of the town that rows of several subjects ask for."""

from typing import Any

from tests.api.access.words import On, Values
from tests.world import DRAFTED


def running(on: On) -> dict[str, Any]:
    return {"campaign_id": on.town.running}


def stage(name: str) -> Values:
    return lambda on: {"campaign_id": on.town.stages[name]}


def unit_month(month: str) -> Values:
    return lambda on: {"campaign_id": on.town.running, "unit": on.unit, "month": month}


def month_of(month: str) -> Values:
    return lambda on: {"campaign_id": on.town.running, "month": month}


def unit_name(on: On) -> str:
    return f"Đơn vị {on.unit} {on.town.name}"


def person_name(on: On) -> str:
    return f"Ưởng {on.unit} {on.town.name}"


def sheet_of_unit(on: On) -> str:
    return str(on.town.evaluation(DRAFTED, on.unit).pk)


def in_the_shadow(on: On) -> dict[str, Any]:
    return {"ranking_id": on.town.shadow}


def published(subjects: str) -> Values:
    return lambda on: {"ranking_id": on.town.published[subjects]}


def council(**names: str) -> Values:
    """Ids of the town's council, sessions and items, by the names in the address."""
    return lambda on: {name: on.town.council[what] for name, what in names.items()}


def page(name: str) -> Values:
    return lambda on: {"campaign": on.town.stages[name]}


def page_of_month(month: str) -> Values:
    return lambda on: {"campaign": on.town.running, "month": month}


def page_of_unit(month: str) -> Values:
    return lambda on: {"campaign": on.town.running, "month": month, "unit": on.unit}
