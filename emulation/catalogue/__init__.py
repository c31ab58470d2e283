"""The reviewed legal catalogue that ships with the platform: effective-dated rows with their legal basis."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any


def award_types() -> Iterator[dict[str, str]]:
    """Rows of award types; ``source`` says where a reviewer finds the rule."""
    yield from _rows("award_types")


def calendar_days() -> Iterator[dict[str, str]]:
    """Public holidays, exchanged and substituted days of the nation; ``to_confirm`` is 1 where the announcement was not seen."""
    yield from _rows("calendar_days")


def enter_calendar_days(model: Any) -> None:
    """Enter the nation's days into the table; rows that are there already are left alone."""
    for row in calendar_days():
        texts = {name: row[name] for name in ("kind", "occasion", "name", "name_en", "legal_basis")}
        model.objects.get_or_create(
            authority=None,
            day=date.fromisoformat(row["day"]),
            withdrawn_at=None,
            defaults={**texts, "to_confirm": row["to_confirm"] == "1"},
        )


def public_holidays() -> Iterator[dict[str, str]]:
    """The occasions for which the law gives days off, and how many."""
    yield from _rows("public_holidays")


def working_weeks() -> Iterator[dict[str, str]]:
    """The days of weekly rest (Monday is 1), as the rules on working weeks have them."""
    yield from _rows("working_weeks")


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def survey_templates() -> list[str]:
    """Names of the surveys that ship with the platform."""
    folder = files(__name__).joinpath("surveys")
    return sorted(one.name.removesuffix(".json") for one in folder.iterdir() if one.name.endswith(".json"))


def survey_template(name: str) -> dict[str, Any] | None:
    """The definition of a survey that ships with the platform; None for a name that is not there."""
    if name not in survey_templates():
        return None
    text = files(__name__).joinpath("surveys").joinpath(f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def checklists() -> Iterator[dict[str, Any]]:
    """The checklists of inspections that ship with the platform; an authority publishes the ones it works with."""
    for name in ("service-and-order.json",):
        yield json.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
