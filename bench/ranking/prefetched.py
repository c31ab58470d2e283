"""The year of 500 people with Django over rows of marks, in a process of its own: prints JSON.

The address of an empty database comes in the environment; Django is set up with the tables of the comparison besides ours.
"""

import json

import django
from django.conf import settings

settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "bench.ranking.eav"]
django.setup()

if __name__ == "__main__":
    from bench.ranking.eav.board import board, load
    from bench.ranking.engines import checksum
    from bench.ranking.nation import SIZES
    from bench.ranking.rows import taking

    load(SIZES["S"])
    board()
    with taking() as taken:
        figures = board()
    print(json.dumps({"wall": taken.wall, "client": taken.client, "checksum": checksum(figures)}))
