"""What is told about appeals: that a window has opened, that one came, that somebody looks at it, what was answered."""

from datetime import datetime

from emulation import appeals, notices, units
from emulation.events import AppealDecided, AppealSubmitted, AppealTakenUp, AppealWithdrawn, RankingPublished
from emulation.models import Appeal, Campaign, Participation, Ranking
from emulation.rules.access import COUNCIL_CHAIR, COUNCIL_SECRETARY, STANDING_OFFICER
from emulation.rules.notices import APPEAL_ANSWERED, APPEAL_CAME, APPEAL_TAKEN_UP, APPEAL_WITHDRAWN, APPEALS_OPEN
from emulation.rules.periods import local_date

HANDLERS = (STANDING_OFFICER, COUNCIL_SECRETARY, COUNCIL_CHAIR)


def tell_of_window(event: RankingPublished, at: datetime) -> int:
    """The units of a published ranking of units: until when they may appeal."""
    if event.subjects != Ranking.UNITS:
        return 0
    row = Ranking.objects.select_related("campaign").get(pk=event.ranking)
    values = {"campaign": row.campaign.code, "deadline": appeals.window_of(row).closes.isoformat()}
    taking_part = Participation.objects.filter(campaign=row.campaign_id, to_month="")
    codes = sorted(set(taking_part.values_list("unit__code", flat=True)))
    about = {"page": "ranking", "campaign": event.campaign}
    key = f"appeals:{event.ranking}"
    return notices.tell(event.authority, APPEALS_OPEN, key=key, values=values, about=about, units=codes, at=at)


def _about(event: AppealSubmitted | AppealTakenUp | AppealWithdrawn | AppealDecided) -> dict[str, str]:
    return {"page": "appeal", "appeal": event.appeal}


def _who(event: AppealSubmitted | AppealWithdrawn, at: datetime) -> dict[str, str]:
    """Who appeals, in words, and in which campaign."""
    row = Appeal.objects.select_related("person", "ranking__campaign").get(pk=event.appeal)
    chart = units.chart(event.authority, local_date(at))
    name = chart.units[event.unit].name if event.unit in chart.units else event.unit
    campaign: Campaign = row.ranking.campaign
    return {"who": row.person.full_name if row.person else name, "campaign": campaign.code}


def tell_of_coming(event: AppealSubmitted, at: datetime) -> int:
    values = {**_who(event, at), "deadline": event.due}
    key = f"appeal:{event.appeal}"
    return notices.tell(
        event.authority, APPEAL_CAME, key=key, values=values, about=_about(event), roles=HANDLERS, at=at
    )


def tell_of_withdrawal(event: AppealWithdrawn, at: datetime) -> int:
    key, values = f"appeal:{event.appeal}:withdrawn", _who(event, at)
    return notices.tell(
        event.authority, APPEAL_WITHDRAWN, key=key, values=values, about=_about(event), roles=HANDLERS, at=at
    )


def _tell_appellant(event: AppealTakenUp | AppealDecided, kind: str, values: dict[str, str], at: datetime) -> int:
    """The unit's head and officers, or the person alone."""
    to = {"people": [event.person]} if event.person else {"units": [event.unit]}
    key = f"appeal:{event.appeal}:{kind}"
    return notices.tell(event.authority, kind, key=key, values=values, about=_about(event), **to, at=at)


def tell_of_handling(event: AppealTakenUp, at: datetime) -> int:
    return _tell_appellant(event, APPEAL_TAKEN_UP, {}, at)


def tell_of_answer(event: AppealDecided, at: datetime) -> int:
    return _tell_appellant(event, APPEAL_ANSWERED, {"answer": event.answer}, at)
