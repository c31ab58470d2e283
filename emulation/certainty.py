"""The act that studies how sure a ranking is, and keeps what it found beside it. It changes no rank and records no event."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from emulation import rankings
from emulation.events import RankingComputed, RankingPublished, RankingRevised
from emulation.models import RankCertainty, Ranking
from emulation.rules import certainty as rules
from emulation.rules.evidence import evidence_of
from emulation.schemes import scheme_of


def study_campaign(event: RankingComputed | RankingRevised, at: datetime) -> RankCertainty | None:
    """Study the ranking of a campaign as soon as it is there. Those of months wait for their publication: most are only a
    step on the way, and a study costs more than the ranking itself."""
    return None if event.month else study(event, at)


@transaction.atomic
def study(event: RankingComputed | RankingRevised | RankingPublished, at: datetime) -> RankCertainty | None:
    """Replicate a ranking and keep the result. None where there is nothing to replicate: fewer than two who are ranked,
    one month of one component, or a list that is too long."""
    of_ranking = Ranking.objects.select_related("campaign__unit_scheme", "campaign__person_scheme")
    row = of_ranking.get(pk=event.ranking)
    if RankCertainty.objects.filter(ranking=row, method=rules.METHOD).exists():
        return None
    found = replicated(row)
    if found is None:
        return None
    return RankCertainty.objects.create(
        authority_id=row.authority_id,
        ranking=row,
        method=found.method,
        seed=str(found.seed),
        replications=found.replications,
        noise=Decimal(f"{found.noise:.3f}"),
        digest=found.digest,
        result=found.to_data(),
        computed_at=at,
    )


def replicated(row: Ranking) -> rules.Certainty | None:
    """The study of a ranking from the inputs that it keeps; made again it comes out with the digest that was stored."""
    version, computed = rankings.version_of(row.campaign, row.subjects), rankings.replay(row)
    if version is None or computed is None:
        return None
    evidence = evidence_of(scheme_of(version), computed)
    replications = rules.replications_for(len(evidence.subjects))
    if not replications:
        return None
    return rules.rank_certainty(evidence, seed=rules.seed_of(row.inputs_digest), replications=replications)
