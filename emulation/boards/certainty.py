"""Reads for how sure a ranking is: the study that was kept beside it, for the subjects that its reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emulation import rankings, visibility
from emulation.boards.rankings import RankingBoard
from emulation.models import RankCertainty
from emulation.rules.certainty import BOTH, MONTHS, OVERALL, WEIGHTS
from emulation.rules.nodes import Title
from emulation.rules.periods import local_date
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop

CLUSTER = "cluster"

METHODS = {
    BOTH: gettext_noop(
        "Bảng được tính lại %(replications)d lần: mỗi lần rút lại ngẫu nhiên các tháng và cho trọng số của mỗi thành phần"
        " xê dịch tối đa %(noise)d %% về hai phía."
    ),
    MONTHS: gettext_noop("Bảng được tính lại %(replications)d lần: mỗi lần rút lại ngẫu nhiên các tháng."),
    WEIGHTS: gettext_noop(
        "Bảng được tính lại %(replications)d lần: mỗi lần cho trọng số của mỗi thành phần xê dịch tối đa %(noise)d %% về"
        " hai phía. Bảng một tháng không cho biết kết quả dao động ra sao giữa các tháng."
    ),
}


@dataclass(frozen=True)
class PlaceRow:
    """A line of the section. ``left`` and ``width`` draw the interval, in per cent of the list; ``opens`` says that a
    bracket begins here."""

    subject: str
    name: str
    rank: int
    low: int
    median: int
    high: int
    first: str
    bracket: int
    may_be_first: bool
    opens: bool
    left: float
    width: float


@dataclass(frozen=True)
class WeightRow:
    code: str
    title: Title
    flips: str
    mean_shift: str
    max_shift: int
    first_order: str | None
    total: str | None


@dataclass(frozen=True)
class Section:
    """``method`` with ``told`` says how it was done; ``contenders`` is how many cannot be told apart from the first."""

    study: RankCertainty
    method: str
    told: Mapping[str, int]
    rows: list[PlaceRow]
    weights: list[WeightRow]
    contenders: int
    brackets: int


def beside(board: RankingBoard) -> Section | None:
    """The section of a ranking page, for the lines that stand on it; None where nothing was studied."""
    if board.ranking is None:
        return None
    found = RankCertainty.objects.filter(ranking=board.ranking).first()
    places = _places(found, board.wish.cluster) if found else []
    if found is None or not places:
        return None
    names = {row.subject: row.name for row in board.rows}
    titles = _titles(board)
    result = found.result
    return Section(
        study=found,
        method=METHODS[result["main"]],
        told={"replications": found.replications, "noise": round(found.noise * 100)},
        rows=_rows(places, names, result["main"]),
        weights=[
            WeightRow(**{**effect, "title": titles.get(effect["code"], Title(effect["code"]))})
            for effect in result["weights"]
        ],
        contenders=sum(place["may_be_first"] for place in places),
        brackets=max(place["bracket"] for place in places),
    )


def _titles(board: RankingBoard) -> dict[str, Title]:
    version = rankings.version_of(board.campaign, board.wish.subjects)
    return {node.code: node.title for node in scheme_of(version).components} if version else {}


def _places(found: RankCertainty, cluster: str) -> list[Mapping[str, Any]]:
    """The list asked for, by rank: that of everybody, or that of a cluster."""
    wanted = (CLUSTER, cluster) if cluster else (OVERALL, "")
    lists = found.result["lists"]
    return next((listed["places"] for listed in lists if (listed["grouping"], listed["group"]) == wanted), [])


def _rows(places: list[Mapping[str, Any]], names: Mapping[str, str], main: str) -> list[PlaceRow]:
    rows: list[PlaceRow] = []
    for place in places:
        if place["subject"] not in names:
            continue
        interval = place["by"][main]
        rows.append(
            PlaceRow(
                subject=place["subject"],
                name=names[place["subject"]],
                rank=place["rank"],
                low=interval["low"],
                median=interval["median"],
                high=interval["high"],
                first=interval["first"],
                bracket=place["bracket"],
                may_be_first=place["may_be_first"],
                opens=bool(rows) and rows[-1].bracket != place["bracket"],
                left=round(100 * (interval["low"] - 1) / len(places), 2),
                width=round(100 * (interval["high"] - interval["low"] + 1) / len(places), 2),
            )
        )
    return rows


def of_ranking(ranking_id: str, cluster: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    """The study as data, with the places of those whom the actor may see. Raises `Missing` where there is none."""
    shown = visibility.rankings(by).filter(pk=ranking_id)
    found = RankCertainty.objects.filter(ranking__in=shown).first()
    if found is None:
        raise Missing(
            "certainty.missing",
            gettext_noop(
                "Bảng xếp hạng này không có phần cho biết thứ hạng chắc đến đâu; của tháng thì có sau khi công bố."
            ),
        )
    seen = visibility.standings(by, local_date(at)).filter(ranking__in=shown, rank__isnull=False)
    if cluster:
        seen = seen.filter(cluster_code=cluster)
    subjects = set(seen.values_list("subject", flat=True))
    places = [place for place in _places(found, cluster) if place["subject"] in subjects]
    return {
        **{name: value for name, value in found.result.items() if name != "lists"},
        "digest": found.digest,
        "computed_at": found.computed_at,
        "places": places,
    }
