"""What one word is called in each of the machines that have it: on pages, and in what the product answers where it says no."""

import pytest

from api.problems import said
from emulation.rules import states, titles
from emulation.rules.access import ROLE_TITLES
from emulation.rules.inspection_states import FINDING
from kernel.errors import WrongState
from tasks.reactions import REACTIONS
from web.job_texts import JOBS
from web.refusals import sentence
from web.templatetags.words import act_title, state_title


def test_a_word_that_several_machines_share_has_the_fitting_title_in_each() -> None:
    found = {
        (machine, act): titles.act_title(act, machine)
        for machine in ("appeal", "commendation", "decision", "finding", "nomination", "visit")
        for act in ("take_up", "settle", "withdraw")
        if act in next(one for one in states.MACHINES if one.name == machine).acts
    }
    assert found == {
        ("appeal", "take_up"): "nhận giải quyết",
        ("appeal", "withdraw"): "rút khiếu nại",
        ("commendation", "take_up"): "tiếp nhận gợi ý",
        ("decision", "settle"): "khép lấy ý kiến",
        ("finding", "withdraw"): "rút phát hiện",
        ("nomination", "withdraw"): "rút hồ sơ",
        ("visit", "settle"): "xử lý xong",
    }
    named = {machine: titles.state_title("recorded", machine) for machine in ("finding", "council_session")}
    assert named == {"finding": "Đã ghi nhận", "council_session": "Đã có biên bản họp"}
    with pytest.raises(WrongState) as no:
        states.APPEAL.step("submitted", "uphold", ROLE_TITLES)
    assert "“chấp nhận khiếu nại”" in sentence(no.value)
    with pytest.raises(WrongState) as no:
        FINDING.step("awaited", "withdraw", ROLE_TITLES)
    for told in (sentence(no.value), said(no.value.message, no.value.params, no.value.code)):
        assert "“rút phát hiện” khi trạng thái là “Chờ đơn vị giải trình”" in told
    assert (act_title("withdraw", "appeal"), state_title("taken_up", "commendation")) == (
        "Rút khiếu nại", "Đã tiếp nhận gợi ý",
    )  # fmt: skip


def test_every_job_of_the_platform_has_a_name_that_an_operator_reads() -> None:
    assert set(JOBS) == {name for named in REACTIONS.values() for name in named}
    assert len(set(JOBS.values())) == len(JOBS)
