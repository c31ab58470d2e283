"""Enter the catalogue's award types; rows that an administrator has entered already are left alone."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from emulation.catalogue import award_types


def enter(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    model = apps.get_model("emulation", "AwardType")
    for row in award_types():
        model.objects.get_or_create(
            code=row["code"],
            valid_from=date.fromisoformat(row["valid_from"]),
            defaults={
                "name": row["name"],
                "name_en": row["name_en"],
                "kind": row["kind"],
                "subjects": row["subjects"],
                "has_certificate": row["has_certificate"] == "1",
                "certificate_title": row["certificate_title"],
                "register_book": row["register_book"],
                "legal_basis": row["legal_basis"],
                "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("emulation", "0001_initial")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
