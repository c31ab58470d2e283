"""The table of how sure rankings are: advice that is kept beside them, one row for each."""

import pgtrigger
from django.db import models
from uuid_utils.compat import uuid7

from emulation.models.organisation import Authority
from emulation.models.rankings import Ranking


class RankCertainty(models.Model):
    """The study of a ranking. With its seed it can be made again from the ranking's inputs and comes out with the same
    digest; a newer method adds a row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="certainties")
    method = models.CharField(max_length=20, help_text="version of the method")
    seed = models.CharField(max_length=20, help_text="from the digest of the ranking's inputs")
    replications = models.PositiveIntegerField()
    noise = models.DecimalField(max_digits=4, decimal_places=3, help_text="how far weights were moved, both ways")
    digest = models.CharField(max_length=64)
    result = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ("-method",)
        constraints = (models.UniqueConstraint(fields=("ranking", "method"), name="certainty_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.ranking_id} by method {self.method}"
