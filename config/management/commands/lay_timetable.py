"""Enters the recurring jobs for beat; run after every migration, repeating it changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from tasks.clockwork import JOBS, lay_timetable


class Command(BaseCommand):
    help = "Enters the recurring jobs that beat does not know yet; hours moved by an administrator are kept."

    def handle(self, *args: Any, **options: Any) -> None:
        lay_timetable()
        self.stdout.write(", ".join(JOBS))
