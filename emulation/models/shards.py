"""The table of month shards: closed months as they were ranked, kept once as hashed column files outside the database."""

import pgtrigger
from django.db import models
from uuid_utils.compat import uuid7

from emulation.models.organisation import Authority
from emulation.models.rankings import Ranking


class MonthShard(models.Model):
    """The file that holds the rows of one ranking of a month. The file may be lost and written again; its hash may not."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    ranking = models.OneToOneField(Ranking, on_delete=models.PROTECT, related_name="shard")
    name = models.CharField(max_length=300, help_text="in the file storage")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    rows = models.PositiveIntegerField()
    decimals = models.PositiveSmallIntegerField(help_text="points are whole numbers of this last decimal")
    exported_at = models.DateTimeField()

    class Meta:
        ordering = ("exported_at",)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.name
