"""Who reads what an entry of the ledger says: that something was done is told to all who read the ledger, what it said is not."""

from collections.abc import Iterable

from emulation.rules.access import AUTHORITY_HEAD, STANDING_OFFICER

OPEN, PERSONAL, CLOSED = "open", "personal", "closed"
RECORDS = frozenset(
    {
        "account", "authority", "award_rule", "calendar_day", "campaign", "council", "decision_paper", "delegation",
        "delivery", "document_template", "fund", "import", "inspection_checklist", "job", "legal_row", "mail", "month",
        "month_shard", "pledge_text", "printer_offset", "ranking", "ranking_revision", "role", "scheme",
        "service_registers", "signing_method", "survey", "template", "units",
    }
)  # fmt: skip
"""Nouns whose events are about the keeping of records and name nobody but those who keep them."""
SECRETS = frozenset({"contest_sheets", "peer", "peers", "session_item", "survey_codes", "visit"})
"""Nouns whose events somebody may not read though they read all else: marks and votes before their time, visits unannounced."""
READS_PERSONAL = frozenset({STANDING_OFFICER, AUTHORITY_HEAD})


def reading_of(type_: str) -> str:
    """What an event of this type is to readers; one that nobody thought of is personal."""
    noun = type_.split(".")[1] if type_.count(".") > 1 else type_
    if noun in SECRETS:
        return CLOSED
    return OPEN if noun in RECORDS else PERSONAL


def may_read(type_: str, roles: Iterable[str]) -> bool:
    """Whether somebody with these roles over the whole authority reads what an event of this type says."""
    reading = reading_of(type_)
    return reading == OPEN or (reading == PERSONAL and bool(READS_PERSONAL & frozenset(roles)))
