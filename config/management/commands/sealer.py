"""The sealer process: chains what waits every few seconds."""

import signal
from typing import Any

import structlog
from django.core.management.base import CommandParser
from django.db import OperationalError, close_old_connections

from config.management.operators import OperatorCommand
from kernel import ledger

log = structlog.get_logger(__name__)


class Command(OperatorCommand):
    help = "Seals ledger entries into the hash chain."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=2.0, help="seconds between batches")
        parser.add_argument("--once", action="store_true", help="seal what waits and stop")

    def handle(self, *args: Any, every: float, once: bool, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            while True:
                sealed = self._seal()
                if once and not sealed:
                    return
                if not sealed:
                    signal.sigtimedwait([], every)
        except KeyboardInterrupt:
            log.info("sealer_stopped")

    def _seal(self) -> int:
        try:
            return ledger.seal()
        except OperationalError as error:
            log.warning("database_away", error=str(error))
            close_old_connections()
            return 0
