"""The last resort against orphans: when its supervisor is gone without a word, it ends the groups that were left.

Runs alone, in isolated mode: reads ``+pid`` and ``-pid`` lines until the pipe closes.
"""

import os
import signal
import sys
import time

GRACE_SECONDS = 4.0


def _signal(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def watch() -> None:
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line[1:])
        groups = groups | {group} if line[0] == "+" else groups - {group}
    ends = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < ends and any(_signal(group, 0) for group in groups):
        time.sleep(0.1)
    for group in groups:
        _signal(group, signal.SIGKILL)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watch()
