"""Celery as one usually sets it up, on the same database and broker: `.delay()` when the transaction has committed."""

import os
import time

from celery import Celery
from django.conf import settings
from django.db import connection

from tests.faults.probe import SECONDS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SETTINGS = {
    "defaults": {},
    "late": {"task_acks_late": True, "task_reject_on_worker_lost": True, "worker_prefetch_multiplier": 1},
}
"""As Celery comes, and with the advice that one finds for work that must not be lost."""

app = Celery("usual")
app.conf.update(
    broker_url=settings.REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host="),
    broker_connection_retry_on_startup=True,
    task_ignore_result=True,
    **SETTINGS[os.environ.get("USUAL_SETTINGS", "defaults")],
)


@app.task(name="bench.write")
def write(probe: str) -> None:
    """The same work as the ledger's reaction does."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO probe_effect (probe) VALUES (%s)", [probe])
    time.sleep(SECONDS)
