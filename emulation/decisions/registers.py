"""The award register: every award of a signed decision gets the next number of its book and year, and keeps it for good."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from emulation.models import Award, Decision, RegisterBook, RegisterEntry


def enter(decision: Decision, awards: Sequence[Award], at: datetime) -> dict[str, RegisterEntry]:
    """Give every award the next number of its book and year. The book's row lock is held until the decision commits."""
    year = decision.decided_on.year
    entries = {}
    for book in sorted({award.award_type.register_book for award in awards}):
        RegisterBook.objects.get_or_create(authority_id=decision.authority_id, book=book, year=year)
        row = RegisterBook.objects.select_for_update().get(authority_id=decision.authority_id, book=book, year=year)
        for award in awards:
            if award.award_type.register_book != book:
                continue
            row.last_number += 1
            entries[str(award.pk)] = RegisterEntry(
                authority_id=decision.authority_id,
                book=book,
                year=year,
                number=row.last_number,
                award=award,
                recipient_name=award.recipient_name,
                entered_at=at,
            )
        row.save(update_fields=["last_number"])
    RegisterEntry.objects.bulk_create(entries.values())
    return entries


def subject_of(award: Award) -> str:
    """What is awarded: a person, a collective or a household."""
    if award.household:
        return "household"
    return "person" if award.person_id else "collective"


def told(award: Award, entry: RegisterEntry) -> dict[str, Any]:
    return {
        "award": str(award.pk),
        "award_type": award.award_type.code,
        "certificate_title": award.award_type.certificate_title,
        "has_certificate": award.award_type.has_certificate,
        "subject": subject_of(award),
        "salutation": award.salutation,
        "recipient_name": award.recipient_name,
        "position": award.position,
        "unit": award.unit.code,
        "unit_name": award.unit_name,
        "person": award.person.code if award.person else "",
        "citation": award.citation,
        "book": entry.book,
        "register_number": entry.number,
        "register_year": entry.year,
    }


Number = tuple[str, int, int]
NONE: Number = ("", 0, 0)


def numbers_of(awards: Iterable[Award]) -> dict[UUID, Number]:
    """By award its book, year and number: what was corrected keeps the number of what it replaces. All empty for an award that
    was entered from old papers; its number in the paper register is text."""
    heirs = {award.pk: [award.pk] for award in awards}
    found = dict.fromkeys(heirs, NONE)
    while heirs:
        for entry in RegisterEntry.objects.filter(award__in=heirs):
            for heir in heirs.pop(entry.award_id):
                found[heir] = (entry.book, entry.year, entry.number)
        before = Award.objects.filter(pk__in=heirs, replaces__isnull=False).values_list("pk", "replaces_id")
        earlier: dict[UUID, list[UUID]] = {}
        for pk, replaced in before:
            if replaced:
                earlier.setdefault(replaced, []).extend(heirs[pk])
        heirs = earlier
    return found


def number_of(award: Award) -> Number:
    return numbers_of([award])[award.pk]
