"""The workbook that a unit fills in for a month: its criteria, its people, and what has been written already."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from emulation.desks import UNIT_ITSELF, Desk, open_desk
from emulation.models import Evaluation
from emulation.rules.access import READS_EVALUATIONS, STAFF
from emulation.rules.nodes import EVALUATION
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import NOT_APPLICABLE, sheet_from_data
from emulation.workbooks import EvaluationForm, Leaf, PersonFill, UnitFill, evaluation_template
from kernel.actors import Actor
from kernel.errors import NotAllowed
from kernel.text import gettext_noop


def _leaves(scheme: Scheme) -> list[Leaf]:
    return [
        Leaf(code, scheme.leaves[code].title.vi, scheme.leaves[code].maximum)
        for code in scheme.leaf_codes(source=EVALUATION)
    ]


def _vetoes(scheme: Scheme) -> list[Leaf]:
    return [Leaf(veto.code, veto.title.vi) for veto in scheme.vetoes]


def _unit_values(evaluation: Evaluation | None) -> Mapping[str, UnitFill]:
    if evaluation is None:
        return {}
    written = {
        code: UnitFill(not_applicable=True) if entry is NOT_APPLICABLE else UnitFill(entry)
        for code, entry in sheet_from_data(evaluation.scores).items()
    }
    return {**written, **{code: UnitFill("x") for code in evaluation.vetoes}}


def _people(desk: Desk) -> Iterable[PersonFill]:
    for code, posting in desk.postings.items():
        evaluation = desk.evaluations.get(code)
        entries = sheet_from_data(evaluation.scores) if evaluation else {}
        points = {leaf: entry for leaf, entry in entries.items() if entry is not NOT_APPLICABLE}
        marks = dict.fromkeys(evaluation.vetoes if evaluation else (), "x")
        absent = bool(evaluation and evaluation.absent)
        yield PersonFill(code, posting.person.full_name, {**points, **marks}, absent)


@transaction.atomic
def workbook(campaign_id: str, month: str, unit: str, *, by: Actor) -> bytes:
    """The unit's workbook of an open month as XLSX, prefilled with its people and with what is there.

    Raises `Missing` for a unit that the actor may not know of and `WrongState` when the month is closed.
    """
    desk = open_desk(campaign_id, month, unit, by=by, subjects=())
    if not desk.roles(by, UNIT_ITSELF) & (READS_EVALUATIONS - {STAFF}):
        raise NotAllowed("evaluation.not_for_you", gettext_noop("Bạn không có vai trò để xem phiếu của đơn vị này."))
    of_unit, of_people = desk.scheme(UNIT_ITSELF), desk.scheme(next(iter(desk.postings), "?"))
    form = EvaluationForm(
        campaign=desk.month.campaign.code,
        unit=unit,
        month=month,
        unit_leaves=_leaves(of_unit),
        unit_vetoes=_vetoes(of_unit),
        person_leaves=_leaves(of_people),
        person_vetoes=_vetoes(of_people),
        people=list(_people(desk)),
        unit_values=_unit_values(desk.evaluations.get(UNIT_ITSELF)),
        revisions={subject or unit: row.revision for subject, row in sorted(desk.evaluations.items())},
    )
    return evaluation_template(form)
