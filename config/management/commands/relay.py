"""The relay process: wakes at every entry, at the latest each second, and hands due deliveries to the workers."""

import signal
import time
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, close_old_connections
from psycopg import Error as PsycopgError
from redis import Redis

from config.management.operators import OperatorCommand
from tasks import relay

LOOK_SECONDS = 1.0
FULL_SECONDS = 0.02  # the workers empty a full window in a fraction of a second
log = structlog.get_logger(__name__)


class Command(OperatorCommand):
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
        looked, more = 0.0, False
        try:
            with relay.ear() as listener:
                while True:
                    look = time.monotonic() - looked >= LOOK_SECONDS
                    if look:
                        relay.bury()
                        looked = time.monotonic()
                    more = relay.turn(broker, look=look or more)
                    relay.wait(listener, FULL_SECONDS if more else LOOK_SECONDS)
        except (OperationalError, PsycopgError) as error:
            log.warning("database_away", error=str(error))
            close_old_connections()
            signal.sigtimedwait([], 1.0)
