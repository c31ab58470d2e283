"""What people were told, what they were reminded of, and to which address they get mails."""

from dataclasses import dataclass, field

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeTold(Event):
    """``about`` names the page that it leads to; ``accounts`` is how many people got it."""

    type = "emulation.notice.told.v1"
    notice: str
    kind: str
    about: dict[str, str]
    units: list[str] = field(default_factory=list)
    accounts: int = 0


@dataclass(frozen=True, kw_only=True)
class MonthReminded(Event):
    """Units (by code) and people (by code) who were reminded of what is missing of a month."""

    type = "emulation.month.reminded.v1"
    month_id: str
    campaign: str
    month: str
    units: list[str]
    people: list[str]


@dataclass(frozen=True, kw_only=True)
class MailPreferenceChanged(Event):
    """``address`` stays out of the ledger, which is kept for good."""

    type = "emulation.mail_preference.changed.v1"
    account: str
    frequency: str
    language: str
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class MailRetried(Event):
    type = "emulation.mail.retried.v1"
    mail: str
