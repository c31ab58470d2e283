"""The caps of awards as they stand for a dossier at present, and the shares of leaders and women on any list of lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import Q

from emulation.commendation import award_rules
from emulation.commendation.merit_rows import AWARD_YEAR, SPENT, valid_awards
from emulation.commendation.standings_of_years import levels_of_year
from emulation.models import Award, Nomination, NominationLine, Person, Posting, in_force
from emulation.rules.awards import quotas as rules
from emulation.rules.awards.award_rules import Quota
from emulation.rules.awards.quotas import Candidate, Listed, Shares

_UNSEEN = ("draft", "returned")


@dataclass(frozen=True)
class Capped:
    """A cap of one award: its rule and its counters."""

    award: str
    quota: Quota
    counters: tuple[rules.Counter, ...]


def _score(figures: dict[str, object]) -> Decimal | None:
    """The score that a nominee was chosen by; None where there is none."""
    try:
        return Decimal(str(figures["score"]))
    except (KeyError, InvalidOperation):
        return None


def _lines(dossier: Nomination, awards: Iterable[str]) -> list[NominationLine]:
    """Of all dossiers of the year that are handed in, and of this one."""
    open_ones = Q(nomination=dossier) | (
        Q(nomination__year=dossier.year) & ~Q(nomination__state__in=(*SPENT, *_UNSEEN))
    )
    rows = NominationLine.objects.filter(open_ones, authority_id=dossier.authority_id)
    rows = rows.exclude(outcome=NominationLine.FAIL).exclude(recommended=False)
    related = rows.select_related("person", "unit")
    return [line for line in related if line.final_award in set(awards)]


def _awarded(dossier: Nomination, awards: Iterable[str]) -> list[Award]:
    rows = valid_awards(dossier.authority_id).filter(award_type__code__in=set(awards))
    rows = rows.annotate(of_year=AWARD_YEAR).filter(of_year=dossier.year)
    return list(rows.select_related("award_type", "person", "unit"))


class _Crowd:
    """Who has or is proposed for which award in the year, each with unit, duty group and score."""

    def __init__(self, dossier: Nomination, awards: frozenset[str], on: date) -> None:
        self.found: dict[str, list[Candidate]] = {}
        lines, awarded = _lines(dossier, awards), _awarded(dossier, awards)
        people = {one.person_id for one in lines} | {one.person_id for one in awarded}
        self.groups = dict(
            Posting.objects.filter(in_force(on), person__in=people - {None}).values_list("person", "duty_group")
        )
        for line in lines:
            self._add(line.final_award, line.person, line.unit.code, _score(line.figures))
        for award in awarded:
            self._add(award.award_type.code, award.person, award.unit.code, None)

    def _add(self, award: str, person: Person | None, unit: str, score: Decimal | None) -> None:
        group = self.groups.get(person.pk, "") if person else ""
        self.found.setdefault(award, []).append(Candidate(person.code if person else unit, unit, group, score))


def _rated(dossier: Nomination, quota: Quota, on: date) -> list[Candidate]:
    levels = levels_of_year(dossier.authority_id, dossier.year)
    chosen = {code for code, level in levels.items() if level in quota.grades}
    rows = Posting.objects.filter(in_force(on), authority_id=dossier.authority_id, person__code__in=chosen)
    return [Candidate(*row) for row in rows.values_list("person__code", "unit__code", "duty_group")]


def counters(dossier: Nomination, *, on: date, exceptional: Iterable[str] = ()) -> list[Capped]:
    """The caps of the awards of a dossier, counted over all that is handed in or given for its year. ``exceptional`` are award
    codes for which the exceptional share was granted."""
    codes = frozenset(line.final_award for line in dossier.lines.all())
    rules_of = award_rules.rules_for(dossier, codes, on=on)
    capped = [(code, quota) for code in sorted(codes) for quota in rules_of[code].quotas]
    if not capped:
        return []
    needed = frozenset({code for code, _ in capped} | {quota.award for _, quota in capped if quota.award})
    crowd, special = _Crowd(dossier, needed, on), frozenset(exceptional)
    return [
        Capped(
            code,
            quota,
            rules.counters(
                quota,
                crowd.found.get(quota.award, ()) if quota.award else _rated(dossier, quota, on),
                crowd.found.get(code, ()),
                exceptional=code in special,
            ),
        )
        for code, quota in capped
    ]


def shares(lines: Sequence[NominationLine | Award], *, on: date) -> Shares:
    """Of any list of lines whose person and category are there already. Who has no category leads who heads a unit on the day."""
    asked = [one.person_id for one in lines if one.person_id and not one.category]
    posted = Posting.objects.filter(in_force(on), is_head=True, person__in=asked)
    heads = frozenset(posted.values_list("person_id", flat=True)) if asked else frozenset()
    return rules.shares(
        Listed(
            person=one.person.code if one.person else "",
            category=one.category.code if one.category else "",
            leads=one.category.leads if one.category else one.person_id in heads,
            direct=bool(one.category and one.category.direct),
            woman=one.person.gender == Person.FEMALE if one.person else None,
        )
        for one in lines
    )
