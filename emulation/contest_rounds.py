"""Acts of the rounds of a contest: opened with the judges' conflicts frozen, marked, handed in, closed, and computed again."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from emulation import visibility
from emulation.contest_plans import contestant_of, criteria_of, require_organiser
from emulation.events import (
    ContestMoved,
    ContestProtested,
    ContestRoundClosed,
    ContestRoundOpened,
    ContestSheetsHandedIn,
)
from emulation.models import (
    Contest,
    ContestEntrant,
    ContestJudge,
    ContestProtest,
    ContestRound,
    ContestSheet,
    Posting,
    in_force,
)
from emulation.rules import states
from emulation.rules.access import UNIT_HEAD, UNIT_OFFICER
from emulation.rules.contests import Line, final_lines, going_on, recused, round_lines, sheet_problems, too_few
from emulation.rules.exact import exact_text
from emulation.rules.periods import local_date
from emulation.units import branch
from kernel import ledger
from kernel.actors import Actor, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import digest, gettext_noop, paragraphs

PLANNED, OPEN, CLOSED = "planned", "open", "closed"


def hold(contest_id: str, *, by: Actor) -> Contest:
    rows = Contest.objects.select_for_update(of=("self",)).select_related("campaign")
    row = rows.filter(pk__in=visibility.contests(by).filter(pk=contest_id).values("pk")).first()
    if row is None:
        raise Missing("contest.missing", gettext_noop("Không có hội thi này."))
    return row


def _round(contest: Contest, number: int) -> ContestRound:
    row = contest.rounds.select_for_update().filter(number=number).first()
    if row is None:
        raise Missing("contest.no_round", gettext_noop("Hội thi không có vòng này."))
    return row


def _require(row: ContestRound, state: str) -> None:
    if row.state != state:
        message = gettext_noop("Vòng thi không ở trạng thái cho phép việc này.")
        raise WrongState("contest.round_state", message, state=row.state)


def in_round(contest: Contest, row: ContestRound) -> list[ContestEntrant]:
    """Who takes part in a round: everybody in the first, later those who went on from the one before."""
    entrants = contest.entrants.select_related("unit", "person")
    if row.number == 1:
        return list(entrants)
    before = contest.rounds.get(number=row.number - 1)
    return list(entrants.filter(code__in=going_on(lines_of(before), before.advance)))


def lines_of(row: ContestRound) -> list[Line]:
    return [Line(**line) for line in row.result]


def all_handed_in(row: ContestRound) -> bool:
    return not row.judges.filter(handed_in_at=None).exists()


def revealed(row: ContestRound) -> bool:
    """Whether judges may see each other's marks: all have handed in, or the round is closed."""
    return row.state == CLOSED or (row.state == OPEN and all_handed_in(row))


def _conflicts(row: ContestRound, entrants: list[ContestEntrant]) -> list[ContestJudge]:
    """The judges with those of the entrants whom they may not judge, by where they serve on the day of the round."""
    judges = list(row.judges.select_related("account__person"))
    people = [judge.account.person_id for judge in judges if judge.account.person_id]
    postings = Posting.objects.filter(in_force(row.held_on), person__in=people).select_related("unit")
    serves = {posting.person_id: posting.unit.code for posting in postings}
    for judge in judges:
        person = judge.account.person
        code, unit = (person.code, serves.get(person.pk, "")) if person else ("", "")
        judge.recused = sorted(e.code for e in entrants if recused(code, unit, contestant_of(e)))
    return judges


def _barred(judges: list[ContestJudge], entrants: list[ContestEntrant]) -> dict[str, list[str]]:
    return {e.code: [judge.code for judge in judges if e.code in judge.recused] for e in entrants}


@transaction.atomic
def open_round(contest_id: str, number: int, *, by: Actor, at: datetime) -> ContestRound:
    """Let the judges mark. Who is recused from whom is settled now; refused where an entrant would keep too few judges."""
    contest = hold(contest_id, by=by)
    require_organiser(by)
    row = _round(contest, number)
    if contest.state != states.OPEN:
        message = gettext_noop("Hội thi chưa mở hoặc đã chấm xong.")
        raise WrongState("contest.not_open", message, state=contest.state)
    if number > 1 and contest.rounds.get(number=number - 1).state != CLOSED:
        message = gettext_noop("Vòng trước chưa kết thúc.")
        raise WrongState("contest.round_before", message, state=row.state)
    _require(row, PLANNED)
    entrants = in_round(contest, row)
    judges = _conflicts(row, entrants)
    _require_panel(contest, judges, entrants)
    ContestJudge.objects.bulk_update(judges, ["recused"])
    row.state = OPEN
    row.save(update_fields=["state"])
    event = ContestRoundOpened(
        authority=by.authority,
        contest=str(contest.pk),
        round=number,
        entrants=[entrant.code for entrant in entrants],
        recused={judge.code: judge.recused for judge in judges if judge.recused},
    )
    ledger.record(event, by=by, at=at)
    return row


def _require_panel(contest: Contest, judges: list[ContestJudge], entrants: list[ContestEntrant]) -> None:
    few = too_few(contest.aggregate, [judge.code for judge in judges], _barred(judges, entrants))
    if few:
        message = gettext_noop("Đội thi %(entrant)s còn quá ít giám khảo được chấm; hãy thêm giám khảo.")
        problems = [Problem("contest.panel_too_small", message, code, {"entrant": code}) for code in few]
        raise Invalid("contest.panel_too_small", message, problems=problems, entrant=few[0])


def seat_of(row: ContestRound, by: Actor) -> ContestJudge:
    """The actor's seat in the panel. Raises `NotAllowed` for everybody else."""
    judge = row.judges.select_for_update().filter(account__pk=by.account).first() if by.account != "system" else None
    if judge is None:
        message = gettext_noop("Chỉ giám khảo của vòng này được làm việc này.")
        raise NotAllowed("contest.not_judge", message)
    return judge


@transaction.atomic
def mark(
    contest_id: str, number: int, entrant: str, marks: Mapping[str, Decimal], *, note: str = "", by: Actor, at: datetime
) -> ContestSheet:
    """Write one's marks of one entrant; they may change until one hands in. Nothing of them is told to anybody."""
    contest = hold(contest_id, by=by)
    row = _round(contest, number)
    judge = seat_of(row, by)
    _require(row, OPEN)
    if judge.handed_in_at:
        message = gettext_noop("Bạn đã nộp phiếu chấm của vòng này.")
        raise WrongState("contest.handed_in", message, state=row.state)
    found = next((one for one in in_round(contest, row) if one.code == entrant), None)
    if found is None:
        raise Missing("contest.no_entrant", gettext_noop("Không có đội thi này trong vòng thi."))
    if entrant in judge.recused:
        message = gettext_noop("Giám khảo không chấm đội thi của đơn vị mình hoặc có mình.")
        raise NotAllowed("contest.recused", message)
    faults = sheet_problems(criteria_of(contest), marks, complete=False)
    if faults:
        message = gettext_noop("Phiếu chấm có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("contest.marks", message, problems=faults, count=len(faults))
    values = {"marks": {code: exact_text(mark) for code, mark in marks.items()}, "note": paragraphs(note)}
    sheet, _ = ContestSheet.objects.update_or_create(judge=judge, entrant=found, defaults=values)
    return sheet


def _marks(sheet: ContestSheet) -> dict[str, Decimal]:
    return {code: Decimal(text) for code, text in sheet.marks.items()}


@transaction.atomic
def hand_in(contest_id: str, number: int, *, by: Actor, at: datetime) -> ContestJudge:
    """Hand one's sheets of a round in, all of them complete; from then on they do not change. Repeated, it answers the same.
    What was given is not told before the round is closed."""
    contest = hold(contest_id, by=by)
    row = _round(contest, number)
    judge = seat_of(row, by)
    _require(row, OPEN)
    if judge.handed_in_at:
        return judge
    sheets = {sheet.entrant.code: sheet for sheet in judge.sheets.select_related("entrant")}
    faults = []
    for entrant in in_round(contest, row):
        if entrant.code not in judge.recused:
            given = _marks(sheets[entrant.code]) if entrant.code in sheets else {}
            found = sheet_problems(criteria_of(contest), given, complete=True)
            faults += [Problem(p.code, p.message, f"{entrant.code}.{p.path}", p.params) for p in found]
    if faults:
        message = gettext_noop("Còn %(count)s chỗ chưa chấm; hãy chấm đủ rồi nộp.")
        raise Invalid("contest.incomplete", message, problems=faults, count=len(faults))
    judge.handed_in_at = at
    judge.save(update_fields=["handed_in_at"])
    event = ContestSheetsHandedIn(authority=by.authority, contest=str(contest.pk), round=number, judge=judge.code)
    ledger.record(event, by=by, at=at)
    return judge


def compute(contest: Contest, row: ContestRound) -> tuple[list[Line], str]:
    """The places of a round from the sheets that were handed in, with the digest of these sheets."""
    judges = list(row.judges.exclude(handed_in_at=None))
    entrants = in_round(contest, row)
    codes = {judge.pk: judge.code for judge in judges}
    scores: dict[str, dict[str, dict[str, Decimal]]] = {entrant.code: {} for entrant in entrants}
    for sheet in ContestSheet.objects.filter(judge__in=judges).select_related("entrant"):
        scores[sheet.entrant.code][codes[sheet.judge_id]] = _marks(sheet)
    order = sorted(codes.values())
    lines = round_lines(criteria_of(contest), order, contest.aggregate, scores, _barred(judges, entrants))
    plain = {
        name: {j: {c: exact_text(m) for c, m in own.items()} for j, own in s.items()} for name, s in scores.items()
    }
    return lines, digest({"sheets": plain, "barred": _barred(judges, entrants), "aggregate": contest.aggregate})


@transaction.atomic
def close_round(contest_id: str, number: int, *, by: Actor, at: datetime) -> ContestRound:
    """End a round: who presides over the panel does. Judges who have not handed in are left out, as long as every entrant
    keeps enough of them. The last round's end makes the final places."""
    contest = hold(contest_id, by=by)
    row = _round(contest, number)
    if not seat_of(row, by).presides:
        message = gettext_noop("Chỉ trưởng ban giám khảo kết thúc vòng thi.")
        raise NotAllowed("contest.not_presiding", message)
    _require(row, OPEN)
    _require_panel(contest, list(row.judges.exclude(handed_in_at=None)), in_round(contest, row))
    lines, sealed = compute(contest, row)
    row.result, row.digest, row.state = [line.to_data() for line in lines], sealed, CLOSED
    row.save(update_fields=["result", "digest", "state"])
    event = ContestRoundClosed(
        authority=by.authority, contest=str(contest.pk), round=number, digest=sealed, lines=row.result
    )
    ledger.record(event, by=by, at=at)
    if not contest.rounds.exclude(state=CLOSED).exists():
        _finish(contest, at=at)
    return row


def _finish(contest: Contest, *, at: datetime) -> None:
    by = system_actor(contest.authority_id)
    rounds = [(row.weight, lines_of(row)) for row in contest.rounds.order_by("number")]
    contest.state = states.CONTEST.step(contest.state, "finish", by.roles)
    contest.result = [line.to_data() for line in final_lines(rounds)]
    contest.save(update_fields=["state", "result"])
    ledger.record(told(contest, "finish"), by=by, at=at)


def told(contest: Contest, act: str, text: str = "") -> ContestMoved:
    return ContestMoved(
        authority=contest.authority_id,
        contest=str(contest.pk),
        campaign=str(contest.campaign_id),
        code=contest.code,
        act=act,
        state=contest.state,
        text=text,
    )


@transaction.atomic
def protest(contest_id: str, number: int, entrant: str, text: str, *, by: Actor, at: datetime) -> ContestProtest:
    """Ask that a closed round's arithmetic be done again; it is done at once from the sheets, and both figures are kept. The
    unit's officer and head and the person who competes may ask, before the prizes are signed."""
    contest = hold(contest_id, by=by)
    row = _round(contest, number)
    found = contest.entrants.select_related("unit", "person").filter(code=entrant).first()
    if found is None:
        raise Missing("contest.no_entrant", gettext_noop("Không có đội thi này trong vòng thi."))
    if not concerns(found, by=by, at=at):
        message = gettext_noop("Chỉ đơn vị và người dự thi được đề nghị cộng lại điểm của mình.")
        raise NotAllowed("contest.not_concerned", message)
    _require(row, CLOSED)
    if contest.state in (states.SIGNED, states.PUBLISHED, states.CANCELLED):
        message = gettext_noop("Kết quả hội thi đã được ký nên không nhận đề nghị cộng lại điểm nữa.")
        raise WrongState("contest.signed", message, state=contest.state)
    words = paragraphs(text)
    if not words:
        message = gettext_noop("Hãy ghi lý do.")
        raise Invalid("contest.text_needed", message, problems=[Problem("contest.text_needed", message, "text")])
    lines, _ = compute(contest, row)
    before = next((line.to_data() for line in lines_of(row) if line.entrant == entrant), {})
    after = next((line.to_data() for line in lines if line.entrant == entrant), {})
    made = ContestProtest.objects.create(
        round=row, entrant=found, text=words, before=before, after=after, by_id=by.account, at=at
    )
    event = ContestProtested(
        authority=by.authority,
        contest=str(contest.pk),
        round=number,
        entrant=entrant,
        text=words,
        holds=made.holds,
    )
    ledger.record(event, by=by, at=at)
    return made


def concerns(entrant: ContestEntrant, *, by: Actor, at: datetime) -> bool:
    """Whether somebody speaks for an entrant."""
    chart = branch(by.authority, entrant.unit.code, local_date(at))
    held = by.roles_over(chart.place(entrant.unit.code))
    own = bool(by.persons & {entrant.code, *entrant.members})
    return own or bool(held & {UNIT_HEAD, UNIT_OFFICER})
