"""Pages of schemes: all published versions and open drafts, one version as people read it, and beginning a draft."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import scheme_drafts, scheme_files, schemes
from emulation.boards import schemes as boards
from emulation.rules.scheme_edits import blank, examined
from emulation.rules.schemes import SUBJECTS
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.campaigns import XLSX
from web.refusals import sentence

FILES = {"json": ("application/json", scheme_files.as_json), "xlsx": (XLSX, scheme_files.as_workbook)}


def posted(visit: Visit) -> dict[str, str]:
    return {name: str(value).replace("\0", "").strip() for name, value in visit.request.POST.items()}


def by_field(no: Invalid) -> dict[str, str]:
    """What is wrong, at the first field that it concerns."""
    found: dict[str, str] = {}
    for problem in no.problems:
        found.setdefault(problem.path, sentence(problem))
    return found or {"": sentence(no)}


@require_safe
@member_required
def listed(visit: Visit) -> HttpResponse:
    return visit.page("web/schemes.html", {"board": boards.listed(by=visit.actor)})


@require_safe
@member_required
def show(visit: Visit, code: str, version: int) -> HttpResponse:
    """One published version: its tree, its rules, its digest."""
    row = schemes.find(visit.actor.authority, code, version)
    values = {
        "row": row,
        "scheme": schemes.scheme_of(row),
        "examined": examined(row.definition),
        "used": boards.used_in(row, by=visit.actor),
        "writes": scheme_drafts.may_write(visit.actor),
    }
    return visit.page("web/scheme.html", values)


@require_safe
@member_required
def file(visit: Visit, code: str, version: int, form: str) -> HttpResponse:
    row = schemes.find(visit.actor.authority, code, version)
    if form not in FILES:
        raise Missing("scheme.no_file", gettext_noop("Không có dạng tệp này."))
    return download(row.definition, form, f"{code}-v{version}")


def download(definition: Mapping[str, Any], form: str, name: str) -> HttpResponse:
    media, make = FILES[form]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(make(definition), content_type=media, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def begin(visit: Visit) -> HttpResponse:
    """Where a draft comes from: nothing, a scheme that ships, a published version, or a file."""
    scheme_drafts.require_writer(visit.actor)
    given, errors = posted(visit), {}
    if visit.request.method == "POST":
        try:
            row = scheme_drafts.begin(_definition(visit, given), by=visit.actor, at=visit.at)
        except Invalid as no:
            errors = by_field(no)
        else:
            messages.success(visit.request, gettext("Dự thảo bộ tiêu chí đã được lưu; có thể rời trang rồi quay lại."))
            return redirect("web:scheme-draft", draft=row.pk)
    origin = visit.request.GET.get("from", "")[:80].replace("\0", "")
    values = {
        "given": given or {"origin": origin or "blank", "subject": "unit"},
        "errors": errors,
        "shipped": scheme_files.shipped().values(),
        "published": boards.published(by=visit.actor),
        "subjects": SUBJECTS[:2],
    }
    return visit.page("web/scheme_new.html", values, status=422 if errors else 200)


def _definition(visit: Visit, given: Mapping[str, str]) -> dict[str, Any]:
    """What the new draft begins with; a code that is typed goes before that of the origin."""
    kind, _, name = given.get("origin", "blank").partition(":")
    own = {"code": given["code"]} if given.get("code") else {}
    if kind == "shipped":
        return {**scheme_files.shipped_scheme(name), **own}
    if kind == "version":
        code, _, version = name.rpartition(":")
        row = schemes.find(visit.actor.authority, code, int(version) if version.isdecimal() else 0)
        return {**row.definition, **own}
    if kind == "file":
        upload = visit.request.FILES.get("file")
        if not isinstance(upload, UploadedFile):
            raise Invalid("scheme_file.none", gettext_noop("Hãy chọn tệp bộ tiêu chí (XLSX, JSON hoặc TOML)."))
        before = {**blank("", given.get("title", ""), given.get("subject", "unit")), "version": 1}
        return {**scheme_files.taken_in(upload.read(), upload.name or "", before), "code": given.get("code", "")}
    return blank(given.get("code", ""), given.get("title", ""), given.get("subject", "unit"))
