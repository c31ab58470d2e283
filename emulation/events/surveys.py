"""Surveys: their versions, and how citizens reach them; who answered is in none of these."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ServiceRegistersKept(Event):
    """Counters and procedures were entered, renamed or closed; how many of each."""

    type = "emulation.service_registers.kept.v1"
    counters: int
    procedures: int


@dataclass(frozen=True, kw_only=True)
class SurveyDrafted(Event):
    """A version of a survey was written or rewritten; nobody answers it yet."""

    type = "emulation.survey.drafted.v1"
    version: str
    survey: str
    campaign: str
    number: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class SurveyOpened(Event):
    """Answering began: the version is frozen, and the one before it is closed."""

    type = "emulation.survey.opened.v1"
    version: str
    survey: str
    campaign: str
    number: int
    digest: str
    instead_of: str


@dataclass(frozen=True, kw_only=True)
class SurveyClosed(Event):
    type = "emulation.survey.closed.v1"
    version: str
    survey: str
    campaign: str
    number: int


@dataclass(frozen=True, kw_only=True)
class SurveyCodesIssued(Event):
    """One-time codes or personal links were made for a unit; the codes themselves are told to nobody but who asked."""

    type = "emulation.survey_codes.issued.v1"
    batch: str
    survey: str
    unit: str
    kind: str
    label: str
    size: int


@dataclass(frozen=True, kw_only=True)
class SurveyCodesEnded(Event):
    """A batch of codes opens nothing any more."""

    type = "emulation.survey_codes.ended.v1"
    batch: str
    survey: str
    label: str


@dataclass(frozen=True, kw_only=True)
class SurveyPointOpened(Event):
    """Anybody may answer at this QR code or kiosk."""

    type = "emulation.survey_point.opened.v1"
    point: str
    survey: str
    unit: str
    counter: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class SurveyPointClosed(Event):
    type = "emulation.survey_point.closed.v1"
    point: str
    survey: str


@dataclass(frozen=True, kw_only=True)
class SurveyPaperEntered(Event):
    """An officer typed a paper form, or typed it a second time."""

    type = "emulation.survey_paper.entered.v1"
    paper: str
    version: str
    unit: str
    batch: str
    number: int
    state: str
