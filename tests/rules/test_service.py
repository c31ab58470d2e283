"""Service: days that add up, months by the law's count, and what each regime makes of them, article by article."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation import catalogue
from emulation.rules.business_days import Calendar
from emulation.rules.service import ACTUAL_TIME, AWAY, SERVED, OnLeave, Stay, months, months_of, service
from emulation.rules.service_policies import ServicePolicy, parse_service_policy
from kernel.errors import Invalid

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
CALENDAR = Calendar(holidays=frozenset({date(2026, 3, 11)}))
DAYS = st.integers(-5, 40).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def leaves(draw: st.DrawFn) -> OnLeave:
    first = draw(DAYS)
    kind, counts = draw(st.sampled_from([("annual", SERVED), ("sick", ACTUAL_TIME), ("unpaid", AWAY)]))
    return OnLeave(kind, first, first + timedelta(days=draw(st.integers(0, 20))), counts)


@st.composite
def stays(draw: st.DrawFn) -> list[Stay]:
    """One posting after the other, with gaps or without."""
    days = sorted(draw(st.sets(DAYS, min_size=2, max_size=4)))
    found = [Stay(f"U{n % 2}", one, other) for n, (one, other) in enumerate(pairwise(days))]
    return [stay for stay in found if draw(st.booleans())] + [Stay("U9", days[-1])] * draw(st.integers(0, 1))


def told(own: Sequence[Stay], away: Sequence[OnLeave]) -> object:
    """Everything that the records say of March 2026."""
    whole = service(FIRST, LAST, own, away, is_working=CALENDAR.is_working)
    return whole, months(FIRST, LAST, own, away)


@given(stays(), st.lists(leaves(), max_size=4), leaves(), st.data())
def test_days_add_up_more_leave_is_less_work_and_neither_order_nor_splitting_matters(
    own: list[Stay], away: list[OnLeave], another: OnLeave, data: st.DataObject
) -> None:
    found = service(FIRST, LAST, own, away, is_working=CALENDAR.is_working)
    assert found.days + sum(found.on_leave.values()) + found.outside == found.working == 21
    assert found.days <= found.credited <= found.working - found.outside
    more = service(FIRST, LAST, own, [*away, another], is_working=CALENDAR.is_working)
    assert more.days <= found.days
    assert more.outside == found.outside
    cut = data.draw(st.integers(0, (another.last - another.first).days))
    middle = another.first + timedelta(days=cut)
    parts = [OnLeave(another.kind, another.first, middle, another.counts)]
    if middle < another.last:
        parts.append(OnLeave(another.kind, middle + timedelta(days=1), another.last, another.counts))
    assert told(own, [*away, another]) == told(own[::-1], [*parts[::-1], *away[::-1]])


@given(st.lists(leaves(), max_size=4))
def test_who_serves_nowhere_or_is_on_leave_every_day_is_absent_and_who_serves_a_day_is_not(away: list[OnLeave]) -> None:
    assert service(FIRST, LAST, [], away, is_working=CALENDAR.is_working).absent(1)
    always = OnLeave("sick", FIRST, LAST)
    found = service(FIRST, LAST, [Stay("U1", FIRST)], [always], is_working=CALENDAR.is_working)
    assert (found.absent(1), found.on_leave) == (True, {"sick": 21})
    joined = service(FIRST, LAST, [Stay("U1", date(2026, 3, 30))], [], is_working=CALENDAR.is_working)
    assert (joined.days, joined.outside, joined.absent(2), joined.absent(3)) == (2, 19, False, True)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([((2023, 2, 1), (2023, 4, 30))], "3"),  # 89 days in a row, three months of the calendar
        ([((2023, 7, 1), (2023, 9, 28))], "2 28/30"),  # 90 days in a row, not three months of it
        ([((2023, 1, 31), (2023, 2, 28))], "1 1/30"),
        ([((2023, 1, 2), (2023, 1, 16)), ((2023, 3, 1), (2023, 3, 15))], "1"),  # 15 and 15 days: 30 are a month
        ([((2023, 1, 1), (2023, 3, 31)), ((2023, 6, 5), (2023, 6, 7))], "3 3/30"),
        ([], "0"),
    ],
)
def test_days_in_a_row_are_months_of_the_calendar_and_what_is_over_thirty_days_for_one(
    spans: list[tuple[tuple[int, int, int], tuple[int, int, int]]], expected: str
) -> None:
    days = [
        date(*first) + timedelta(days=n) for first, last in spans for n in range((date(*last) - date(*first)).days + 1)
    ]
    assert months_of(days) == sum(Fraction(part) for part in expected.split())


def law(year: int) -> ServicePolicy:
    """What a campaign that ends on the last day of a year takes from the catalogue."""
    end = f"{year}-12-31"

    def holds(row: dict[str, str]) -> bool:
        return row["valid_from"] <= end and (not row["valid_to"] or end < row["valid_to"])

    kinds = [row for row in catalogue.leave_kinds() if holds(row)]
    rule = next(row for row in catalogue.service_rules() if holds(row))
    bounds = {name: int(rule[name] or 0) for name in ("from_months", "below_months")}
    return parse_service_policy(
        {
            "kinds": {row["code"]: row["counts"] for row in kinds},
            "exempt": [row["code"] for row in kinds if row["exempt"] == "1"],
            "ceilings": [{**bounds, "veto": rule["veto"]}] if rule["veto"] else [],
            "legal_basis": rule["legal_basis"],
        }
    )


@pytest.mark.parametrize(
    ("year", "kind", "first", "last", "exempt", "vetoes", "article"),
    [
        (2019, "sick", (2, 1), (7, 31), False, (), "56/2015"),  # only the time worked; to be confirmed
        (2023, "unpaid", (2, 1), (4, 30), False, ("VN",), "Điều 2 Nghị định 90/2020"),  # 3 months: capped
        (2023, "unpaid", (2, 1), (4, 29), False, (), "Điều 2 Nghị định 90/2020"),  # a day less: not
        (2023, "sick", (1, 1), (6, 29), False, ("VN",), "Điều 2 Nghị định 90/2020"),  # a day less than 6
        (2023, "sick", (1, 1), (6, 30), False, (), "Điều 2 Nghị định 90/2020"),  # 6 months: too few served, no cap
        (2023, "maternity", (1, 1), (6, 30), True, (), "Điều 2 Nghị định 90/2020"),  # the time worked, never capped
        (2023, "annual", (3, 1), (6, 30), False, (), "Điều 2 Nghị định 90/2020"),  # annual leave is service
        (2026, "maternity", (1, 1), (6, 30), True, (), "Điều 21 Nghị định 335/2025"),
        (2026, "sick", (2, 1), (5, 31), False, (), "Điều 21 Nghị định 335/2025"),  # no cap any more
    ],
)
def test_each_article_is_applied_as_it_stands(
    year: int,
    kind: str,
    first: tuple[int, int],
    last: tuple[int, int],
    exempt: bool,
    vetoes: tuple[str, ...],
    article: str,
) -> None:
    policy = law(year)
    away = OnLeave(kind, date(year, *first), date(year, *last), policy.kinds[kind])
    span = (date(year, 1, 1), date(year, 12, 31))
    found = policy.of_year(months(*span, [Stay("U1", date(2018, 1, 1))], [away]))
    assert (found.exempt, found.vetoes) == (exempt, vetoes)
    assert article in found.legal_basis


def test_every_kind_of_leave_is_known_under_every_law_and_all_rows_run_on() -> None:
    for rows in (list(catalogue.leave_kinds()), list(catalogue.service_rules())):
        assert all(row["source"] and row["legal_basis"] and row["to_confirm"] in "01" for row in rows)
    for year in (2019, 2023, 2026):
        assert len(law(year).kinds) == 8


def test_a_policy_with_faults_names_them_all() -> None:
    wrong = {"minimum_days": 0, "kinds": {"sick": "never"}, "ceilings": [{"from_months": 3, "below_months": 3}], "x": 1}
    with pytest.raises(Invalid) as no:
        parse_service_policy(wrong)
    assert [one.path for one in no.value.problems] == [
        "x", "minimum_days", "kinds.sick", "ceilings[0].veto", "ceilings[0].below_months",
    ]  # fmt: skip
    assert parse_service_policy(law(2023).to_data()) == law(2023)
