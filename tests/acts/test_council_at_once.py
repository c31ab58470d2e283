"""A whole council votes at the same moment, each member twice: nothing is lost, nothing counts double, openly or in secret."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.db import connection, transaction

from emulation import accounts, people, units
from emulation.commendation import ballot_counts, ballots, council_agendas, council_sessions, councils, nominations
from emulation.commendation.nomination_lines import Wanted
from emulation.models import AwardType, BallotBox, CastMark, CouncilVote, Nomination, SecretBallot, SessionItem
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


Row = tuple[str, str, str, str]


def kept_by_an_administrator() -> set[Row]:
    """Everything that the database has of every row: its table, the transaction that wrote it, where it lies, what it says."""
    found: set[Row] = set()
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            cursor.execute(f'SELECT xmin::text, ctid::text, t::text FROM "{table}" t')
            found |= {(table, *row) for row in cursor.fetchall()}
    return found


def in_the_log(text: str, since: str) -> bool:
    """Whether the write-ahead log has had these signs since a moment of its own."""
    query = """SELECT bool_or(position(%s::bytea in pg_read_binary_file('pg_wal/' || name)) > 0) FROM pg_ls_waldir()
                WHERE name ~ '^[0-9A-F]{24}$' AND name >= pg_walfile_name(%s::pg_lsn)"""
    with connection.cursor() as cursor:
        cursor.execute(query, [text.encode(), since])
        return bool((cursor.fetchone() or (False,))[0])


def test_whoever_keeps_every_row_and_the_log_after_each_secret_vote_learns_who_voted_and_not_how(
    transactional_db: None, clock: None
) -> None:
    with transaction.atomic():
        voters, secretary, (_, secret) = sit()
    receipts = {name: survey_codes.code_of(bytes([number * 53 % 256]) * 16) for number, name in enumerate(MEMBERS, 1)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        (since,) = cursor.fetchone() or ("",)
    seen, lengths = kept_by_an_administrator(), set()
    for number, name in enumerate(MEMBERS):
        choice = ("yes", "no", "abstain")[number % 3]
        ballots.cast(str(secret.pk), choice, receipt=receipts[name], by=voters[name], at=AT)
        now = kept_by_an_administrator()
        assert {table for table, *_ in now ^ seen} == {CastMark._meta.db_table, BallotBox._meta.db_table}
        (box,) = (text for table, _, _, text in now if table == BallotBox._meta.db_table)
        lengths.add(len(box))
        seen = now
    assert len(lengths) == 1
    everything = " ".join(text for *_, text in seen)
    assert not [name for name, receipt in receipts.items() if receipt in everything or in_the_log(receipt, since)]
    ballot_counts.close_item(str(secret.pk), by=secretary, at=AT)
    assert in_the_log(receipts[MEMBERS[0]], since), "the log is really read"
    with connection.cursor() as cursor:
        cursor.execute("SELECT receipt, xmin::text FROM emulation_secretballot ORDER BY ctid")
        lying = cursor.fetchall()
    assert [receipt for receipt, _ in lying] == sorted(receipts.values()), "they lie in an order that is chance"
    assert len({xmin for _, xmin in lying}) == 1
    entries = kept_by_an_administrator() - seen
    assert not [text for *_, text in entries if len({name for name in receipts.values() if name in text}) not in (0, 1)]
