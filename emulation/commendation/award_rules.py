"""Which rules about awards hold on a day, and pinning them to a dossier: an authority's own rows go before the nation's."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from emulation.models import AwardRule, AwardType, BaseSalary, Nomination, in_force
from emulation.rules.awards.award_rules import AwardRules, Basis, Row, award_rules
from emulation.rules.periods import local_date
from kernel.errors import Missing
from kernel.text import gettext_noop

EVERY = "*"
SCOPES = {AwardType.TITLE: "*title", AwardType.FORM: "*form"}
"""Award codes that stand for all awards, all titles, all forms."""


def rows_of(authority: str) -> QuerySet[AwardRule]:
    """The nation's rows and those of the authority."""
    return AwardRule.objects.filter(Q(authority=None) | Q(authority_id=authority))


def tree_of(codes: Iterable[str]) -> dict[str, str]:
    """Title or form, by award code, whatever the dates; codes that no award has are left out."""
    return dict(AwardType.objects.filter(code__in=set(codes)).values_list("code", "kind"))


def _sources(row: AwardRule) -> Row:
    return Row(row.aspect, row.code, row.params, Basis(row.article, row.legal_basis, row.source, row.to_confirm))


def _merged(award_code: str, kind: str, rows: Iterable[AwardRule]) -> AwardRules:
    """A row about the award goes before one about its tree, that before one about all; then the authority's own before the
    nation's; then the one that began later."""
    places = {EVERY: 0, SCOPES[kind]: 1, award_code: 2}
    mine = [row for row in rows if row.award_code in places]
    mine.sort(key=lambda row: (places[row.award_code], row.authority_id is not None, row.valid_from))
    chosen = {(row.aspect, row.code): row for row in mine}
    return award_rules(award_code, map(_sources, chosen.values()))


def rules_of_many(authority: str, award_codes: Iterable[str], day: date) -> dict[str, AwardRules]:
    """The rules about several awards on a day, in two queries. Raises `Missing` for a code that no award has."""
    codes = frozenset(award_codes)
    kinds = tree_of(codes)
    unknown = sorted(codes - kinds.keys())
    if unknown:
        message = gettext_noop("Danh mục không có danh hiệu, hình thức khen thưởng mang mã “%(code)s”.")
        raise Missing("award_rule.unknown_award", message, code=unknown[0])
    wanted = {EVERY, *SCOPES.values(), *codes}
    rows = list(rows_of(authority).filter(in_force(day), award_code__in=wanted))
    return {code: _merged(code, kinds[code], rows) for code in sorted(codes)}


def rules_on(authority: str, award_code: str, day: date) -> AwardRules:
    """What is asked about an award on a day. Raises `Missing` for a code that no award has."""
    return rules_of_many(authority, (award_code,), day)[award_code]


def register_by(authority: str, day: date) -> str:
    """The last day (``03-31``) of registering for a year, by the rules about all awards on a day; empty where there is none."""
    rows = rows_of(authority).filter(in_force(day), award_code=EVERY, aspect=AwardRule.PROCEDURE)
    procedure = _merged(EVERY, AwardType.TITLE, rows).procedure
    return procedure.register_by if procedure else ""


@transaction.atomic
def pin(nomination: Nomination, at: datetime) -> None:
    """Write the rules of its receiving day into a dossier, for all awards of its lines. Those that are pinned already stay."""
    codes = set(nomination.lines.values_list("award_code", flat=True)) - nomination.rules.keys()
    if not codes:
        return
    day = nomination.received_on or local_date(at)
    fresh = rules_of_many(nomination.authority_id, codes, day)
    nomination.rules = {**nomination.rules, **{code: rules.to_data() for code, rules in fresh.items()}}
    nomination.save(update_fields=["rules"])


def rules_for(nomination: Nomination, award_codes: Iterable[str], *, on: date) -> Mapping[str, AwardRules]:
    """The rules by which a dossier is judged: the pinned ones; for an award that nobody proposed when it was received those of
    the receiving day; for a dossier that is not received yet those of the day asked for."""
    codes = frozenset(award_codes)
    pinned = {code: AwardRules.from_data(nomination.rules[code]) for code in codes & nomination.rules.keys()}
    others = codes - pinned.keys()
    if not others:
        return pinned
    return {**pinned, **rules_of_many(nomination.authority_id, others, nomination.received_on or on)}


def base_salary(day: date) -> BaseSalary:
    """The base salary in force on a day. Raises `Missing` for a day before the first that the catalogue has."""
    row = BaseSalary.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    if row is None:
        message = gettext_noop("Danh mục chưa có mức lương cơ sở cho ngày này; hãy bổ sung trước.")
        raise Missing("base_salary.missing", message)
    return row
