"""Reads for surveys: versions, ways in with how many came, registers, and free texts where enough people answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulation import survey_forms, visibility
from emulation.boards.campaigns import find
from emulation.catalogue import survey_template, survey_templates
from emulation.models import (
    Campaign,
    ServiceCounter,
    ServiceProcedure,
    Survey,
    SurveyCodeBatch,
    SurveyPaper,
    SurveyPoint,
    SurveyVersion,
)
from emulation.rules import states
from emulation.rules.access import COLLECTS_SURVEYS, COMMITTEE
from emulation.rules.survey_forms import Form
from kernel.actors import Actor, Place
from kernel.errors import Missing, NotAllowed
from kernel.text import gettext_noop


@dataclass(frozen=True)
class VersionRow:
    """A version with what the reader may do with it."""

    version: SurveyVersion
    form: Form
    may: tuple[str, ...]


@dataclass(frozen=True)
class SurveysBoard:
    campaign: Campaign
    versions: list[VersionRow]
    templates: list[str]
    may_write: bool


@dataclass(frozen=True)
class VersionBoard:
    """One version and the ways to its survey. Ways in are for those who hand them out."""

    campaign: Campaign
    row: VersionRow
    batches: list[SurveyCodeBatch]
    points: list[SurveyPoint]
    papers: list[SurveyPaper]
    units: dict[str, str]
    counters: list[ServiceCounter]
    procedures: list[ServiceProcedure]
    collects: bool


def _row(version: SurveyVersion, by: Actor) -> VersionRow:
    may = survey_forms.MACHINE.possible(version.state, by.roles_over(Place(by.authority)))
    if "open" in may and survey_forms.own_draft(version, by=by):
        may = tuple(act for act in may if act != "open")
    return VersionRow(version, survey_forms.form_of(version), may)


def seen(by: Actor) -> list[str]:
    """States of versions that the actor may read: drafts are the committee's."""
    every = [SurveyVersion.OPEN, SurveyVersion.CLOSED]
    return [SurveyVersion.DRAFT, *every] if visibility.holds(by, COMMITTEE) else every


def of_campaign(campaign_id: str, *, by: Actor) -> SurveysBoard:
    campaign = find(campaign_id, by=by)
    rows = SurveyVersion.objects.filter(survey__campaign=campaign, state__in=seen(by)).select_related("survey")
    return SurveysBoard(
        campaign=campaign,
        versions=[_row(row, by) for row in rows.order_by("survey__code", "-number")],
        templates=survey_templates(),
        may_write=bool(survey_forms.MACHINE.possible(states.DRAFT, by.roles_over(Place(by.authority))))
        and visibility.holds(by, COLLECTS_SURVEYS),
    )


def version(version_id: str, *, by: Actor) -> VersionBoard:
    """Raises `Missing` for what the actor may not read."""
    rows = SurveyVersion.objects.select_related("survey__campaign", "drafted_by", "opened_by")
    row = rows.filter(pk=version_id, authority_id=by.authority, state__in=seen(by)).first()
    if row is None:
        raise Missing("survey.missing", gettext_noop("Không có phiếu khảo sát này."))
    collects = visibility.holds(by, COLLECTS_SURVEYS)
    batches = row.survey.batches.select_related("unit", "counter", "procedure").order_by("-issued_at")
    points = row.survey.points.filter(closed_at=None).select_related("unit", "counter")
    papers = row.papers.exclude(state=SurveyPaper.COUNTED).select_related("unit", "entered_by")
    entries = row.survey.campaign.participations.filter(to_month="").order_by("unit__code")
    return VersionBoard(
        campaign=row.survey.campaign,
        row=_row(row, by),
        batches=list(batches) if collects else [],
        points=list(points) if collects else [],
        papers=list(papers) if collects else [],
        units=dict(entries.values_list("unit__code", "unit_name")),
        counters=counters(by),
        procedures=procedures(by),
        collects=collects,
    )


def survey(survey_id: str, *, by: Actor) -> Survey:
    """For those who hand out the ways to it. Raises `NotAllowed` for others and `Missing`."""
    row = Survey.objects.filter(pk=survey_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("survey.missing", gettext_noop("Không có phiếu khảo sát này."))
    if not visibility.holds(by, COLLECTS_SURVEYS):
        message = gettext_noop("Chỉ chuyên viên thường trực được phát mã và mở điểm khảo sát.")
        raise NotAllowed("survey.access_not_allowed", message)
    return row


def template(name: str) -> Mapping[str, object] | None:
    return survey_template(name)


def counters(by: Actor) -> list[ServiceCounter]:
    return list(ServiceCounter.objects.filter(authority_id=by.authority).select_related("unit"))


def procedures(by: Actor) -> list[ServiceProcedure]:
    return list(ServiceProcedure.objects.filter(authority_id=by.authority))
