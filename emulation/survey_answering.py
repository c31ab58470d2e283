"""The one act of a citizen: an answer by a code, a link, a counter's QR code or a kiosk, put into the tray with no person in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import OperationalError, connection, transaction

from emulation.models import (
    Campaign,
    ServiceCounter,
    ServiceProcedure,
    SurveyAnswer,
    SurveyCode,
    SurveyPoint,
    SurveyVersion,
)
from emulation.rules import states
from emulation.rules.periods import local_date, local_hour
from emulation.rules.survey_codes import slipped
from emulation.rules.survey_forms import CODE, KIOSK, Form, read_sheet
from emulation.survey_access import hashes
from emulation.survey_forms import form_of
from kernel.errors import Invalid, Missing, Problem, WrongState
from kernel.text import gettext_noop

LATE_DAYS = 14
"""How long a kiosk may have been alone with its answers and still say on which day each was given."""


@dataclass(frozen=True)
class Given:
    """What came from a form. ``key`` is chance that was drawn with the form (or on the kiosk), so that sending it again is
    the same answer; ``day`` and ``hour`` are told by kiosks alone, who send later than they are answered. ``repeated`` is all
    that is known of who sent it: that their client had sent several a moment before."""

    key: str
    marks: Mapping[str, object]
    texts: Mapping[str, object] = field(default_factory=dict)
    counter: str = ""
    procedure: str = ""
    day: date | None = None
    hour: int | None = None
    repeated: bool = False


@dataclass(frozen=True)
class Door:
    """A way to a survey that is open: the version to be answered, and what is known beforehand of what it is about."""

    version: SurveyVersion
    channel: str
    unit_id: Any
    unit_name: str
    counter: ServiceCounter | None
    procedure: ServiceProcedure | None = None
    code: SurveyCode | None = None
    token: str = ""
    remembered: bool = False

    @property
    def form(self) -> Form:
        return form_of(self.version)

    @property
    def counters(self) -> list[ServiceCounter]:
        """Counters to choose from, where the form asks and the door does not say."""
        if self.counter or not self.form.ask_counter:
            return []
        return list(ServiceCounter.objects.filter(unit_id=self.unit_id, closed_on=None))

    @property
    def procedures(self) -> list[ServiceProcedure]:
        if self.procedure or not self.form.ask_procedure:
            return []
        return list(ServiceProcedure.objects.filter(authority_id=self.version.authority_id, closed_on=None))


def _open_version(survey_id: Any, on: date) -> SurveyVersion:
    """Raises `WrongState` where nothing is asked today: without an open version, or outside the campaign."""
    rows = SurveyVersion.objects.select_related("survey__campaign").defer("survey__campaign__policy")
    row = rows.filter(survey=survey_id, state=states.OPEN).first()
    if row is None or not _runs(row.survey.campaign, on):
        message = gettext_noop("Cuộc khảo sát này hiện không mở. Cảm ơn ông/bà đã quan tâm.")
        raise WrongState("survey.not_open", message, state=states.CLOSED)
    return row


def _runs(campaign: Campaign, on: date) -> bool:
    starts, ends = campaign.starts_on, campaign.ends_on
    return campaign.state == states.LAUNCHED and starts is not None and ends is not None and starts <= on <= ends


def _unit_name(version: SurveyVersion, unit_id: Any, on: date) -> str:
    """The name of the unit, which must take part in this month."""
    month = f"{on:%Y-%m}"
    entries = version.survey.campaign.participations.filter(unit=unit_id, from_month__lte=month)
    entry = next((one for one in entries if not one.to_month or month <= one.to_month), None)
    if entry is None:
        message = gettext_noop("Cuộc khảo sát này hiện không mở. Cảm ơn ông/bà đã quan tâm.")
        raise WrongState("survey.not_open", message, state=states.CLOSED)
    return entry.unit_name


def at_point(token: str, *, at: datetime, version: str = "") -> Door:
    """What a QR code or kiosk leads to. A kiosk that was offline names the version that was answered, which may have been
    replaced since. Raises `Missing` for an unknown or closed point, `WrongState` without an open survey."""
    known = token if token.isascii() and token.isprintable() else ""
    point = SurveyPoint.objects.select_related("counter").filter(token=known, closed_at=None).first()
    if point is None:
        raise Missing("survey_point.unknown", gettext_noop("Mã QR này không còn dùng. Hãy hỏi cán bộ tại quầy."))
    asked = _late_version(point, version, at) or _open_version(point.survey_id, local_date(at))
    name = _unit_name(asked, point.unit_id, local_date(at))
    return Door(asked, point.kind, point.unit_id, name, point.counter, token=token)


_KNOWN: dict[tuple[str, date], Door] = {}
_MOST_KNOWN = 1000


def remembered_point(token: str, *, at: datetime) -> Door:
    """The same, as this process found it before on this day: for whoever sends an answer, whose own statement asks again
    whether the door is open. What is refused there may be the fault of the memory alone, and is tried at `found_again`."""
    name = token, local_date(at)
    door = _KNOWN.get(name)
    if door is None:
        door = at_point(token, at=at)
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[name] = door = replace(door, remembered=True)
    return door


def found_again(door: Door, *, at: datetime) -> Door:
    """What a remembered door leads to now. Raises as `at_point`."""
    _KNOWN.pop((door.token, local_date(at)), None)
    return at_point(door.token, at=at)


def _late_version(point: SurveyPoint, version: str, at: datetime) -> SurveyVersion | None:
    if point.kind != KIOSK or not version:
        return None
    since = at - timedelta(days=LATE_DAYS)
    rows = SurveyVersion.objects.select_related("survey__campaign").filter(survey=point.survey_id, closed_at__gte=since)
    return next((row for row in rows if str(row.pk) == version), None)


def with_code(typed: str, *, at: datetime, link: bool = False) -> Door:
    """What a code or the token of a link leads to. Raises `Invalid` for a slip of the pen, `Missing` for a code that nobody
    has, `WrongState` when it is spent or over."""
    if not link and slipped(typed):
        message = gettext_noop(
            "Mã chưa đúng: hãy so từng ký tự với mã trên giấy (9 ký tự, không có số 0, 1 và chữ I, L, O)."
        )
        raise Invalid("survey_code.slip", message, problems=[Problem("survey_code.slip", message, "code")])
    rows = SurveyCode.objects.select_related("batch__counter", "batch__procedure")
    code = rows.filter(hash__in=hashes(typed)).first()
    if code is None or (code.batch.kind == CODE) == link:
        message = gettext_noop("Không có mã này. Hãy so lại với giấy, hoặc hỏi cán bộ tại quầy.")
        raise Missing("survey_code.unknown", message)
    batch = code.batch
    if batch.ended_at or batch.until < local_date(at):
        message = gettext_noop("Mã này đã hết hạn dùng.")
        raise WrongState("survey_code.over", message, state="over")
    version = _open_version(batch.survey_id, local_date(at))
    name = _unit_name(version, batch.unit_id, local_date(at))
    return Door(version, batch.kind, batch.unit_id, name, batch.counter, batch.procedure, code=code)


def is_spent(code: SurveyCode) -> bool:
    spent, place = bytes(code.batch.spent), code.place
    return bool(spent[place // 8] >> (place % 8) & 1)


def require_unspent(door: Door) -> None:
    """Raise `WrongState` for a code that was used, before anybody fills in a form in vain."""
    if door.code and is_spent(door.code):
        raise _spent()


def _spent() -> WrongState:
    message = gettext_noop("Mã này đã được dùng để trả lời; mỗi mã chỉ trả lời một lần.")
    return WrongState("survey_code.spent", message, state="spent")


_SPEND = """
UPDATE emulation_surveycodebatch SET spent = set_bit(spent, %s, 1)
WHERE id = %s AND ended_at IS NULL AND get_bit(spent, %s) = 0
"""
_ROW = """
INSERT INTO emulation_surveytray (id, authority_id, campaign_id, version_id, unit_id, counter_id, procedure_id, channel, key,
  marks, texts, answered_on, hour, repeated)
SELECT %(id)s, %(authority)s, %(campaign)s, %(version)s, %(unit)s, %(counter)s, %(procedure)s, %(channel)s, %(key)s,
  %(marks)s::smallint[], %(texts)s::jsonb, %(day)s, %(hour)s, %(repeated)s
WHERE NOT EXISTS (SELECT 1 FROM emulation_surveyanswer a WHERE a.campaign_id = %(campaign)s AND a.key = %(key)s)
"""
_ONCE = "ON CONFLICT (campaign_id, key) DO NOTHING"
_STILL_OPEN = """
AND EXISTS (SELECT 1 FROM emulation_surveypoint WHERE token = %(token)s AND closed_at IS NULL)
AND EXISTS (SELECT 1 FROM emulation_surveyversion WHERE id = %(version)s AND state = 'open')
AND EXISTS (SELECT 1 FROM emulation_campaign WHERE id = %(campaign)s AND state = 'launched'
  AND %(today)s BETWEEN starts_on AND ends_on)
AND EXISTS (SELECT 1 FROM emulation_participation WHERE campaign_id = %(campaign)s AND unit_id = %(unit)s
  AND from_month <= %(month)s AND (to_month = '' OR to_month >= %(month)s))
"""
PUT = " ".join((_ROW, _ONCE))
_PUT_IF_OPEN = " ".join((_ROW, _STILL_OPEN, _ONCE))


def answer(door: Door, given: Given, *, at: datetime) -> bool:
    """Put an answer into the tray; False where the same answer came before. Nothing that is written says which code it came
    by: a code spends one bit of its batch. Raises `Invalid` with every fault, `WrongState` for a spent code."""
    sheet = read_sheet(door.form, given.marks, given.texts)
    day, hour = _when(door, given, at)
    values = {
        "id": uuid4(),
        "authority": door.version.authority_id,
        "campaign": door.version.survey.campaign_id,
        "version": door.version.pk,
        "unit": door.unit_id,
        "counter": _counter(door, given.counter),
        "procedure": _procedure(door, given.procedure),
        "channel": door.channel,
        "key": _key(given.key),
        "marks": list(sheet.marks),
        "texts": json.dumps(sheet.texts, ensure_ascii=False),
        "day": day,
        "hour": hour,
        "repeated": given.repeated,
    }
    if door.code is not None:
        return _spend(door.code, values)
    if door.remembered:
        return _put_if_open(door, values, at=at)
    with connection.cursor() as cursor:
        cursor.execute(PUT, values)
        return bool(cursor.rowcount == 1)


def _written(values: Mapping[str, Any]) -> bool:
    """The connection is not asked beforehand whether it still stands, which would be a second statement: where it fell, the
    answer is sent once more over a new one. Its key makes that harmless even if the first was written."""
    standing: Any = connection
    standing.health_check_done = True
    try:
        return _execute(values)
    except OperationalError:
        if connection.in_atomic_block:
            raise
        connection.close()
        return _execute(values)


def _execute(values: Mapping[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_PUT_IF_OPEN, values)
        return bool(cursor.rowcount == 1)


def _put_if_open(door: Door, values: Mapping[str, Any], *, at: datetime) -> bool:
    """One statement asks whether the door is still as it was found, and writes."""
    today = local_date(at)
    about = {"token": door.token, "today": today, "month": f"{today:%Y-%m}"}
    if _written({**values, **about}):
        return True
    if not _known(values):
        message = gettext_noop("Cuộc khảo sát vừa thay đổi; hãy tải lại trang rồi gửi lại.")
        raise WrongState("survey.changed", message, state=states.CLOSED)
    return False


@transaction.atomic
def _spend(code: SurveyCode, values: Mapping[str, Any]) -> bool:
    """The bit and the answer, both or neither."""
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [code.place, code.batch_id, code.place])
        if cursor.rowcount == 0:
            if _known(values):
                return False
            raise _spent()
        cursor.execute(PUT, values)
        if cursor.rowcount == 0:
            message = gettext_noop("Câu trả lời này đã gửi bằng một mã khác.")
            raise WrongState("survey_answer.sent", message, state="sent")
    return True


def _known(values: Mapping[str, Any]) -> bool:
    """Whether an answer of this key is there: the page was sent twice, and its first time counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM emulation_surveytray WHERE campaign_id = %(campaign)s AND key = %(key)s)",
            values,
        )
        (waiting,) = cursor.fetchone() or (False,)
    counted = SurveyAnswer.objects.filter(campaign=values["campaign"], key=values["key"])
    return bool(waiting) or counted.exists()


def _key(key: str) -> str:
    if not 16 <= len(key) <= 64 or not key.isascii() or not key.replace("-", "").isalnum():
        message = gettext_noop("Trang khảo sát đã cũ; hãy tải lại trang rồi gửi lại.")
        raise Invalid("survey_answer.bad_key", message, problems=[Problem("survey_answer.bad_key", message, "key")])
    return key


def _when(door: Door, given: Given, at: datetime) -> tuple[date, int]:
    """Day and hour: now, or for a kiosk what it says, as far as that may be."""
    today = local_date(at)
    if door.channel != KIOSK or given.day is None:
        return today, local_hour(at)
    if given.day > today or (today - given.day).days > LATE_DAYS or given.hour not in range(24):
        return today, local_hour(at)
    return given.day, int(given.hour or 0)


def _counter(door: Door, code: str) -> Any:
    if door.counter or not code or not door.form.ask_counter:
        return door.counter.pk if door.counter else None
    row = ServiceCounter.objects.filter(unit_id=door.unit_id, code=code, closed_on=None).first()
    if row is None:
        message = gettext_noop("Đơn vị không có quầy %(code)s.")
        raise _invalid(Problem("survey.unknown_counter", message, "counter", {"code": code}))
    return row.pk


def _procedure(door: Door, code: str) -> Any:
    if door.procedure or not code or not door.form.ask_procedure:
        return door.procedure.pk if door.procedure else None
    rows = ServiceProcedure.objects.filter(authority_id=door.version.authority_id, closed_on=None)
    row = rows.filter(code=code).first()
    if row is None:
        message = gettext_noop("Không có thủ tục %(code)s.")
        raise _invalid(Problem("survey.unknown_procedure", message, "procedure", {"code": code}))
    return row.pk


def _invalid(problem: Problem) -> Invalid:
    message = gettext_noop("Câu trả lời có %(count)d chỗ chưa đúng, chưa ghi gì.")
    return Invalid("survey_answer.invalid", message, problems=[problem], count=1)
