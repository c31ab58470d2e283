"""Template words for entries of the ledger: what an entry says, line by line."""

import json
from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def payload_rows(payload: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names and values; what is more than a word is written as JSON, one thing a line."""
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))
        for name, value in payload.items()
    ]
