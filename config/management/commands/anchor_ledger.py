"""Signs the present head of the ledger and hands it outside, now."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from config.management.operators import OperatorCommand
from emulation import anchors
from kernel import ledger


class Command(OperatorCommand):
    help = "Seals what waits and anchors the head under a reason; the same reason answers the same head."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reason")

    def handle(self, *args: Any, reason: str, **options: Any) -> None:
        while ledger.seal():
            pass
        head = anchors.anchor(reason, at=settings.CLOCK())
        self.stdout.write(f"{head.sequence} {head.hash}")
