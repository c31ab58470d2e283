"""Gives dead deliveries of an authority new attempts, as its administrator would on the operations page."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from config.management.operators import OperatorCommand
from emulation import operations
from kernel.actors import system_actor
from kernel.errors import Refusal
from kernel.models import Delivery


class Command(OperatorCommand):
    help = "Retries dead deliveries: the named ones, or with --all every dead one of the authority."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("authority")
        parser.add_argument("delivery", type=int, nargs="*")
        parser.add_argument("--all", action="store_true", help="every dead delivery of the authority")

    def handle(self, *args: Any, authority: str, delivery: list[int], **options: Any) -> None:
        dead = Delivery.objects.filter(authority=authority, state=Delivery.DEAD).values_list("id", flat=True)
        ids = list(dead) if options["all"] else delivery
        try:
            for id_ in ids:
                operations.retry(id_, by=system_actor(authority), at=settings.CLOCK())
        except Refusal as refusal:
            raise CommandError(refusal.text()) from refusal
        self.stdout.write(f"{len(ids)} retried")
