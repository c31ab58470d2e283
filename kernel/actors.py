"""Who acts: an actor with the roles that were granted to it, each with the place that it reaches."""

from dataclasses import dataclass

AUTHORITY, CLUSTER, UNIT, SELF = "authority", "cluster", "unit", "self"


@dataclass(frozen=True)
class Grant:
    """One role over one place: the whole authority, a cluster, a unit with everything below it, or oneself."""

    role: str
    scope: str
    code: str = ""


@dataclass(frozen=True)
class Place:
    """Where a thing belongs: its authority, its cluster, its unit with all units above it, and its person."""

    authority: str
    cluster: str = ""
    units: frozenset[str] = frozenset()
    person: str = ""


@dataclass(frozen=True)
class Principal:
    """On whose behalf somebody acts, under which delegation."""

    account: str
    name: str
    person: str
    delegation: str


@dataclass(frozen=True)
class Actor:
    """An account (or the platform itself) at the moment of an act. ``person`` is the code of its staff record, if any.

    With a ``principal`` it acts in that one's place, with the delegated role alone.
    """

    account: str
    name: str
    authority: str
    person: str = ""
    grants: tuple[Grant, ...] = ()
    principal: Principal | None = None

    @property
    def behalf(self) -> str:
        """The account in whose place this actor acts; empty for its own."""
        return self.principal.account if self.principal else ""

    @property
    def accounts(self) -> frozenset[str]:
        """Whose work it would be to judge one's own: the actor's, and that of whom it acts for."""
        return frozenset({self.account, self.behalf} - {""})

    @property
    def persons(self) -> frozenset[str]:
        """The staff records of the actor and of whom it acts for."""
        return frozenset({self.person, self.principal.person if self.principal else ""} - {""})

    def roles_over(self, place: Place) -> frozenset[str]:
        """The roles that this actor holds over a place; empty means that it may not even know of it."""
        if self.authority != place.authority:
            return frozenset()
        return frozenset(grant.role for grant in self.grants if self._reaches(grant, place))

    def _reaches(self, grant: Grant, place: Place) -> bool:
        if grant.scope == AUTHORITY:
            return True
        if grant.scope == CLUSTER:
            return grant.code == place.cluster
        if grant.scope == UNIT:
            return grant.code in place.units
        return grant.scope == SELF and bool(self.person) and self.person == place.person

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)


SYSTEM = "system"
CITIZEN = "citizen"
"""Somebody without an account: the ledger knows no more of them."""


def system_actor(authority: str) -> Actor:
    """The platform acting on its own timetable or in a reaction, for one authority."""
    return Actor(account=SYSTEM, name="Thi Đua", authority=authority, grants=(Grant(SYSTEM, AUTHORITY),))
