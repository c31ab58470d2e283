"""The five ways in which the product says no; anything else that is raised is a bug.

Messages are Vietnamese message ids with ``%(name)s`` places; whoever shows them to a person translates them
(``django.utils.translation.gettext(message) % params``), so that this module stays free of Django.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kernel.text import spoken


def _filled(message: str, params: Mapping[str, Any]) -> str:
    return message % {name: spoken(value) for name, value in params.items()} if params else message


@dataclass(frozen=True)
class Problem:
    """One fault in one place: ``path`` says where (``months[2].deadline``, ``Cá nhân!D7``), ``message`` how to mend it."""

    code: str
    message: str
    path: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        return _filled(self.message, self.params)


class Refusal(Exception):
    """Base of every expected no. ``code`` is stable and documented; ``problems`` lists each fault found."""

    status = 400

    def __init__(self, code: str, message: str, /, *, problems: Iterable[Problem] = (), **params: Any) -> None:
        self.code = code
        self.message = message
        self.params = params
        self.problems = tuple(problems)
        super().__init__(code, self.text())

    def text(self) -> str:
        """The untranslated sentence with its values filled in."""
        return _filled(self.message, self.params)


class Invalid(Refusal):
    """What was sent cannot be right, whatever the state."""

    status = 422


def invalid_at(code: str, message: str, path: str, /, **params: Any) -> Invalid:
    """The refusal of one fault in one place: told as the whole, and there."""
    return Invalid(code, message, problems=[Problem(code, message, path, params)], **params)


def refuse_all(problems: Sequence[Problem]) -> None:
    """Raise `Invalid` with every fault, named after the first, if there is any."""
    for first in problems:
        raise Invalid(first.code, first.message, problems=problems, **first.params)


class Missing(Refusal):
    """There is no such thing, or not for this actor."""

    status = 404


class NotAllowed(Refusal):
    """The thing is there and seen, but this actor may not do this with it."""

    status = 403


class WrongState(Refusal):
    """Right request, wrong moment: ``state`` is the present state, ``may`` the acts that are possible now."""

    status = 409

    def __init__(
        self,
        code: str,
        message: str,
        /,
        *,
        state: str,
        may: Iterable[str] = (),
        problems: Iterable[Problem] = (),
        **params: Any,
    ) -> None:
        self.state = state
        self.may = tuple(may)
        super().__init__(code, message, problems=problems, **params)


class Unavailable(Refusal):
    """A part that we need does not answer; the one refusal that is worth retrying."""

    status = 503
