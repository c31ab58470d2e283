"""Enter the catalogue of awards: levels and kinds of the types, dated rules, base salaries, recipient categories."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from emulation.catalogue import awards


def enter(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    awards.enter(apps)


class Migration(migrations.Migration):
    dependencies = [("emulation", "0004_nominations")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
