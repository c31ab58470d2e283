"""The study of a ranking through the act: kept once, made again to the same digest, and without consequence for a rank."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from emulation import certainty
from emulation.events import RankingComputed
from emulation.models import RankCertainty, Ranking, Standing
from emulation.rules.certainty import BOTH, WEIGHTS, seed_of
from kernel.models import LedgerEntry
from tests.acts.test_rankings import Year, year
from tests.world import NOW, Town, event


def scored(town: Town) -> Year:
    """Three units over two months: P02 leads with little to spare, D01 is far behind."""
    run = year(town, date(2019, 2, 28))
    for month, marks in (("2019-01", ("24", "30", "2")), ("2019-02", ("27", "22", "2"))):
        for unit, b1 in zip(("P01", "P02", "D01"), marks, strict=True):
            run.score(month, unit, B1=b1)
        run.close(month)
    run.finish()
    return run


def studied(run: Year, month: str) -> RankCertainty:
    certainty.study(event(RankingComputed, campaign=run.id, month=month, subjects=Ranking.UNITS), NOW)
    found = RankCertainty.objects.filter(ranking__campaign=run.id).order_by("-computed_at", "-pk").first()
    assert found is not None
    return found


def test_a_month_is_studied_by_its_weights_and_a_campaign_by_months_and_weights(town: Town) -> None:
    run = scored(town)
    month, campaign = studied(run, "2019-01"), studied(run, "")
    assert (month.result["main"], month.result["months"]) == (WEIGHTS, 1)
    assert (campaign.result["main"], campaign.result["months"]) == (BOTH, 2)
    assert month.replications == campaign.replications == 1000
    assert month.seed == str(seed_of(month.ranking.inputs_digest))


def test_the_places_of_a_study_are_those_of_the_ranking_overall_and_in_the_cluster(town: Town) -> None:
    run = scored(town)
    found = studied(run, "")
    rows = {row.subject: row for row in Standing.objects.filter(ranking=found.ranking)}
    everybody, *clusters = found.result["lists"]
    assert {p["subject"]: p["rank"] for p in everybody["places"]} == {code: row.rank for code, row in rows.items()}
    assert [listed["group"] for listed in clusters] == ["CUM-1", "CUM-2"]
    for listed in clusters:
        for place in listed["places"]:
            assert place["rank"] == rows[place["subject"]].rank_in_cluster
    shares = {place["subject"]: place for place in everybody["places"]}
    assert shares["P01"]["may_be_first"]
    assert shares["P02"]["may_be_first"]
    assert [shares[code]["bracket"] for code in ("P01", "P02", "D01")] == [1, 1, 2]


def test_a_study_made_again_has_the_digest_that_was_stored(town: Town) -> None:
    found = studied(scored(town), "")
    again = certainty.replicated(Ranking.objects.get(pk=found.ranking_id))
    assert again is not None
    assert again.digest == found.digest
    assert again.to_data() == found.result


def test_a_ranking_is_studied_once_and_the_study_says_nothing_in_the_ledger(town: Town) -> None:
    run = scored(town)
    before = LedgerEntry.objects.count()
    studied(run, "")
    assert certainty.study(event(RankingComputed, campaign=run.id, month="", subjects=Ranking.UNITS), NOW) is None
    assert RankCertainty.objects.filter(ranking__campaign=run.id).count() == 1
    assert LedgerEntry.objects.count() == before


def test_a_study_changes_no_line_of_its_ranking(town: Town) -> None:
    run = scored(town)
    before = list(Standing.objects.filter(ranking__campaign=run.id).order_by("pk").values())
    studied(run, "")
    assert list(Standing.objects.filter(ranking__campaign=run.id).order_by("pk").values()) == before


def test_a_ranking_of_one_has_no_order_to_doubt(town: Town) -> None:
    run = year(town, date(2019, 1, 31))
    run.score("2019-01", "P01")
    run.close("2019-01")
    computed = event(RankingComputed, campaign=run.id, month="2019-01", subjects=Ranking.UNITS)
    assert certainty.study(computed, NOW) is None
    assert not RankCertainty.objects.filter(ranking__campaign=run.id).exists()


def test_a_stored_study_cannot_be_changed_or_deleted(town: Town) -> None:
    rows = RankCertainty.objects.filter(pk=studied(scored(town), "").pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(digest="")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
