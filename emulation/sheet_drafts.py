"""Acts on the form of a sheet while it is typed: kept at every pause, written into the sheet on purpose, handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from emulation import evaluations
from emulation.desks import UNIT_ITSELF, Desk, Line, line_problems, open_desk
from emulation.models import CampaignMonth, Evaluation, EvaluationLayer, SheetDraft
from emulation.rules import sheet_fields, states
from emulation.rules.sheet_fields import Fields
from emulation.sheet_layers import refuse
from kernel.actors import Actor
from kernel.errors import Invalid, Problem, WrongState
from kernel.text import gettext_noop, paragraphs


@dataclass(frozen=True)
class Kept:
    """The form as it stands after a pause. ``clashes`` are fields that somebody else changed meanwhile, with their text; ``by`` is
    who typed last before. ``written`` says that the sheet holds all of it."""

    values: Mapping[str, str]
    version: int
    at: datetime | None
    by: str = ""
    clashes: Mapping[str, str] | None = None
    written: bool = False


def drafts(month: CampaignMonth, unit: str) -> dict[str, SheetDraft]:
    """What is being typed for a unit's month, by subject."""
    rows = SheetDraft.objects.filter(month=month, unit__code=unit).select_related("person", "by")
    return {row.person.code if row.person else UNIT_ITSELF: row for row in rows}


def written_fields(sheet: Evaluation | None, layers: Sequence[EvaluationLayer] | None = None) -> dict[str, str]:
    """The form of what the unit itself wrote last; ``layers`` saves the query where they are at hand. What a judge changed stands
    in the judge's column, not in the unit's."""
    if sheet is None:
        return {}
    known = sheet.layers.filter(kind=EvaluationLayer.SELF).order_by("revision") if layers is None else layers
    own = [one for one in known if one.kind == EvaluationLayer.SELF]
    shown, note = (own[-1], own[-1].reason) if own else (sheet, "")
    return sheet_fields.fields_of(shown.scores, shown.vetoes, absent=shown.absent, note=note)


def present(draft: SheetDraft | None, written: Fields, revision: int) -> sheet_fields.Merged:
    """The form as it stands: what was typed, over what is written. Where the sheet was written elsewhere since (a workbook, another
    officer), what was typed still stands and the other text is told."""
    if draft is None:
        return sheet_fields.Merged(dict(written))
    if draft.based_on == revision:
        return sheet_fields.Merged(dict(draft.values))
    typed = {n: draft.values.get(n, "") for n in {*draft.base, *draft.values}}
    changed = {name: text for name, text in typed.items() if text != draft.base.get(name, "")}
    laid = sheet_fields.merged(written, draft.base, changed)
    kept = {**laid.values, **{name: changed[name] for name in laid.clashes}}
    return sheet_fields.Merged({name: text for name, text in kept.items() if text}, laid.clashes)


def _checked(desk: Desk, subject: str, given: Fields) -> dict[str, str]:
    """Raise `Invalid` for who or what the form does not have."""
    problems = list(line_problems(desk, Line(subject)))
    known = sheet_fields.names(desk.scheme(subject))
    message, long = gettext_noop("Phiếu không có ô “%(code)s”."), gettext_noop("Dài quá %(longest)s ký tự.")
    for name, text in given.items():
        if name not in known:
            problems.append(Problem("sheet_draft.unknown", message, name, {"code": name}))
        elif len(text) > sheet_fields.longest(name):
            params = {"longest": sheet_fields.longest(name)}
            problems.append(Problem("sheet_draft.too_long", long, name, params))
    refuse(problems)
    return {name: sheet_fields.spelled(name, paragraphs(text)) for name, text in given.items()}


def _desk(campaign_id: str, month: str, unit: str, subject: str, *, by: Actor) -> Desk:
    desk = open_desk(campaign_id, month, unit, by=by, subjects=[subject])
    _desk_step(desk, subject, by=by)
    return desk


def _keep(desk: Desk, subject: str, given: Fields, seen: Fields, *, by: Actor, at: datetime) -> Kept:
    typed = _checked(desk, subject, given)
    sheet, draft = desk.evaluations.get(subject), drafts(desk.month, desk.unit.code).get(subject)
    written, revision = written_fields(sheet), sheet.revision if sheet else 0
    before = present(draft, written, revision)
    laid = sheet_fields.merged(before.values, seen, typed)
    last = draft.by.get_full_name() or draft.by.username if draft else ""
    if draft is None and laid.values == written:
        return Kept(laid.values, 0, None, clashes=laid.clashes, written=True)
    if draft is None:
        posting = desk.postings.get(subject)
        about = {"month": desk.month, "unit_id": desk.unit.id, "person": posting.person if posting else None}
        draft = SheetDraft(authority_id=desk.month.authority_id, **about)
    if draft.version and (draft.values, draft.based_on) == (laid.values, revision):
        return Kept(laid.values, draft.version, draft.at, last, laid.clashes)
    draft.values, draft.base, draft.based_on = laid.values, written, revision
    draft.version, draft.by_id, draft.at = draft.version + 1, by.account, at
    draft.save()
    return Kept(laid.values, draft.version, at, last, {**before.clashes, **laid.clashes})


@transaction.atomic
def keep(
    campaign_id: str, month: str, unit: str, subject: str, given: Fields, seen: Fields, *, by: Actor, at: datetime
) -> Kept:
    """Keep what is typed, right or wrong, so that it is there on another machine; ``seen`` is what stood in those fields when they
    were typed into. No event: only what is written into the sheet is anybody's word."""
    desk = _desk(campaign_id, month, unit, subject, by=by)
    return _keep(desk, subject, given, seen, by=by, at=at)


def _line(desk: Desk, subject: str, values: Fields) -> Line:
    read = sheet_fields.read(desk.scheme(subject), values)
    refuse(list(read.problems))
    return Line(subject, read.scores, read.vetoes, read.absent, read.note, whole=True)


def _drop(desk: Desk, subjects: Sequence[str]) -> None:
    kept = drafts(desk.month, desk.unit.code)
    SheetDraft.objects.filter(pk__in=[kept[subject].pk for subject in subjects if subject in kept]).delete()


def _write(desk: Desk, subject: str, given: Fields, seen: Fields, *, by: Actor, at: datetime) -> None:
    """Raise `Invalid` where somebody else changed a field meanwhile, with their text; the next try has seen it."""
    kept = _keep(desk, subject, given, seen, by=by, at=at)
    message = gettext_noop("Người khác vừa ghi “%(theirs)s” vào ô này; hãy xem lại rồi lưu lần nữa.")
    refuse(
        [
            Problem("sheet_draft.clash", message, name, {"theirs": text or "–"})
            for name, text in (kept.clashes or {}).items()
        ]
    )
    try:
        evaluations.write_lines(desk, [_line(desk, subject, kept.values)], by=by, at=at)
    except Invalid as no:
        raise _at_fields(no, subject or desk.unit.code, subject) from no
    _drop(desk, [subject])


def _at_fields(no: Invalid, *owners: str) -> Invalid:
    """The faults of a line as faults of the form's fields."""
    found = []
    for problem in no.problems:
        path = problem.path
        for owner in owners:
            path = path.removeprefix(f"{owner}.")
        named = path.startswith((sheet_fields.SCORE, sheet_fields.NOTE)) or path in (sheet_fields.ABSENT, "")
        found.append(replace(problem, path=path or sheet_fields.WHOLE if named else sheet_fields.SCORE + path))
    return Invalid(no.code, no.message, problems=found, **no.params)


@transaction.atomic
def write(
    campaign_id: str, month: str, unit: str, subject: str, given: Fields, seen: Fields, *, by: Actor, at: datetime
) -> None:
    """Write the form into the sheet as one layer of self-score; what was kept goes away with it."""
    desk = _desk(campaign_id, month, unit, subject, by=by)
    _write(desk, subject, given, seen, by=by, at=at)


@transaction.atomic
def write_all(campaign_id: str, month: str, unit: str, *, by: Actor, at: datetime) -> None:
    """Write whatever is kept for a unit into its sheets, as far as they still take it."""
    desk = open_desk(campaign_id, month, unit, by=by, subjects=())
    for subject in drafts(desk.month, unit):
        sheet = desk.evaluations.get(subject)
        state = sheet.state if sheet else states.DRAFT
        if "save" in states.EVALUATION.possible(state, desk.roles(by, subject)):
            _write(desk, subject, {}, {}, by=by, at=at)


@transaction.atomic
def hand_in(campaign_id: str, month: str, unit: str, subjects: Sequence[str], *, by: Actor, at: datetime) -> int:
    """Write what is kept for these subjects and hand their sheets in, all or none; answers how many."""
    if not subjects:
        message = gettext_noop("Hãy chọn ít nhất một phiếu.")
        raise Invalid("sheet_draft.nobody", message, problems=[Problem("sheet_draft.nobody", message, "subject")])
    desk = open_desk(campaign_id, month, unit, by=by, subjects=subjects)
    kept, problems = drafts(desk.month, unit), []
    for subject in subjects:
        if subject not in kept:
            continue
        try:
            _desk_step(desk, subject, by=by)
            _write(desk, subject, {}, {}, by=by, at=at)
        except Invalid as no:
            owner = subject or unit
            problems += [
                replace(one, path=f"{owner}.{one.path.removeprefix(sheet_fields.SCORE)}") for one in no.problems
            ]
    refuse(problems)
    return evaluations.submit(campaign_id, month, unit, subjects=list(subjects), by=by, at=at)


def _desk_step(desk: Desk, subject: str, *, by: Actor) -> None:
    sheet = desk.evaluations.get(subject)
    states.EVALUATION.step(sheet.state if sheet else states.DRAFT, "save", desk.roles(by, subject))


@transaction.atomic
def carry_over(campaign_id: str, month: str, unit: str, subject: str, *, by: Actor, at: datetime) -> int:
    """Take last month's appraised points into the empty lines that the scheme carries from month to month, and into no other;
    answers how many."""
    desk = _desk(campaign_id, month, unit, subject, by=by)
    scheme = desk.scheme(subject)
    last = last_sheet(desk.month, desk.unit.code, subject)
    if last is None or not scheme.carried:
        message = gettext_noop("Không có điểm tháng trước để mang sang phiếu này.")
        raise WrongState("sheet_draft.nothing_carried", message, state=states.DRAFT)
    sheet, draft = desk.evaluations.get(subject), drafts(desk.month, unit).get(subject)
    before = present(draft, written_fields(sheet), sheet.revision if sheet else 0).values
    wanted = {sheet_fields.SCORE + code: last.scores[code] for code in scheme.carried if code in last.scores}
    given = {name: text for name, text in wanted.items() if not before.get(name)}
    _keep(desk, subject, given, {}, by=by, at=at)
    return len(given)


def last_sheet(month: CampaignMonth, unit: str, subject: str) -> Evaluation | None:
    """The appraised sheet of the subject in the month before, of the same campaign."""
    rows = Evaluation.objects.filter(campaign=month.campaign_id, month__month__lt=month.month, state=states.APPRAISED)
    rows = rows.filter(person__code=subject) if subject else rows.filter(person=None, unit__code=unit)
    return rows.select_related("month").order_by("-month__month").first()
