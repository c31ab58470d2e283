"""A whole council votes at the same moment, each member twice: nothing is lost, nothing counts double, openly or in secret."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from emulation import accounts, people, units
from emulation.commendation import ballot_counts, ballots, council_agendas, council_sessions, councils, nominations
from emulation.commendation.nomination_lines import Wanted
from emulation.models import AwardType, CastMark, CouncilVote, Nomination, SecretBallot, SessionItem
from emulation.people import StaffRow
from emulation.rules import access, survey_codes
from emulation.units import UnitRow
from kernel.actors import AUTHORITY, UNIT, Actor, Grant, system_actor
from kernel.errors import WrongState
from tests.acts.test_at_once import at_once
from tests.council_world import pin

pytestmark = pytest.mark.django_db(transaction=True)
CODE, AT = "hoi-dong", datetime(2019, 5, 12, 2, 0, tzinfo=UTC)
MEMBERS = [f"uy-vien-{number}" for number in range(1, 10)]


def account(name: str, *grants: Grant, staff: str = "") -> Actor:
    by = system_actor(CODE)
    row = accounts.open_account(CODE, name, password="Thi-đua-2019!", name=name, person=staff, by=by, at=AT)
    for grant in grants:
        accounts.grant_role(CODE, name, grant, by=by, at=AT)
    row.refresh_from_db()
    return accounts.actor_of(row)


def dossier(kind: str, officer: Actor, *, secret: bool) -> str:
    """A dossier that has been appraised, whose rules say how it is voted on."""
    contents = nominations.Contents("Đề nghị", kind, 2018, lines=[Wanted("GK_HUYEN", "Có thành tích")])
    row = nominations.start("P01", contents, by=officer, at=AT)
    Nomination.objects.filter(pk=row.pk).update(state="appraised")
    row.lines.update(outcome="pass")
    return pin(str(row.pk), secret=secret)


def sit() -> tuple[dict[str, Actor], Actor, list[SessionItem]]:
    """A council of nine in an authority of one unit, with an open vote and a secret one going on."""
    award = {"name": "Giấy khen", "name_en": "Certificate", "kind": "form", "subjects": "both", "register_book": "GK"}
    AwardType.objects.get_or_create(
        code="GK_HUYEN", valid_from=date(2014, 1, 1), defaults={**award, "legal_basis": "x"}
    )
    by, start = system_actor(CODE), datetime(2018, 1, 1, tzinfo=UTC)
    units.found_authority(CODE, name="Quận", head_title="Chủ tịch", place="Quận", by=by, at=start)
    units.register(CODE, [UnitRow("P01", "Phường", "ward", "", "", "", date(2018, 1, 1))], source="x", by=by, at=start)
    staff = [
        StaffRow("CB2", "Người 2", "nữ", "P01", "Chuyên viên", "Chuyên môn", is_head=False, valid_from=date(2018, 1, 1))
    ]
    people.register(CODE, staff, source="x", by=by, at=start)
    officer = account("canbo", Grant(access.UNIT_OFFICER, UNIT, "P01"), staff="CB2")
    office = account("thuongtruc", Grant(access.STANDING_OFFICER, AUTHORITY))
    secretary = account("thuky", Grant(access.COUNCIL_SECRETARY, AUTHORITY))
    voters = {name: account(name) for name in MEMBERS}
    seats = [councils.Seat(name, "member" if number else "chair") for number, name in enumerate(MEMBERS)]
    founding = councils.Founding("Hội đồng", "QĐ 1", date(2019, 1, 1), seats)
    council = str(councils.found(founding, by=office, at=AT).pk)
    plan = council_sessions.Plan(AT.date())
    session = str(council_sessions.convene(council, plan, by=secretary, at=AT).pk)
    for kind, secret in (("merit", False), ("ad_hoc", True)):
        council_agendas.bring(session, dossier(kind, officer, secret=secret), by=secretary, at=AT)
    council_sessions.attend(session, dict.fromkeys(MEMBERS, "present"), by=secretary, at=AT)
    council_sessions.open_(session, by=secretary, at=AT)
    items = list(SessionItem.objects.filter(session=session).order_by("number"))
    for item in items:
        ballots.open_item(str(item.pk), by=secretary, at=AT)
    return voters, secretary, items


def test_nine_members_who_vote_at_once_lose_and_double_nothing(transactional_db: None, clock: None) -> None:
    with transaction.atomic():
        voters, secretary, (public, secret) = sit()

    def once(name: str, number: int, choice: str) -> str:
        by = voters[name]
        try:
            ballots.vote(str(public.pk), choice, by=by, at=AT)
            receipt = survey_codes.code_of(bytes([number]) * 16)
            return ballots.cast(str(secret.pk), choice, receipt=receipt, by=by, at=AT)
        except WrongState as no:
            return no.code

    tries = [(name, number, choice) for number, name in enumerate(MEMBERS) for choice in ("yes", "no")]
    found = at_once(*[lambda args=args: once(*args) for args in tries])
    assert Counter(text if text.startswith("session") else "receipt" for text in found) == {
        "receipt": 9,
        "session_item.voted_already": 9,
    }
    assert (CouncilVote.objects.filter(item=public).count(), CastMark.objects.filter(item=secret).count()) == (9, 9)
    for item in (public, secret):
        ballot_counts.close_item(str(item.pk), by=secretary, at=AT)
    kept = Counter(SecretBallot.objects.filter(item=secret).values_list("choice", flat=True))
    assert kept == Counter(CouncilVote.objects.filter(item=public).values_list("choice", flat=True))
    assert SecretBallot.objects.filter(item=secret).values("receipt").distinct().count() == 9
