"""Trying a scheme out before anybody is scored by it: the same sheets by the old scheme and by the new one, place against place.

A pure function of two schemes and frozen tables. Sheets are refitted to the new tree by rules that are told; sample tables are
made up from a seed. Nothing here is anybody's result.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from hashlib import blake2b
from typing import Any

from emulation.rules.exact import HALF_UP, exact_text, from_text, rounded
from emulation.rules.nodes import BONUS, CRITERIA, DEDUCTION, REFUSE, Node
from emulation.rules.ranking import Line, MonthScore, Ranking, Reason, rank_campaign, rank_table
from emulation.rules.schemes import Scheme
from emulation.rules.scores import decisive
from emulation.rules.sheets import NOT_APPLICABLE, POINT_DECIMALS, Entry, Sheet, sheet_from_data

HANDED_ON = (None, Reason.DISQUALIFIED, Reason.NOT_ELIGIBLE)
OLD, NEW = "old", "new"
UNCHANGED = Fraction(0)


@dataclass(frozen=True)
class Frozen:
    """The frozen inputs of one month's table, or a sample of one."""

    month: str
    sheets: Mapping[str, Sheet]
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    vetoes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    unranked: tuple[str, ...] = ()
    previous: Mapping[str, Sheet] = field(default_factory=dict)

    @classmethod
    def of_inputs(cls, month: str, inputs: Mapping[str, Any]) -> "Frozen":
        """The table of a stored ranking of a month."""
        return cls(
            month,
            {subject: sheet_from_data(sheet) for subject, sheet in inputs["sheets"].items()},
            inputs["groups"],
            inputs["vetoes"],
            tuple(inputs.get("absent", ())),
            tuple(inputs.get("unranked", ())),
            {subject: sheet_from_data(sheet) for subject, sheet in inputs.get("previous", {}).items()},
        )


def refitted(old: Scheme, new: Scheme, sheet: Sheet) -> tuple[dict[str, Entry], tuple[str, ...]]:
    """A sheet of the old tree as one of the new, and the leaves whose figures are assumed. A leaf of the same code keeps its share
    of the maximum; a new criterion gets the share that this subject has of its other criteria; a new bonus or deduction none."""
    share = _share(old, sheet)
    fitted: dict[str, Entry] = {}
    assumed: list[str] = []
    for code, leaf in new.leaves.items():
        entry = _kept(old.leaves.get(code), leaf, sheet.get(code))
        if entry is None and code not in old.leaves and sheet:
            entry = _assumed(leaf, share)
            assumed += [code] if entry is not None else []
        if entry is not None:
            fitted[code] = entry
    return fitted, tuple(assumed)


def _share(scheme: Scheme, sheet: Sheet) -> Fraction:
    """How much of what its criteria reach a sheet has."""
    got = most = Fraction(0)
    for code, leaf in scheme.leaves.items():
        entry = sheet.get(code)
        if leaf.kind == CRITERIA and leaf.maximum is not None and isinstance(entry, Decimal):
            got, most = got + Fraction(entry), most + Fraction(leaf.maximum)
    return got / most if most else Fraction(1)


def _kept(before: Node | None, leaf: Node, entry: Entry | None) -> Entry | None:
    if before is None or entry is None:
        return None
    if entry is NOT_APPLICABLE:
        return None if leaf.not_applicable == REFUSE else entry
    figure = Fraction(entry)
    if before.maximum is not None and leaf.maximum is not None and before.maximum != leaf.maximum:
        figure = figure * Fraction(leaf.maximum) / Fraction(before.maximum)
    return _within(leaf, figure)


def _within(leaf: Node, figure: Fraction) -> Decimal:
    value = rounded(figure, POINT_DECIMALS, HALF_UP)
    if leaf.maximum is not None:
        value = min(value, leaf.maximum)
    return value if leaf.minimum is None else max(value, leaf.minimum)


def _assumed(leaf: Node, share: Fraction) -> Decimal | None:
    if leaf.kind != CRITERIA:
        return _within(leaf, Fraction(0))
    return None if leaf.maximum is None else _within(leaf, share * Fraction(leaf.maximum))


def month_of(old: Scheme, new: Scheme, table: Frozen) -> dict[str, Any]:
    """One month by both schemes, as JSON values: what each subject hands on to the whole, and every leaf's points."""
    fitted: dict[str, dict[str, Entry]] = {}
    assumed: set[str] = set()
    for subject, sheet in table.sheets.items():
        fitted[subject], guessed = refitted(old, new, sheet)
        assumed.update(guessed)
    carried = {subject: refitted(old, new, sheet)[0] for subject, sheet in table.previous.items()}
    by_old = _ranked(old, table, table.sheets, table.previous)
    by_new = _ranked(new, table, fitted, carried)
    return {
        "month": table.month,
        "assumed": sorted(assumed),
        "groups": {subject: dict(own) for subject, own in table.groups.items()},
        OLD: {line.subject: _handed(old, line, table) for line in by_old.lines},
        NEW: {line.subject: _handed(new, line, table) for line in by_new.lines},
    }


def _ranked(scheme: Scheme, table: Frozen, sheets: Mapping[str, Sheet], previous: Mapping[str, Sheet]) -> Ranking:
    known = set(scheme.veto_codes())
    vetoes = {subject: [code for code in codes if code in known] for subject, codes in table.vetoes.items()}
    return rank_table(
        scheme,
        sheets,
        groups=table.groups,
        vetoes=vetoes,
        absent=table.absent,
        unranked=table.unranked,
        previous=previous,
    )


def _handed(scheme: Scheme, line: Line, table: Frozen) -> dict[str, Any] | None:
    if line.exact is None or line.reason not in HANDED_ON:
        return None
    known = set(scheme.veto_codes())
    vetoes = tuple(sorted(code for code in table.vetoes.get(line.subject, ()) if code in known))
    score = MonthScore(decisive(scheme, line.exact), line.components, vetoes)
    parts = line.explanation.get("contributions", ())
    return {"score": score.to_data(), "points": dict(_leaves(parts))}


def _leaves(parts: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """Each leaf's points as they go into the total, with its sign."""
    for part in parts:
        if part["children"]:
            yield from _leaves(part["children"])
        else:
            points = from_text(part["points"]) * from_text(part["weight"])
            yield part["code"], exact_text(-points if part["kind"] == DEDUCTION else points)


@dataclass(frozen=True)
class Moved:
    """One subject by both schemes. ``why`` is the leaf that moved it most against all the others, with so many points."""

    subject: str
    old_rank: int | None
    new_rank: int | None
    old_total: str
    new_total: str
    old_grade: str
    new_grade: str
    why: str = ""
    by: str = ""

    @property
    def places(self) -> int:
        """How many places it won; negative for what it lost."""
        return 0 if self.old_rank is None or self.new_rank is None else self.old_rank - self.new_rank

    def to_data(self) -> dict[str, Any]:
        return {**vars(self), "places": self.places}


def compared(old: Scheme, new: Scheme, months: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The whole of the months by both schemes: who moves and why, grades against their caps, and what was assumed."""
    before, after = _whole(old, OLD, months), _whole(new, NEW, months)
    shifts = _shifts(months)
    rows = [_moved(line, before.by_subject[line.subject], shifts) for line in after.lines]
    rows.sort(key=lambda row: (row.new_rank is None, row.new_rank or 0, row.subject))
    return {
        "months": [month["month"] for month in months],
        "assumed": sorted({code for month in months for code in month["assumed"]}),
        "rows": [row.to_data() for row in rows],
        "moved": sum(row.places != 0 for row in rows),
        "grades": [
            {
                "code": band.code,
                "title": band.title.to_data(),
                OLD: _holding(before, band.code),
                NEW: _holding(after, band.code),
            }
            for band in new.grades
        ],
        "cuts": [cut.to_data() for cut in after.quotas],
        "digests": {OLD: old.digest, NEW: new.digest},
    }


def _holding(ranking: Ranking, grade: str) -> int:
    return sum(line.grade == grade for line in ranking.lines)


def _whole(scheme: Scheme, which: str, months: Sequence[Mapping[str, Any]]) -> Ranking:
    """The ranking over the months that were tried, which need not be a whole year."""
    groups: dict[str, Mapping[str, str]] = {}
    for month in months:
        groups |= {subject: month["groups"].get(subject, {}) for subject in month[which]}
    scores = {
        subject: {
            month["month"]: MonthScore.from_data(own["score"]) if (own := month[which].get(subject)) else None
            for month in months
        }
        for subject in sorted(groups)
    }
    short = replace(scheme, minimum_months=min(scheme.minimum_months, max(len(months), 1)))
    return rank_campaign(short, scores, groups=groups)


def _shifts(months: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Fraction]]:
    """By subject and leaf: how many points more the new scheme gives, beyond what it gives everybody; means of the months."""
    own: dict[str, dict[str, Fraction]] = {}
    for month in months:
        for subject in month[NEW].keys() & month[OLD].keys():
            old, new = month[OLD][subject], month[NEW][subject]
            if old and new:
                for code in {*old["points"], *new["points"]}:
                    change = from_text(new["points"].get(code, "0")) - from_text(old["points"].get(code, "0"))
                    row = own.setdefault(subject, {})
                    row[code] = row.get(code, Fraction(0)) + change / len(months)
    count = max(len(own), 1)
    mean: dict[str, Fraction] = {}
    for row in own.values():
        for code, change in row.items():
            mean[code] = mean.get(code, Fraction(0)) + change / count
    return {subject: {code: change - mean[code] for code, change in row.items()} for subject, row in own.items()}


def _moved(after: Line, before: Line, shifts: Mapping[str, Mapping[str, Fraction]]) -> Moved:
    places = 0 if before.rank is None or after.rank is None else before.rank - after.rank
    wanted = -1 if places < 0 else 1
    own = shifts.get(after.subject, {})
    why = max(sorted(own), key=lambda code: own[code] * wanted, default="") if places else ""
    by = own.get(why, UNCHANGED)
    return Moved(
        after.subject,
        before.rank,
        after.rank,
        _text(before),
        _text(after),
        before.grade,
        after.grade,
        why if by * wanted > 0 else "",
        exact_text(Fraction(rounded(by, 2))) if by * wanted > 0 else "",
    )


def _text(line: Line) -> str:
    return "" if line.total is None else format(line.total, "f")


def sample(scheme: Scheme, subjects: Mapping[str, Mapping[str, str]], months: Sequence[str], seed: str) -> list[Frozen]:
    """Made-up tables: the same seed gives the same figures on every machine. A subject has a level of its own, a criterion a
    difficulty of its own, and a little luck each month; bonuses and deductions are rare and small."""
    tables = []
    for month in months:
        sheets = {subject: _made_up(scheme, subject, month, _dice(seed)) for subject in subjects}
        tables.append(Frozen(month, sheets, subjects))
    return tables


Dice = Callable[..., Fraction]


def _dice(seed: str) -> Dice:
    """A number in [0, 1) for every name."""

    def thrown(*names: str) -> Fraction:
        value = blake2b("\x1f".join((seed, *names)).encode(), digest_size=6).digest()
        return Fraction(int.from_bytes(value), 2**48)

    return thrown


def _made_up(scheme: Scheme, subject: str, month: str, dice: Dice) -> dict[str, Entry]:
    sheet: dict[str, Entry] = {}
    for code, leaf in scheme.leaves.items():
        if leaf.maximum is None:
            continue
        luck = dice(subject, code, month)
        if leaf.kind in (BONUS, DEDUCTION):
            share = luck if dice("rare", subject, code, month) > Fraction(3, 4) else Fraction(0)
        else:
            level = (
                Fraction(72, 100) + dice("level", subject) * Fraction(22, 100) - dice("hard", code) * Fraction(6, 100)
            )
            share = min(
                level + (dice("own", subject, code) - Fraction(1, 2)) * Fraction(14, 100) + luck / 20, Fraction(1)
            )
        sheet[code] = _within(leaf, Fraction(rounded(share * Fraction(leaf.maximum) * 2, 0)) / 2)
    return sheet
