"""Rules as one short line of text, as the catalogue's file and its form write them: ``grade grade=excellent | initiative``."""

from collections.abc import Mapping
from typing import Any

from emulation.rules.awards.rule_values import ELIGIBILITY

_FRAME = ("subjects", "kinds", "warns", "overridable")


def read(aspect: str, text: str) -> dict[str, Any]:
    """The params that a line says, all as text. Of eligibility: conditions parted by ``|``, each its kind and its parts, and after
    ``;`` what holds for all of them. What makes no sense is kept, so that whoever checks the params names it."""
    if aspect != ELIGIBILITY:
        return _pairs(text)
    conditions, _, frame = text.partition(";")
    return {"any": [_condition(one) for one in conditions.split("|")], **_pairs(frame)}


def _condition(text: str) -> dict[str, str]:
    kind, _, rest = text.strip().partition(" ")
    return {"kind": kind, **_pairs(rest)}


def _pairs(text: str) -> dict[str, str]:
    parted = (one.partition("=") for one in text.split())
    return {name: value for name, _, value in parted}


def write(aspect: str, params: Mapping[str, Any]) -> str:
    """The line that says these params."""
    if aspect != ELIGIBILITY:
        return _line(params)
    conditions = " | ".join(
        " ".join((one["kind"], _line({name: value for name, value in one.items() if name != "kind"}))).strip()
        for one in params.get("any", ())
    )
    frame = _line({name: params[name] for name in _FRAME if name in params})
    return f"{conditions} ; {frame}" if frame else conditions


def _line(params: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={_text(value)}" for name, value in params.items())


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return ",".join(value) if isinstance(value, list | tuple) else str(value)
