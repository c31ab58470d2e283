"""Acts on paper forms: typed from a scan, and where the survey asks for it typed again by somebody else."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from emulation.events import SurveyPaperEntered
from emulation.models import SurveyPaper, SurveyVersion
from emulation.rules import states
from emulation.rules.periods import local_date
from emulation.rules.survey_forms import PAPER, Sheet, read_sheet
from emulation.survey_access import About, Located, locate, require_collector
from emulation.survey_answering import PUT
from emulation.survey_forms import form_of
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc


@dataclass(frozen=True)
class Typed:
    """One paper form as it was typed: its batch (what the scan shows) and its number in it."""

    batch: str
    number: int
    about: About
    answered_on: date
    marks: dict[str, int | None]
    texts: dict[str, str] = field(default_factory=dict)


def _version(version_id: str, *, by: Actor) -> SurveyVersion:
    require_collector(by)
    rows = SurveyVersion.objects.select_related("survey__campaign").select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=version_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("survey.missing", gettext_noop("Không có phiếu khảo sát này."))
    if row.state != states.OPEN:
        message = gettext_noop("Chỉ nhập phiếu giấy của phiếu khảo sát đang mở.")
        raise WrongState("survey.not_open", message, state=row.state)
    return row


def _problems(typed: Typed, version: SurveyVersion, today: date) -> list[Problem]:
    problems = []
    if not nfc(typed.batch) or len(typed.batch) > 40:
        message = gettext_noop("Hãy ghi số tập phiếu, dài nhất 40 ký tự.")
        problems.append(Problem("survey_paper.batch", message, "batch"))
    if not 1 <= typed.number <= 100_000:
        problems.append(Problem("survey_paper.number", gettext_noop("Số thứ tự phiếu phải từ 1."), "number"))
    opened = local_date(version.opened_at) if version.opened_at else today
    if not opened <= typed.answered_on <= today:
        message = gettext_noop("Ngày trả lời phải từ ngày mở khảo sát đến hôm nay.")
        problems.append(Problem("survey_paper.day", message, "answered_on"))
    return problems


@transaction.atomic
def enter(version_id: str, typed: Typed, *, by: Actor, at: datetime) -> SurveyPaper:
    """Type a paper form. It counts at once, or where the survey asks for two entries when somebody else has typed the same
    marks. The first typist may correct a form that differs. Repeated, it answers the same."""
    version = _version(version_id, by=by)
    sheet = read_sheet(form_of(version), typed.marks, typed.texts)
    problems = _problems(typed, version, local_date(at))
    if problems:
        message = gettext_noop("Phiếu giấy có %(count)d chỗ chưa đúng, chưa ghi gì.")
        raise Invalid("survey_paper.invalid", message, problems=problems, count=len(problems))
    known = SurveyPaper.objects.select_for_update().filter(version=version, batch=nfc(typed.batch), number=typed.number)
    row, before = known.first(), None
    if row is None:
        row = _first(version, typed, locate(version.survey, typed.about), sheet, by=by, at=at)
    else:
        before = (row.state, list(row.marks), row.second_marks)
        _again(row, sheet, by=by, at=at)
    if row.state != SurveyPaper.COUNTED and _agreed(row, twice=form_of(version).paper_twice):
        row.state = SurveyPaper.COUNTED
        _put(row, version)
    if before != (row.state, list(row.marks), row.second_marks):
        row.save()
        _record(row, typed, by=by, at=at)
    return row


def _first(
    version: SurveyVersion, typed: Typed, place: Located, sheet: Sheet, *, by: Actor, at: datetime
) -> SurveyPaper:
    return SurveyPaper(
        authority_id=by.authority,
        version=version,
        batch=nfc(typed.batch),
        number=typed.number,
        unit=place.entry.unit,
        counter=place.counter,
        procedure=place.procedure,
        answered_on=typed.answered_on,
        marks=list(sheet.marks),
        texts=dict(sheet.texts),
        state=SurveyPaper.WAITING,
        entered_by_id=by.account,
        entered_at=at,
    )


def _again(row: SurveyPaper, sheet: Sheet, *, by: Actor, at: datetime) -> None:
    """The second entry, or the first typist's correction of a form that does not stand yet."""
    marks = list(sheet.marks)
    if row.state == SurveyPaper.COUNTED:
        mine = row.second_marks if str(row.checked_by_id) == by.account else row.marks
        if mine == marks:
            return
        message = gettext_noop("Phiếu này đã được tính; muốn bỏ phải qua quyết định loại phiếu.")
        raise WrongState("survey_paper.counted", message, state=row.state)
    if str(row.entered_by_id) == by.account:
        row.marks, row.texts = marks, dict(sheet.texts)
    elif row.checked_by_id is None or str(row.checked_by_id) == by.account:
        row.second_marks, row.checked_by_id, row.checked_at = marks, by.account, at
    else:
        message = gettext_noop("Phiếu này đã có hai người nhập; chỉ hai người đó sửa được.")
        raise NotAllowed("survey_paper.third", message)
    row.state = SurveyPaper.WAITING if row.second_marks in (None, row.marks) else SurveyPaper.DIFFERS


def _agreed(row: SurveyPaper, *, twice: bool) -> bool:
    return not twice or row.second_marks == row.marks


def _put(row: SurveyPaper, version: SurveyVersion) -> None:
    """Into the tray, under a key that repeats itself, so that a form counts once whatever happens."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "authority": row.authority_id,
        "campaign": version.survey.campaign_id,
        "version": version.pk,
        "unit": row.unit_id,
        "counter": row.counter_id,
        "procedure": row.procedure_id,
        "channel": PAPER,
        "key": f"paper-{row.pk}",
        "marks": list(row.marks),
        "texts": json.dumps(row.texts, ensure_ascii=False),
        "day": row.answered_on,
        "hour": None,
        "repeated": False,
    }
    with connection.cursor() as cursor:
        cursor.execute(PUT, values)


def _record(row: SurveyPaper, typed: Typed, *, by: Actor, at: datetime) -> None:
    event = SurveyPaperEntered(
        authority=by.authority,
        paper=str(row.pk),
        version=str(row.version_id),
        unit=typed.about.unit,
        batch=row.batch,
        number=row.number,
        state=row.state,
    )
    ledger.record(event, by=by, at=at)
