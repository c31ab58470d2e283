"""The tables of the certificates."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('authority', models.CharField(max_length=40)),
                ('decision', models.UUIDField(unique=True)),
                ('decision_number', models.CharField(max_length=80)),
                ('decided_on', models.DateField()),
                ('total', models.PositiveIntegerField()),
                ('root', models.CharField(blank=True, max_length=64)),
                ('state', models.CharField(default='gathered', max_length=10)),
                ('requested_at', models.DateTimeField()),
                ('sealed_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ('-decided_on', 'decision_number'),
                'indexes': [models.Index(fields=['authority', '-decided_on'], name='batch_by_authority')],
            },
        ),
        migrations.CreateModel(
            name='DecisionPaper',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('authority', models.CharField(max_length=40)),
                ('decision', models.UUIDField(unique=True)),
                ('method', models.CharField(max_length=10)),
                ('state', models.CharField(default='prepared', max_length=10)),
                ('prepared_file', models.CharField(max_length=160)),
                ('prepared_sha256', models.CharField(max_length=64)),
                ('prepared_at', models.DateTimeField()),
                ('mark', models.JSONField(default=dict, help_text='page, left and bottom of the room for a visible signature, in points')),
                ('sealed_file', models.CharField(blank=True, max_length=160)),
                ('sealed_sha256', models.CharField(blank=True, max_length=64)),
                ('sealed_by', models.CharField(blank=True, max_length=40)),
                ('sealed_at', models.DateTimeField(null=True)),
                ('signatures', models.JSONField(default=list, help_text='signer, issuer, serial number, time and coverage, as verified')),
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='paper', to='certificates.batch')),
            ],
            options={
                'ordering': ('-prepared_at',),
            },
        ),
        migrations.CreateModel(
            name='PrinterOffset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('authority', models.CharField(max_length=40)),
                ('printer', models.CharField(max_length=100)),
                ('right', models.SmallIntegerField(default=0)),
                ('down', models.SmallIntegerField(default=0)),
            ],
            options={
                'ordering': ('authority', 'printer'),
                'constraints': [models.UniqueConstraint(fields=('authority', 'printer'), name='printer_offset_once')],
            },
        ),
        migrations.CreateModel(
            name='SigningMethod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('authority', models.CharField(max_length=40)),
                ('method', models.CharField(default='ink', max_length=10)),
                ('signer_names', models.JSONField(default=list, help_text='names or serial numbers a signature must come from')),
                ('in_effect_from', models.DateField()),
                ('set_by', models.CharField(max_length=40)),
                ('set_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('authority', '-in_effect_from'),
                'constraints': [models.UniqueConstraint(fields=('authority', 'in_effect_from'), name='signing_method_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('authority', models.CharField(max_length=40)),
                ('code', models.SlugField(max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('preset', models.CharField(blank=True, max_length=60)),
                ('made_by', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('authority', 'code'),
                'constraints': [models.UniqueConstraint(fields=('authority', 'code'), name='template_code_once')],
            },
        ),
        migrations.CreateModel(
            name='TemplateVersion',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(default='draft', max_length=10)),
                ('layout', models.JSONField()),
                ('compiled', models.BinaryField(null=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('written_by', models.CharField(max_length=40)),
                ('written_at', models.DateTimeField()),
                ('published_by', models.CharField(blank=True, max_length=40)),
                ('published_at', models.DateTimeField(null=True)),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='certificates.template')),
            ],
            options={
                'ordering': ('template', '-number'),
                'constraints': [models.UniqueConstraint(fields=('template', 'number'), name='template_version_once'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('template',), name='template_has_one_draft_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('compiled', None), ('digest', ''), ('published_at', None), ('state', 'draft')), models.Q(('compiled__isnull', False), ('published_at__isnull', False), models.Q(('state', 'draft'), _negated=True), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='template_version_published_with_digest')],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('authority', models.CharField(max_length=40)),
                ('award', models.UUIDField()),
                ('issue', models.PositiveSmallIntegerField(default=1)),
                ('cause', models.CharField(default='award', max_length=10)),
                ('decision', models.UUIDField()),
                ('place_in_decision', models.PositiveIntegerField()),
                ('token', models.CharField(help_text='130 random-looking bits in base32: the public address', max_length=26, unique=True)),
                ('state', models.CharField(default='requested', max_length=10)),
                ('title', models.CharField(max_length=100)),
                ('authority_title', models.CharField(max_length=200)),
                ('salutation', models.CharField(max_length=20)),
                ('recipient_name', models.CharField(max_length=200)),
                ('search_name', models.CharField(max_length=200)),
                ('position', models.CharField(blank=True, max_length=200)),
                ('unit', models.CharField(max_length=40)),
                ('unit_name', models.CharField(max_length=200)),
                ('person', models.CharField(blank=True, max_length=40)),
                ('citation', models.TextField()),
                ('decision_number', models.CharField(max_length=80)),
                ('decided_on', models.DateField()),
                ('place', models.CharField(max_length=100)),
                ('signatory_title', models.CharField(max_length=200)),
                ('signatory_name', models.CharField(max_length=200)),
                ('book', models.CharField(max_length=40)),
                ('register_number', models.PositiveIntegerField()),
                ('register_year', models.PositiveSmallIntegerField()),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('size', models.PositiveIntegerField(default=0, help_text='bytes of the PDF, which is made anew for every download')),
                ('crc32', models.PositiveBigIntegerField(default=0, help_text='of the PDF, as archives state it')),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('leaf', models.CharField(blank=True, max_length=64)),
                ('proof', models.BinaryField(null=True)),
                ('status_place', models.PositiveIntegerField(null=True)),
                ('issued_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(help_text='when it was superseded or revoked', null=True)),
                ('revoked_ground', models.CharField(blank=True, help_text='letter of the ground in Article 93', max_length=1)),
                ('revoked_number', models.CharField(blank=True, help_text='number of the revoking decision', max_length=80)),
                ('revoked_on', models.DateField(null=True)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='certificates.batch')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='certificates.certificate')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='certificates.templateversion')),
            ],
            options={
                'ordering': ('decided_on', 'decision', 'place_in_decision'),
                'indexes': [models.Index(fields=['authority', 'person'], name='certificate_by_person'), models.Index(fields=['authority', 'unit'], name='certificate_by_unit'), models.Index(condition=models.Q(('sha256', ''), _negated=True), fields=['sha256'], name='certificate_by_file'), models.Index(fields=['batch', 'place_in_decision'], name='certificate_by_batch'), models.Index(fields=['authority', 'book', 'register_year', 'register_number'], name='certificate_by_number')],
                'constraints': [models.UniqueConstraint(fields=('authority', 'book', 'register_year', 'register_number', 'issue'), name='certificate_number_once'), models.UniqueConstraint(fields=('award', 'issue'), name='certificate_issue_once'), models.UniqueConstraint(fields=('authority', 'status_place'), name='certificate_status_place_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ('requested', 'issued'))), models.Q(('ended_at__isnull', False), ('state__in', ('superseded', 'revoked'))), _connector='OR'), name='certificate_ended_at'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'revoked'), models.Q(('revoked_ground', ''), _negated=True), ('revoked_on__isnull', False)), models.Q(models.Q(('state', 'revoked'), _negated=True), ('revoked_ground', ''), ('revoked_number', ''), ('revoked_on', None)), _connector='OR'), name='certificate_revoked_with_ground'), models.CheckConstraint(condition=models.Q(models.Q(('issued_at', None), ('sha256', ''), ('state__in', ('requested', 'superseded', 'revoked'))), models.Q(('issued_at__isnull', False), models.Q(('state', 'requested'), _negated=True), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='certificate_issued_with_paper')],
            },
        ),
        migrations.CreateModel(
            name='Chunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.PositiveIntegerField(help_text='place in the decision of its first certificate')),
                ('last', models.PositiveIntegerField()),
                ('size', models.PositiveIntegerField(default=0, help_text='how many certificates it had to make')),
                ('done_at', models.DateTimeField(null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='certificates.batch')),
            ],
            options={
                'ordering': ('batch', 'first'),
                'constraints': [models.UniqueConstraint(fields=('batch', 'first'), name='chunk_once')],
            },
        ),
        migrations.CreateModel(
            name='CopyRequest',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('authority', models.CharField(max_length=40)),
                ('act', models.CharField(choices=[('exchange', 'exchange'), ('reissue', 'reissue')], max_length=8)),
                ('reason', models.TextField()),
                ('state', models.CharField(default='asked', max_length=10)),
                ('person', models.CharField(blank=True, help_text='whom the certificate is about; empty for a collective', max_length=40)),
                ('unit', models.CharField(max_length=40)),
                ('asked_by', models.CharField(max_length=40)),
                ('asked_name', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('checked_by', models.CharField(blank=True, max_length=40)),
                ('checked_at', models.DateTimeField(null=True)),
                ('finding', models.TextField(blank=True, help_text='what the check against the register and the old paper found')),
                ('decided_by', models.CharField(blank=True, max_length=40)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='certificates.certificate')),
                ('made', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='made_by_request', to='certificates.certificate')),
            ],
            options={
                'ordering': ('-asked_at', 'id'),
                'indexes': [models.Index(fields=['authority', '-asked_at'], name='copy_request_by_authority')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'checked'))), fields=('certificate',), name='copy_request_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('decided_by', models.F('checked_by')), _negated=True), _connector='OR'), name='copy_request_decider_is_not_checker'), models.CheckConstraint(condition=models.Q(models.Q(('made__isnull', False), ('state', 'approved')), models.Q(models.Q(('state', 'approved'), _negated=True), ('made', None)), _connector='OR'), name='copy_request_approved_with_certificate')],
            },
        ),
        migrations.CreateModel(
            name='TemplateUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('authority', models.CharField(max_length=40)),
                ('award_code', models.CharField(blank=True, max_length=60)),
                ('subject', models.CharField(blank=True, max_length=12)),
                ('in_effect_from', models.DateField()),
                ('chosen_by', models.CharField(max_length=40)),
                ('chosen_at', models.DateTimeField()),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='certificates.template')),
            ],
            options={
                'ordering': ('authority', 'award_code', 'subject', '-in_effect_from'),
                'constraints': [models.UniqueConstraint(fields=('authority', 'award_code', 'subject', 'in_effect_from'), name='template_use_once_a_day')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='templateversion',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'draft\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='14654887c1faebf11f62b5ea899476bd16750ca1', operation='DELETE', pgid='pgtrigger_kept_cd5dc', table='certificates_templateversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='templateversion',
            trigger=pgtrigger.compiler.Trigger(name='frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'draft\') AND (OLD."template_id" IS DISTINCT FROM (NEW."template_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."layout" IS DISTINCT FROM (NEW."layout") OR OLD."compiled" IS DISTINCT FROM (NEW."compiled") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR NEW."state" = \'draft\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='8948fa97707b277066d336702df7a12c6d4d7597', operation='UPDATE', pgid='pgtrigger_frozen_44a1e', table='certificates_templateversion', when='BEFORE')),
        ),
    ]
