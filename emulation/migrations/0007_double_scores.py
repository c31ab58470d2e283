"""The table of what inspection teams score beside the heads of units."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emulation", "0003_publications"),
    ]

    operations = [
        migrations.CreateModel(
            name="InspectionScore",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("team", models.CharField(max_length=60)),
                ("revision", models.PositiveIntegerField()),
                ("scores", models.JSONField(help_text="code → points as text, or NA")),
                ("total", models.DecimalField(decimal_places=4, max_digits=12)),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("authority", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="emulation.authority")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ("campaign", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="emulation.campaign")),
                (
                    "month",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspection_scores",
                        to="emulation.campaignmonth",
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="emulation.person")),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="where the person served at the end of the month",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="emulation.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("month", "person", "team", "revision"), name="inspection_score_once"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionscore",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1a627af39e380c3f72592709fb14b1d38e111cc4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b7864",
                    table="emulation_inspectionscore",
                    when="BEFORE",
                ),
            ),
        ),
    ]
