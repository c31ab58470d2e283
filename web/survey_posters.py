"""The papers that lead to a counter's survey: a poster for the wall or the counter, and a tent for the table."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

from certificates import posters
from emulation import survey_forms
from emulation.boards import survey_forms as boards
from emulation.models import Authority, SurveyPoint
from kernel.errors import Missing
from kernel.text import gettext_noop
from web.access import Visit, member_required

TITLE = gettext_noop("Khảo sát sự hài lòng")
STEPS = (
    gettext_noop("Quét mã bằng điện thoại"),
    gettext_noop("Trả lời trong một phút"),
    gettext_noop("Bấm gửi, vậy là xong"),
)
PROMISE = gettext_noop("Không hỏi tên, không lưu số máy hay địa chỉ mạng.")
OR_TYPE = gettext_noop("Hoặc gõ địa chỉ này")


def _pair(message: str) -> tuple[str, str]:
    with override("vi"):
        vi = gettext(message)
    with override("en"):
        return vi, gettext(message)


@require_safe
@member_required
def poster(visit: Visit, point: UUID) -> HttpResponse:
    """``?size=`` is a4, a5 or tent; both languages stand on every paper, whoever prints it."""
    rows = SurveyPoint.objects.select_related("unit", "counter", "survey").filter(authority_id=visit.actor.authority)
    row = rows.filter(pk=point, closed_at=None).first()
    if row is None:
        raise Missing("survey_point.missing", gettext_noop("Không có điểm khảo sát này."))
    boards.survey(str(row.survey_id), by=visit.actor)
    size = str(visit.request.GET.get("size", ""))
    size = size if size in posters.SIZES else "a4"
    version = row.survey.versions.exclude(state="draft").order_by("-number").first()
    named = survey_forms.form_of(version).title if version else {}
    plain = _pair(TITLE)
    entry = row.survey.campaign.participations.filter(unit=row.unit_id).first()
    unit = entry.unit_name if entry else row.unit.code
    words = posters.Words(
        authority=Authority.objects.get(pk=visit.actor.authority).name,
        place=" · ".join(filter(None, [unit, row.counter.name if row.counter else ""])),
        title=named.get("vi") or plain[0],
        title_en=named.get("en") or plain[1],
        steps=[_pair(step) for step in STEPS],
        promise=_pair(PROMISE),
        or_type=_pair(OR_TYPE),
    )
    address = settings.PUBLIC_URL + reverse("web:survey-point", args=[row.token])
    data = posters.poster(words, address, size=size)
    headers = {
        "Content-Disposition": f'attachment; filename="ma-qr-{row.unit.code}-{size}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(data, content_type="application/pdf", headers=headers)
