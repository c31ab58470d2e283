"""What people and units came to in the years' campaigns: the four levels of the law, and the places in their clusters."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from emulation.models import Campaign, Ranking, Standing
from emulation.models.nominations import PERSON
from emulation.rules.awards.rule_values import GRADES

OFFICIAL = ("published", "final")


@dataclass(frozen=True)
class Place:
    rank_in_cluster: int | None
    tied: bool


@dataclass(frozen=True)
class Grades:
    """``levels`` by subject kind, code and year, of regular campaigns; ``places`` by unit code and campaign, and by unit code and
    year for regular ones."""

    levels: Mapping[tuple[str, str], Mapping[int, str]]
    places: Mapping[tuple[str, UUID | int], Place]

    def years(self, code: str, kind: str) -> Mapping[int, str]:
        return self.levels.get((kind, code), {})

    def of_year(self, code: str, year: int, kind: str) -> str | None:
        return self.years(code, kind).get(year)

    def place(self, code: str, year: int, campaign: UUID | None) -> Place | None:
        """In the campaign that it is about, else in the year's regular one."""
        return self.places.get((code, campaign or year))


def _levels(campaign: Campaign, kind: str) -> dict[str, str]:
    """The level of the law by grade code: a scheme with four grades has these four, best first; others say nothing."""
    version = campaign.person_scheme if kind == PERSON else campaign.unit_scheme
    codes = [one["code"] for one in version.definition.get("grades", ())] if version else []
    return dict(zip(codes, GRADES, strict=True)) if len(codes) == len(GRADES) else {}


def grades_of(authority: str, codes: Collection[str], campaigns: Collection[UUID]) -> Grades:
    """From published rankings of whole campaigns: of all regular ones, and of the named others. Of several in a year the one
    that ended last counts."""
    wanted = Q(campaign__form=Campaign.REGULAR) | Q(campaign__in=campaigns)
    rows = Ranking.objects.filter(wanted, authority_id=authority, month=None, state__in=OFFICIAL)
    rows = rows.select_related("campaign__unit_scheme", "campaign__person_scheme").defer("inputs")
    rankings = {row.pk: row for row in rows.order_by("campaign__ends_on", "computed_at")}
    found: dict[tuple[str, str], dict[int, str]] = {}
    places: dict[tuple[str, UUID | int], Place] = {}
    of_ranking: dict[UUID, list[Standing]] = {}
    lines = Standing.objects.filter(ranking__in=rankings, subject__in=codes)
    for line in lines.only("ranking_id", "subject", "grade", "rank_in_cluster", "tied"):
        of_ranking.setdefault(line.ranking_id, []).append(line)
    for pk, ranking in rankings.items():
        campaign = ranking.campaign
        regular = campaign.form == Campaign.REGULAR
        year = campaign.ends_on.year if campaign.ends_on else 0
        kind = PERSON if ranking.subjects == Ranking.PEOPLE else "unit"
        levels = _levels(campaign, kind) if regular else {}
        for line in of_ranking.get(pk, ()):
            if line.grade in levels:
                found.setdefault((kind, line.subject), {})[year] = levels[line.grade]
            if kind == "unit":
                place = Place(line.rank_in_cluster, tied=line.tied)
                places[line.subject, campaign.pk] = place
                places.update({(line.subject, year): place} if regular else {})
    return Grades(found, places)


def levels_of_year(authority: str, year: int) -> dict[str, str]:
    """The level of everybody who was rated in a year's published regular campaign, by their code."""
    people = Q(subjects=Ranking.PEOPLE, campaign__form=Campaign.REGULAR, campaign__ends_on__year=year)
    rows = Ranking.objects.filter(people, authority_id=authority, month=None, state__in=OFFICIAL)
    found: dict[str, str] = {}
    for row in rows.select_related("campaign__person_scheme").defer("inputs").order_by("computed_at"):
        levels = _levels(row.campaign, PERSON)
        graded = row.standings.values_list("subject", "grade")
        found |= {code: levels[grade] for code, grade in graded if grade in levels}
    return found
