"""Numbers of decisions: which comes next in a year, and how one may be written."""

import re
from collections.abc import Iterable

_FORM = re.compile(r"[\w./-]{1,40}")


def well_formed(text: str) -> bool:
    return _FORM.fullmatch(text) is not None


def following(used: Iterable[str]) -> str:
    """The number after the greatest of those that begin with one: "12a" and "12/CT" count as 12, so that what is proposed is
    new and, where only proposals are taken, has no gap."""
    taken = [int(found[0]) for text in used if (found := re.match(r"[0-9]{1,9}", text))]
    return str(max(taken, default=0) + 1)
