"""Templates over HTTP: adopted, drawn before they are saved, published and chosen; what is wrong is told with its place."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader

from certificates.models import Certificate, Template
from certificates.presets import preset
from emulation.models import Award
from tests.api.conftest import Caller
from tests.world import World

BASE = "/api/v1/certificate-templates"
VERSIONS = "/api/v1/certificate-template-versions"


def test_a_template_is_adopted_seen_published_by_another_and_chosen(world: World, as_: Caller) -> None:
    clerk, head = as_("clerk"), as_("authority")
    made = clerk.post(BASE, {"preset": "lotus-person", "width": 420, "height": 297}).json()
    (draft,) = made["versions"]
    assert (draft["state"], draft["layout"]["page_width"], draft["layout"]["art"]) == ("draft", 420, "lotus")
    seen = clerk.get(f"{VERSIONS}/{draft['id']}/preview?texts=usual")
    assert (seen.status_code, seen["Content-Type"], seen.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert clerk.get(f"{VERSIONS}/{draft['id']}/preview?texts=any").status_code == 422
    published = head.post(f"{VERSIONS}/{draft['id']}/publish").json()
    assert (published["state"], len(published["digest"])) == ("published", 64)
    chosen = head.post("/api/v1/certificate-template-uses", {"template": made["id"], "in_effect_from": "2026-01-01"})
    assert chosen.status_code == 201
    (use,) = clerk.get("/api/v1/certificate-template-uses").json()["results"]
    assert (use["template"], use["award_code"], use["subject"]) == (made["id"], "", "")
    codes = {one["code"] for one in clerk.get("/api/v1/certificate-presets").json()}
    assert {"classic", "lotus-bilingual", "guilloche-honour", "overlay"} <= codes


def test_a_layout_is_drawn_before_it_is_saved_or_every_fault_is_told_with_its_place(world: World, as_: Caller) -> None:
    clerk = as_("clerk")
    layout: dict[str, Any] = preset("overlay").to_data()
    drawn = clerk.post("/api/v1/certificate-layouts/preview", {"layout": layout, "texts": "body"})
    assert (drawn.status_code, drawn.content[:5]) == (200, b"%PDF-")
    boxes = [{**box, "x": 999} for box in layout["boxes"][:2]]
    wrong = clerk.post("/api/v1/certificate-layouts/preview", {"layout": {**layout, "boxes": boxes}})
    assert wrong.status_code == 422
    assert [one["path"] for one in wrong.json()["problems"]] == ["boxes[0]", "boxes[1]"]


def test_a_printer_keeps_its_offset_and_the_calibration_page_is_moved_by_it(world: World, as_: Caller) -> None:
    clerk = as_("clerk")
    for down in (-3, 4):
        assert (
            clerk.post("/api/v1/printer-offsets", {"printer": "Canon", "right": 5, "down": down}).json()["down"] == down
        )
    assert len(clerk.get("/api/v1/printer-offsets").json()["results"]) == 1
    far = clerk.post("/api/v1/printer-offsets", {"printer": "Canon", "right": 500, "down": -300}).json()
    assert [one["path"] for one in far["problems"]] == ["right", "down"]
    pages = [clerk.get(f"/api/v1/printer-offsets/calibration?right={right}").content for right in (0, 5)]
    assert pages[0][:5] == b"%PDF-" and pages[0] != pages[1]


def test_what_cannot_be_printed_is_shown_before_signing_and_nothing_is_signed(world: World, as_: Caller) -> None:
    address = f"/api/v1/decisions/{world.home.drafted}"
    head, clerk = as_("authority"), as_("clerk")
    good = clerk.get(f"{address}/preflight").json()
    assert (good["good"], good["refused"]) == (True, [])
    award = Award.objects.filter(decision=world.home.drafted).order_by("place")[0]
    Award.objects.filter(pk=award.pk).update(recipient_name="Nguyễn 漢 An")
    (bad,) = clerk.get(f"{address}/preflight").json()["refused"]
    assert (bad["place"], bad["name"]) == (1, "Nguyễn 漢 An")
    assert "漢" in bad["problems"][0]
    clerk.post(f"{address}/number", {"decided_on": "2019-05-12"})
    refused = head.post(f"{address}/sign")
    assert (refused.status_code, refused.json()["code"]) == (422, "certificate.unprintable")
    assert clerk.get(address).json()["state"] == "numbered"
    Award.objects.filter(pk=award.pk).update(recipient_name=award.recipient_name)
    assert head.post(f"{address}/sign").json()["state"] == "signed"


def test_a_program_gets_the_certificates_of_a_decision_for_blanks(world: World, as_: Caller) -> None:
    clerk, head, address = as_("clerk"), as_("authority"), f"/api/v1/decisions/{world.home.signed}/blanks"
    made = clerk.post("/api/v1/certificate-templates", {"preset": "overlay"}).json()
    version = Template.objects.get(pk=made["id"]).versions.get()
    assert clerk.get(address, {"version": version.pk}).json()["code"] == "template.not_overlay"
    head.post(f"/api/v1/certificate-template-versions/{version.pk}/publish")
    clerk.post("/api/v1/printer-offsets", {"printer": "Canon", "right": 20, "down": 10})
    files = [
        b"".join(clerk.get(address, {"version": version.pk, **more}).streaming_content)
        for more in ({}, {"printer": "Canon"})
    ]
    assert files[0] != files[1]
    rows = Certificate.objects.filter(decision=world.home.signed, state="issued").order_by("place_in_decision")
    pages = [page.extract_text() for page in PdfReader(BytesIO(files[0])).pages]
    assert [row.recipient_name in text for row, text in zip(rows, pages, strict=True)] == [True] * len(rows)
    assert clerk.get(address, {"version": version.pk, "printer": "Epson"}).status_code == 404
    assert as_("staff").get(address, {"version": version.pk}).status_code == 403
