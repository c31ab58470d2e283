"""Publication of rankings, their check and bundles, corrections of closed months and the revisions that follow them."""

import io
import json
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction

from emulation import bundles, campaigns, corrections, evaluations, months, publications, rankings, revisions
from emulation.desks import Line
from emulation.events import (
    CorrectionDeclined,
    CorrectionProposed,
    EvaluationCorrected,
    MonthClosed,
    RankingFinalised,
    RankingPublished,
    RankingRevised,
    RankingRevisionDiscarded,
)
from emulation.models import Correction, Evaluation, EvaluationLayer, Ranking, RankingPublication
from emulation.models.rankings import IN_FORCE
from emulation.rules.revisions import Change, InputChange
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.models import LedgerEntry, Seal
from tests.acts.conftest import recorded, refused
from tests.acts.test_rankings import Year, mean, total, year
from tests.world import NOW, PERSON_MARKS, UNIT_MARKS, Town, event, person, points

MONTH = "2019-01"
AT: dict[str, Any] = {"at": NOW}


@pytest.fixture
def closed(town: Town) -> Year:
    """A campaign of two months whose January is closed and ranked: P02 before D01 before P01, with people in P01."""
    run = year(town)
    staff = [Line(person("P01", place), points(PERSON_MARKS, B1=str(20 + place))) for place in (2, 3)]
    run.score(MONTH, "P01", *staff, B1="20")
    run.score(MONTH, "P02", B1="28")
    run.score(MONTH, "D01", B1="24")
    run.close(MONTH)
    return run


@pytest.fixture
def council(town: Town) -> Actor:
    return town.actors["council_chair"]


def ranking_of(run: Year, month: str = MONTH, subjects: str = Ranking.UNITS, **wanted: Any) -> Ranking:
    of = {"month__month": month} if month else {"month": None}
    return Ranking.objects.get(campaign=run.id, subjects=subjects, **of, **(wanted or {"state__in": IN_FORCE}))


def lowered(run: Year, by: Actor, other: Actor, unit: str = "P02", **scores: str) -> Correction:
    """A correction of a unit's own sheet, asked for and approved, with its reaction."""
    line = Line("", points(scores or {"B1": "21"}), None, note="Thanh tra kết luận lại.")
    row = corrections.correct(run.id, MONTH, unit, line, by=by, **AT)
    corrections.approve(str(row.pk), by=other, **AT)
    revisions.follow_correction(event(EvaluationCorrected, correction=str(row.pk)), NOW)
    return row


# From provisional to official


def test_a_month_goes_from_provisional_over_published_to_official(closed: Year, office: Actor, chair: Actor) -> None:
    row = ranking_of(closed)
    assert row.state == "provisional"
    publications.publish(str(row.pk), by=office, **AT)
    assert ranking_of(closed).state == "published"
    publications.finalise(str(row.pk), by=chair, **AT)
    row = ranking_of(closed)
    assert row.state == "final"
    steps = {step.step: step for step in row.publications.all()}
    assert set(steps) == {"published", "final"}
    for step in steps.values():
        assert (step.scheme_digest, step.inputs_digest, step.result_digest, step.engine_version) == (
            row.scheme_digest, row.inputs_digest, row.result_digest, row.engine_version,
        )  # fmt: skip
        assert (step.scheme_code, step.scheme_version) == ("hanoi-3814-unit", 1)
    assert str(steps["final"].prepared_by_id) == office.account


def test_the_ledger_keeps_what_was_published_by_its_digests(closed: Year, office: Actor, chair: Actor) -> None:
    row = ranking_of(closed)
    publications.publish(str(row.pk), by=office, **AT)
    publications.finalise(str(row.pk), by=chair, **AT)
    told = event(RankingPublished, ranking=str(row.pk))
    assert (told.scheme_code, told.scheme_version, told.revision, told.month) == ("hanoi-3814-unit", 1, 1, MONTH)
    assert (told.inputs_digest, told.result_digest) == (row.inputs_digest, row.result_digest)
    assert (told.open_inputs_digest, told.open_result_digest) == (row.inputs_digest, row.result_digest)
    assert event(RankingFinalised, ranking=str(row.pk)).result_digest == row.result_digest


@pytest.mark.parametrize("role", ["unit_officer", "unit_head", "clerk", "administrator", "inspector", "cluster_lead"])
def test_only_the_committees_officers_publish(closed: Year, town: Town, role: str) -> None:
    with refused(NotAllowed, "ranking.not_allowed"):
        publications.publish(str(ranking_of(closed).pk), by=town.actors[role], **AT)


def test_who_published_does_not_declare_it_official_and_the_database_holds_that(closed: Year, chair: Actor) -> None:
    row = ranking_of(closed)
    publication = publications.publish(str(row.pk), by=chair, **AT)
    with refused(NotAllowed, "ranking.own_work"):
        publications.finalise(str(row.pk), by=chair, **AT)
    copied = {f.name: getattr(publication, f.name) for f in RankingPublication._meta.fields if f.name != "id"}
    own = {**copied, "step": "final", "snapshot": None, "prepared_by": publication.by}
    with pytest.raises(IntegrityError, match="publisher_is_not_preparer"), transaction.atomic():
        RankingPublication.objects.create(**own)


def test_the_standing_officer_publishes_but_does_not_declare_official(
    closed: Year, office: Actor, chair: Actor
) -> None:
    row = ranking_of(closed)
    with refused(WrongState, "ranking.wrong_state"):
        publications.finalise(str(row.pk), by=chair, **AT)
    publications.publish(str(row.pk), by=chair, **AT)
    with refused(NotAllowed, "ranking.not_allowed"):
        publications.finalise(str(row.pk), by=office, **AT)
    with refused(WrongState, "ranking.wrong_state"):
        publications.publish(str(row.pk), by=office, **AT)


def test_nothing_of_a_cancelled_campaign_is_published_or_corrected(closed: Year, office: Actor, chair: Actor) -> None:
    campaigns.cancel(closed.id, reason="Theo chỉ đạo.", by=chair, **AT)
    with refused(WrongState, "ranking.cancelled"):
        publications.publish(str(ranking_of(closed).pk), by=office, **AT)
    with refused(WrongState, "correction.month_open"):
        corrections.correct(closed.id, MONTH, "P02", Line("", points({"B1": "2"}), None, note="vì"), by=office, **AT)


def test_a_ranking_of_another_authority_is_not_there(closed: Year, world: Any) -> None:
    with refused(Missing, "ranking.missing"):
        publications.publish(str(ranking_of(closed).pk), by=world.away.actors["all_roles"], **AT)


def test_the_campaigns_ranking_is_published_and_made_official_like_a_months(
    closed: Year, office: Actor, council: Actor
) -> None:
    closed.close("2019-02")
    closed.finish()
    row = ranking_of(closed, "")
    assert row.sources == [str(ranking_of(closed, month).pk) for month in (MONTH, "2019-02")]
    publications.publish(str(row.pk), by=office, **AT)
    publications.finalise(str(row.pk), by=council, **AT)
    assert ranking_of(closed, "").state == "final"
    assert publications.verify(ranking_of(closed, "")).ok


def test_a_ranking_row_never_changes_but_in_its_state(closed: Year) -> None:
    row = ranking_of(closed)
    for changed in ({"result_digest": "0" * 64}, {"inputs": b""}, {"salt": row.pk}, {"revision": 5}):
        with pytest.raises(ProgrammingError, match="Cannot update rows"), transaction.atomic():
            Ranking.objects.filter(pk=row.pk).update(**changed)
    with (
        pytest.raises(ProgrammingError, match="Cannot delete rows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM emulation_ranking WHERE id = %s", [row.pk])
    second = {f.attname: getattr(row, f.attname) for f in Ranking._meta.fields if f.name not in ("id", "revision")}
    with pytest.raises(IntegrityError, match="ranking_in_force_once"), transaction.atomic():
        Ranking.objects.create(**second, revision=2)


def test_a_campaign_that_closes_before_its_months_were_ranked_ranks_them_first(town: Town, office: Actor) -> None:
    run = year(town)
    run.score(MONTH, "P01", B1="20")
    for month in (MONTH, "2019-02"):
        months.close(run.id, month, by=office, at=datetime(2020, 2, 1, tzinfo=UTC))
    assert not Ranking.objects.filter(campaign=run.id).exists()
    assert run.finish()["P01"].score == total(B1="20")
    assert Ranking.objects.filter(campaign=run.id).count() == 6
    assert rankings.rank_units(event(MonthClosed, campaign=run.id, month=MONTH), NOW) is None


# The check


def tampered(sql: str, *values: Any) -> None:
    """What somebody with the database's password and no fear does: triggers off, one figure changed."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


TAMPERINGS: list[tuple[str, str, str]] = [
    ("score", "UPDATE emulation_standing SET score = score + 1 WHERE ranking_id = %s AND subject = 'P02'", "P02.score"),
    ("rank", "UPDATE emulation_standing SET rank = 1 WHERE ranking_id = %s AND subject = 'D01'", "D01.rank"),
    ("grade", "UPDATE emulation_standing SET grade = 'D' WHERE ranking_id = %s AND subject = 'P02'", "P02.grade"),
    ("tie", "UPDATE emulation_standing SET tied = true WHERE ranking_id = %s AND subject = 'P02'", "P02.tied"),
    (
        "month score",
        """UPDATE emulation_standing SET inputs = jsonb_set(inputs, '{month_score,score}', '"99"')
           WHERE ranking_id = %s AND subject = 'P02'""",
        "P02.month_score",
    ),
    (
        "sheet",
        """UPDATE emulation_standing SET inputs = jsonb_set(inputs, '{sheet,B1}', '"30"')
           WHERE ranking_id = %s AND subject = 'P02'""",
        "P02.sheet",
    ),
    ("cluster", "UPDATE emulation_standing SET cluster_code = 'X' WHERE ranking_id = %s AND subject = 'P02'", "P02.cluster_code"),
    ("a line gone", "DELETE FROM emulation_standing WHERE ranking_id = %s AND subject = 'P02'", "P02"),
    ("digest", "UPDATE emulation_ranking SET result_digest = repeat('0', 64) WHERE id = %s", "result_digest"),
    ("inputs", "UPDATE emulation_ranking SET inputs = 'x' WHERE id = %s", "inputs"),
    ("engine", "UPDATE emulation_ranking SET engine_version = '0' WHERE id = %s", "engine_version"),
    (
        "snapshot",
        """UPDATE emulation_rankingpublication SET snapshot = decode('789c030000000001', 'hex')
           WHERE ranking_id = %s""",
        "snapshot",
    ),
    (
        "publication",
        "UPDATE emulation_rankingpublication SET inputs_digest = repeat('1', 64) WHERE ranking_id = %s",
        "published.inputs_digest",
    ),
    (
        "scheme",
        """UPDATE emulation_schemeversion SET definition = jsonb_set(definition, '{rounding,decimals}', '1')
           WHERE id = (SELECT unit_scheme_id FROM emulation_campaign c JOIN emulation_ranking r ON r.campaign_id = c.id
                       WHERE r.id = %s)""",
        "scheme_digest",
    ),
    (
        "ledger",
        """UPDATE kernel_ledgerentry SET payload = jsonb_set(payload, '{result_digest}', '"x"')
           WHERE key = %s::text AND type = 'emulation.ranking.computed.v1'""",
        "ledger.result_digest",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "path"), [(sql, path) for _, sql, path in TAMPERINGS], ids=[t[0] for t in TAMPERINGS])
def test_whatever_is_changed_behind_a_ranking_is_found(closed: Year, office: Actor, sql: str, path: str) -> None:
    row = ranking_of(closed)
    publications.publish(str(row.pk), by=office, **AT)
    assert publications.verify(ranking_of(closed)).ok
    tampered(sql, row.pk)
    report = publications.verify(ranking_of(closed))
    assert not report.ok
    assert path in {finding.path for finding in report.findings}
    assert report.exit_code == bundles.DIFFERS
    assert "KHÔNG KHỚP" in report.lines[-1]


def test_a_ranking_that_cannot_be_reproduced_is_not_published(closed: Year, office: Actor) -> None:
    row = ranking_of(closed)
    tampered("UPDATE emulation_ranking SET result_digest = repeat('0', 64) WHERE id = %s", row.pk)
    with refused(WrongState, "ranking.not_reproducible"):
        publications.publish(str(row.pk), by=office, **AT)


def test_the_operators_command_checks_every_ranking_and_fails_loudly(closed: Year, capsys: Any) -> None:
    call_command("verify_ranking")
    assert "KHỚP" in capsys.readouterr().out
    row = ranking_of(closed)
    call_command("verify_ranking", str(row.pk))
    assert str(row.pk) in capsys.readouterr().out
    tampered("UPDATE emulation_standing SET rank = 1 WHERE ranking_id = %s AND subject = 'D01'", row.pk)
    with pytest.raises(CommandError):
        call_command("verify_ranking")
    assert "D01.rank" in capsys.readouterr().out


# Bundles


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_bundle_of_units_is_computed_again_byte_for_byte_without_a_database(
    closed: Year, office: Actor, tmp_path: Path, django_db_blocker: Any
) -> None:
    row = ranking_of(closed)
    with refused(WrongState, "ranking.not_published"):
        publications.bundle(row)
    publications.publish(str(row.pk), by=office, **AT)
    data = publications.bundle(ranking_of(closed))
    assert publications.bundle(ranking_of(closed)) == data
    path = tmp_path / "ranking.zip"
    path.write_bytes(data)
    with django_db_blocker.block():
        report = bundles.replay_file(path)
    assert report.ok, report.lines
    manifest = json.loads(members(data)["manifest.json"])
    assert manifest["inputs_digest"] == row.inputs_digest
    assert manifest["result_digest"] == row.result_digest
    assert manifest["names"]["P01"].startswith("Đơn vị P01")
    assert manifest["steps"][0]["sequence"] is None


def test_a_sealed_publication_tells_its_place_in_the_chain(closed: Year, office: Actor) -> None:
    row = ranking_of(closed)
    publications.publish(str(row.pk), by=office, **AT)
    while ledger.seal():
        pass
    entry = LedgerEntry.objects.get(type=RankingPublished.type, key=str(row.pk))
    step = json.loads(members(publications.bundle(ranking_of(closed)))["manifest.json"])["steps"][0]
    seal = Seal.objects.get(entry=entry)
    assert (step["entry"], step["sequence"], step["hash"]) == (entry.pk, seal.sequence, seal.hash)


def test_a_bundle_of_people_names_nobody_and_everybody_can_be_told_their_own_line(closed: Year, office: Actor) -> None:
    row = ranking_of(closed, subjects=Ranking.PEOPLE)
    publications.publish(str(row.pk), by=office, **AT)
    row = ranking_of(closed, subjects=Ranking.PEOPLE)
    data = publications.bundle(row)
    assert bundles.replay_bytes(data).ok
    for standing in row.standings.select_related("ranking"):
        for told in (standing.subject, standing.name, *standing.name.split()[:1], '"P01"'):
            assert told.encode() not in data
        assert publications.pseudonym(standing).encode() in data
        lines = json.loads(members(data)["result.json"])["lines"]
        own = next(line for line in lines if line["subject"] == publications.pseudonym(standing))
        assert Decimal(own["total"]) == standing.score
        assert own["overall"]["rank"] == standing.rank
    assert str(row.salt).encode() not in data
    manifest = json.loads(members(data)["manifest.json"])
    assert manifest["names"] == {}
    assert manifest["official"]["result_digest"] == row.result_digest
    told = event(RankingPublished, ranking=str(row.pk))
    assert (told.open_inputs_digest, told.open_result_digest) == (manifest["inputs_digest"], manifest["result_digest"])


def test_two_rankings_give_one_person_two_pseudonyms(closed: Year) -> None:
    who = person("P01", 2)
    closed.close("2019-02")
    closed.finish()
    standings = [
        row.standings.select_related("ranking").get(subject=who)
        for row in Ranking.objects.filter(campaign=closed.id, subjects=Ranking.PEOPLE).exclude(month__month="2019-02")
    ]
    assert len({publications.pseudonym(standing) for standing in standings}) == len(standings) == 2


# Corrections of a closed month


def test_a_correction_waits_for_a_second_person_and_then_adds_a_layer(
    closed: Year, office: Actor, chair: Actor
) -> None:
    line = Line("", points({"B1": "21"}), None, note="Thanh tra kết luận lại.")
    row = corrections.correct(closed.id, MONTH, "P02", line, by=office, **AT)
    evaluation = Evaluation.objects.get(pk=row.evaluation_id)
    before = evaluation.revision
    assert evaluation.scores["B1"] == "28"
    corrections.approve(str(row.pk), by=chair, **AT)
    evaluation.refresh_from_db()
    assert (evaluation.scores["B1"], evaluation.scores["B2"], evaluation.revision) == ("21", "18", before + 1)
    assert evaluation.total == total(B1="21")
    layer = evaluation.layers.get(revision=before + 1)
    assert (layer.kind, layer.reason, str(layer.by_id)) == (
        EvaluationLayer.CORRECTION, "Thanh tra kết luận lại.", office.account,
    )  # fmt: skip
    assert (
        recorded(CorrectionProposed, correction=str(row.pk))
        == recorded(EvaluationCorrected, correction=str(row.pk))
        == 1
    )


def test_who_asks_for_a_correction_does_not_approve_it_and_the_database_holds_that(
    closed: Year, town: Town, chair: Actor
) -> None:
    both = town.actors["all_roles"]
    line = Line("", points({"B1": "21"}), None, note="vì")
    row = corrections.correct(closed.id, MONTH, "P02", line, by=both, **AT)
    with refused(NotAllowed, "correction.own_proposal"):
        corrections.approve(str(row.pk), by=both, **AT)
    with pytest.raises(IntegrityError, match="corrector_is_not_approver"), transaction.atomic():
        Correction.objects.filter(pk=row.pk).update(state="approved", decided_by=both.account, decided_at=NOW)
    corrections.decline(str(row.pk), reason="Rút lại.", by=both, **AT)
    with refused(WrongState, "correction.wrong_state"):
        corrections.approve(str(row.pk), by=chair, **AT)
    assert recorded(CorrectionDeclined, correction=str(row.pk)) == 1


@pytest.mark.parametrize(
    ("line", "kind", "code"),
    [
        (Line("", points({"B1": "21"}), None), Invalid, "correction.reason_needed"),
        (Line("", points({"B1": "28"}), None, note="vì"), Invalid, "correction.unchanged"),
        (Line("", points({"B1": "31"}), None, note="vì"), Invalid, "correction.invalid"),
        (Line("", points({"B4": "5"}), None, note="vì"), Invalid, "correction.invalid"),
        (Line("", {}, ("V9",), note="vì"), Invalid, "sheet.invalid"),
        (Line("CB-P02-1", points({"B1": "3"}), None, note="vì"), Missing, "evaluation.missing"),
    ],
)
def test_a_correction_that_cannot_be_right_is_refused(
    closed: Year, office: Actor, line: Line, kind: Any, code: str
) -> None:
    with refused(kind, code):
        corrections.correct(closed.id, MONTH, "P02", line, by=office, **AT)


def test_what_is_still_open_is_not_corrected_but_returned(closed: Year, town: Town, office: Actor) -> None:
    line = Line("", points({"B1": "21"}), None, note="vì")
    with refused(WrongState, "correction.month_open"):
        corrections.correct(closed.id, "2019-02", "P02", line, by=office, **AT)
    with refused(NotAllowed, "correction.not_allowed"):
        corrections.correct(closed.id, MONTH, "P02", line, by=town.actors["authority"], **AT)
    corrections.correct(closed.id, MONTH, "P02", line, by=office, **AT)
    with refused(WrongState, "correction.waits"):
        corrections.correct(closed.id, MONTH, "P02", line, by=office, **AT)


def test_a_sheet_never_appraised_is_not_corrected(town: Town, office: Actor) -> None:
    run = year(town)
    evaluations.save(run.id, MONTH, "P01", [Line("", points(UNIT_MARKS))], by=run.of("unit_officer", "P01"), **AT)
    run.close(MONTH)
    with refused(WrongState, "correction.not_appraised"):
        corrections.correct(run.id, MONTH, "P01", Line("", points({"B1": "2"}), None, note="vì"), by=office, **AT)


# Revisions


def test_a_correction_revises_the_month_in_the_shadow_and_says_who_moves_and_why(
    closed: Year, office: Actor, chair: Actor
) -> None:
    lowered(closed, office, chair)
    shadow = ranking_of(closed, state="shadow")
    assert (shadow.revision, shadow.replaces, shadow.reason) == (2, ranking_of(closed), "Thanh tra kết luận lại.")
    found = {change.subject: change for change in revisions.changes_of(shadow)}
    assert set(found) == {"P02", "D01"}
    assert found["P02"].inputs == (InputChange("sheets.B1", "28", "21"),)
    assert found["D01"].inputs == ()
    moves = {code: (c.before.rank, c.after.rank) for code, c in found.items() if c.before and c.after}
    assert moves == {"P02": (1, 2), "D01": (2, 1)}
    assert ranking_of(closed).revision == 1
    assert closed_table(closed)["P02"].rank == 1
    told = event(RankingRevised, ranking=str(shadow.pk))
    assert (told.moved, told.revision, told.replaces) == (2, 2, str(shadow.replaces_id))
    assert publications.verify(shadow).ok


def closed_table(run: Year, month: str = MONTH) -> dict[str, Any]:
    return {row.subject: row for row in ranking_of(run, month).standings.all()}


def test_an_applied_revision_counts_and_the_old_one_stays_readable_as_replaced(
    closed: Year, office: Actor, chair: Actor
) -> None:
    old = ranking_of(closed)
    publications.publish(str(old.pk), by=office, **AT)
    before = publications.bundle(ranking_of(closed))
    lowered(closed, office, chair)
    shadow = ranking_of(closed, state="shadow")
    revisions.apply_revision(str(shadow.pk), reason="Theo kết luận thanh tra.", by=chair, **AT)
    assert ranking_of(closed).pk == shadow.pk
    assert ranking_of(closed).state == "published"
    assert closed_table(closed)["P02"].rank == 2
    old.refresh_from_db()
    assert old.state == "replaced"
    assert publications.verify(old).ok
    assert bundles.replay_bytes(publications.bundle(old)).ok
    assert members(publications.bundle(old))["result.json"] == members(before)["result.json"]
    assert bundles.replay_bytes(publications.bundle(ranking_of(closed))).ok
    told = event(RankingPublished, ranking=str(shadow.pk))
    assert (told.replaces, told.reason) == (str(old.pk), "Theo kết luận thanh tra.")


def test_who_asked_for_a_revision_does_not_apply_it(closed: Year, office: Actor, chair: Actor) -> None:
    lowered(closed, office, chair)
    shadow = ranking_of(closed, state="shadow")
    with refused(NotAllowed, "ranking.own_work"):
        revisions.apply_revision(str(shadow.pk), reason="vì", by=office, **AT)
    with refused(Invalid, "ranking.reason_needed"):
        revisions.apply_revision(str(shadow.pk), reason="  ", by=chair, **AT)
    with refused(WrongState, "revision.wrong_state"):
        revisions.apply_revision(str(ranking_of(closed).pk), reason="vì", by=chair, **AT)


def test_an_official_result_is_replaced_by_the_authority_alone(
    closed: Year, town: Town, office: Actor, chair: Actor, council: Actor
) -> None:
    row = ranking_of(closed)
    publications.publish(str(row.pk), by=office, **AT)
    publications.finalise(str(row.pk), by=chair, **AT)
    lowered(closed, town.actors["all_roles"], chair)
    shadow = ranking_of(closed, state="shadow")
    with refused(NotAllowed, "revision.final"):
        revisions.apply_revision(str(shadow.pk), reason="vì", by=office, **AT)
    revisions.apply_revision(str(shadow.pk), reason="vì", by=council, **AT)
    assert ranking_of(closed).state == "published"
    publications.finalise(str(shadow.pk), by=chair, **AT)
    assert ranking_of(closed).state == "final"


def test_nothing_is_declared_official_while_a_revision_waits(closed: Year, office: Actor, chair: Actor) -> None:
    row = ranking_of(closed)
    publications.publish(str(row.pk), by=office, **AT)
    lowered(closed, office, chair)
    with refused(WrongState, "ranking.revision_waits"):
        publications.finalise(str(row.pk), by=chair, **AT)
    shadow = ranking_of(closed, state="shadow")
    revisions.discard_revision(str(shadow.pk), reason="Chưa đủ căn cứ.", by=chair, **AT)
    assert recorded(RankingRevisionDiscarded, ranking=str(shadow.pk)) == 1
    publications.finalise(str(row.pk), by=chair, **AT)


def test_computing_again_without_a_difference_is_refused_and_with_one_answers_the_same_twice(
    closed: Year, office: Actor, chair: Actor
) -> None:
    row = ranking_of(closed)
    with refused(WrongState, "ranking.unchanged"):
        revisions.recompute(str(row.pk), reason="Kiểm tra.", by=office, **AT)
    line = Line("", points({"B1": "21"}), None, note="vì")
    correction = corrections.correct(closed.id, MONTH, "P02", line, by=office, **AT)
    corrections.approve(str(correction.pk), by=chair, **AT)
    first = revisions.recompute(str(row.pk), reason="Kiểm tra.", by=office, **AT)
    assert revisions.recompute(str(row.pk), reason="Lần nữa.", by=office, **AT).pk == first.pk
    assert recorded(RankingRevised, campaign=closed.id) == 1


def test_a_second_correction_takes_the_place_of_the_revision_that_waits(
    closed: Year, office: Actor, chair: Actor
) -> None:
    lowered(closed, office, chair)
    first = ranking_of(closed, state="shadow")
    lowered(closed, office, chair, unit="D01", B1="10")
    second = ranking_of(closed, state="shadow")
    first.refresh_from_db()
    assert (first.state, second.revision) == ("discarded", 3)
    assert {change.subject for change in revisions.changes_of(second) if change.inputs} == {"P02", "D01"}


def test_a_correction_that_is_taken_back_leaves_nothing_to_apply(closed: Year, office: Actor, chair: Actor) -> None:
    lowered(closed, office, chair)
    lowered(closed, office, chair, B1="28")
    assert not Ranking.objects.filter(campaign=closed.id, state="shadow").exists()
    assert ranking_of(closed).revision == 1


@pytest.fixture
def finished(closed: Year) -> Year:
    closed.score("2019-02", "P02", B1="28")
    closed.score("2019-02", "D01", B1="24")
    closed.close("2019-02")
    closed.finish()
    return closed


def test_after_the_close_the_campaigns_ranking_is_revised_too_and_the_month_comes_first(
    finished: Year, office: Actor, chair: Actor
) -> None:
    lowered(finished, office, chair, B1="10")
    month, final = ranking_of(finished, state="shadow"), ranking_of(finished, "", state="shadow")
    assert str(month.pk) in final.sources
    own = {change.subject: change for change in revisions.changes_of(final)}["P02"]
    assert InputChange(f"months.{MONTH}.score", str(total(B1="28")).rstrip("0"), str(total(B1="10"))) in own.inputs
    with refused(WrongState, "ranking.other_months"):
        revisions.apply_revision(str(final.pk), reason="vì", by=chair, **AT)
    with refused(WrongState, "ranking.wrong_state"):
        publications.publish(str(final.pk), by=chair, **AT)
    revisions.apply_revision(str(month.pk), reason="vì", by=chair, **AT)
    with refused(WrongState, "ranking.other_months"):
        publications.publish(str(ranking_of(finished, "").pk), by=chair, **AT)
    revisions.apply_revision(str(final.pk), reason="vì", by=chair, **AT)
    row = ranking_of(finished, "")
    assert (row.pk, row.state) == (final.pk, "published")
    assert closed_table(finished, "")["P02"].score == mean(total(B1="10"), total(B1="28"))
    assert publications.verify(row).ok
    assert bundles.replay_bytes(publications.bundle(row)).ok


def test_a_discarded_revision_of_a_month_takes_the_campaigns_with_it(
    finished: Year, office: Actor, chair: Actor
) -> None:
    lowered(finished, office, chair)
    month = ranking_of(finished, state="shadow")
    revisions.discard_revision(str(month.pk), reason="vì", by=chair, **AT)
    assert not Ranking.objects.filter(campaign=finished.id, state="shadow").exists()
    assert ranking_of(finished, "").state == "provisional"


def test_a_late_finding_about_a_person_revises_the_people_alone(closed: Year, office: Actor, chair: Actor) -> None:
    line = Line(person("P01", 3), {}, ("V1",), note="Quyết định kỷ luật số 12.")
    row = corrections.correct(closed.id, MONTH, "P01", line, by=office, **AT)
    corrections.approve(str(row.pk), by=chair, **AT)
    revisions.follow_correction(event(EvaluationCorrected, correction=str(row.pk)), NOW)
    shadow = ranking_of(closed, subjects=Ranking.PEOPLE, state="shadow")
    own = {change.subject: change for change in revisions.changes_of(shadow)}[person("P01", 3)]
    assert own.inputs == (InputChange("vetoes[0]", None, "V1"),)
    assert own.after is not None
    assert (own.after.rank, own.after.reason) == (None, "disqualified")
    assert not Ranking.objects.filter(campaign=closed.id, subjects=Ranking.UNITS, state="shadow").exists()


def test_a_change_is_read_back_as_it_was_written(closed: Year, office: Actor, chair: Actor) -> None:
    lowered(closed, office, chair)
    for change in revisions.changes_of(ranking_of(closed, state="shadow")):
        assert Change.from_data(json.loads(json.dumps(change.to_data()))) == change
