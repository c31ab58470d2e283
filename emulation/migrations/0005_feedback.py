"""Citizens' feedback: items, contacts, steps and rules."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emulation", "0004_business_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        help_text="running number of the authority, by which officers speak of it"
                    ),
                ),
                ("code_digest", models.CharField(max_length=64, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("reflection", "reflection"), ("proposal", "proposal"), ("praise", "praise")],
                        max_length=12,
                    ),
                ),
                ("state", models.CharField(default="received", max_length=12)),
                ("happened_on", models.DateField(null=True)),
                ("text", models.TextField()),
                ("language", models.CharField(default="vi", max_length=2)),
                ("received_at", models.DateTimeField()),
                ("routed_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("due", models.DateTimeField(help_text="until when the next step is in time", null=True)),
                (
                    "answer_due",
                    models.DateTimeField(help_text="until when the unit's answer was or is in time", null=True),
                ),
                ("escalated", models.JSONField(default=list, help_text="the roles that were told of the missed limit")),
                ("answer", models.TextField(blank=True)),
                ("reopen_until", models.DateTimeField(null=True)),
                ("reopened_at", models.DateTimeField(null=True)),
                ("reopen_reason", models.TextField(blank=True)),
                ("where_to_go", models.CharField(blank=True, max_length=500)),
                ("dismissal", models.TextField(blank=True)),
                (
                    "shares_contact",
                    models.BooleanField(default=False, help_text="the citizen lets the unit see how to reach them"),
                ),
                ("public_question", models.TextField(blank=True)),
                ("public_answer", models.TextField(blank=True)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("authority", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="emulation.authority")),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="emulation.unit",
                    ),
                ),
                (
                    "unit_named",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="emulation.unit"
                    ),
                ),
            ],
            options={
                "ordering": ("-received_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="FeedbackRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateField()),
                ("policy", models.JSONField()),
                ("legal_basis", models.CharField(max_length=300)),
                ("set_at", models.DateTimeField()),
                ("authority", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="emulation.authority")),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-valid_from", "-set_at"),
            },
        ),
        migrations.CreateModel(
            name="FeedbackStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("act", models.CharField(max_length=12)),
                ("state", models.CharField(help_text="the state after it", max_length=12)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("due", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        help_text="null: the citizen, or time",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "feedback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="emulation.feedback"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="emulation.unit"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
        migrations.CreateModel(
            name="FeedbackContact",
            fields=[
                (
                    "feedback",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="contact",
                        serialize=False,
                        to="emulation.feedback",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("reach", models.CharField(help_text="a telephone number or a mail address", max_length=200)),
                ("delete_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["delete_on"], name="feedback_contact_to_delete")],
            },
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["authority", "state", "due"], name="feedback_due"),
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["authority", "-published_at"], name="feedback_published"),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.UniqueConstraint(fields=("authority", "number"), name="feedback_number_once"),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at", None),
                    models.Q(
                        models.Q(("public_question", ""), _negated=True), models.Q(("public_answer", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="feedback_published_with_texts",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reopen_reason", ""), ("reopened_at", None)),
                    models.Q(("reopened_at__isnull", False), models.Q(("reopen_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="feedback_reopened_at_and_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="feedback",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="91c799873b38c8d7419c596f14d4c1c457967120",
                    operation="DELETE",
                    pgid="pgtrigger_kept_3274d",
                    table="emulation_feedback",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="feedback",
            trigger=pgtrigger.compiler.Trigger(
                name="told_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."authority_id" IS DISTINCT FROM (NEW."authority_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."code_digest" IS DISTINCT FROM (NEW."code_digest") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."happened_on" IS DISTINCT FROM (NEW."happened_on") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."unit_named_id" IS DISTINCT FROM (NEW."unit_named_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="8c8ec6ae50e4e6b0268b1e812c84def5ba293e6e",
                    operation="UPDATE",
                    pgid="pgtrigger_told_once_e03c6",
                    table="emulation_feedback",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="feedback",
            trigger=pgtrigger.compiler.Trigger(
                name="reopened_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."reopened_at" IS NOT NULL AND OLD."reopened_at" IS DISTINCT FROM (NEW."reopened_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="c2f924262b67267eb5a0b6469300b19eb0ab119f",
                    operation="UPDATE",
                    pgid="pgtrigger_reopened_once_0ac3e",
                    table="emulation_feedback",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackrule",
            constraint=models.UniqueConstraint(fields=("authority", "valid_from"), name="feedback_rule_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="feedbackrule",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="91ff26d1bff973ad092cc23da54e02ca08beed5f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0b25e",
                    table="emulation_feedbackrule",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="feedbackstep",
            index=models.Index(fields=["feedback", "at"], name="feedback_step_by_item"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="feedbackstep",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3f3a38298f2c8b9d63d48a2cb396d161a1fcd9e8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6102c",
                    table="emulation_feedbackstep",
                    when="BEFORE",
                ),
            ),
        ),
    ]
