"""The page of a campaign's live board, its table by itself for a page that follows it, and what stands behind one line."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from emulation.boards import live, live_brackets, live_lines, movements
from emulation.models import Ranking
from web import kept
from web.access import Visit, member_required
from web.board_rows import Shown, shown


def _wish(request: HttpRequest) -> live.Wish:
    """What the address asks for; nonsense in it asks for nothing."""
    asked = {name: request.GET.get(name, "") for name in ("cluster", "unit", "month")}
    texts = {name: text for name, text in asked.items() if "\0" not in text}
    return live.Wish(Ranking.PEOPLE if request.GET.get("subjects") == Ranking.PEOPLE else Ranking.UNITS, **texts)


def _number(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    return int(number) if number.isdecimal() and 0 < int(number) < 100_000 else 1


def _lines(page: live.LivePage) -> list[Shown[live.LiveRow]]:
    """In a cluster the place in it decides, and is what is shared or not."""
    head = page.head
    if head.wish.cluster:
        held = [row.rank_in_cluster for row in page.board]
        places = {row.subject: (row.rank_in_cluster, held.count(row.rank_in_cluster) > 1) for row in page.board}
    else:
        places = {row.subject: (row.rank, row.tied) for row in page.board}
    return shown(page.board, places, movements.of_board(head, page.board), live_brackets.brackets(head))


def _values(visit: Visit, campaign: UUID) -> dict[str, object]:
    page = live.page(str(campaign), _wish(visit.request), _number(visit.request), by=visit.actor, at=visit.at)
    lines = _lines(page)
    return {
        "page": page,
        "lines": lines,
        "moved": any(line.move for line in lines),
        "bracketed": any(line.at for line in lines),
        "wish": page.head.wish,
        "campaign": page.head.campaign,
        "own": live_lines.own(visit.actor, visit.at),
    }


@require_safe
@member_required
def show(visit: Visit, campaign: UUID) -> HttpResponse:
    return visit.page("web/board.html", _values(visit, campaign))


@require_safe
@member_required
def rows(visit: Visit, campaign: UUID) -> HttpResponse:
    """The table by itself: asked for whenever the board has become another one."""
    head = live.head(str(campaign), _wish(visit.request), by=visit.actor, at=visit.at)
    own = sorted(live_lines.own(visit.actor, visit.at))
    tag = kept.tag_of("board", head.tag, head.campaign.state, own, _number(visit.request))

    def made() -> str:
        values = {**_values(visit, campaign), "member": visit.actor}
        return render_to_string("web/_board_table.html", values, request=visit.request)

    return kept.answer(visit.request, tag, lambda: kept.text(tag, made))


@require_safe
@member_required
def line(visit: Visit, campaign: UUID, subjects: str, subject: str) -> HttpResponse:
    """Where a line's score comes from, month by month, each with its sheet."""
    found = live_lines.line(str(campaign), subjects, subject, by=visit.actor, at=visit.at)
    return visit.page("web/board_line.html", {"line": found, "campaign": found.head.campaign, "row": found.row})
