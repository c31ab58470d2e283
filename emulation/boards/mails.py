"""Reads for the operator's page about mails: how many are in which state, those that got stuck, and addresses that refuse."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, QuerySet

from emulation import visibility
from emulation.models import Mail, MailPreference
from emulation.rules.access import RUNS_OPERATIONS
from kernel.actors import Actor

SHOWN = 50


@dataclass(frozen=True)
class MailBoard:
    """``server`` is empty where no mail server is configured, and nothing is sent."""

    server: str
    counts: Mapping[str, int]
    stuck: list[Mail]
    bouncing: list[MailPreference]
    may_run: bool


def mails(*, by: Actor) -> MailBoard:
    seen = visibility.mails(by)
    tally = dict(seen.order_by().values_list("state").annotate(Count("pk")))
    return MailBoard(
        server=settings.EMAIL_HOST,
        counts={state: tally.get(state, 0) for state in Mail.STATES},
        stuck=list(seen.filter(state__in=(Mail.DEFERRED, Mail.STOPPED)).select_related("account")[:SHOWN]),
        bouncing=list(_bouncing(by)[:SHOWN]),
        may_run=visibility.holds(by, RUNS_OPERATIONS),
    )


def _bouncing(by: Actor) -> QuerySet[MailPreference]:
    rows = MailPreference.objects.filter(account__authority=by.authority, bouncing_since__isnull=False)
    return rows.select_related("account").order_by("-bouncing_since")
