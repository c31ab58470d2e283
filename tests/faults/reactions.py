"""Enters the probe among the events and reactions of the process that imports it."""

from kernel.events import EVENTS
from tasks.reactions import REACTIONS
from tests.faults.probe import Probed, echo_probe, write_probe

EVENTS[Probed.type] = Probed
REACTIONS[Probed] = {"write_probe": write_probe, "echo_probe": echo_probe}
