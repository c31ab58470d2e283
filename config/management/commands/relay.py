"""The relay process: wakes at every entry, at the latest each second, and hands due deliveries to the workers."""

import signal
import time
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from psycopg import Error as PsycopgError
from redis import Redis

from tasks import relay

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Turns ledger entries into deliveries and leases the due ones to the workers; several may run."

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        broker = Redis.from_url(settings.REDIS_URL, socket_timeout=5)
        try:
            while True:
                self._run(broker)
        except KeyboardInterrupt:
            log.info("relay_stopped")

    def _run(self, broker: Redis) -> None:
        """Work until the database goes away, then leave it a second."""
        buried = 0.0
        try:
            for _ in relay.wakes(seconds=1.0):
                if time.monotonic() - buried >= 1:
                    relay.bury()
                    buried = time.monotonic()
                relay.turn(broker)
        except (OperationalError, PsycopgError) as error:
            log.warning("database_away", error=str(error))
            close_old_connections()
            signal.sigtimedwait([], 1.0)
