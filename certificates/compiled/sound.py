"""A quick look at texts: what passes is printable as it stands, what does not is looked at in full."""

from collections.abc import Iterable
from typing import Any

from certificates.compiled.letters import NOWHERE, TABLE
from certificates.paper import LIMITS

_PLAIN = frozenset(TABLE) - {NOWHERE}
_LONG = 200
TEXTS = tuple(name for name in LIMITS if name != "verify_url")


def unsound(fields: Iterable[str], paper: Any) -> bool:
    """Whether a text is empty, long, of unusual letters or blanks: letters of the compiled fonts are all composed, so such a
    text is in Unicode's composed form."""
    for field in fields:
        text = getattr(paper, field)
        if isinstance(text, str) and not (
            0 < len(text) <= LIMITS.get(field, _LONG) and _PLAIN.issuperset(text) and _tidy(text)
        ):
            return True
    return False


def _tidy(text: str) -> bool:
    return "  " not in text and text[0] != " " and text[-1] != " "
