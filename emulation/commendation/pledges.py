"""Acts on pledges (giao ước thi đua): the authority writes the text of a year or a campaign, each unit's head signs it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from emulation import units
from emulation.commendation.registrations import campaign_of
from emulation.events import PledgeSigned, PledgeTextSet
from emulation.models import Pledge, PledgeText, Unit
from emulation.rules.access import AUTHORITY_HEAD, STANDING_OFFICER, UNIT_HEAD
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Missing, NotAllowed, WrongState, invalid_at
from kernel.text import gettext_noop, paragraphs

TEXT_LENGTH = 20_000
WRITERS = frozenset({STANDING_OFFICER, AUTHORITY_HEAD})


@dataclass(frozen=True)
class Term:
    """What is pledged for: a year, or in that year a campaign (by its id)."""

    year: int
    campaign: str = ""

    @property
    def campaign_id(self) -> UUID | None:
        return UUID(self.campaign) if self.campaign else None


def may_write(by: Actor) -> bool:
    return bool(by.roles_over(Place(by.authority)) & WRITERS)


def text_of(authority: str, term: Term) -> PledgeText | None:
    return PledgeText.objects.filter(authority_id=authority, year=term.year, campaign=term.campaign_id).first()


@transaction.atomic
def write(term: Term, text: str, *, by: Actor, at: datetime) -> PledgeText:
    """Set what the units pledge. Raises `WrongState` once somebody has signed: what was signed stays what it was."""
    if not may_write(by):
        message = gettext_noop("Chỉ thường trực Hội đồng hoặc người có thẩm quyền soạn giao ước thi đua.")
        raise NotAllowed("pledge.not_allowed", message)
    campaign = campaign_of(by.authority, term.campaign)
    words = paragraphs(text)
    if not 0 < len(words) <= TEXT_LENGTH:
        message = gettext_noop("Hãy ghi nội dung giao ước, không quá 20.000 ký tự.")
        raise invalid_at("pledge.text_needed", message, "text")
    about = {"authority_id": by.authority, "year": term.year, "campaign": campaign}
    row, _ = PledgeText.objects.get_or_create(
        **about, defaults={"text": words, "written_by_id": by.account, "written_at": at}
    )
    row = PledgeText.objects.select_for_update().get(pk=row.pk)
    if row.text != words and Pledge.objects.filter(**about).exists():
        message = gettext_noop("Đã có đơn vị ký giao ước này nên không sửa được nữa.")
        raise WrongState("pledge.signed", message, state="signed")
    row.text, row.written_by_id, row.written_at = words, by.account, at
    row.save()
    event = PledgeTextSet(authority=by.authority, year=term.year, campaign=term.campaign, text=words)
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def sign(unit: str, term: Term, *, by: Actor, at: datetime) -> Pledge:
    """The head of a unit signs what the authority wrote, by value. Signed before, it answers the same."""
    chart = units.branch(by.authority, unit, local_date(at))
    found = Unit.objects.filter(authority_id=by.authority, code=unit).first() if unit in chart.units else None
    if found is None:
        raise Missing("unit.missing", gettext_noop("Không có đơn vị này."))
    if UNIT_HEAD not in by.roles_over(chart.place(unit)):
        message = gettext_noop("Chỉ thủ trưởng đơn vị ký giao ước của đơn vị mình.")
        raise NotAllowed("pledge.not_head", message)
    rows = PledgeText.objects.select_for_update()
    text = rows.filter(authority_id=by.authority, year=term.year, campaign=term.campaign_id).first()
    if text is None:
        raise Missing("pledge.no_text", gettext_noop("Chưa có nội dung giao ước để ký."))
    campaign = campaign_of(by.authority, term.campaign)
    row, made = Pledge.objects.get_or_create(
        authority_id=by.authority,
        year=term.year,
        campaign=campaign,
        unit=found,
        defaults={"text": text.text, "signed_by_id": by.account, "signed_at": at},
    )
    if made:
        event = PledgeSigned(
            authority=by.authority, pledge=str(row.pk), unit=unit, year=term.year, campaign=term.campaign, text=row.text
        )
        ledger.record(event, by=by, at=at)
    return row
