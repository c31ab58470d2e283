"""Acts on the catalogue of award rules: an authority adds rows of its own and ends them; a dossier may take a later text."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from emulation import award_visibility, reasons
from emulation.commendation import award_rules
from emulation.events import AwardRuleAdded, AwardRuleEnded, FavourableRulesTaken
from emulation.models import Authority, AwardRule, Nomination
from emulation.rules.access import ADMINISTRATOR, AUTHORITY_HEAD, COUNCIL_CHAIR, STANDING_OFFICER
from emulation.rules.awards.award_rules import PARTS, AwardRules, Basis, Row, read_part
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState, invalid_at
from kernel.text import gettext_noop, nfc

KEEPERS = frozenset({ADMINISTRATOR, STANDING_OFFICER})
DECIDERS = frozenset({AUTHORITY_HEAD, COUNCIL_CHAIR})
ASPECTS = AwardRule.ASPECTS
LENGTHS = {"code": 60, "article": 200, "legal_basis": 300, "source": 300}
REASON_LENGTH = 2000
JUDGED = ("received", "appraised", "in_council", "considered")
"""States in which a dossier's rules are pinned and still decide."""


def may_keep(by: Actor) -> bool:
    return bool(by.roles_over(Place(by.authority)) & KEEPERS)


def require_keeper(by: Actor) -> None:
    if not may_keep(by):
        message = gettext_noop(
            "Chỉ quản trị hệ thống hoặc chuyên viên thường trực được sửa danh mục quy định khen thưởng của cơ quan."
        )
        raise NotAllowed("award_rule.not_allowed", message)


def _texts(given: Mapping[str, str], faults: list[Problem]) -> dict[str, str]:
    texts = {name: nfc(given.get(name, "")) for name in LENGTHS}
    for name, text in texts.items():
        if not text and name != "source":
            faults.append(Problem("award_rule.text_needed", gettext_noop("Hãy ghi nội dung này."), name))
        elif len(text) > LENGTHS[name]:
            message = gettext_noop("Dài quá %(limit)s ký tự; hãy viết ngắn lại.")
            faults.append(Problem("award_rule.too_long", message, name, {"limit": LENGTHS[name]}))
    return texts


def _known_award(award_code: str) -> bool:
    everywhere = {award_rules.EVERY, *award_rules.SCOPES.values()}
    return award_code in everywhere or bool(award_rules.tree_of([award_code]))


def checked(
    award_code: str, aspect: str, params: Mapping[str, Any], days: tuple[date, date | None], **given: str
) -> dict[str, Any]:
    """The row as it is stored. Raises `Invalid` with everything that is wrong."""
    faults: list[Problem] = []
    texts = _texts(given, faults)
    if not _known_award(award_code):
        message = gettext_noop("Danh mục không có danh hiệu, hình thức khen thưởng mang mã này.")
        faults.append(Problem("award_rule.unknown_award", message, "award_code"))
    if days[1] is not None and days[1] <= days[0]:
        message = gettext_noop("Ngày hết hiệu lực phải sau ngày có hiệu lực.")
        faults.append(Problem("award_rule.days", message, "valid_to"))
    if aspect not in PARTS:
        faults.append(Problem("award_rule.aspect", gettext_noop("Hãy chọn loại quy định."), "aspect"))
    else:
        wrong: list[Problem] = []
        part = read_part(Row(aspect, texts["code"], params, Basis()), "", wrong)
        faults.extend(Problem(one.code, one.message, one.path.removeprefix("."), one.params) for one in wrong)
        params = {} if wrong else part.params()
    if faults:
        raise Invalid("award_rule.faulty", gettext_noop("Quy định về khen thưởng có chỗ sai."), problems=faults)
    row = {"award_code": award_code, "aspect": aspect, "params": params}
    return {**row, **texts, "valid_from": days[0], "valid_to": days[1]}


def _overlapping(authority: str, wanted: Mapping[str, Any]) -> AwardRule | None:
    key = {name: wanted[name] for name in ("award_code", "aspect", "code")}
    rows = AwardRule.objects.filter(authority_id=authority, **key)
    if wanted["valid_to"]:
        rows = rows.filter(valid_from__lt=wanted["valid_to"])
    return next((row for row in rows if row.valid_to is None or row.valid_to > wanted["valid_from"]), None)


@transaction.atomic
def add(
    award_code: str,
    aspect: str,
    params: Mapping[str, Any],
    *,
    code: str,
    article: str,
    legal_basis: str,
    source: str = "",
    valid_from: date,
    valid_to: date | None = None,
    by: Actor,
    at: datetime,
) -> AwardRule:
    """Enter a rule of the authority's own; it goes before the nation's of the same award, aspect and code. Dossiers that were
    received before keep the rules that were pinned to them. Repeated, it answers the same."""
    require_keeper(by)
    texts = {"code": code, "article": article, "legal_basis": legal_basis, "source": source}
    wanted = checked(award_code, aspect, params, (valid_from, valid_to), **texts)
    Authority.objects.select_for_update(no_key=True).get(pk=by.authority)
    known = _overlapping(by.authority, wanted)
    if known and all(getattr(known, name) == value for name, value in wanted.items()):
        return known
    if known:
        message = gettext_noop("Cơ quan đã có quy định này trong khoảng thời gian đó; hãy kết thúc dòng cũ trước.")
        raise WrongState("award_rule.in_force", message, state="in_force", may=("end",))
    row = AwardRule.objects.create(authority_id=by.authority, **wanted)
    event = AwardRuleAdded(
        authority=by.authority,
        rule=str(row.pk),
        award_code=row.award_code,
        aspect=row.aspect,
        code=row.code,
        params=row.params,
        article=row.article,
        legal_basis=row.legal_basis,
        valid_from=row.valid_from.isoformat(),
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def succeed(
    rule_id: str,
    params: Mapping[str, Any],
    *,
    article: str,
    legal_basis: str,
    source: str = "",
    valid_from: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> AwardRule:
    """Let a row of the authority's own end on a day, from which a new version holds. Repeated, it answers the same."""
    old = end(rule_id, valid_to=valid_from, reason=reason, by=by, at=at)
    return add(
        old.award_code,
        old.aspect,
        params,
        code=old.code,
        article=article,
        legal_basis=legal_basis,
        source=source,
        valid_from=valid_from,
        by=by,
        at=at,
    )


@transaction.atomic
def end(rule_id: str, *, valid_to: date, reason: str, by: Actor, at: datetime) -> AwardRule:
    """Let a row of the authority's own hold up to and without a day; the nation's holds again from then on. The nation's rows
    are not the authority's to end."""
    require_keeper(by)
    row = AwardRule.objects.select_for_update().filter(pk=rule_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("award_rule.missing", gettext_noop("Cơ quan không có dòng quy định này."))
    text = reasons.reasoned(reason, "award_rule.reason_needed")
    if row.valid_to == valid_to:
        return row
    if row.valid_to is not None:
        message = gettext_noop("Dòng này đã có ngày hết hiệu lực.")
        raise WrongState("award_rule.ended", message, state="ended")
    if valid_to <= row.valid_from:
        message = gettext_noop("Ngày hết hiệu lực phải sau ngày có hiệu lực.")
        raise invalid_at("award_rule.days", message, "valid_to")
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    event = AwardRuleEnded(
        authority=by.authority,
        rule=str(row.pk),
        award_code=row.award_code,
        aspect=row.aspect,
        code=row.code,
        valid_to=valid_to.isoformat(),
        reason=text,
    )
    ledger.record(event, by=by, at=at)
    return row


def _later_rules(row: Nomination, award_code: str, day: date, today: date) -> AwardRules:
    """The rules of a later day, other than those that are pinned. Raises `Invalid` where they are not later or not other."""
    if row.received_on is None or not row.received_on < day <= today:
        message = gettext_noop("Chỉ chọn được quy định của một ngày sau ngày tiếp nhận hồ sơ, không quá hôm nay.")
        raise invalid_at("award_rule.not_later", message, "day")
    rules = award_rules.rules_on(row.authority_id, award_code, day)
    if AwardRules.from_data(row.rules[award_code]).digest == rules.digest:
        message = gettext_noop("Quy định của ngày này không khác quy định đã ghim theo hồ sơ.")
        raise invalid_at("award_rule.same", message, "day")
    return rules


@transaction.atomic
def take_favourable(
    nomination_id: str, award_code: str, day: date, *, reason: str, by: Actor, at: datetime
) -> Nomination:
    """Judge a received dossier, for one of its awards, by the rules of a later day, because they favour the nominees; the reason
    says why. Repeated, it answers the same."""
    today = local_date(at)
    rows = Nomination.objects.select_for_update().filter(authority_id=by.authority, pk=nomination_id)
    row = rows.filter(pk__in=award_visibility.nominations(by, today).values("pk")).first()
    if row is None:
        raise Missing("nomination.missing", gettext_noop("Không có hồ sơ đề nghị này."))
    if not by.roles_over(Place(by.authority)) & DECIDERS:
        message = gettext_noop("Chỉ người có thẩm quyền hoặc Chủ tịch Hội đồng chọn áp dụng quy định mới có lợi hơn.")
        raise NotAllowed("award_rule.not_decider", message)
    text = reasons.reasoned(reason, "award_rule.reason_needed")
    if row.more_favourable.get(award_code) == {"day": day.isoformat(), "reason": text}:
        return row
    if row.state not in JUDGED or award_code not in row.rules:
        message = gettext_noop("Hồ sơ chưa được tiếp nhận với danh hiệu, hình thức này, hoặc đã xong.")
        raise WrongState("award_rule.not_pinned", message, state=row.state)
    rules = _later_rules(row, award_code, day, today)
    row.rules = {**row.rules, award_code: rules.to_data()}
    row.more_favourable = {**row.more_favourable, award_code: {"day": day.isoformat(), "reason": text}}
    row.save(update_fields=["rules", "more_favourable"])
    event = FavourableRulesTaken(
        authority=by.authority,
        nomination=str(row.pk),
        award_code=award_code,
        day=day.isoformat(),
        digest=rules.digest,
        reason=text,
    )
    ledger.record(event, by=by, at=at)
    return row
