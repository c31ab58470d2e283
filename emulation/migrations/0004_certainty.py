"""The table of how sure rankings are."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emulation", "0007_double_scores"),
    ]

    operations = [
        migrations.CreateModel(
            name="RankCertainty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("method", models.CharField(help_text="version of the method", max_length=20)),
                ("seed", models.CharField(help_text="from the digest of the ranking's inputs", max_length=20)),
                ("replications", models.PositiveIntegerField()),
                (
                    "noise",
                    models.DecimalField(
                        decimal_places=3, help_text="how far weights were moved, both ways", max_digits=4
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("result", models.JSONField()),
                ("computed_at", models.DateTimeField()),
                (
                    "authority",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="emulation.authority"),
                ),
                (
                    "ranking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certainties",
                        to="emulation.ranking",
                    ),
                ),
            ],
            options={"ordering": ("-method",)},
        ),
        migrations.AddConstraint(
            model_name="rankcertainty",
            constraint=models.UniqueConstraint(fields=("ranking", "method"), name="certainty_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rankcertainty",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ce91291c7cbecf74c906ecc279f213e33a224f6c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e2cc7",
                    table="emulation_rankcertainty",
                    when="BEFORE",
                ),
            ),
        ),
    ]
