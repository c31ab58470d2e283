"""What administrators do to log-ins and to the timetable."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SystemAdministratorAppointed(Event):
    """The account keeps what belongs to no authority: the nation's catalogue and the timetable."""

    type = "emulation.account.system_administrator_appointed.v1"
    account: str
    username: str


@dataclass(frozen=True, kw_only=True)
class AccountShut(Event):
    """Nobody signs in with it any more; roles and what was done stay."""

    type = "emulation.account.shut.v1"
    account: str
    username: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountReopened(Event):
    type = "emulation.account.reopened.v1"
    account: str
    username: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountUnlocked(Event):
    """Wrong passwords were forgotten, so that it need not be waited."""

    type = "emulation.account.unlocked.v1"
    account: str
    username: str


@dataclass(frozen=True, kw_only=True)
class PasswordLinkIssued(Event):
    """Somebody was given a link with which to choose a password, once; the link itself is written nowhere."""

    type = "emulation.account.password_link_issued.v1"
    account: str
    username: str


@dataclass(frozen=True, kw_only=True)
class PasswordChosen(Event):
    type = "emulation.account.password_chosen.v1"
    account: str
    username: str


@dataclass(frozen=True, kw_only=True)
class JobRescheduled(Event):
    """A job of the timetable runs at other times, or not at all (``running`` false). ``rhythm`` is ``every 30`` seconds or
    ``daily 02:40``."""

    type = "emulation.job.rescheduled.v1"
    job: str
    old: str
    rhythm: str
    running: bool
    reason: str
