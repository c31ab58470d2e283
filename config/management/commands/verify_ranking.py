"""Computes stored rankings again from what they froze, and says every difference."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from django.utils.translation import gettext

from config.management.operators import OperatorCommand
from emulation import publications
from emulation.models import Ranking


class Command(OperatorCommand):
    help = "Computes rankings again from their frozen inputs and compares digests, lines, ledger and snapshots."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ranking", nargs="*", help="ids of rankings; all of them without any")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Ranking.objects.select_related("campaign__unit_scheme", "campaign__person_scheme", "month")
        chosen = rows.filter(pk__in=options["ranking"]) if options["ranking"] else rows
        failed = 0
        for row in chosen.order_by("campaign__code", "month__month", "subjects", "revision").iterator(chunk_size=20):
            report = publications.verify(row)
            failed += not report.ok
            name = f"{row.campaign.code} {row.month.month if row.month else '–'} {row.subjects} {row.revision}"
            self.stdout.write(f"{name} {row.pk}: {_said(report.verdict)}")
            for finding in report.findings:
                self.stdout.write(f"  {finding.path}: {_said(finding)}")
        if failed:
            raise CommandError(f"{failed} rankings do not hold")


def _said(problem: Any) -> str:
    return gettext(problem.message) % problem.params if problem.params else gettext(problem.message)
