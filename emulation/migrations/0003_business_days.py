"""The calendar of working days, with the nation's days from the catalogue."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from emulation.catalogue import enter_calendar_days


def enter(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    enter_calendar_days(apps.get_model("emulation", "CalendarDay"))


class Migration(migrations.Migration):
    dependencies = [("emulation", "0002_award_types")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
