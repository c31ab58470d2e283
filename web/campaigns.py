"""Pages of a campaign: its contents and timeline, one month unit by unit, one unit's sheets of a month."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from emulation import evidences, files, leaves, unit_books, visibility
from emulation.boards import assignments, campaigns, rulings
from emulation.campaigns import CONTENTS
from emulation.rules.access import COMMITTEE, UNIT_HEAD, UNIT_OFFICER
from web.access import Visit, member_required
from web.acts import CAMPAIGN_ACTS
from web.refusals import sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@member_required
def show(visit: Visit, campaign: UUID) -> HttpResponse:
    board = campaigns.campaign(str(campaign), by=visit.actor, at=visit.at)
    texts = {name: title for name, title in CONTENTS.items() if name not in ("starts_on", "ends_on")}
    values = {
        "board": board,
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
    return visit.page(
        "web/unit_month.html",
        {
            "board": board,
            "campaign": board.campaign,
            "evidence": evidence,
            "may_write": UNIT_OFFICER in visit.actor.roles_over(board.chart.place(unit)),
            "may_keep_leaves": leaves.may_keep(board.chart.place(unit), by=visit.actor),
        },
    )
