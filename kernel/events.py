"""What an event is: a frozen, versioned, self-contained dataclass of plain values, known by its name."""

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Self

EVENTS: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. ``type`` is ``<room>.<noun>.<past tense>.v<n>``; ``key`` names the thing that it is about.

    A new optional field keeps the version; anything else is a new class with v2 beside v1.
    Payload values are JSON values (str, int, bool, None, lists and dicts of them): scores travel as strings.
    """

    type: ClassVar[str] = ""
    authority: str

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.type:
            if cls.type in EVENTS:
                raise TypeError(f"two events are called {cls.type}")
            EVENTS[cls.type] = cls

    @property
    def key(self) -> str:
        """The id of the thing that the event is about: the value of its first own field."""
        return str(getattr(self, fields(self)[1].name))

    def payload(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, payload: dict[str, Any]) -> Self:
        """Read a payload back; unknown fields of a younger writer are ignored."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in payload.items() if name in known})


def read(type_: str, payload: dict[str, Any]) -> Event:
    return EVENTS[type_].of(payload)
