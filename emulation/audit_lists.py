"""Acts on lists drawn at random: one person binds a seed and what is drawn from, another brings words and draws."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from emulation import delegations, fairness, visibility, visits
from emulation.events import AuditListDrawn, AuditSeedCommitted
from emulation.models import AuditList, CampaignMonth, Participation
from emulation.rules import audit_lists as rules
from emulation.rules import states
from emulation.rules.audit_lists import Frame
from emulation.rules.inspection_states import AUDIT_LIST, DRAWERS
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.models import LedgerEntry
from kernel.text import digest, gettext_noop, nfc

LONGEST_WORDS = 200


def find(list_id: str, *, by: Actor) -> AuditList:
    rows = visibility.audit_lists(by).select_related("month", "campaign", "committed_by", "drawn_by")
    row = rows.filter(pk=list_id).first()
    if row is None:
        raise Missing("audit_list.missing", gettext_noop("Không có danh sách kiểm tra ngẫu nhiên này."))
    return row


def _month(campaign_id: str, month: str, *, by: Actor) -> CampaignMonth:
    rows = CampaignMonth.objects.select_for_update(no_key=True, of=("self",)).select_related("campaign")
    row = rows.filter(campaign_id=campaign_id, authority_id=by.authority, month=month).first()
    if row is None:
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=month)
    if row.campaign.state not in (states.LAUNCHED, states.CLOSED):
        message = gettext_noop("Phong trào không ở trạng thái đang thực hiện.")
        raise WrongState("campaign.not_running", message, state=row.campaign.state)
    return row


def frame_of(month: CampaignMonth, size: int | None, *, by: Actor) -> Frame:
    """What is drawn from: every unit that takes part in the month, weighted by its inflation indicator as it is read now."""
    policy = visits.policy_of(month.campaign)
    taking_part = Participation.objects.filter(campaign_id=month.campaign_id, from_month__lte=month.month)
    units = {
        row.unit.code for row in taking_part.select_related("unit") if not row.to_month or row.to_month >= month.month
    }
    known = {line.code: line.inflation.value for line in fairness.report(str(month.campaign_id), by=by).units}
    weights = {code: rules.weight(known.get(code), policy) for code in sorted(units)}
    wanted = min(policy.list_size, len(weights)) if size is None else size
    return Frame(str(month.campaign_id), month.month, wanted, weights)


@transaction.atomic
def commit(campaign_id: str, month: str, *, seed: str, size: int | None = None, by: Actor, at: datetime) -> AuditList:
    """Bind the seed and the frame of a month's drawing: their digests go into the ledger, the seed stays unseen. Once for each
    month and for good: who could take a binding back could try seeds until the list pleases. Raises `WrongState` for a second."""
    if not visibility.holds(by, DRAWERS):
        raise NotAllowed("audit_list.not_allowed", gettext_noop("Bạn không được rút danh sách kiểm tra ngẫu nhiên."))
    held = _month(campaign_id, month, by=by)
    known = AuditList.objects.filter(month=held).first()
    if known:
        message = gettext_noop("Tháng này đã có cam kết rút ngẫu nhiên; mỗi tháng chỉ rút một lần.")
        raise WrongState("audit_list.bound", message, state=known.state, may=AUDIT_LIST.possible(known.state))
    frame = frame_of(held, size, by=by)
    faults = rules.check_frame(frame)
    if faults:
        message = gettext_noop("Chưa cam kết được: %(count)s lỗi.")
        raise Invalid("audit_list.invalid", message, problems=faults, count=len(faults))
    row = AuditList.objects.create(
        authority_id=by.authority,
        campaign_id=held.campaign_id,
        month=held,
        frame=frame.to_data(),
        frame_digest=frame.digest,
        seed_hash=rules.seed_hash(seed),
        seed=seed,
        committed_by_id=by.account,
        committed_at=at,
    )
    event = AuditSeedCommitted(
        authority=by.authority,
        audit_list=str(row.pk),
        campaign=str(row.campaign_id),
        month=month,
        frame_digest=row.frame_digest,
        seed_hash=row.seed_hash,
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def draw(list_id: str, *, words: str, by: Actor, at: datetime) -> AuditList:
    """Draw with words that nobody could know when the seed was bound; by somebody else. The seed is shown from now on."""
    find(list_id, by=by)
    row = AuditList.objects.select_for_update(of=("self",)).select_related("month").get(pk=list_id)
    if row.drawn_at and str(row.drawn_by_id) == by.account and row.words == nfc(words):
        return row
    state = AUDIT_LIST.step(row.state, "draw", by.roles_over(Place(by.authority)))
    if delegations.had_a_hand(by, row.pk, (AuditSeedCommitted,), row.committed_by_id):
        message = gettext_noop("Người đã cam kết hạt giống không được tự rút; phải là người khác.")
        raise NotAllowed("audit_list.four_eyes", message)
    text = nfc(words)
    if not 4 <= len(text) <= LONGEST_WORDS:
        message = gettext_noop("Hãy ghi một dãy số hoặc câu mà không ai biết trước, từ 4 đến %(longest)s ký tự.")
        problem = Problem("audit_list.words", message, "words", {"longest": LONGEST_WORDS})
        raise Invalid("audit_list.words", message, problems=[problem], longest=LONGEST_WORDS)
    places = rules.draw(Frame.of(row.frame), row.seed, text)
    row.state, row.words, row.drawn = state, text, [place.to_data() for place in places]
    row.drawn_by_id, row.drawn_at = by.account, at
    row.save(update_fields=["state", "words", "drawn", "drawn_by", "drawn_at"])
    event = AuditListDrawn(
        authority=by.authority,
        audit_list=str(row.pk),
        campaign=str(row.campaign_id),
        month=row.month.month,
        seed=row.seed,
        words=text,
        drawn_digest=digest(row.drawn),
    )
    ledger.record(event, by=by, at=at)
    return row


@dataclass(frozen=True)
class Verified:
    """What holds: the file against the row, and the row against the ledger's entry from before the drawing."""

    checks: dict[str, bool]

    @property
    def holds(self) -> bool:
        return all(self.checks.values())


def require_reader(row: AuditList, *, by: Actor) -> None:
    if row.drawn_at is None:
        message = gettext_noop("Chưa rút; hạt giống chỉ được công bố sau khi rút.")
        raise WrongState("audit_list.not_drawn", message, state=row.state, may=AUDIT_LIST.possible(row.state))
    if not visibility.reads_audit_list(by, row):
        message = gettext_noop("Danh sách được công bố cho mọi người sau khi khóa tháng.")
        raise NotAllowed("audit_list.not_yet", message)


def parcel(row: AuditList, *, by: Actor) -> dict[str, Any]:
    """The file from which anybody draws again. Raises `NotAllowed` before its reader may see it."""
    require_reader(row, by=by)
    places = rules.draw(Frame.of(row.frame), row.seed, row.words)
    return rules.parcel(Frame.of(row.frame), row.seed, row.words, places)


def verify(row: AuditList, *, by: Actor) -> Verified:
    """Draw again, and compare with what stands, and with what the ledger has from before."""
    require_reader(row, by=by)
    bound = LedgerEntry.objects.filter(type=AuditSeedCommitted.type, key=str(row.pk), authority=by.authority).first()
    told = bound.payload if bound else {"frame_digest": "", "seed_hash": ""}
    data = {"frame": row.frame, "seed": row.seed, "words": row.words, "drawn": row.drawn}
    checks = rules.check_parcel(data, frame_digest=told["frame_digest"], bound_hash=told["seed_hash"])
    return Verified({**checks, "before": bool(bound and row.drawn_at and bound.at <= row.drawn_at)})
