"""Who is told: those whom grants in force name and who may open the page; what an inbox holds, and whose it is."""

from collections.abc import Iterable

import pytest
from django.test import Client

from emulation import accounts, inbox, notices, reach, recipients
from emulation.models import Notice, NoticeCopy
from emulation.rules import access
from emulation.rules.notices import KINDS, LAUNCHED
from kernel.actors import UNIT, Grant, system_actor
from kernel.errors import Missing
from tests.acts.conftest import refused
from tests.world import DRAFTED, NOW, OTHER, OWN, Town, World, person
from web import links

SAID = {"campaign": "Mới", "months": 4}


def tell(town: Town, key: str, about: dict[str, str], **whom: Iterable[str]) -> set[str]:
    """Tells, and answers the names of the accounts that got it."""
    notices.tell(town.code, LAUNCHED, key=key, values=SAID, about=about, at=NOW, **whom)
    got = NoticeCopy.objects.filter(notice__authority=town.code, notice__key__startswith=key)
    names = {str(account.pk): name for name, account in town.accounts.items()}
    return {names[str(copy.account_id)] for copy in got}


def test_units_roles_people_and_accounts_are_resolved_by_the_grants_in_force(town: Town, world: World) -> None:
    about = {"page": "campaign", "campaign": town.running}
    assert tell(town, "u", about, units=[OTHER]) == {"unit_head.D01", "unit_officer.D01"}
    assert tell(town, "r", about, roles=[access.CLUSTER_LEAD]) == {"cluster_lead", "all_roles"}
    stranger = str(world.away.accounts["staff"].pk)
    ids = [str(town.accounts["clerk"].pk), stranger]
    assert tell(town, "p", about, people=[person(OWN, 3)], accounts=ids) == {"staff", "clerk"}
    assert not NoticeCopy.objects.filter(account=stranger, notice__key="p").exists()
    for name in ("unit_head.D01", "unit_officer.D01"):
        role, username = name.partition(".")[0], f"{name}@{town.code}"
        accounts.end_role(town.code, username, Grant(role, UNIT, OTHER), by=system_actor(town.code), at=NOW)
    assert tell(town, "e", about, units=[OTHER]) == set()
    accounts.grant_role(
        town.code, f"nobody@{town.code}", Grant(access.UNIT_HEAD, UNIT, "HK"), by=system_actor(town.code), at=NOW
    )
    assert tell(town, "n", about, units=[OTHER, OWN]) == {"nobody", "unit_head", "unit_officer"}


def test_who_may_not_open_the_page_is_not_told(town: Town) -> None:
    """Two-sided: the committee may open the same page, and is told of it."""
    sheet = {"page": "evaluation", "evaluation": str(town.evaluation(DRAFTED, OTHER).pk)}
    everybody = [str(account.pk) for account in town.accounts.values()]
    told = tell(town, "sheet", sheet, accounts=everybody)
    whole = {*access.COMMITTEE, access.INSPECTOR, "all_roles"}
    assert told == {*whole, "unit_head.D01", "unit_officer.D01"}
    assert tell(town, "none", sheet, units=[OWN]) == set()
    assert not Notice.objects.filter(key__startswith="none").exists()
    draft = {"page": "campaign", "campaign": town.stages["draft"]}
    assert tell(town, "draft", draft, accounts=everybody) == {*access.COMMITTEE, "all_roles"}
    month = {"page": "unit_month", "campaign": town.running, "month": DRAFTED, "unit": notices.OWN_UNIT}
    assert tell(town, "own", month, units=[OWN, OTHER]) == {
        *("unit_head", "unit_officer", "unit_head.D01", "unit_officer.D01")
    }
    assert {row.about["unit"] for row in Notice.objects.filter(key__startswith="own")} == {OWN, OTHER}


def test_every_reader_of_every_notice_may_open_its_page(world: World, client: Client) -> None:
    for copy in NoticeCopy.objects.select_related("notice", "account"):
        client.force_login(copy.account, "django.contrib.auth.backends.ModelBackend")
        answer = client.get(f"/notices/{copy.pk}/", follow=True)
        assert (answer.status_code, answer.redirect_chain[0][0]) == (200, links.address(copy.notice.about))
        copy.refresh_from_db()
        assert copy.read_at == NOW


FROM_THE_FIRST_PAGE = {"appeals", "bookings", "decisions", "nominations", "visits"}
"""Lists that whoever looks at the first page may open; no notice leads to them."""


def test_pages_that_notices_lead_to_have_an_address_and_a_check_both() -> None:
    assert reach.PAGES.keys() <= links.PAGES.keys()
    assert links.PAGES.keys() - reach.PAGES.keys() == FROM_THE_FIRST_PAGE
    assert all(kind.title and kind.text for kind in KINDS.values())


def test_a_kind_a_page_or_a_value_that_is_not_there_is_a_fault(town: Town) -> None:
    about = {"page": "campaign", "campaign": town.running}
    for kind, page, said in (("none", about, SAID), (LAUNCHED, {"page": "none"}, SAID), (LAUNCHED, about, {})):
        with pytest.raises(KeyError):
            notices.tell(town.code, kind, key="x", values=said, about=page, units=[OWN], at=NOW)
    assert recipients.of_people(town.code, ["CB-none"]) == {}


def test_an_inbox_is_ones_own_and_what_is_read_stays_read(town: Town) -> None:
    head, officer = town.actors["unit_head"], town.actors["unit_officer"]
    about = {"page": "campaign", "campaign": town.running}
    tell(town, "one", about, units=[OWN])
    before = inbox.unread(head)
    copy = inbox.copies(head).get(notice__key=f"one:{OWN}")
    with refused(Missing, "notice.missing"):
        inbox.read(copy.pk, by=officer, at=NOW)
    inbox.read(copy.pk, by=head, at=NOW)
    assert inbox.read(copy.pk, by=head, at=NOW.replace(year=2020)).read_at == NOW
    assert inbox.unread(head) == before - 1
    assert inbox.read_all(by=head, at=NOW) == before - 1
    assert (inbox.unread(head), inbox.read_all(by=head, at=NOW)) == (0, 0)
    assert inbox.unread(officer) > 0


def test_a_notice_whose_page_its_reader_lost_leads_back_to_the_inbox(town: Town, client: Client) -> None:
    account, by = town.accounts["nobody"], system_actor(town.code)
    grant = Grant(access.UNIT_HEAD, UNIT, OWN)
    about = {"page": "unit_month", "campaign": town.running, "month": DRAFTED, "unit": OWN}
    assert tell(town, "never", about, accounts=[str(account.pk)]) == set()
    accounts.grant_role(town.code, account.username, grant, by=by, at=NOW)
    assert tell(town, "lost", about, accounts=[str(account.pk)]) == {"nobody"}
    accounts.end_role(town.code, account.username, grant, by=by, at=NOW)
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/notices/{NoticeCopy.objects.get(account=account).pk}/")
    assert answer.headers["Location"] == "/notices/"
    assert "Bạn không còn quyền xem" in client.get("/notices/").content.decode()
