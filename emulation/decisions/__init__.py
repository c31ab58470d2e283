"""Acts on commendation decisions: draft, revise, discard, number, sign; signing gives the register numbers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from emulation import award_visibility, delegations
from emulation.decisions import changes, checks, registers
from emulation.decisions.lists import CITATION_LENGTH, Draft, Proposal, awards, check, full_number, reference
from emulation.events import (
    DecisionDiscarded,
    DecisionDrafted,
    DecisionNumbered,
    DecisionRevised,
    DecisionSigned,
    DecisionUnnumbered,
)
from emulation.models import Authority, Award, AwardType, Campaign, Decision, Nomination, in_force
from emulation.rules.awards import numbers, states
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState, invalid_at
from kernel.text import gettext_noop, nfc

__all__ = ["CITATION_LENGTH", "Draft", "Proposal", "discard", "draft", "hold", "number", "revise", "sign", "unnumber"]


def hold(decision_id: str, *, by: Actor) -> Decision:
    """Lock a decision that the actor knows of for an act. Raises `Missing`, also for a draft that is none of theirs."""
    rows = award_visibility.decisions(by).select_for_update(of=("self",)).select_related("authority")
    decision = rows.filter(pk=decision_id).first()
    if decision is None:
        raise Missing("decision.missing", gettext_noop("Không có quyết định này."))
    return decision


def _fields(draft: Draft, authority: str) -> dict[str, Any]:
    if draft.campaign and not Campaign.objects.filter(pk=draft.campaign, authority_id=authority).exists():
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    taken = {
        "title": nfc(draft.title),
        "number": nfc(draft.number),
        "decided_on": draft.decided_on,
        "signatory_name": nfc(draft.signatory_name),
        "signatory_title": nfc(draft.signatory_title),
        "campaign_id": draft.campaign or None,
        "origin": draft.origin,
        "notice_days": draft.notice_days,
    }
    empty = [name for name in ("title", "signatory_name", "signatory_title") if not taken[name]]
    if empty:
        problems = [Problem("decision.text_needed", gettext_noop("Hãy ghi nội dung này."), name) for name in empty]
        raise Invalid("decision.text_needed", gettext_noop("Dự thảo quyết định còn thiếu nội dung."), problems=problems)
    return taken


def _dossiers(draft: Draft, *, by: Actor) -> QuerySet[Nomination]:
    return Nomination.objects.filter(pk__in=draft.nominations, authority_id=by.authority)


def _used(authority: str, year: int, *, but: str = "") -> list[str]:
    """The numbers of the authority's decisions of a year: one mark, one row of numbers."""
    rows = Decision.objects.filter(authority_id=authority, decided_on__year=year).exclude(number="")
    rows = rows.exclude(state=states.DISCARDED).exclude(origin=Decision.ABOVE).exclude(pk__in=[but] if but else [])
    return list(rows.values_list("number", flat=True))


def proposed_number(authority: str, year: int) -> str:
    """The number that follows those of the year."""
    return numbers.following(_used(authority, year))


def _refuse_number(number: str, on: date, authority: str, *, but: str = "") -> None:
    if number and number in _used(authority, on.year, but=but):
        message = gettext_noop("Số quyết định này đã dùng trong năm.")
        raise invalid_at("decision.number_taken", message, "number")


@transaction.atomic
def draft(draft_: Draft, *, by: Actor, at: datetime) -> Decision:
    """Draft a decision with its list."""
    states.DECISION.step(states.DRAFT, "revise", by.roles_over(Place(by.authority)))
    Authority.objects.select_for_update().get(pk=by.authority)
    fields = _fields(draft_, by.authority)
    known = reference(by.authority, draft_)
    check(draft_, known)
    _refuse_number(fields["number"], draft_.decided_on, by.authority)
    decision = Decision.objects.create(authority_id=by.authority, drafted_by_id=by.account, drafted_at=at, **fields)
    decision.nominations.set(_dossiers(draft_, by=by))
    rows = Award.objects.bulk_create(awards(decision, draft_, known))
    ledger.record(DecisionDrafted(authority=by.authority, decision=str(decision.pk), awards=len(rows)), by=by, at=at)
    return decision


def _require_typed(decision: Decision, draft_: Draft) -> None:
    """What nominees' dossiers or earlier awards stand behind is not typed over."""
    if decision.kind != Decision.AWARD or (decision.nominations.exists() and not draft_.nominations):
        message = gettext_noop("Danh sách này lấy từ hồ sơ hoặc từ quyết định trước; hãy bỏ dự thảo rồi lập lại.")
        raise WrongState("decision.not_typed", message, state=decision.state, may=("discard",))


@transaction.atomic
def revise(decision_id: str, draft_: Draft, *, by: Actor, at: datetime) -> Decision:
    """Replace what a draft says, list and all."""
    decision = hold(decision_id, by=by)
    states.DECISION.step(decision.state, "revise", by.roles_over(Place(by.authority)))
    _require_typed(decision, draft_)
    fields = _fields(draft_, by.authority)
    known = reference(by.authority, draft_)
    check(draft_, known)
    _refuse_number(fields["number"], draft_.decided_on, by.authority, but=decision_id)
    for name, value in fields.items():
        setattr(decision, name, value)
    decision.save(update_fields=list(fields))
    decision.nominations.set(_dossiers(draft_, by=by))
    decision.awards.all().delete()
    rows = Award.objects.bulk_create(awards(decision, draft_, known))
    ledger.record(DecisionRevised(authority=by.authority, decision=str(decision.pk), awards=len(rows)), by=by, at=at)
    return decision


@transaction.atomic
def discard(decision_id: str, *, by: Actor, at: datetime) -> Decision:
    """Put a draft away; its number becomes free."""
    decision = hold(decision_id, by=by)
    decision.state = states.DECISION.step(decision.state, "discard", by.roles_over(Place(by.authority)))
    decision.save(update_fields=["state"])
    ledger.record(DecisionDiscarded(authority=by.authority, decision=str(decision.pk)), by=by, at=at)
    return decision


def _require_types(decision: Decision, on: date) -> None:
    """Raise `Invalid` where the law has not all of the list's awards on another day."""
    there = set(AwardType.objects.filter(in_force(on)).values_list("pk", flat=True))
    message = gettext_noop("Ngày quyết định không có danh hiệu, hình thức khen thưởng mang mã %(code)s.")
    problems = [
        Problem("decision.unknown_award", message, f"awards[{award.place - 1}]", {"code": award.award_type.code})
        for award in decision.awards.select_related("award_type")
        if award.award_type_id not in there
    ]
    if problems:
        invalid = gettext_noop("Ngày quyết định không hợp với %(count)s dòng của danh sách.")
        raise Invalid("decision.wrong_day", invalid, problems=problems, count=len(problems))


@transaction.atomic
def number(decision_id: str, typed: str = "", *, decided_on: date, by: Actor, at: datetime) -> Decision:
    """The clerk gives a draft its number and day: the typed number, or the next of the year. Repeated, it answers the same.

    Raises `Invalid` for a number that is used in that year or has other signs, and for a day on which the law does not have
    all awards of the list."""
    decision = hold(decision_id, by=by)
    wanted = nfc(typed)
    same = decision.decided_on == decided_on and wanted in ("", decision.number)
    if decision.state == states.NUMBERED and same and str(decision.numbered_by_id) == by.account:
        return decision
    target = states.DECISION.step(decision.state, "number", by.roles_over(Place(by.authority)))
    Authority.objects.select_for_update().get(pk=by.authority)
    if wanted and not numbers.well_formed(wanted):
        message = gettext_noop("Số quyết định chỉ gồm chữ, số và các dấu . / - (nhiều nhất 40 ký tự).")
        raise invalid_at("decision.number_form", message, "number")
    wanted = wanted or decision.number or proposed_number(by.authority, decided_on.year)
    _refuse_number(wanted, decided_on, by.authority, but=str(decision.pk))
    if decided_on != decision.decided_on and decision.kind == Decision.AWARD:
        _require_types(decision, decided_on)
    decision.state, decision.number, decision.decided_on = target, wanted, decided_on
    decision.numbered_by_id, decision.numbered_at = by.account, at
    decision.save(update_fields=["state", "number", "decided_on", "numbered_by", "numbered_at"])
    event = DecisionNumbered(
        authority=by.authority, decision=str(decision.pk), number=wanted, decided_on=decided_on.isoformat()
    )
    ledger.record(event, by=by, at=at)
    return decision


@transaction.atomic
def unnumber(decision_id: str, *, by: Actor, at: datetime) -> Decision:
    """Take a number back before it is signed under; it becomes free."""
    decision = hold(decision_id, by=by)
    target = states.DECISION.step(decision.state, "unnumber", by.roles_over(Place(by.authority)))
    event = DecisionUnnumbered(authority=by.authority, decision=str(decision.pk), number=decision.number)
    decision.state, decision.number, decision.numbered_by_id, decision.numbered_at = target, "", None, None
    decision.save(update_fields=["state", "number", "numbered_by", "numbered_at"])
    ledger.record(event, by=by, at=at)
    return decision


def _require_signable(decision: Decision) -> None:
    """Raise `WrongState` for a draft without its number and `Invalid` with all that stands against its list."""
    if not decision.number:
        message = gettext_noop("Quyết định chưa có số; văn thư cấp số và ngày trước khi ký.")
        raise WrongState("decision.no_number", message, state=decision.state, may=("number",))
    checks.hold_achievements([row.achievement_id for row in decision.awards.all() if row.achievement_id])
    problems = checks.faults_of(decision)
    if problems:
        message = gettext_noop("Chưa ký được quyết định: còn %(count)s vướng mắc.")
        raise Invalid("decision.not_signable", message, problems=problems, count=len(problems))


def _require_printable(decision: Decision) -> None:
    """Whoever signs, by whatever mouth: what could not be printed is not signed. Certificates are another room than this; the
    settings name its check."""
    if decision.kind in (Decision.AWARD, Decision.AMEND):
        preflight = import_string(settings.SIGNING_PREFLIGHT)
        preflight(decision.authority, decision, decision.awards.select_related("award_type"))


def _give(decision: Decision, *, by: Actor, at: datetime) -> None:
    """What signing does to a decision that gives awards."""
    rows: Sequence[Award] = list(decision.awards.select_related("award_type", "person", "unit"))
    entries = registers.enter(decision, rows, at)
    event = DecisionSigned(
        authority=by.authority,
        decision=str(decision.pk),
        number=full_number(decision),
        decided_on=decision.decided_on.isoformat(),
        signatory_name=decision.signatory_name,
        signatory_title=decision.signatory_title,
        place=decision.authority.place,
        authority_title=decision.authority.head_title,
        awards=[registers.told(award, entries[str(award.pk)]) for award in rows],
    )
    ledger.record(event, by=by, at=at)


_EFFECTS = {Decision.AWARD: _give, Decision.AMEND: changes.amend, Decision.REVOKE: changes.revoke}


def own_draft(decision: Decision, *, by: Actor) -> bool:
    """Whether the actor had a hand in the draft, also by or for somebody else: then another signs."""
    return delegations.had_a_hand(by, decision.pk, (DecisionDrafted, DecisionRevised), decision.drafted_by_id)


@transaction.atomic
def sign(decision_id: str, *, by: Actor, at: datetime) -> Decision:
    """The authority signs: the list is fixed, every award gets its register number, all in one transaction. One that amends or
    revokes ends the earlier awards instead and gives no number.

    Raises `NotAllowed` for who drafted it, `WrongState` for a decision that is signed, discarded or without a number, and
    `Invalid` with everything that stands against the list or could not be printed.
    """
    decision = hold(decision_id, by=by)
    target = states.DECISION.step(decision.state, "sign", by.roles_over(Place(by.authority)))
    if own_draft(decision, by=by):
        raise NotAllowed("decision.own_draft", gettext_noop("Người soạn thảo không được tự ký quyết định."))
    _require_signable(decision)
    _require_printable(decision)
    decision.state, decision.signed_by_id, decision.signed_at = target, by.account, at
    decision.save(update_fields=["state", "signed_by", "signed_at"])
    _EFFECTS[decision.kind](decision, by=by, at=at)
    return decision
