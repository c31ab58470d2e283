"""The tables of the nation's catalogue: what names a row, what may be put right later, and whether a row decided anything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from emulation.commendation import award_rules, rule_books
from emulation.models import (
    Award,
    AwardRule,
    AwardType,
    BaseSalary,
    BonusEntitlement,
    Decision,
    Leave,
    LeaveKind,
    Nomination,
    NominationLine,
    RecipientCategory,
    ServiceRule,
)
from emulation.rules.dated_rows import Span
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, nfc

NOTES = ("name_en", "source", "to_confirm")
"""What decides nothing: it may be put right in any row."""


@dataclass(frozen=True)
class Table:
    """One kind of rows. ``key`` names a thing whose versions may not share a day; where rows do not ``end``, each holds until the
    next begins. ``decided`` asks whether anything was decided by a row, before or on a day."""

    name: str
    model: type[Model]
    key: tuple[str, ...]
    values: tuple[str, ...]
    decided: Callable[[Any, date], bool]
    faults: Callable[[Mapping[str, Any]], list[Problem]] = lambda _: []
    ends: bool = True

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.key, *self.values, "valid_from", *(("valid_to",) if self.ends else ()))

    @property
    def rows(self) -> QuerySet[Any]:
        """The nation's rows: those of an authority are its own acts' business."""
        found: QuerySet[Any] = self.model._default_manager.all()
        return found.filter(authority=None) if self.model is AwardRule else found

    def span(self, row: Any) -> Span:
        return Span(row.valid_from, row.valid_to if self.ends else None)

    def content(self, row: Any) -> dict[str, Any]:
        """All that a row says, as plain values."""
        return {name: plain(getattr(row, name)) for name in self.fields}


def plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value


def _within(field: str, row: Any, until: date | None) -> Q:
    ends = Q(**{f"{field}__lt": until}) if until else Q()
    return Q(**{f"{field}__gte": row.valid_from}) & ends


def _type_decided(row: AwardType, today: date) -> bool:
    """Awards name the row itself; dossiers and registrations the code, in its time."""
    if Award.objects.filter(award_type=row).exists():
        return True
    lines = NominationLine.objects.filter(award_code=row.code)
    return lines.filter(_within("nomination__received_on", row, row.valid_to)).exists()


def _rule_decided(row: AwardRule, today: date) -> bool:
    """A dossier was received in its time, or a decision is of its time, about an award that the rule is about."""
    received = Nomination.objects.filter(_within("received_on", row, row.valid_to)).exclude(rules={})
    awards = Award.objects.filter(_within("decision__decided_on", row, row.valid_to))
    trees = {scope: kind for kind, scope in award_rules.SCOPES.items()}
    if row.award_code in trees:
        codes = list(AwardType.objects.filter(kind=trees[row.award_code]).values_list("code", flat=True))
        return received.filter(rules__has_any_keys=codes).exists() or awards.filter(award_type__code__in=codes).exists()
    if row.award_code == award_rules.EVERY:
        return received.exists() or awards.exists()
    return (
        received.filter(rules__has_key=row.award_code).exists()
        or awards.filter(award_type__code=row.award_code).exists()
    )


def _salary_decided(row: BaseSalary, today: date) -> bool:
    later = BaseSalary.objects.filter(valid_from__gt=row.valid_from).order_by("valid_from").first()
    until = later.valid_from if later else None
    signed = Decision.objects.filter(_within("decided_on", row, until), state="signed")
    return signed.exists() or BonusEntitlement.objects.filter(_within("decided_on", row, until)).exists()


def _category_decided(row: RecipientCategory, today: date) -> bool:
    return NominationLine.objects.filter(category=row).exists() or Award.objects.filter(category=row).exists()


def _leave_decided(row: LeaveKind, today: date) -> bool:
    return Leave.objects.filter(kind=row).exists()


def _begun(row: ServiceRule, today: date) -> bool:
    """Whoever closes a year counts by the rule; what was counted is not asked."""
    return row.valid_from <= today


def _type_faults(values: Mapping[str, Any]) -> list[Problem]:
    """Kinds of commendation are those that dossiers have."""
    kinds = values["kinds"]
    if isinstance(kinds, list) and all(kind in Nomination.KINDS for kind in kinds):
        return []
    return [Problem("legal_row.kinds", gettext_noop("Hãy chọn loại khen thưởng trong danh sách."), "kinds")]


def _rule_faults(values: Mapping[str, Any]) -> list[Problem]:
    """A rule is read through its typed part, as one of an authority's own is."""
    if not isinstance(values["params"], dict):
        return [Problem("legal_row.params", gettext_noop("Nội dung phải là các cặp tên và giá trị."), "params")]
    texts = {name: values[name] for name in rule_books.LENGTHS}
    days = (values["valid_from"], values["valid_to"])
    try:
        rule_books.checked(values["award_code"], values["aspect"], values["params"], days, **texts)
    except Invalid as no:
        return list(no.problems)
    return []


_ALL = (
    Table(
        "award_type",
        AwardType,
        ("code",),
        (
            "name", "name_en", "kind", "subjects", "households", "level", "kinds", "has_certificate",
            "certificate_title", "register_book", "legal_basis",
        ),
        _type_decided,
        _type_faults,
    ),
    Table(
        "award_rule",
        AwardRule,
        ("award_code", "aspect", "code"),
        ("params", "article", "legal_basis", "source", "to_confirm"),
        _rule_decided,
        _rule_faults,
    ),
    Table(
        "base_salary", BaseSalary, (), ("amount", "legal_basis", "source", "to_confirm"), _salary_decided, ends=False
    ),
    Table(
        "recipient_category",
        RecipientCategory,
        ("code",),
        ("place", "name", "name_en", "leads", "direct", "legal_basis", "source"),
        _category_decided,
    ),
    Table(
        "leave_kind",
        LeaveKind,
        ("code",),
        ("name", "name_en", "counts", "exempt", "legal_basis", "source", "to_confirm"),
        _leave_decided,
    ),
    Table(
        "service_rule",
        ServiceRule,
        ("code",),
        (
            "name", "name_en", "minimum_months", "from_months", "below_months", "veto", "legal_basis", "source",
            "to_confirm",
        ),
        _begun,
    ),
)  # fmt: skip
TABLES: Mapping[str, Table] = {table.name: table for table in _ALL}


def table_of(model: type[Model]) -> Table:
    return next(table for table in _ALL if table.model is model)


def cleaned(table: Table, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the table keeps them. Raises `Invalid` with everything that is wrong, each fault at its field."""
    names = [name for name in table.fields if name in given]
    values = {
        name: nfc(given[name].replace("\0", "")) if isinstance(given[name], str) else given[name] for name in names
    }
    row = table.model(**values)
    faults: list[Problem] = []
    try:
        row.clean_fields(exclude={field.name for field in table.model._meta.fields} - set(table.fields))
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            faults.extend(Problem("legal_row.value", text, name) for text in texts)
    values = {name: getattr(row, name) for name in table.fields}
    if not faults:
        faults += table.faults(values)
    if faults:
        raise Invalid(faults[0].code, faults[0].message, problems=faults, **faults[0].params)
    return values
