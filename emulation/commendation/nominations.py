"""Acts on nomination dossiers: written by a unit, submitted by its head, received, appraised or returned by the standing body,
brought before the council or withdrawn. Every move is a step with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from emulation import award_names, reasons, units, work_calendars
from emulation.commendation import award_rules, nomination_desk, nomination_lines, nomination_papers
from emulation.commendation.nomination_desk import (
    hold,
    hold_for_system,
    move,
    require_distance,
    roles,
)
from emulation.commendation.nomination_lines import Wanted
from emulation.commendation.nomination_outcomes import Outcome, set_outcomes
from emulation.events import NominationWritten
from emulation.models import Campaign, Nomination, NominationLine, Unit
from emulation.rules.awards.states import DRAFT, NOMINATION
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState, invalid_at
from kernel.text import gettext_noop, nfc

TITLE_LENGTH, LETTER_LENGTH = 500, 40
YEARS = range(1945, 2100)


@dataclass(frozen=True)
class Contents:
    """What a dossier says besides its letter. ``campaign`` is the id of the campaign that it is about, empty for none."""

    title: str
    kind: str
    year: int
    campaign: str = ""
    procedure: str = Nomination.NORMAL
    lines: Sequence[Wanted] = ()


def _campaign(authority: str, code: str) -> Campaign | None:
    if not code:
        return None
    row = Campaign.objects.filter(authority_id=authority, pk=code).exclude(state="draft").first()
    if row is None:
        raise invalid_at("campaign.missing", gettext_noop("Không có phong trào này."), "campaign")
    return row


def _describe(row: Nomination, contents: Contents) -> None:
    """Write what a dossier says of itself. Raises `Invalid` with every fault."""
    row.campaign = _campaign(row.authority_id, contents.campaign)
    row.title, row.kind, row.procedure, row.year = nfc(contents.title), contents.kind, contents.procedure, contents.year
    asked = (
        (0 < len(row.title) <= TITLE_LENGTH, "title", gettext_noop("Hãy ghi tên hồ sơ, không quá 500 ký tự.")),
        (row.kind in Nomination.KINDS, "kind", gettext_noop("Hãy chọn loại khen thưởng.")),
        (
            row.procedure in (Nomination.NORMAL, Nomination.SIMPLE),
            "procedure",
            gettext_noop("Hãy chọn thủ tục thông thường hoặc đơn giản."),
        ),
        (row.year in YEARS, "year", gettext_noop("Hãy ghi năm của thành tích.")),
    )
    faults = [Problem(f"nomination.{name}", message, name) for good, name, message in asked if not good]
    if faults:
        raise Invalid("nomination.invalid", gettext_noop("Hồ sơ đề nghị còn lỗi."), problems=faults)


def _written(row: Nomination, contents: Contents, *, by: Actor, at: datetime) -> None:
    lines = nomination_lines.keep(row, contents.lines, on=local_date(at))
    event = NominationWritten(
        authority=row.authority_id,
        nomination=str(row.pk),
        unit=row.unit.code,
        kind=row.kind,
        year=row.year,
        title=row.title,
        lines=[nomination_lines.told(line) for line in lines],
    )
    ledger.record(event, by=by, at=at)


@transaction.atomic
def start(unit: str, contents: Contents, *, ranking: str = "", by: Actor, at: datetime) -> Nomination:
    """Begin a dossier of a unit. Raises `Missing` for a unit that is not there on the day, `NotAllowed` for who does not write
    for it, and `Invalid` with everything that is wrong."""
    on = local_date(at)
    chart = units.branch(by.authority, unit, on)
    found = Unit.objects.filter(authority_id=by.authority, code=unit).first() if unit in chart.units else None
    if found is None:
        raise Missing("unit.missing", gettext_noop("Không có đơn vị này."))
    NOMINATION.step(DRAFT, "revise", by.roles_over(chart.place(unit)))
    row = Nomination(authority_id=by.authority, unit=found, drafted_by_id=by.account, drafted_at=at)
    row.ranking_id = ranking or None
    _describe(row, contents)
    row.save()
    _written(row, contents, by=by, at=at)
    return row


@transaction.atomic
def write(nomination_id: str, contents: Contents, *, by: Actor, at: datetime) -> Nomination:
    """Replace what a draft or returned dossier says, list and all; lines that stay keep their papers."""
    on = local_date(at)
    row = hold(nomination_id, by=by, on=on)
    NOMINATION.step(row.state, "revise", roles(row, by=by, on=on))
    _describe(row, contents)
    row.save()
    _written(row, contents, by=by, at=at)
    return row


@transaction.atomic
def submit(nomination_id: str, *, letter_number: str, letter_on: date, by: Actor, at: datetime) -> Nomination:
    """The head of the unit hands the dossier in under a letter (tờ trình) with its number and day."""
    on = local_date(at)
    row = hold(nomination_id, by=by, on=on)
    NOMINATION.step(row.state, "submit", roles(row, by=by, on=on))
    number = nfc(letter_number)
    if not 0 < len(number) <= LETTER_LENGTH:
        message = gettext_noop("Hãy ghi số tờ trình, không quá 40 ký tự.")
        raise invalid_at("nomination.letter_needed", message, "letter_number")
    if letter_on > on:
        message = gettext_noop("Ngày của tờ trình không được sau hôm nay.")
        raise invalid_at("nomination.letter_day", message, "letter_on")
    if not row.lines.exists():
        raise invalid_at("nomination.empty", gettext_noop("Danh sách đề nghị còn trống."), "lines")
    row.letter_number, row.letter_on = number, letter_on
    nomination_papers.require_procedure(row, on=on)
    nomination_papers.require_complete(row, later=False, on=on)
    row.submitted_by_id, row.submitted_at = by.account, at
    return move(row, "submit", by=by, at=at)


def _days(row: Nomination, on: date) -> int:
    """Working days of appraisal: the fewest that an award of the dossier gives."""
    codes = set(row.lines.values_list("award_code", flat=True))
    found = []
    for code, rules in award_rules.rules_for(row, codes, on=on).items():
        if rules.procedure is None:
            message = gettext_noop(
                "Danh mục chưa có quy định thủ tục cho %(award)s vào ngày này; hãy ghi ở trang Quy định khen thưởng."
            )
            raise invalid_at("nomination.no_procedure", message, "lines", award=award_names.titles()[code])
        found.append(rules.procedure.appraisal_days)
    return min(found)


@transaction.atomic
def receive(nomination_id: str, *, by: Actor, at: datetime) -> Nomination:
    """Take a submitted dossier in: the rules of this day are its rules from now on, and it is to be appraised within the
    working days that they give."""
    on = local_date(at)
    row = hold(nomination_id, by=by, on=on)
    NOMINATION.step(row.state, "receive", roles(row, by=by, on=on))
    nomination_papers.require_complete(row, later=True, on=on)
    row.received_by_id, row.received_at, row.received_on = by.account, at, on
    row.answer_by = work_calendars.calendar_of(row.authority_id).after(on, _days(row, on))
    award_rules.pin(row, at)
    return move(row, "receive", by=by, at=at)


@transaction.atomic
def return_(nomination_id: str, *, reason: str, by: Actor, at: datetime) -> Nomination:
    """Give a dossier back to its unit, with the reason; what was appraised of it is appraised again when it comes back. One that
    came from the level below goes back there."""
    on = local_date(at)
    row = hold(nomination_id, by=by, on=on)
    act = "send_back" if nomination_desk.arrived(row) else "return"
    NOMINATION.step(row.state, act, roles(row, by=by, on=on))
    text = reasons.reasoned(reason, "nomination.reason_needed")
    row.lines.update(outcome=NominationLine.PENDING, outcome_award="", outcome_reason="", verdicts=[], recommended=None)
    row.appraised_by = row.appraised_at = row.received_on = row.answer_by = None
    row.rules, row.more_favourable = {}, {}
    return move(row, act, reason=text, by=by, at=at)


@transaction.atomic
def appraise(nomination_id: str, outcomes: Mapping[str, Outcome], *, by: Actor, at: datetime) -> Nomination:
    """Say of every line (by its id) whether it passes, fails, or deserves a lower or a higher award. Raises `NotAllowed` for
    who wrote or handed the dossier in or serves in its unit, and `Invalid` with every line that is not settled."""
    on = local_date(at)
    row = hold(nomination_id, by=by, on=on)
    NOMINATION.step(row.state, "appraise", roles(row, by=by, on=on))
    require_distance(row, by=by, at=at)
    lines = set_outcomes(row, outcomes, on=on)
    row.appraised_by_id, row.appraised_at = by.account, at
    return move(row, "appraise", lines=lines, by=by, at=at)


@transaction.atomic
def withdraw(nomination_id: str, *, reason: str, by: Actor, at: datetime) -> Nomination:
    """The unit takes its dossier back for good, with the reason."""
    on = local_date(at)
    row = hold(nomination_id, by=by, on=on)
    NOMINATION.step(row.state, "withdraw", roles(row, by=by, on=on))
    if nomination_desk.arrived(row):
        message = gettext_noop("Hồ sơ do cấp dưới trình lên; chỉ trả lại được, không rút được.")
        raise NotAllowed("nomination.from_below", message)
    return move(row, "withdraw", reason=reasons.reasoned(reason, "nomination.reason_needed"), by=by, at=at)


@transaction.atomic
def answer_below(nomination_id: str, *, by: Actor, at: datetime) -> Nomination:
    """Tell the level below what became of its nominees where no decision will: all failed, or went on to yet another level."""
    on = local_date(at)
    row = hold(nomination_id, by=by, on=on)
    NOMINATION.step(row.state, "answer_below", roles(row, by=by, on=on))
    if not nomination_desk.arrived(row):
        message = gettext_noop("Hồ sơ này không do cấp dưới trình lên.")
        raise WrongState("nomination.not_from_below", message, state=row.state)
    left = nomination_desk.undecided(row)
    if left:
        message = gettext_noop("Còn %(count)s dòng chờ quyết định; kết quả về cấp dưới khi quyết định được ký.")
        raise WrongState("nomination.undecided", message, state=row.state, count=len(left))
    return move(row, "answer_below", by=by, at=at)


@transaction.atomic
def bring(nomination_id: str, *, by: Actor, at: datetime) -> Nomination:
    """Put an appraised dossier on the council's agenda."""
    row = hold(nomination_id, by=by, on=local_date(at))
    return move(row, "bring", by=by, at=at)


@transaction.atomic
def take_off(nomination_id: str, *, reason: str, by: Actor, at: datetime) -> Nomination:
    """Take a dossier off the council's agenda, with the reason."""
    on = local_date(at)
    row = hold(nomination_id, by=by, on=on)
    NOMINATION.step(row.state, "take_off", roles(row, by=by, on=on))
    return move(row, "take_off", reason=reasons.reasoned(reason, "nomination.reason_needed"), by=by, at=at)


@transaction.atomic
def consider(nomination_id: str, recommended: Mapping[str, bool], *, at: datetime) -> Nomination:
    """Write down what the council advised of each line (by its id) that it voted on. Once considered, nothing changes."""
    row, by = hold_for_system(nomination_id)
    if row.state == NOMINATION.step("in_council", "consider", by.roles):
        return row
    lines = list(row.lines.filter(pk__in=list(recommended)).select_related("unit", "person", "achievement"))
    for line in lines:
        line.recommended = recommended[str(line.pk)]
    for advice in (True, False):
        same = [line.pk for line in lines if line.recommended is advice]
        NominationLine.objects.filter(pk__in=same).update(recommended=advice)
    told = [{**nomination_lines.told(line), "recommended": line.recommended} for line in lines]
    return move(row, "consider", lines=told, held=by.roles, by=by, at=at)


@transaction.atomic
def decide(nomination_id: str, *, reason: str = "", at: datetime) -> Nomination:
    """Write down that a decision was made on the dossier; ``reason`` is the decision's number. Once decided, nothing changes."""
    row, by = hold_for_system(nomination_id)
    if row.state == NOMINATION.step("considered", "decide", by.roles):
        return row
    return move(row, "decide", reason=reason, held=by.roles, by=by, at=at)
