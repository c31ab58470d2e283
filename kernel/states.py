"""State machines as data: rows of (from, act, to, roles) that give validation, buttons, diagrams and tests."""

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.errors import NotAllowed, WrongState
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Row:
    source: str
    act: str
    target: str
    roles: frozenset[str]


def row(source: str, act: str, target: str, *roles: str) -> Row:
    return Row(source, act, target, frozenset(roles))


@dataclass(frozen=True)
class Machine:
    """``name`` is the noun in refusal codes; ``initial`` the state of a new thing."""

    name: str
    initial: str
    rows: tuple[Row, ...]

    @property
    def states(self) -> tuple[str, ...]:
        found = dict.fromkeys([self.initial])
        for entry in self.rows:
            found.update(dict.fromkeys([entry.source, entry.target]))
        return tuple(found)

    @property
    def acts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(entry.act for entry in self.rows))

    def possible(self, state: str, roles: Iterable[str] | None = None) -> tuple[str, ...]:
        """Acts that a thing in this state allows (to these roles, where given), in the order of the rows."""
        held = None if roles is None else frozenset(roles)
        return tuple(e.act for e in self.rows if e.source == state and (held is None or e.roles & held))

    def step(self, state: str, act: str, roles: Iterable[str]) -> str:
        """The state after an act. Raises `NotAllowed` for the wrong role and `WrongState` for the wrong moment."""
        held = frozenset(roles)
        if not any(e.act == act and e.roles & held for e in self.rows):
            raise NotAllowed(
                f"{self.name}.not_allowed",
                gettext_noop("Tài khoản của bạn không có vai trò để thực hiện thao tác “%(act)s”."),
                act=act,
            )
        for entry in self.rows:
            if entry.source == state and entry.act == act and entry.roles & held:
                return entry.target
        raise WrongState(
            f"{self.name}.wrong_state",
            gettext_noop("Không thể thực hiện “%(act)s” khi trạng thái là “%(state_name)s”."),
            state=state,
            may=self.possible(state, held),
            act=act,
            state_name=state,
        )
