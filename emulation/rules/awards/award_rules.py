"""What the law asks about one award on one day, as typed parts: read from dated rows, pinned to dossiers by value."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, ClassVar, Self

from emulation.rules.awards import rule_values as values
from emulation.rules.awards.rule_values import (
    ABOVE,
    AT_LEAST,
    AUTHORITY,
    BEFORE,
    BONUS,
    CAST,
    COMMENDATION_KINDS,
    CONDITIONS,
    COUNCIL,
    DISCIPLINES,
    DOSSIER,
    DOWN,
    EITHER,
    ELIGIBILITY,
    GRADES,
    HALF_UP,
    LINE,
    NORMAL,
    PAPERS,
    PRESENT,
    PROCEDURE,
    QUOTA,
    REACHES,
    REPRIMAND,
    SAME,
    SIMPLE,
    SUBJECT_KINDS,
    TOTAL_MEMBERS,
    UNIT,
    UP,
    Reader,
)
from kernel.errors import Invalid, Problem
from kernel.text import digest, gettext_noop


@dataclass(frozen=True)
class Basis:
    """Where a rule stands: as cited to people, the text, where a reviewer finds it, and whether the text was not seen yet."""

    article: str = ""
    legal_basis: str = ""
    source: str = ""
    to_confirm: bool = False

    def to_data(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True)
class _Fields:
    """Reads and writes the parts of a rule that have a reader; what is as usual is not written."""

    READERS: ClassVar[dict[str, Reader]] = {}

    @classmethod
    def read(cls, params: object, path: str, faults: list[Problem], **more: Any) -> Self:
        data = dict(params) if isinstance(params, Mapping) else {}
        usual = {one.name: one.default for one in fields(cls)}
        for name in sorted(data.keys() - cls.READERS.keys()):
            message = gettext_noop("Quy định này không có tham số “%(name)s”.")
            faults.append(_fault("unknown", message, path, name))
        found: dict[str, Any] = {}
        for name, read in cls.READERS.items():
            if name in data:
                found[name] = _read(read, data[name], path, name, faults)
            elif usual[name] is MISSING:
                faults.append(_fault("needed", gettext_noop("Thiếu tham số “%(name)s”."), path, name))
                found[name] = None
        return cls(**found, **more)

    def params(self) -> dict[str, Any]:
        usual = {one.name: one.default for one in fields(self)}
        said = {name: getattr(self, name) for name in self.READERS}
        return {name: values.plain(value) for name, value in said.items() if value != usual[name]}


def _read(read: Reader, value: Any, path: str, name: str, faults: list[Problem]) -> Any:
    try:
        return read(value)
    except (ValueError, TypeError, KeyError, InvalidOperation):
        faults.append(_fault("value", gettext_noop("Giá trị của tham số “%(name)s” không đúng."), path, name))
        return None


def _fault(code: str, message: str, path: str, name: str) -> Problem:
    return Problem(f"award_rule.{code}", message, f"{path}.{name}", {"name": name})


@dataclass(frozen=True)
class Condition(_Fields):
    """One fact that is asked for; each kind reads the parts that mean something to it."""

    kind: str
    award: str = ""
    also: tuple[str, ...] = ()
    grade: str = ""
    times: int = 1
    step: int = 1
    ending: str = EITHER
    reach: str = REACHES[0]
    count: int = 0
    years: int = 1
    pct: Decimal = Decimal(100)
    above: bool = False
    level: str = REPRIMAND

    READERS: ClassVar = {
        "kind": values.one_of(*CONDITIONS),
        "award": values.text,
        "also": values.codes(),
        "grade": values.one_of(*GRADES),
        "times": values.whole,
        "step": values.whole,
        "ending": values.one_of(BEFORE, SAME, EITHER),
        "reach": values.one_of(*REACHES),
        "count": values.whole,
        "years": values.whole,
        "pct": values.share,
        "above": values.flag,
        "level": values.one_of(*DISCIPLINES),
    }


@dataclass(frozen=True)
class Requirement:
    """One check of eligibility: any of its conditions is enough. It is asked of the named kinds of subjects and of commendation,
    of all where none is named. One that only warns never refuses; one that is not overridable is nobody's to set aside."""

    code: str
    conditions: tuple[Condition, ...]
    subjects: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    warns: bool = False
    overridable: bool = True
    basis: Basis = field(default_factory=Basis)

    ASPECT: ClassVar = ELIGIBILITY

    def asked_of(self, subject_kind: str, kind: str) -> bool:
        return (not self.subjects or subject_kind in self.subjects) and (not self.kinds or kind in self.kinds)

    @classmethod
    def read(cls, params: object, path: str, faults: list[Problem], *, code: str, basis: Basis) -> "Requirement":
        data = dict(params) if isinstance(params, Mapping) else {}
        rows = data.pop("any", [])
        known = rows if isinstance(rows, list | tuple) and rows else [{}]
        conditions = tuple(Condition.read(row, f"{path}.any[{n}]", faults) for n, row in enumerate(known))
        frame = _Frame.read(data, path, faults)
        return cls(code, conditions, frame.subjects, frame.kinds, frame.warns, frame.overridable, basis)

    def params(self) -> dict[str, Any]:
        frame = _Frame(self.subjects, self.kinds, self.warns, self.overridable)
        return {"any": [one.params() for one in self.conditions], **frame.params()}


@dataclass(frozen=True)
class _Frame(_Fields):
    subjects: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    warns: bool = False
    overridable: bool = True

    READERS: ClassVar = {
        "subjects": values.codes(*SUBJECT_KINDS),
        "kinds": values.codes(*COMMENDATION_KINDS),
        "warns": values.flag,
        "overridable": values.flag,
    }


@dataclass(frozen=True)
class Quota(_Fields):
    """At most ``pct`` of a base, rounded down: of those with ``award`` in the year, or of those rated with one of ``grades``; in
    the authority or in each unit, there in each duty group too. ``exception_pct`` needs a reason."""

    code: str
    pct: Decimal
    award: str = ""
    grades: tuple[str, ...] = ()
    scope: str = AUTHORITY
    by_duty_group: bool = False
    exception_pct: Decimal | None = None
    basis: Basis = field(default_factory=Basis)

    READERS: ClassVar = {
        "pct": values.share,
        "award": values.text,
        "grades": values.codes(*GRADES),
        "scope": values.one_of(UNIT, AUTHORITY),
        "by_duty_group": values.flag,
        "exception_pct": values.share,
    }

    ASPECT: ClassVar = QUOTA


@dataclass(frozen=True)
class CouncilRule(_Fields):
    """Yes votes needed: ceil(``threshold_pct`` of the denominator), or with ``reach`` ``above`` more than that share: a majority
    is above 50. ``quorum`` is an exact share of all members, such as 2/3;
    empty where the council's own is enough."""

    code: str
    threshold_pct: Decimal
    reach: str = AT_LEAST
    denominator: str = TOTAL_MEMBERS
    quorum: str = ""
    secret: bool = True
    written: bool = True
    basis: Basis = field(default_factory=Basis)

    READERS: ClassVar = {
        "threshold_pct": values.share,
        "reach": values.one_of(AT_LEAST, ABOVE),
        "denominator": values.one_of(TOTAL_MEMBERS, PRESENT, CAST),
        "quorum": values.proportion,
        "secret": values.flag,
        "written": values.flag,
    }

    ASPECT: ClassVar = COUNCIL


@dataclass(frozen=True)
class Paper(_Fields):
    """A paper of the dossier, whose code is the label of its file: one for the dossier, or one for each line (there ``subjects``
    and ``when`` may narrow it: an initiative's confirmation only where the award builds on one)."""

    code: str
    each: str = DOSSIER
    required: bool = True
    procedures: tuple[str, ...] = (NORMAL, SIMPLE)
    kinds: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    when: str = ""
    basis: Basis = field(default_factory=Basis)

    READERS: ClassVar = {
        "each": values.one_of(DOSSIER, LINE),
        "required": values.flag,
        "procedures": values.codes(NORMAL, SIMPLE),
        "kinds": values.codes(*COMMENDATION_KINDS),
        "subjects": values.codes(*SUBJECT_KINDS),
        "when": values.one_of("initiative"),
    }

    ASPECT: ClassVar = PAPERS


@dataclass(frozen=True)
class BonusRule(_Fields):
    """``multiple`` × base salary, × ``collective_multiple`` for a collective, rounded to ``step`` đồng."""

    code: str
    multiple: Decimal
    collective_multiple: Decimal = Decimal(1)
    rounding: str = UP
    step: int = 10_000
    basis: Basis = field(default_factory=Basis)

    READERS: ClassVar = {
        "multiple": values.decimal,
        "collective_multiple": values.decimal,
        "rounding": values.one_of(UP, HALF_UP, DOWN),
        "step": values.whole,
    }

    ASPECT: ClassVar = BONUS


@dataclass(frozen=True)
class Procedure(_Fields):
    """Working days of appraisal, the fewest voters with whom a vote is still secret, days of public notice before the decision
    (none: 0), the kinds of commendation that may take the simple procedure, whether the council is asked, and the last day
    (``03-31``) of registering for a year, empty for none."""

    code: str
    appraisal_days: int
    fewest_secret: int
    public_notice_days: int = 0
    simple_kinds: tuple[str, ...] = ()
    council: bool = True
    register_by: str = ""
    basis: Basis = field(default_factory=Basis)

    READERS: ClassVar = {
        "appraisal_days": values.whole,
        "fewest_secret": values.whole,
        "public_notice_days": values.whole,
        "simple_kinds": values.codes(*COMMENDATION_KINDS),
        "council": values.flag,
        "register_by": values.month_day,
    }

    ASPECT: ClassVar = PROCEDURE


Part = Requirement | Quota | CouncilRule | Paper | BonusRule | Procedure
PARTS: dict[str, Any] = {one.ASPECT: one for one in (Requirement, Quota, CouncilRule, Paper, BonusRule, Procedure)}


@dataclass(frozen=True)
class Row:
    """A rule as the catalogue has it."""

    aspect: str
    code: str
    params: Mapping[str, Any]
    basis: Basis


def read_part(row: Row, path: str, faults: list[Problem]) -> Any:
    """The typed part of a row, an unsure one where it has faults."""
    if row.aspect not in PARTS:
        faults.append(Problem("award_rule.aspect", gettext_noop("Hãy chọn loại quy định."), f"{path}.aspect"))
        return None
    return PARTS[row.aspect].read(row.params, f"{path}.params", faults, code=row.code, basis=row.basis)


@dataclass(frozen=True)
class AwardRules:
    """All that is asked about one award. ``council``, ``bonus`` and ``procedure`` are None where no text says anything."""

    award_code: str
    eligibility: tuple[Requirement, ...] = ()
    quotas: tuple[Quota, ...] = ()
    council: CouncilRule | None = None
    papers: tuple[Paper, ...] = ()
    bonus: BonusRule | None = None
    procedure: Procedure | None = None

    def parts(self) -> tuple[Part, ...]:
        single = (self.council, self.bonus, self.procedure)
        return (*self.eligibility, *self.quotas, *self.papers, *(one for one in single if one is not None))

    def to_data(self) -> dict[str, Any]:
        rows = [
            {"aspect": one.ASPECT, "code": one.code, "params": one.params(), "basis": one.basis.to_data()}
            for one in self.parts()
        ]
        return {"award_code": self.award_code, "rules": rows}

    @cached_property
    def digest(self) -> str:
        return digest(self.to_data())

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "AwardRules":
        rows = [Row(one["aspect"], one["code"], one["params"], Basis(**one["basis"])) for one in data["rules"]]
        return award_rules(data["award_code"], rows)


def award_rules(award_code: str, rows: Iterable[Row]) -> AwardRules:
    """The rules that rows amount to, whatever their order. Raises `Invalid` with every fault of every row."""
    faults: list[Problem] = []
    found: dict[str, list[Any]] = {aspect: [] for aspect in PARTS}
    for row in sorted(rows, key=lambda row: (row.aspect, row.code)):
        part = read_part(row, f"{row.aspect}.{row.code}", faults)
        found.setdefault(row.aspect, []).append(part)
    if faults:
        raise Invalid("award_rule.faulty", gettext_noop("Quy định về khen thưởng có chỗ sai."), problems=faults)
    return AwardRules(
        award_code,
        eligibility=tuple(found[ELIGIBILITY]),
        quotas=tuple(found[QUOTA]),
        council=next(iter(found[COUNCIL]), None),
        papers=tuple(found[PAPERS]),
        bonus=next(iter(found[BONUS]), None),
        procedure=next(iter(found[PROCEDURE]), None),
    )
