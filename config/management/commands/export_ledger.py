"""Writes the ledger with its chain, one JSON entry a line, for `python -m kernel.chain`."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kernel import ledger


class Command(BaseCommand):
    help = "Exports the whole ledger as JSON lines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="standard output if absent")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        target = file.open("w", encoding="utf-8") if file else sys.stdout
        for line in ledger.export_lines():
            target.write(line + "\n")
        if file:
            target.close()
