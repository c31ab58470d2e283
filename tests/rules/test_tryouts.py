"""Trying a scheme out: the same figures by two schemes, what is assumed, who moves and why; the same seed, the same sample."""

from decimal import Decimal
from typing import Any

from emulation.rules.ranking import rank_table
from emulation.rules.scheme_edits import blank, node_at
from emulation.rules.schemes import parse_scheme
from emulation.rules.sheets import NOT_APPLICABLE
from emulation.rules.tryouts import Frozen, compared, month_of, refitted, sample

OLD = parse_scheme(blank("thu", "Bộ thử", "unit"))
SUBJECTS = {f"P{number}": {"cluster": "C1"} for number in range(6)}


def changed(**maxima: str) -> Any:
    data = blank("thu", "Bộ thử", "unit")
    for code, maximum in maxima.items():
        place = {"A": "0", "A1": "0.0", "B": "1", "B1": "1.0"}[code]
        node_at(data, place)["max"] = maximum
    return data


def tried(new: Any, tables: list[Frozen]) -> dict[str, Any]:
    scheme = parse_scheme(new)
    return compared(OLD, scheme, [month_of(OLD, scheme, table) for table in tables])


def test_the_same_scheme_moves_nobody_and_ranks_as_the_engine_does() -> None:
    table = sample(OLD, SUBJECTS, ["2000-01"], "một")[0]
    found = tried(blank("thu", "Bộ thử", "unit"), [table])
    ranks = {line.subject: line.rank for line in rank_table(OLD, table.sheets, groups=SUBJECTS).lines}
    assert found["moved"] == 0
    assert {row["subject"]: row["new_rank"] for row in found["rows"]} == ranks
    assert {row["why"] for row in found["rows"]} == {""}


def test_a_sample_comes_from_its_seed_alone() -> None:
    first, again, other = (sample(OLD, SUBJECTS, ["2000-01"], seed)[0] for seed in ("a", "a", "b"))
    assert first == again
    assert first != other
    assert all(
        0 <= entry <= OLD.leaves[code].maximum for sheet in first.sheets.values() for code, entry in sheet.items()
    )


def test_figures_keep_their_share_and_what_is_new_is_assumed() -> None:
    data = changed(A="40", A1="40", B="60", B1="30")
    node_at(data, "1")["children"].append({"code": "B9", "title": {"vi": "Mới"}, "max": "30"})
    new = parse_scheme(data)
    sheet, assumed = refitted(OLD, new, {"A1": Decimal("24"), "B1": Decimal("35")})
    assert (sheet, assumed) == ({"A1": Decimal("32"), "B1": Decimal("15"), "B9": Decimal("17.7")}, ("B9",))
    assert refitted(OLD, new, {"A1": NOT_APPLICABLE, "B1": Decimal("70")})[0]["A1"] is NOT_APPLICABLE
    assert refitted(OLD, new, {}) == ({}, ())


def test_who_moves_is_told_with_the_criterion_that_moved_it() -> None:
    sheets = {
        "P0": {"A1": Decimal(30), "B1": Decimal(35)},
        "P1": {"A1": Decimal(15), "B1": Decimal(56)},
    }
    table = Frozen("2019-01", sheets, {"P0": {}, "P1": {}})
    found = tried(changed(A="70", A1="70", B="30", B1="30"), [table])
    told = {row["subject"]: (row["old_rank"], row["new_rank"], row["places"], row["why"]) for row in found["rows"]}
    assert told == {"P0": (2, 1, 1, "A1"), "P1": (1, 2, -1, "A1")}
    assert [(one["code"], one["old"], one["new"]) for one in found["grades"]] == [
        ("A", 0, 0), ("B", 1, 1), ("C", 1, 1), ("D", 0, 0),
    ]  # fmt: skip
    assert found["digests"]["old"] == OLD.digest
