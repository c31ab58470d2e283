"""The Celery application: early acks and no results, because the deliveries in the database are the truth."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")  # migrate has made them, before any process starts

QUEUE = "deliveries"
NUDGES = "nudges"


class LedgerCelery(Celery):
    """Refuses to enqueue anything but what the relay and beat send: an act records an event, the relay does the rest."""

    def send_task(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if name not in ("tasks.deliver", "tasks.nudge"):
            raise RuntimeError(f"{name}: only deliveries and nudges are sent; record an event and add a reaction")
        return super().send_task(name, *args, **kwargs)


app = LedgerCelery("thidua")
app.conf.update(
    broker_url=settings.REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host="),
    result_backend=None,
    task_ignore_result=True,
    task_default_queue=QUEUE,
    task_queues=[Queue(QUEUE, routing_key=QUEUE), Queue(NUDGES, routing_key=NUDGES)],
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    broker_transport_options={
        "visibility_timeout": 300,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 10,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_max": 0.2},
    task_time_limit=120,
    task_soft_time_limit=90,
    worker_max_tasks_per_child=500,
    worker_max_memory_per_child=400_000,
    worker_soft_shutdown_timeout=15,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    timezone=settings.TIME_ZONE,
    enable_utc=True,
    beat_scheduler=settings.CELERY_BEAT_SCHEDULER,
    beat_sync_every=1,
    beat_max_loop_interval=5,
    imports=["tasks.deliveries", "tasks.clockwork"],
)
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Django has configured structured logs already; Celery must not put its own over them."""
