"""Lists of thousands: what is asked of the database does not grow with the list, and a page shows a part of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from emulation import decisions
from emulation.boards import decisions as boards
from emulation.decisions import changes
from emulation.decisions.lists import Draft, Proposal
from emulation.models import Award, Decision
from kernel.actors import Actor
from tests.world import NOW, OWN, Town

DAY = date(2019, 5, 13)
FEW, MANY = 2, boards.ON_A_PAGE + 1


@contextmanager
def counted(into: list[int]) -> Iterator[None]:
    with CaptureQueriesContext(connection) as asked:
        yield
    into.append(len(asked))


def lived(town: Town, households: int, asked: list[int]) -> Decision:
    """A decision for so many households from its draft to its revocation, with what each step asked of the database."""
    office, clerk, head = (town.actors[name] for name in ("standing_officer", "clerk", "authority"))
    awards = [Proposal("GK_HUYEN", OWN, "Hiến đất làm đường", household=f"Hộ {n}") for n in range(households)]
    with counted(asked):
        row = decisions.draft(Draft("Khen", "", DAY, "Lê Minh Đức", "Chủ tịch", awards), by=office, at=NOW)
    with counted(asked):
        decisions.number(str(row.pk), decided_on=DAY, by=clerk, at=NOW)
        decisions.sign(str(row.pk), by=head, at=NOW)
    with counted(asked):
        boards.decision(str(row.pk), 1, by=office, at=NOW)
    ended = [changes.Ended(str(pk), "a", "Sai") for pk in row.awards.values_list("pk", flat=True)]
    about = changes.Heading("Hủy", DAY, "Lê Minh Đức", "Chủ tịch")
    revoking = changes.draft_revocation(str(row.pk), about, ended, by=office, at=NOW)
    with counted(asked):
        decisions.number(str(revoking.pk), decided_on=DAY, by=clerk, at=NOW)
        decisions.sign(str(revoking.pk), by=head, at=NOW)
    return row


def test_signing_showing_and_revoking_ask_as_much_for_many_as_for_few(town: Town, office: Actor) -> None:
    few: list[int] = []
    many: list[int] = []
    lived(town, FEW, few)
    row = lived(town, MANY, many)
    assert all(more - less <= 6 for less, more in zip(few, many, strict=True)), (few, many)
    assert set(row.awards.values_list("state", flat=True)) == {Award.REVOKED}
    first = boards.decision(str(row.pk), 1, by=office, at=NOW)
    last = boards.decision(str(row.pk), 99, by=office, at=NOW)
    whole = boards.decision(str(row.pk), by=office, at=NOW)
    assert (len(first.rows), len(last.rows), len(whole.rows)) == (boards.ON_A_PAGE, 1, MANY)
    assert (last.page, last.pages, last.count) == (2, 2, MANY)
    assert [one.register for one in whole.rows] == [one.register for one in (*first.rows, *last.rows)]
    assert len({one.register for one in whole.rows}) == MANY
