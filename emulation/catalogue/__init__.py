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


def administrative_levels() -> Iterator[dict[str, str]]:
    """Administrative levels between two days, and the awards of which levels they decide."""
    yield from _rows("administrative_levels")


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


def leave_kinds() -> Iterator[dict[str, str]]:
    """Kinds of leave between two days, and what their days count as."""
    yield from _rows("leave_kinds")


def service_rules() -> Iterator[dict[str, str]]:
    """What the law says between two days of those who served only a part of the year."""
    yield from _rows("service_rules")


def enter_leave_kinds(model: Any) -> None:
    """Enter the kinds of leave into the table; rows that are there already are left alone."""
    for row in leave_kinds():
        texts = {name: row[name] for name in ("name", "name_en", "counts", "legal_basis", "source")}
        flags = {name: row[name] == "1" for name in ("exempt", "to_confirm")}
        _enter(model, row, {**texts, **flags})


def enter_service_rules(model: Any) -> None:
    """Enter the rules of service into the table; rows that are there already are left alone."""
    for row in service_rules():
        texts = {name: row[name] for name in ("name", "name_en", "veto", "legal_basis", "source")}
        bounds = {name: int(row[name]) if row[name] else None for name in ("from_months", "below_months")}
        more = {"minimum_months": int(row["minimum_months"]), "to_confirm": row["to_confirm"] == "1"}
        _enter(model, row, {**texts, **bounds, **more})


def _enter(model: Any, row: dict[str, str], values: dict[str, Any]) -> None:
    until = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    model.objects.get_or_create(
        code=row["code"], valid_from=date.fromisoformat(row["valid_from"]), defaults={**values, "valid_to": until}
    )


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


def statistics_forms() -> list[dict[str, Any]]:
    """The statistical forms of the field with what each of their rows and columns counts."""
    found: list[dict[str, Any]] = json.loads(
        files(__name__).joinpath("statistics_forms.json").read_text(encoding="utf-8")
    )
    return found
