"""Acts on the evidence of evaluations: files put at a criterion while the sheet is on its way, kept once it is appraised."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from emulation import files, units
from emulation.models import Attachment, Evaluation, StoredFile
from emulation.rules import states
from emulation.rules.access import STAFF, UNIT_HEAD, UNIT_OFFICER
from emulation.rules.periods import Month, local_date
from emulation.rules.schemes import Scheme
from emulation.schemes import scheme_of
from emulation.visibility import evaluations
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop

RECORD = "evaluation"
GIVERS = frozenset({UNIT_OFFICER, UNIT_HEAD, STAFF})
BEING_WRITTEN = (states.DRAFT, states.RETURNED)
TAKEN_IN = (*BEING_WRITTEN, states.SUBMITTED, states.CONFIRMED)


def _gives(row: Evaluation, by: Actor) -> bool:
    chart = units.chart(row.authority_id, Month.parse(row.month.month).last_day)
    return bool(by.roles_over(chart.place(row.unit.code, row.person.code if row.person else "")) & GIVERS)


def may_add(row: Evaluation, *, by: Actor) -> bool:
    """Whether this actor may put evidence at the sheet as it stands."""
    return row.month.state == states.OPEN and row.state in TAKEN_IN and _gives(row, by)


def may_remove(row: Evaluation, *, by: Actor) -> bool:
    return may_add(row, by=by) and row.state in BEING_WRITTEN


def _hold(evaluation_id: str, *, by: Actor, at: datetime) -> Evaluation:
    seen = evaluations(by, local_date(at)).filter(pk=evaluation_id).exists()
    rows = Evaluation.objects.select_for_update(no_key=True, of=("self",)).filter(authority_id=by.authority)
    joined = ("month", "unit", "person", "campaign__unit_scheme", "campaign__person_scheme")
    row = rows.select_related(*joined).filter(pk=evaluation_id).first() if seen else None
    if row is None:
        raise Missing("evaluation.missing", gettext_noop("Không có phiếu đánh giá này."))
    if not _gives(row, by):
        message = gettext_noop("Chỉ người lập phiếu và thủ trưởng đơn vị được gửi minh chứng.")
        raise NotAllowed("evidence.not_allowed", message)
    return row


def _require_open(row: Evaluation, allowed: Sequence[str]) -> None:
    if row.month.state != states.OPEN or row.state not in allowed:
        message = gettext_noop("Phiếu ở trạng thái “%(state_name)s” không nhận hoặc bỏ minh chứng được nữa.")
        state = row.state if row.month.state == states.OPEN else row.month.state
        raise WrongState("evidence.locked", message, state=state, state_name=state)


def _require_criterion(row: Evaluation, criterion: str) -> None:
    """The empty text is the sheet as a whole."""
    version = row.campaign.person_scheme if row.person else row.campaign.unit_scheme
    if criterion and (version is None or criterion not in scheme_of(version).nodes):
        message = gettext_noop("Bộ tiêu chí không có tiêu chí “%(code)s”.")
        problem = Problem("evidence.criterion", message, "criterion", {"code": criterion})
        raise Invalid("evidence.criterion", message, problems=[problem], code=criterion)


@transaction.atomic
def add(evaluation_id: str, ids: Sequence[str], *, criterion: str = "", by: Actor, at: datetime) -> list[StoredFile]:
    """Put files that the actor handed in at a criterion of a sheet, until it is appraised or its month closes. Repeated, it
    changes nothing."""
    row = _hold(evaluation_id, by=by, at=at)
    _require_open(row, TAKEN_IN)
    _require_criterion(row, criterion)
    return files.attach(ids, record_type=RECORD, record=str(row.pk), label=criterion, by=by, at=at)


@transaction.atomic
def hand_in(
    evaluation_id: str, uploads: Sequence[files.Upload], *, criterion: str = "", by: Actor, at: datetime
) -> list[StoredFile]:
    """`add` of files that come with the same request: nothing is stored where they may not be put."""
    row = _hold(evaluation_id, by=by, at=at)
    _require_open(row, TAKEN_IN)
    _require_criterion(row, criterion)
    about = {"unit": row.unit.code, "person": row.person.code if row.person else ""}
    rows = files.store_all(uploads, purpose="evidence", by=by, at=at, **about)
    ids = [str(file.pk) for file in rows]
    return files.attach(ids, record_type=RECORD, record=str(row.pk), label=criterion, by=by, at=at)


@transaction.atomic
def remove(evaluation_id: str, file_id: str, *, criterion: str = "", by: Actor, at: datetime) -> None:
    """Take evidence away while the sheet is being written; what was handed in with it stays for those who judge."""
    row = _hold(evaluation_id, by=by, at=at)
    _require_open(row, BEING_WRITTEN)
    files.detach(file_id, record_type=RECORD, record=str(row.pk), label=criterion, by=by, at=at)


def lacking(sheets: Iterable[tuple[str, Evaluation, Scheme]]) -> list[Problem]:
    """Of sheets that are handed in: the criteria that have points, want evidence and have no file, by subject and code. A file at
    the sheet as a whole stands for all of its criteria."""
    asked = [(subject, row, scheme.leaves[code]) for subject, row, scheme in sheets for code in _asked(row, scheme)]
    if not asked:
        return []
    rows = Attachment.objects.filter(
        record_type=RECORD, record__in=[str(row.pk) for _, row, _ in asked], detached_at=None
    )
    there = {(str(record), label) for record, label in rows.values_list("record", "label")}
    message = gettext_noop("Tiêu chí %(code)s “%(title)s” phải có minh chứng; hãy đính tệp rồi nộp lại.")
    return [
        Problem("evidence.missing", message, f"{subject}.{leaf.code}", {"code": leaf.code, "title": leaf.title.vi})
        for subject, row, leaf in asked
        if not {(str(row.pk), leaf.code), (str(row.pk), "")} & there
    ]


def _asked(row: Evaluation, scheme: Scheme) -> list[str]:
    return [
        code for code, leaf in scheme.leaves.items() if leaf.evidence and row.scores.get(code, "NA") not in ("NA", "0")
    ]
