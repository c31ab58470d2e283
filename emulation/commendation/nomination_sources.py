"""Acts that begin a dossier from what the platform knows: from the result of a ranking, or from a suggestion that was taken up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from emulation import units, visibility
from emulation.commendation import nomination_lines, nominations
from emulation.commendation.nomination_lines import Deed, Wanted
from emulation.models import Nomination, NominationLine, Ranking, Standing
from emulation.rules import states
from emulation.rules.awards.selection import Ranked, choose
from emulation.rules.awards.states import DRAFT, NOMINATION, WITHDRAWN
from emulation.rules.commendations import REASONS
from emulation.rules.periods import local_date
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, WrongState, invalid_at
from kernel.text import gettext_noop, nfc

UNIT, CLUSTER, ALL = "unit", "cluster", "all"
GROUPS = (UNIT, CLUSTER, ALL)
_OVER = (states.PUBLISHED, states.FINAL)


@dataclass(frozen=True)
class Choice:
    """Whom to take: of which grades (any where none is named), and the first ``top`` of each unit, cluster or of all. The
    ``citation`` may name the grade, score and rank in braces: ``{grade}``, ``{score}``, ``{rank}``."""

    award_code: str
    citation: str
    title: str = ""
    kind: str = Nomination.THEMATIC
    grades: Sequence[str] = ()
    top: int | None = None
    per: str = ALL


@dataclass(frozen=True)
class Begun:
    """The dossier; who was left to the council because of a tie on the boundary; who was nominated for the same before."""

    nomination: Nomination
    left: tuple[Standing, ...]
    skipped: tuple[Standing, ...]


def _ranking(ranking_id: str, *, by: Actor) -> Ranking:
    row = visibility.rankings(by).filter(pk=ranking_id).select_related("campaign", "month").first()
    if row is None:
        raise Missing("ranking.missing", gettext_noop("Không có bảng xếp hạng này."))
    if row.state not in _OVER:
        message = gettext_noop("Chỉ lập hồ sơ từ bảng xếp hạng đã công bố.")
        raise WrongState("nomination.ranking_not_published", message, state=row.state)
    return row


def _group(line: Standing, per: str) -> str:
    return {UNIT: line.unit_code, CLUSTER: line.cluster_code}.get(per, "")


def _rank(line: Standing, per: str) -> int | None:
    return {UNIT: line.rank_in_unit, CLUSTER: line.rank_in_cluster}.get(per, line.rank)


def _standings(row: Ranking, unit: str, *, by: Actor, at: datetime) -> list[Standing]:
    """The lines of a unit and of all below it that the actor may see, in the order of the ranking."""
    on = local_date(at)
    chart = units.chart(by.authority, on)
    seen = visibility.standings(by, on).filter(ranking=row).order_by("order")
    return [line for line in seen if unit in chart.above(line.unit_code)]


def _cited(choice: Choice, line: Standing) -> str:
    told = {"{grade}": line.grade, "{score}": format(line.score or 0, "f"), "{rank}": str(line.rank or "")}
    text = choice.citation
    for name, value in told.items():
        text = text.replace(name, value.rstrip("0").rstrip(".").replace(".", ",") if "." in value else value)
    return text


def _wanted(row: Ranking, choice: Choice, line: Standing) -> Wanted:
    person = line.subject if row.subjects == Ranking.PEOPLE else ""
    figures = {
        "ranking": str(row.pk),
        "revision": row.revision,
        "rank": line.rank,
        "rank_in_unit": line.rank_in_unit,
        "rank_in_cluster": line.rank_in_cluster,
        "score": format(line.score, "f") if line.score is not None else "",
        "grade": line.grade,
        "tied": line.tied,
    }
    return Wanted(choice.award_code, _cited(choice, line), person, "" if person else line.subject, figures=figures)


def _nominated(row: Ranking, choice: Choice, key: str) -> set[str]:
    """Codes of those who stand in a dossier for this award and this achievement already."""
    rows = NominationLine.objects.filter(
        authority_id=row.authority_id, award_code=choice.award_code, achievement__key=key, household=""
    ).exclude(nomination__state=WITHDRAWN)
    name = "person__code" if row.subjects == Ranking.PEOPLE else "unit__code"
    return set(rows.filter(person__isnull=row.subjects != Ranking.PEOPLE).values_list(name, flat=True))


def _contents(row: Ranking, choice: Choice) -> nominations.Contents:
    last = row.campaign.ends_on or local_date(row.computed_at)
    title = nfc(choice.title) or f"Đề nghị khen thưởng theo kết quả {row.campaign.name}"
    return nominations.Contents(title, choice.kind, last.year, str(row.campaign_id))


def _require_writer(unit: str, *, by: Actor, at: datetime) -> None:
    chart = units.branch(by.authority, unit, local_date(at))
    NOMINATION.step(DRAFT, "revise", by.roles_over(chart.place(unit)))


def _require(choice: Choice) -> None:
    if choice.per not in GROUPS or (choice.top is not None and choice.top < 1):
        message = gettext_noop("Hãy ghi số người, đơn vị được chọn và chọn tính theo đơn vị, cụm hay toàn bộ.")
        raise invalid_at("nomination.choice", message, "top")


@transaction.atomic
def from_ranking(ranking_id: str, unit: str, choice: Choice, *, by: Actor, at: datetime) -> Begun:
    """Begin a dossier of a unit with those of its branch whom a published ranking puts forward, each with rank, score and grade
    by value. Who stands in a dossier for the same is not taken again; a tie on the boundary is left to the council. Raises
    `Invalid` where nobody is left to be taken."""
    _require(choice)
    _require_writer(unit, by=by, at=at)
    row = _ranking(ranking_id, by=by)
    lines = {line.subject: line for line in _standings(row, unit, by=by, at=at)}
    ranked = [
        Ranked(line.subject, _group(line, choice.per), _rank(line, choice.per), line.grade) for line in lines.values()
    ]
    chosen = choose(ranked, grades=choice.grades, top=choice.top)
    contents = _contents(row, choice)
    draft = Nomination(campaign=row.campaign, kind=contents.kind, year=contents.year)
    key = nomination_lines.deed_of(draft, Wanted(choice.award_code, "")).key
    before = _nominated(row, choice, key)
    wanted = [_wanted(row, choice, lines[code]) for code in chosen.subjects if code not in before]
    if not wanted:
        message = gettext_noop("Không còn ai để đề nghị: không ai đạt, hoặc đều đã có trong hồ sơ khác.")
        raise Invalid("nomination.nobody", message)
    contents = nominations.Contents(contents.title, contents.kind, contents.year, contents.campaign, lines=wanted)
    made = nominations.start(unit, contents, ranking=str(row.pk), by=by, at=at)
    left = tuple(lines[code] for code in chosen.left)
    return Begun(made, left, tuple(lines[code] for code in chosen.subjects if code in before))


@transaction.atomic
def from_suggestion(
    suggestion_id: str, award_code: str, *, citation: str = "", kind: str = Nomination.AD_HOC, by: Actor, at: datetime
) -> Nomination:
    """Begin a dossier about the achievement of a suggestion that was taken up. Asked again, it answers the dossier that is
    there. Raises `WrongState` for one that nobody has taken up."""
    row = visibility.commendations(by).filter(pk=suggestion_id).select_related("unit", "person").first()
    if row is None:
        raise Missing("commendation.missing", gettext_noop("Không có gợi ý khen thưởng này."))
    _require_writer(row.unit.code, by=by, at=at)
    if row.state != states.TAKEN_UP:
        message = gettext_noop("Chỉ lập hồ sơ từ gợi ý đã được tiếp nhận.")
        raise WrongState("nomination.suggestion_not_taken_up", message, state=row.state)
    lines = NominationLine.objects.filter(authority_id=by.authority, achievement__key=row.key, award_code=award_code)
    known = lines.exclude(nomination__state=WITHDRAWN).select_related("nomination").first()
    if known:
        return known.nomination
    text, day = REASONS[row.kind] % row.figures, local_date(row.suggested_at)
    deed = Deed(text, day, day, row.key)
    person = row.person.code if row.person else ""
    wanted = Wanted(award_code, citation or text, person, "" if person else row.unit.code, deed=deed)
    procedure = Nomination.SIMPLE if kind == Nomination.AD_HOC else Nomination.NORMAL
    contents = nominations.Contents(f"Đề nghị khen thưởng: {text}"[:500], kind, day.year, "", procedure, (wanted,))
    return nominations.start(row.unit.code, contents, by=by, at=at)
