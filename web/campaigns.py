"""Pages of a campaign: its contents and timeline, one month unit by unit, one unit's sheets of a month."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from emulation import evidences, files, leaves, unit_books, visibility
from emulation.boards import assignments, campaign_lists, campaigns, cockpit, rulings
from emulation.campaigns import CONTENTS
from emulation.rules import states
from emulation.rules.access import COMMITTEE, READS_EVALUATIONS, STAFF, UNIT_HEAD, UNIT_OFFICER
from web.access import Visit, member_required
from web.acts import CAMPAIGN_ACTS
from web.refusals import sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


PAGE = 30


@require_safe
@member_required
def listed(visit: Visit) -> HttpResponse:
    """All campaigns of the authority that the reader knows of, narrowed by state, year and words."""
    asked = {name: visit.request.GET.get(name, "").replace("\0", "")[:100] for name in ("state", "year", "q")}
    year = int(asked["year"]) if asked["year"].isascii() and asked["year"].isdecimal() else None
    wanted = campaign_lists.Wanted(asked["state"], year, asked["q"])
    board = campaign_lists.listed(wanted, by=visit.actor, at=visit.at)
    page = Paginator(board.rows, PAGE).get_page(visit.request.GET.get("page"))
    narrowed = wanted != campaign_lists.Wanted()
    return visit.page("web/campaigns.html", {"board": board, "page": page, "wanted": wanted, "narrowed": narrowed})


def _address(one: cockpit.Waits, campaign: str) -> str:
    return reverse(f"web:{one.page}", args=[campaign, *([one.month] if one.month else [])])


@require_safe
@member_required
def show(visit: Visit, campaign: UUID) -> HttpResponse:
    whole = cockpit.cockpit(str(campaign), by=visit.actor, at=visit.at)
    board = whole.board
    texts = {name: title for name, title in CONTENTS.items() if name not in ("starts_on", "ends_on")}
    values = {
        "board": board,
        "cockpit": whole,
        "waits": [(one, days, _address(one, str(campaign))) for one, days in whole.waits],
        "writes": board.campaign.state == states.DRAFT and "revise" in board.possible,
        "campaign": board.campaign,
        "contents": [(title, getattr(board.campaign, name)) for name, title in texts.items()],
        "acts": [(act, CAMPAIGN_ACTS[act]) for act in board.possible if act in CAMPAIGN_ACTS],
        "in_the_way": [sentence(problem) for problem in board.in_the_way],
        "plan": assignments.plan(str(campaign), by=visit.actor, at=visit.at),
        "rulings": rulings.of_campaign(board.campaign, by=visit.actor, at=visit.at),
    }
    return visit.page("web/campaign.html", values)


@require_safe
@member_required
def show_month(visit: Visit, campaign: UUID, month: str) -> HttpResponse:
    board = campaigns.month(str(campaign), month, by=visit.actor, at=visit.at)
    reads = visibility.holds(visit.actor, visibility.WHOLE)
    chases = visibility.holds(visit.actor, COMMITTEE) or UNIT_HEAD in visit.actor.roles
    values = {"board": board, "campaign": board.campaign, "reads_fairness": reads, "chases": chases}
    return visit.page("web/month.html", values)


@require_safe
@member_required
def download_workbook(visit: Visit, campaign: UUID, month: str, unit: str) -> HttpResponse:
    content = unit_books.workbook(str(campaign), month, unit, by=visit.actor)
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{month}-{unit}.xlsx"'}
    )


@require_safe
@member_required
def show_unit(visit: Visit, campaign: UUID, month: str, unit: str) -> HttpResponse:
    board = campaigns.unit_month(str(campaign), month, unit, by=visit.actor, at=visit.at)
    evidence = files.by_record(evidences.RECORD, [row.evaluation for row in board.rows if row.evaluation])
    roles = visit.actor.roles_over(board.chart.place(unit))
    return visit.page(
        "web/unit_month.html",
        {
            "board": board,
            "campaign": board.campaign,
            "evidence": evidence,
            "may_write": UNIT_OFFICER in roles,
            "reads_unit": bool(roles & (READS_EVALUATIONS - {STAFF})),
            "may_keep_leaves": leaves.may_keep(board.chart.place(unit), by=visit.actor),
        },
    )
