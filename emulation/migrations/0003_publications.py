"""Keep what went into a ranking, what was published of it, its revisions, and corrections of closed months."""

import django.contrib.postgres.functions
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emulation", "0002_award_types"),
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("base", models.PositiveIntegerField()),
                ("scores", models.JSONField()),
                ("vetoes", models.JSONField(default=list)),
                ("absent", models.BooleanField(default=False)),
                ("reason", models.TextField()),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, help_text="why it was declined")),
            ],
            options={
                "ordering": ("-proposed_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="RankingPublication",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("step", models.CharField(choices=[("published", "published"), ("final", "final")], max_length=10)),
                ("scheme_code", models.CharField(max_length=60)),
                ("scheme_version", models.PositiveIntegerField()),
                ("scheme_digest", models.CharField(max_length=64)),
                ("inputs_digest", models.CharField(max_length=64)),
                ("result_digest", models.CharField(max_length=64)),
                (
                    "open_inputs_digest",
                    models.CharField(help_text="of the inputs as the bundle has them", max_length=64),
                ),
                ("open_result_digest", models.CharField(help_text="of the result as the bundle has it", max_length=64)),
                ("engine_version", models.CharField(max_length=20)),
                ("snapshot", models.BinaryField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="ranking",
            name="append_only",
        ),
        migrations.AddField(
            model_name="ranking",
            name="asked_by",
            field=models.ForeignKey(
                help_text="who asked for this revision",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ranking",
            name="changes",
            field=models.JSONField(default=list, help_text="lines that are others than in what it replaces, and why"),
        ),
        migrations.AddField(
            model_name="ranking",
            name="inputs",
            field=models.BinaryField(
                default=b"", help_text="the canonical JSON of all that went in besides the scheme, deflated"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ranking",
            name="reason",
            field=models.TextField(blank=True, help_text="why it was computed again"),
        ),
        migrations.AddField(
            model_name="ranking",
            name="replaces",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="emulation.ranking"
            ),
        ),
        migrations.AddField(
            model_name="ranking",
            name="salt",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                help_text="secret: from it come the pseudonyms of this ranking",
            ),
        ),
        migrations.AddField(
            model_name="ranking",
            name="sources",
            field=models.JSONField(default=list, help_text="ids of the months' rankings that a campaign's was made of"),
        ),
        migrations.AddField(
            model_name="ranking",
            name="state",
            field=models.CharField(default="provisional", max_length=12),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ranking",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="7a26ea0182c78a8f3e2c5a24fc35db62fc53ec05",
                    operation="DELETE",
                    pgid="pgtrigger_kept_7922e",
                    table="emulation_ranking",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ranking",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen_but_state",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition=(
                        'WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR '
                        'OLD."authority_id" IS DISTINCT FROM (NEW."authority_id") OR '
                        'OLD."campaign_id" IS DISTINCT FROM (NEW."campaign_id") OR '
                        'OLD."month_id" IS DISTINCT FROM (NEW."month_id") OR '
                        'OLD."subjects" IS DISTINCT FROM (NEW."subjects") OR '
                        'OLD."revision" IS DISTINCT FROM (NEW."revision") OR '
                        'OLD."scheme_digest" IS DISTINCT FROM (NEW."scheme_digest") OR '
                        'OLD."inputs_digest" IS DISTINCT FROM (NEW."inputs_digest") OR '
                        'OLD."result_digest" IS DISTINCT FROM (NEW."result_digest") OR '
                        'OLD."engine_version" IS DISTINCT FROM (NEW."engine_version") OR '
                        'OLD."computed_at" IS DISTINCT FROM (NEW."computed_at") OR '
                        'OLD."inputs" IS DISTINCT FROM (NEW."inputs") OR '
                        'OLD."salt" IS DISTINCT FROM (NEW."salt") OR '
                        'OLD."sources" IS DISTINCT FROM (NEW."sources") OR '
                        'OLD."replaces_id" IS DISTINCT FROM (NEW."replaces_id") OR '
                        'OLD."reason" IS DISTINCT FROM (NEW."reason") OR '
                        'OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR '
                        'OLD."changes" IS DISTINCT FROM (NEW."changes"))'
                    ),
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="8d0e3ebfc14cb135c8de2aba4efbd8295f923ee7",
                    operation="UPDATE",
                    pgid="pgtrigger_frozen_but_state_fd26e",
                    table="emulation_ranking",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("provisional", "published", "final"))),
                fields=("campaign", "month", "subjects"),
                name="ranking_in_force_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "shadow")),
                fields=("campaign", "month", "subjects"),
                name="ranking_shadow_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="authority",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="emulation.authority"),
        ),
        migrations.AddField(
            model_name="correction",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="emulation.evaluation"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="rankingpublication",
            name="authority",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="emulation.authority"),
        ),
        migrations.AddField(
            model_name="rankingpublication",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="rankingpublication",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.ledgerentry"
            ),
        ),
        migrations.AddField(
            model_name="rankingpublication",
            name="prepared_by",
            field=models.ForeignKey(
                help_text="whose work this step confirms",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rankingpublication",
            name="ranking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="publications", to="emulation.ranking"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")), fields=("evaluation",), name="correction_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("proposed_by")), ("state", "approved"), _negated=True),
                name="corrector_is_not_approver",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("state", "proposed")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("state", "proposed"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="correction_decided_by_and_at",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="correction",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="94eb8da418042c193084325db084a1122662757f",
                    operation="DELETE",
                    pgid="pgtrigger_kept_420d3",
                    table="emulation_correction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="correction",
            trigger=pgtrigger.compiler.Trigger(
                name="asked_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition=(
                        'WHEN (OLD."evaluation_id" IS DISTINCT FROM (NEW."evaluation_id") OR '
                        'OLD."base" IS DISTINCT FROM (NEW."base") OR '
                        'OLD."scores" IS DISTINCT FROM (NEW."scores") OR '
                        'OLD."vetoes" IS DISTINCT FROM (NEW."vetoes") OR '
                        'OLD."absent" IS DISTINCT FROM (NEW."absent") OR '
                        'OLD."reason" IS DISTINCT FROM (NEW."reason") OR '
                        'OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR '
                        'OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at"))'
                    ),
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="93e0b66e9ef4f36f7fba60d47ab21dc1b1dbb6c9",
                    operation="UPDATE",
                    pgid="pgtrigger_asked_once_8c931",
                    table="emulation_correction",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingpublication",
            constraint=models.UniqueConstraint(fields=("ranking", "step"), name="publication_once"),
        ),
        migrations.AddConstraint(
            model_name="rankingpublication",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", models.F("prepared_by")), _negated=True), name="publisher_is_not_preparer"
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingpublication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("snapshot", None), ("step", "final")),
                    models.Q(("snapshot__isnull", False), ("step", "published")),
                    _connector="OR",
                ),
                name="publication_has_its_snapshot",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rankingpublication",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a5aeb0d1ea5bc659eb5184f12dbb762d428f4563",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1c357",
                    table="emulation_rankingpublication",
                    when="BEFORE",
                ),
            ),
        ),
    ]
