"""What the editor keeps by itself, and the images that a decision's signature shows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0002_own_signatures'),
    ]

    operations = [
        migrations.AddField(
            model_name='signingmethod',
            name='seal',
            field=models.BinaryField(default=bytes, help_text="PNG of the seal that the server's key shows on a decision"),
        ),
        migrations.AddField(
            model_name='signingmethod',
            name='seal_mm',
            field=models.PositiveSmallIntegerField(default=36, help_text='how wide the real seal is, in millimetres'),
        ),
        migrations.AddField(
            model_name='signingmethod',
            name='signature',
            field=models.BinaryField(default=bytes, help_text="PNG of somebody's signature"),
        ),
        migrations.AddField(
            model_name='signingmethod',
            name='signature_of',
            field=models.CharField(blank=True, help_text='whose it is: shown over no other name', max_length=60),
        ),
        migrations.AddField(
            model_name='templateversion',
            name='settled',
            field=models.BooleanField(default=True, help_text='saved on purpose; False for what the editor kept by itself'),
        ),
        migrations.AlterField(
            model_name='decisionpaper',
            name='mark',
            field=models.JSONField(default=dict, help_text='page, left, bottom and height of the room for a visible signature, in points, and over whose name'),
        ),
    ]
