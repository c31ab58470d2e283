"""The timetable: which jobs recur. Beat only nudges; what is due is computed from the database, so a nudge may be lost
or come twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from emulation import (
    accounts,
    anchors,
    assignment_notices,
    commendations,
    delegations,
    feedback_clock,
    files,
    mails,
    months,
    notices,
    overdue_assignments,
    rollup_snapshots,
    survey_trays,
    visits,
)
from emulation.commendation import consultations
from tasks import mailing
from tasks.app import NUDGES, app


@dataclass(frozen=True)
class Job:
    """``every`` seconds, or daily at ``hour:minute`` (Asia/Ho_Chi_Minh); an administrator may move it, code owns that it exists."""

    act: Callable[..., object]
    every: int = 0
    hour: int = 0
    minute: int = 0


JOBS: dict[str, Job] = {
    "collect_survey_answers": Job(survey_trays.collect, every=5),
    "blend_survey_answers": Job(survey_trays.blend, hour=0, minute=40),
    "close_due_months": Job(months.close_due, every=5),
    "remind_units": Job(notices.remind, every=3600),
    "remind_of_tasks": Job(assignment_notices.remind, every=3600),
    "suggest_commendations": Job(commendations.suggest, hour=1, minute=15),
    "charge_overdue_assignments": Job(overdue_assignments.charge, every=600),
    "end_explaining": Job(visits.lapse_due, every=600),
    "settle_consultations": Job(consultations.settle_due, every=600),
    "write_mails": Job(mails.write, every=30),
    "send_mails": Job(mailing.send, every=10),
    "watch_feedback": Job(feedback_clock.watch, every=600),
    "anchor_ledger": Job(anchors.daily, hour=0, minute=5),
    "take_in_rank_changes": Job(rollup_snapshots.take_in_all, every=15),
    "forget_unattached_files": Job(files.forget_unattached, every=3600),
    "end_delegations": Job(delegations.end_due, every=60),
    "end_roles": Job(accounts.end_due, every=60),
    "check_rollups": Job(rollup_snapshots.check, hour=2, minute=40),
}


@app.task(name="tasks.nudge")
def nudge(job: str, **_: object) -> None:
    """Do what one job finds due at this moment."""
    run(job, settings.CLOCK())


def run(job: str, at: datetime) -> None:
    JOBS[job].act(at=at)


def _schedule(job: Job) -> dict[str, object]:
    if job.every:
        interval, _ = IntervalSchedule.objects.get_or_create(every=job.every, period=IntervalSchedule.SECONDS)
        return {"interval": interval}
    crontab, _ = CrontabSchedule.objects.get_or_create(
        minute=str(job.minute), hour=str(job.hour), timezone=settings.TIME_ZONE
    )
    return {"crontab": crontab}


def lay_timetable() -> None:
    """Enter jobs that beat does not know and take out those that the code no longer has; moved hours are kept."""
    ours = PeriodicTask.objects.filter(task="tasks.nudge")
    ours.exclude(name__in=JOBS).delete()
    for name, job in JOBS.items():
        if not ours.filter(name=name).exists():
            PeriodicTask.objects.create(
                name=name, task="tasks.nudge", args=f'["{name}"]', queue=NUDGES, **_schedule(job)
            )
