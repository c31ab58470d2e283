"""Keep the hash of every month that was exported as a column file."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emulation", "0006_rollups"),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthShard",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(help_text="in the file storage", max_length=300)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField(help_text="bytes")),
                ("rows", models.PositiveIntegerField()),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(help_text="points are whole numbers of this last decimal"),
                ),
                ("exported_at", models.DateTimeField()),
                (
                    "authority",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="emulation.authority"),
                ),
                (
                    "ranking",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shard", to="emulation.ranking"
                    ),
                ),
            ],
            options={
                "ordering": ("exported_at",),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="monthshard",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="39b9ad52f21d6f5ed776e8b292b3c09cfc594f81",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cdf9d",
                    table="emulation_monthshard",
                    when="BEFORE",
                ),
            ),
        ),
    ]
