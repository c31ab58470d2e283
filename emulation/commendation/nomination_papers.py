"""The papers of a dossier: which the rules of its awards ask for, which are there, and acts that put them there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from emulation import files
from emulation.commendation import award_rules
from emulation.commendation.nomination_desk import RECORD, hold, roles
from emulation.files import Upload
from emulation.models import Initiative, Nomination, NominationLine, StoredFile
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.awards.award_rules import Paper
from emulation.rules.awards.rule_values import LINE
from emulation.rules.awards.states import NOMINATION, RECEIVED, SUBMITTED
from emulation.rules.periods import local_date
from kernel.actors import Actor
from kernel.errors import Invalid, Problem, invalid_at
from kernel.text import gettext_noop

PURPOSE = "nomination_paper"
LETTER, REPORT, MINUTES, INITIATIVE, CONFIRMATION, OPINION, OTHER = (
    "letter", "report", "minutes", "initiative", "confirmation", "opinion", "other",
)  # fmt: skip
TITLES: Mapping[str, str] = {
    LETTER: gettext_noop("Tờ trình"),
    REPORT: gettext_noop("Báo cáo thành tích"),
    MINUTES: gettext_noop("Biên bản họp bình xét"),
    INITIATIVE: gettext_noop("Xác nhận sáng kiến, đề tài"),
    CONFIRMATION: gettext_noop("Xác nhận thành tích của cấp có thẩm quyền"),
    OPINION: gettext_noop("Ý kiến bằng văn bản của cơ quan liên quan"),
    OTHER: gettext_noop("Giấy tờ khác"),
}
LATER = frozenset({OPINION})
"""Papers that the standing body asks for itself: a dossier is submitted without them, and not received."""


@dataclass(frozen=True)
class Asked:
    """A paper that the rules ask for: of one ``line``, or of the dossier where there is none. It is there as a file, or as what
    was written on the platform (``written``). One that is not ``needed`` is asked for only where the award builds on it."""

    code: str
    label: str
    line: NominationLine | None
    needed: bool
    article: str
    files: tuple[StoredFile, ...]
    written: bool

    @property
    def title(self) -> str:
        return TITLES.get(self.code, self.code)

    @property
    def there(self) -> bool:
        return bool(self.files) or self.written

    @property
    def missing(self) -> bool:
        return self.needed and not self.there


def label_of(code: str, line: str = "") -> str:
    """The place of a paper in the dossier: its code, with the line's id where it is of one nominee."""
    return f"{code}:{line}" if line else code


def _asks(paper: Paper, row: Nomination, line: NominationLine) -> bool:
    fits = row.procedure in paper.procedures and (not paper.kinds or row.kind in paper.kinds)
    return fits and (not paper.subjects or line.subject_kind in paper.subjects)


def _written(code: str, row: Nomination, line: NominationLine | None, innovators: frozenset[object]) -> bool:
    if code == LETTER:
        return bool(row.letter_number)
    if code == REPORT:
        return bool(line and line.report)
    return code == INITIATIVE and line is not None and line.person_id in innovators


def _innovators(lines: Sequence[NominationLine]) -> frozenset[object]:
    """People whose initiative the register has, with the document that recognised it."""
    people = [line.person_id for line in lines if line.person_id]
    rows = Initiative.objects.filter(person__in=people, withdrawn_at=None)
    return frozenset(rows.values_list("person_id", flat=True))


def asked(row: Nomination, *, on: date) -> tuple[Asked, ...]:
    """All papers that the rules ask for, those of the dossier first, then line by line; each once."""
    lines = list(row.lines.select_related("person", "unit"))
    rules = award_rules.rules_for(row, {line.award_code for line in lines}, on=on)
    there, innovators = files.by_label(RECORD, str(row.pk)), _innovators(lines)
    found: dict[str, Asked] = {}
    for line in lines:
        for paper in rules[line.award_code].papers:
            if not _asks(paper, row, line):
                continue
            of = line if paper.each == LINE else None
            label = label_of(paper.code, str(line.pk) if of else "")
            needed = paper.required and not paper.when
            known = found.get(label)
            if known is None or (needed and not known.needed):
                here = (*there.get(label, ()), *(there.get(paper.code, ()) if of else ()))
                written = _written(paper.code, row, of, innovators)
                found[label] = Asked(paper.code, label, of, needed, paper.basis.article, here, written)
    return tuple(sorted(found.values(), key=lambda one: one.line.place if one.line else 0))


def _problem(one: Asked) -> Problem:
    about = {"paper": one.title, "article": one.article}
    if one.line is None:
        message = gettext_noop("Hồ sơ thiếu “%(paper)s” (%(article)s).")
        return Problem("nomination.paper_missing", message, f"papers[{one.label}]", about)
    message = gettext_noop("Dòng %(place)s thiếu “%(paper)s” (%(article)s).")
    return Problem("nomination.paper_missing", message, f"papers[{one.label}]", {**about, "place": one.line.place})


def require_complete(row: Nomination, *, later: bool, on: date) -> None:
    """Raise `Invalid` with every paper that is missing; those that the standing body asks for only where ``later``."""
    lacking = [one for one in asked(row, on=on) if one.missing and (later or one.code not in LATER)]
    if lacking:
        message = gettext_noop("Hồ sơ còn thiếu %(count)s giấy tờ.")
        problems = [_problem(one) for one in lacking]
        raise Invalid("nomination.incomplete", message, problems=problems, count=len(lacking))


def require_procedure(row: Nomination, *, on: date) -> None:
    """Raise `Invalid` where the simple procedure is not that of this kind of commendation."""
    if row.procedure != Nomination.SIMPLE:
        return
    rules = award_rules.rules_for(row, set(row.lines.values_list("award_code", flat=True)), on=on).values()
    if any(one.procedure and row.kind not in one.procedure.simple_kinds for one in rules):
        message = gettext_noop("Loại khen thưởng này không theo thủ tục đơn giản.")
        raise invalid_at("nomination.not_simple", message, "procedure")


def may_add(row: Nomination, code: str, held: Iterable[str]) -> bool:
    """Whether papers of a kind may be put in or taken out now: while the dossier is written; later by the standing body those
    that it asks for itself."""
    roles_ = frozenset(held)
    if "revise" in NOMINATION.possible(row.state, roles_):
        return True
    return code in LATER and row.state in (SUBMITTED, RECEIVED) and STANDING_OFFICER in roles_


def _held(nomination_id: str, code: str, line: str, *, by: Actor, on: date) -> tuple[Nomination, str]:
    row = hold(nomination_id, by=by, on=on)
    held = roles(row, by=by, on=on)
    if not may_add(row, code, held):
        NOMINATION.step(row.state, "revise", held)
    if code not in TITLES:
        raise invalid_at("nomination.paper", gettext_noop("Hãy chọn loại giấy tờ."), "paper")
    if line and not row.lines.filter(pk=line).exists():
        raise invalid_at("nomination.line", gettext_noop("Hồ sơ không có dòng này."), "line")
    return row, label_of(code, line)


@transaction.atomic
def add(
    nomination_id: str, code: str, uploads: Sequence[Upload], *, line: str = "", by: Actor, at: datetime
) -> list[StoredFile]:
    """Put files into the dossier as a paper of the dossier, or of one line (by its id)."""
    row, label = _held(nomination_id, code, line, by=by, on=local_date(at))
    sent = files.store_all(uploads, purpose=PURPOSE, unit=row.unit.code, by=by, at=at)
    return files.attach(
        [str(one.pk) for one in sent], record_type=RECORD, record=str(row.pk), label=label, by=by, at=at
    )


@transaction.atomic
def put(
    nomination_id: str, code: str, ids: Sequence[str], *, line: str = "", by: Actor, at: datetime
) -> list[StoredFile]:
    """`add` of files that were handed in before."""
    row, label = _held(nomination_id, code, line, by=by, on=local_date(at))
    return files.attach(ids, record_type=RECORD, record=str(row.pk), label=label, by=by, at=at)


@transaction.atomic
def remove(nomination_id: str, code: str, file_id: str, *, line: str = "", by: Actor, at: datetime) -> None:
    """Take a file out of the dossier while it is written."""
    row, label = _held(nomination_id, code, line, by=by, on=local_date(at))
    files.detach(file_id, record_type=RECORD, record=str(row.pk), label=label, by=by, at=at)
