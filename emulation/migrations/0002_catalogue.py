"""Enter the reviewed catalogue: awards and their rules, days of the calendar, kinds of leave, rules of service."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from emulation.catalogue import awards, enter_calendar_days, enter_leave_kinds, enter_service_rules


def enter(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    awards.enter(apps)
    enter_calendar_days(apps.get_model("emulation", "CalendarDay"))
    enter_leave_kinds(apps.get_model("emulation", "LeaveKind"))
    enter_service_rules(apps.get_model("emulation", "ServiceRule"))


class Migration(migrations.Migration):
    dependencies = [("emulation", "0001_initial")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
