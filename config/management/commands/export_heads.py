"""Writes the anchored heads as the anchors' storage keeps them, one JSON head a line, and shows the public key."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandParser

from kernel.chain import public_text


class Command(BaseCommand):
    help = "Exports the signed heads kept outside the database; the public key goes to standard error."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="standard output if absent")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        storage = storages["anchors"]
        _, names = storage.listdir("")
        target = file.open("w", encoding="utf-8") if file else sys.stdout
        for name in sorted(names):
            with storage.open(name) as head:
                target.write(head.read().decode())
        if file:
            target.close()
        self.stderr.write(public_text(settings.LEDGER_SIGNING_KEY))
