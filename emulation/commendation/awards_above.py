"""Awards that a level above decided, known in the history of this one: entered with its answer, ended when it ends them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from emulation.decisions import backfill_checks, backfills, changes
from emulation.decisions.changes import Ended
from emulation.decisions.lists import full_number, recipient
from emulation.events import AwardsAmended, AwardsHeard, AwardsRevoked
from emulation.files import account_of
from emulation.models import (
    Award,
    AwardType,
    Decision,
    ForwardedLine,
    Forwarding,
    Posting,
    Revocation,
    in_force,
)
from emulation.rules.access import CLERK, STANDING_OFFICER
from emulation.rules.awards.states import SIGNED
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor, Place, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc, paragraphs

NUMBER_LENGTH = 80


@dataclass(frozen=True)
class Paper:
    """A decision of a level above by value; who signed is known where it was signed on the platform."""

    number: str
    decided_on: date
    by: str
    title: str = backfills.TITLE
    signatory_name: str = ""
    signatory_title: str = ""


def paper_of(row: Decision) -> Paper:
    """A decision as it is told to the level below; what came from further above keeps the name of who gave it."""
    by = row.given_by or row.authority.name
    return Paper(full_number(row), row.decided_on, by, row.title, row.signatory_name, row.signatory_title)


def _decision(authority: str, paper: Paper, *, account: UUID, at: datetime) -> Decision:
    """The decision above as this level knows it, once for all that it gave here."""
    return Decision.objects.get_or_create(
        authority_id=authority,
        origin=Decision.ABOVE,
        given_by=paper.by,
        number=paper.number,
        decided_on=paper.decided_on,
        defaults={
            "state": SIGNED,
            "title": paper.title,
            "signatory_name": paper.signatory_name,
            "signatory_title": paper.signatory_title,
            "drafted_by_id": account,
            "drafted_at": at,
        },
    )[0]


def _award(one: ForwardedLine, kind: AwardType, decision: Decision, place: int) -> Award:
    line = one.line
    unit_name = backfills.unit_name(line.unit, decision.decided_on)
    posts = Posting.objects.filter(in_force(decision.decided_on), person=line.person) if line.person else ()
    return Award(
        authority_id=decision.authority_id,
        decision=decision,
        place=place,
        award_type=kind,
        person=line.person,
        unit=line.unit,
        position=next((row.position for row in posts), ""),
        unit_name=unit_name,
        citation=line.citation,
        line=line,
        achievement_id=line.achievement_id,
        category_id=line.category_id,
        commendation_kind=line.nomination.kind,
        **recipient(line.person, line.household, unit_name),
    )


def _known(one: ForwardedLine, code: str, paper: Paper) -> bool:
    """Whether the award is in the history already: told before, or entered from the paper decision."""
    line = one.line
    subject = {"person": line.person} if line.person else {"person": None, "unit": line.unit}
    rows = Award.objects.filter(authority_id=line.authority_id, household=line.household, **subject)
    same = {"award_type__code": code, "decision__number": paper.number, "decision__decided_on": paper.decided_on}
    return rows.filter(decision__state=SIGNED, **same).exists()


def enter(row: Forwarding, papers: Mapping[ForwardedLine, Paper | None], *, by: Actor, at: datetime) -> list[Award]:
    """Write what was given above into the history of each nominee who got something, once. This level gives no register number,
    certificate or bonus for it."""
    account, types, made = account_of(by) or row.sent_by_id, list(AwardType.objects.order_by("valid_from")), []
    newest = {kind.code: kind for kind in types}
    for one, paper in papers.items():
        code = one.award or one.award_code
        if paper is None or _known(one, code, paper):
            continue
        decision = _decision(row.authority_id, paper, account=account, at=at)
        kind = backfill_checks.types_on(types, paper.decided_on).get(code) or newest[code]
        award = _award(one, kind, decision, decision.awards.count() + 1)
        award.save()
        made.append(award)
    if made:
        told = [_told(award) for award in made]
        about = {"forwarding": str(row.pk), "nomination": str(row.nomination_id)}
        ledger.record(AwardsHeard(authority=row.authority_id, **about, awards=told), by=by, at=at)
    return made


def _told(award: Award) -> dict[str, Any]:
    decision = award.decision
    return {
        "award": str(award.pk),
        "award_type": award.award_type.code,
        "person": award.person.code if award.person else "",
        "unit": award.unit.code,
        "recipient_name": award.recipient_name,
        "number": decision.number,
        "decided_on": decision.decided_on.isoformat(),
        "given_by": decision.given_by,
    }


def _below(told: Sequence[Mapping[str, Any]]) -> dict[Decision, dict[Award, Mapping[str, Any]]]:
    """What the level below knows of these awards of ours, by the decision there, each with what is told of it now."""
    said = {UUID(str(one["award"])): one for one in told}
    ours = {row.line_id: said[row.pk] for row in Award.objects.filter(pk__in=said) if row.line_id}
    sent = ForwardedLine.objects.filter(above__in=ours).values_list("line", "above")
    news = {line: ours[above] for line, above in sent if above}
    rows = Award.objects.filter(line__in=news, state=Award.VALID, decision__origin=Decision.ABOVE)
    found: dict[Decision, dict[Award, Mapping[str, Any]]] = {}
    for award in rows.select_related("decision__authority", "award_type", "person", "unit").order_by("pk"):
        if award.line_id:
            found.setdefault(award.decision, {})[award] = news[award.line_id]
    return found


def _later(target: Decision, kind: str, paper: Paper, *, account: UUID, at: datetime) -> Decision:
    """The later decision of the level above, as this level knows it."""
    row = _decision(target.authority_id, paper, account=account, at=at)
    row.kind, row.target, row.campaign_id = kind, target, target.campaign_id
    row.save(update_fields=["kind", "target", "campaign"])
    return row


def _ended(event: AwardsAmended | AwardsRevoked, target: Decision, title: str) -> Paper:
    ours = Decision.objects.get(pk=event.decision)
    signed = (ours.signatory_name, ours.signatory_title)
    return Paper(event.number, date.fromisoformat(event.decided_on), target.given_by, ours.title or title, *signed)


@transaction.atomic
def follow_amendment(event: AwardsAmended, at: datetime) -> int:
    """What was corrected above is corrected in the history below; answers how many awards. Repeated, it changes nothing."""
    done = 0
    replaced = [{**one, "award": one["replaces"]} for one in event.awards]
    for target, rows in _below(replaced).items():
        if target.number == event.number:
            continue
        paper = _ended(event, target, "Về việc sửa đổi quyết định khen thưởng")
        later = _later(target, Decision.AMEND, paper, account=target.drafted_by_id, at=at)
        texts = ("recipient_name", "position", "unit_name", "citation")
        Award.objects.bulk_create(
            changes.replacement(award, place, later, {name: told[name] for name in texts})
            for place, (award, told) in enumerate(rows.items(), start=1)
        )
        changes.amend(later, by=system_actor(target.authority_id), at=at)
        done += len(rows)
    return done


def _revoke(later: Decision, ended: Iterable[tuple[Award, str, str]], *, by: Actor, at: datetime) -> None:
    Revocation.objects.bulk_create(
        Revocation(authority_id=later.authority_id, decision=later, award=award, ground=ground, reason=reason)
        for award, ground, reason in ended
    )
    changes.revoke(later, by=by, at=at)


@transaction.atomic
def follow_revocation(event: AwardsRevoked, at: datetime) -> int:
    """What was revoked above is revoked in the history below; answers how many awards. Repeated, it changes nothing."""
    done = 0
    for target, rows in _below(event.awards).items():
        paper = _ended(event, target, "Về việc hủy bỏ quyết định khen thưởng")
        later = _later(target, Decision.REVOKE, paper, account=target.drafted_by_id, at=at)
        ended = [(award, str(told["ground"]), str(told["reason"])) for award, told in rows.items()]
        _revoke(later, ended, by=system_actor(target.authority_id), at=at)
        done += len(rows)
    return done


def on_paper(row: Decision) -> bool:
    """Whether a decision of a level above was heard of on paper: then what becomes of it is entered by hand, too."""
    told = ForwardedLine.objects.filter(line__awards__decision=row, above__isnull=False)
    return row.origin == Decision.ABOVE and row.kind != Decision.REVOKE and not told.exists()


def may_end(row: Decision, by: Actor) -> bool:
    return bool(by.roles_over(Place(row.authority_id)) & {CLERK, STANDING_OFFICER}) and on_paper(row)


def _paper_faults(target: Decision, number: str, decided_on: date, on: date, ended: Sequence[Ended]) -> list[Problem]:
    problems = []
    if not 0 < len(number) <= NUMBER_LENGTH or not target.decided_on <= decided_on <= on:
        message = gettext_noop("Hãy ghi số, ký hiệu và ngày quyết định hủy bỏ của cấp trên, không sau hôm nay.")
        problems.append(Problem("decision.above_number", message, "number"))
    return [*problems, *changes.ground_faults(ended)]


@transaction.atomic
def end_on_paper(
    decision_id: str, ended: Sequence[Ended], *, number: str, decided_on: date, by: Actor, at: datetime
) -> Decision:
    """Write down that a level above which is not on the platform revoked awards, under its decision. Raises `NotAllowed`,
    `WrongState` where that level tells by itself, and `Invalid` with everything that is wrong."""
    target = Decision.objects.select_for_update(of=("self",)).filter(pk=decision_id, authority_id=by.authority).first()
    if target is None:
        raise Missing("decision.missing", gettext_noop("Không có quyết định này."))
    if not by.roles_over(Place(by.authority)) & {CLERK, STANDING_OFFICER}:
        message = gettext_noop("Chỉ văn thư, chuyên viên thường trực ghi việc cấp trên hủy bỏ khen thưởng.")
        raise NotAllowed("decision.no_change", message)
    if not on_paper(target):
        message = gettext_noop("Chỉ ghi tay được việc hủy bỏ của cấp trên không có trên nền tảng.")
        raise WrongState("decision.not_on_paper", message, state=target.state)
    wanted = nfc(number)
    problems = _paper_faults(target, wanted, decided_on, local_date(at), ended)
    rows = changes.standing(target, [one.award for one in ended], "awards")
    if problems:
        message = gettext_noop("Chưa ghi được: còn %(count)s chỗ phải sửa.")
        raise Invalid("decision.invalid", message, problems=problems, count=len(problems))
    paper = Paper(wanted, decided_on, target.given_by, "Về việc hủy bỏ quyết định khen thưởng")
    later = _later(target, Decision.REVOKE, paper, account=account_of(by) or target.drafted_by_id, at=at)
    _revoke(later, [(rows[one.award], one.ground, paragraphs(one.reason)) for one in ended], by=by, at=at)
    return later
