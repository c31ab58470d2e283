"""Verdicts about nominees by the rules of their dossier, and setting one aside with a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from emulation import award_visibility, reasons
from emulation.commendation import award_rules, merits
from emulation.commendation.merit_rows import Question, question_of
from emulation.events import EligibilityOverridden
from emulation.models import AwardType, EligibilityOverride, NominationLine, Posting, in_force
from emulation.rules.access import AUTHORITY_HEAD, COUNCIL_CHAIR
from emulation.rules.awards import eligibility as rules
from emulation.rules.awards.award_rules import AwardRules
from emulation.rules.awards.verdicts import FAIL, Verdict
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Missing, NotAllowed, WrongState
from kernel.text import gettext_noop, paragraphs

OVERRIDERS = frozenset({AUTHORITY_HEAD, COUNCIL_CHAIR})
REASON_LENGTH = 2000
OPEN = ("submitted", "received", "appraised", "in_council", "considered")
"""States of a dossier in which a check may still be set aside."""


def forms() -> frozenset[str]:
    return frozenset(AwardType.objects.filter(kind=AwardType.FORM).values_list("code", flat=True))


def verdicts(lines: Iterable[NominationLine], *, on: date) -> dict[str, tuple[Verdict, ...]]:
    """What the rules say of each line, by its id, as far as the facts on record go on a day; those that were set aside say why.
    A fixed number of queries for the lines of a dossier."""
    ids = [line.pk for line in lines]
    related = ("nomination__campaign", "person", "unit")
    rows = list(NominationLine.objects.filter(pk__in=ids).select_related(*related))
    by_dossier: dict[str, list[NominationLine]] = {}
    for row in rows:
        by_dossier.setdefault(str(row.nomination_id), []).append(row)
    found: dict[str, tuple[Verdict, ...]] = {}
    for together in by_dossier.values():
        dossier = together[0].nomination
        rules_of = award_rules.rules_for(dossier, {row.final_award for row in together}, on=on)
        asked = [question_of(row) for row in together]
        found |= _judged(dossier.authority_id, asked, rules_of, on=on)
    return _set_aside(found)


def _judged(
    authority: str, asked: list[Question], rules_of: Mapping[str, AwardRules], *, on: date
) -> dict[str, tuple[Verdict, ...]]:
    facts = merits.merits_of(asked, authority=authority, forms=forms(), on=on)
    return {one.key: rules.verdicts(rules_of[one.award], facts[one.key]) for one in asked}


def _set_aside(found: dict[str, tuple[Verdict, ...]]) -> dict[str, tuple[Verdict, ...]]:
    reasons = {
        (str(line), check): reason
        for line, check, reason in EligibilityOverride.objects.filter(line__in=list(found)).values_list(
            "line", "check_code", "reason"
        )
    }
    return {
        line: tuple(replace(one, overridden=reasons.get((line, one.check), "")) for one in each)
        for line, each in found.items()
    }


def asked(question: Question, *, authority: str, on: date) -> tuple[Verdict, ...]:
    """What the rules of a day say of somebody whom nobody proposed yet."""
    rules_of = award_rules.rules_of_many(authority, (question.award,), on)
    return _judged(authority, [question], rules_of, on=on)[question.key]


def may_override(by: Actor) -> bool:
    return bool(by.roles_over(Place(by.authority)) & OVERRIDERS)


def _require_distance(line: NominationLine, *, by: Actor, on: date) -> None:
    """Nobody sets a check aside in a dossier that they wrote, handed in or appraised, about themselves or their unit."""
    dossier = line.nomination
    touched = {dossier.drafted_by_id, dossier.submitted_by_id, dossier.appraised_by_id} - {None}
    own = {str(one) for one in touched} & by.accounts
    here = Posting.objects.filter(in_force(on), unit__in={dossier.unit_id, line.unit_id}, person__code__in=by.persons)
    if own or (line.person and line.person.code in by.persons) or (by.persons and here.exists()):
        message = gettext_noop(
            "Người lập, nộp, thẩm định hồ sơ hoặc người của đơn vị được đề nghị không được bỏ qua điều kiện."
        )
        raise NotAllowed("eligibility.own", message)


def _failed(line: NominationLine, check: str, on: date) -> Verdict:
    found = next((one for one in verdicts([line], on=on)[str(line.pk)] if one.check == check), None)
    if found is None:
        raise Missing("eligibility.no_check", gettext_noop("Danh hiệu, hình thức này không có điều kiện đó."))
    if found.outcome != FAIL:
        message = gettext_noop("Chỉ bỏ qua được điều kiện đang không đạt.")
        raise WrongState("eligibility.not_failed", message, state=found.outcome)
    if not found.overridable:
        message = gettext_noop("Điều kiện này do luật quy định, không ai được bỏ qua.")
        raise NotAllowed("eligibility.not_overridable", message)
    return found


@transaction.atomic
def override(line_id: str, check: str, *, reason: str, by: Actor, at: datetime) -> EligibilityOverride:
    """Set one failed check of one nominee aside, for a reason that is on record for good. Repeated, it answers the same."""
    on = local_date(at)
    rows = NominationLine.objects.select_for_update(of=("self",)).select_related(
        "nomination__campaign", "person", "unit"
    )
    line = rows.filter(pk=line_id, nomination__in=award_visibility.nominations(by, on)).first()
    if line is None:
        raise Missing("eligibility.no_line", gettext_noop("Không có dòng đề nghị này."))
    if not may_override(by):
        message = gettext_noop("Chỉ người có thẩm quyền hoặc Chủ tịch Hội đồng được bỏ qua một điều kiện không đạt.")
        raise NotAllowed("eligibility.not_allowed", message)
    _require_distance(line, by=by, on=on)
    if line.nomination.state not in OPEN:
        message = gettext_noop("Hồ sơ chưa nộp hoặc đã xong; không bỏ qua điều kiện được nữa.")
        raise WrongState("eligibility.dossier_closed", message, state=line.nomination.state)
    text = paragraphs(reason)
    known = EligibilityOverride.objects.filter(line=line, check_code=check).first()
    if known and known.reason == text and str(known.by_id) == by.account:
        return known
    if known:
        message = gettext_noop("Điều kiện này đã được bỏ qua, lý do đã ghi.")
        raise WrongState("eligibility.overridden", message, state="overridden")
    reasons.reasoned(reason, "eligibility.reason")
    verdict = _failed(line, check, on)
    row = EligibilityOverride.objects.create(
        authority_id=by.authority,
        line=line,
        check_code=check,
        verdict=verdict.to_data(),
        reason=text,
        by_id=by.account,
        at=at,
    )
    event = EligibilityOverridden(
        authority=by.authority,
        nomination=str(line.nomination_id),
        line=str(line.pk),
        award_code=line.final_award,
        subject=line.person.code if line.person else line.unit.code,
        check=check,
        article=verdict.article,
        reason=text,
    )
    ledger.record(event, by=by, at=at)
    return row
