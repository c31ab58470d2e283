"""Reads that point out reports and citations which stand, nearly or wholly, in other dossiers, whatever their unit and year."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nlargest

from django.db.models import QuerySet

from emulation.models import Nomination, NominationLine, ReportSketch
from emulation.rules.awards import likeness as rules
from emulation.rules.awards.likeness import Likeness
from kernel.text import digest, search_key

MOST_COMPARED, MOST_SHOWN = 50, 5
"""How many reports that may be alike are compared in full with one, and how many are named."""


@dataclass(frozen=True)
class Alike:
    """A line of this or another dossier that reads like a line: ``likeness`` of the reports, or None for an equal citation."""

    line: NominationLine
    likeness: Likeness | None


@dataclass(frozen=True)
class Pointed:
    """What is pointed out at one line: reports alike, and how many other nominees have the very same citation."""

    reports: tuple[Alike, ...] = ()
    citations: tuple[NominationLine, ...] = ()
    same_citations: int = 0

    def __bool__(self) -> bool:
        return bool(self.reports or self.same_citations)


def citation_key(text: str) -> str:
    return digest(search_key(text)) if text else ""


def keep(lines: Sequence[NominationLine]) -> None:
    """Write the sketches of lines, and take away those of lines without a report and citation."""
    ReportSketch.objects.filter(line__in=[line.pk for line in lines]).delete()
    ReportSketch.objects.bulk_create(
        ReportSketch(
            authority_id=line.authority_id,
            line=line,
            numbers=rules.sketch(line.report),
            citation_key=citation_key(line.citation),
        )
        for line in lines
    )


def _others(row: Nomination) -> QuerySet[ReportSketch]:
    """Sketches of the authority, those of withdrawn dossiers aside: nobody is to answer for what was taken back."""
    return ReportSketch.objects.filter(authority_id=row.authority_id).exclude(line__nomination__state="withdrawn")


def _candidates(row: Nomination, own: Mapping[str, frozenset[int]]) -> dict[str, list[str]]:
    """By line: the lines whose sketches share most with its own."""
    numbers = list({number for one in own.values() for number in one})
    if not numbers:
        return {}
    having: defaultdict[int, list[str]] = defaultdict(list)
    wanted = frozenset(numbers)
    for line_id, theirs in _shared(row, numbers):
        for number in wanted.intersection(theirs):
            having[number].append(str(line_id))
    chosen: dict[str, list[str]] = {}
    for line, mine in own.items():
        shared = Counter(other for number in mine for other in having[number] if other != line)
        most = nlargest(MOST_COMPARED, ((count, other) for other, count in shared.items()))
        chosen[line] = [other for _, other in most]
    return chosen


def _shared(row: Nomination, numbers: Sequence[int]) -> Iterable[tuple[object, list[int]]]:
    return _others(row).filter(numbers__overlap=numbers).values_list("line_id", "numbers").iterator()


def _read(ids: Iterable[str]) -> dict[str, NominationLine]:
    rows = NominationLine.objects.filter(pk__in=set(ids)).select_related("nomination", "unit", "person")
    return {str(line.pk): line for line in rows}


def _equal_citations(row: Nomination, lines: Sequence[NominationLine]) -> dict[str, list[str]]:
    """By line: lines of other dossiers with the very same citation."""
    keys = {str(line.pk): citation_key(line.citation) for line in lines}
    wanted = _others(row).filter(citation_key__in=set(keys.values())).exclude(line__nomination=row)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, line in wanted.order_by("-line__nomination__year", "line").values_list("citation_key", "line_id"):
        found[key].append(str(line))
    return {line: found[key] for line, key in keys.items() if key in found}


def _same_subject(one: NominationLine, other: NominationLine) -> bool:
    """Whether two lines are about one achievement of one subject: then one report is rightly the other's."""
    return one.achievement_id == other.achievement_id


def of_nomination(row: Nomination, only: Sequence[NominationLine] | None = None) -> dict[str, Pointed]:
    """What is to be pointed out at the lines of a dossier (``only`` these, where given, with unit and person), by the line's id;
    lines at which there is nothing are left out."""
    lines = list(row.lines.select_related("unit", "person")) if only is None else only
    own = {str(line.pk): frozenset(rules.sketch(line.report)) for line in lines if line.report}
    candidates = _candidates(row, own)
    equal = _equal_citations(row, lines)
    read = _read([*(id_ for ids in candidates.values() for id_ in ids), *_first(equal)])
    runs = cache(lambda key: rules.shingles(read[key].report))
    found = {}
    for line in lines:
        id_ = str(line.pk)
        others = {key: runs(key) for key in candidates.get(id_, ()) if not _same_subject(line, read[key])}
        alike = rules.alike_among(rules.shingles(line.report), others) if others else {}
        named = [Alike(read[key], likeness) for key, likeness in list(alike.items())[:MOST_SHOWN]]
        same = equal.get(id_, [])
        pointed = Pointed(tuple(named), tuple(read[key] for key in same[:MOST_SHOWN]), len(same))
        if pointed:
            found[id_] = pointed
    return found


def _first(equal: Mapping[str, Sequence[str]]) -> list[str]:
    return [id_ for ids in equal.values() for id_ in ids[:MOST_SHOWN]]
