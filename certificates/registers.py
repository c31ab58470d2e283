"""How often certificates were issued under the numbers of the award register."""

from collections.abc import Iterable

from django.db.models import Max

from certificates.models import Certificate

Number = tuple[str, int, int]


def issues(authority: str, numbers: Iterable[Number]) -> dict[Number, int]:
    """By book, year and number the latest issue that has a paper; nothing where none was made."""
    wanted = set(numbers)
    rows = Certificate.objects.filter(
        authority=authority,
        book__in={book for book, _, _ in wanted},
        register_year__in={year for _, year, _ in wanted},
        register_number__in={number for _, _, number in wanted},
        issued_at__isnull=False,
    )
    counted = rows.order_by().values_list("book", "register_year", "register_number").annotate(last=Max("issue"))
    return {(book, year, number): last for book, year, number, last in counted}
