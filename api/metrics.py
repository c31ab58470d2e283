"""Figures of the work for Prometheus, asked of the database at every scrape, so that each web worker tells the same."""

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from emulation import health
from kernel.models import Delivery

HERE = ("127.0.0.1", "::1")
STATES = (Delivery.PENDING, Delivery.DONE, Delivery.DEAD, Delivery.DISCARDED)


def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]:
    return (
        GaugeMetricFamily("thidua_deliveries", "Deliveries by state", labels=["state"]),
        GaugeMetricFamily("thidua_oldest_due_seconds", "Age of the oldest delivery that is due"),
        GaugeMetricFamily("thidua_ledger_waiting", "Ledger entries still to be taken, by taker", labels=["taker"]),
        GaugeMetricFamily("thidua_database_up", "Whether the database answered this scrape"),
    )


class WorkCollector(Collector):
    """Without the database it says just that, so that the other figures are still to be had."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        yield from _families()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        deliveries, oldest, waiting, up = _families()
        try:
            states, age, takers = health.deliveries_by_state(), health.oldest_due_seconds(), health.waiting()
        except DatabaseError:
            up.add_metric([], 0)
            yield up
            return
        for state in STATES:
            deliveries.add_metric([state], states.get(state, 0))
        for taker, count in takers.items():
            waiting.add_metric([taker], count)
        oldest.add_metric([], age)
        up.add_metric([], 1)
        yield from (deliveries, oldest, waiting, up)


def register() -> None:
    """Make the figures part of what /metrics tells; called once, where the addresses are laid."""
    REGISTRY.register(WorkCollector())


def _may_look(request: HttpRequest) -> bool:
    """Who knows the token; without one set, this machine alone, and nobody for whom a proxy speaks."""
    if settings.METRICS_TOKEN:
        told = request.headers.get("Authorization", "")
        return constant_time_compare(told, f"Bearer {settings.METRICS_TOKEN}")
    if request.headers.get("X-Forwarded-For") or request.headers.get("X-Forwarded-Proto"):
        return False
    return request.META.get("REMOTE_ADDR") in HERE


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The figures as Prometheus reads them; for others the address is not there."""
    if not _may_look(request):
        raise Http404
    response: HttpResponse = ExportToDjangoView(request)
    return response
