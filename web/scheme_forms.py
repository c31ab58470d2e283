"""What the forms of the scheme editor hold, as the data of a scheme: the tree at a glance, one node, and the rules of the whole."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from emulation.rules.exact import exact_text, is_number
from emulation.rules.nodes import BOOKED, CRITERIA, EVALUATION, SURVEY
from emulation.rules.scheme_edits import Data, examined, node_at

Given = Mapping[str, str]
SPARE = 2
MOST_ROWS = 60


def figure(text: str) -> str | None:
    """A number as people write it; nothing for an empty field; what is no number stays as it is, for the rules to refuse."""
    plain = text.strip().replace(",", ".")
    if not plain:
        return None
    return exact_text(Decimal(plain)) if is_number(plain) and len(plain) < 20 else plain


def whole(text: str) -> int | str:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 10 else plain


def _inner(data: Data, name: str) -> Data:
    """An object within, empty where a draft has something else there."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def tree(data: Data, given: Given) -> Data:
    """The draft with the codes, titles and maxima of the tree's page."""
    new = deepcopy(data)
    for row in examined(data).rows:
        if f"code-{row.place}" not in given:
            continue
        node = node_at(new, row.place)
        title = _inner(node, "title")
        node["code"] = given[f"code-{row.place}"]
        node["title"] = {"en": "", **title, "vi": given.get(f"vi-{row.place}", "")}
        node["max"] = figure(given.get(f"max-{row.place}", ""))
    return new


def node(data: Data, place: str, given: Given) -> Data:
    """The draft with one node as its own page says it."""
    new = deepcopy(data)
    one = node_at(new, place)
    one |= {
        "code": given.get("code", ""),
        "title": {"vi": given.get("vi", ""), "en": given.get("en", "")},
        "kind": given.get("kind", CRITERIA),
        "max": figure(given.get("max", "")),
        "weight": figure(given.get("weight", "")) or "1",
    }
    (_group if one.get("children") else _leaf)(one, given)
    return new


def _group(one: Data, given: Given) -> None:
    one["aggregate"] = given.get("aggregate", "sum")
    _optional(one, "floor", given, figure)


def _leaf(one: Data, given: Given) -> None:
    source = given.get("source", EVALUATION)
    _optional(one, "min", given, figure)
    one["source"] = source
    one["not_applicable"] = given.get("not_applicable", "rebase")
    for name in ("survey", "booked", "missing", "evidence", "appraiser"):
        one.pop(name, None)
    if source != BOOKED:
        one["missing"] = given.get("missing", "refuse")
    if given.get("evidence"):
        one["evidence"] = True
    if given.get("appraiser"):
        one["appraiser"] = given["appraiser"]
    if source == SURVEY:
        minimum = given.get("minimum", "")
        one["survey"] = {
            "measure": given.get("measure", "share"),
            "shrink": figure(given.get("shrink", "")) or "none",
            "minimum": whole(minimum) if minimum else None,
        }
    if source == BOOKED:
        kinds = [name.removeprefix("from-") for name in given if name.startswith("from-")]
        one["booked"] = {"from": kinds, "each": figure(given.get("each", ""))}


def _optional(one: Data, name: str, given: Given, read: Callable[[str], str | None]) -> None:
    """A field that takes its usual value where it is left empty."""
    value = read(given.get(name, ""))
    one.pop(name, None)
    if value is not None:
        one[name] = value


def rules(data: Data, given: Given) -> Data:
    """The draft with everything that is not its tree."""
    rounding, derivation = _inner(data, "rounding"), _inner(data, "derivation")
    return {
        **deepcopy(data),
        "title": {"vi": given.get("title", ""), "en": given.get("title_en", "")},
        "subject": given.get("subject", "unit"),
        "legal_basis": given.get("legal_basis", ""),
        "floor": figure(given.get("floor", "")),
        "ceiling": figure(given.get("ceiling", "")),
        "rounding": {**rounding, "decimals": whole(given.get("decimals", "2"))},
        "derivation": {**derivation, "method": given.get("method", "mean")},
        "minimum_months": whole(given.get("minimum_months", "1")),
        "tie_breaks": [code.strip() for code in given.get("tie_breaks", "").split(",") if code.strip()],
        "grades": [*_grades(given)],
        "quotas": [*_quotas(data, given)],
        "vetoes": [*_vetoes(data, given)],
    }


def _numbered(given: Given, name: str) -> Iterator[tuple[int, str]]:
    """The rows that have a code."""
    for number in range(MOST_ROWS):
        code = given.get(f"{name}-{number}-code", "")
        if code:
            yield number, code


def _grades(given: Given) -> Iterator[Data]:
    for number, code in _numbered(given, "grade"):
        own = f"grade-{number}-"
        title = {"vi": given.get(own + "vi", ""), "en": given.get(own + "en", "")}
        yield {"code": code, "at_least": figure(given.get(own + "at_least", "")), "title": title}


def _kept(data: Data, name: str, code: str) -> Data:
    """What the row of this code said before, for what the page does not ask."""
    rows = data.get(name)
    known = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return next((dict(row) for row in known if row.get("code") == code), {})


def _quotas(data: Data, given: Given) -> Iterator[Data]:
    for number, code in _numbered(given, "quota"):
        own = f"quota-{number}-"
        grades = [one.strip() for one in given.get(own + "grades", "").split(",") if one.strip()]
        yield {
            **_kept(data, "quotas", code),
            "code": code,
            "grade": given.get(own + "grade", ""),
            "share": share(given.get(own + "share", "")),
            "denominator": {"base": given.get(own + "base", "rated"), "grades": grades},
            "within": [given[own + "within"]] if given.get(own + "within") else [],
        }


def share(text: str) -> str | None:
    """A share from the per cent that people write."""
    percent = figure(text.replace("%", ""))
    return exact_text(Decimal(percent) / 100) if percent and is_number(percent) else percent


def percent(value: Any) -> str:
    """The per cent of a share."""
    return exact_text(Decimal(str(value)) * 100) if is_number(str(value)) else str(value or "")


def _vetoes(data: Data, given: Given) -> Iterator[Data]:
    for number, code in _numbered(given, "veto"):
        own = f"veto-{number}-"
        before = _kept(data, "vetoes", code)
        old_title = before.get("title") if isinstance(before.get("title"), dict) else {}
        title = {"en": "", **(old_title or {}), "vi": given.get(own + "vi", "")}
        effect = {"effect": given.get(own + "effect", "disqualify"), "grade": given.get(own + "grade", "")}
        yield {**before, "code": code, "title": title, **effect}


def padded(rows: Any, spare: int = SPARE) -> list[tuple[int, Data]]:
    """Rows with their numbers, and some empty ones to write into."""
    known = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return list(enumerate([*known, *({} for _ in range(spare))]))
