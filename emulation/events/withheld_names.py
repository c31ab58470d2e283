"""Events of names that the public honour roll withholds. Why is in the record alone."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NameWithheld(Event):
    """The public honour roll names this person no more; ``of_person`` says that they asked for it themselves."""

    type = "emulation.honours.name_withheld.v1"
    person: str
    of_person: bool


@dataclass(frozen=True, kw_only=True)
class NameShownAgain(Event):
    """The public honour roll names this person again."""

    type = "emulation.honours.name_shown_again.v1"
    person: str
