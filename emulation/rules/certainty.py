"""How sure a rank is: intervals of ranks, places that cannot be told apart, and what each weight does to the order.

Advice beside a ranking, never a change of it: nothing of it is a score, and no rank, tie or grade follows from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from emulation.rules.replications import (
    Evidence,
    Floats,
    Ints,
    Model,
    Ranks,
    blocks,
    competition_ranks,
    month_counts,
    uniforms,
    weight_factors,
)
from emulation.rules.sensitivity import WeightEffect, weight_effects
from kernel.text import digest

METHOD = "1"
REPLICATIONS, FEWEST_REPLICATIONS = 1_000, 100
NOISE = 0.25
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
APART = 0.95
MAY_BE_FIRST = 0.10
MOST_RANKS = 20_000_000
"""More replicated ranks than this are not drawn: a list of more than 20,000 gets fewer replications, and one that is
larger still (see `replications_for`) none."""

MONTHS, WEIGHTS, BOTH = "months", "weights", "both"
OVERALL = ""


@dataclass(frozen=True)
class Interval:
    """Ranks between which nine of ten replications put a subject, the one in the middle, and in what share of the
    replications it was first."""

    low: int
    median: int
    high: int
    first: float

    def to_data(self) -> dict[str, Any]:
        return {"low": self.low, "median": self.median, "high": self.high, "first": f"{self.first:.3f}"}


@dataclass(frozen=True)
class Place:
    """One subject in one list. ``by`` holds an interval for each study, ``bracket`` counts from 1, and ``may_be_first``
    says that it cannot be told apart from the first place."""

    subject: str
    rank: int
    bracket: int
    may_be_first: bool
    by: Mapping[str, Interval]

    def to_data(self) -> dict[str, Any]:
        return {
            "subject": self.subject,
            "rank": self.rank,
            "bracket": self.bracket,
            "may_be_first": self.may_be_first,
            "by": {study: interval.to_data() for study, interval in self.by.items()},
        }


@dataclass(frozen=True)
class Listed:
    """One list: that of everybody (both names empty), or one group of a grouping."""

    grouping: str
    group: str
    places: tuple[Place, ...]

    def to_data(self) -> dict[str, Any]:
        return {"grouping": self.grouping, "group": self.group, "places": [place.to_data() for place in self.places]}


@dataclass(frozen=True)
class Certainty:
    """``main`` names the study that brackets and groups go by: the one with most sources of chance in it."""

    seed: int
    replications: int
    noise: float
    months: int
    main: str
    lists: tuple[Listed, ...]
    weights: tuple[WeightEffect, ...]
    method: str = METHOD

    @cached_property
    def digest(self) -> str:
        return digest(self.to_data())

    @property
    def overall(self) -> Listed:
        return self.lists[0]

    def to_data(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "seed": str(self.seed),
            "replications": self.replications,
            "noise": f"{self.noise:.3f}",
            "months": self.months,
            "main": self.main,
            "lists": [listed.to_data() for listed in self.lists],
            "weights": [effect.to_data() for effect in self.weights],
        }


def seed_of(inputs_digest: str) -> int:
    """The seed that belongs to a ranking's inputs: the same inputs give the same advice, and nobody can choose it."""
    return int(inputs_digest[:16], 16)


def replications_for(subjects: int) -> int:
    """How often a list of so many is replicated; 0 where it is too long, or too short to have an order."""
    if subjects < 2 or subjects * FEWEST_REPLICATIONS > MOST_RANKS:
        return 0
    return min(REPLICATIONS, MOST_RANKS // subjects)


def rank_certainty(
    evidence: Evidence, *, seed: int, replications: int = REPLICATIONS, noise: float = NOISE
) -> Certainty | None:
    """Replicate a ranking: months drawn again (where there are two or more), weights moved (where there are two or
    more), and both at once. None where there is nothing to draw or nobody to rank."""
    evidence = evidence.ordered()
    studies = _studies(evidence)
    if not studies or not evidence.subjects:
        return None
    model = Model(evidence)
    drawn = uniforms(seed, replications, evidence.months + len(evidence.parts))
    counts = month_counts(drawn[:, : evidence.months])
    factors = weight_factors(drawn[:, evidence.months :], noise)
    chosen = {study: (counts if study != WEIGHTS else None, factors if study != MONTHS else None) for study in studies}
    keys = {study: _keys(model, replications, *chance) for study, chance in chosen.items()}
    main, published = studies[-1], model.keys(None, None)
    everybody = _list("", "", evidence.subjects, published, keys, main)
    return Certainty(
        seed=seed,
        replications=replications,
        noise=noise,
        months=evidence.months,
        main=main,
        lists=(everybody, *_grouped(evidence, published, keys, main)),
        weights=weight_effects(evidence, model, seed=seed, noise=noise) if WEIGHTS in studies else (),
    )


def bracketed(
    evidence: Evidence, *, seed: int, replications: int = REPLICATIONS, noise: float = NOISE
) -> dict[str, int]:
    """The bracket of each subject by itself, for a list that may be another one in a minute: as the study with these figures has
    it. Nothing where there is nothing to draw."""
    evidence = evidence.ordered()
    studies = _studies(evidence)
    if not studies or not evidence.subjects:
        return {}
    model, main = Model(evidence), studies[-1]
    drawn = uniforms(seed, replications, evidence.months + len(evidence.parts))
    counts = month_counts(drawn[:, : evidence.months]) if main != WEIGHTS else None
    factors = weight_factors(drawn[:, evidence.months :], noise) if main != MONTHS else None
    published = competition_ranks(model.keys(None, None))[0]
    found = brackets(published, _ranks(_keys(model, replications, counts, factors)))
    return dict(zip(evidence.subjects, found.tolist(), strict=True))


def _studies(evidence: Evidence) -> tuple[str, ...]:
    redrawn, moved = evidence.months > 1, len(evidence.parts) > 1
    if redrawn and moved:
        return (MONTHS, WEIGHTS, BOTH)
    return (MONTHS,) if redrawn else (WEIGHTS,) if moved else ()


def _keys(model: Model, replications: int, counts: Floats | None, factors: Floats | None) -> Ints:
    parts = [
        model.keys(None if counts is None else counts[block], None if factors is None else factors[block])
        for block in blocks(replications, model.size)
    ]
    return np.concatenate(parts)


def _ranks(keys: Ints) -> Ranks:
    return np.concatenate([competition_ranks(keys[block]) for block in blocks(*keys.shape)])


def _grouped(evidence: Evidence, published: Ints, keys: Mapping[str, Ints], main: str) -> list[Listed]:
    """The lists of the groups, under the main study alone."""
    found = []
    for grouping, names in evidence.groups:
        for group in sorted(set(names) - {""}):
            members = np.array([index for index, name in enumerate(names) if name == group])
            subjects = tuple(evidence.subjects[index] for index in members)
            own = {main: np.ascontiguousarray(keys[main][:, members])}
            found.append(_list(grouping, group, subjects, published[:, members], own, main))
    return found


def _list(
    grouping: str, group: str, subjects: tuple[str, ...], published: Ints, keys: Mapping[str, Ints], main: str
) -> Listed:
    base = competition_ranks(published)[0]
    ranks = {study: _ranks(own) for study, own in keys.items()}
    intervals = {study: _intervals(own) for study, own in ranks.items()}
    bracket = brackets(base, ranks[main])
    places = tuple(
        Place(
            subject=subjects[index],
            rank=int(base[index]),
            bracket=int(bracket[index]),
            may_be_first=intervals[main][index].first >= MAY_BE_FIRST,
            by={study: own[index] for study, own in intervals.items()},
        )
        for index in sorted(range(len(subjects)), key=lambda index: (base[index], subjects[index]))
    )
    return Listed(grouping, group, places)


def _intervals(ranks: Ranks) -> list[Interval]:
    """For each subject the smallest ranks that are reached in 5, 50 and 95 per cent of the replications."""
    by_subject = np.sort(np.ascontiguousarray(ranks.T), axis=1)
    replications = by_subject.shape[1]
    columns = [-(-round(share * 100) * replications // 100) - 1 for share in (LOW, MIDDLE, HIGH)]
    first = (by_subject == 1).mean(axis=1)
    return [
        Interval(low, median, high, share)
        for (low, median, high), share in zip(by_subject[:, columns].tolist(), first.tolist(), strict=True)
    ]


def brackets(published: Ranks, ranks: Ranks) -> Ranks:
    """The bracket of each subject, from the best on: a bracket holds its first and, in the order of the published ranks,
    all who follow until one is told apart from it, which is to say that the first is above that one in at least 95 % of
    the replications. Those who share a published rank share a bracket: they open the next only if all are told apart,
    and of several firsts the one that does worst over the replications speaks for them."""
    by_subject = np.ascontiguousarray(ranks.T)
    order = np.argsort(published, kind="stable")
    starts = np.flatnonzero(np.diff(published[order], prepend=0))
    groups = np.split(order, starts[1:])
    found = np.zeros(len(published), dtype=np.int32)
    number, first = 0, by_subject[order[0]]
    for group in groups:
        if number == 0 or bool(((first < by_subject[group]).mean(axis=1) >= APART).all()):
            number += 1
            first = by_subject[group[np.argmax(by_subject[group].sum(axis=1))]]
        found[group] = number
    return found
