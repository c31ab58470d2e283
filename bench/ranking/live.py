"""A trial of the live board in a process of its own, on the empty database of its environment: prints JSON."""

import json
import sys

import django
from django.core.management import call_command
from django.db import connection

django.setup()

if __name__ == "__main__":
    from bench.ranking import live_nation, live_units

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    trials = {"nation": live_nation.measure, "units": live_units.measure}
    print(json.dumps(trials[sys.argv[1]](sys.argv[2])))
