"""What differs between two revisions of a ranking, line by line, and which lines of the inputs differ behind it.

The form of the inputs is the engine's business. All that is known of it here: besides its kind it holds parts by name, and
a part that belongs to subjects is keyed by them or lists them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

SUBJECT_PARTS = ("sheets", "months")
GROUPS, EXCEPTIONAL = "groups", "exceptional"
LISTED = "x"


@dataclass(frozen=True)
class Place:
    """Where somebody stands in a revision; figures as text, no rank is None."""

    name: str
    score: str | None
    grade: str
    rank: int | None
    rank_in_cluster: int | None
    rank_in_unit: int | None
    reason: str


@dataclass(frozen=True)
class InputChange:
    """One line of the inputs: ``path`` as in ``sheets.B1``; None stands for nothing."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Change:
    """A subject whose line or inputs are others than before. Without ``inputs`` of its own it was moved by others.

    The empty subject stands for what is common to all.
    """

    subject: str
    name: str
    before: Place | None
    after: Place | None
    inputs: tuple[InputChange, ...]

    @property
    def moved(self) -> bool:
        return self.before != self.after

    def to_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Change":
        before, after = (Place(**place) if place else None for place in (data["before"], data["after"]))
        inputs = tuple(InputChange(**line) for line in data["inputs"])
        return cls(data["subject"], data["name"], before, after, inputs)


def subjects_of(inputs: Mapping[str, Any]) -> frozenset[str]:
    """Everybody whom the inputs of a ranking tell of. Raises `ValueError` for what are no inputs."""
    for part in SUBJECT_PARTS:
        if isinstance(inputs.get(part), Mapping):
            return frozenset(inputs[part])
    raise ValueError("these are no inputs of a ranking")


def changes(
    places: tuple[Mapping[str, Place], Mapping[str, Place]], inputs: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> tuple[Change, ...]:
    """Everything that is different (before, after), in the order of the subjects' codes, what is common to all first."""
    parts = tuple(_by_subject(one) for one in inputs)
    found = []
    for subject in sorted({*places[0], *places[1], *parts[0], *parts[1]}):
        before, after = places[0].get(subject), places[1].get(subject)
        lines = differing(parts[0].get(subject, {}), parts[1].get(subject, {}))
        last = after or before
        if before != after or lines:
            found.append(Change(subject, last.name if last else "", before, after, lines))
    return tuple(found)


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[InputChange, ...]:
    """The lines of two flat texts that are not the same."""
    return tuple(
        InputChange(path, before.get(path), after.get(path))
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    )


def _by_subject(inputs: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Each subject's own lines of the inputs, under the empty name what is common to all."""
    subjects = subjects_of(inputs)
    found: dict[str, dict[str, str]] = {}
    for part, value in inputs.items():
        for subject, path, inner in _owned(part, value, subjects):
            found.setdefault(subject, {}).update(flat(inner, path))
    return found


def _owned(part: str, value: Any, subjects: frozenset[str]) -> Iterator[tuple[str, str, Any]]:
    """Who owns what of one part: (subject, path, value)."""
    if part == EXCEPTIONAL:
        yield "", part, value
    elif isinstance(value, Mapping) and subjects.issuperset(value):
        yield from ((subject, part, own) for subject, own in value.items())
    elif _lists(value, subjects):
        yield from ((subject, part, LISTED) for subject in value)
    elif isinstance(value, Mapping) and value and all(_lists(inner, subjects) for inner in value.values()):
        yield from ((subject, f"{part}.{key}", LISTED) for key, inner in value.items() for subject in inner)
    else:
        yield "", part, value


def _lists(value: Any, subjects: frozenset[str]) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) and one in subjects for one in value)


def renamed(inputs: Mapping[str, Any], names: Mapping[str, str], group: Callable[[str, str], str]) -> dict[str, Any]:
    """The same inputs under other names of the subjects; ``group`` gives the other name of a group (grouping, group)."""
    subjects = subjects_of(inputs)
    groups = inputs.get(GROUPS, {})
    found = {part: _renamed(value, names, subjects) for part, value in inputs.items() if part != EXCEPTIONAL}
    found[GROUPS] = {
        names[subject]: {grouping: group(grouping, name) for grouping, name in own.items()}
        for subject, own in groups.items()
    }
    if EXCEPTIONAL in inputs:
        used = {(grouping, name) for own in groups.values() for grouping, name in own.items()}
        found[EXCEPTIONAL] = sorted(group(*pair) for pair in used if pair[1] in inputs[EXCEPTIONAL])
    return found


def _renamed(value: Any, names: Mapping[str, str], subjects: frozenset[str]) -> Any:
    if isinstance(value, Mapping) and subjects.issuperset(value):
        return {names[subject]: own for subject, own in value.items()}
    if _lists(value, subjects):
        return sorted(names[subject] for subject in value)
    if isinstance(value, Mapping):
        return {
            key: _renamed(inner, names, subjects) if _lists(inner, subjects) else inner for key, inner in value.items()
        }
    return value


def flat(value: Any, path: str = "") -> dict[str, str]:
    """A JSON value as lines: its path in dots and its text. Members of a list that name their subject go by it."""
    if isinstance(value, Mapping):
        pairs = [(f"{path}.{key}" if path else str(key), inner) for key, inner in value.items()]
    elif isinstance(value, list | tuple):
        named = [one["subject"] if isinstance(one, Mapping) and "subject" in one else n for n, one in enumerate(value)]
        pairs = [(f"{path}[{name}]", inner) for name, inner in zip(named, value, strict=True)]
    else:
        return {path: str(value)}
    lines: dict[str, str] = {}
    for inner_path, inner in pairs:
        lines |= flat(inner, inner_path)
    return lines
