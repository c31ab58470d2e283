from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0002_lines'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(fields=['sha256'], name='certificate_by_file', condition=~Q(sha256='')),
        ),
    ]
