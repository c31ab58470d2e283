"""How an award is voted on, as the rules that are pinned to its dossier say."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from emulation.commendation import award_rules
from emulation.models import NominationLine
from emulation.rules.awards.ballots import CAST, TOTAL, Rule
from emulation.rules.awards.ballots import PRESENT as TAKING_PART
from emulation.rules.awards.rule_values import CAST as BALLOTS_CAST
from emulation.rules.awards.rule_values import PRESENT, TOTAL_MEMBERS

_DENOMINATORS = {TOTAL_MEMBERS: TOTAL, PRESENT: TAKING_PART, BALLOTS_CAST: CAST}
LARGEST = 12
"""A percentage that is written with two decimals stands for the simple fraction that rounds to it, up to this denominator."""


def share(pct: Decimal) -> str:
    """A percentage as a share: 66.67 are two thirds, of nine members six."""
    exact = Fraction(pct) / 100
    simple = exact.limit_denominator(LARGEST)
    rounded = round(Decimal(simple.numerator * 100) / simple.denominator, 2)
    found = simple if rounded == pct else exact
    return f"{found.numerator}/{found.denominator}"


def rule_of(line: NominationLine, *, on: date) -> Rule | None:
    """The vote's rule for the award that the appraisal arrived at; none where the dossier's rules know of no vote on it."""
    asked = award_rules.rules_for(line.nomination, [line.final_award], on=on)[line.final_award].council
    if asked is None:
        return None
    return Rule(
        threshold=asked.threshold_pct,
        denominator=_DENOMINATORS[asked.denominator],
        secret=asked.secret,
        written=asked.written,
        quorum=share(asked.quorum_pct),
        article=asked.basis.article,
    )
