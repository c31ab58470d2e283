"""Many new rows at once, by COPY."""

from collections.abc import Sequence

from django.db import connection, models


def insert_by_copy(rows: Sequence[models.Model]) -> None:
    """New rows of one table, all or none, in their order. Keys and defaults are those of the objects; what the database would
    fill in by itself is not asked for."""
    if not rows:
        return
    fields, quoted = rows[0]._meta.concrete_fields, connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    query = f"COPY {quoted(rows[0]._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(query) as copy:
        for row in rows:
            copy.write_row([field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])
