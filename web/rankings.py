"""The ranking page, and the page that explains one standing."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from emulation import appeals, evidences, explanations, files
from emulation.boards import certainty, movements, publications, rankings
from emulation.models import Ranking
from emulation.tables import telling
from emulation.tables.explaining import quarter_lines
from kernel.errors import Missing
from kernel.text import gettext_noop
from web import kept
from web.access import Visit, member_required
from web.board_rows import shown
from web.templatetags.words import VOICE

_FINAL = "all"
_FILE_NAME = "dien-giai-diem"
_FILES = {
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _wish(request: HttpRequest) -> rankings.Wish:
    """What the address asks for; nonsense in it asks for nothing."""
    asked = request.GET
    month = asked.get("month") or None
    page, revision = asked.get("page", ""), asked.get("revision", "")
    return rankings.Wish(
        subjects=Ranking.PEOPLE if asked.get("subjects") == Ranking.PEOPLE else Ranking.UNITS,
        month=rankings.WHOLE_CAMPAIGN if month == _FINAL else month,
        cluster=asked.get("cluster", ""),
        page=int(page) if page.isdecimal() and 0 < int(page) < 100_000 else 1,
        revision=int(revision) if revision.isdecimal() and int(revision) < 100_000 else 0,
    )


def _table(visit: Visit, campaign: UUID) -> tuple[rankings.RankingBoard, dict[str, Any]]:
    """The table of a ranking with what its lines are shown with."""
    board = rankings.ranking(str(campaign), _wish(visit.request), by=visit.actor, at=visit.at)
    sure, moved = certainty.beside(board), movements.of_ranking(board)
    places = {row.subject: (row.rank, row.tied) for row in board.rows}
    lines = shown(board.rows, places, moved, {row.subject: row.bracket for row in sure.rows} if sure else {})
    return board, {"board": board, "campaign": board.campaign, "sure": sure, "lines": lines, "moved": moved}


@require_safe
@member_required
def show(visit: Visit, campaign: UUID) -> HttpResponse:
    board, values = _table(visit, campaign)
    state = publications.state(board.ranking, by=visit.actor) if board.ranking else None
    return visit.page("web/ranking.html", {**values, "state": state})


@require_safe
@member_required
def rows(visit: Visit, campaign: UUID) -> HttpResponse:
    """The table by itself, for screens that show it again and again. A settled one is kept."""
    wish = _wish(visit.request)
    head = rankings.head(str(campaign), wish, by=visit.actor, at=visit.at)
    tag = kept.tag_of("ranking", head.tag, vars(wish))

    def made() -> str:
        _, values = _table(visit, campaign)
        return render_to_string("web/_ranking_table.html", values, request=visit.request)

    return kept.answer(visit.request, tag, lambda: kept.text(tag, made), settled=head.settled)


@require_safe
@member_required
def explain(visit: Visit, standing: UUID) -> HttpResponse:
    board = rankings.explanation(str(standing), by=visit.actor, at=visit.at)
    words = {
        "grade_words": [
            *telling.service_lines(board.figures, VOICE),
            *telling.grade_lines(board.figures, VOICE),
        ],
        "place_words": list(telling.place_lines(board.figures, VOICE)),
        "booked_lines": [
            telling.booked_text(line, VOICE) for line in board.figures.get("source", {}).get("booked", ())
        ],
        "quarter_words": list(quarter_lines(board.figures, VOICE)),
    }
    crumb = urlencode({"subjects": board.standing.ranking.subjects, "month": board.month or _FINAL})
    evidence = files.by_label(evidences.RECORD, board.evaluation) if board.evaluation else {}
    about = {"board": board, "campaign": board.campaign, "standing": board.standing, "evidence": evidence}
    may_appeal = appeals.may_appeal(board.standing, by=visit.actor, at=visit.at)
    span = appeals.window_of(board.standing.ranking) if may_appeal else None
    values = {**about, "crumb": crumb, "may_appeal": may_appeal, "span": span, **words}
    return visit.page("web/standing.html", values)


@require_safe
@member_required
def explanation_file(visit: Visit, standing: UUID, kind: str) -> HttpResponse:
    """The explanation to take along: as a workbook or as text."""
    if kind not in _FILES:
        raise Missing("web.no_file", gettext_noop("Không có tệp dạng này."))
    told = rankings.account(str(standing), by=visit.actor, at=visit.at)
    headers = {
        "Content-Disposition": f'attachment; filename="{_FILE_NAME}.{kind}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(explanations.WRITERS[kind](told, VOICE), content_type=_FILES[kind], headers=headers)
