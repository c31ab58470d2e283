"""Units and people, their accounts, and the lists that come in."""

from dataclasses import dataclass, field

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AuthorityFounded(Event):
    type = "emulation.authority.founded.v1"
    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class AuthorityLevelRecorded(Event):
    """Which administrative level the authority has from a day on."""

    type = "emulation.authority.level_recorded.v1"
    level: str
    valid_from: str
    legal_basis: str


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    type = "emulation.account.opened.v1"
    account: str
    username: str


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """``ends_on`` is the last day of a role that is given for a time."""

    type = "emulation.role.granted.v1"
    account: str
    role: str
    scope: str
    place: str = ""
    ends_on: str = ""


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    type = "emulation.role.ended.v1"
    account: str
    role: str
    scope: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class UnitsRegistered(Event):
    """Units founded or described anew, by import or by hand."""

    type = "emulation.units.registered.v1"
    source: str
    codes: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class UnitsReorganised(Event):
    """A merge, split or dissolution of units."""

    type = "emulation.units.reorganised.v1"
    kind: str
    predecessors: list[str]
    successors: list[str]
    effective_on: str
    legal_basis: str


@dataclass(frozen=True, kw_only=True)
class StaffRegistered(Event):
    type = "emulation.staff.registered.v1"
    source: str
    codes: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class PersonTransferred(Event):
    type = "emulation.person.transferred.v1"
    person: str
    from_unit: str
    to_unit: str
    effective_on: str


@dataclass(frozen=True, kw_only=True)
class ImportUploaded(Event):
    type = "emulation.import.uploaded.v1"
    import_id: str
    kind: str
    delegation: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportValidated(Event):
    type = "emulation.import.validated.v1"
    import_id: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class ImportRejected(Event):
    type = "emulation.import.rejected.v1"
    import_id: str
    code: str


@dataclass(frozen=True, kw_only=True)
class ImportCommitRequested(Event):
    """``account`` is whose the act was: the reaction writes the rows with its roles, or under ``delegation`` with those alone."""

    type = "emulation.import.commit_requested.v1"
    import_id: str
    account: str
    delegation: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportCommitted(Event):
    type = "emulation.import.committed.v1"
    import_id: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class ImportCommitRefused(Event):
    type = "emulation.import.commit_refused.v1"
    import_id: str
    code: str


@dataclass(frozen=True, kw_only=True)
class ImportDiscarded(Event):
    type = "emulation.import.discarded.v1"
    import_id: str
