"""Mails through a real SMTP server: sent once, tried again, given up, held back at night; addresses that are asked first."""

import asyncio
import email
import email.policy
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from django.db import transaction
from django.test import Client

from emulation import accounts, inbox, mail_preferences, mails, notices
from emulation.events import MailPreferenceChanged, MailRetried
from emulation.mail_preferences import Wish
from emulation.models import Account, Mail, MailPreference, NoticeCopy
from emulation.rules import access, mailing
from emulation.rules.notices import DEADLINE, LAUNCHED, MAIL_BOUNCES
from kernel.actors import UNIT, Grant, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tasks import mailing as sending
from tests.acts.conftest import once, recorded, refused
from tests.world import NOW, OWN, Town

ADDRESS = "hoa@example.vn"
NOON = NOW  # nine in the morning in Viet Nam
NIGHT = datetime(2019, 5, 12, 15, 0, tzinfo=UTC)
MORNING = datetime(2019, 5, 12, 23, 30, tzinfo=UTC)


class Server:
    """Answers what it is told to, keeps what it took, and can break off in the middle."""

    def __init__(self) -> None:
        self.answer, self.to_data, self.breaks_off = "", "", False
        self.taken: list[EmailMessage] = []
        self.handle_RCPT, self.handle_DATA = self.recipient, self.content

    async def recipient(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def content(self, server: SMTP, session: Any, envelope: Any) -> str:
        if self.breaks_off:
            server.transport.abort()
            return "250 never read"
        if self.to_data:
            return self.to_data
        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        return "250 taken"


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Server, int]]:
    """A server on a free port, in a thread of its own."""
    server, loop = Server(), asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> asyncio.Server:
        return await loop.create_server(lambda: SMTP(server, hostname="mail.example.vn", loop=loop), "127.0.0.1", 0)

    listening = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    yield server, listening.sockets[0].getsockname()[1]
    listening.close()
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.fixture
def server(running: tuple[Server, int], settings: Any) -> Server:
    server, port = running
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 3
    server.__init__()  # type: ignore[misc]
    return server


@pytest.fixture
def reader(town: Town, server: Server) -> Account:
    """The head of the unit, with a confirmed address and a mail for each notice at once."""
    account = town.accounts["unit_head"]
    MailPreference.objects.create(account=account, address=ADDRESS, confirmed_at=NOW, frequency=mailing.EACH)
    return account


def send(at: datetime = NOW) -> int:
    mails.write(at=at)
    return sending.send(at=at, pace=sending.Pace())


def tell(town: Town, key: str, *, at: datetime = NOW, said: str = "Phong trào Mới") -> None:
    about = {"page": "campaign", "campaign": town.running}
    values = {"campaign": said, "months": 4}
    notices.tell(town.code, LAUNCHED, key=key, values=values, about=about, units=[OWN], at=at)


def only(account: Account) -> Mail:
    return Mail.objects.get(account=account, purpose=Mail.NOTICES)


def test_a_mail_has_two_parts_in_the_readers_language_a_way_out_and_leads_to_its_page(
    town: Town, server: Server, reader: Account, client: Client
) -> None:
    tell(town, "one", said="Phường <xanh>")
    assert (send(), send(), len(server.taken)) == (1, 0, 1)
    row, (message,) = only(reader), server.taken
    assert (row.state, row.sent_at, message["Message-ID"], message["To"]) == (Mail.SENT, NOW, row.message_id, ADDRESS)
    assert str(message["Subject"]).strip() == "Phong trào “Phường <xanh>” đã được phát động"
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert "“Phường <xanh>”" in text
    assert "“Phường &lt;xanh&gt;”" in html
    assert "gồm 4 tháng" not in text + html
    (link,) = re.findall(r"http://localhost:8000(/notices/[0-9a-f-]+/)", text)
    client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
    assert client.get(link).headers["Location"] == f"/campaigns/{town.running}/"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    out = str(message["List-Unsubscribe"]).strip(" <>").removeprefix("http://localhost:8000")
    stranger = Client(enforce_csrf_checks=True)
    tell(town, "two")
    assert stranger.get(out).status_code == 200
    assert MailPreference.objects.get(account=reader).frequency == mailing.EACH
    assert stranger.post(out, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert MailPreference.objects.get(account=reader).frequency == mailing.OFF
    assert (send(), inbox.unread(town.actors["unit_head"]) > 0) == (0, True)


def test_what_waits_is_one_digest_without_what_was_read_or_is_closed_by_now(
    town: Town, server: Server, reader: Account
) -> None:
    MailPreference.objects.filter(account=reader).update(frequency=mailing.DAILY, language="en")
    for key in ("a", "b", "c"):
        tell(town, key, at=NOON)
    inbox.read(NoticeCopy.objects.get(account=reader, notice__key=f"a:{OWN}").pk, by=town.actors["unit_head"], at=NOW)
    assert send(NOON + timedelta(hours=2)) == 0
    tomorrow = datetime(2019, 5, 13, 0, 30, tzinfo=UTC)
    assert send(tomorrow) == 1
    text = server.taken[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.count("/notices/") == 2
    assert NoticeCopy.objects.filter(mail=only(reader)).count() == 2
    month = {"page": "unit_month", "campaign": town.running, "month": "2019-04", "unit": "D01"}
    grant = Grant(access.UNIT_HEAD, UNIT, "D01")
    accounts.grant_role(town.code, reader.username, grant, by=system_actor(town.code), at=NOW)
    said = {"month": "2019-04", "deadline": NOW.isoformat()}
    notices.tell(town.code, DEADLINE, key="m", values=said, about=month, accounts=[str(reader.pk)], at=tomorrow)
    assert NoticeCopy.objects.filter(account=reader, mail_at__isnull=False).count() == 1
    accounts.end_role(town.code, reader.username, grant, by=system_actor(town.code), at=NOW)
    assert send(tomorrow + timedelta(days=1)) == 0


def test_nothing_goes_out_in_quiet_hours_and_nothing_is_lost(town: Town, server: Server, reader: Account) -> None:
    tell(town, "at night", at=NIGHT)
    assert send(NIGHT) == 0
    tell(town, "before", at=NOON)
    mails.write(at=NOON)
    assert (sending.send(at=NIGHT, pace=sending.Pace()), only(reader).next_try) == (0, MORNING)
    assert (send(MORNING), len(server.taken)) == (2, 2)


def test_451_and_a_broken_connection_are_tried_again_further_and_further_apart_with_the_same_id(
    town: Town, server: Server, reader: Account
) -> None:
    tell(town, "one")
    server.answer = "451 4.3.0 try later"
    assert send() == 0
    row = only(reader)
    assert (row.state, row.next_try, row.answer) == (Mail.DEFERRED, NOW + timedelta(minutes=1), "451 4.3.0 try later")
    server.answer, server.breaks_off = "", True
    assert send(NOW + timedelta(seconds=59)) == 0
    assert only(reader).attempts == 1
    assert send(NOW + timedelta(minutes=1)) == 0
    row = only(reader)
    assert (row.attempts, row.next_try) == (2, NOW + timedelta(minutes=6))
    assert "Disconnected" in row.answer
    server.breaks_off = False
    assert send(NOW + timedelta(minutes=6)) == 1
    assert [message["Message-ID"] for message in server.taken] == [row.message_id]
    Mail.objects.filter(pk=row.pk).update(state=Mail.QUEUED, sent_at=None, next_try=NOW, attempts=9)
    server.to_data = "451 busy"
    assert send() == 0
    assert (only(reader).state, only(reader).next_try) == (Mail.STOPPED, None)


def test_550_stops_a_mail_and_an_address_that_refuses_again_and_again(
    town: Town, server: Server, reader: Account
) -> None:
    server.answer = "550 5.1.1 no such user"
    for number in range(mailing.BOUNCES):
        tell(town, f"mail {number}")
        assert send() == 0
        assert Mail.objects.filter(account=reader, state=Mail.STOPPED, answer=server.answer).count() == number + 1
    row = MailPreference.objects.get(account=reader)
    assert (row.bounces, row.bouncing_since) == (mailing.BOUNCES, NOW)
    assert NoticeCopy.objects.filter(account=reader, notice__kind=MAIL_BOUNCES).count() == 1
    tell(town, "no more")
    server.answer = ""
    assert send() == 0
    admin, newest = town.actors["administrator"], Mail.objects.filter(account=reader, purpose=Mail.NOTICES).first()
    assert newest is not None
    with refused(NotAllowed, "mail.not_allowed"):
        mails.retry(str(newest.pk), by=town.actors["standing_officer"], at=NOW)
    with refused(Missing, "mail.missing"):
        mails.retry(str(row.account_id), by=admin, at=NOW)
    MailPreference.objects.filter(account=reader).update(bounces=1, bouncing_since=None)
    mails.retry(str(newest.pk), by=admin, at=NOW)
    assert recorded(MailRetried, mail=str(newest.pk)) == 1
    assert (send(), MailPreference.objects.get(account=reader).bounces) == (1, 0)
    with refused(WrongState, "mail.wrong_state"):
        mails.retry(str(newest.pk), by=admin, at=NOW)


def test_an_address_holds_from_when_it_answers(town: Town, server: Server, client: Client) -> None:
    by, account = town.actors["unit_officer"], town.accounts["unit_officer"]
    wish = Wish(ADDRESS, mailing.EACH, quiet_from=time(0), quiet_to=time(0))
    once(MailPreferenceChanged, lambda: mail_preferences.change(wish, by=by, at=NOW))
    tell(town, "too early")
    assert (send(), len(server.taken)) == (1, 1)
    text = server.taken[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    (link,) = re.findall(r"http://localhost:8000(/mail/confirm/\S+/)", text)
    assert client.get(link).status_code == 200
    assert MailPreference.objects.get(account=account).address == ""
    assert client.get(link.replace("/confirm/", "/confirm/x")).status_code == 404
    with refused(Missing, "mail.bad_link"):
        mail_preferences.confirm(link.split("/")[-2], at=NOW + mail_preferences.CONFIRM_WITHIN + timedelta(seconds=1))
    assert client.post(link).status_code == client.post(link).status_code == 200
    assert MailPreference.objects.get(account=account).address == ADDRESS
    tell(town, "in time")
    assert (send(), len(server.taken)) == (1, 2)
    for place in range(mail_preferences.MOST_CONFIRMATIONS - 1):
        mail_preferences.change(Wish(f"{place}@example.vn"), by=by, at=NOW)
    with refused(WrongState, "mail.too_many_confirmations"):
        mail_preferences.change(Wish("one.more@example.vn"), by=by, at=NOW)
    with refused(Missing, "mail.bad_link"):
        mail_preferences.confirm("x", at=NOW)
    with refused(Invalid, "mail.bad_address") as no:
        mail_preferences.change(Wish("none", "hourly", "fr"), by=by, at=NOW)
    assert no.paths == ["address", "frequency", "language"]
    assert mail_preferences.change(Wish(), by=by, at=NOW).address == ""


def test_a_process_keeps_its_pace_and_asks_a_silent_server_once(
    town: Town, server: Server, reader: Account, settings: Any
) -> None:
    pace = sending.Pace()
    for second in (0.0, 1.0, 30.0):
        pace.count(second)
    assert [pace.room(now, 3) for now in (31.0, 60.0, 61.5, 90.0)] == [0, 1, 2, 3]
    settings.MAILS_PER_MINUTE = 2
    for number in range(3):
        tell(town, f"mail {number}", at=NOW)
        mails.write(at=NOW)
    pace = sending.Pace()
    assert (sending.send(at=NOW, pace=pace), sending.send(at=NOW, pace=pace)) == (2, 0)
    settings.EMAIL_PORT = 1
    tell(town, "mail 4")
    assert send() == 0
    assert Mail.objects.filter(account=reader, attempts=1).count() == 3
    assert recorded(MailRetried) == 0
    settings.EMAIL_HOST = ""
    assert sending.send(at=NOW + timedelta(hours=1)) == 0


def test_a_mail_in_other_hands_is_not_sent_twice(town: Town, server: Server, reader: Account) -> None:
    tell(town, "one")
    mails.write(at=NOW)
    row = mails.take(at=NOW)
    assert row is not None
    assert mails.take(at=NOW) is None
    assert sending.send(at=NOW, pace=sending.Pace()) == 0
    again = mails.take(at=NOW + mails.LEASE)
    assert again is not None
    with transaction.atomic():
        assert mails.hold(row) is None
        assert mails.hold(again) is not None
