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
from emulation.rules.exact import from_text
from emulation.rules.ranking import MonthScore, Reason, rank_campaign, replay
from emulation.rules.service import (
    ACTUAL_TIME,
    AWAY,
    ELSEWHERE,
    SERVED,
    Minimum,
    OnLeave,
    Stay,
    months,
    months_of,
    service,
    year_to,
)
from emulation.rules.service_policies import ServicePolicy, parse_service_policy
from kernel.errors import Invalid
from tests.rules.builders import leaf
from tests.rules.builders import scheme as criteria

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
            "minimum_months": int(rule["minimum_months"]),
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


YEAR = (date(2023, 1, 1), date(2023, 12, 31))
AS_LAW = {"served": SERVED, "sick": AWAY, "maternity": ACTUAL_TIME, "study": ELSEWHERE}


@st.composite
def years(draw: st.DrawFn) -> tuple[list[Stay], list[OnLeave]]:
    """A posting that begins in 2023 or before, and leaves of it in a row."""
    begin = draw(st.sampled_from([date(2020, 1, 1), date(2023, 6, 30), date(2023, 7, 1), date(2023, 7, 2)]))
    days = sorted(draw(st.sets(st.integers(0, 364), max_size=6)))
    spans = [(YEAR[0] + timedelta(days=one), YEAR[0] + timedelta(days=two)) for one, two in pairwise(days)][::2]
    kinds = [draw(st.sampled_from(sorted(AS_LAW))) for _ in spans]
    return [Stay("U1", begin)], [OnLeave(k, *span, AS_LAW[k]) for k, span in zip(kinds, spans, strict=True)]


@given(st.dictionaries(st.sampled_from("abcdef"), years(), min_size=1), st.integers(0, 7), st.randoms())
def test_who_served_less_than_the_minimum_is_not_rated_and_everybody_else_is_as_if_they_were_not_there(
    people: dict[str, tuple[list[Stay], list[OnLeave]]], minimum: int, chance: object
) -> None:
    policy = ServicePolicy(kinds=AS_LAW, exempt=("maternity",), minimum_months=minimum, legal_basis="Điều 2")
    found = {who: policy.of_year(months(*YEAR, *own)) for who, own in people.items()}
    scores: dict[str, dict[str, MonthScore | None]] = {
        who: {"2023-11": MonthScore(Fraction(90 - n)), "2023-12": MonthScore(Fraction(90))}
        for n, who in enumerate(people)
    }
    vetoes = {who: ["V1"] for who in people if who in "ab"}
    scheme = criteria(leaf("K1"), vetoes=[{"code": "V1", "title": {"vi": "Kỷ luật"}, "effect": "disqualify"}])
    exempt = [who for who, one in found.items() if one.exempt]
    served = Minimum(minimum, "Điều 2", {who: one.served for who, one in found.items()})
    ranked = rank_campaign(scheme, scores, vetoes=vetoes, exempt=exempt, service=served)
    short = {line.subject for line in ranked.lines if line.reason == Reason.SHORT_SERVICE}
    assert short == {who for who, one in found.items() if one.served < minimum and who not in exempt}
    assert short == {who for who, one in found.items() if one.short}
    assert all((line.rank, line.grade) == (None, "") for line in ranked.lines if line.subject in short)
    without = rank_campaign(
        scheme,
        {who: own for who, own in scores.items() if who not in short},
        vetoes={who: own for who, own in vetoes.items() if who not in short},
    )
    places = {line.subject: (line.rank, line.grade, line.total, line.reason) for line in without.lines}
    assert places == {
        line.subject: (line.rank, line.grade, line.total, line.reason)
        for line in ranked.lines
        if line.subject not in short
    }
    again = replay(scheme, ranked.inputs)
    assert (again.result_digest, "minimum_service" in ranked.inputs) == (ranked.result_digest, minimum > 0)
    if minimum:
        assert {who: from_text(text) for who, text in again.inputs["served"].items()} == dict(served.served)


@pytest.mark.parametrize(
    ("kind", "first", "last", "begin", "short"),
    [
        ("unpaid", (1, 1), (6, 30), None, False),  # six months are served: enough
        ("unpaid", (1, 1), (7, 2), None, True),  # five months and 29 days: of what is over, 30 days are a month
        ("maternity", (1, 1), (10, 31), None, False),  # the decree's exception
        ("annual", (1, 1), (10, 31), None, False),  # annual leave is service
        ("", (1, 1), (1, 1), (7, 3), True),  # came a day too late for six months
        ("", (1, 1), (1, 1), (7, 2), False),
        ("elsewhere", (1, 1), (9, 30), (10, 1), False),  # served in the body that they came from
    ],
)
def test_six_months_of_service_under_decree_90_and_none_under_its_successor(
    kind: str, first: tuple[int, int], last: tuple[int, int], begin: tuple[int, int] | None, short: bool
) -> None:
    for year in (2023, 2026):
        policy = law(year)
        away = [OnLeave(kind, date(year, *first), date(year, *last), policy.kinds[kind])] if kind else []
        stay = Stay("U1", date(year, *begin) if begin else date(2018, 1, 1))
        found = policy.of_year(months(date(year, 1, 1), date(year, 12, 31), [stay], away))
        assert (found.short, found.minimum_months) == (short and year == 2023, 6 if year == 2023 else 0)


@pytest.mark.parametrize(
    ("first", "last", "begin"),
    [
        (date(2023, 1, 1), date(2023, 12, 31), date(2023, 1, 1)),
        (date(2023, 9, 15), date(2023, 12, 31), date(2023, 1, 1)),  # ends with the year: it is the year that is rated
        (date(2022, 9, 1), date(2023, 8, 31), date(2022, 9, 1)),  # a school year
        (date(2022, 1, 1), date(2024, 2, 29), date(2023, 3, 1)),  # the last year of several
        (date(2023, 1, 1), date(2023, 6, 30), None),
    ],
)
def test_a_campaign_rates_the_year_that_it_spans_or_that_ends_with_it(
    first: date, last: date, begin: date | None
) -> None:
    assert year_to(first, last) == ((begin, last) if begin else None)


def test_every_kind_of_leave_is_known_under_every_law_and_all_rows_run_on() -> None:
    for rows in (list(catalogue.leave_kinds()), list(catalogue.service_rules())):
        assert all(row["source"] and row["legal_basis"] and row["to_confirm"] in "01" for row in rows)
    for year in (2019, 2023, 2026):
        assert len(law(year).kinds) == 9


def test_a_policy_with_faults_names_them_all() -> None:
    wrong = {"minimum_days": 0, "kinds": {"sick": "never"}, "ceilings": [{"from_months": 3, "below_months": 3}], "x": 1}
    with pytest.raises(Invalid) as no:
        parse_service_policy(wrong)
    assert [one.path for one in no.value.problems] == [
        "x", "minimum_days", "kinds.sick", "ceilings[0].veto", "ceilings[0].below_months",
    ]  # fmt: skip
    assert parse_service_policy(law(2023).to_data()) == law(2023)
