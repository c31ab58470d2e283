"""The acts of a fault test, each run in a process of its own by `tests.faults.drive`."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from celery import Celery
from django.conf import settings
from django.db import connection, transaction
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from emulation import accounts, campaigns, decisions, operations, people, schemes, units
from emulation.accounts import actor_of
from emulation.models import Account, AwardType
from emulation.rules.access import AUTHORITY_HEAD, STANDING_OFFICER
from kernel import ledger
from kernel.actors import AUTHORITY, Actor, Grant, system_actor
from tasks.app import NUDGES, QUEUE, app
from tasks.clockwork import lay_timetable
from tests.faults.probe import TABLE, Probed

HOME = "hoan-kiem"
FIRST_DAY, DECISION_DAY = date(2019, 1, 1), date(2019, 12, 20)
MONTHS = 12
SIGNATORY_TITLE = "Chủ tịch Ủy ban nhân dân quận Hoàn Kiếm"
SCHEME = {
    "code": "probe",
    "version": 1,
    "subject": "unit",
    "title": {"vi": "Thử", "en": "Trial"},
    "legal_basis": "Quy định 3814-QĐ/TU",
    "components": [{"code": "A", "title": {"vi": "Nội dung", "en": "Content"}, "max": "100"}],
    "rounding": {"mode": "half_up", "decimals": 2, "stage": "total"},
    "grades": [],
}


def actor(username: str) -> Actor:
    return actor_of(Account.objects.get(username=username))


def prepare(size: int) -> None:
    """An authority with a ward, its staff, a drafter, a signer and a form of commendation; the timetable is laid."""
    by, at = system_actor(HOME), datetime.now(UTC)
    units.found_authority(HOME, name="UBND quận Hoàn Kiếm", head_title=SIGNATORY_TITLE, place="Hoàn Kiếm", by=by, at=at)
    ward = units.UnitRow("P01", "Phường Hàng Trống", "ward", "", "CUM-1", "Cụm thi đua các phường", FIRST_DAY)
    units.register(HOME, [ward], source="test", by=by, at=at)
    rows = [
        people.StaffRow(f"CB{n:04d}", f"Nguyễn Thị Thử {n}", "nữ", "P01", "Chuyên viên", "Chuyên môn", False, FIRST_DAY)
        for n in range(1, size + 1)
    ]
    people.register(HOME, rows, source="test", by=by, at=at)
    for username, role in (("drafter", STANDING_OFFICER), ("signer", AUTHORITY_HEAD)):
        accounts.open_account(HOME, username, password="mot-mat-khau-rat-dai-2019", name=username, by=by, at=at)
        accounts.grant_role(HOME, username, Grant(role, AUTHORITY), by=by, at=at)
    AwardType.objects.create(
        code="thu",
        name="Giấy khen",
        name_en="Certificate of merit",
        kind=AwardType.FORM,
        subjects=AwardType.BOTH,
        certificate_title="Giấy khen",
        register_book="giay-khen",
        legal_basis="Luật số 06/2022/QH15",
        valid_from=date(2018, 1, 1),
    )
    lay_timetable()
    with connection.cursor() as cursor:
        cursor.execute(TABLE)


@transaction.atomic
def decide(number: str, codes: list[str]) -> decisions.Decision:
    """Draft and sign one decision for these people, in one transaction."""
    at = settings.CLOCK()
    citation = "Có thành tích xuất sắc trong phong trào thi đua thực hiện văn hóa công sở năm 2019"
    draft = decisions.Draft(
        title="Khen thưởng thử nghiệm",
        number=number,
        decided_on=DECISION_DAY,
        signatory_name="Trần Văn Ký",
        signatory_title=SIGNATORY_TITLE,
        awards=[decisions.Proposal("thu", "P01", citation, code) for code in codes],
    )
    drafted = decisions.draft(draft, by=actor("drafter"), at=at)
    return decisions.sign(str(drafted.pk), by=actor("signer"), at=at)


def sign(size: int) -> None:
    """One decision with so many awards."""
    decide("1", [f"CB{n:04d}" for n in range(1, size + 1)])


def launch(every: int) -> None:
    """A campaign over all months of 2019, whose due months beat asks for every so many seconds."""
    drafter, signer, at = actor("drafter"), actor("signer"), settings.CLOCK()
    schemes.publish(SCHEME, by=drafter, at=at)
    draft = campaigns.Draft(
        code="VHCS-2019",
        name="Thi đua thực hiện văn hóa công sở",
        goal="Mục tiêu",
        scope="Phạm vi",
        subjects="Đối tượng",
        criteria="Tiêu chí",
        starts_on=FIRST_DAY,
        ends_on=FIRST_DAY + timedelta(days=364),
        plan="Kế hoạch",
        measures="Biện pháp",
        legal_basis="Luật số 06/2022/QH15",
        unit_scheme=("probe", 1),
    )
    drafted = campaigns.draft(draft, by=drafter, at=at)
    campaigns.launch(str(drafted.pk), by=signer, at=at)
    often, _ = IntervalSchedule.objects.get_or_create(every=every, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.filter(name="close_due_months").update(interval=often)


def probe(name: str, number: int, behaviour: str = "write") -> None:
    """So many events, each in a transaction of its own, and one that is rolled back."""
    by = system_actor(HOME)
    for n in range(1, number + 1):
        with transaction.atomic():
            event = Probed(authority=HOME, probe=f"{name} {n}", behaviour=behaviour)
            ledger.record(event, by=by, at=settings.CLOCK())
    with transaction.atomic():
        ledger.record(Probed(authority=HOME, probe=f"{name} undone"), by=by, at=settings.CLOCK())
        transaction.set_rollback(True)


def retry(delivery: int) -> None:
    operations.retry(delivery, by=system_actor(HOME), at=settings.CLOCK())


def discard(delivery: int) -> None:
    operations.discard(delivery, reason="Không cần nữa", by=system_actor(HOME), at=settings.CLOCK())


def forge(*deliveries: int) -> None:
    """Put messages into the broker as a stranger would who reached it."""
    stranger = Celery(broker=app.conf.broker_url)
    stranger.conf.update(broker_transport_options=app.conf.broker_transport_options)
    for delivery in deliveries:
        stranger.send_task("tasks.deliver", args=(delivery,), queue=QUEUE)
    for args in ((), ("x",), (None,), ([1, 2],), (2**80,)):
        stranger.send_task("tasks.deliver", args=args, queue=QUEUE)
    stranger.send_task("tasks.nudge", args=("drop_tables",), queue=NUDGES)
    stranger.send_task("os.system", args=("true",), queue=QUEUE)
    stranger.send_task("tasks.deliver", args=(Decimal(1),), queue=QUEUE, serializer="pickle")


ACTS: dict[str, Callable[..., object]] = {
    act.__name__: act for act in (prepare, sign, launch, probe, retry, discard, forge)
}
