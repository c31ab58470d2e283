"""The policy of a campaign: its days and thresholds, data that is frozen when the campaign is launched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from emulation.rules.fairness import FairnessPolicy, parse_fairness_policy
from emulation.rules.inspection_policies import InspectionPolicy, parse_inspection_policy
from emulation.rules.peers import PeerPolicy, read_peer_policies
from emulation.rules.reading import Fields
from emulation.rules.service_policies import ServicePolicy, parse_service_policy
from emulation.rules.survey_flags import FlagPolicy, parse_flag_policy
from emulation.rules.taking_part import EVERYBODY, TakingPart, parse_taking_part
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

_FIELDS = (
    "deadline_day", "closing_day", "minimum_survey_answers", "reminder_days_before", "fairness", "inspections",
    "cluster_step", "appeal_days", "appeal_answer_days", "survey_flags", "peers", "hours_between_reminders",
    "service", "taking_part",
)  # fmt: skip
LAST_COMMON_DAY, MOST_WORKING_DAYS = 28, 60
SUBJECTS = ("units", "people")
Read = TypeVar("Read")


@dataclass(frozen=True)
class CampaignPolicy:
    """Days are days of the following month, Vietnamese time; reminders go out so many days before the deadline.

    ``fairness``, ``inspections`` and ``survey_flags`` hold the limits of the fairness instruments, the days and weights of
    inspections and the limits of the flags over survey answers, where they are not the usual ones. ``cluster_step`` names the
    subjects whose sheets go through their cluster's lead or deputy before the committee. Appeals against a ranking are taken in
    for ``appeal_days`` working days and answered within ``appeal_answer_days``. ``peers`` says how peers score, by kind of
    subject. Nobody is reminded of the same missing sheet twice within ``hours_between_reminders``. ``service``
    is about those who served only a part of a month or of the year; a launch takes it from the law where the draft says nothing.
    ``taking_part`` narrows who is in it."""

    deadline_day: int = 5
    closing_day: int = 10
    minimum_survey_answers: int = 30
    reminder_days_before: tuple[int, ...] = (3, 1)
    fairness: FairnessPolicy | None = None
    inspections: InspectionPolicy | None = None
    cluster_step: tuple[str, ...] = ()
    appeal_days: int = 5
    appeal_answer_days: int = 10
    survey_flags: FlagPolicy | None = None
    peers: Mapping[str, PeerPolicy] = field(default_factory=dict)
    hours_between_reminders: int = 24
    service: ServicePolicy | None = None
    taking_part: TakingPart = EVERYBODY

    def to_data(self) -> dict[str, Any]:
        return {
            "deadline_day": self.deadline_day,
            "closing_day": self.closing_day,
            "minimum_survey_answers": self.minimum_survey_answers,
            "reminder_days_before": list(self.reminder_days_before),
            "appeal_days": self.appeal_days,
            "appeal_answer_days": self.appeal_answer_days,
            **({} if self.fairness is None else {"fairness": self.fairness.to_data()}),
            **({} if self.inspections is None else {"inspections": self.inspections.to_data()}),
            **({"cluster_step": list(self.cluster_step)} if self.cluster_step else {}),
            **({} if self.survey_flags is None else {"survey_flags": self.survey_flags.to_data()}),
            **({"peers": {kind: one.to_data() for kind, one in self.peers.items()}} if self.peers else {}),
            **({} if self.hours_between_reminders == 24 else {"hours_between_reminders": self.hours_between_reminders}),
            **({} if self.service is None else {"service": self.service.to_data()}),
            **({} if self.taking_part == EVERYBODY else {"taking_part": self.taking_part.to_data()}),
        }


def parse_policy(data: Mapping[str, Any]) -> CampaignPolicy:
    """Read a policy; what is absent takes its default. Raises one `Invalid` that lists every fault."""
    faults: list[Problem] = []
    fields = Fields(data, "", faults, _FIELDS)
    usual = CampaignPolicy()
    policy = CampaignPolicy(
        fields.whole("deadline_day", usual.deadline_day, 1, LAST_COMMON_DAY),
        fields.whole("closing_day", usual.closing_day, 1, LAST_COMMON_DAY),
        fields.whole("minimum_survey_answers", usual.minimum_survey_answers, 1, 1_000_000),
        _reminders(fields, usual.reminder_days_before),
        _inner(fields, "fairness", parse_fairness_policy),
        _inner(fields, "inspections", parse_inspection_policy),
        _cluster_step(fields),
        fields.whole("appeal_days", usual.appeal_days, 0, MOST_WORKING_DAYS),
        fields.whole("appeal_answer_days", usual.appeal_answer_days, 1, MOST_WORKING_DAYS),
        _inner(fields, "survey_flags", parse_flag_policy),
        read_peer_policies(fields),
        fields.whole("hours_between_reminders", usual.hours_between_reminders, 1, 24 * LAST_COMMON_DAY),
        _inner(fields, "service", parse_service_policy),
        _inner(fields, "taking_part", parse_taking_part) or EVERYBODY,
    )
    if policy.closing_day < policy.deadline_day:
        message = gettext_noop("Ngày khóa tháng không được trước ngày hết hạn nộp.")
        fields.fault("closing_before_deadline", message, "closing_day")
    if faults:
        message = gettext_noop("Quy định của phong trào có %(count)d lỗi.")
        raise Invalid("policy.invalid", message, problems=faults, count=len(faults))
    return policy


def _cluster_step(fields: Fields) -> tuple[str, ...]:
    named = [(str(name), path) for name, path in fields.rows("cluster_step")]
    for name, path in named:
        if name not in SUBJECTS:
            message = gettext_noop("Giá trị “%(value)s” không dùng được; hãy chọn một trong: %(options)s.")
            fields.faults.append(
                Problem("unknown_choice", message, path, {"value": name, "options": ", ".join(SUBJECTS)})
            )
    return tuple(name for name in SUBJECTS if name in {given for given, _ in named})


def _inner(fields: Fields, name: str, read: Callable[[Mapping[str, Any]], Read]) -> Read | None:
    """A policy of its own within this one."""
    data = fields.data.get(name)
    if data is None:
        return None
    try:
        return read(data)
    except Invalid as refusal:
        fields.faults.extend(Problem(p.code, p.message, f"{name}.{p.path}", p.params) for p in refusal.problems)
        return None


def _reminders(fields: Fields, usual: tuple[int, ...]) -> tuple[int, ...]:
    if "reminder_days_before" not in fields.data:
        return usual
    days = [day for day, _ in fields.rows("reminder_days_before")]
    whole = [day for day in days if isinstance(day, int) and not isinstance(day, bool) and 0 <= day <= LAST_COMMON_DAY]
    if len(whole) != len(days) or len(set(whole)) != len(whole):
        message = gettext_noop("Cần danh sách các số ngày khác nhau, từ 0 đến %(most)d.")
        fields.fault("bad_reminders", message, "reminder_days_before", most=LAST_COMMON_DAY)
        return usual
    return tuple(sorted(whole, reverse=True))
