"""What a computed ranking knows that the study of its certainty needs, as arrays: scores, parts, tie-breaks, groups."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from emulation.rules.exact import from_text
from emulation.rules.nodes import BONUS, CRITERIA, DEDUCTION, Node
from emulation.rules.ranking import CAMPAIGN, Line, Ranking
from emulation.rules.replications import FORMS, MEAN, SUM, Evidence, Part, Rule
from emulation.rules.schemes import NEVER, Scheme
from emulation.rules.standings import Entrant, order_key

LEFT_OUT = frozenset({"not_applicable", "not_submitted", "left_out"})

_Month = tuple[float, Mapping[str, float]]


def evidence_of(scheme: Scheme, ranking: Ranking, *, groupings: Sequence[str] = ("cluster",)) -> Evidence:
    """The evidence of a ranking of sheets or of months: those ranked, with the top components as parts. Whoever has no
    rank takes no part. A scheme whose total is no weighted mean of its components has no parts to move."""
    form = str(scheme.to_data().get("aggregate", SUM))
    nodes = _weighed(scheme, form)
    ranked = [line for line in ranking.lines if line.overall is not None]
    months: Sequence[Sequence[_Month | None]] = (
        _months(ranking, ranked) if ranking.inputs["kind"] == CAMPAIGN else [[_sheet(line)] for line in ranked]
    )
    held = [index for index in range(max(map(len, months), default=0)) if any(own[index] for own in months)]
    amounts = _amounts(nodes, form)
    scores = np.full((len(held), len(ranked)), math.nan)
    values = np.full((len(held), len(ranked), len(nodes)), math.nan)
    for subject, own in enumerate(months):
        for row, index in enumerate(held):
            month = own[index]
            if month is not None:
                scores[row, subject], points = month
                values[row, subject] = [_value(node, points, form, amounts) for node in nodes]
    known = ~np.isnan(scores)
    means = np.where(known, scores, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    published = np.array([float(line.exact or 0) for line in ranked])
    return Evidence(
        subjects=tuple(line.subject for line in ranked),
        scores=scores,
        values=values,
        parts=tuple(Part(node.code, amounts[node.code], node.kind != CRITERIA) for node in nodes),
        rule=_rule(scheme, nodes, form, amounts),
        offsets=published - means,
        ties=np.array(_ties(scheme, ranked), dtype=np.int64),
        groups=_groups(ranking, ranked, groupings),
    )


def _weighed(scheme: Scheme, form: str) -> list[Node]:
    nodes = [node for node in scheme.components if node.kind in (CRITERIA, BONUS, DEDUCTION)]
    return nodes if form in FORMS else []


def _bounded(nodes: Sequence[Node], form: str) -> bool:
    """Whether points are shares of maxima: a sum in which every criterion has one."""
    return form == SUM and all(node.maximum is not None for node in nodes if node.kind == CRITERIA)


def _amounts(nodes: Sequence[Node], form: str) -> dict[str, float]:
    """What each component weighs: its maximum times its weight where points are shares of maxima, else its weight."""
    bounded = _bounded(nodes, form)
    amounts = {}
    for node in nodes:
        amount = Fraction(node.weight)
        if node.kind == CRITERIA and bounded and node.maximum is not None:
            amount *= Fraction(node.maximum)
        amounts[node.code] = float(-amount if node.kind == DEDUCTION else amount)
    return amounts


def _value(node: Node, points: Mapping[str, float], form: str, amounts: Mapping[str, float]) -> float:
    """A component's points per unit of its amount; NaN where it was left out."""
    found = points.get(node.code, math.nan)
    return found * abs(float(node.weight) / amounts[node.code]) if node.kind == CRITERIA and form == SUM else found


def _rule(scheme: Scheme, nodes: Sequence[Node], form: str, amounts: Mapping[str, float]) -> Rule:
    rounding = scheme.rounding
    return Rule(
        form=form if form in FORMS else MEAN,
        top=sum(amounts[node.code] for node in nodes if node.kind == CRITERIA) if form == SUM else 1.0,
        decimals=None if rounding.stage == NEVER else rounding.decimals,
        mode=rounding.mode,
        floor=-math.inf if scheme.floor is None else float(scheme.floor),
        ceiling=math.inf if scheme.ceiling is None else float(scheme.ceiling),
    )


def _sheet(line: Line) -> _Month:
    """A sheet is one month; what its explanation says was left out stays out, whatever the weights."""
    points = {code: float(value) for code, value in line.components.items()}
    for part in line.explanation.get("contributions", ()):
        if not LEFT_OUT.isdisjoint(part.get("policies", ())):
            points.pop(part["code"], None)
    return float(line.exact or 0), points


def _months(ranking: Ranking, ranked: Sequence[Line]) -> list[list[_Month | None]]:
    given: Mapping[str, Mapping[str, Any]] = ranking.inputs["months"]
    names = sorted({month for months in given.values() for month in months})
    return [[_month(given[line.subject].get(name)) for name in names] for line in ranked]


def _month(data: Mapping[str, Any] | None) -> _Month | None:
    if data is None:
        return None
    components = {code: float(from_text(points)) for code, points in data.get("components", {}).items()}
    return float(from_text(data["score"])), components


def _ties(scheme: Scheme, ranked: Sequence[Line]) -> list[int]:
    """The published tie-breaks as one whole number each, higher first."""
    chains = [order_key(Entrant(line.subject, components=line.components), scheme.tie_breaks) for line in ranked]
    steps = {chain: step for step, chain in enumerate(sorted(set(chains)))}
    return [steps[chain] for chain in chains]


def _groups(
    ranking: Ranking, ranked: Sequence[Line], groupings: Sequence[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    of = ranking.inputs["groups"]
    found = ((name, tuple(of.get(line.subject, {}).get(name, "") for line in ranked)) for name in groupings)
    return tuple((name, groups) for name, groups in found if any(groups))
