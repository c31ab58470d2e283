"""The table by which alike achievement reports are found."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from uuid_utils.compat import uuid7

from emulation.models.nominations import NominationLine
from emulation.models.organisation import Authority


class ReportSketch(models.Model):
    """Numbers made from the report of a nominee: alike reports share some. ``citation_key`` is that of the citation, marks and
    capitals aside. Derived, and written again with the line."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    line = models.OneToOneField(NominationLine, on_delete=models.CASCADE, related_name="sketch")
    numbers = ArrayField(models.BigIntegerField())
    citation_key = models.CharField(max_length=64)

    class Meta:
        indexes = (
            GinIndex(fields=("numbers",), name="report_sketch_numbers"),
            models.Index(fields=("authority", "citation_key"), name="report_sketch_citation"),
        )

    def __str__(self) -> str:
        return str(self.line_id)
