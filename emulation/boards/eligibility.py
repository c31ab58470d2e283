"""Reads for the catalogue of award rules, for the check of one subject, and for what is on record about people and units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from emulation import award_names, visibility
from emulation.commendation import award_rules, eligibility, merit_records, rule_books
from emulation.commendation.merit_rows import Question, Subject
from emulation.models import (
    AwardRule,
    AwardType,
    BaseSalary,
    Discipline,
    Initiative,
    Person,
    Posting,
    RecipientCategory,
    Unit,
    in_force,
)
from emulation.models.nominations import COLLECTIVE, PERSON
from emulation.rules.access import COMMITTEE
from emulation.rules.awards.award_rules import Basis, Part, Row, read_part
from emulation.rules.awards.rule_values import COMMENDATION_KINDS, MERIT
from emulation.rules.awards.verdicts import Verdict
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem
from kernel.text import gettext_noop

SHOWN = 200
"""So many records of a kind are shown, the newest first."""


@dataclass(frozen=True)
class RuleLine:
    """A rule in force, as a row and as what it says; ``counts`` is False where a row of the authority goes before it."""

    row: AwardRule
    part: Part
    counts: bool


@dataclass(frozen=True)
class CatalogueBoard:
    """Titles and forms of a day, and the rules of one award or, where none is chosen, those that hold for all of them."""

    on: date
    award: str
    titles: Sequence[AwardType]
    forms: Sequence[AwardType]
    lines: Sequence[RuleLine]
    salary: BaseSalary | None
    categories: Sequence[RecipientCategory]
    names: Mapping[str, str]
    to_confirm: int
    may_keep: bool

    @property
    def chosen(self) -> AwardType | None:
        """The award whose rules are shown; none for those that hold for all."""
        return next((one for one in (*self.titles, *self.forms) if one.code == self.award), None)


def part_of(row: AwardRule) -> Part:
    """What a row says."""
    basis = Basis(row.article, row.legal_basis, row.source, row.to_confirm)
    part: Part = read_part(Row(row.aspect, row.code, row.params, basis), "", [])
    return part


def _lines(authority: str, award: str, on: date) -> list[RuleLine]:
    """The rows that are about an award, or about all, all titles, all forms; of those of one code the last counts."""
    kinds = award_rules.tree_of([award])
    places = [award_rules.EVERY, *award_rules.SCOPES.values()]
    if award in kinds:
        places = [award_rules.EVERY, award_rules.SCOPES[kinds[award]], award]
    rows = list(award_rules.rows_of(authority).filter(in_force(on), award_code__in=places))
    rows.sort(key=lambda row: (places.index(row.award_code), row.authority_id is not None, row.valid_from))
    one_award = {(row.aspect, row.code): row.pk for row in rows}
    each_scope = {(row.award_code, row.aspect, row.code): row.pk for row in rows}
    counting = set((one_award if award in kinds else each_scope).values())
    order = {aspect: place for place, aspect in enumerate(AwardRule.ASPECTS)}
    rows.sort(key=lambda row: (order[row.aspect], places.index(row.award_code), row.code, row.pk not in counting))
    return [RuleLine(row, part_of(row), row.pk in counting) for row in rows]


def catalogue(award: str, on: date, *, by: Actor) -> CatalogueBoard:
    types = list(AwardType.objects.filter(in_force(on)).order_by("kind", "level", "name"))
    lines = _lines(by.authority, award, on)
    return CatalogueBoard(
        on=on,
        award=award,
        titles=[one for one in types if one.kind == AwardType.TITLE],
        forms=[one for one in types if one.kind == AwardType.FORM],
        lines=lines,
        salary=BaseSalary.objects.filter(valid_from__lte=on).order_by("-valid_from").first(),
        categories=list(RecipientCategory.objects.filter(in_force(on))),
        names=award_names.spoken(),
        to_confirm=sum(one.row.to_confirm and one.counts for one in lines),
        may_keep=rule_books.may_keep(by),
    )


@dataclass(frozen=True)
class Asked:
    """Could this subject get this award on that day, for that year, or for what it did in a campaign (by its code)? ``subject``
    is a person's code, or a unit's."""

    subject: str
    award: str
    on: date
    year: int
    kind: str = MERIT
    campaign: str = ""


@dataclass(frozen=True)
class Answer:
    """``may`` is False where something stands in the way; what is not known does not, but is told."""

    name: str
    verdicts: tuple[Verdict, ...]

    @property
    def may(self) -> bool:
        return not any(one.refuses for one in self.verdicts)


def require_reader(by: Actor) -> None:
    """Raise `NotAllowed` for all but the committee: the facts tell of disciplines and holds."""
    if not visibility.holds(by, COMMITTEE):
        message = gettext_noop("Chỉ Hội đồng và bộ phận thường trực được kiểm tra điều kiện của người khác.")
        raise NotAllowed("eligibility.not_reader", message)


def _subject(authority: str, code: str, on: date) -> tuple[Subject, str]:
    person = Person.objects.filter(authority_id=authority, code=code).first()
    if person:
        rows = Posting.objects.filter(person=person).select_related("unit")
        posting = rows.filter(in_force(on)).first() or rows.order_by("-valid_from").first()
        if posting:
            return Subject(PERSON, posting.unit_id, posting.unit.code, person.pk, person.code), person.full_name
    unit = Unit.objects.filter(authority_id=authority, code=code).first()
    if unit is None:
        raise Missing("eligibility.unknown_subject", gettext_noop("Không có cán bộ, đơn vị mang mã này."))
    version = unit.versions.order_by("-valid_from").first()
    return Subject(COLLECTIVE, unit.pk, unit.code), version.name if version else unit.code


def check(asked: Asked, *, by: Actor) -> Answer:
    """Raises `Missing` for a subject or award that is not there, `Invalid` for an award that is not for such a subject."""
    require_reader(by)
    subject, name = _subject(by.authority, asked.subject, asked.on)
    award = AwardType.objects.filter(in_force(asked.on), code=asked.award).first()
    if award is None:
        message = gettext_noop("Ngày này không có danh hiệu, hình thức khen thưởng mang mã này.")
        raise Missing("eligibility.unknown_award", message)
    wanted = AwardType.PERSON if subject.person else AwardType.COLLECTIVE
    problems = []
    if award.subjects not in (AwardType.BOTH, wanted):
        message = gettext_noop("Danh hiệu, hình thức này không dành cho đối tượng này.")
        problems.append(Problem("eligibility.wrong_subject", message, "award"))
    if asked.kind not in COMMENDATION_KINDS:
        problems.append(Problem("eligibility.kind", gettext_noop("Hãy chọn loại khen thưởng."), "kind"))
    elif award.kinds and asked.kind not in award.kinds:
        message = gettext_noop("Danh hiệu, hình thức này không xét theo loại khen thưởng đó.")
        problems.append(Problem("eligibility.wrong_kind", message, "kind"))
    if problems:
        raise Invalid(problems[0].code, problems[0].message, problems=problems)
    campaign = visibility.campaigns(by).filter(code=asked.campaign).first() if asked.campaign else None
    if asked.campaign and campaign is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    question = Question("1", subject, asked.award, asked.kind, asked.year, campaign)
    return Answer(name, eligibility.asked(question, authority=by.authority, on=asked.on))


@dataclass(frozen=True)
class RecordsBoard:
    initiatives: Sequence[Initiative]
    disciplines: Sequence[Discipline]


def records(*, by: Actor, on: date) -> RecordsBoard:
    """What is on record, as far as the reader may see it, the newest first; what was taken back too."""
    initiatives = merit_records.visible_initiatives(by, on).select_related("person", "recorded_by")
    disciplines = merit_records.visible_disciplines(by).select_related("person", "unit", "recorded_by")
    return RecordsBoard(
        list(initiatives.order_by("-recorded_at")[:SHOWN]), list(disciplines.order_by("-recorded_at")[:SHOWN])
    )
