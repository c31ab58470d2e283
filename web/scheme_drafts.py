"""Pages of a scheme that is being written: its tree, one node, the rules of the whole, its files, and publishing it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import scheme_drafts, scheme_files
from emulation.models import SchemeDraft
from emulation.rules import scheme_edits
from emulation.rules.aggregates import AGGREGATES
from emulation.rules.booked_policies import KIND_TITLES
from emulation.rules.nodes import KINDS, MISSING_POLICIES, NOT_APPLICABLE_POLICIES, SOURCES
from emulation.rules.scheme_parts import EFFECTS, LAST_OF, MEAN_OF, SUM_OF
from emulation.rules.schemes import SUBJECTS
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web import scheme_forms
from web.access import Visit, member_required
from web.refusals import sentence
from web.schemes import FILES, by_field, download, posted

TABS = (
    ("tree", "scheme-draft", gettext_noop("Cây tiêu chí")),
    ("rules", "scheme-rules", gettext_noop("Xếp loại và quy tắc")),
    ("tryout", "scheme-tryout", gettext_noop("Chạy thử")),
    ("publish", "scheme-publish", gettext_noop("Kiểm tra và ban hành")),
)


def _seen(given: Mapping[str, str], row: SchemeDraft) -> int:
    text = given.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else row.revision


def _values(row: SchemeDraft, data: Mapping[str, Any], tab: str, errors: Mapping[str, str]) -> dict[str, Any]:
    found = scheme_edits.examined(data)
    return {
        "row": row,
        "data": data,
        "state": scheme_drafts.state_of(row),
        "examined": found,
        "places": _by_place(found.problems),
        "errors": errors,
        "tab": tab,
        "tabs": TABS,
    }


def _by_place(problems: Iterable[Problem]) -> dict[str, list[str]]:
    """The faults of the tree by the place of the node that they are in."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        place = scheme_edits.place_of(problem.path)
        if place:
            found.setdefault(place, []).append(sentence(problem))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def tree(visit: Visit, draft: UUID) -> HttpResponse:
    """The whole tree in one form. Every button saves what is typed and then does its own; a draft may be wrong for a while."""
    row, given = scheme_drafts.find(str(draft), by=visit.actor), posted(visit)
    data, errors = row.definition, {}
    if visit.request.method == "POST":
        name, _, about = given.get("act", "save").partition(":")
        try:
            data = scheme_forms.tree(row.definition, given)
            if name == "check":
                return _check(visit, row, data)
            data = _taken(visit, data) if name == "file" else _acted(data, name, about)
            row = scheme_drafts.save(str(draft), data, seen=_seen(given, row), by=visit.actor, at=visit.at)
        except Invalid as no:
            errors = by_field(no)
        else:
            return redirect(f"{visit.request.path}{f'#row-{about}' if about and name != 'move' else ''}")
    return visit.page("web/scheme_tree.html", _values(row, data, "tree", errors), status=422 if errors else 200)


def _check(visit: Visit, row: SchemeDraft, data: Mapping[str, Any]) -> HttpResponse:
    """The sums and faults of what is typed and not saved yet."""
    return render(visit.request, "web/_scheme_check.html", _values(row, data, "tree", {}))


def _acted(data: dict[str, Any], name: str, about: str) -> dict[str, Any]:
    if name in ("save", "next"):
        return data
    if name == "move":
        place, _, before = about.partition(":")
        return scheme_edits.moved(data, place, before)
    if name == "group":
        top = [*data.get("components", []), {"code": scheme_edits.fresh_code(scheme_edits.codes(data), "M0"),
                                             "title": {"vi": "", "en": ""}, "max": "10"}]  # fmt: skip
        return {**data, "components": top}
    if name not in scheme_edits.ACTS:
        raise Missing("scheme.no_act", gettext_noop("Không có thao tác này."))
    return scheme_edits.act(data, name, about)


def _taken(visit: Visit, data: dict[str, Any]) -> dict[str, Any]:
    upload = visit.request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        message = gettext_noop("Hãy chọn tệp bộ tiêu chí (XLSX, JSON hoặc TOML).")
        raise Invalid("scheme_file.none", message, problems=[Problem("scheme_file.none", message, "file")])
    return scheme_files.taken_in(upload.read(), upload.name or "", data)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def node(visit: Visit, draft: UUID, place: str) -> HttpResponse:
    """All that one node says: how it is scored, who checks it, whether files are asked for, and what absence means."""
    row, given = scheme_drafts.find(str(draft), by=visit.actor), posted(visit)
    data, errors = row.definition, {}
    if not scheme_edits.node_is_there(data, place):
        raise Missing("scheme.no_node", gettext_noop("Không có mục này trong cây tiêu chí; trang có thể đã cũ."))
    if visit.request.method == "POST":
        try:
            data = scheme_forms.node(row.definition, place, given)
            row = scheme_drafts.save(str(draft), data, seen=_seen(given, row), by=visit.actor, at=visit.at)
        except Invalid as no:
            errors = by_field(no)
        else:
            messages.success(visit.request, gettext("Đã lưu mục này."))
            return redirect("web:scheme-draft", draft=draft)
    values = {
        **_values(row, data, "tree", errors),
        "place": place,
        "node": scheme_edits.node_at(dict(data), place),
        "kinds": KINDS,
        "sources": SOURCES,
        "booked_kinds": KIND_TITLES,
        "aggregates": AGGREGATES,
        "missing": MISSING_POLICIES,
        "not_applicable": NOT_APPLICABLE_POLICIES,
    }
    values["own"] = values["places"].get(place, [])
    return visit.page("web/scheme_node.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def rules(visit: Visit, draft: UUID) -> HttpResponse:
    """Grades, caps on grades, vetoes, limits, rounding and ties."""
    row, given = scheme_drafts.find(str(draft), by=visit.actor), posted(visit)
    data, errors = row.definition, {}
    if visit.request.method == "POST":
        data = scheme_forms.rules(row.definition, given)
        if given.get("act") == "check":
            return _check(visit, row, data)
        try:
            row = scheme_drafts.save(str(draft), data, seen=_seen(given, row), by=visit.actor, at=visit.at)
        except Invalid as no:
            errors = by_field(no)
        else:
            messages.success(visit.request, gettext("Đã lưu quy tắc của bộ tiêu chí."))
            return redirect(visit.request.path)
    values = {
        **_values(row, data, "rules", errors),
        "grades": scheme_forms.padded(data.get("grades")),
        "quotas": [
            (n, one, scheme_forms.percent(one.get("share"))) for n, one in scheme_forms.padded(data.get("quotas"))
        ],
        "vetoes": scheme_forms.padded(data.get("vetoes")),
        "subjects": SUBJECTS,
        "effects": EFFECTS,
        "bases": ("rated", "reached", "final"),
        "methods": (MEAN_OF, SUM_OF, LAST_OF),
        "wrong": [sentence(p) for p in scheme_edits.examined(data).problems if not scheme_edits.place_of(p.path)],
    }
    return visit.page("web/scheme_rules.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def publish(visit: Visit, draft: UUID) -> HttpResponse:
    """What will be frozen, with its digest, and what still keeps it from being published; or giving the draft up."""
    row, given = scheme_drafts.find(str(draft), by=visit.actor), posted(visit)
    errors: dict[str, str] = {}
    if visit.request.method == "POST" and given.get("act") == "discard":
        scheme_drafts.discard(str(draft), by=visit.actor, at=visit.at)
        messages.success(visit.request, gettext("Đã bỏ dự thảo bộ tiêu chí."))
        return redirect("web:schemes")
    if visit.request.method == "POST":
        try:
            version = scheme_drafts.publish(str(draft), seen=_seen(given, row), by=visit.actor, at=visit.at)
        except Invalid as no:
            errors = by_field(no)
        else:
            messages.success(visit.request, gettext("Đã ban hành bộ tiêu chí; nội dung được chốt và không đổi nữa."))
            return redirect("web:scheme", code=version.code, version=version.version)
    values = _values(row, row.definition, "publish", errors)
    values["wrong"] = [sentence(problem) for problem in values["examined"].problems]
    values["advice"] = [sentence(problem) for problem in values["examined"].advice]
    return visit.page("web/scheme_publish.html", values, status=422 if errors else 200)


@require_safe
@member_required
def file(visit: Visit, draft: UUID, form: str) -> HttpResponse:
    row = scheme_drafts.find(str(draft), by=visit.actor)
    if form not in FILES:
        raise Missing("scheme.no_file", gettext_noop("Không có dạng tệp này."))
    return download(row.definition, form, f"{row.code}-du-thao")
