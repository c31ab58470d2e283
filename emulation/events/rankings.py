"""Rankings, their publication and revisions, and the month files behind them."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RankingComputed(Event):
    type = "emulation.ranking.computed.v1"
    ranking: str
    campaign: str
    subjects: str
    scheme_digest: str
    inputs_digest: str
    result_digest: str
    engine_version: str
    month: str = ""


@dataclass(frozen=True, kw_only=True)
class MonthShardExported(Event):
    """The rows of a month's ranking were kept as a column file, whose hash stands here."""

    type = "emulation.month_shard.exported.v1"
    ranking: str
    campaign: str
    month: str
    subjects: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class RankingPublished(Event):
    """A ranking was made known as a frozen snapshot. ``open_…`` are the digests of the bundle that may be handed out, in
    which people have pseudonyms; of units they are those of the ranking itself. ``replaces`` and ``reason`` are those of
    a revision that was applied."""

    type = "emulation.ranking.published.v1"
    ranking: str
    campaign: str
    subjects: str
    revision: int
    scheme_code: str
    scheme_version: int
    scheme_digest: str
    inputs_digest: str
    result_digest: str
    open_inputs_digest: str
    open_result_digest: str
    engine_version: str
    month: str = ""
    replaces: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RankingFinalised(Event):
    type = "emulation.ranking.finalised.v1"
    ranking: str
    campaign: str
    subjects: str
    revision: int
    scheme_digest: str
    inputs_digest: str
    result_digest: str
    engine_version: str
    month: str = ""


@dataclass(frozen=True, kw_only=True)
class RankingRevised(Event):
    """A ranking was computed again after a correction; this revision counts once it is applied. ``moved`` is how many
    lines are others than in the one that it is to replace."""

    type = "emulation.ranking.revised.v1"
    ranking: str
    replaces: str
    campaign: str
    subjects: str
    revision: int
    reason: str
    moved: int
    scheme_digest: str
    inputs_digest: str
    result_digest: str
    engine_version: str
    month: str = ""


@dataclass(frozen=True, kw_only=True)
class RankingRevisionDiscarded(Event):
    type = "emulation.ranking_revision.discarded.v1"
    ranking: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RankingRulingMade(Event):
    """``target`` is not eligible to be ranked (``unranked``), or is a group with the exceptional share of quotas
    (``exceptional``), from the next computation on."""

    type = "emulation.ranking_ruling.made.v1"
    ruling: str
    campaign: str
    subjects: str
    kind: str
    target: str
    reason: str
    legal_basis: str = ""


@dataclass(frozen=True, kw_only=True)
class RankingRulingLifted(Event):
    """A ruling ended; what was computed while it was in force stays until it is computed again."""

    type = "emulation.ranking_ruling.lifted.v1"
    ruling: str
    campaign: str
    subjects: str
    kind: str
    target: str
    reason: str
