"""Reads for the pages of contests: those of a campaign, one with what is to be done, a judge's sheets, and the results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from emulation import contest_rounds, contests, visibility
from emulation.boards import campaigns
from emulation.contest_plans import criteria_of, prizes_of
from emulation.models import Campaign, Contest, ContestEntrant, ContestJudge, ContestProtest, ContestRound, ContestSheet
from emulation.rules import states
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.contests import Criterion, Line, Prize, suggested
from emulation.workbooks import Column, Value, table_form
from kernel.actors import Actor, Place
from kernel.errors import Missing
from kernel.text import gettext_noop


@dataclass(frozen=True)
class ListBoard:
    campaign: Campaign
    contests: list[Contest]
    writes: bool


@dataclass(frozen=True)
class Result:
    """A line with the names that people know; ``prize`` is the title of what it got."""

    line: Line
    name: str
    unit: str
    prize: str = ""


@dataclass(frozen=True)
class RoundRow:
    """``lines`` are those that the reader may see; ``judging`` says that the reader sits in the panel."""

    round: ContestRound
    judges: list[ContestJudge]
    lines: list[Result]
    judging: bool
    presiding: bool
    handed_in: int
    protests: list[ContestProtest]


@dataclass(frozen=True)
class ContestBoard:
    contest: Contest
    criteria: tuple[Criterion, ...]
    prizes: tuple[Prize, ...]
    entrants: list[ContestEntrant]
    rounds: list[RoundRow]
    final: list[Result]
    picks: Mapping[str, str]
    acts: tuple[str, ...]
    organises: bool
    concerned: list[str]


@dataclass(frozen=True)
class SheetRow:
    """What one judge gave one entrant; ``own`` is the reader's."""

    entrant: str
    name: str
    judge: str
    marks: Mapping[str, str]
    recused: bool = False
    own: bool = False


@dataclass(frozen=True)
class SheetsBoard:
    contest: Contest
    round: ContestRound
    criteria: tuple[Criterion, ...]
    seat: ContestJudge | None
    own: list[SheetRow]
    rows: list[SheetRow]
    revealed: bool


@dataclass(frozen=True)
class ResultsBoard:
    contest: Contest
    authority: str
    rounds: list[tuple[ContestRound, list[Result]]]
    rows: list[Result]
    judges: list[ContestJudge]
    protests: list[ContestProtest]


def listed(campaign_id: str, *, by: Actor) -> ListBoard:
    campaign = campaigns.find(campaign_id, by=by)
    writes = STANDING_OFFICER in by.roles_over(Place(by.authority)) and campaign.state == states.LAUNCHED
    return ListBoard(campaign, list(visibility.contests(by).filter(campaign=campaign)), writes)


def find(contest_id: str, *, by: Actor) -> Contest:
    row = visibility.contests(by).select_related("campaign", "awarded_by", "signed_by").filter(pk=contest_id).first()
    if row is None:
        raise Missing("contest.missing", gettext_noop("Không có hội thi này."))
    return row


def contest(contest_id: str, *, by: Actor, at: datetime) -> ContestBoard:
    """One contest; places are shown to the committee and the panel when a round is closed, to who competes their own, and to
    everybody once they are published."""
    row = find(contest_id, by=by)
    entrants = list(row.entrants.select_related("unit", "person"))
    concerned = [entrant.code for entrant in entrants if contest_rounds.concerns(entrant, by=by, at=at)]
    rounds = [_round(one, row, entrants, concerned, by) for one in row.rounds.prefetch_related("judges__account")]
    whole = _sees_all(row, by) or any(one.judging for one in rounds)
    final = [one for one in _results(row, contests.final_of(row), entrants) if whole or one.line.entrant in concerned]
    prizes = prizes_of(row)
    given = {entrant.code: entrant.prize for entrant in entrants if entrant.prize}
    return ContestBoard(
        contest=row,
        criteria=criteria_of(row),
        prizes=prizes,
        entrants=entrants,
        rounds=rounds,
        final=final,
        picks=given or suggested(prizes, contests.final_of(row)),
        acts=_acts(row, by),
        organises=STANDING_OFFICER in by.roles_over(Place(by.authority)),
        concerned=concerned if row.state in (states.OPEN, states.JUDGED, states.AWARDED) else [],
    )


def _acts(row: Contest, by: Actor) -> tuple[str, ...]:
    acts = states.CONTEST.possible(row.state, by.roles_over(Place(by.authority)))
    own = str(row.awarded_by_id) in by.accounts
    return tuple(act for act in acts if not (act == "sign" and own))


def _sees_all(row: Contest, by: Actor) -> bool:
    return row.state == states.PUBLISHED or visibility.holds(by, visibility.WHOLE)


def _round(row: ContestRound, of: Contest, entrants: list[ContestEntrant], concerned: list[str], by: Actor) -> RoundRow:
    judges = list(row.judges.all())
    seat = next((judge for judge in judges if str(judge.account_id) == by.account), None)
    whole = seat is not None or _sees_all(of, by)
    lines = _results(of, contest_rounds.lines_of(row), entrants)
    protests = (
        row.protests.select_related("entrant", "by") if whole else row.protests.filter(entrant__code__in=concerned)
    )
    return RoundRow(
        round=row,
        judges=judges,
        lines=[one for one in lines if whole or one.line.entrant in concerned],
        judging=seat is not None,
        presiding=bool(seat and seat.presides),
        handed_in=sum(judge.handed_in_at is not None for judge in judges),
        protests=list(protests),
    )


def _results(of: Contest, lines: list[Line], entrants: list[ContestEntrant]) -> list[Result]:
    known = {entrant.code: entrant for entrant in entrants}
    titles = {prize.code: prize.title for prize in prizes_of(of)}
    return [
        Result(line, known[line.entrant].name, known[line.entrant].unit.code, titles.get(known[line.entrant].prize, ""))
        for line in lines
        if line.entrant in known
    ]


def sheets(contest_id: str, number: int, *, by: Actor, at: datetime) -> SheetsBoard:
    """A judge's own sheets of a round; and everybody's once all have handed in or the round is closed, for the panel and the
    committee. Raises `Missing` for all others."""
    of = find(contest_id, by=by)
    row = of.rounds.filter(number=number).first()
    seat = row.judges.filter(account_id=by.account).first() if row else None
    if row is None or not (seat or visibility.holds(by, visibility.WHOLE)):
        raise Missing("contest.no_sheets", gettext_noop("Không có phiếu chấm nào bạn được xem."))
    open_ = contest_rounds.revealed(row)
    found = ContestSheet.objects.filter(judge__round=row).select_related("entrant", "judge")
    if not open_:
        found = found.filter(judge=seat)
    rows = [
        SheetRow(sheet.entrant.code, sheet.entrant.name, sheet.judge.code, sheet.marks, own=sheet.judge_id == seat_id)
        for seat_id in [seat.pk if seat else None]
        for sheet in found.order_by("entrant__code", "judge__code")
    ]
    return SheetsBoard(of, row, criteria_of(of), seat, _own(of, row, seat, rows), rows, open_)


def _own(of: Contest, row: ContestRound, seat: ContestJudge | None, rows: list[SheetRow]) -> list[SheetRow]:
    """A line for every entrant that the judge marks or is recused from."""
    if seat is None or row.state == contest_rounds.PLANNED:
        return []
    given = {one.entrant: one.marks for one in rows if one.own}
    return [
        SheetRow(e.code, e.name, seat.code, given.get(e.code, {}), e.code in seat.recused, own=True)
        for e in contest_rounds.in_round(of, row)
    ]


def results(contest_id: str, *, by: Actor | None = None) -> ResultsBoard:
    """The minutes of a contest: for everybody once published, before that for the committee alone (``by``) from when all is
    judged. Raises `Missing`."""
    rows = Contest.objects.select_related("authority", "campaign", "awarded_by", "signed_by").filter(pk=contest_id)
    if by is None or not visibility.holds(by, visibility.WHOLE):
        rows = rows.filter(state=states.PUBLISHED)
    else:
        judged = (states.JUDGED, states.AWARDED, states.SIGNED, states.PUBLISHED)
        rows = rows.filter(state__in=judged, authority_id=by.authority)
    row = rows.first()
    if row is None:
        raise Missing("contest.missing", gettext_noop("Không có hội thi này."))
    entrants = list(row.entrants.select_related("unit", "person"))
    rounds = list(row.rounds.all())
    judges = ContestJudge.objects.filter(round__contest=row).select_related("account", "round")
    return ResultsBoard(
        contest=row,
        authority=row.authority.name,
        rounds=[(one, _results(row, contest_rounds.lines_of(one), entrants)) for one in rounds],
        rows=_results(row, contests.final_of(row), entrants),
        judges=list(judges.order_by("round__number", "code")),
        protests=list(ContestProtest.objects.filter(round__contest=row).select_related("entrant", "round")),
    )


COLUMNS = (
    Column("rank", "Hạng", width=8),
    Column("code", "Mã", width=14),
    Column("name", "Đội thi", width=40),
    Column("unit", "Đơn vị", width=12),
    Column("total", "Tổng điểm", width=12),
    Column("prize", "Giải", width=24),
)


def workbook(board: ResultsBoard) -> bytes:
    """The results as a workbook."""
    rows: list[Mapping[str, Value]] = [
        {
            "rank": Decimal(one.line.rank or 0),
            "code": one.line.entrant,
            "name": one.name,
            "unit": one.unit,
            "total": Decimal(one.line.total or "0"),
            "prize": one.prize,
        }
        for one in board.rows
    ]
    return table_form(COLUMNS, rows, "Kết quả")


def judged_by(by: Actor) -> list[ContestRound]:
    """Open rounds in which the actor still has sheets to hand in."""
    rows = ContestRound.objects.filter(state=contest_rounds.OPEN, contest__authority_id=by.authority)
    mine = ContestJudge.objects.filter(account_id=by.account, handed_in_at=None)
    return (
        list(rows.filter(judges__in=mine).select_related("contest").order_by("held_on"))
        if by.account != "system"
        else []
    )
