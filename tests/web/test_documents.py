"""Pages of documents: what a record can be printed as, and how an office changes a template and learns what is wrong with it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from emulation.commendation import document_templates
from emulation.models import DocumentTemplate
from tests.api.conftest import visitor
from tests.world import OWN, Town, World

TEMPLATES = "/document-templates/"


@pytest.fixture
def town(world: World) -> Town:
    return world.home


def changed(place: str) -> SimpleUploadedFile:
    document = Document(BytesIO(document_templates.shipped("proposal")))
    document.add_paragraph(place)
    out = BytesIO()
    document.save(out)
    return SimpleUploadedFile("phieu.docx", out.getvalue())


def test_a_dossier_s_page_leads_to_its_documents_and_to_those_of_each_nominee(town: Town) -> None:
    client = visitor(town, "unit_head")
    record = town.nominations[OWN, "appraised"]
    page = client.get(reverse("web:documents", args=["nomination", record])).content.decode()
    assert page.count("<h2 id=") == 5 and "Tờ trình đề nghị khen thưởng" in page
    assert "/document-templates/" not in page and page.count("/records/nomination-line/") == 2
    address = reverse("web:document", args=["submission", record, "pdf"])
    paper = client.get(f"{address}?signer_name=Lê Thị Ước&unknown=x")
    assert paper["Content-Type"] == "application/pdf" and "attachment" in paper["Content-Disposition"]
    assert "Lê Thị Ước" in PdfReader(BytesIO(paper.content)).pages[-1].extract_text()
    assert client.get(reverse("web:document", args=["submission", record, "txt"])).status_code == 404
    english = client.get(reverse("web:documents", args=["nomination", record]), headers={"Accept-Language": "en"})
    assert english.status_code == 200


def test_an_office_s_template_is_tried_on_the_page_and_given_up_again(town: Town) -> None:
    client = visitor(town, "standing_officer")
    refused = client.post(TEMPLATES, {"kind": "proposal", "files": changed("{{ so_van_ban }}")})
    assert refused.status_code == 422 and "“so_van_ban”" in refused.content.decode()
    assert client.post(TEMPLATES, {"kind": "proposal", "files": changed("Mẫu của {{ unit }}")}).status_code == 302
    row = DocumentTemplate.objects.get(kind="proposal", retired_at=None)
    assert "phieu.docx" in client.get(TEMPLATES).content.decode()
    used = client.get(reverse("web:document-template", args=["proposal"]))
    assert "Mẫu của {{ unit }}" in Document(BytesIO(used.content)).paragraphs[-1].text
    assert client.post(TEMPLATES, {"kind": "proposal", "act": "retire"}).status_code == 302
    row.refresh_from_db()
    assert row.retired_at is not None
    assert client.post(TEMPLATES, {"kind": "no-such-kind", "files": changed("x")}).status_code == 404
