"""Places that moved, brackets around what cannot be told apart, and charts that anybody can read."""

from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.movements import DOWN, NEW, SAME, UP, Move, moves
from web.board_rows import shown
from web.drawings import bump, dots, heat, shares, stacked
from web.drawings.svg import shortened

RANKS = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(1, 9))
EVIL = "<script>\"&'</script> Ủy ban"


class Row:
    def __init__(self, subject: str) -> None:
        self.subject = subject


@settings(max_examples=40)
@given(RANKS, RANKS)
def test_a_move_leads_from_the_place_before_to_the_place_now(before: dict[str, int], now: dict[str, int]) -> None:
    found = moves(before, now)
    assert set(found) == (set(now) if before else set())
    for code, move in found.items():
        steps = {UP: -move.steps, DOWN: move.steps, SAME: 0}
        assert (move == Move(NEW)) if code not in before else (before[code] + steps[move.kind] == now[code])
        assert move.kind not in (UP, DOWN) or move.steps > 0


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2)), max_size=8))
def test_a_shared_rank_is_printed_once_and_brackets_open_and_close_in_turn(drawn: list[tuple[int, int]]) -> None:
    ranks, groups = sorted(rank for rank, _ in drawn), sorted(group for _, group in drawn)
    codes = [str(place) for place in range(len(drawn))]
    places = {code: (rank, ranks.count(rank) > 1) for code, rank in zip(codes, ranks, strict=True)}
    lines = shown([Row(code) for code in codes], places, {}, dict(zip(codes, groups, strict=True)))
    assert [line.rank for line in lines if not line.again] == sorted(set(ranks))
    signs = "".join({"first": "(", "middle": "-", "last": ")", "": ""}[line.at] for line in lines)
    assert signs.replace("-", "").replace("()", "") == ""
    assert all(bool(line.at) == (line.bracket > 0 and groups.count(line.bracket) > 1) for line in lines)


def read(svg: str) -> tuple[ET.Element, str]:
    root = ET.fromstring(svg)
    assert root.tag == "svg" and root[0].tag == "title" and root[1].tag == "desc"
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert "style" not in svg.lower().replace("lifestyle", "") and "<script" not in svg
    return root, " ".join(text for text in root.itertext())


def test_places_over_months_are_written_at_every_month_and_gaps_stay_gaps() -> None:
    lines = [bump.Line(EVIL, [2, 1, 1], own=True), bump.Line("B", [1, None, 2]), bump.Line("C", [2, 2, 2])]
    root, text = read(bump.draw("b", "T", "D", ["1/2019", "2/2019", "3/2019"], lines))
    stops = list(root.iter("circle"))
    assert len(stops) == 8
    assert len({(one.get("cx"), one.get("cy")) for one in stops}) == 8, "who shares a place covers the other"
    assert len(list(root.iter("path"))) == 2, "a line is drawn over a month without a place"
    assert EVIL in text


def test_parts_are_as_wide_as_their_points_and_what_takes_away_reaches_back() -> None:
    parts = [stacked.Part("A", 20, ""), stacked.Part("B", 60, EVIL), stacked.Part("D", 10, "", takes=True)]
    root, text = read(stacked.draw("s", "T", "D", [stacked.Bar("P01", "70,00", parts)], 80))
    a, b, d = ((float(one.get("x", 0)), float(one.get("width", 0))) for one in root.iter("rect"))
    assert b[1] == 3 * a[1] and b[0] == a[0] + a[1]
    assert d[0] + d[1] == b[0] + b[1] and d[1] * 2 == a[1]
    assert "70,00" in text


def test_every_field_of_a_heat_map_says_its_figure_and_none_where_there_is_none() -> None:
    root, text = read(heat.draw("h", "T", "D", ["A1", "A2"], [("P01", {"A1": 100, "A2": 49}), ("P02", {"A1": 95})]))
    assert [one.get("class") for one in root.iter("rect")] == [
        "heat heat--1",
        "heat heat--7",
        "heat heat--2",
        "heat heat--none",
    ]
    assert "49" in text


def test_a_cap_stands_where_its_last_holder_would() -> None:
    root, text = read(shares.draw("g", "T", "D", [shares.Row("1", [("A", 5, ""), ("B", 15, "")], [("A", 4, "")])]))
    a, _, cap = root.iter("rect")
    assert float(cap.get("x", 0)) + 1.5 == float(a.get("x", 0)) + float(a.get("width", 0)) * 4 / 5
    assert "≤ 4" in text and "20" in text


def test_four_voices_have_four_shapes_between_the_ends_of_their_range() -> None:
    values = {"self": 104.7, "appraised": 90.0, "citizens": 80.0, "inspectors": 85.0}
    root, _ = read(dots.draw("r", "T", "D", [dots.Row(EVIL, values, "", flagged=True), dots.Row("P02", {}, "")]))
    shapes = [one.tag for one in root.iter() if "voice" in (one.get("class") or "")]
    assert sorted(shapes) == ["circle", "path", "path", "rect"]
    (range_,) = [one for one in root.iter("rect") if one.get("class") == "range"]
    (dot,) = root.iter("circle")
    assert float(dot.get("cx", 0)) == float(range_.get("x", 0)) + float(range_.get("width", 0))
    assert float(dot.get("cx", 0)) + 7 < float((root.get("viewBox") or "").split()[2]), (
        "more than the maximum is drawn, too"
    )


def test_names_keep_the_part_by_which_they_differ() -> None:
    names = [f"Ủy ban nhân dân phường Hàng {name}" for name in ("Bạc", "Bài", "Bồ", "Buồm")]
    assert {shortened(name, 176, 13) for name in names} == {
        f"UBND phường Hàng {n}" for n in ("Bạc", "Bài", "Bồ", "Buồm")
    }
    assert shortened(names[0], 900, 13) == names[0]
