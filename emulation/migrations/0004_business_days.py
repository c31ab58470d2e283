"""The calendar of working days, with the nation's days from the catalogue."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from emulation.catalogue import enter_calendar_days


def enter(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    enter_calendar_days(apps.get_model("emulation", "CalendarDay"))


class Migration(migrations.Migration):
    dependencies = [
        ("emulation", "0003_bookings"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("kind", models.CharField(choices=[("holiday", "holiday"), ("working", "working")], max_length=10)),
                (
                    "occasion",
                    models.CharField(
                        blank=True, help_text="code of the public holiday whose day off this is", max_length=20
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("legal_basis", models.CharField(max_length=300)),
                (
                    "to_confirm",
                    models.BooleanField(default=False, help_text="the official announcement has not been seen yet"),
                ),
                ("added_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdraw_reason", models.TextField(blank=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="emulation.authority"),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("day", "authority", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("authority", "day"),
                        name="calendar_day_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("authority", None),
                            models.Q(("added_at__isnull", False), ("added_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="calendar_day_added_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdraw_reason", ""), ("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                models.Q(("authority", None), ("withdrawn_by__isnull", False), _connector="OR"),
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdraw_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="calendar_day_withdrawn_by_at_and_why",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calendarday",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="70f733884350fd65c25ae9b6677bc5095501cb9e",
                    operation="DELETE",
                    pgid="pgtrigger_kept_f8ac7",
                    table="emulation_calendarday",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calendarday",
            trigger=pgtrigger.compiler.Trigger(
                name="added_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."authority_id" IS DISTINCT FROM (NEW."authority_id") OR OLD."day" IS DISTINCT FROM (NEW."day") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."occasion" IS DISTINCT FROM (NEW."occasion") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."legal_basis" IS DISTINCT FROM (NEW."legal_basis") OR OLD."to_confirm" IS DISTINCT FROM (NEW."to_confirm") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."added_at" IS DISTINCT FROM (NEW."added_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="06d99b43e2dec840de8589bad04f52956e3048b2",
                    operation="UPDATE",
                    pgid="pgtrigger_added_once_bb0eb",
                    table="emulation_calendarday",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calendarday",
            trigger=pgtrigger.compiler.Trigger(
                name="withdrawn_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."withdrawn_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e4cf05f1f3114597665b12e52d1c62fa9eb75081",
                    operation="UPDATE",
                    pgid="pgtrigger_withdrawn_once_9fda5",
                    table="emulation_calendarday",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(enter, migrations.RunPython.noop),
    ]
