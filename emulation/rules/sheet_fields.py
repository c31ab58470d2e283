"""A sheet as the fields of its form: how fields are spelled, how what two people typed is put together, and notes at lines.

A field is text: ``s.B1`` the points at a line, ``n.B1`` the words there, ``v.V1`` a ticked veto, ``absent`` and ``note``.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from emulation.rules.exact import exact_text
from emulation.rules.nodes import EVALUATION
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import NOT_APPLICABLE, Entry, check_sheet, parse_points
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, nfc

Fields = Mapping[str, str]
SCORE, NOTE, VETO, ABSENT, WHOLE = "s.", "n.", "v.", "absent", "note"
TICKED = "1"
APPLIES_NOT = "KAD"
LONGEST_SCORE, LONGEST_NOTE, LONGEST_WHOLE = 20, 300, 1000
NOT_APPLICABLE_WORDS = frozenset({"na", "kad", "n/a", "k/a", "không áp dụng"})
_LINE = re.compile(r"([A-Za-z0-9][A-Za-z0-9._]*): (.+)")


@dataclass(frozen=True)
class Merged:
    """``clashes`` are fields that somebody else changed meanwhile, with what stands there now."""

    values: dict[str, str]
    clashes: dict[str, str] = field(default_factory=dict)


def merged(stored: Fields, seen: Fields, given: Fields) -> Merged:
    """What is typed, laid over what is stored. A field that was left as it was seen says nothing. A field is taken where nobody
    changed it since its typist saw it, or changed it to the same; otherwise what is stored stays, and the clash is told."""
    values, clashes = dict(stored), {}
    for name, text in given.items():
        there = stored.get(name, "")
        if text == seen.get(name, ""):
            continue
        if there in (seen.get(name, ""), text):
            values[name] = text
        else:
            clashes[name] = there
    return Merged({name: text for name, text in values.items() if text}, clashes)


def names(scheme: Scheme) -> frozenset[str]:
    """The fields that the form of a scheme has."""
    leaves = scheme.leaf_codes(source=EVALUATION)
    lines = {prefix + code for prefix in (SCORE, NOTE) for code in leaves}
    return frozenset(lines | {VETO + code for code in scheme.veto_codes()} | {ABSENT, WHOLE})


def longest(name: str) -> int:
    if name == WHOLE:
        return LONGEST_WHOLE
    return LONGEST_NOTE if name.startswith(NOTE) else LONGEST_SCORE


def fields_of(scores: Mapping[str, str], vetoes: Iterable[str], *, absent: bool, note: str = "") -> dict[str, str]:
    """The form that shows a written sheet; ``note`` is the reason that was given with it."""
    whole, by_line = told_at_lines(note, scores)
    found = {SCORE + code: text for code, text in scores.items()}
    found |= {NOTE + code: text for code, text in by_line.items()}
    found |= {VETO + code: TICKED for code in vetoes}
    return found | {name: text for name, text in ((ABSENT, TICKED if absent else ""), (WHOLE, whole)) if text}


def spelled(name: str, text: str) -> str:
    """A field as it is kept: points in one spelling, so that 4,5 and 4.50 are the same; what cannot be read as it was typed."""
    if not name.startswith(SCORE) or not text.strip():
        return text.strip()
    try:
        entry = read_entry(text)
    except Invalid:
        return text.strip()
    return NOT_APPLICABLE.value if entry is NOT_APPLICABLE else exact_text(entry)


@dataclass(frozen=True)
class Read:
    """A form as a sheet: only points that can be counted are in ``scores``; the faults name their fields."""

    scores: dict[str, Entry]
    vetoes: tuple[str, ...]
    absent: bool
    note: str
    problems: tuple[Problem, ...] = ()


def read_entry(text: str) -> Entry:
    """Points with comma or point, or the words for not applicable. Raises `Invalid`."""
    return NOT_APPLICABLE if nfc(text).casefold() in NOT_APPLICABLE_WORDS else parse_points(text)


def read(scheme: Scheme, values: Fields) -> Read:
    scores: dict[str, Entry] = {}
    problems = []
    for code in scheme.leaf_codes(source=EVALUATION):
        text = values.get(SCORE + code, "").strip()
        if not text:
            continue
        try:
            entry = read_entry(text)
        except Invalid as no:
            problems.append(Problem(no.code, no.message, SCORE + code, no.params))
            continue
        faults = check_sheet(scheme, {code: entry}, source=EVALUATION)
        problems += [Problem(fault.code, fault.message, SCORE + code, fault.params) for fault in faults]
        if not faults:
            scores[code] = entry
    absent = values.get(ABSENT) == TICKED
    if absent and scores:
        message = gettext_noop("Cán bộ vắng mặt cả tháng thì không có điểm; hãy bỏ điểm hoặc bỏ dấu vắng mặt.")
        problems.append(Problem("evaluation.absent_with_points", message, ABSENT))
    by_line = {code: values.get(NOTE + code, "") for code in scheme.leaf_codes(source=EVALUATION)}
    vetoes = tuple(code for code in scheme.veto_codes() if values.get(VETO + code) == TICKED)
    return Read(scores, vetoes, absent, put_together(values.get(WHOLE, ""), by_line), tuple(problems))


def put_together(whole: str, by_line: Mapping[str, str]) -> str:
    """One note of a layer out of the words at its lines: ``B1: …``, a line each, after what is said of the whole."""
    lines = [f"{code}: {one}" for code, text in by_line.items() if (one := " ".join(nfc(text).split()))]
    return "\n".join(filter(None, [nfc(whole).strip(), *lines]))


def told_at_lines(note: str, codes: Collection[str] | Mapping[str, object]) -> tuple[str, dict[str, str]]:
    """A note taken apart again: what is said of the whole, and the words at the lines that there are."""
    whole, by_line = [], {}
    for line in note.splitlines():
        found = _LINE.fullmatch(line.strip())
        if found and found[1] in codes and found[1] not in by_line:
            by_line[found[1]] = found[2]
        else:
            whole.append(line)
    return "\n".join(whole).strip(), by_line
