"""What the law says of service, taken into a campaign's policy at its launch."""

from collections.abc import Collection
from datetime import date
from typing import Any

from emulation.models import Campaign, LeaveKind, ServiceRule, in_force
from emulation.rules.policies import parse_policy
from emulation.rules.scheme_parts import CAP_GRADE
from emulation.rules.schemes import Scheme
from emulation.rules.service import days_between, months_of, year_to
from emulation.rules.service_policies import ServicePolicy
from emulation.schemes import scheme_of
from emulation.service_times import span_of
from kernel.errors import Problem
from kernel.text import gettext_noop


def kinds_on(day: date) -> list[LeaveKind]:
    return list(LeaveKind.objects.filter(in_force(day)))


def rule_on(day: date) -> ServiceRule | None:
    return ServiceRule.objects.filter(in_force(day)).first()


def settled(campaign: Campaign) -> dict[str, Any]:
    """The policy of a draft with what it leaves open about service: people are rated by the law of the campaign's last day."""
    if campaign.person_scheme is None or campaign.ends_on is None:
        return dict(campaign.policy)
    kinds, rule = kinds_on(campaign.ends_on), rule_on(campaign.ends_on)
    law: dict[str, Any] = {
        "kinds": {kind.code: kind.counts for kind in kinds},
        "exempt": sorted(kind.code for kind in kinds if kind.exempt),
    }
    if rule is not None:
        rates_year = campaign.starts_on is not None and year_to(campaign.starts_on, campaign.ends_on) is not None
        law |= {"minimum_months": rule.minimum_months if rates_year else 0, "legal_basis": rule.legal_basis}
        bounds = {"from_months": rule.from_months, "below_months": rule.below_months, "veto": rule.veto}
        law["ceilings"] = [bounds] if rule.veto else []
    said = campaign.policy.get("service") or {}
    merged = {**law, **said, "kinds": {**law["kinds"], **said.get("kinds", {})}}
    whole = parse_policy({**campaign.policy, "service": merged}).service
    return {**campaign.policy, **({"service": whole.to_data()} if whole else {})}


def problems(campaign: Campaign) -> list[Problem]:
    """What of a draft's policy, as it would be settled, the scheme of people or the law's kinds of leave do not know."""
    if campaign.person_scheme is None or campaign.ends_on is None:
        return []
    policy = parse_policy(settled(campaign)).service
    known = [kind.code for kind in kinds_on(campaign.ends_on)]
    return [*_unknown(policy, scheme_of(campaign.person_scheme), known), *_too_long(policy, campaign)] if policy else []


def _too_long(policy: ServicePolicy, campaign: Campaign) -> list[Problem]:
    """A minimum that nobody could reach within the days that count would leave everybody unrated."""
    if campaign.starts_on is None or policy.minimum_months <= months_of(days_between(*span_of(campaign))):
        return []
    message = gettext_noop(
        "Phong trào ngắn hơn %(months)s tháng công tác tối thiểu nên không ai được xếp loại; hãy sửa."
    )
    path, about = "policy.service.minimum_months", {"months": policy.minimum_months}
    return [Problem("campaign.service_minimum", message, path, about)]


def _unknown(policy: ServicePolicy, scheme: Scheme, kinds: Collection[str]) -> list[Problem]:
    """What of a policy the scheme or the kinds of leave do not know."""
    caps = {veto.code for veto in scheme.vetoes if veto.effect == CAP_GRADE}
    message = gettext_noop(
        "Bộ tiêu chí cá nhân chưa có điều kiện hạ loại mang mã “%(code)s” cho người công tác chưa đủ thời gian; hãy chọn phiên bản"
        " có điều kiện này hoặc ban hành phiên bản mới."
    )
    problems = [
        Problem("campaign.service_veto", message, f"policy.service.ceilings[{place}].veto", {"code": one.veto})
        for place, one in enumerate(policy.ceilings)
        if one.veto not in caps
    ]
    message = gettext_noop("Không có loại nghỉ “%(code)s”; hãy kiểm tra lại mã.")
    unknown = sorted({*policy.kinds, *policy.exempt} - set(kinds))
    return problems + [Problem("campaign.service_kind", message, "policy.service", {"code": code}) for code in unknown]
