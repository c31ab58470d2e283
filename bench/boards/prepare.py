"""Makes an official ranking of a district's units and a member who is signed in; prints what the runner needs to know."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils import timezone

UNITS = 37
PRESET = Path(__file__).parents[2] / "emulation" / "presets" / "hanoi-3814-unit.json"


def made() -> dict[str, str]:
    """Rows as launching, ranking and making official leave them."""
    now = timezone.now()

    def create(model: str, **values: Any) -> Any:
        return apps.get_model("emulation", model).objects.create(**values)

    authority = create("Authority", code="bench", name="Quận", head_title="Chủ tịch", place="Hà Nội")
    account = create("Account", username="bench", authority=authority)
    definition = json.loads(PRESET.read_text(encoding="utf-8"))
    published = {"published_by": account, "published_at": now, "digest": "0" * 64}
    scheme = create(
        "SchemeVersion", authority=authority, code="u", version=1, subject="unit", definition=definition, **published
    )
    span = {"starts_on": date(2019, 1, 1), "ends_on": date(2019, 12, 31)}
    drafted = {"drafted_by": account, "drafted_at": now, "unit_scheme": scheme}
    campaign = create("Campaign", authority=authority, code="B", name="Bench", state="concluded", **span, **drafted)
    digests = dict.fromkeys(("scheme_digest", "inputs_digest", "result_digest"), "0" * 64)
    about = {"authority": authority, "campaign": campaign, "subjects": "units", "state": "final"}
    ranking = create("Ranking", **about, **digests, engine_version="1", computed_at=now, inputs=b"")
    for place in range(1, UNITS + 1):
        code = f"P{place:02d}"
        figures = {"score": Decimal(9500 - place * 13) / 100, "grade": "A" if place < 9 else "B", "rank": place}
        named = {"subject": code, "name": f"UBND phường {code}", "unit_code": code, "cluster_code": "C1"}
        create("Standing", authority=authority, ranking=ranking, order=place, inputs={}, **named, **figures)
    return {"campaign": str(campaign.pk), "session": session(account)}


def session(account: Any) -> str:
    """The cookie that a browser has after signing in."""
    client = Client()
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(made()))
