"""Pages that take in old decisions: hand in the file, see what is new and what is wrong, write all of it or nothing."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import award_names, imports, units, visibility
from emulation.decisions import backfills
from emulation.models import Import, Person
from emulation.rules.periods import local_date
from emulation.workbooks import DECISION_COLUMNS, table_form
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.decision_forms import told
from web.files import uploads
from web.refusals import sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200


def _seen(visit: Visit) -> list[Import]:
    rows = visibility.imports(visit.actor, local_date(visit.at)).filter(kind=Import.DECISIONS)
    return list(rows.defer("rows", "problems")[:20])


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def index(visit: Visit) -> HttpResponse:
    """Hand in a file; it is read in the background. ``?form`` gives the blank one."""
    backfills.require_enterer(visit.actor)
    if "form" in visit.request.GET:
        headers = {"Content-Disposition": 'attachment; filename="quyet-dinh-cu.xlsx"'}
        return HttpResponse(table_form(DECISION_COLUMNS, [], "Quyết định"), content_type=XLSX, headers=headers)
    wrong: list[str] = []
    if visit.request.method == "POST":
        try:
            sent = uploads(visit)
            if not sent:
                raise Invalid("import.no_file", gettext_noop("Hãy chọn tệp."))
            row = imports.upload(Import.DECISIONS, sent[0].name, sent[0].data, by=visit.actor, at=visit.at)
        except Invalid as no:
            wrong = told(no)
        else:
            return redirect("web:old-decision", import_id=row.pk)
    return visit.page("web/old_decisions.html", {"rows": _seen(visit), "wrong": wrong}, status=422 if wrong else 200)


def _found(visit: Visit, import_id: UUID) -> Import:
    rows = visibility.imports(visit.actor, local_date(visit.at)).filter(kind=Import.DECISIONS)
    row = rows.filter(pk=import_id).first()
    if row is None:
        raise Missing("import.missing", gettext_noop("Không có tệp nhập này."))
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, import_id: UUID) -> HttpResponse:
    """What the file says and what is wrong, each at its sheet and cell; all of it is written, or nothing."""
    row, wrong = _found(visit, import_id), []
    if visit.request.method == "POST":
        discards = visit.request.POST.get("act") == "discard"
        try:
            (imports.discard if discards else imports.commit)(str(import_id), by=visit.actor, at=visit.at)
        except Invalid as no:
            wrong = told(no)
        else:
            messages.success(visit.request, gettext("Đã bỏ tệp.") if discards else gettext("Đang ghi vào sổ."))
            return redirect("web:old-decision", import_id=import_id)
    problems = [(one["path"], sentence(Problem(**one))) for one in row.problems[:SHOWN]]
    lines = _named(visit, [entry["values"] for entry in row.rows[:SHOWN]])
    values = {
        "row": row,
        "problems": problems,
        "lines": lines,
        "names": award_names.spoken(),
        "wrong": wrong,
        "more": len(row.rows) > SHOWN,
    }
    return visit.page("web/old_decision.html", values, status=422 if wrong else 200)


def _named(visit: Visit, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines as read, people and units by their names beside their codes."""
    codes = {str(one["person"]) for one in lines if one["person"]}
    people = Person.objects.filter(authority=visit.actor.authority, code__in=codes)
    named = dict(people.values_list("code", "full_name"))
    chart = units.chart(visit.actor.authority, local_date(visit.at)).units
    return [
        {
            **one,
            "person_name": named.get(one["person"], one["person"]),
            "unit_name": chart[one["unit"]].name if one["unit"] in chart else one["unit"],
        }
        for one in lines
    ]


@require_safe
@member_required
def annotated(visit: Visit, import_id: UUID) -> HttpResponseBase:
    """The file again with every wrong cell marked."""
    row = _found(visit, import_id)
    if not row.annotated:
        raise Missing("import.no_annotations", gettext_noop("Tệp này không có lỗi nào được đánh dấu."))
    name = row.filename.rsplit(".", 1)[0] + " (lỗi).xlsx"
    return FileResponse(default_storage.open(row.annotated), as_attachment=True, filename=name, content_type=XLSX)
