"""Reads for the satisfaction index of a month: each unit's index and mean with their intervals, its elements and response rates."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count

from emulation import rankings, visibility
from emulation.boards.campaigns import find, find_month
from emulation.models import (
    Campaign,
    CampaignMonth,
    Cluster,
    Participation,
    SurveyAnswer,
    SurveyCodeBatch,
    SurveyComment,
    SurveyExclusion,
    SurveyTally,
    SurveyVersion,
)
from emulation.rules import states
from emulation.rules.periods import local_date
from emulation.rules.policies import parse_policy
from emulation.rules.survey_forms import CHANNEL_TITLES, CHANNELS, SENT_TITLES, Form
from emulation.rules.survey_statistics import (
    Element,
    ElementResult,
    IndexResult,
    Responses,
    elements_of,
    index_result,
    of_hundred,
    response_rate,
)
from emulation.rules.surveys import Tallies, Tally
from emulation.survey_exclusions import Marks
from emulation.survey_forms import form_of
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop, sort_key

Titles = Mapping[str, str]


_TITLES = {**SENT_TITLES, **CHANNEL_TITLES}


@dataclass(frozen=True)
class Channel:
    """How many answered through a channel; ``title`` is in the words of the product, or of the system that sent them."""

    title: str
    responses: Responses


@dataclass(frozen=True)
class UnitFigures:
    """``responses`` by channel; ``rate`` of all channels that have one; ``left_out`` answers that do not count by an exclusion."""

    code: str
    name: str
    cluster: str
    cluster_name: str
    result: IndexResult
    channels: list[Channel]
    rate: Fraction | None
    left_out: int

    @property
    def printed_rate(self) -> Decimal | None:
        return None if self.rate is None else of_hundred(self.rate)

    @property
    def elements(self) -> dict[str, ElementResult]:
        return {one.code: one for one in self.result.elements}


@dataclass(frozen=True)
class FiguresBoard:
    """``elements`` with their titles by code. ``partial`` where the actor sees some of the units only."""

    campaign: Campaign
    month: CampaignMonth
    minimum: int
    elements: list[Element]
    titles: Mapping[str, Titles]
    units: list[UnitFigures]
    partial: bool

    @property
    def weighed(self) -> bool:
        return len({element.weight for element in self.elements}) > 1


@dataclass(frozen=True)
class UnitBoard:
    """One unit's figures with what was left out of them, and free texts in an order that says nothing; None where there are
    too few answers for any to be shown."""

    board: FiguresBoard
    unit: UnitFigures
    exclusions: list[SurveyExclusion]
    texts: list[tuple[Titles, list[str]]] | None


def month(campaign_id: str, name: str, *, by: Actor, at: datetime, only: str = "") -> FiguresBoard:
    """The figures of the units whose evaluations the actor may see, as far as the minimum lets them be shown."""
    campaign = find(campaign_id, by=by)
    row = find_month(campaign, name)
    whole = visibility.holds(by, visibility.WHOLE)
    seen = frozenset[str]() if whole else visibility.own_units(by, local_date(at))
    entries = sorted(rankings.taking_part(row), key=lambda entry: (entry.cluster_code, sort_key(entry.unit.code)))
    entries = [one for one in entries if (whole or one.unit.code in seen) and only in ("", one.unit.code)]
    form = _form(row)
    elements, titles = _elements(campaign, form)
    minimum = parse_policy(campaign.policy).minimum_survey_answers
    least = form.minimum if form and form.minimum is not None else minimum
    return FiguresBoard(
        campaign=campaign,
        month=row,
        minimum=least,
        elements=elements,
        titles=titles,
        units=list(_units(row, entries, elements, least)),
        partial=not whole,
    )


def unit(campaign_id: str, name: str, code: str, *, by: Actor, at: datetime) -> UnitBoard:
    """The figures of one unit. Raises `Missing` for one that the actor may not see or that takes no part."""
    board = month(campaign_id, name, by=by, at=at, only=code)
    if not board.units:
        raise Missing(
            "survey.unknown_unit", gettext_noop("Không có đơn vị %(code)s trong phong trào tháng này."), code=code
        )
    (own,) = board.units
    seen = visibility.survey_exclusions(by, local_date(at)).filter(month=board.month, unit__code=code)
    return UnitBoard(
        board=board,
        unit=own,
        exclusions=list(seen.select_related("unit", "proposed_by", "decided_by", "restored_by")),
        texts=None if own.result.respondents < board.minimum else _texts(board.month, code),
    )


def _form(month: CampaignMonth) -> Form | None:
    """What the newest version asks that was answered in the month; None where another system collected the answers."""
    rows = SurveyVersion.objects.filter(pk__in=SurveyTally.objects.filter(month=month).values("version"))
    newest = rows.order_by("number", "opened_at").last()
    return form_of(newest) if newest else None


def _elements(campaign: Campaign, form: Form | None) -> tuple[list[Element], dict[str, Titles]]:
    if form is None:
        titles: dict[str, Titles] = {
            item["code"]: {"vi": item["vi"], "en": item.get("en", "")} for item in campaign.survey
        }
        return elements_of((), campaign.survey), titles
    data = form.to_data()
    named: dict[str, Titles] = {one["code"]: one["title"] for one in (*data["items"], *data["elements"])}
    return elements_of(data["elements"], data["items"]), named


def _units(
    month: CampaignMonth, entries: Sequence[Participation], elements: Sequence[Element], minimum: int
) -> Iterable[UnitFigures]:
    codes = {entry.unit.code for entry in entries}
    tallies, channels = _tallies(month, codes), _responses(month, codes)
    left_out = _left_out(month)
    names = dict(Cluster.objects.filter(authority_id=month.authority_id).values_list("code", "name"))
    for entry in entries:
        code = entry.unit.code
        responses = channels.get(code, [])
        yield UnitFigures(
            code=code,
            name=entry.unit_name,
            cluster=entry.cluster_code,
            cluster_name=names.get(entry.cluster_code, entry.cluster_code),
            result=index_result(tallies.get(code, {}), elements, minimum=minimum),
            channels=[Channel(_TITLES.get(one.channel, one.channel), one) for one in responses],
            rate=response_rate(responses),
            left_out=left_out.get(code, 0),
        )


def without(month: CampaignMonth, code: str, marks: Marks) -> tuple[IndexResult, IndexResult]:
    """A unit's figures as they stand, and as they would be without these marks."""
    form = _form(month)
    elements, _ = _elements(month.campaign, form)
    least = parse_policy(month.campaign.policy).minimum_survey_answers
    minimum = form.minimum if form and form.minimum is not None else least
    both = (_tallies(month, {code}).get(code, {}), _tallies(month, {code}, marks).get(code, {}))
    before, after = (index_result(tallies, elements, minimum=minimum) for tallies in both)
    return before, after


def _tallies(month: CampaignMonth, codes: Collection[str], less: Marks | None = None) -> dict[str, Tallies]:
    """By unit and item: all versions and channels together, each channel at its weight; of one unit without some marks."""
    found: dict[str, dict[str, Tally]] = {}
    for row in SurveyTally.objects.filter(month=month, unit__code__in=codes).select_related("unit"):
        items = found.setdefault(row.unit.code, {})
        off = (less or {}).get((row.item, str(row.version_id or ""), row.channel), Counter())
        n1, n2, n3, n4, n5 = (getattr(row, f"n{mark}") - off[mark] for mark in range(1, 6))
        counts = Tally((n1, n2, n3, n4, n5), row.no_opinion - off[0]).weighed(row.weight)
        items[row.item] = items[row.item] + counts if row.item in items else counts
    return dict(found)


def _responses(month: CampaignMonth, codes: Collection[str]) -> dict[str, list[Responses]]:
    """By unit: codes and links that were made in the month with how many of them are spent, and for the other channels how
    many answers of the month there are."""
    rows = SurveyAnswer.objects.filter(month=month, unit__code__in=codes).order_by()
    answered = rows.values_list("unit__code", "channel").annotate(answers=Count("pk"))
    found: dict[str, dict[str, Responses]] = {}
    for code, channel, count in answered:
        found.setdefault(code, {})[channel] = Responses(channel, count)
    batches = SurveyCodeBatch.objects.filter(survey__campaign=month.campaign_id, unit__code__in=codes)
    given: dict[tuple[str, str], tuple[int, int]] = {}
    for batch in batches.select_related("unit"):
        if f"{local_date(batch.issued_at):%Y-%m}" == month.month:
            before, spent = given.get((batch.unit.code, batch.kind), (0, 0))
            given[batch.unit.code, batch.kind] = (before + batch.size, spent + batch.used)
    for (code, kind), (size, spent) in given.items():
        found.setdefault(code, {})[kind] = Responses(kind, spent, size)
    order = {channel: place for place, channel in enumerate(CHANNELS)}
    return {
        code: sorted(own.values(), key=lambda one: (order.get(one.channel, len(order)), one.channel))
        for code, own in found.items()
    }


def _left_out(month: CampaignMonth) -> dict[str, int]:
    rows = month.survey_exclusions.filter(state=states.EXCLUDED)
    found: dict[str, int] = {}
    for code, answers in rows.values_list("unit__code", "answers"):
        found[code] = found.get(code, 0) + answers
    return found


def _texts(month: CampaignMonth, code: str) -> list[tuple[Titles, list[str]]]:
    """By question; ids are chance, so their order tells no time."""
    rows = SurveyComment.objects.filter(month=month, unit__code=code).select_related("version").order_by("item", "id")
    found: dict[str, tuple[Titles, list[str]]] = {}
    for row in rows:
        titles = {item.code: item.title for item in form_of(row.version).texts}
        found.setdefault(row.item, (titles.get(row.item, {"vi": row.item}), []))[1].append(row.text)
    return list(found.values())
