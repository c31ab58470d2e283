"""What states and acts are called: one word may stand in several machines, and each machine has its own title for it."""

from collections.abc import Mapping

from emulation.rules import states
from emulation.rules.appeal_states import ACT_TITLES as APPEAL_ACTS
from emulation.rules.appeal_states import APPEAL
from emulation.rules.appeal_states import STATE_TITLES as APPEAL_STATES
from emulation.rules.awards import council_states as councils
from emulation.rules.awards import states as awards
from emulation.rules.awards.payment_states import ACT_TITLES as PAYMENT_ACTS
from emulation.rules.awards.payment_states import MACHINES as PAYMENTS
from emulation.rules.awards.payment_states import STATE_TITLES as PAYMENT_STATES
from emulation.rules.inspection_states import ACT_TITLES as INSPECTION_ACTS
from emulation.rules.inspection_states import MACHINES as INSPECTIONS
from emulation.rules.inspection_states import STATE_TITLES as INSPECTION_STATES
from kernel.text import gettext_noop

Titles = Mapping[str, Mapping[str, str]]

_ROOMS = (
    (INSPECTIONS, INSPECTION_STATES, INSPECTION_ACTS),
    (PAYMENTS, PAYMENT_STATES, PAYMENT_ACTS),
    ((APPEAL,), APPEAL_STATES, APPEAL_ACTS),
    ((awards.DECISION, awards.REGISTRATION, awards.NOMINATION), awards.STATE_TITLES, awards.ACT_TITLES),
    (councils.MACHINES, councils.STATE_TITLES, councils.ACT_TITLES),
)
_OWN_STATES: Titles = {
    "commendation": {states.TAKEN_UP: gettext_noop("Đã tiếp nhận gợi ý")},
}
_OWN_ACTS: Titles = {
    "contest": {"finish": gettext_noop("chấm xong")},
    "appeal": {"withdraw": gettext_noop("rút khiếu nại")},
    "finding": {"withdraw": gettext_noop("rút phát hiện")},
    "nomination": {"withdraw": gettext_noop("rút hồ sơ")},
    "session_item": {"open": gettext_noop("mở biểu quyết"), "close": gettext_noop("khép biểu quyết")},
}
"""What a machine calls otherwise than its room, or than all others."""

_STATES: Titles = {machine.name: own for machines, own, _ in _ROOMS for machine in machines}
_ACTS: Titles = {machine.name: own for machines, _, own in _ROOMS for machine in machines}


def _title(word: str, *found: Mapping[str, str]) -> str:
    return next((titles[word] for titles in found if word in titles), word)


def state_title(state: str, machine: str = "") -> str:
    """The message id of a state's title in a machine; without one, the title that most of them share."""
    nothing: Mapping[str, str] = {}
    return _title(state, _OWN_STATES.get(machine, nothing), _STATES.get(machine, nothing), states.STATE_TITLES)


def act_title(act: str, machine: str = "") -> str:
    """The message id of an act's title in a machine; without one, the title that most of them share."""
    nothing: Mapping[str, str] = {}
    return _title(act, _OWN_ACTS.get(machine, nothing), _ACTS.get(machine, nothing), states.ACT_TITLES)


def machine_of(code: str) -> str:
    """The machine that a refusal speaks of: what its code begins with."""
    return code.partition(".")[0]
