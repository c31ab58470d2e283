"""Pages of documents: what a record can be printed as, the files themselves, and the office's own templates."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates import documents as pages
from emulation import files
from emulation.commendation import document_templates, documents
from emulation.commendation.papers.filling import names_of
from emulation.commendation.papers.registry import KINDS
from emulation.models import DocumentTemplate
from emulation.rules.file_types import DOCX, PDF, PURPOSES, TYPES
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.files import uploads
from web.refusals import sentence


@require_safe
@member_required
def show(visit: Visit, record: str, record_id: UUID) -> HttpResponse:
    """The documents of a record, each as Word and as PDF, with a form for what only a clerk knows."""
    shelf = documents.shelf(record, str(record_id), by=visit.actor, on=local_date(visit.at))
    keeps = document_templates.may_keep(visit.actor)
    return visit.page("web/documents.html", {"shelf": shelf, "campaign": None, "keeps_templates": keeps})


@require_safe
@member_required
def document(visit: Visit, kind: str, record_id: UUID, form: str) -> HttpResponse:
    given = {name: str(value).replace("\0", "") for name, value in visit.request.GET.items()}
    today = local_date(visit.at)
    if form == DOCX:
        return _sent(documents.as_word(kind, str(record_id), given, by=visit.actor, on=today), DOCX, kind)
    if form != PDF:
        raise Missing("document.missing", gettext_noop("Không có văn bản này."))
    drawn = documents.as_drawn(kind, str(record_id), given, by=visit.actor, on=today)
    made = pages.render(drawn.blocks, title=drawn.title, author=drawn.author, landscape=drawn.landscape)
    return _sent(made, PDF, kind)


def _sent(data: bytes, form: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{form}")
    headers = {"Content-Disposition": disposition or "attachment", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=TYPES[form].media, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def templates(visit: Visit) -> HttpResponse:
    """Every kind with the template that is used for it; one form takes a changed template, another goes back to the shipped
    one. What is wrong with a template is said placeholder by placeholder."""
    document_templates.require_keeper(visit.actor)
    chosen = str(visit.request.POST.get("kind", "")).replace("\0", "")
    errors: list[str] = []
    if visit.request.method == "POST":
        try:
            told = _changed(visit, chosen)
        except Invalid as no:
            errors = [sentence(problem) for problem in no.problems] or [sentence(no)]
        else:
            messages.success(visit.request, told)
            return redirect("web:document-templates")
    used: dict[str, DocumentTemplate] = {
        row.kind: row for row in document_templates.of(visit.actor).filter(retired_at=None)
    }
    rows = [(kind, used.get(kind.code), list(names_of(kind.shape))) for kind in KINDS.values()]
    purpose = PURPOSES[document_templates.PURPOSE]
    values = {"rows": rows, "chosen": chosen, "errors": errors, "upload": purpose, "campaign": None}
    return visit.page("web/document_templates.html", values, status=422 if errors else 200)


def _changed(visit: Visit, kind: str) -> str:
    if visit.request.POST.get("act") == "retire":
        document_templates.retire(kind, by=visit.actor, at=visit.at)
        return gettext("Đã dùng lại mẫu có sẵn.")
    document_templates.kind_of(kind)
    stored = files.store_all(uploads(visit), purpose=document_templates.PURPOSE, by=visit.actor, at=visit.at)
    row = document_templates.take(kind, str(stored[0].pk), by=visit.actor, at=visit.at)
    return gettext("Đã dùng mẫu của cơ quan, bản %(version)s.") % {"version": row.version}


@require_safe
@member_required
def template(visit: Visit, kind: str) -> HttpResponse:
    """The template that is used now, to be changed in Word."""
    document_templates.require_keeper(visit.actor)
    found = document_templates.kind_of(kind)
    return _sent(document_templates.current(visit.actor.authority, found), DOCX, f"mau-{kind}")
