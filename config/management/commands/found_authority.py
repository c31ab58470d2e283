"""Opens a tenant with its first administrator: the one act that nobody signed in could do."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from config.environment import Environment
from config.management.operators import OperatorCommand
from emulation import accounts, logins, units
from emulation.rules.access import ADMINISTRATOR, NATION
from kernel.actors import AUTHORITY, Grant, system_actor
from kernel.errors import Refusal


class Command(OperatorCommand):
    help = (
        "Opens an authority and the account of its administrator (password from ADMIN_PASSWORD or ADMIN_PASSWORD_FILE)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="short code of the authority, e.g. hoan-kiem")
        parser.add_argument("--name", required=True, help="e.g. Quận Hoàn Kiếm")
        parser.add_argument("--head-title", required=True, help="as on a decision: Chủ tịch Ủy ban nhân dân quận …")
        parser.add_argument("--place", required=True, help="địa danh before the date of a document")
        parser.add_argument("--admin", default="admin", help="user name of the administrator")
        parser.add_argument(
            "--system", action="store_true", help="who also keeps the nation's catalogue and the timetable"
        )

    def handle(self, *args: Any, code: str, name: str, head_title: str, place: str, admin: str, **options: Any) -> None:
        by, at = system_actor(code), settings.CLOCK()
        password = Environment().text("ADMIN_PASSWORD")
        try:
            with transaction.atomic():
                units.found_authority(code, name=name, head_title=head_title, place=place, by=by, at=at)
                accounts.open_account(code, admin, password=password, name="Quản trị hệ thống", by=by, at=at)
                accounts.grant_role(code, admin, Grant(ADMINISTRATOR, AUTHORITY), by=by, at=at)
                if options["system"]:
                    logins.appoint(admin, by=system_actor(NATION), at=at)
        except Refusal as refusal:
            raise CommandError("; ".join([refusal.text(), *(p.text() for p in refusal.problems)])) from refusal
        self.stdout.write(f"{code}: {name}, administrator {admin}")
