"""Where the page of a thing is: the names that notices use, as addresses of ours."""

from collections.abc import Mapping

from django.urls import reverse

PAGES: Mapping[str, tuple[str, ...]] = {
    "appeal": ("appeal",),
    "appeals": ("campaign",),
    "bookings": ("campaign",),
    "visits": ("campaign",),
    "campaign": ("campaign",),
    "month": ("campaign", "month"),
    "unit_month": ("campaign", "month", "unit"),
    "evaluation": ("evaluation",),
    "feedback": ("feedback",),
    "feedback_desk": (),
    "correction": ("correction",),
    "chase": ("campaign", "month"),
    "corrections": ("campaign",),
    "mail_preferences": (),
    "ranking": ("campaign",),
    "visit": ("visit",),
    "finding": ("finding",),
    "assignment": ("assignment",),
    "assignments": ("campaign",),
    "contest": ("contest",),
    "commendations": (),
    "funds": (),
    "bonuses": (),
    "nomination": ("nomination",),
    "registration": ("registration",),
    "registrations": (),
    "nominations": (),
    "decisions": (),
    "consultation": ("consultation",),
    "decision": ("decision",),
    "certificate_requests": (),
    "certificates": (),
    "council_session": ("session",),
}
"""By the name of a page what its address is made of. `emulation/reach.py` says who may open it."""
ROUTES = {
    "feedback": "feedback-item",
    "feedback_desk": "feedback-desk",
    "certificate_requests": "copies",
    "council_session": "council-session",
    "mail_preferences": "mail-preferences",
    "unit_month": "unit-month",
}
"""Where the name of the route is another."""


def address(about: Mapping[str, str]) -> str:
    """Raises `KeyError` for a page that is not on the list, or without what its address is made of."""
    page = about["page"]
    return reverse(f"web:{ROUTES.get(page, page)}", kwargs={name: about[name] for name in PAGES[page]})
