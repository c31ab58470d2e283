"""Lets an account keep what belongs to no authority: the nation's catalogue and the timetable."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from config.management.operators import OperatorCommand
from emulation import logins
from emulation.rules.access import NATION
from kernel.actors import system_actor
from kernel.errors import Refusal


class Command(OperatorCommand):
    help = "Appoints an account to keep the nation's catalogue and the timetable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        try:
            logins.appoint(username, by=system_actor(NATION), at=settings.CLOCK())
        except Refusal as refusal:
            raise CommandError(refusal.text()) from refusal
        self.stdout.write(f"{username}: system administrator")
