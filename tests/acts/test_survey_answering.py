"""Citizens' answers: one for a code, any number at a counter, counted once each, and nobody's for good."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from emulation import (
    months,
    service_registers,
    survey_access,
    survey_answering,
    survey_forms,
    survey_trays,
    surveys,
)
from emulation.events import SurveyAnswersCounted, SurveyCodesIssued, SurveyOpened
from emulation.models import (
    CampaignMonth,
    SurveyAnswer,
    SurveyCode,
    SurveyCodeBatch,
    SurveyComment,
    SurveyPoint,
    SurveyPulse,
    SurveyTally,
    SurveyTray,
    SurveyVersion,
)
from emulation.rules.survey_codes import code_of
from emulation.rules.surveys import Tally
from emulation.service_registers import Entry
from emulation.survey_access import About
from emulation.survey_answering import Given
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.models import LedgerEntry
from tests.acts.conftest import once, recorded, refused
from tests.world import NOW, Town, launch

CODES = [code_of(bytes([n]) * 8) for n in range(1, 9)]
FORM = {
    "title": {"vi": "Ông/bà có hài lòng?", "en": "Were you satisfied?"},
    "items": [
        {"code": "Q1", "title": {"vi": "Thái độ"}},
        {"code": "Q9", "title": {"vi": "Thời gian"}},
        {"code": "Y", "title": {"vi": "Góp ý"}, "kind": "text"},
    ],
    "ask_counter": True,
    "channels": {"qr": 50, "kiosk": 25},
}


def given(q1: int | None = 5, q9: int | None = 4, text: str = "", key: str = "", **more: Any) -> Given:
    return Given(key or str(uuid4()), {"Q1": q1, "Q9": q9}, {"Y": text}, **more)


@pytest.fixture
def version(town: Town, office: Actor, chair: Actor) -> SurveyVersion:
    """A survey that is open, in a campaign that scores its first item."""
    campaign = launch(town, "KS", ends_on=date(2019, 6, 30))
    service_registers.keep([Entry("Q-1", "Quầy 1", "P01"), Entry("Q-2", "Quầy 2", "D01")], [], by=office, at=NOW)
    drafted = survey_forms.write(campaign, "mot-cua", FORM, by=office, at=NOW)
    return survey_forms.begin(str(drafted.pk), by=chair, at=NOW)


def issue(version: SurveyVersion, by: Actor, codes: list[str] = CODES, **more: Any) -> SurveyCodeBatch:
    asked = {"kind": "code", "label": "Đợt 1", "until": date(2019, 5, 31), **more}
    return survey_access.issue(str(version.survey_id), About("P01", "Q-1"), codes=codes, by=by, at=NOW, **asked)


def point(version: SurveyVersion, by: Actor, kind: str = "qr", token: str = "QRP01") -> SurveyPoint:
    return survey_access.open_point(str(version.survey_id), About("P01"), kind=kind, token=token, by=by, at=NOW)


def month_of(version: SurveyVersion) -> CampaignMonth:
    return CampaignMonth.objects.get(campaign=version.survey.campaign_id, month="2019-05")


def test_a_code_is_good_for_one_answer_and_says_what_is_wrong_with_it(version: SurveyVersion, office: Actor) -> None:
    once(
        SurveyCodesIssued,
        lambda: SurveyCodeBatch.objects.filter(survey=version.survey).exists() or issue(version, office),
    )
    door = survey_answering.with_code(f" {CODES[0].lower().replace('-', ' ')}", at=NOW)
    first = given(text="Nhanh.")
    assert survey_answering.answer(door, first, at=NOW)
    assert not survey_answering.answer(door, first, at=NOW)
    with refused(WrongState, "survey_code.spent"):
        survey_answering.answer(door, given(), at=NOW)
    with refused(WrongState, "survey_code.spent"):
        survey_answering.require_unspent(survey_answering.with_code(CODES[0], at=NOW))
    slip = ("A" if CODES[1][0] != "A" else "B") + CODES[1][1:]
    with refused(Invalid, "survey_code.slip"):
        survey_answering.with_code(slip, at=NOW)
    with refused(Missing, "survey_code.unknown"):
        survey_answering.with_code(code_of(b"nobody's"), at=NOW)
    with refused(WrongState, "survey_code.over"):
        survey_answering.with_code(CODES[1], at=NOW + timedelta(days=40))
    with refused(Invalid, "survey_answer.invalid") as no:
        survey_answering.answer(survey_answering.with_code(CODES[1], at=NOW), given(6, text="x" * 2001), at=NOW)
    assert no.paths == ["marks.Q1", "texts.Y"]
    assert SurveyCodeBatch.objects.get(survey=version.survey).used == 1
    survey_access.end_batch(str(SurveyCodeBatch.objects.get(survey=version.survey).pk), by=office, at=NOW)
    with refused(WrongState, "survey_code.over"):
        survey_answering.with_code(CODES[1], at=NOW)


def test_channels_count_apart_and_enter_the_scores_at_the_weight_of_the_version(
    version: SurveyVersion, office: Actor
) -> None:
    issue(version, office)
    qr = survey_answering.at_point(point(version, office).token, at=NOW)
    kiosk = survey_answering.at_point(point(version, office, "kiosk", "KIOSK").token, at=NOW)
    for code, mark in zip(CODES, (5, 5, 5, 1), strict=False):
        survey_answering.answer(survey_answering.with_code(code, at=NOW), given(mark), at=NOW)
    for mark in (1, 1, 4, None):
        survey_answering.answer(qr, given(mark), at=NOW)
    for mark in (2, 3):
        survey_answering.answer(kiosk, given(mark, day=date(2019, 5, 3), hour=8), at=NOW)
    month = month_of(version)
    assert "month.answers_waiting" in [problem.code for problem in months.closing_problems(month, NOW)]
    assert survey_trays.collect(at=NOW) == 10
    assert survey_trays.collect(at=NOW) == 0
    assert "month.answers_waiting" not in [problem.code for problem in months.closing_problems(month, NOW)]
    assert recorded(SurveyAnswersCounted, counted=10) == 1
    kept = {
        (row.channel, row.weight): (row.n1, row.n2, row.n3, row.n4, row.n5, row.no_opinion)
        for row in SurveyTally.objects.filter(month=month, item="Q1")
    }
    assert kept == {
        ("code", 100): (1, 0, 0, 0, 3, 0),
        ("qr", 50): (2, 0, 0, 1, 0, 1),
        ("kiosk", 25): (0, 1, 1, 0, 0, 0),
    }
    scored = surveys.tallies(month)
    assert scored == {"P01": {"Q1": Tally((200, 25, 25, 50, 300), 50, 100)}}
    assert scored["P01"]["Q1"].people == 6
    assert SurveyTally.objects.filter(month=month, item="Q9").count() == 3
    pulse = SurveyPulse.objects.values_list("unit__code", "counter__code", "channel", "day", "hour", "answers")
    assert set(pulse.filter(version=version)) == {
        ("P01", "Q-1", "code", date(2019, 5, 12), 9, 4),
        ("P01", None, "qr", date(2019, 5, 12), 9, 4),
        ("P01", None, "kiosk", date(2019, 5, 3), 8, 2),
    }


def test_what_the_same_sender_sends_again_is_counted_once(version: SurveyVersion, office: Actor) -> None:
    door = survey_answering.at_point(point(version, office, "kiosk").token, at=NOW)
    sent = given(3, day=date(2019, 5, 2), hour=10)
    assert survey_answering.answer(door, sent, at=NOW)
    assert not survey_answering.answer(door, sent, at=NOW)
    assert survey_trays.collect(at=NOW) == 1
    assert not survey_answering.answer(door, replace(sent, marks={"Q1": 1}), at=NOW)
    assert survey_trays.collect(at=NOW) == 0
    twice = SurveyTray(
        authority_id=office.authority, campaign_id=version.survey.campaign_id, version=version, key=sent.key,
        unit_id=door.unit_id, channel="kiosk", marks=[1, 1], answered_on=date(2019, 5, 2), hour=10,
    )  # fmt: skip
    twice.save()  # as if it had come in while the first was being put away
    assert survey_trays.collect(at=NOW) == 0
    assert (SurveyTray.objects.count(), SurveyTally.objects.get(item="Q1", version=version).n3) == (0, 1)


def _everything() -> dict[str, list[str]]:
    """Every row of every table that surveys touch, as text with what the database notes about it."""
    tables = [
        SurveyAnswer,
        SurveyTray,
        SurveyComment,
        SurveyCode,
        SurveyCodeBatch,
        SurveyTally,
        SurveyPulse,
        LedgerEntry,
    ]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table._meta.db_table} t")
            found[table.__name__] = [text for (text,) in cursor.fetchall()]
    return found


def test_nothing_in_the_database_leads_from_an_answer_to_its_code(version: SurveyVersion, office: Actor) -> None:
    """The same answers, given by other codes, leave the same rows: but for ids and keys that are chance."""
    issue(version, office)
    entries = LedgerEntry.objects.count()
    marks = {CODES[0]: 1, CODES[1]: 5, CODES[2]: 3}
    for code, mark in marks.items():
        door = survey_answering.with_code(code, at=NOW)
        survey_answering.answer(door, given(mark, text=f"Điểm {mark}"), at=NOW)
    assert LedgerEntry.objects.count() == entries
    survey_trays.collect(at=NOW)
    rows = _everything()
    plain = [code.replace("-", "") for code in CODES]
    secret = [*CODES, *plain, *SurveyCode.objects.values_list("hash", flat=True)]
    for name, texts in rows.items():
        if name != "SurveyCode":
            assert not [text for text in texts for word in secret if word in text], name
    assert not any(code in text for text in rows["SurveyCode"] for code in [*CODES, *plain])
    batch = SurveyCodeBatch.objects.get(survey=version.survey)
    ids = {str(code.pk) for code in SurveyCode.objects.all()}
    for answer in SurveyAnswer.objects.filter(version=version):
        assert answer.pk.version == 4
        columns = {str(getattr(answer, field.attname)) for field in SurveyAnswer._meta.concrete_fields}
        assert not columns & (ids | {str(batch.pk)})
    assert not [f for f in SurveyAnswer._meta.get_fields() if f.get_internal_type() == "DateTimeField"]
    assert {f.related_model for f in SurveyComment._meta.concrete_fields if f.related_model}.isdisjoint(
        {SurveyAnswer, SurveyCodeBatch, SurveyCode}
    )
    assert batch.used == 3 and SurveyTray.objects.count() == 0


def test_a_version_is_frozen_once_answering_begins_and_the_next_takes_over_its_codes(
    version: SurveyVersion, office: Actor, chair: Actor
) -> None:
    issue(version, office)
    campaign = str(version.survey.campaign_id)
    changed = {**FORM, "channels": {"code": 80}}
    second = survey_forms.write(campaign, "mot-cua", changed, by=office, at=NOW)
    assert (second.number, second.state) == (2, "draft")
    assert survey_forms.write(campaign, "mot-cua", changed, by=office, at=NOW).pk == second.pk
    with refused(NotAllowed, "survey_version.not_allowed"):
        survey_forms.begin(str(second.pk), by=office, at=NOW)
    once(SurveyOpened, lambda: survey_forms.begin(str(second.pk), by=chair, at=NOW), number=2)
    version.refresh_from_db()
    assert version.state == "closed"
    door = survey_answering.with_code(CODES[0], at=NOW)
    assert door.version.pk == second.pk
    survey_answering.answer(door, given(), at=NOW)
    survey_trays.collect(at=NOW)
    assert SurveyTally.objects.get(version=second, item="Q1").weight == 80
    for field, value in {"definition": {}, "digest": "x", "number": 7}.items():
        with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
            SurveyVersion.objects.filter(pk=second.pk).update(**{field: value})
    survey_forms.close(str(second.pk), by=office, at=NOW)
    with refused(WrongState, "survey.not_open"):
        survey_answering.with_code(CODES[1], at=NOW)
