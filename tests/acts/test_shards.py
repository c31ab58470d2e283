"""Month shards through the acts: exported once with their hash, and every ranking computed from them as it was stored."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from emulation import recounts, rulings, schemes, shards, surveys
from emulation.evaluations import Line
from emulation.events import MonthShardExported, RankingComputed
from emulation.models import CampaignMonth, MonthShard, Ranking, SurveyTally
from emulation.surveys import Answer
from kernel.actors import Actor
from kernel.models import LedgerEntry
from tests.acts.conftest import once, recorded
from tests.acts.test_rankings import Year, year
from tests.world import NOW, PERSON_MARKS, PRESETS, Town, event, launch, person, points

MONTHS = ("2019-01", "2019-02")


@pytest.fixture
def disk(settings: Any, tmp_path: Path) -> None:
    """Files lie in a folder, as they do in production."""
    found = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": found}


@pytest.fixture
def run(town: Town, disk: None) -> Year:
    """Two closed months of a campaign: equals, an absence, a veto, gaps and half points; and the campaign itself."""
    run = year(town)
    run.score("2019-01", "P01", *staff(town, "P01", B1="29.25"), B1="20")
    run.score("2019-01", "P02", *staff(town, "P02"), B1="28")
    run.score("2019-01", "D01", B1="28")
    run.close("2019-01")
    run.score("2019-02", "P01", *staff(town, "P01", B1="21.5"), B1="25", C1="2.125")
    run.score("2019-02", "P02", B1="28")
    run.close("2019-02")
    run.finish()
    return run


def staff(town: Town, unit: str, **changed: str) -> list[Line]:
    return [
        Line(person(unit, 1), points(PERSON_MARKS)),
        Line(person(unit, 2), points(PERSON_MARKS, **changed), ("V1",) if unit == "P02" else ()),
        Line(person(unit, 3), absent=True, note="Đi học."),
    ]


def export_all(run: Year) -> list[MonthShard]:
    rows = LedgerEntry.objects.filter(type=RankingComputed.type, payload__campaign=run.id).order_by("id")
    found = [shards.export(RankingComputed.of(row.payload), NOW) for row in rows]
    return [shard for shard in found if shard]


def ranking(run: Year, subjects: str, month: str = "") -> Ranking:
    rows = Ranking.objects.select_related("campaign__unit_scheme", "campaign__person_scheme", "month")
    return rows.get(campaign=run.id, subjects=subjects, **({"month__month": month} if month else {"month": None}))


def test_a_ranked_month_is_kept_once_as_a_file_with_its_hash_in_the_ledger(run: Year) -> None:
    told = event(RankingComputed, campaign=run.id, month="2019-01", subjects=Ranking.PEOPLE)
    once(MonthShardExported, lambda: shards.export(told, NOW), ranking=told.ranking)
    shard = MonthShard.objects.get(ranking=told.ranking)
    frame = pl.read_parquet(default_storage.path(shard.name))
    assert shard.rows == frame.height == 6
    assert frame["subject"].to_list() == sorted(frame["subject"].to_list())
    row = frame.row(by_predicate=pl.col("subject") == person("P01", 2), named=True)
    assert (row["points B1"], row["points C2"], shard.decimals) == (2925, None, 2)
    assert recorded(MonthShardExported, sha256=shard.sha256, rows=6) == 1


def test_a_campaign_has_no_shard_of_its_own(run: Year) -> None:
    told = event(RankingComputed, campaign=run.id, month="", subjects=Ranking.UNITS)
    assert shards.export(told, NOW) is None


@pytest.mark.parametrize("subjects", [Ranking.UNITS, Ranking.PEOPLE])
@pytest.mark.parametrize("month", [*MONTHS, ""])
def test_months_and_the_year_come_out_of_shards_as_they_are_kept(run: Year, subjects: str, month: str) -> None:
    export_all(run)
    found = shards.verify(ranking(run, subjects, month))
    assert (found.differences, found.core, found.why) == ([], "columns", "")
    assert found.rows == ranking(run, subjects, month).standings.count()


def test_rulings_come_out_of_shards_too(town: Town, disk: None, chair: Actor) -> None:
    run = year(town)
    for subjects, kind, target in (
        (Ranking.UNITS, "unranked", "P02"),
        (Ranking.PEOPLE, "unranked", person("P01", 1)),
        (Ranking.PEOPLE, "exceptional", "P01"),
    ):
        rulings.decide(run.id, subjects, kind, target, reason="Mới thành lập.", by=chair, at=NOW)
    for month in MONTHS:
        staff_ = [Line(person("P01", n), points(PERSON_MARKS, B1=str(30 - n))) for n in (1, 2, 3)]
        run.score(month, "P01", *staff_, B1="20")
        run.score(month, "P02", B1="28")
        run.close(month)
    run.finish()
    export_all(run)
    for subjects in (Ranking.UNITS, Ranking.PEOPLE):
        for month in (*MONTHS, ""):
            found = shards.verify(ranking(run, subjects, month))
            assert (found.differences, found.core) == ([], "columns"), (subjects, month)
            assert ranking(run, subjects, month).standings.filter(unranked_because="not_eligible").count() == 1


def test_a_file_that_was_changed_or_lost_is_a_difference(run: Year) -> None:
    shard = export_all(run)[0]
    path = Path(default_storage.path(shard.name))
    path.write_bytes(path.read_bytes() + b"\0")
    (changed,) = shards.verify(shard.ranking).differences
    assert (changed.name, changed.kept) == ("sha256", shard.sha256)
    path.unlink()
    (lost,) = shards.verify(shard.ranking).differences
    assert lost.computed is None


def test_a_figure_that_does_not_follow_from_the_shards_is_told(run: Year) -> None:
    export_all(run)
    kept = ranking(run, Ranking.PEOPLE)
    line = kept.standings.get(subject=person("P01", 2))
    with transaction.atomic():
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("UPDATE emulation_standing SET score = score + 0.01, rank = 9 WHERE id = %s", [line.pk])
        found = shards.verify(kept)
        transaction.set_rollback(True)
    assert [(one.subject, one.name) for one in found.differences] == [
        (person("P01", 2), "score"),
        (person("P01", 2), "rank"),
    ]


def test_the_hash_of_a_shard_never_changes(run: Year) -> None:
    (shard, *_) = export_all(run)
    with pytest.raises(DatabaseError), transaction.atomic():
        MonthShard.objects.filter(pk=shard.pk).update(sha256="0" * 64)


def test_the_command_says_which_core_was_used_and_fails_on_a_difference(run: Year, capsys: Any) -> None:
    shard = export_all(run)[0]
    call_command("verify_shards", shard.ranking.campaign.code)
    assert capsys.readouterr().out.count("by the columns core") == 6
    Path(default_storage.path(shard.name)).unlink()
    with pytest.raises(CommandError, match="2 rankings or months differ"):
        call_command("verify_shards", shard.ranking.campaign.code)


def test_a_storage_without_paths_will_do(run: Year, settings: Any) -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}
    export_all(run)
    assert shards.verify(ranking(run, Ranking.PEOPLE)).ok


def test_survey_counters_that_do_not_follow_from_the_answers_are_told(town: Town, office: Actor) -> None:
    campaign = launch(town, "DEM", ends_on=date(2019, 4, 30))
    given = [Answer(f"k{n}", "P01", date(2019, 4, 10), "qr", {"Q1": mark}) for n, mark in enumerate([1, 5, 5, None])]
    surveys.count(campaign, given, by=office, at=NOW)
    month = CampaignMonth.objects.select_related("campaign").get(campaign=campaign, month="2019-04")
    assert recounts.recount(month) == []
    SurveyTally.objects.filter(month=month).update(n5=7)
    assert recounts.recount(month) == [("P01", "Q1", 1, 1, 0, 0, 0, 7, 1, 1, 0, 0, 0, 2)]


def test_a_scheme_that_does_not_fit_into_columns_is_checked_by_the_scalar_core(
    town: Town, office: Actor, disk: Any
) -> None:
    definition = json.loads((PRESETS / "hanoi-3814-unit.json").read_text(encoding="utf-8"))
    schemes.publish(definition | {"code": "trung-vi", "aggregate": "median"}, by=office, at=NOW)
    run = year(town, unit_scheme=("trung-vi", 1))
    run.score("2019-01", "P01", B1="20.5")
    run.score("2019-01", "P02", B1="28")
    run.close("2019-01")
    run.close("2019-02")
    run.finish()
    export_all(run)
    for month in ("2019-01", ""):
        found = shards.verify(ranking(run, Ranking.UNITS, month))
        assert (found.core, found.ok) == ("scalar", True)
        assert "median" in found.why
