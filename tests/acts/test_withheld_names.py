"""Names that the public honour roll withholds: by whom, for whom, and what the public can find then."""

import pytest

from emulation import withheld_names
from emulation.boards import open_pages
from emulation.boards.open_pages import Wish
from emulation.models import Award, WithheldName
from kernel.errors import Invalid, Missing, NotAllowed
from kernel.models import LedgerEntry
from tests.world import NOW, OWN, World, person


def test_a_name_is_withheld_by_its_person_or_the_office_and_shown_again_by_the_same(world: World) -> None:
    town, code = world.home, person(OWN, 3)
    staff, office, head = (town.actors[role] for role in ("staff", "standing_officer", "unit_head"))
    given = Award.objects.filter(authority=town.code, person__code=code, state=Award.VALID, decision__state="signed")
    name, awards = given[0].recipient_name, given.count()

    def found(words: str) -> list[str]:
        return [row.name for row in open_pages.honour_roll(town.code, Wish(words=words)).rows]

    before = len(found(""))
    assert name in found(name)
    with pytest.raises(Missing):
        withheld_names.withhold(code, by=head, at=NOW)
    with pytest.raises(Invalid):
        withheld_names.withhold(code, reason=" ", by=office, at=NOW)
    withheld_names.withhold(code, reason="Theo đề nghị của công an.", by=office, at=NOW)
    assert (found(name), len(found("")), found("").count("")) == ([], before, awards)
    with pytest.raises(NotAllowed):
        withheld_names.show_again(code, by=staff, at=NOW)
    withheld_names.withhold(code, by=staff, at=NOW)
    withheld_names.withhold(code, reason="lần nữa", by=office, at=NOW)
    row = WithheldName.objects.get(person__code=code)
    assert (row.of_person, row.reason) == (True, "")
    with pytest.raises(NotAllowed):
        withheld_names.show_again(code, by=office, at=NOW)
    for _ in range(2):
        withheld_names.show_again(code, by=staff, at=NOW)
    assert name in found(name) and withheld_names.of(code, by=staff) is None
    told = LedgerEntry.objects.filter(type__startswith="emulation.honours.name").order_by("id")
    assert [entry.payload.get("of_person") for entry in told] == [False, True, None]
    assert "công an" not in str([entry.payload for entry in told])
