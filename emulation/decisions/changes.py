"""Acts on decisions that come later than others: correct what an award says, or revoke awards on a ground of the law."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from emulation.decisions import registers
from emulation.decisions.lists import CITATION_LENGTH, full_number
from emulation.events import AwardsAmended, AwardsRevoked, DecisionDrafted
from emulation.models import Award, Decision, Revocation
from emulation.rules.awards import states
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, Problem, WrongState
from kernel.text import gettext_noop, nfc, paragraphs

LONGEST_NAME = 200
GROUND_TITLES = {
    "a": gettext_noop("gian dối trong việc kê khai công trạng, thành tích"),
    "b": gettext_noop("cung cấp thông tin sai sự thật hoặc làm giả hồ sơ, giấy tờ"),
    "c": gettext_noop("thẩm định, xét, duyệt, đề nghị trái quy định của pháp luật"),
    "d": gettext_noop("có kết luận, quyết định, bản án về vi phạm, khuyết điểm làm mất tiêu chuẩn xét tặng"),
}


@dataclass(frozen=True)
class Heading:
    """What a later decision says of itself."""

    title: str
    decided_on: date
    signatory_name: str
    signatory_title: str


@dataclass(frozen=True)
class Corrected:
    """What an award says from now on; ``award`` is its id, what is None stays as it is."""

    award: str
    recipient_name: str | None = None
    position: str | None = None
    unit_name: str | None = None
    citation: str | None = None

    @property
    def changed(self) -> dict[str, str]:
        given = {
            "recipient_name": self.recipient_name,
            "position": self.position,
            "unit_name": self.unit_name,
            "citation": self.citation,
        }
        return {name: nfc(text) for name, text in given.items() if text is not None}


@dataclass(frozen=True)
class Ended:
    """An award that is to end, by its id, with the letter of the ground and the finding behind it."""

    award: str
    ground: str
    reason: str


def _target(decision_id: str, *, by: Actor) -> Decision:
    row = Decision.objects.filter(pk=decision_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("decision.missing", gettext_noop("Không có quyết định này."))
    if row.state != states.SIGNED or row.kind == Decision.REVOKE:
        message = gettext_noop("Chỉ sửa đổi, hủy bỏ được quyết định khen thưởng đã ký.")
        raise WrongState("decision.not_in_force", message, state=row.state)
    if row.origin == Decision.ABOVE:
        message = gettext_noop("Quyết định của cấp trên chỉ cấp trên sửa đổi, hủy bỏ được.")
        raise WrongState("decision.given_above", message, state=row.state)
    return row


def _draft(kind: str, target: Decision, heading: Heading, *, by: Actor, at: datetime) -> Decision:
    states.DECISION.step(states.DRAFT, "revise", by.roles_over(Place(by.authority)))
    texts = {name: nfc(getattr(heading, name)) for name in ("title", "signatory_name", "signatory_title")}
    problems = [
        Problem("decision.text_needed", gettext_noop("Hãy ghi nội dung này."), name)
        for name, text in texts.items()
        if not text
    ]
    if heading.decided_on < target.decided_on:
        message = gettext_noop("Quyết định sửa đổi, hủy bỏ không được ghi ngày trước quyết định cũ.")
        problems.append(Problem("decision.before_target", message, "decided_on"))
    if problems:
        message = gettext_noop("Dự thảo quyết định có %(count)s lỗi.")
        raise Invalid("decision.invalid", message, problems=problems, count=len(problems))
    return Decision.objects.create(
        authority_id=by.authority,
        campaign_id=target.campaign_id,
        kind=kind,
        target=target,
        decided_on=heading.decided_on,
        drafted_by_id=by.account,
        drafted_at=at,
        **texts,
    )


def standing(target: Decision, ids: Sequence[str], field: str) -> dict[str, Award]:
    """The awards of the decision that are in force, by id. Raises `Invalid` with all that are unknown, ended or named twice."""
    rows = {str(row.pk): row for row in target.awards.filter(pk__in=[one for one in ids if len(one) == 36])}
    problems = []
    for index, id_ in enumerate(ids):
        path = f"{field}[{index}].award"
        if id_ not in rows:
            message = gettext_noop("Quyết định này không có dòng khen thưởng đó.")
            problems.append(Problem("decision.unknown_line", message, path))
        elif rows[id_].state != Award.VALID:
            message = gettext_noop("Dòng khen thưởng này đã được sửa đổi hoặc hủy bỏ trước đây.")
            problems.append(Problem("decision.ended", message, path))
        elif id_ in ids[:index]:
            problems.append(Problem("decision.repeated", gettext_noop("Dòng này được nêu hai lần."), path))
    if not ids:
        problems.append(Problem("decision.empty", gettext_noop("Danh sách khen thưởng còn trống."), field))
    if problems:
        message = gettext_noop("Dự thảo quyết định có %(count)s lỗi.")
        raise Invalid("decision.invalid", message, problems=problems, count=len(problems))
    return rows


def replacement(award: Award, place: int, decision: Decision, changed: dict[str, str]) -> Award:
    kept = (
        "award_type_id",
        "person_id",
        "unit_id",
        "household",
        "salutation",
        "line_id",
        "achievement_id",
        "category_id",
    )
    texts = ("recipient_name", "position", "unit_name", "citation", "commendation_kind")
    values = {name: getattr(award, name) for name in (*kept, *texts)} | changed
    return Award(authority_id=award.authority_id, decision=decision, place=place, replaces=award, **values)


def _text_faults(index: int, award: Award, changed: dict[str, str]) -> list[Problem]:
    faults = []
    limits = {"recipient_name": LONGEST_NAME, "position": LONGEST_NAME, "unit_name": LONGEST_NAME}
    for name, text in changed.items():
        longest = limits.get(name, CITATION_LENGTH)
        if len(text) > longest or (not text and name != "position"):
            message = gettext_noop("Hãy ghi từ 1 đến %(longest)s ký tự.")
            faults.append(Problem("decision.text", message, f"lines[{index}].{name}", {"longest": longest}))
    if all(getattr(award, name) == text for name, text in changed.items()):
        message = gettext_noop("Dòng này không có gì thay đổi.")
        faults.append(Problem("decision.unchanged", message, f"lines[{index}]"))
    return faults


@transaction.atomic
def draft_amendment(
    decision_id: str, heading: Heading, lines: Sequence[Corrected], *, by: Actor, at: datetime
) -> Decision:
    """Draft a decision that corrects what some awards of a signed one say. It is numbered and signed as any other."""
    target = _target(decision_id, by=by)
    decision = _draft(Decision.AMEND, target, heading, by=by, at=at)
    there = standing(target, [line.award for line in lines], "lines")
    pairs = [(index, there[line.award], line.changed) for index, line in enumerate(lines)]
    problems = [fault for one in pairs for fault in _text_faults(*one)]
    if problems:
        message = gettext_noop("Dự thảo quyết định có %(count)s lỗi.")
        raise Invalid("decision.invalid", message, problems=problems, count=len(problems))
    rows = [replacement(award, index + 1, decision, changed) for index, award, changed in pairs]
    Award.objects.bulk_create(rows)
    ledger.record(DecisionDrafted(authority=by.authority, decision=str(decision.pk), awards=len(rows)), by=by, at=at)
    return decision


def ground_faults(ended: Sequence[Ended]) -> list[Problem]:
    """Awards that are to end without a ground of the law, or without a reason."""
    problems = []
    for index, one in enumerate(ended):
        if one.ground not in Revocation.GROUNDS:
            message = gettext_noop("Hãy chọn một trong các căn cứ a, b, c, d của khoản 2 Điều 93.")
            problems.append(Problem("decision.ground", message, f"awards[{index}].ground"))
        if not nfc(one.reason):
            problems.append(Problem("decision.reason", gettext_noop("Hãy ghi lý do."), f"awards[{index}].reason"))
    return problems


@transaction.atomic
def draft_revocation(
    decision_id: str, heading: Heading, ended: Sequence[Ended], *, by: Actor, at: datetime
) -> Decision:
    """Draft a decision that revokes some awards of a signed one, or all of them."""
    target = _target(decision_id, by=by)
    decision = _draft(Decision.REVOKE, target, heading, by=by, at=at)
    there = standing(target, [one.award for one in ended], "awards")
    problems = ground_faults(ended)
    if problems:
        message = gettext_noop("Dự thảo quyết định có %(count)s lỗi.")
        raise Invalid("decision.invalid", message, problems=problems, count=len(problems))
    Revocation.objects.bulk_create(
        Revocation(
            authority_id=by.authority,
            decision=decision,
            award=there[one.award],
            ground=one.ground,
            reason=paragraphs(one.reason),
        )
        for one in ended
    )
    ledger.record(DecisionDrafted(authority=by.authority, decision=str(decision.pk), awards=len(ended)), by=by, at=at)
    return decision


def _hold(rows: Sequence[Award]) -> None:
    """Lock the awards that are to end. Raises `Invalid` for those that something else ended since the draft."""
    held = {row.pk: row for row in Award.objects.select_for_update().filter(pk__in=[r.pk for r in rows]).order_by("pk")}
    message = gettext_noop("Dòng khen thưởng này đã được sửa đổi hoặc hủy bỏ trước đây.")
    problems = [
        Problem("decision.ended", message, f"awards[{index}]")
        for index, row in enumerate(rows)
        if held[row.pk].state != Award.VALID
    ]
    if problems:
        invalid = gettext_noop("Chưa ký được quyết định: còn %(count)s vướng mắc.")
        raise Invalid("decision.not_signable", invalid, problems=problems, count=len(problems))


def _told(award: Award, entered: registers.Number) -> dict[str, object]:
    book, year, number = entered
    return {
        "award": str(award.pk),
        "award_type": award.award_type.code,
        "has_certificate": award.award_type.has_certificate,
        "recipient_name": award.recipient_name,
        "person": award.person.code if award.person else "",
        "unit": award.unit.code,
        "book": book,
        "register_year": year,
        "register_number": number,
    }


def _heading(decision: Decision) -> dict[str, str]:
    target = decision.target
    return {
        "authority": decision.authority_id,
        "decision": str(decision.pk),
        "target": str(target.pk) if target else "",
        "target_number": full_number(target) if target else "",
        "number": full_number(decision),
        "decided_on": decision.decided_on.isoformat(),
    }


def amend(decision: Decision, *, by: Actor, at: datetime) -> None:
    """What signing does to a decision that corrects: the old lines end, the new ones stand under the old register numbers."""
    rows = list(decision.awards.select_related("award_type", "person", "unit", "replaces"))
    old = [row.replaces for row in rows if row.replaces]
    _hold(old)
    Award.objects.filter(pk__in=[row.pk for row in old]).update(state=Award.AMENDED, ended_by=decision)
    entered = registers.numbers_of(rows)
    told = [
        {
            **_told(row, entered[row.pk]),
            "replaces": str(row.replaces_id),
            "position": row.position,
            "unit_name": row.unit_name,
            "citation": row.citation,
            "salutation": row.salutation,
        }
        for row in rows
    ]
    signed = {"signatory_name": decision.signatory_name, "signatory_title": decision.signatory_title}
    seat = {"place": decision.authority.place, "authority_title": decision.authority.head_title}
    ledger.record(AwardsAmended(**_heading(decision), **signed, **seat, awards=told), by=by, at=at)


def revoke(decision: Decision, *, by: Actor, at: datetime) -> None:
    """What signing does to a decision that revokes: the awards end on their grounds; their register numbers stay theirs."""
    rows = list(
        decision.revocations.select_related("award__award_type", "award__person", "award__unit").order_by("award_id")
    )
    _hold([row.award for row in rows])
    for ground in sorted({row.ground for row in rows}):
        ended = Award.objects.filter(pk__in=[row.award_id for row in rows if row.ground == ground])
        ended.update(state=Award.REVOKED, ended_by=decision, ended_ground=ground)
    entered = registers.numbers_of(row.award for row in rows)
    told = [{**_told(row.award, entered[row.award_id]), "ground": row.ground, "reason": row.reason} for row in rows]
    ledger.record(AwardsRevoked(**_heading(decision), awards=told), by=by, at=at)
