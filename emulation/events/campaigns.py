"""Schemes, campaigns, and who takes part in them."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SchemePublished(Event):
    type = "emulation.scheme.published.v1"
    code: str
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class CampaignDrafted(Event):
    type = "emulation.campaign.drafted.v1"
    campaign: str
    code: str


@dataclass(frozen=True, kw_only=True)
class CampaignRevised(Event):
    type = "emulation.campaign.revised.v1"
    campaign: str
    code: str


@dataclass(frozen=True, kw_only=True)
class CampaignLaunched(Event):
    type = "emulation.campaign.launched.v1"
    campaign: str
    code: str
    name: str
    policy_digest: str
    months: list[str]
    units: list[str]


@dataclass(frozen=True, kw_only=True)
class ParticipationsMoved(Event):
    """Units that ended and units that took over in a running campaign, after a reorganisation."""

    type = "emulation.participations.moved.v1"
    campaign: str
    ended: list[str]
    joined: list[str]


@dataclass(frozen=True, kw_only=True)
class CampaignReviewed(Event):
    type = "emulation.campaign.reviewed.v1"
    campaign: str
    code: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class CampaignSuspended(Event):
    type = "emulation.campaign.suspended.v1"
    campaign: str
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CampaignResumed(Event):
    type = "emulation.campaign.resumed.v1"
    campaign: str
    code: str


@dataclass(frozen=True, kw_only=True)
class CampaignClosed(Event):
    type = "emulation.campaign.closed.v1"
    campaign: str
    code: str


@dataclass(frozen=True, kw_only=True)
class CampaignConcluded(Event):
    type = "emulation.campaign.concluded.v1"
    campaign: str
    code: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class CampaignCancelled(Event):
    type = "emulation.campaign.cancelled.v1"
    campaign: str
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MonthClosed(Event):
    type = "emulation.month.closed.v1"
    month_id: str
    campaign: str
    month: str
