"""A board of units over HTTP: read from the rollups, against the same board computed by the engine for each request."""

import json
import random
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from bench.ranking.live_rows import AT, NAMES
from bench.ranking.nation import SEED
from emulation import month_entries, rollup_snapshots
from emulation.models import (
    Account,
    Authority,
    Campaign,
    CampaignMonth,
    Evaluation,
    Participation,
    Ranking,
    SchemeVersion,
    Unit,
)
from emulation.rules.exact import exact_text
from emulation.rules.ranking import rank_campaign
from emulation.rules.schemes import parse_scheme

UNITS = {"S": 200, "M": 5_000, "L": 5_000}
OF_CLUSTER = 50
TIMES = 15
PRESET = Path(__file__).parents[2] / "emulation" / "presets" / "hanoi-3814-unit.json"
PROVINCE = "province"


def recomputed(request: HttpRequest, campaign_id: str) -> HttpResponse:
    """The board from the sheets, as it would be without rollups."""
    campaign = Campaign.objects.select_related("unit_scheme").get(pk=campaign_id)
    scheme = month_entries.scheme_for(campaign, Ranking.UNITS)
    if scheme is None:
        raise SystemExit("no scheme")
    history, names = month_entries.some_units(campaign)
    clusters = dict(campaign.participations.values_list("unit__code", "cluster_code"))
    ranked = rank_campaign(
        scheme,
        {code: {month: entry.score for month, entry in own.items()} for code, own in history.items()},
        groups={code: {"cluster": clusters[code]} for code in history},
    )
    rows = [
        {
            "subject": line.subject,
            "name": names[line.subject],
            "unit": line.subject,
            "cluster": clusters[line.subject],
            "score": None if line.total is None else str(line.total),
            "grade": line.grade_by_points,
            "rank": line.rank,
            "rank_in_cluster": line.within["cluster"].rank if "cluster" in line.within else None,
            "tied": bool(line.overall and line.overall.tied),
            "months": len(history[line.subject]),
            "reason": str(line.reason or ""),
        }
        for line in ranked.lines
    ]
    return JsonResponse({"rows": rows})


urlpatterns = [path("recomputed/<uuid:campaign_id>", recomputed)]


def _campaign(units: int) -> Campaign:
    """A running campaign with an appraised sheet of every unit and month."""
    drawn = random.Random(SEED)
    scheme = parse_scheme(json.loads(PRESET.read_text("utf-8")))
    authority = Authority.objects.create(code=PROVINCE, name="Tỉnh", head_title="Chủ tịch", place="Hà Nội")
    account = Account.objects.create(username=PROVINCE, authority=authority)
    version = SchemeVersion.objects.create(
        authority=authority, code=scheme.code, version=1, subject="unit", definition=scheme.to_data(),
        digest=scheme.digest, published_by=account, published_at=AT,
    )  # fmt: skip
    campaign = Campaign.objects.create(
        authority=authority, code="BOARD", name="BOARD", starts_on=date(2019, 1, 1), ends_on=date(2019, 12, 31),
        unit_scheme=version, state="launched", drafted_by=account,
        drafted_at=AT,
    )  # fmt: skip
    found = Unit.objects.bulk_create(Unit(authority=authority, code=f"U{number:05d}") for number in range(units))
    taking_part = [
        Participation(
            authority=authority, campaign=campaign, unit=unit, unit_name=f"Đơn vị {unit.code}",
            cluster_code=f"C{number // OF_CLUSTER}", from_month=NAMES[0],
        )
        for number, unit in enumerate(found)
    ]  # fmt: skip
    Participation.objects.bulk_create(taking_part)
    leaves = {code: int(leaf.maximum or 0) for code, leaf in scheme.leaves.items() if leaf.source == "evaluation"}
    for name in NAMES:
        month = CampaignMonth.objects.create(
            authority=authority, campaign=campaign, month=name, deadline=AT, closes_at=AT
        )
        sheets = (
            Evaluation(
                authority=authority, campaign=campaign, month=month, unit=row.unit, cluster_code=row.cluster_code,
                state="appraised", scores={code: _points(drawn, most) for code, most in leaves.items()},
            )
            for row in taking_part
        )  # fmt: skip
        Evaluation.objects.bulk_create(sheets, batch_size=2_000)
    return campaign


def _points(drawn: random.Random, most: int) -> str:
    return exact_text(Decimal(drawn.randrange(most, 4 * most + 1)) / 4)


def measure(size: str) -> dict[str, Any]:
    campaign = _campaign(UNITS[size])
    began = time.perf_counter()
    rollup_snapshots.rebuild(str(campaign.pk))
    rebuilt = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) emulation_rollup")
    client, address = Client(), f"/api/v1/campaigns/{campaign.pk}/board"
    client.force_login(Account.objects.get(username=PROVINCE), "django.contrib.auth.backends.ModelBackend")
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        read, answer = _fastest(client, address, TIMES)
        same, unchanged = _fastest(client, address, TIMES, headers={"If-None-Match": answer.headers["ETag"]})
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
            asked = [query["sql"] for query in queries.captured_queries]
        with override_settings(ROOT_URLCONF="bench.ranking.live_units"):
            computed, again = _fastest(client, f"/recomputed/{campaign.pk}", 1)
    rows = answer.json()["rows"]
    if unchanged.status_code != 304 or _figures(rows) != _figures(again.json()["rows"]):
        other = sorted(_figures(rows) ^ _figures(again.json()["rows"]), key=str)
        raise SystemExit(f"the board is not what the engine computes: {other[:4]}")
    return {
        "units": len(rows),
        "columns": len([name for name in rows[0] if name not in ("unit", "rank_in_unit")]),
        "read": read,
        "same": same,
        "computed": computed,
        "rebuilt": rebuilt,
        "queries": len(asked),
        "of_rows": sum("OVER (ORDER BY" in sql for sql in asked),
    }


def _fastest(client: Client, address: str, times: int, **asked: Any) -> tuple[list[float], Any]:
    """Seconds of each request, and the last answer."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        answer = client.get(address, **asked)
        taken.append(time.perf_counter() - began)
    return taken, answer


def _figures(rows: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    return {
        (row["subject"], row["score"], row["rank"], row["rank_in_cluster"], row["grade"], row["tied"]) for row in rows
    }
