"""Groups of survey answers left out by four eyes: what the figures, boards and rankings then say, and that it can be undone."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from emulation import recounts, revisions, survey_exclusions, surveys
from emulation.boards import survey_flags
from emulation.events import SurveyAnswersExcluded, SurveyAnswersRestored, SurveyExclusionProposed
from emulation.models import CampaignMonth, Ranking, Standing, SurveyAnswer, SurveyExclusion, SurveyTally
from emulation.rankings import unpacked
from emulation.rules.survey_groups import Group
from emulation.surveys import Answer
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.acts.test_rankings import Year, year
from tests.acts.test_rollups import agree, board
from tests.world import NOW, Town, World, event

JANUARY, DAY = "2019-01", "2019-01-09"
STUFFED = Group("P01", "qr", day=DAY)


@pytest.fixture
def run(town: Town, office: Actor) -> Year:
    """P01 has twenty honest answers (half of them good) and fifteen on one day that are all good; P02 has forty."""
    items = [{"code": f"Q{n}", "vi": f"Câu {n}"} for n in range(1, 5)]
    made = year(town, policy={"minimum_survey_answers": 10}, survey=items)
    for unit, b1 in (("P01", "25"), ("P02", "24")):
        made.score(JANUARY, unit, B1=b1)
    honest = [sheet("P01", n, 5 if n % 2 else 2, date(2019, 1, 1 + n), "giấy") for n in range(20)]
    stuffed = [sheet("P01", 100 + n, 5, date.fromisoformat(DAY), "qr", last=4) for n in range(15)]
    others = [sheet("P02", n, 5 if n % 4 else None, date.fromisoformat(DAY), "qr") for n in range(40)]
    surveys.count(made.id, [*honest, *stuffed, *others], by=office, at=NOW)
    return made


def sheet(unit: str, number: int, mark: int | None, day: date, channel: str, *, last: int | None = None) -> Answer:
    return Answer(f"{unit}-{number}", unit, day, channel, {"Q1": mark, "Q2": mark, "Q3": mark, "Q4": last or mark})


def propose(run: Year, by: Actor, group: Group = STUFFED, **more: Any) -> SurveyExclusion:
    asked = {"reason": "Một người gửi liên tiếp.", **more}
    return survey_exclusions.propose(run.id, JANUARY, group, by=by, at=NOW, **asked)


def exclude(row: SurveyExclusion, by: Actor) -> SurveyExclusion:
    return survey_exclusions.exclude(str(row.pk), by=by, at=NOW)


def exact(run: Year) -> bool:
    """The counters are what counting the answers that are not left out finds, by this count and by the columns'."""
    found: Counter[tuple[str, int]] = Counter()
    for unit, marks in SurveyAnswer.objects.filter(campaign=run.id, exclusion=None).values_list("unit__code", "marks"):
        found[unit, marks[0] or 0] += 1
    kept: Counter[tuple[str, int]] = Counter()
    for row in SurveyTally.objects.filter(month__campaign=run.id, item="Q1").select_related("unit"):
        for mark, count in enumerate((row.no_opinion, row.n1, row.n2, row.n3, row.n4, row.n5)):
            kept[row.unit.code, mark] += count
    return +found == +kept and not recounts.recount(CampaignMonth.objects.get(campaign=run.id, month=JANUARY))


def share(run: Year, unit: str = "P01") -> Decimal:
    tally = surveys.tallies(CampaignMonth.objects.get(campaign=run.id, month=JANUARY))[unit]["Q1"]
    return Decimal(tally.satisfied) / tally.valid


def test_a_group_is_left_out_by_another_and_brought_back_exactly(run: Year, office: Actor, chair: Actor) -> None:
    before = board(run)
    once(SurveyExclusionProposed, lambda: propose(run, office), campaign=run.id)
    row = SurveyExclusion.objects.get(campaign=run.id)
    assert (exact(run), share(run)) == (True, Decimal(25) / 35)
    with refused(NotAllowed, "exclusion.four_eyes"):
        exclude(row, office)
    done = exclude(row, chair)
    assert (done.state, done.answers, exact(run), share(run)) == ("excluded", 15, True, Decimal("0.5"))
    assert board(run)["P01"].score != before["P01"].score
    assert (board(run)["P02"].score, agree(run)) == (before["P02"].score, True)
    with refused(WrongState, "survey_exclusion.wrong_state"):
        exclude(row, chair)
    with refused(NotAllowed, "exclusion.four_eyes"):
        survey_exclusions.restore(str(row.pk), reason="Nhầm.", by=chair, at=NOW)
    back = survey_exclusions.restore(str(row.pk), reason="Là ngày tiếp dân tập trung.", by=office, at=NOW)
    assert (back.state, exact(run), share(run)) == ("restored", True, Decimal(25) / 35)
    assert board(run) == before
    assert agree(run)
    assert event(SurveyAnswersRestored, campaign=run.id).answers == 15


def test_answers_that_come_later_count_and_an_overlapping_group_takes_only_what_still_counts(
    run: Year, office: Actor, chair: Actor
) -> None:
    first = exclude(propose(run, office), chair)
    surveys.count(
        run.id, [sheet("P01", 200 + n, 1, date.fromisoformat(DAY), "qr") for n in range(4)], by=office, at=NOW
    )
    assert exact(run)
    second = exclude(propose(run, office, Group("P01", day=DAY)), chair)
    assert (first.answers, second.answers, exact(run)) == (15, 5, True)
    survey_exclusions.restore(str(first.pk), reason="Nhầm.", by=office, at=NOW)
    assert exact(run)
    assert SurveyAnswer.objects.filter(exclusion=second.pk).count() == 5


@pytest.mark.parametrize(
    ("group", "code", "path"),
    [
        (Group("P01", "giấy", day="2019-01-03"), "exclusion.too_few", "unit"),
        (Group("P77"), "exclusion.invalid", "unit"),
        (Group("P01", day="2019-02-01"), "exclusion.invalid", "day"),
        (Group("P01", counter="Q-7"), "exclusion.too_few", "unit"),
    ],
)
def test_what_is_no_group_or_picks_opinions_is_refused(
    run: Year, office: Actor, group: Group, code: str, path: str
) -> None:
    with refused(Invalid, code) as no:
        propose(run, office, group)
    assert no.paths == [path]


def test_only_those_who_may_and_nobody_of_the_unit_itself(
    run: Year, office: Actor, chair: Actor, head: Actor, world: World
) -> None:
    with refused(NotAllowed, "exclusion.not_allowed"):
        propose(run, head)
    with refused(Missing, "month.missing"):
        survey_exclusions.propose(world.away.running, JANUARY, STUFFED, reason="X", by=office, at=NOW)
    with refused(Invalid, "exclusion.reason_needed"):
        propose(run, office, reason=" ")
    row = propose(run, office)
    with refused(WrongState, "exclusion.waits"):
        propose(run, run.town.actors["all_roles"])
    with refused(Missing, "exclusion.missing"):
        exclude(row, world.away.actors["authority"])
    neighbour = Actor(**{**vars(chair), "person": "CB-P01-3"})
    with refused(NotAllowed, "exclusion.own_unit"):
        exclude(row, neighbour)
    with pytest.raises(DatabaseError), transaction.atomic():
        SurveyExclusion.objects.filter(pk=row.pk).update(reason="Khác")
    survey_exclusions.decline(str(row.pk), reason="Tôi rút lại.", by=office, at=NOW)
    assert recorded(SurveyAnswersExcluded, campaign=run.id) == 0
    assert exclude(propose(run, office), chair).answers == 15


def test_in_a_ranked_month_the_ranking_keeps_its_counts_and_a_revision_waits(
    run: Year, office: Actor, chair: Actor
) -> None:
    run.score(JANUARY, "D01", B1="20")
    frozen = run.close(JANUARY)
    row = exclude(propose(run, office), chair)
    assert exact(run)
    assert board(run)["P01"].score == frozen["P01"].score
    revisions.follow_survey(event(SurveyAnswersExcluded, exclusion=str(row.pk)), NOW)
    shadow = Ranking.objects.get(campaign=run.id, state="shadow")
    assert (shadow.reason, str(shadow.asked_by_id)) == (row.reason, office.account)
    kept = {one.ranking_id: one.inputs["survey"]["B4"]["respondents"] for one in Standing.objects.filter(
        subject="P01", ranking__campaign=run.id, ranking__subjects=Ranking.UNITS
    )}  # fmt: skip
    assert kept[shadow.pk] == 20
    assert kept[shadow.replaces_id] == 35
    assert unpacked(shadow.inputs) != unpacked(shadow.replaces.inputs)
    with refused(NotAllowed, "ranking.own_work"):
        revisions.apply_revision(str(shadow.pk), reason="Loại phiếu.", by=office, at=NOW)
    survey_exclusions.restore(str(row.pk), reason="Nhầm.", by=office, at=NOW)
    revisions.follow_survey(event(SurveyAnswersRestored, exclusion=str(row.pk)), NOW)
    assert not Ranking.objects.filter(campaign=run.id, state="shadow").exists()


def test_the_committee_sees_flags_with_what_was_done_about_them_and_units_see_neither(
    run: Year, office: Actor, chair: Actor, head: Actor
) -> None:
    found = survey_flags.month(run.id, JANUARY, by=office)
    assert {(one.flag.kind, one.flag.group) for one in found.flags} == {("alike", STUFFED)}
    assert [one.exclusion for one in found.flags] == [None]
    row = exclude(propose(run, office, flags=[found.flags[0].flag]), chair)
    assert row.flags[0]["kind"] == "alike"
    assert survey_flags.month(run.id, JANUARY, by=chair).flags == []
    with refused(NotAllowed, "survey_flags.not_allowed"):
        survey_flags.month(run.id, JANUARY, by=head)
