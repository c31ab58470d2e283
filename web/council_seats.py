"""The form that enters a council: a row for each member, who is picked or typed by name, with what is wrong at its row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from django.utils.translation import gettext

from emulation.boards import typed_names
from emulation.boards.typed_names import Holder
from emulation.commendation import councils
from emulation.commendation.councils import Founding, Seat
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop
from web.access import Visit
from web.refusals import sentence

COLUMNS = {"member": typed_names.LONGEST, "member_role": 20, "member_title": 200}
"""The fields of a row, and how much of each is read."""
MOST = 60
ADD, DROP = "row", "drop-"


@dataclass(frozen=True)
class Row:
    """One member as typed."""

    account: str = ""
    role: str = councils.MEMBER
    title: str = ""
    account_error: str = ""
    role_error: str = ""
    fresh: bool = False

    @property
    def blank(self) -> bool:
        return not (self.account or self.title)


BEGUN = [
    Row(role=role) for role in (councils.CHAIR, councils.VICE, councils.SECRETARY, councils.MEMBER, councils.MEMBER)
]
"""What an empty form begins with."""


def typed(visit: Visit) -> list[Row]:
    columns = (
        [str(text).replace("\0", "").strip()[:longest] for text in visit.request.POST.getlist(name)[:MOST]]
        for name, longest in COLUMNS.items()
    )
    return [Row(account, role, title) for account, role, title in zip_longest(*columns, fillvalue="")]


def reshapes(act: str) -> bool:
    """Whether a button only adds or takes away a row."""
    return act == ADD or act.startswith(DROP)


def reshaped(rows: Sequence[Row], act: str) -> list[Row]:
    if act == ADD:
        return [*rows, Row(fresh=True)][:MOST]
    dropped = act.removeprefix(DROP)
    return [row for number, row in enumerate(rows, 1) if str(number) != dropped]


def _seats(rows: Sequence[Row], offered: Sequence[Holder]) -> tuple[list[Seat], dict[str, Problem]]:
    """The members by user name, and by path what the form itself finds wrong."""
    seats: list[Seat] = []
    wrong: dict[str, Problem] = {}
    taken: dict[str, int] = {}
    for number, row in enumerate(rows):
        path, name = f"seats[{number}].account", row.account
        try:
            name = typed_names.account(row.account, offered, field=path)
        except Invalid as no:
            wrong[path] = no.problems[0]
        first = taken.setdefault(name, number)
        if not name:
            wrong[path] = Problem("council.nobody", gettext_noop("Hãy chọn người cho dòng này."), path)
        elif first != number:
            message = gettext_noop("Người này đã có ở dòng %(line)s.")
            wrong[path] = Problem("council.twice", message, path, {"line": first + 1})
        seats.append(Seat(name, row.role, row.title))
    return seats, wrong


def founded(
    given: Mapping[str, str], rows: Sequence[Row], offered: Sequence[Holder]
) -> tuple[Founding, dict[str, Problem]]:
    """The council as typed. Its day is the first of the calendar where none was typed: that is among what is wrong."""
    seats, wrong = _seats(rows, offered)
    try:
        day = date.fromisoformat(given["valid_from"])
    except ValueError:
        day = date.min
        message = gettext_noop("Ngày không đúng; hãy chọn lại.")
        wrong["valid_from"] = Problem("council.day", message, "valid_from")
    return Founding(given["name"], given["document"], day, seats, given["quorum"] or "2/3"), wrong


def merged(found: Iterable[Problem], wrong: Mapping[str, Problem]) -> list[Problem]:
    """What the act and the form found: at one place the form's word, which knows what was typed."""
    mine = {problem.code for problem in wrong.values()}
    others = [one for one in found if one.path not in wrong and not (one.path == "seats" and one.code in mine)]
    return [*others, *wrong.values()]


def at_rows(rows: Sequence[Row], problems: Iterable[Problem]) -> list[Row]:
    """Every row with its own faults."""
    said = {problem.path: sentence(problem) for problem in problems}
    return [
        replace(
            row,
            account_error=said.get(f"seats[{number}].account", ""),
            role_error=said.get(f"seats[{number}].role", ""),
        )
        for number, row in enumerate(rows)
    ]


def listed(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Every fault with the place in the page that it is about."""
    found: dict[tuple[str, str], None] = {}
    for problem in problems:
        place, _, name = problem.path.partition("].")
        if name:
            line = int(place.removeprefix("seats[")) + 1
            anchor = f"member-{line}" if name == "account" else f"member-role-{line}"
            found[anchor, gettext("Dòng %(place)s: ") % {"place": line} + sentence(problem)] = None
        else:
            found[problem.path or "seats", sentence(problem)] = None
    return list(found)
