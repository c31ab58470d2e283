"""One run of the nation's year from shards in a process of its own, so that its memory can be read: prints JSON.

The process has computed a small year before, as a worker has that lives for long.
"""

import json
import resource
import sys
import tempfile
from pathlib import Path

from bench.ranking.engines import checksum, from_shards, write_shards
from bench.ranking.nation import SIZES
from bench.ranking.rows import taking

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        write_shards(SIZES["S"], Path(folder))
        from_shards(Path(folder))
    with taking() as taken:
        figures = from_shards(Path(sys.argv[1]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": taken.wall, "client": taken.client, "peak": peak, "checksum": checksum(figures)}))
