"""How places moved: up, down or not, for those who had a place before and have one now."""

from collections.abc import Mapping
from dataclasses import dataclass

UP, DOWN, SAME, NEW = "up", "down", "same", "new"


@dataclass(frozen=True)
class Move:
    """``kind`` is up, down, same or new; ``steps`` how many places, never negative."""

    kind: str
    steps: int = 0


def move(before: int | None, now: int) -> Move:
    if before is None:
        return Move(NEW)
    if now == before:
        return Move(SAME)
    return Move(UP, before - now) if now < before else Move(DOWN, now - before)


def moves(before: Mapping[str, int], now: Mapping[str, int]) -> dict[str, Move]:
    """Of everybody who has a place now. Nothing at all where nobody had one before: then there is nothing to compare with."""
    return {code: move(before.get(code), rank) for code, rank in now.items()} if before else {}
