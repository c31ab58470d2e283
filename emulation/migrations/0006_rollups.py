"""The live board: rollups of months, and the histogram that ranks them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emulation", "0004_certainty"),
    ]

    operations = [
        migrations.CreateModel(
            name="LiveBoard",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subjects", models.CharField(max_length=10)),
                ("current", models.BooleanField(default=True)),
                ("version", models.BigIntegerField(default=0)),
                ("authority", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="emulation.authority")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="live_boards", to="emulation.campaign"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RankBlock",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("block", models.BigIntegerField()),
                ("holders", models.IntegerField(default=0)),
                (
                    "board",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="emulation.liveboard"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RankCell",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("cell", models.BigIntegerField()),
                ("holders", models.IntegerField(default=0)),
                (
                    "board",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="emulation.liveboard"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RankChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("cell", models.BigIntegerField(null=True)),
                ("holders", models.SmallIntegerField(default=0)),
                (
                    "board",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.CASCADE, to="emulation.liveboard"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rollup",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject", models.CharField(help_text="code of the unit or person", max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("unit_code", models.CharField(help_text="as of the last month", max_length=40)),
                ("cluster_code", models.CharField(max_length=40)),
                ("listed", models.BooleanField(default=False)),
                ("months", models.JSONField(default=dict)),
                ("total", models.TextField(default="0")),
                ("scored", models.PositiveSmallIntegerField(default=0)),
                ("top", models.PositiveSmallIntegerField(default=0)),
                (
                    "periods",
                    models.JSONField(
                        help_text="sum and number by period; null where all months are added up together", null=True
                    ),
                ),
                ("vetoes", models.JSONField(help_text="months by veto; null for none", null=True)),
                ("ties", models.JSONField(help_text="sum and months by component that breaks ties", null=True)),
                (
                    "score",
                    models.DecimalField(
                        decimal_places=6, help_text="as it would be published", max_digits=14, null=True
                    ),
                ),
                ("grade", models.CharField(blank=True, max_length=10)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("score_key", models.BigIntegerField(help_text="orders; empty when not ranked", null=True)),
                (
                    "tie_key",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rollups",
                        to="emulation.liveboard",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="liveboard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("current", True)), fields=("campaign", "subjects"), name="live_board_current_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rankblock",
            constraint=models.UniqueConstraint(fields=("board", "block"), name="rank_block_once"),
        ),
        migrations.AddConstraint(
            model_name="rankcell",
            constraint=models.UniqueConstraint(fields=("board", "cell"), name="rank_cell_once"),
        ),
        migrations.AddIndex(
            model_name="rollup",
            index=models.Index(fields=["board", "cluster_code"], name="rollup_by_cluster"),
        ),
        migrations.AddIndex(
            model_name="rollup",
            index=models.Index(fields=["board", "unit_code"], name="rollup_by_unit"),
        ),
        migrations.AddIndex(
            model_name="rollup",
            index=models.Index(fields=["board", "score_key", "tie_key"], name="rollup_by_score"),
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.UniqueConstraint(fields=("board", "subject"), name="rollup_once"),
        ),
    ]
