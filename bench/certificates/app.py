"""Batches over HTTP without a log-in, for measuring alone: the product's own answer behind the production server."""

from importlib import import_module

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

django.setup()
handouts, tables = import_module("certificates.handouts"), import_module("certificates.models")


def batch(request: HttpRequest, batch: str) -> HttpResponseBase:
    answer: HttpResponseBase = handouts.answer(request, tables.Batch.objects.get(pk=batch), handouts.ZIP)
    return answer


urlpatterns = [path("<str:batch>", batch)]
settings.ROOT_URLCONF = "bench.certificates.app"
settings.MIDDLEWARE = []
settings.ALLOWED_HOSTS = ["*"]
application = WSGIHandler()
