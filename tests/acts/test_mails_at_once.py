"""Several processes that write and send mails at the same moment: each notice is in one mail, and each mail goes out once."""

from collections import Counter

import pytest
from django.db import transaction

from emulation import accounts, mails
from emulation import units as organisation
from emulation.models import Mail, MailPreference, Notice, NoticeCopy
from emulation.rules import mailing
from emulation.rules.notices import MAIL_BOUNCES
from kernel.actors import system_actor
from tasks import mailing as sending
from tests.acts.test_at_once import at_once
from tests.acts.test_mails import Server, running, server
from tests.world import HOME, NOW, PASSWORD, START

__all__ = ["running", "server"]
READERS, NOTICES = 4, 5
pytestmark = pytest.mark.django_db(transaction=True)


def tell_everybody() -> None:
    by = system_actor(HOME)
    organisation.found_authority(HOME, name="Quận", head_title="Chủ tịch", place="Hà Nội", by=by, at=START)
    for number in range(READERS):
        account = accounts.open_account(HOME, f"doc-gia-{number}", password=PASSWORD, by=by, at=START)
        address = f"{number}@example.vn"
        MailPreference.objects.create(
            account=account, address=address, confirmed_at=START, frequency=mailing.EACH, language="vi"
        )
        for place in range(NOTICES):
            notice = Notice.objects.create(
                authority_id=HOME,
                key=f"{number}-{place}",
                kind=MAIL_BOUNCES,
                about={"page": "mail_preferences"},
                at=NOW,
            )
            NoticeCopy.objects.create(notice=notice, account=account, at=NOW, mail_at=NOW)


def test_processes_at_once_write_one_mail_for_each_reader_and_send_it_once(
    transactional_db: None, clock: None, server: Server
) -> None:
    with transaction.atomic():
        tell_everybody()
    assert sum(at_once(*[lambda: mails.write(at=NOW)] * 4)) == READERS
    assert NoticeCopy.objects.filter(mail=None).count() == 0
    assert sum(at_once(*[lambda: sending.send(at=NOW, pace=sending.Pace())] * 4)) == READERS
    assert Counter(message["Message-ID"] for message in server.taken) == Counter(
        Mail.objects.values_list("message_id", flat=True)
    )
    assert set(Mail.objects.values_list("state", "attempts")) == {(Mail.SENT, 1)}
