"""Reads for those who follow live boards: which version a board has, and whether somebody may follow it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from emulation.boards import live
from emulation.models import Ranking
from emulation.rollups import CHANNEL
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop

__all__ = ["CHANNEL", "Followed", "all_versions", "required", "versions"]


class Followed(NamedTuple):
    """A board as its followers name it: it keeps this name when it is made anew."""

    campaign: str
    subjects: str


_VERSIONS = """
SELECT b.campaign_id::text, b.subjects,
       b.version + (SELECT count(*) FROM emulation_rankchange c WHERE c.board_id = b.id)
FROM emulation_liveboard b WHERE b.current AND
"""


def required(campaign: str, subjects: str, *, by: Actor, at: datetime) -> tuple[Followed, int]:
    """The board with its version. Raises `Missing` where there is none that the actor may see."""
    if subjects not in (Ranking.UNITS, Ranking.PEOPLE):
        raise Missing("ranking.no_scheme", gettext_noop("Phong trào không xếp hạng đối tượng này."))
    head = live.head(campaign, live.Wish(subjects), by=by, at=at)
    return Followed(campaign, subjects), head.version


def versions(boards: Collection[int]) -> Mapping[Followed, int]:
    """Of the boards with these numbers, as long as they are current."""
    return _found("b.id = ANY(%s)", [list(boards)])


def all_versions(campaigns: Collection[str]) -> Mapping[Followed, int]:
    """Of every board of these campaigns: what to compare with after nothing was heard for a while."""
    return _found("b.campaign_id = ANY(%s::uuid[])", [list(campaigns)])


def _found(condition: str, values: list[Any]) -> Mapping[Followed, int]:
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS + condition, values)
        return {Followed(campaign, subjects): int(version) for campaign, subjects, version in cursor.fetchall()}
