"""Django's migrate, which afterwards enters the recurring jobs that beat does not know yet."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from tasks.clockwork import lay_timetable


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options["app_label"] and not options["plan"] and not options["check_unapplied"]:
            lay_timetable()
