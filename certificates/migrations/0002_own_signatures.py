"""Signatures of each certificate, and addresses of decisions for the public."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='certificate',
            name='signature',
            field=models.BinaryField(help_text='of this file alone, where the authority signs each; written into the PDF at every download', null=True),
        ),
        migrations.AddField(
            model_name='decisionpaper',
            name='token',
            field=models.CharField(blank=True, help_text='130 random-looking bits in base32: the public address', max_length=26),
        ),
        migrations.AddField(
            model_name='signingmethod',
            name='signs_each',
            field=models.BooleanField(default=False, help_text="the server's key signs each certificate's file, too"),
        ),
        migrations.AddConstraint(
            model_name='decisionpaper',
            constraint=models.UniqueConstraint(condition=models.Q(('token', ''), _negated=True), fields=('token',), name='decision_paper_token_once'),
        ),
        migrations.AddConstraint(
            model_name='signingmethod',
            constraint=models.CheckConstraint(condition=models.Q(('signs_each', False), ('method', 'server_key'), _connector='OR'), name='signing_method_each_by_the_server'),
        ),
    ]
