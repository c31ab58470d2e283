"""What follows awards in money: bonuses computed when a decision is signed, ended when an award is revoked, recovered when paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from emulation import units, visibility
from emulation.commendation import award_rules, funds
from emulation.events import AwardsRevoked, BonusesComputed, BonusesRevoked, BonusRecovered, DecisionSigned
from emulation.models import Award, BonusEntitlement, Decision, FundEntry, PaymentList
from emulation.rules.access import ACCOUNTANT, READS_FUNDS, UNIT_HEAD
from emulation.rules.awards import bonuses as rules
from emulation.rules.awards import payment_states as states
from emulation.rules.awards.award_rules import AwardRules
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor, Place, system_actor
from kernel.errors import Missing, NotAllowed, WrongState, invalid_at
from kernel.text import gettext_noop, nfc

STANDING = (states.DUE, states.LISTED, states.PAID)
"""States in which a bonus counts against others for the same achievement."""


def seen(by: Actor, on: date) -> QuerySet[BonusEntitlement]:
    """All for the accountant and the committee; one's own for everybody else, and the unit's own as a collective for its head."""
    rows = BonusEntitlement.objects.filter(authority_id=by.authority)
    if visibility.holds(by, READS_FUNDS):
        return rows
    headed = [unit.code for unit in units.chart(by.authority, on).seen_by(by, {UNIT_HEAD})]
    mine = Q(person__code=by.person, person__code__gt="")
    return rows.filter(mine | Q(subject_kind=rules.COLLECTIVE, unit__code__in=headed))


def recipients(rows: Iterable[BonusEntitlement]) -> dict[str, Award]:
    """By bonus: the award as it reads now. An amended one names its recipient in the award that replaced it."""
    found = {str(row.pk): row.award for row in rows}
    while True:
        ended = [award.pk for award in found.values() if award.state == Award.AMENDED]
        later = Award.objects.filter(replaces__in=ended, decision__state="signed").select_related("decision")
        heirs = {award.replaces_id: award for award in later}
        if not heirs:
            return found
        found = {key: heirs.get(award.pk, award) for key, award in found.items()}


def subject_kind(award: Award) -> str:
    if award.household:
        return rules.HOUSEHOLD
    return rules.PERSON if award.person_id else rules.COLLECTIVE


@dataclass(frozen=True)
class _Law:
    """What awards of one decision are reckoned by; each text is read once."""

    authority: str
    day: date
    known: dict[tuple[str, str], AwardRules]

    def of(self, award: Award) -> AwardRules:
        """A dossier's own, of the day it was received; the law of the day of decision where there is none."""
        code = award.award_type.code
        dossier = str(award.line.nomination_id) if award.line else ""
        if (dossier, code) not in self.known:
            self.known[dossier, code] = (
                award_rules.rules_for(award.line.nomination, (code,), on=self.day)[code]
                if award.line
                else award_rules.rules_on(self.authority, code, self.day)
            )
        return self.known[dossier, code]


def _awards(decision: Decision) -> list[Award]:
    """Those that carry a bonus and have none yet: what only puts an earlier award right brings no money again."""
    rows = decision.awards.filter(bonus=None, replaces=None).exclude(state=Award.REVOKED)
    return list(rows.select_related("award_type", "line__nomination").order_by("place"))


def _computed(decision: Decision, awards: Sequence[Award], at: datetime) -> list[BonusEntitlement]:
    law = _Law(decision.authority_id, decision.decided_on, {})
    salary = award_rules.base_salary(decision.decided_on)
    made = []
    for award in awards:
        text = law.of(award).bonus
        if text is None:
            continue
        rule = rules.Rule(text.multiple, text.collective_multiple, rounding=text.rounding, step=text.step)
        kind = subject_kind(award)
        made.append(
            BonusEntitlement(
                authority_id=decision.authority_id,
                award=award,
                decision=decision,
                decided_on=decision.decided_on,
                subject_kind=kind,
                person_id=award.person_id,
                unit_id=award.unit_id,
                award_code=award.award_type.code,
                award_name=award.award_type.name,
                level=award.award_type.level,
                multiple=rule.multiple_of(kind),
                base_salary=salary.amount,
                rounding=rule.rounding,
                step=rule.step,
                amount=rules.amount(rule, salary.amount, kind),
                article=text.basis.article,
                basis=f"{text.basis.legal_basis}; {salary.legal_basis}",
                to_confirm=text.basis.to_confirm or salary.to_confirm,
                made_at=at,
            )
        )
    return made


def _cover(made: list[BonusEntitlement]) -> list[BonusEntitlement]:
    """Of several awards for one achievement decided on one day the highest alone is paid. Answers earlier bonuses, due until
    now, that one of these goes beyond."""
    about = {row.award.achievement_id for row in made} - {None}
    same = BonusEntitlement.objects.select_for_update(of=("self",)).select_related("award")
    same = same.filter(award__achievement__in=about, decided_on=made[0].decided_on, state__in=STANDING)
    earlier = list(same.order_by("pk"))
    claims = [
        rules.Claim(str(row.pk), str(row.award.achievement_id or ""), row.amount, place)
        for place, row in enumerate([*earlier, *made])
    ]
    paid = rules.paid(claims)
    for row in made:
        if str(row.pk) not in paid:
            row.state = states.BONUS.step(row.state, "cover", {"system"})
    beaten = [row for row in earlier if row.state == states.DUE and str(row.pk) not in paid]
    for row in beaten:
        row.state = states.BONUS.step(row.state, "cover", {"system"})
    return beaten


@transaction.atomic
def compute(event: DecisionSigned, at: datetime) -> int:
    """The bonuses of a signed decision, once. Nothing for one that revokes, and for old decisions that were entered from paper:
    who decided them paid them long ago."""
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=event.decision)
    if decision.kind == Decision.REVOKE or decision.origin == Decision.BACKFILL:
        return 0
    awards = _awards(decision)
    made = _computed(decision, awards, at) if awards else []
    if not made:
        return 0
    beaten = _cover(made)
    BonusEntitlement.objects.bulk_create(made)
    BonusEntitlement.objects.bulk_update(beaten, ["state"])
    total = sum(row.amount for row in made if row.state == states.DUE)
    told = BonusesComputed(authority=event.authority, decision=event.decision, bonuses=len(made), total=total)
    ledger.record(told, by=system_actor(event.authority), at=at)
    return len(made)


def _end(row: BonusEntitlement, decision: str, ground: str) -> None:
    """What revoking an award does to its bonus: not to be paid, or to be claimed back. One in an approved list stays in it to
    be seen; the list cannot be paid before it is drafted again."""
    row.state = states.BONUS.step(row.state, "claim" if row.state == states.PAID else "cancel", {"system"})
    row.revoked_by_id, row.revoked_ground = decision, ground
    if row.payment_list and row.payment_list.state in (states.DRAFT, states.RETURNED):
        row.payment_list.total -= row.amount
        row.payment_list.save(update_fields=["total"])
        row.payment_list = None
    row.save(update_fields=["state", "revoked_by", "revoked_ground", "payment_list"])


def _uncover(row: BonusEntitlement) -> None:
    """Where the highest award of an achievement is gone, the next one's bonus is due."""
    if row.award.achievement_id is None:
        return
    same = BonusEntitlement.objects.filter(award__achievement=row.award.achievement_id, decided_on=row.decided_on)
    if same.filter(state__in=STANDING).exists():
        return
    heir = same.filter(state=states.COVERED).order_by("-amount", "award__place").first()
    if heir:
        heir.state = states.BONUS.step(heir.state, "uncover", {"system"})
        heir.save(update_fields=["state"])


def _grounds(event: AwardsRevoked) -> dict[str, str]:
    """By the award that carries the bonus, the ground: one that was amended before carries it in the award it replaced."""
    grounds = {}
    told = {UUID(str(one["award"])): str(one["ground"]) for one in event.awards}
    for award in Award.objects.filter(pk__in=told, authority_id=event.authority).select_related("replaces"):
        first = award
        while first.replaces:
            first = first.replaces
        grounds[str(first.pk)] = told[award.pk]
    return grounds


@transaction.atomic
def revoke(event: AwardsRevoked, at: datetime) -> int:
    """End the bonuses of revoked awards: one that was paid is claimed back, any other is not paid. Nothing is deleted."""
    grounds = _grounds(event)
    concerned = BonusEntitlement.objects.filter(award__in=[UUID(one) for one in grounds], authority_id=event.authority)
    lists = PaymentList.objects.filter(bonuses__in=concerned).order_by("pk")
    held = {row.pk: row for row in PaymentList.objects.select_for_update().filter(pk__in=lists.values("pk"))}
    found = concerned.select_for_update(of=("self",)).select_related("award").order_by("pk")
    rows = [row for row in found if row.state in (states.DUE, states.COVERED, states.LISTED, states.PAID)]
    for row in rows:
        row.payment_list = held.get(row.payment_list_id) if row.payment_list_id else None
        _end(row, event.decision, grounds[str(row.award_id)])
    for row in rows:
        _uncover(row)
    if rows:
        claimed = sum(row.state == states.RECOVERY_DUE for row in rows)
        told = BonusesRevoked(
            authority=event.authority, decision=event.decision, cancelled=len(rows) - claimed, claimed=claimed
        )
        ledger.record(told, by=system_actor(event.authority), at=at)
    return len(rows)


def _refuse_recovery(by: Actor, document: str) -> None:
    if not visibility.holds(by, {ACCOUNTANT}):
        raise NotAllowed("bonus.not_allowed", gettext_noop("Chỉ kế toán ghi nhận tiền thưởng đã thu hồi."))
    if not document:
        raise invalid_at("bonus.document_needed", gettext_noop("Hãy ghi số, ngày chứng từ."), "document")


@transaction.atomic
def recover(bonus_id: str, *, document: str, by: Actor, at: datetime) -> BonusEntitlement:
    """The money of a revoked award came back: an entry in the fund that had paid it. Asked again, it answers the same."""
    document = nfc(document)
    known = seen(by, local_date(at)).filter(pk=bonus_id).select_related("payment_list").first()
    if known is None:
        raise Missing("bonus.missing", gettext_noop("Không có khoản thưởng này."))
    _refuse_recovery(by, document)
    if known.payment_list is None or known.state not in (states.RECOVERY_DUE, states.RECOVERED):
        states.BONUS.step(known.state, "recover", by.roles_over(Place(by.authority)))
        raise WrongState("bonus.unpaid", gettext_noop("Khoản thưởng này chưa được chi."), state=known.state)
    fund = funds.hold(str(known.payment_list.fund_id), by=by)
    row = BonusEntitlement.objects.select_for_update().get(pk=known.pk)
    entry = FundEntry.objects.filter(bonus=row).first()
    if entry and entry.document == document:
        return row
    row.state = states.BONUS.step(row.state, "recover", by.roles_over(Place(by.authority)))
    row.recovered_at = at
    row.save(update_fields=["state", "recovered_at"])
    funds.book(fund, FundEntry.RECOVERY, row.amount, document=document, bonus=row, by=by, at=at)
    event = BonusRecovered(authority=by.authority, bonus=str(row.pk), fund=str(fund.pk), document=document)
    ledger.record(event, by=by, at=at)
    return row
