"""What the open answering endpoint stands against: an empty view, the mapper's `get_or_create`, and one plain INSERT.

The two that write check the marks as ours does and nothing else: no door, no limit, no page of thanks.
"""

import os
from uuid import uuid4

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from emulation.models import SurveyTray, SurveyVersion
from emulation.rules.survey_forms import read_sheet
from emulation.survey_forms import form_of

VERSION = os.environ.get("BENCH_VERSION", "")
_known: list[SurveyVersion] = []
_ONE = """
INSERT INTO emulation_surveytray (id, authority_id, campaign_id, version_id, unit_id, channel, key, marks, texts, answered_on, hour)
VALUES (%s, %s, %s, %s, %s, 'qr', %s, %s, '{}', '2019-05-12', 9) ON CONFLICT (campaign_id, key) DO NOTHING RETURNING id
"""


def _version() -> SurveyVersion:
    """Read once by each process, as its form is."""
    if not _known:
        _known.append(SurveyVersion.objects.select_related("survey__campaign").get(pk=VERSION))
    return _known[0]


def _marks(request: HttpRequest) -> list[int | None]:
    marks = {name[2:]: int(str(value)) for name, value in request.POST.items() if name.startswith("q-")}
    return list(read_sheet(form_of(_version()), marks, {}).marks)


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"")


@csrf_exempt
def mapper(request: HttpRequest) -> HttpResponse:
    version = _version()
    values = {
        "authority_id": version.authority_id,
        "version": version,
        "unit_id": os.environ["BENCH_UNIT"],
        "channel": "qr",
        "marks": _marks(request),
        "answered_on": "2019-05-12",
        "hour": 9,
    }
    campaign = version.survey.campaign_id
    _, made = SurveyTray.objects.get_or_create(campaign_id=campaign, key=request.POST["key"], defaults=values)
    return HttpResponse(b"", status=201 if made else 200)


@csrf_exempt
def one_statement(request: HttpRequest) -> HttpResponse:
    version = _version()
    values = [uuid4(), version.authority_id, version.survey.campaign_id, version.pk, os.environ["BENCH_UNIT"]]
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [*values, request.POST["key"], _marks(request)])
        return HttpResponse(b"", status=201 if cursor.fetchone() else 200)


urlpatterns = [
    path("bench/empty", empty),
    path("bench/mapper", mapper),
    path("bench/one", one_statement),
    path("", include("config.urls")),
]
