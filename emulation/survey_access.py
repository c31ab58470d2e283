"""Acts on the ways to a survey: one-time codes and personal links in batches, open points at counters and kiosks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from emulation.events import SurveyCodesEnded, SurveyCodesIssued, SurveyPointClosed, SurveyPointOpened
from emulation.models import (
    Participation,
    ServiceCounter,
    ServiceProcedure,
    Survey,
    SurveyCode,
    SurveyCodeBatch,
    SurveyPoint,
)
from emulation.rules.access import COLLECTS_SURVEYS
from emulation.rules.periods import local_date
from emulation.rules.survey_codes import plain, slipped
from emulation.rules.survey_forms import CODE, KIOSK, LINK, QR
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc

MOST_CODES = 2000
LEAST_CODES = 5
"""A batch of one would tell whose answer came from it."""


@dataclass(frozen=True)
class About:
    """What an answer is about: codes of a unit, and where known of its counter and of the procedure."""

    unit: str
    counter: str = ""
    procedure: str = ""


def hashes(code: str) -> list[str]:
    """The keyed hashes of a code: with the present key first, then with those that it took over from."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac("survey.code", plain(code), secret=key, algorithm="sha256").hexdigest() for key in keys]


def require_collector(by: Actor) -> None:
    if not by.roles_over(Place(by.authority)) & COLLECTS_SURVEYS:
        message = gettext_noop("Chỉ chuyên viên thường trực được phát mã và mở điểm khảo sát.")
        raise NotAllowed("survey.access_not_allowed", message)


def _survey(survey_id: str, *, by: Actor) -> Survey:
    require_collector(by)
    row = Survey.objects.select_for_update(no_key=True).filter(pk=survey_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("survey.missing", gettext_noop("Không có phiếu khảo sát này."))
    return row


@dataclass(frozen=True)
class Located:
    """The rows behind an `About`."""

    entry: Participation
    counter: ServiceCounter | None
    procedure: ServiceProcedure | None


def locate(survey: Survey, about: About) -> Located:
    """Raises `Invalid` for a unit that does not take part, a counter that is not the unit's, an unknown procedure."""
    problems = []
    entry = survey.campaign.participations.filter(unit__code=about.unit, to_month="").select_related("unit").first()
    if entry is None:
        message = gettext_noop("Không có đơn vị %(code)s trong phong trào tháng này.")
        problems.append(Problem("survey.unknown_unit", message, "unit", {"code": about.unit}))
    counter = ServiceCounter.objects.filter(
        authority_id=survey.authority_id, code=about.counter, unit__code=about.unit, closed_on=None
    ).first()
    if about.counter and counter is None:
        message = gettext_noop("Đơn vị không có quầy %(code)s.")
        problems.append(Problem("survey.unknown_counter", message, "counter", {"code": about.counter}))
    procedure = ServiceProcedure.objects.filter(
        authority_id=survey.authority_id, code=about.procedure, closed_on=None
    ).first()
    if about.procedure and procedure is None:
        message = gettext_noop("Không có thủ tục %(code)s.")
        problems.append(Problem("survey.unknown_procedure", message, "procedure", {"code": about.procedure}))
    if problems or entry is None:
        raise Invalid("survey.bad_place", gettext_noop("Nơi khảo sát chưa đúng."), problems=problems)
    return Located(entry, counter, procedure)


def _code_problems(kind: str, codes: Sequence[str], label: str, until: date, today: date) -> list[Problem]:
    problems = []
    if kind not in (CODE, LINK):
        problems.append(Problem("survey_codes.kind", gettext_noop("Chọn mã một lần hoặc liên kết riêng."), "kind"))
    if not LEAST_CODES <= len(codes) <= MOST_CODES:
        message = gettext_noop("Mỗi đợt từ %(least)d đến %(most)d mã.")
        problems.append(Problem("survey_codes.size", message, "size", {"least": LEAST_CODES, "most": MOST_CODES}))
    if not label or len(label) > 60:
        message = gettext_noop("Hãy ghi tên đợt, dài nhất 60 ký tự.")
        problems.append(Problem("survey_codes.label", message, "label"))
    if until < today:
        problems.append(Problem("survey_codes.until", gettext_noop("Hạn dùng đã qua."), "until"))
    if kind == CODE and any(slipped(code) for code in codes):
        problems.append(Problem("survey_codes.malformed", gettext_noop("Có mã sai ký tự kiểm tra."), "codes"))
    return problems


@transaction.atomic
def issue(
    survey_id: str,
    about: About,
    *,
    kind: str,
    label: str,
    codes: Sequence[str],
    until: date,
    by: Actor,
    at: datetime,
) -> SurveyCodeBatch:
    """Make a batch of codes that the caller drew by lot and prints or sends; only their keyed hashes are kept, so they
    cannot be shown again. Raises `WrongState` where the survey has a batch of this name."""
    survey, label = _survey(survey_id, by=by), nfc(label)
    problems = _code_problems(kind, codes, label, until, local_date(at))
    if problems:
        message = gettext_noop("Đợt mã có %(count)d chỗ chưa đúng.")
        raise Invalid("survey_codes.invalid", message, problems=problems, count=len(problems))
    place = locate(survey, about)
    if survey.batches.filter(label=label).exists():
        message = gettext_noop("Đã có đợt mã tên này; mã đã phát không xem lại được, hãy phát đợt mới với tên khác.")
        raise WrongState("survey_codes.issued", message, state="issued", may=("end",))
    batch = SurveyCodeBatch.objects.create(
        authority_id=by.authority,
        survey=survey,
        unit=place.entry.unit,
        counter=place.counter,
        procedure=place.procedure,
        kind=kind,
        label=label,
        size=len(codes),
        spent=bytes(-(-len(codes) // 8)),
        until=until,
        issued_by_id=by.account,
        issued_at=at,
    )
    rows = [
        SurveyCode(hash=hashes(code)[0], authority_id=by.authority, batch=batch, place=place)
        for place, code in enumerate(codes)
    ]
    SurveyCode.objects.bulk_create(sorted(rows, key=lambda row: row.hash))
    about_it = {"unit": about.unit, "kind": kind, "label": label}
    event = SurveyCodesIssued(
        authority=by.authority, batch=str(batch.pk), survey=str(survey.pk), size=len(codes), **about_it
    )
    ledger.record(event, by=by, at=at)
    return batch


@transaction.atomic
def end_batch(batch_id: str, *, by: Actor, at: datetime) -> SurveyCodeBatch:
    """A lost sheet: none of its codes opens anything any more. What was answered with them stays counted."""
    require_collector(by)
    row = SurveyCodeBatch.objects.select_for_update().filter(pk=batch_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("survey_codes.missing", gettext_noop("Không có đợt mã này."))
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        event = SurveyCodesEnded(authority=by.authority, batch=str(row.pk), survey=str(row.survey_id), label=row.label)
        ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def open_point(survey_id: str, about: About, *, kind: str, token: str, by: Actor, at: datetime) -> SurveyPoint:
    """Let anybody answer at a counter's QR code or a kiosk. ``token`` is drawn by lot by the caller; where this place has a
    point already, that one is the answer."""
    survey = _survey(survey_id, by=by)
    if kind not in (QR, KIOSK):
        message = gettext_noop("Chọn mã QR tại quầy hoặc máy đặt tại chỗ.")
        raise Invalid("survey_point.kind", message, problems=[Problem("survey_point.kind", message, "kind")])
    place = locate(survey, About(about.unit, about.counter))
    same = {"survey": survey, "unit": place.entry.unit, "counter": place.counter, "kind": kind}
    known = SurveyPoint.objects.filter(**same, closed_at=None).first()
    if known:
        return known
    row = SurveyPoint.objects.create(
        **same, authority_id=by.authority, token=token, opened_by_id=by.account, opened_at=at
    )
    event = SurveyPointOpened(
        authority=by.authority,
        point=str(row.pk),
        survey=str(survey.pk),
        unit=about.unit,
        counter=about.counter,
        kind=kind,
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def close_point(point_id: str, *, by: Actor, at: datetime) -> SurveyPoint:
    require_collector(by)
    row = SurveyPoint.objects.select_for_update().filter(pk=point_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("survey_point.missing", gettext_noop("Không có điểm khảo sát này."))
    if row.closed_at is None:
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        event = SurveyPointClosed(authority=by.authority, point=str(row.pk), survey=str(row.survey_id))
        ledger.record(event, by=by, at=at)
    return row
