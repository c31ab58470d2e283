"""Computes months and years again from their column files and counts answers again, and says every figure that differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError

from config.management.operators import OperatorCommand
from emulation import recounts, shards
from emulation.models import CampaignMonth, Ranking
from emulation.models.rankings import IN_FORCE


class Command(OperatorCommand):
    help = (
        "Computes rankings again from month shards and survey counters from the answers, and compares every figure; no"
        " difference is allowed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("campaign", nargs="*", help="codes of campaigns; all of them without any")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Ranking.objects.filter(state__in=IN_FORCE).select_related(
            "campaign__unit_scheme", "campaign__person_scheme", "month"
        )
        chosen = rows.filter(campaign__code__in=options["campaign"]) if options["campaign"] else rows
        failed = 0
        for row in chosen.defer("inputs").order_by("campaign__code", "subjects", "month__month"):
            found = shards.verify(row)
            failed += not found.ok
            name = f"{row.campaign.code} {row.month.month if row.month else '–'} {row.subjects}"
            reason = f" ({found.why})" if found.why else ""
            self.stdout.write(f"{name}: {found.rows} rows by the {found.core} core{reason}")
            for one in found.differences:
                self.stdout.write(f"  {one.subject} {one.name}: {one.kept} is kept, {one.computed} was computed")
        failed += self._recounted(options["campaign"])
        if failed:
            raise CommandError(f"{failed} rankings or months differ")

    def _recounted(self, campaigns: list[str]) -> int:
        """How many months have survey counters that do not follow from the answers."""
        rows = CampaignMonth.objects.filter(tallies__isnull=False).select_related("campaign").distinct()
        chosen = rows.filter(campaign__code__in=campaigns) if campaigns else rows
        failed = 0
        for month in chosen.order_by("campaign__code", "month"):
            differences = recounts.recount(month)
            failed += bool(differences)
            for unit, item, *figures in differences:
                self.stdout.write(
                    f"{month.campaign.code} {month.month} {unit} {item}: {figures[:6]} kept, {figures[6:]} counted"
                )
        return failed
