"""The public page of a signed decision and its file: for citizens who hold a certificate of it, and for programs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from certificates import decision_papers, downloads, public_papers, signing_methods
from certificates.models import DecisionPaper
from certificates.tokens import normalised
from emulation.rules.file_types import PDF, TYPES
from kernel.errors import Missing
from kernel.text import gettext_noop
from web.decision_papers import with_moments
from web.verification import HTML, PLAIN, for_anybody, opened, problem, public_page, wanted_kind

UNKNOWN = gettext_noop("Không có quyết định nào mang mã này.")


def _found(token: str) -> DecisionPaper | None:
    try:
        return public_papers.find(normalised(token))
    except Missing:
        return None


def _unknown(request: HttpRequest) -> HttpResponse:
    if wanted_kind(request) != HTML:
        return problem(404, "paper.unknown", gettext(UNKNOWN))
    return public_page(request, "web/public_decision_unknown.html", {}, status=404)


@require_safe
@for_anybody
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Whether the decision still holds whole, who signed it, and the signed file; as a page or as JSON."""
    paper = _found(token)
    if paper is None:
        return _unknown(request)
    facts = public_papers.facts(paper)
    if wanted_kind(request) != HTML:
        return opened(JsonResponse(facts, json_dumps_params=PLAIN))
    values = {
        "paper": paper,
        "facts": facts,
        "later": public_papers.later(paper),
        "signatures": with_moments(facts["signatures"]),
        "method": gettext(signing_methods.TITLES[paper.method]),
        "groups": [facts["root"][start : start + 8] for start in range(0, len(facts["root"]), 8)],
    }
    return public_page(request, "web/public_decision.html", values)


@require_safe
@for_anybody
def file(request: HttpRequest, token: str) -> HttpResponse:
    """The signed PDF, byte for byte. A decision signed with ink has none: its file is not what was signed."""
    paper = _found(token)
    if paper is None or not public_papers.has_file(paper):
        return _unknown(request)
    name = f"{downloads.safe(f'Quyết định {paper.batch.decision_number}')}.{PDF}"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{paper.sealed_sha256}"',
    }
    return HttpResponse(decision_papers.content_of(paper.sealed_file), content_type=TYPES[PDF].media, headers=headers)
