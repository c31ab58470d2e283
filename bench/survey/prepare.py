"""Makes the survey that is answered: ten questions and the QR code of a unit; prints what the runner needs to know."""

import json
from datetime import timedelta
from typing import Any

import django
from django.apps import apps
from django.utils import timezone

ITEMS = 10
TOKEN = "BENCH"


def made() -> dict[str, str]:
    """Rows as launching, opening and hanging up the QR code leave them."""
    now = timezone.now()
    today = timezone.localdate()

    def create(model: str, **values: Any) -> Any:
        return apps.get_model("emulation", model).objects.create(**values)

    authority = create("Authority", code="bench", name="Quận", head_title="Chủ tịch", place="Hà Nội")
    account, other = (create("Account", username=name, authority=authority) for name in ("bench", "other"))
    unit = create("Unit", authority=authority, code="P01")
    span = {"starts_on": today - timedelta(days=40), "ends_on": today + timedelta(days=40)}
    drafted = {"drafted_by": account, "drafted_at": now}
    campaign = create("Campaign", authority=authority, code="BENCH", name="BENCH", state="launched", **span, **drafted)
    about = {"authority": authority, "campaign": campaign}
    month = f"{today:%Y-%m}"
    create("CampaignMonth", **about, month=month, deadline=now + timedelta(days=9), closes_at=now + timedelta(days=9))
    create("Participation", **about, unit=unit, unit_name="Phường", cluster_code="C1", from_month=month)
    survey = create("Survey", **about, code="mot-cua")
    items = [{"code": f"Q{number}", "title": {"vi": f"Câu {number}"}} for number in range(ITEMS)]
    version = create(
        "SurveyVersion", authority=authority, survey=survey, number=1, digest="0" * 64, state="open",
        definition={"title": {"vi": "Khảo sát"}, "items": items}, opened_by=other, opened_at=now, **drafted,
    )  # fmt: skip
    opened = {"kind": "qr", "token": TOKEN, "opened_by": account, "opened_at": now}
    create("SurveyPoint", authority=authority, survey=survey, unit=unit, **opened)
    return {"version": str(version.pk), "unit": str(unit.pk), "token": TOKEN}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(made()))
