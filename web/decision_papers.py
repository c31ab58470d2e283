"""Pages of decisions' papers: what waits to be signed, what was signed and by whom, and how the authority signs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates import decision_papers, public_papers, signing_methods
from certificates.models import DecisionPaper
from certificates.models.papers import INK, OWN_TOKEN, SERVER_KEY
from certificates.signature_marks import Images
from emulation import award_visibility, scanner
from emulation.decisions.lists import full_number
from emulation.rules.file_types import PDF, TYPES
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, NotAllowed
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.files import chosen, uploads
from web.refusals import sentence


def _paper(visit: Visit, decision: UUID) -> DecisionPaper:
    paper = decision_papers.of_decision(decision, by=visit.actor)
    if paper is None:
        raise Missing("paper.missing", gettext_noop("Quyết định này chưa có văn bản để ký."))
    return paper


def with_moments(signatures: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Signatures as a row keeps them, their times to be shown as everywhere."""
    return [{**one, "at": datetime.fromisoformat(one["at"]) if one["at"] else None} for one in signatures]


def _act(visit: Visit, decision: UUID) -> str:
    """What a form asked for; answers what to tell."""
    if visit.request.POST.get("act") == "follow":
        decision_papers.follow_method(str(decision), by=visit.actor, at=visit.at)
        return gettext("Văn bản theo cách ký đang đặt; xem lại sau ít phút.")
    decision_papers.require_sealer(decision, by=visit.actor)
    sent = uploads(visit)
    if len(sent) != 1:
        message = gettext_noop("Hãy chọn một tệp PDF đã ký.")
        raise Invalid("paper.one_file", message)
    scanner.scan(sent[0].data)
    decision_papers.take_signed(str(decision), sent[0].data, by=visit.actor, at=visit.at)
    return gettext("Chữ ký đã được kiểm tra, văn bản có hiệu lực; giấy khen đang được lập.")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, decision: UUID) -> HttpResponse:
    """A decision's paper: download what is to be signed, hand in what was signed; every reason of a refusal is said."""
    errors: list[str] = []
    paper = _paper(visit, decision)
    if visit.request.method == "POST":
        try:
            told = _act(visit, decision)
        except Invalid as no:
            errors = [sentence(problem) for problem in no.problems] or [sentence(no)]
        else:
            messages.success(visit.request, told)
            return redirect("web:decision-paper", decision=decision)
    row = award_visibility.decisions(visit.actor).select_related("authority").filter(pk=decision).first()
    waits = paper.state == DecisionPaper.PREPARED
    values = {
        "paper": paper,
        "row": row,
        "number": full_number(row) if row else paper.batch.decision_number,
        "method": gettext(signing_methods.TITLES[paper.method]),
        "waits": waits,
        "may_seal": decision_papers.may_seal(visit.actor),
        "by_token": paper.method == OWN_TOKEN,
        "ink": paper.method == INK,
        "signatures": with_moments(paper.signatures),
        "groups": [paper.batch.root[start : start + 8] for start in range(0, 64, 8)],
        "public": "" if waits or not paper.token else public_papers.address_of(paper.token),
        "errors": errors,
    }
    return visit.page("web/decision_paper.html", values, status=422 if errors else 200)


@require_safe
@member_required
def file(visit: Visit, decision: UUID, which: str) -> HttpResponse:
    """The prepared or the sealed PDF."""
    paper = _paper(visit, decision)
    names = {"prepared": (paper.prepared_file, "quyet-dinh"), "sealed": (paper.sealed_file, "quyet-dinh-da-ky")}
    stored, name = names.get(which, ("", ""))
    if not stored:
        raise Missing("paper.not_sealed", gettext_noop("Văn bản chưa được ký."))
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{PDF}")
    headers = {"Content-Disposition": disposition or "attachment", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(decision_papers.content_of(stored), content_type=TYPES[PDF].media, headers=headers)


FIELDS = ("method", "signers", "signs_each", "in_effect_from", "seal_mm", "signature_of")


def _given(visit: Visit) -> dict[str, str]:
    return {name: str(visit.request.POST.get(name, "")).replace("\0", "")[:5000] for name in FIELDS}


def _upload(visit: Visit, name: str) -> bytes:
    sent = [one for one in chosen(visit.request, name) if one.data]
    return sent[0].data if sent else b""


def _look(visit: Visit, given: dict[str, str]) -> signing_methods.Look:
    """The images that were sent; where none came those in use stay with the server's key, unless they are to go."""
    now = signing_methods.look_of(signing_methods.method_of(visit.actor.authority, local_date(visit.at))).images
    goes = bool(visit.request.POST.get("no_images")) or given["method"] != SERVER_KEY
    size = given["seal_mm"].strip()
    seal = _upload(visit, "seal") or (b"" if goes else now.seal)
    signature = _upload(visit, "signature") or (b"" if goes else now.signature)
    images = Images(seal, int(size) if size.isdecimal() else now.seal_mm, signature)
    return signing_methods.Look(images, given["signature_of"])


def _set(visit: Visit, given: dict[str, str]) -> None:
    try:
        first = date.fromisoformat(given["in_effect_from"])
    except ValueError as no:
        message = gettext_noop("Hãy ghi ngày bắt đầu áp dụng.")
        raise Invalid("signing.no_day", message) from no
    signing_methods.take(
        given["method"],
        signers=given["signers"].splitlines(),
        signs_each=bool(given["signs_each"]),
        look=_look(visit, given),
        in_effect_from=first,
        by=visit.actor,
        at=visit.at,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def methods(visit: Visit) -> HttpResponse:
    """How the authority signs: what is and was set, and a form for the administrator."""
    rows = list(signing_methods.of(visit.actor))
    keeps = signing_methods.may_keep(visit.actor)
    if not (keeps or signing_methods.may_read(visit.actor)):
        raise NotAllowed("signing.not_seen", gettext_noop("Trang này dành cho người quản trị và người làm quyết định."))
    today = local_date(visit.at)
    now = signing_methods.method_of(visit.actor.authority, today)
    given: dict[str, Any] = {
        "method": now.method,
        "signers": "\n".join(now.signer_names),
        "signs_each": now.signs_each,
        "in_effect_from": "",
        "seal_mm": now.seal_mm,
        "signature_of": now.signature_of,
    }
    errors: list[str] = []
    if visit.request.method == "POST":
        given = _given(visit)
        try:
            _set(visit, dict(given))
        except Invalid as no:
            errors = [sentence(problem) for problem in no.problems] or [sentence(no)]
        else:
            messages.success(visit.request, gettext("Đã đặt cách ký quyết định."))
            return redirect("web:signing-methods")
    values = {
        "rows": [(row, gettext(signing_methods.TITLES[row.method])) for row in rows],
        "choices": [(code, gettext(title)) for code, title in signing_methods.TITLES.items()],
        "now": gettext(signing_methods.TITLES[now.method]),
        "images": bool(now.seal or now.signature),
        "keeps": keeps,
        "given": given,
        "errors": errors,
        "today": today,
    }
    return visit.page("web/signing_methods.html", values, status=422 if errors else 200)
