"""Acts on the timetable: when jobs run, and whether. Nothing is lost while one rests: what is due is computed from the database."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from emulation import reasons
from emulation.events.administration import JobRescheduled
from emulation.rules import timetables as rules
from emulation.rules.access import NATION, SYSTEM_ADMINISTRATOR
from emulation.rules.timetables import Rhythm
from kernel import ledger
from kernel.actors import SYSTEM, Actor, Place
from kernel.errors import Missing, NotAllowed
from kernel.text import gettext_noop

NUDGE = "tasks.nudge"
TITLES = {
    "anchor_ledger": gettext_noop("Chốt sổ cái mỗi ngày"),
    "blend_survey_answers": gettext_noop("Trộn phiếu khảo sát vào kết quả"),
    "charge_overdue_assignments": gettext_noop("Ghi điểm trừ cho nhiệm vụ quá hạn"),
    "check_rollups": gettext_noop("Đối chiếu bảng điểm sống với bản tính lại"),
    "close_due_months": gettext_noop("Khóa các tháng đến hạn"),
    "collect_survey_answers": gettext_noop("Thu phiếu khảo sát"),
    "end_delegations": gettext_noop("Kết thúc ủy quyền hết hạn"),
    "end_explaining": gettext_noop("Kết thúc thời hạn giải trình"),
    "end_roles": gettext_noop("Thu vai trò hết thời hạn"),
    "forget_unattached_files": gettext_noop("Bỏ tệp tải lên không dùng"),
    "remind_of_tasks": gettext_noop("Nhắc nhiệm vụ được giao"),
    "remind_units": gettext_noop("Nhắc đơn vị nộp phiếu"),
    "send_mails": gettext_noop("Gửi thư điện tử"),
    "settle_consultations": gettext_noop("Kết thúc lấy ý kiến đến hạn"),
    "suggest_commendations": gettext_noop("Gợi ý khen thưởng"),
    "take_in_rank_changes": gettext_noop("Ghi thay đổi thứ hạng"),
    "watch_feedback": gettext_noop("Theo dõi hạn trả lời phản ánh"),
    "write_mails": gettext_noop("Soạn thư điện tử"),
}
"""What each job does, by its name in the timetable."""


@dataclass(frozen=True)
class ScheduledJob:
    """A job as beat knows it. ``runs`` counts how often it was started."""

    name: str
    rhythm: Rhythm
    running: bool
    last_run_at: datetime | None
    runs: int

    @property
    def title(self) -> str:
        return TITLES.get(self.name, self.name)


def _rhythm(task: PeriodicTask) -> Rhythm:
    if task.interval:
        return Rhythm(every=int(task.interval.schedule.run_every.total_seconds()))
    return Rhythm(hour=int(task.crontab.hour), minute=int(task.crontab.minute))


def jobs() -> list[ScheduledJob]:
    """The jobs of the timetable by name, in one query; empty before the clock was first started."""
    rows = PeriodicTask.objects.filter(task=NUDGE).select_related("interval", "crontab").order_by("name")
    return [ScheduledJob(row.name, _rhythm(row), row.enabled, row.last_run_at, row.total_run_count) for row in rows]


def may_keep(by: Actor) -> bool:
    return bool(by.roles_over(Place(NATION)) & {SYSTEM_ADMINISTRATOR, SYSTEM})


@transaction.atomic
def reschedule(job: str, rhythm: str, *, running: bool, reason: str, by: Actor, at: datetime) -> ScheduledJob:
    """Move a job to other times, let it rest, or wake it. Repeated, it changes nothing."""
    if not may_keep(by):
        raise NotAllowed("job.not_allowed", gettext_noop("Chỉ quản trị toàn hệ thống được đổi lịch chạy."))
    rows = PeriodicTask.objects.select_for_update(of=("self",)).select_related("interval", "crontab")
    row = rows.filter(task=NUDGE, name=job).first()
    if row is None:
        raise Missing("job.missing", gettext_noop("Lịch chạy không có việc này."))
    wanted, old = rules.read(rhythm), _rhythm(row)
    if (wanted, running) == (old, row.enabled):
        return ScheduledJob(row.name, old, row.enabled, row.last_run_at, row.total_run_count)
    text = reasons.reasoned(reason, "job.reason_needed")
    row.interval = row.crontab = None
    if wanted.every:
        row.interval, _ = IntervalSchedule.objects.get_or_create(every=wanted.every, period=IntervalSchedule.SECONDS)
    else:
        row.crontab, _ = CrontabSchedule.objects.get_or_create(
            minute=str(wanted.minute), hour=str(wanted.hour), timezone=settings.TIME_ZONE
        )
    row.enabled = running
    row.save()
    event = JobRescheduled(authority=NATION, job=job, old=str(old), rhythm=str(wanted), running=running, reason=text)
    ledger.record(event, by=by, at=at)
    return ScheduledJob(row.name, wanted, running, row.last_run_at, row.total_run_count)
