"""Whom a ranking's result puts forward: by grade, or the first so many of each group; a tie on the boundary chooses nobody."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ranked:
    """One line of a ranking; ``rank`` is empty for who is not ranked, and is compared inside ``group``."""

    subject: str
    group: str
    rank: int | None
    grade: str


@dataclass(frozen=True)
class Chosen:
    """Codes in the order of the ranking: who is put forward, and who is left to the council because of a tie on the boundary."""

    subjects: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def choose(lines: Iterable[Ranked], *, grades: Collection[str] = (), top: int | None = None) -> Chosen:
    """Those who have a rank, one of the grades (where named), and are among the first ``top`` of their group (where given). Of
    a group of equals that does not fit as a whole nobody is chosen: all of it is left to the council."""
    fits = [line for line in lines if line.rank is not None and (not grades or line.grade in grades)]
    if top is None:
        return Chosen(tuple(line.subject for line in fits))
    groups: defaultdict[str, list[Ranked]] = defaultdict(list)
    for line in fits:
        groups[line.group].append(line)
    taken: set[str] = set()
    left: set[str] = set()
    for own in groups.values():
        chosen, tied = _of_group(own, top)
        taken |= chosen
        left |= tied
    subjects = [line.subject for line in fits]
    return Chosen(tuple(one for one in subjects if one in taken), tuple(one for one in subjects if one in left))


def _of_group(lines: list[Ranked], top: int) -> tuple[set[str], set[str]]:
    equals: defaultdict[int, list[str]] = defaultdict(list)
    for line in lines:
        equals[line.rank or 0].append(line.subject)
    taken: set[str] = set()
    for rank in sorted(equals):
        if len(taken) + len(equals[rank]) > top:
            return taken, set(equals[rank]) if len(taken) < top else set()
        taken |= set(equals[rank])
    return taken, set()
