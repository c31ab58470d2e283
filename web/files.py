"""Files: what a form hands in, and the one address at which a stored file is handed out."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from emulation import file_visibility, files
from emulation.files import Upload
from emulation.rules.file_types import IMAGES, PDF
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required

FIELD = "files"
SANDBOX = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; sandbox"


def uploads(visit: Visit, field: str = FIELD) -> list[Upload]:
    """What a member chose in a form's field of files, as `chosen` reads it."""
    return chosen(visit.request, field)


def chosen(request: HttpRequest, field: str = FIELD) -> list[Upload]:
    """What was chosen in a form's field of files, empty choices left out. Raises `Invalid` where all of it is too much."""
    sent = [file for file in request.FILES.getlist(field) if file.size or file.name]
    limit = 3 * settings.UPLOAD_LIMIT_BYTES
    if sum(file.size or 0 for file in sent) > limit:
        message = gettext_noop("Các tệp cộng lại lớn hơn %(limit)s MB; hãy tải lên từng phần.")
        problem = Problem("file.too_large_together", message, field, {"limit": limit // 1024 // 1024})
        raise Invalid("file.too_large_together", message, problems=[problem], **problem.params)
    return [Upload(file.name or "", file.read()) for file in sent]


@require_safe
@member_required
def show(visit: Visit, file: UUID) -> HttpResponse:
    """The content, to be kept by the reader; ``?inline`` shows what can do no harm on the page itself: images that were encoded
    again, and PDF in a sandbox."""
    row = file_visibility.files(visit.actor, local_date(visit.at)).filter(pk=file).first()
    if row is None:
        raise Missing("file.missing", gettext_noop("Không có tệp này."))
    inline = "inline" in visit.request.GET and row.kind in {*IMAGES, PDF}
    disposition = content_disposition_header(as_attachment=not inline, filename=row.name)
    headers = {
        "Content-Disposition": disposition or "attachment",
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(files.content(row), content_type=files.media_of(row), headers=headers)
