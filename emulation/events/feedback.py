"""Events of citizens' feedback. None carries what a citizen wrote or who they are: the ledger keeps everything for ever."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class FeedbackReceived(Event):
    """``unit_named`` is the unit that the citizen meant, where they knew; it binds nobody."""

    type = "emulation.feedback.received.v1"
    feedback: str
    number: str
    kind: str
    due: str
    unit_named: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedbackRouted(Event):
    """``before`` is the unit that had it until now, and ``reason`` why it was not theirs. ``due`` is empty for praise."""

    type = "emulation.feedback.routed.v1"
    feedback: str
    number: str
    kind: str
    unit: str
    due: str
    before: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedbackPraised(Event):
    """A citizen's praise reached the unit that it is about: a reason to think of a timely commendation."""

    type = "emulation.feedback.praised.v1"
    feedback: str
    number: str
    unit: str
    happened_on: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedbackDismissed(Event):
    type = "emulation.feedback.dismissed.v1"
    feedback: str
    number: str
    reason: str
    where_to_go: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedbackAnswered(Event):
    """The unit wrote its answer, which the standing office has still to approve."""

    type = "emulation.feedback.answered.v1"
    feedback: str
    number: str
    unit: str
    due: str
    in_time: bool


@dataclass(frozen=True, kw_only=True)
class FeedbackReturned(Event):
    type = "emulation.feedback.returned.v1"
    feedback: str
    number: str
    unit: str
    due: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FeedbackSent(Event):
    """The citizen finds the approved answer by their code from now on, and may reopen until ``reopen_until``."""

    type = "emulation.feedback.sent.v1"
    feedback: str
    number: str
    unit: str
    reopen_until: str


@dataclass(frozen=True, kw_only=True)
class FeedbackReopened(Event):
    type = "emulation.feedback.reopened.v1"
    feedback: str
    number: str
    unit: str
    due: str


@dataclass(frozen=True, kw_only=True)
class FeedbackClosed(Event):
    type = "emulation.feedback.closed.v1"
    feedback: str
    number: str
    contact_until: str


@dataclass(frozen=True, kw_only=True)
class FeedbackEscalated(Event):
    """A limit was missed and these roles are told. ``stage`` is what is overdue: route, answer or send."""

    type = "emulation.feedback.escalated.v1"
    feedback: str
    number: str
    stage: str
    roles: list[str]
    due: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedbackPublished(Event):
    type = "emulation.feedback.published.v1"
    feedback: str
    number: str
    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class FeedbackUnpublished(Event):
    type = "emulation.feedback.unpublished.v1"
    feedback: str
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FeedbackContactsDeleted(Event):
    type = "emulation.feedback.contacts_deleted.v1"
    day: str
    feedback: list[str]


@dataclass(frozen=True, kw_only=True)
class FeedbackPolicySet(Event):
    type = "emulation.feedback_policy.set.v1"
    valid_from: str
    policy: dict[str, int]
    legal_basis: str
