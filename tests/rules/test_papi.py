"""PAPI 2011 to 2013: every published dimension, total and rank follows from its parts under the engine."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from examples.papi.rank import Check, check_year, load_figures, main, report

YEARS = ("2011", "2012", "2013")


@pytest.mark.parametrize("year", YEARS)
def test_all_dimensions_totals_and_ranks_of_a_year_are_reproduced(year: str) -> None:
    ranking, checks = check_year(year, load_figures()[year])
    assert [len(found) for found in checks.values()] == [378, 63, 63, 63, 63]
    assert [check for found in checks.values() for check in found if not check.holds] == []
    assert (ranking.lines[0].subject, ranking.lines[0].rank) == ("Quảng Bình", 1)


@pytest.mark.parametrize("year", YEARS)
def test_totals_and_ranks_are_allowed_no_difference(year: str) -> None:
    _, checks = check_year(year, load_figures()[year])
    strict = {name: found for name, found in checks.items() if "totals from 6" in name or "ranks" in name}
    assert len(strict) == 3
    assert {check.apart for found in strict.values() for check in found} == {Fraction(0)}


def test_a_falsified_figure_is_found() -> None:
    figures = load_figures()["2012"]
    false = Decimal(figures["Hà Nội"]["Transparency"]) + Decimal("0.00001")
    figures["Hà Nội"] = figures["Hà Nội"] | {"Transparency": str(false)}
    _, checks = check_year("2012", figures)
    wrong = {check.what for found in checks.values() for check in found if not check.holds}
    assert {"Hà Nội, Transparency", "Hà Nội, total"} <= wrong


def test_the_program_ends_well_and_a_wrong_figure_makes_it_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert "All published figures follow from their parts." in capsys.readouterr().out
    good = Check("x", Fraction(1), Fraction(1))
    assert report("y", [good])
    assert not report("y", [good, replace(good, computed=Fraction(2))])
