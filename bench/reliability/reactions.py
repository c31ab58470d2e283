"""Enters the probe with one reaction, so that one event is one job."""

from kernel.events import EVENTS
from tasks.reactions import REACTIONS
from tests.faults.probe import Probed, write_probe

EVENTS[Probed.type] = Probed
REACTIONS[Probed] = {"write_probe": write_probe}
