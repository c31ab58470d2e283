"""The table of rulings about who is not ranked, and about which groups have a quota's exceptional share."""

from collections.abc import Mapping
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.campaigns import Campaign
from emulation.models.organisation import Authority
from emulation.models.rankings import Ranking


class RankingRuling(models.Model):
    """What the authority ruled about the rankings of a campaign, until somebody else lifts it. ``target`` is the code of a
    unit or person who is not eligible to be ranked, or a group that has the exceptional share: a unit's, a cluster's code
    or the name of a duty group, as the scheme's quotas divide."""

    UNRANKED, EXCEPTIONAL = "unranked", "exceptional"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="rulings")
    subjects = models.CharField(
        max_length=10, choices=((Ranking.UNITS, Ranking.UNITS), (Ranking.PEOPLE, Ranking.PEOPLE))
    )
    kind = models.CharField(max_length=12, choices=((UNRANKED, UNRANKED), (EXCEPTIONAL, EXCEPTIONAL)))
    target = models.CharField(max_length=100)
    reason = models.TextField()
    legal_basis = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("decided_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "subjects", "kind", "target"),
                condition=Q(lifted_at=None),
                name="ruling_in_force_once",
            ),
            models.CheckConstraint(condition=~Q(lifted_by=F("decided_by")), name="ruling_lifter_is_not_decider"),
            models.CheckConstraint(
                condition=Q(lifted_by=None, lifted_at=None, lift_reason="")
                | (Q(lifted_by__isnull=False, lifted_at__isnull=False) & ~Q(lift_reason="")),
                name="ruling_lifted_by_at_and_why",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="decided_once", exclude=["lifted_by", "lifted_at", "lift_reason"]),
            pgtrigger.Protect(
                name="lifted_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__lifted_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


def ruled(campaign: Any, subjects: str, kind: str) -> frozenset[str]:
    """What the rulings in force of a campaign are about; ``campaign`` is the row or its id."""
    rows = RankingRuling.objects.filter(campaign=campaign, subjects=subjects, kind=kind, lifted_at=None)
    return frozenset(rows.values_list("target", flat=True))


def applied(campaign: Any, subjects: str, groups: Mapping[str, Mapping[str, str]]) -> dict[str, frozenset[str]]:
    """The rulings in force as the engine takes them, as far as they are about those who are ranked (with their groups). They
    stand in the frozen inputs; so what is ruled or lifted later counts from the next computation on."""
    values = {group for own in groups.values() for group in own.values()}
    return {
        "unranked": ruled(campaign, subjects, RankingRuling.UNRANKED) & groups.keys(),
        "exceptional": ruled(campaign, subjects, RankingRuling.EXCEPTIONAL) & values,
    }
