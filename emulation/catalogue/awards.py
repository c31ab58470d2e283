"""The reviewed catalogue of awards: types, dated rules, base salaries and recipient categories, and how they enter the tables."""

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

from emulation.rules.awards import rule_notation
from emulation.rules.awards.award_rules import Basis, Row, award_rules


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("emulation.catalogue").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def enter_award_types(model: Any) -> None:
    """Enter the types; those that are there already only learn their level, their kinds and whether households get them."""
    for row in _rows("award_types"):
        more = {
            "level": row["level"],
            "kinds": [kind for kind in row["kinds"].split(",") if kind],
            "households": row["households"] == "1",
        }
        texts = ("name", "name_en", "kind", "subjects", "certificate_title", "register_book", "legal_basis")
        found, made = model.objects.get_or_create(
            code=row["code"],
            valid_from=date.fromisoformat(row["valid_from"]),
            defaults={
                **{name: row[name] for name in texts},
                **more,
                "has_certificate": row["has_certificate"] == "1",
                "valid_to": _day(row["valid_to"]),
            },
        )
        if not made:
            model.objects.filter(pk=found.pk).update(**more)


def rule_rows() -> Iterator[dict[str, Any]]:
    """The nation's rules as the table has them, each read through its typed part: a fault in the file is found here."""
    for row in _rows("award_rules"):
        basis = Basis(row["article"], row["legal_basis"], row["source"], row["to_confirm"] == "1")
        params = rule_notation.read(row["aspect"], row["params"])
        part = award_rules(row["award_code"], [Row(row["aspect"], row["code"], params, basis)]).parts()[0]
        yield {
            "award_code": row["award_code"],
            "aspect": row["aspect"],
            "code": row["code"],
            "params": part.params(),
            "valid_from": date.fromisoformat(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            **basis.to_data(),
        }


def enter_award_rules(model: Any) -> None:
    """Enter the nation's rules; rows that are there already are left alone."""
    key = ("award_code", "aspect", "code", "valid_from")
    known = set(model.objects.filter(authority=None).values_list(*key))
    model.objects.bulk_create(model(**row) for row in rule_rows() if tuple(row[name] for name in key) not in known)


def enter_base_salaries(model: Any) -> None:
    for row in _rows("base_salaries"):
        texts = {"legal_basis": row["legal_basis"], "source": row["source"], "to_confirm": row["to_confirm"] == "1"}
        model.objects.get_or_create(
            valid_from=date.fromisoformat(row["valid_from"]), defaults={**texts, "amount": int(row["amount"])}
        )


def enter_recipient_categories(model: Any) -> None:
    for row in _rows("recipient_categories"):
        texts = {"name": row["name"], "name_en": row["name_en"], "source": row["source"], "place": int(row["place"])}
        flags = {"leads": row["leads"] == "1", "direct": row["direct"] == "1"}
        model.objects.get_or_create(code=row["code"], defaults={**texts, **flags})


def found_recipient_categories(model: Any) -> None:
    """Name the text behind the categories that have none yet."""
    model.objects.filter(legal_basis="").update(legal_basis="Thông tư 02/2023/TT-BNV")


def enter(apps: Any) -> None:
    """Enter all of it; ``apps`` hands the models out, as migrations and Django do."""
    enter_award_types(apps.get_model("emulation", "AwardType"))
    enter_award_rules(apps.get_model("emulation", "AwardRule"))
    enter_base_salaries(apps.get_model("emulation", "BaseSalary"))
    enter_recipient_categories(apps.get_model("emulation", "RecipientCategory"))
