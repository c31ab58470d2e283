"""The healthcheck of the processes without a web address: whether work gets done, read from the ledger."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from config.management.operators import OperatorCommand
from emulation import health


class Command(OperatorCommand):
    help = "Fails when a delivery or a ledger entry has waited too long or the database does not answer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--oldest", type=int, default=health.OLDEST_SECONDS, help="seconds that something may wait")

    def handle(self, *args: Any, oldest: int, **options: Any) -> None:
        faults = health.faults(oldest)
        if faults:
            raise CommandError("; ".join(faults))
        self.stdout.write("ok")
