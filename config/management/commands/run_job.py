"""Does a job of the timetable now, without beat and worker."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from config.management.operators import OperatorCommand
from tasks.clockwork import JOBS, run


class Command(OperatorCommand):
    help = "Does what one job of the timetable finds due at this moment."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", choices=sorted(JOBS))

    def handle(self, *args: Any, job: str, **options: Any) -> None:
        run(job, settings.CLOCK())
        self.stdout.write(job)
