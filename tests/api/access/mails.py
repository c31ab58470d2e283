"""Who gets what: notices, mails and what is missing."""

from emulation import mail_tokens
from emulation.models import Mail, NoticeCopy
from tests.api.access.things import month_of, page_of_month
from tests.api.access.words import (
    ADMIN,
    COMMITTEE,
    OFFICE,
    RECORDS,
    STRANGER,
    UNIT,
    UNIT_HEAD,
    UNSEEN,
    On,
    Row,
    Values,
    everybody,
    fixed,
    who,
)
from tests.world import DRAFTED, OWN, person


def notice_of_launch(on: On) -> str:
    return f'"unit":"{on.unit}","kind":"campaign_launched","title":"Phong trào “Phong trào VHCS-2019 {on.town.name}”'


def notice_copy(on: On) -> str:
    """What the head of the unit was told of the launch."""
    head = UNIT_HEAD if on.unit == OWN else f"{UNIT_HEAD}.{on.unit}"
    row = NoticeCopy.objects.get(account=on.town.accounts[head], notice__about__campaign=on.town.running)
    return str(row.pk)


def mail_token(purpose: str) -> Values:
    """A link of ours to somebody who never asked for mails: it may be opened, and does nothing."""
    content = {"at": "2019-05-12", "address": "a@example.vn"}
    return lambda on: {
        "token": mail_tokens.made(purpose, {**content, "account": str(on.town.accounts["unit_head"].pk)})
    }


def stopped_mail(on: On) -> str:
    """One that was given up, to the head of the unit."""
    return str(Mail.objects.get(authority=on.town.code, state=Mail.STOPPED).pk)


ROWS: tuple[Row, ...] = (
    Row(
        "api:notices",
        "get",
        who("blind", sees=UNIT),
        who("blind"),
        marker=notice_of_launch,
        others=UNSEEN,
    ),
    Row("api:notices-read", "post", everybody("200"), others={STRANGER: "200"}),
    Row(
        "api:notice-read",
        "post",
        who("404", _200=UNIT_HEAD),
        who("404"),
        kwargs=lambda on: {"notice_id": notice_copy(on)},
    ),
    Row(
        "api:missing",
        "get",
        who("403", sees=COMMITTEE | {UNIT_HEAD}),
        who("403", sees=COMMITTEE, blind=UNIT_HEAD),
        kwargs=month_of(DRAFTED),
        marker=lambda on: f'"subject":"{person(on.unit, 3)}"',
    ),
    Row(
        "api:missing-workbook",
        "get",
        who("403", _200=COMMITTEE | {UNIT_HEAD}),
        kwargs=month_of(DRAFTED),
    ),
    Row(
        "api:missing-remind",
        "post",
        who("403", _200={OFFICE, "council_secretary", UNIT_HEAD}),
        who("403", _200={OFFICE, "council_secretary"}, _404=UNIT_HEAD),
        kwargs=month_of(DRAFTED),
        body=lambda on: {"unit": on.unit},
    ),
    Row("api:mail-preference", "get", everybody("200"), others={STRANGER: "200"}),
    Row(
        "api:mail-preference",
        "put",
        everybody("200"),
        body=fixed(frequency="off"),
        others={STRANGER: "200"},
    ),
    Row("api:mails", "get", who("blind", sees=RECORDS), marker=stopped_mail, others=UNSEEN),
    Row("api:mail-retry", "post", who("403", _200=ADMIN), kwargs=lambda on: {"mail_id": stopped_mail(on)}),
    Row(
        "web:inbox",
        "get",
        who("blind", sees=UNIT),
        who("blind"),
        marker=lambda on: f'<span class="code">{on.unit}</span>',
        others=UNSEEN,
    ),
    Row(
        "web:chase",
        "get",
        who("403", sees=COMMITTEE | {UNIT_HEAD}),
        who("403", sees=COMMITTEE, blind=UNIT_HEAD),
        kwargs=page_of_month(DRAFTED),
        marker=lambda on: f'<span class="code">{person(on.unit, 3)}</span>',
    ),
    Row("web:chase-workbook", "get", who("403", _200=COMMITTEE | {UNIT_HEAD}), kwargs=page_of_month(DRAFTED)),
    Row(
        "web:chase-remind",
        "post",
        who("403", _302={OFFICE, "council_secretary", UNIT_HEAD}),
        who("403", _302={OFFICE, "council_secretary"}, _404=UNIT_HEAD),
        kwargs=page_of_month(DRAFTED),
        body=lambda on: {"unit": on.unit},
    ),
    Row("web:mail-preferences", "get", everybody("200"), others={STRANGER: "200"}),
    Row(
        "web:mail-preferences",
        "post",
        everybody("302"),
        body=fixed(frequency="off", language="vi", quiet_from="21:00", quiet_to="06:30"),
        others={STRANGER: "302"},
    ),
    *(
        Row(
            f"web:mail-{purpose}",
            method,
            everybody("200" if method == "get" else outcome),
            kwargs=mail_token(f"mail.{purpose}"),
            public=True,
        )
        for purpose, outcome in (("confirm", "404"), ("unsubscribe", "404"))
        for method in ("get", "post")
    ),
    Row(
        "web:mail-retry",
        "post",
        who("403", _302=ADMIN),
        kwargs=lambda on: {"mail": stopped_mail(on)},
    ),
    Row("web:inbox-read", "post", everybody("302"), others={STRANGER: "302"}),
    Row(
        "web:notice",
        "get",
        who("404", _302=UNIT_HEAD),
        who("404"),
        kwargs=lambda on: {"notice": notice_copy(on)},
    ),
)
