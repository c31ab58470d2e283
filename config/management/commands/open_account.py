"""Opens a log-in with a role, where nobody can sign in to do it on the platform."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from config.environment import Environment
from config.management.operators import OperatorCommand
from emulation import accounts
from emulation.rules.access import ROLES
from kernel.actors import AUTHORITY, CLUSTER, SELF, UNIT, Grant, system_actor
from kernel.errors import Refusal


class Command(OperatorCommand):
    help = "Opens an account and grants it a role (password from ACCOUNT_PASSWORD or ACCOUNT_PASSWORD_FILE)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("authority")
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="shown name")
        parser.add_argument("--person", default="", help="code of the staff record")
        parser.add_argument("--role", choices=ROLES, required=True)
        parser.add_argument("--scope", choices=(AUTHORITY, CLUSTER, UNIT, SELF), default=AUTHORITY)
        parser.add_argument("--place", default="", help="code of the cluster or unit")

    def handle(self, *args: Any, authority: str, username: str, **options: Any) -> None:
        by, at = system_actor(authority), settings.CLOCK()
        password = Environment().text("ACCOUNT_PASSWORD")
        grant = Grant(options["role"], options["scope"], options["place"])
        try:
            with transaction.atomic():
                accounts.open_account(
                    authority, username, password=password, name=options["name"], person=options["person"], by=by, at=at
                )
                accounts.grant_role(authority, username, grant, by=by, at=at)
        except Refusal as refusal:
            raise CommandError("; ".join([refusal.text(), *(p.text() for p in refusal.problems)])) from refusal
        self.stdout.write(f"{username}: {options['role']} over {options['place'] or options['scope']}")
