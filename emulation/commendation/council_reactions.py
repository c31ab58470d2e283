"""What follows from a session: its members are invited, and its advice is written at the nominees. Nothing is awarded."""

from datetime import date, datetime

from django.db import transaction

from emulation import notices
from emulation.commendation import nominations
from emulation.events import CouncilConcluded, CouncilConvened
from emulation.rules.notices import COUNCIL_INVITED


def invite(event: CouncilConvened, at: datetime) -> int:
    """Tell the members of the session's day when and where it is."""
    day = date.fromisoformat(event.held_on)
    return notices.tell(
        event.authority,
        COUNCIL_INVITED,
        key=f"council:{event.session}",
        values={"number": event.number, "council": event.name, "on": f"{day:%d/%m/%Y}", "place": event.place or "–"},
        about={"page": "council_session", "session": event.session},
        accounts=event.members,
        at=at,
    )


@transaction.atomic
def advise(event: CouncilConcluded, at: datetime) -> int:
    """Write what the council advised at the nominees and move their dossiers on; answers how many dossiers there were."""
    dossiers: dict[str, dict[str, bool]] = {}
    for item in event.items:
        dossiers.setdefault(item["nomination"], {})[item["line"]] = item["passed"]
    for nomination, recommended in sorted(dossiers.items()):
        nominations.consider(nomination, recommended, at=at)
    return len(dossiers)
