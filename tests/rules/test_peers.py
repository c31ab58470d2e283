"""Peer figures: by hand, and what holds for every panel of scorers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.peers import ADVICE, CRITERION, PeerPolicy, combined, figures
from emulation.rules.policies import parse_policy
from kernel.errors import Invalid

marks = st.lists(st.integers(0, 4000).map(lambda cents: Decimal(cents) / 100), min_size=1, max_size=9)


def test_figures_are_made_of_enough_scorers_and_only_where_they_are_asked_for() -> None:
    sheets = [{"A1": Decimal(4), "B1": Decimal(20)}, {"A1": Decimal(5)}, {"A1": Decimal(5), "B1": Decimal(21)}]
    advice = PeerPolicy(ADVICE, (), "mean", 2)
    assert figures(advice, sheets) == {"A1": Decimal("4.6667"), "B1": Decimal("20.5000")}
    assert figures(PeerPolicy(ADVICE, (), "mean", 3), sheets) == {"A1": Decimal("4.6667")}
    assert figures(PeerPolicy(CRITERION, ("B1",), "median", 2), sheets) == {"B1": Decimal("20.5000")}
    assert combined([Decimal(n) for n in (1, 9, 5, 6)], "trimmed_mean") == Fraction(11, 2)


@settings(max_examples=80)
@given(marks, st.sampled_from(["mean", "median", "trimmed_mean"]))
def test_a_figure_lies_between_the_marks_whatever_their_order(given_: list[Decimal], how: str) -> None:
    figure = combined(given_, how)
    assert min(given_) <= figure <= max(given_)
    assert combined(given_[::-1], how) == figure
    assert combined([mark + 1 for mark in given_], how) == figure + 1


@pytest.mark.parametrize(
    ("peers", "path"),
    [
        ({"units": {"mode": "criterion"}}, "peers.units.criteria"),
        ({"wards": {}}, "peers.wards"),
        ({"people": {"minimum": 0}}, "peers.people.minimum"),
    ],
)
def test_a_policy_of_peers_that_cannot_be_is_refused_at_its_place(peers: dict[str, object], path: str) -> None:
    with pytest.raises(Invalid) as no:
        parse_policy({"peers": peers})
    assert [problem.path for problem in no.value.problems] == [path]
    policy = parse_policy({"peers": {"units": {"mode": "criterion", "criteria": ["B3"]}}})
    assert parse_policy(policy.to_data()) == policy
