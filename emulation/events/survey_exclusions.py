"""Survey answers left out of the figures and brought back, by group and with a reason."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SurveyExclusionProposed(Event):
    """A group of answers is to be left out; ``flags`` names the kinds of flags that it showed."""

    type = "emulation.survey_exclusion.proposed.v1"
    exclusion: str
    campaign: str
    month: str
    unit: str
    channel: str
    counter: str
    day: str
    flags: list[str]
    reason: str


@dataclass(frozen=True, kw_only=True)
class SurveyExclusionDeclined(Event):
    type = "emulation.survey_exclusion.declined.v1"
    exclusion: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SurveyAnswersExcluded(Event):
    """So many answers count no longer. ``asked_by`` is the account that proposed it."""

    type = "emulation.survey_answers.excluded.v1"
    exclusion: str
    campaign: str
    month: str
    unit: str
    answers: int
    reason: str
    asked_by: str


@dataclass(frozen=True, kw_only=True)
class SurveyAnswersRestored(Event):
    """What was left out counts again. ``asked_by`` is the account that brought it back."""

    type = "emulation.survey_answers.restored.v1"
    exclusion: str
    campaign: str
    month: str
    unit: str
    answers: int
    reason: str
    asked_by: str
