"""How lenient the heads of units are, told by staff whom inspection teams scored too: advice, with how sure it is.

A head rates the own unit only, so that nobody can tell a lenient head from a good unit by the head's scores alone. Staff
whom the same inspectors scored in several units are the one bridge between them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from emulation.rules.chance import mean, root
from emulation.rules.fairness import LENIENCY, Evidence, FairnessPolicy, Reading, shown
from kernel.text import gettext_noop


@dataclass(frozen=True)
class DoubleScore:
    """One member of staff in one month: the total that the head gave, and the inspectors' (the mean of their teams)."""

    unit: str
    subject: str
    head: Fraction
    inspected: Fraction


@dataclass(frozen=True)
class Leniency:
    """How many points more than the inspectors a unit's head gives, with its standard error.

    ``advice`` is that figure drawn towards 0 by its reliability: what anchoring would take off the unit's people. It is
    None where too few were scored twice (``enough``), or nothing is known of how inspectors and heads differ by chance.
    """

    unit: str
    staff: int
    difference: Fraction
    enough: bool
    error: Decimal | None = None
    reliability: Fraction | None = None
    advice: Fraction | None = None
    advice_error: Decimal | None = None


def leniency(scores: Iterable[DoubleScore], policy: FairnessPolicy) -> dict[str, Leniency]:
    """Each unit's leniency. Several months of one person count as one person.

    The chance part of one difference is pooled over all units. What units truly differ by is the mean square of their
    differences less their chance part; a unit's reliability is true / (true + its chance part), as in any regression to
    the mean. The inspectors are taken as equally severe: leniency that all heads share is seen, severity of a team is not.
    """
    found = _by_unit(scores)
    chance = _pooled(found.values())
    enough = {unit: staff for unit, staff in found.items() if len(staff) >= policy.least_double}
    if chance is None or not enough:
        return {
            unit: Leniency(unit, len(staff), mean(staff), enough=unit in enough)
            for unit, staff in sorted(found.items())
        }
    true = max(mean([mean(staff) ** 2 - chance / len(staff) for staff in enough.values()]), Fraction(0))
    return {
        unit: _advised(unit, staff, chance, true)
        if unit in enough
        else Leniency(unit, len(staff), mean(staff), enough=False, error=root(chance / len(staff)))
        for unit, staff in sorted(found.items())
    }


def _by_unit(scores: Iterable[DoubleScore]) -> dict[str, list[Fraction]]:
    """One difference for each member of staff, by unit."""
    each: dict[tuple[str, str], list[Fraction]] = {}
    for score in scores:
        each.setdefault((score.unit, score.subject), []).append(score.head - score.inspected)
    found: dict[str, list[Fraction]] = {}
    for (unit, _), differences in sorted(each.items()):
        found.setdefault(unit, []).append(mean(differences))
    return found


def _pooled(units: Iterable[list[Fraction]]) -> Fraction | None:
    """The variance inside units; None where no unit has two."""
    squares, freedom = Fraction(0), 0
    for staff in units:
        centre = mean(staff)
        squares += sum((value - centre) ** 2 for value in staff)
        freedom += len(staff) - 1
    return squares / freedom if freedom else None


def _advised(unit: str, staff: list[Fraction], chance: Fraction, true: Fraction) -> Leniency:
    own, difference = chance / len(staff), mean(staff)
    reliability = true / (true + own) if true else Fraction(0)
    return Leniency(
        unit=unit,
        staff=len(staff),
        difference=difference,
        enough=True,
        error=root(own),
        reliability=reliability,
        advice=reliability * difference,
        advice_error=root(reliability * own),
    )


_LENIENT = gettext_noop(
    "Thủ trưởng chấm %(staff)s người cao hơn đoàn kiểm tra trung bình %(figure)s điểm (sai số chuẩn %(error)s; giới hạn"
    " %(limit)s). Mức tham khảo sau khi giảm theo độ tin cậy của so sánh: %(advice)s điểm."
)
_SEVERE = gettext_noop(
    "Thủ trưởng chấm %(staff)s người thấp hơn đoàn kiểm tra trung bình %(size)s điểm (sai số chuẩn %(error)s; giới hạn"
    " %(limit)s). Mức tham khảo sau khi giảm theo độ tin cậy của so sánh: %(advice)s điểm."
)


def leniency_readings(found: Mapping[str, Leniency], policy: FairnessPolicy) -> list[Reading]:
    """A reading for every unit of which there is advice; severe heads are told too, but inflate nothing."""
    readings = []
    for unit, one in found.items():
        if one.advice is None or one.error is None:
            continue
        limit = policy.leniency_errors * Fraction(one.error)
        evidence: Evidence = {
            "staff": one.staff,
            "size": shown(abs(one.difference)),
            "error": shown(Fraction(one.error)),
            "advice": shown(one.advice),
        }
        readings.append(
            Reading(
                LENIENCY,
                unit,
                unit,
                "",
                one.difference,
                limit,
                abs(one.difference) > limit,
                Fraction(0),
                2 * limit,
                _LENIENT if one.difference >= 0 else _SEVERE,
                evidence,
            )
        )
    return readings
