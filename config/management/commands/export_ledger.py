"""Writes the ledger with its chain and the anchored heads, one JSON value a line, for `python -m kernel.chain`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from config.management.operators import OperatorCommand
from emulation import anchors
from kernel import ledger
from kernel.chain import public_text


class Command(OperatorCommand):
    help = (
        "Exports the ledger, with --heads also the signed heads kept outside; tells the public key on standard error."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="standard output if absent")
        parser.add_argument("--heads", type=Path, help="where to write the heads")

    def handle(self, *args: Any, file: Path | None, heads: Path | None, **options: Any) -> None:
        if file:
            _write(file, ledger.export_lines())
        else:
            self.stdout.writelines(f"{line}\n" for line in ledger.export_lines())
        if heads:
            _write(heads, anchors.published())
        self.stderr.write(public_text(settings.LEDGER_SIGNING_KEY))


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8") as target:
        target.writelines(f"{line}\n" for line in lines)
