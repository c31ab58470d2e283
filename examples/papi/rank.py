"""Rank the 63 provinces by PAPI from its parts and check every published dimension, total and rank."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from emulation.rules.exact import exact_text, rounded
from emulation.rules.ranking import Ranking, competition_ranks, rank_table
from emulation.rules.schemes import Scheme, parse_scheme

HERE = Path(__file__).parent
DECIMALS = 6
HALF_UNIT = Fraction(1, 2 * 10**DECIMALS)
TOTAL = "TOTAL (unweighted sum of 6 dimensions)"

Figures = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Check:
    """A published figure beside the computed one, and how far apart they may be."""

    what: str
    published: Fraction
    computed: Fraction
    allowed: Fraction = Fraction(0)

    @property
    def apart(self) -> Fraction:
        return abs(self.published - self.computed)

    @property
    def holds(self) -> bool:
        return self.apart <= self.allowed


def load_scheme(name: str) -> Scheme:
    return parse_scheme(json.loads((HERE / f"{name}.json").read_text("utf-8")))


def load_figures() -> dict[str, dict[str, dict[str, str]]]:
    """Year → province → indicator → figure as printed; numbers stay text until they are exact."""
    years: dict[str, dict[str, dict[str, str]]] = {}
    with (HERE / "papi_2011_2013.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            years.setdefault(row["year"], {}).setdefault(row["province_vi"], {})[row["indicator"]] = row["value"]
    return years


def published(figures: Mapping[str, str], indicator: str) -> Fraction:
    return Fraction(rounded(Fraction(figures[indicator]), DECIMALS))


def rank_year(scheme: Scheme, figures: Figures) -> Ranking:
    """Rank the provinces under a scheme whose leaves are called, in English, as the indicators are."""
    return rank_table(
        scheme,
        {
            province: {code: Decimal(own[leaf.title.en]) for code, leaf in scheme.leaves.items()}
            for province, own in figures.items()
        },
    )


def check_dimensions(scheme: Scheme, ranking: Ranking, figures: Figures) -> list[Check]:
    return [
        Check(
            f"{line.subject}, {top.title.en}",
            published(figures[line.subject], top.title.en),
            line.components[top.code],
            HALF_UNIT * (len(top.children) + 1),
        )
        for line in ranking.lines
        for top in scheme.components
    ]


def check_totals(ranking: Ranking, figures: Figures, allowed: Fraction) -> list[Check]:
    return [
        Check(f"{line.subject}, total", published(figures[line.subject], TOTAL), _total(line.total), allowed)
        for line in ranking.lines
    ]


def check_ranks(ranking: Ranking, figures: Figures) -> list[Check]:
    spots = competition_ranks({province: (published(own, TOTAL),) for province, own in figures.items()})
    return [
        Check(f"{line.subject}, rank", Fraction(spots[line.subject].rank), Fraction(line.rank or 0))
        for line in ranking.lines
    ]


def _total(total: Decimal | None) -> Fraction:
    if total is None:
        raise ValueError("a province without a total")
    return Fraction(total)


def check_year(year: str, figures: Figures) -> tuple[Ranking, dict[str, list[Check]]]:
    deep, flat = load_scheme("papi"), load_scheme("papi-dimensions")
    from_parts, from_dimensions = rank_year(deep, figures), rank_year(flat, figures)
    return from_parts, {
        f"{year} dimensions from their sub-dimensions": check_dimensions(deep, from_parts, figures),
        f"{year} totals from 6 dimensions": check_totals(from_dimensions, figures, Fraction(0)),
        f"{year} totals from 22 sub-dimensions": check_totals(from_parts, figures, HALF_UNIT * (len(deep.leaves) + 1)),
        f"{year} ranks from 6 dimensions": check_ranks(from_dimensions, figures),
        f"{year} ranks from 22 sub-dimensions": check_ranks(from_parts, figures),
    }


def report(name: str, checks: Iterable[Check]) -> bool:
    everything = list(checks)
    failed = [check for check in everything if not check.holds]
    equal = sum(not check.apart for check in everything)
    largest = exact_text(max(check.apart for check in everything))
    print(f"  {name}: {len(everything)} checked, {equal} equal, largest difference {largest}, {len(failed)} wrong")
    for check in failed:
        print(f"    {check.what}: published {exact_text(check.published)}, computed {exact_text(check.computed)}")
    return bool(everything) and not failed


def main() -> int:
    good = True
    for year, figures in sorted(load_figures().items()):
        ranking, checks = check_year(year, figures)
        print(f"PAPI {year} ({len(figures)} provinces)")
        for line in ranking.lines[:10]:
            print(f"  {line.rank:>2}  {line.subject:<20} {line.total}")
        for name, found in checks.items():
            good = report(name, found) and good
    print("All published figures follow from their parts." if good else "Some published figures do not follow.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
