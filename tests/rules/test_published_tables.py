"""Published tables of real offices, from the press, come out of the engine as they were printed."""

from decimal import Decimal

from emulation.rules.ranking import rank_table
from emulation.rules.scores import NOT_APPLICABLE, score_sheet
from tests.rules.builders import leaf, scheme

HANOI_DISTRICTS_2023 = {"Đống Đa": "96.3", "Nam Từ Liêm": "95.7", "Hoàn Kiếm": "95.7", "Cầu Giấy": "95.22"}
"""The top of the 30 districts' index of administrative reform, as printed by VietnamPlus; two are tied."""
THANH_HOA_DEPARTMENTS_2023 = {
    "Sở Công Thương": ("92.83", 1),
    "Sở Giao thông Vận tải": ("91.86", 2),
    "Ban Dân tộc": ("81.33", 20),
}
"""Of the 20 departments' index; Ban Dân tộc had 68.32 points of the 84.00 that apply to it."""


def test_two_districts_of_ha_noi_share_the_second_place_and_the_next_is_fourth() -> None:
    index = scheme(leaf("X", "100"))
    ranking = rank_table(index, {name: {"X": Decimal(value)} for name, value in HANOI_DISTRICTS_2023.items()})
    assert {line.subject: line.rank for line in ranking.lines} == {
        "Đống Đa": 1,
        "Nam Từ Liêm": 2,
        "Hoàn Kiếm": 2,
        "Cầu Giấy": 4,
    }


def test_points_of_a_department_to_which_a_part_of_the_form_does_not_apply() -> None:
    form = scheme(leaf("APPLIES", "84"), leaf("DOES_NOT", "16"), rebase="total")
    scored = score_sheet(form, {"APPLIES": Decimal("68.32"), "DOES_NOT": NOT_APPLICABLE})
    assert str(scored.total) == THANH_HOA_DEPARTMENTS_2023["Ban Dân tộc"][0]
    assert scored.effective_maximum == 84
    others = {
        name: score_sheet(form, {"APPLIES": Decimal(points) - 16, "DOES_NOT": Decimal(16)}).total
        for name, (points, _) in THANH_HOA_DEPARTMENTS_2023.items()
        if name != "Ban Dân tộc"
    }
    assert sorted([*others.values(), scored.total], reverse=True)[-1] == scored.total
