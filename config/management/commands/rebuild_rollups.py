"""Makes the live boards of campaigns anew, beside those that stand, and swaps them."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from config.management.operators import OperatorCommand
from emulation import rollup_snapshots
from emulation.models import Campaign
from emulation.rules import states


class Command(OperatorCommand):
    help = "Rebuilds the live boards of one campaign, or of all that run; with --check compares them only and fails if they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", nargs="?", help="id or code of a campaign; all that run if absent")
        parser.add_argument("--check", action="store_true", help="change nothing, tell every difference")

    def handle(self, *args: Any, campaign: str | None, check: bool, **options: Any) -> None:
        different = 0
        for row in _wanted(campaign):
            if check:
                found = rollup_snapshots.differences(str(row.pk))
                different += len(found)
                self.stdout.writelines(
                    f"{row.code} {one.subjects} {one.what}: {one.kept} / {one.computed}\n" for one in found
                )
            else:
                self.stdout.write(f"{row.code}: {rollup_snapshots.rebuild(str(row.pk))} rows")
        if different:
            raise CommandError(f"{different} differences; rebuild without --check")


def _wanted(campaign: str | None) -> list[Campaign]:
    if campaign is None:
        return list(Campaign.objects.filter(state__in=(states.LAUNCHED, states.SUSPENDED)).order_by("pk"))
    found = [row for row in Campaign.objects.order_by("pk") if campaign in (row.code, str(row.pk))]
    if not found:
        raise CommandError(f"there is no campaign {campaign}")
    return found
