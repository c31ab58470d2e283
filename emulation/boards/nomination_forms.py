"""What the forms of dossiers offer and how they are kept: the head, one line, the appraisal, the choice from a ranking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_date

from emulation import award_names, units, visibility
from emulation.boards import nominations as boards
from emulation.boards.nominations import WRITERS, LineRow
from emulation.commendation import eligibility, nomination_desk, nominations
from emulation.commendation.nomination_lines import Deed, Wanted, wanted_of
from emulation.commendation.nomination_outcomes import Outcome
from emulation.models import (
    AwardType,
    Campaign,
    CommendationSuggestion,
    Nomination,
    NominationLine,
    Posting,
    Ranking,
    RecipientCategory,
    in_force,
)
from emulation.rules import states
from emulation.rules.awards.states import DRAFT, NOMINATION
from emulation.rules.awards.verdicts import Verdict
from emulation.rules.commendations import REASONS
from emulation.rules.periods import local_date
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, Problem, WrongState
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Head:
    campaigns: list[Campaign]
    kinds: Sequence[str]
    procedures: Sequence[str]


@dataclass(frozen=True)
class Line:
    """What a line may be: awards of the day by code and name, people and units of the branch, categories."""

    awards: list[tuple[str, str]]
    people: list[tuple[str, str, str]]
    units: list[tuple[str, str]]
    categories: list[RecipientCategory]


@dataclass(frozen=True)
class Appraised:
    """A line with what the rules say of it."""

    row: LineRow
    verdicts: tuple[Verdict, ...]

    @property
    def line(self) -> NominationLine:
        return self.row.line


@dataclass(frozen=True)
class Appraisal:
    """``begun`` is what the form begins with: a failing check that nobody set aside proposes a fail with its fact."""

    nomination: Nomination
    unit: str
    rows: list[Appraised]
    awards: list[tuple[str, str]]
    begun: dict[str, Outcome]


def uuid_text(text: str) -> str:
    """An id as it came in a form; empty for what is none."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def head(*, by: Actor, at: datetime) -> Head:
    rows = visibility.campaigns(by).exclude(state__in=(states.DRAFT, states.CANCELLED)).order_by("-starts_on", "code")
    return Head(list(rows), Nomination.KINDS, (Nomination.NORMAL, Nomination.SIMPLE))


def require_writer(unit: str, *, by: Actor, at: datetime) -> str:
    """The unit's name, for who writes dossiers of it. Raises `Missing` for a unit that is not there, `NotAllowed` for others."""
    chart = units.branch(by.authority, unit, local_date(at))
    if unit not in chart.units:
        raise Missing("unit.missing", gettext_noop("Không có đơn vị này."))
    NOMINATION.step(DRAFT, "revise", by.roles_over(chart.place(unit)))
    return chart.units[unit].name


def writable(nomination_id: str, *, by: Actor, at: datetime) -> Nomination:
    """A dossier that the actor may write now. Raises as the act would."""
    row = boards.find(nomination_id, by=by, at=at)
    NOMINATION.step(row.state, "revise", nomination_desk.roles(row, by=by, on=local_date(at)))
    return row


def lines_of(row: Nomination) -> list[Wanted]:
    return [wanted_of(line) for line in row.lines.select_related("person", "unit", "category", "achievement")]


def _awards(kind: str, at: datetime) -> list[tuple[str, str]]:
    rows = AwardType.objects.filter(in_force(local_date(at))).order_by("kind", "name")
    names = award_names.spoken(local_date(at))
    return [(row.code, names[row.code]) for row in rows if not row.kinds or kind in row.kinds]


def line(row: Nomination, *, by: Actor, at: datetime) -> Line:
    on = local_date(at)
    chart = units.chart(row.authority_id, on)
    branch = [unit for unit in chart.units.values() if row.unit.code in chart.above(unit.code)]
    here = Posting.objects.filter(in_force(on), unit__code__in=[unit.code for unit in branch])
    posted = here.select_related("person", "unit").order_by("unit__code", "person__sort_name", "person__code")
    return Line(
        awards=_awards(row.kind, at),
        people=[(one.person.code, one.person.full_name, one.unit.code) for one in posted],
        units=[(unit.code, unit.name) for unit in branch],
        categories=list(RecipientCategory.objects.filter(in_force(on))),
    )


def line_given(row: Nomination, place: str) -> dict[str, str]:
    """A line as the form shows it; blank for a new one."""
    found = row.lines.filter(place=int(place)) if place.isascii() and place.isdecimal() and len(place) < 7 else None
    known = found.select_related("person", "unit", "category", "achievement").first() if found is not None else None
    wanted = wanted_of(known) if known else Wanted("", "")
    usual = wanted.deed is None or wanted.deed.key.startswith(("year:", "campaign:"))
    deed = None if usual else wanted.deed
    return {
        "award_code": wanted.award_code,
        "person": wanted.person,
        "unit": "" if wanted.person else wanted.unit,
        "household": wanted.household,
        "category": wanted.category,
        "citation": wanted.citation,
        "report": wanted.report,
        "deed_title": deed.title if deed else "",
        "deed_first": deed.first_day.isoformat() if deed else "",
        "deed_last": deed.last_day.isoformat() if deed else "",
    }


def _deed(given: Mapping[str, str], before: Wanted | None) -> Deed | None:
    """What is typed; a deed whose text is typed as it stood keeps its key."""
    if not given["deed_title"].strip():
        return None
    try:
        first, last = parse_date(given["deed_first"]), parse_date(given["deed_last"])
    except ValueError:
        first = last = None
    if first is None or last is None:
        message = gettext_noop("Hãy ghi ngày bắt đầu và ngày kết thúc của thành tích.")
        raise Invalid("nomination.deed", message, problems=[Problem("nomination.deed", message, "deed_first")])
    known = before.deed if before and before.deed and before.deed.title == given["deed_title"].strip() else None
    return Deed(given["deed_title"], first, last, known.key if known else "")


def keep_line(
    row: Nomination, place: str, given: Mapping[str, str], *, remove: bool, by: Actor, at: datetime
) -> Nomination:
    """Add a line, change that at the place, or take it out; all others stay."""
    lines = lines_of(row)
    number = int(place) if place.isascii() and place.isdecimal() and len(place) < 7 else 0
    before = lines[number - 1] if 0 < number <= len(lines) else None
    if remove:
        kept = [one for n, one in enumerate(lines, start=1) if n != number]
    else:
        made = Wanted(
            award_code=given["award_code"],
            citation=given["citation"],
            person=given["person"],
            unit="" if given["person"] else given["unit"],
            household=given["household"],
            category=given["category"],
            deed=_deed(given, before),
            report=given["report"],
            figures=before.figures if before else {},
        )
        kept = [made if n == number else one for n, one in enumerate(lines, start=1)] if before else [*lines, made]
    contents = nominations.Contents(
        row.title, row.kind, row.year, str(row.campaign_id or ""), row.procedure, tuple(kept)
    )
    return nominations.write(str(row.pk), contents, by=by, at=at)


def unit_name(row: Nomination, *, on: date) -> str:
    chart = units.branch(row.authority_id, row.unit.code, on).units
    return chart[row.unit.code].name if row.unit.code in chart else row.unit.code


def appraisal(nomination_id: str, *, by: Actor, at: datetime) -> Appraisal:
    """The lines of a received dossier with their verdicts. Raises as the act would for who may not appraise."""
    on = local_date(at)
    row = boards.find(nomination_id, by=by, at=at)
    NOMINATION.step(row.state, "appraise", nomination_desk.roles(row, by=by, on=on))
    nomination_desk.require_distance(row, by=by, at=at)
    board = boards.dossier(nomination_id, by=by, at=at)
    found = eligibility.verdicts([one.line for one in board.lines], on=on)
    rows = [Appraised(one, found[str(one.line.pk)]) for one in board.lines]
    names = {code: name.vi for code, name in award_names.titles().items()}
    begun = {str(one.line.pk): _begun(one, names) for one in rows}
    return Appraisal(row, board.unit, rows, _awards(row.kind, at), begun)


def _begun(one: Appraised, names: Mapping[str, str]) -> Outcome:
    refusing = [verdict for verdict in one.verdicts if verdict.refuses]
    if not refusing:
        return Outcome(NominationLine.PASS)
    return Outcome(
        NominationLine.FAIL, "; ".join(f"{one.facts[0].text(names=names)} ({one.article})" for one in refusing)
    )


@dataclass(frozen=True)
class RankingChoice:
    """``grades`` are those that the ranking gave."""

    ranking: Ranking
    units: list[units.ChartedUnit]
    awards: list[tuple[str, str]]
    grades: list[str]


def choice(ranking_id: str, *, by: Actor, at: datetime) -> RankingChoice:
    """What may be chosen from a ranking. Raises `Missing` for one that the actor may not see, `WrongState` before it is
    published, `NotAllowed` for who writes dossiers of no unit."""
    row = visibility.rankings(by).filter(pk=ranking_id).select_related("campaign", "month").first()
    if row is None:
        raise Missing("ranking.missing", gettext_noop("Không có bảng xếp hạng này."))
    writes = units.chart(by.authority, local_date(at)).seen_by(by, WRITERS)
    if not writes:
        NOMINATION.step(DRAFT, "revise", ())
    if row.state not in (states.PUBLISHED, states.FINAL):
        message = gettext_noop("Chỉ lập hồ sơ từ bảng xếp hạng đã công bố.")
        raise WrongState("nomination.ranking_not_published", message, state=row.state)
    subject = Q(subjects=AwardType.BOTH) | Q(
        subjects=AwardType.PERSON if row.subjects == Ranking.PEOPLE else AwardType.COLLECTIVE
    )
    awards = AwardType.objects.filter(subject, in_force(local_date(at))).order_by("kind", "name")
    grades = sorted(set(row.standings.exclude(grade="").values_list("grade", flat=True)))
    names = award_names.spoken()
    return RankingChoice(row, writes, [(one.code, names[one.code]) for one in awards], grades)


@dataclass(frozen=True)
class SuggestionChoice:
    suggestion: CommendationSuggestion
    message: str
    awards: list[tuple[str, str]]


def suggestion(suggestion_id: str, *, by: Actor, at: datetime) -> SuggestionChoice:
    """What a dossier may begin with from a suggestion. Raises as the act would."""
    row = visibility.commendations(by).filter(pk=suggestion_id).select_related("unit", "person").first()
    if row is None:
        raise Missing("commendation.missing", gettext_noop("Không có gợi ý khen thưởng này."))
    require_writer(row.unit.code, by=by, at=at)
    if row.state != states.TAKEN_UP:
        message = gettext_noop("Chỉ lập hồ sơ từ gợi ý đã được tiếp nhận.")
        raise WrongState("nomination.suggestion_not_taken_up", message, state=row.state)
    return SuggestionChoice(row, REASONS[row.kind], _awards(Nomination.AD_HOC, at))
